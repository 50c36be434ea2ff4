"""Reading a text with placeholders: what is a mistake, where it stands, and what filling makes of it."""

from string import Formatter

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.mailtext.actions import words_of
from aarshjul.mailtext.filling import (
    MOST_SENTENCES,
    Problem,
    fill,
    fill_html,
    is_usable,
    parts_of,
    problems,
    tidied,
)
from aarshjul.mailtext.rules import MOST_SUBJECT, MOST_TEXT, TEXTS, Wording

SUBJECT, INTRO, PLAIN = TEXTS["subject_one"], TEXTS["intro_one_overdue"], TEXTS["closing"]
VALUES = {name: f"<{name}>" for name in {*SUBJECT.placeholders, *INTRO.placeholders}}

anything = st.text(max_size=300)
braced = st.text(st.sampled_from("{}{}{}opgavedsthm.[]!:0 \n<>&æ"), max_size=60)
pieces = st.one_of(
    st.sampled_from(["{opgave}", "{dag}", "{sted}", "{dato}", "{overskredet}", "{", "}", "\n", "\n\n", " "]),
    st.text(max_size=12),
)
texts = st.one_of(anything, braced, st.lists(pieces, max_size=12).map("".join))
wordings = st.sampled_from([*TEXTS.values()])
given_values = st.fixed_dictionaries(dict.fromkeys(VALUES, st.text(max_size=30)))


def sentences(text: str, wording: Wording) -> list[str]:
    """As they are shown, without the web."""
    found = []
    for problem in problems(text, wording):
        line = f"linje {problem.line}, " if problem.line else ""
        place = f" Se {line}tegn {problem.column}." if problem.column else ""
        found.append((problem.message % problem.values if problem.values else problem.message) + place)
    return found


@pytest.mark.parametrize(
    "name",
    ["opgave.__class__", "opgave[0]", "opgave!r", "opgave:>9", "0", "", " opgave", "Opgave", "opgave\n", "__class__"],
)
def test_nothing_but_the_bare_name_is_a_placeholder(name: str) -> None:
    text = f"{{opgave}} og {{{name}}} her"
    wording = TEXTS["intro_one"]
    [first, *_others] = problems(f"{{dato}} {text}", wording)
    assert first.values["name"] == name
    assert not is_usable(text, wording)


def test_an_unknown_placeholder_is_named_with_its_place_and_those_there_are() -> None:
    assert sentences("{dato}\nSpørg\n i {kanal}!", INTRO) == [
        "{kanal} findes ikke. Her kan du bruge {opgave}, {sted}, {dato}, {overskredet}. Se linje 3, tegn 4."
    ]
    assert sentences("Se {opgave}", PLAIN) == [
        "{opgave} findes ikke. Der er ingen flettefelter i denne tekst. Se tegn 4."
    ]
    assert "{" + "x" * 39 + "…} findes ikke." in sentences("{dato}{" + "x" * 500 + "}", INTRO)[0]


def test_a_brace_alone_is_a_mistake_and_so_is_a_doubled_one() -> None:
    assert sentences("{opgave", SUBJECT)[0] == (
        "Tegnet { står alene. Slet det, eller skriv et flettefelt, fx {opgave}. Se tegn 1."
    )
    assert [s.split(".")[0] for s in sentences("{{opgave}}", SUBJECT)] == [
        "Tegnet { står alene",
        "Tegnet } står alene",
    ]
    assert sentences("Smil :}", PLAIN) == ["Tegnet } kan ikke bruges i denne tekst. Slet det. Se tegn 7."]


def test_a_placeholder_that_must_be_there_is_asked_for() -> None:
    assert sentences("Husk senest {dag}", SUBJECT) == [
        "{opgave} mangler. Skriv det der, hvor teksten skal sige opgavens navn."
    ]


def test_an_empty_text_stands_for_ours_and_is_never_wrong() -> None:
    assert problems("", SUBJECT) == []
    assert not is_usable("", SUBJECT)


def test_a_subject_is_one_line_and_no_text_is_too_long() -> None:
    assert sentences("{opgave}\nBcc: alle", SUBJECT) == ["Emnet skal stå på én linje."]
    assert sentences("{opgave}\u2028Bcc: alle", SUBJECT) == ["Emnet skal stå på én linje."]
    fits = "{opgave}".ljust(MOST_SUBJECT, "x")
    assert sentences(fits, SUBJECT) == []
    assert sentences(fits + "x", SUBJECT) == ["Skriv højst 200 tegn. Der er 201."]
    assert sentences("x" * MOST_TEXT, PLAIN) == []
    assert sentences("x" * (MOST_TEXT + 1), PLAIN) == ["Skriv højst 2000 tegn. Der er 2001."]


def test_so_many_mistakes_are_told_at_a_time() -> None:
    assert len(problems("}" * 300, PLAIN)) == MOST_SENTENCES


@given(texts)
def test_a_text_put_together_again_is_the_text(text: str) -> None:
    assert "".join(f"{{{part.words}}}" if part.is_placeholder else part.words for part in parts_of(text)) == text


@given(texts)
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    once = tidied(text)
    assert tidied(once) == once
    assert "\r" not in once


@given(texts, wordings)
def test_any_text_whatever_is_judged_and_every_mistake_has_a_sentence_and_a_place_in_it(
    text: str, wording: Wording
) -> None:
    text = tidied(text)
    for problem in problems(text, wording):
        assert isinstance(problem, Problem)
        assert problem.message % problem.values if problem.values else problem.message
        assert bool(problem.line) is (problem.column > 0 and "\n" in text)
        if problem.column:
            lines = text.split("\n")
            assert lines[max(problem.line, 1) - 1][problem.column - 1] in "{}"


@given(texts, given_values)
def test_a_text_without_mistakes_is_filled_as_pythons_own_formatter_would(text: str, values: dict[str, str]) -> None:
    for wording in (SUBJECT, INTRO, PLAIN):
        if not is_usable(text, wording):
            continue
        read = list(Formatter().parse(text))
        assert all(not spec and conversion is None for _words, _name, spec, conversion in read)
        assert {name for _words, name, _spec, _conversion in read if name is not None} <= set(wording.placeholders)
        assert fill(text, values) == text.format_map(values)


@given(st.lists(pieces, min_size=1, max_size=12).map("".join))
def test_what_the_formatter_cannot_read_is_refused(text: str) -> None:
    try:
        list(Formatter().parse(text))
    except ValueError:
        assert not is_usable(text, INTRO)


@given(given_values)
def test_values_are_put_in_as_they_are(values: dict[str, str]) -> None:
    """Also those with braces, and with a text of ours in them."""
    values["opgave"] = "{dag} {{x}} {opgave.__class__} %(navn)s"
    assert fill("A {opgave} B", values) == f"A {values['opgave']} B"


@given(texts, given_values)
def test_html_is_strict_and_holds_the_words_and_nothing_else(text: str, values: dict[str, str]) -> None:
    """Characters that no HTML may hold aside."""
    if any(not c.isprintable() and c not in "\n " for c in text + "".join(values.values())):
        return
    if not is_usable(text, INTRO):
        return
    html = str(fill_html(text, values))
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(html)
    assert {element.tag for element in tree.iter() if element is not tree} <= {"p", "br", "a"}
    shown = "".join(tree.itertext()).split()
    assert "".join(shown) == "".join(fill(text, values).split())
    assert all(set(element.attrib) == {"href"} for element in tree.iter("a"))
    assert all(element.attrib["href"].lower().startswith("https://") for element in tree.iter("a"))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Linje\nlinje\n\nAfsnit", "<p>Linje<br>linje</p>\n<p>Afsnit</p>"),
        ("", ""),
        ("1 < 2 & <b>fed</b>", "<p>1 &lt; 2 &amp; &lt;b&gt;fed&lt;/b&gt;</p>"),
        (
            "Se https://intranet.example/gdpr?a=1&b=2.",
            '<p>Se <a href="https://intranet.example/gdpr?a=1&amp;b=2">https://intranet.example/gdpr?a=1&amp;b=2</a>.</p>',
        ),
        (
            "(https://intranet.example)",
            '<p>(<a href="https://intranet.example">https://intranet.example</a>)</p>',
        ),
        (
            "http://intranet.example www.intranet.example javascript:ondt(1) https://",
            "<p>http://intranet.example www.intranet.example javascript:ondt(1) https://</p>",
        ),
        (
            'https://a.example/"onclick="x',
            '<p><a href="https://a.example/">https://a.example/</a>&#34;onclick=&#34;x</p>',
        ),
    ],
)
def test_text_becomes_paragraphs_and_only_https_becomes_a_link(text: str, html: str) -> None:
    assert str(fill_html(text, {})) == html


def test_an_address_in_a_value_and_one_that_runs_into_a_value_are_words() -> None:
    values = {"opgave": "https://ondt.example", "dato": "x"}
    assert str(fill_html("{dato} {opgave}", values)) == "<p>x https://ondt.example</p>"
    assert str(fill_html("https://a.example/{dato}", values)) == "<p>https://a.example/x</p>"


def test_a_sentence_says_where_to_look(ctx: object) -> None:
    [unknown, missing] = problems("Til {navn}", SUBJECT)
    assert words_of(unknown).endswith("Her kan du bruge {opgave}, {dag}, {sted}. Se tegn 5.")
    assert words_of(missing) == "{opgave} mangler. Skriv det der, hvor teksten skal sige opgavens navn."
