"""What people have changed stays, whatever a file says."""

from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from register.activity.content import ActivityContent, DataLine, Disclosure
from register.activity.merge import changes
from register.activity.tidy import tidy
from register.importing.laying import EMPTY, lay_over, with_known_keys
from tests.register.strategies import contents, field_names, filled

ALL = frozenset(field_names())
SAID = st.sets(st.sampled_from(sorted(ALL)))


def test_a_field_nobody_has_touched_follows_the_file() -> None:
    given_last = filled()
    laid = lay_over(given_last, given_last, replace(given_last, title="Ny titel"), ALL)
    assert (laid.content.title, laid.kept) == ("Ny titel", ())
    assert laid.base is not None
    assert laid.base.title == "Ny titel"


def test_a_field_a_person_has_changed_stays_and_is_told() -> None:
    given_last = filled()
    current = replace(given_last, title="Vores titel")
    laid = lay_over(current, given_last, replace(given_last, title="Ny titel"), ALL)
    assert (laid.content.title, laid.kept) == ("Vores titel", ("title",))


def test_a_field_that_was_decided_elsewhere_stays_and_is_told() -> None:
    current, incoming = ActivityContent(dpia_screening="yes"), ActivityContent(dpia_screening="no")
    laid = lay_over(current, current, incoming, {"dpia_screening"}, governed={"dpia_screening"})
    assert (laid.content.dpia_screening, laid.kept) == ("yes", ("dpia_screening",))
    assert lay_over(current, current, incoming, {"dpia_screening"}).content.dpia_screening == "no"


def test_a_field_a_person_has_emptied_stays_empty() -> None:
    given_last = filled()
    laid = lay_over(replace(given_last, measures=""), given_last, given_last, ALL)
    assert (laid.content.measures, laid.kept) == ("", ("measures",))


def test_a_record_written_here_is_filled_where_it_is_empty_and_nowhere_else() -> None:
    current = replace(filled(), measures="", title="Vores titel")
    laid = lay_over(current, None, replace(filled(), title="Listens titel"), ALL)
    assert laid.content == replace(filled(), title="Vores titel")
    assert laid.kept == ("title",)


def test_what_the_file_says_nothing_about_is_left_alone() -> None:
    laid = lay_over(filled(), filled(), EMPTY, {"title"})
    assert laid.content == replace(filled(), title="")


def test_words_of_a_persons_own_stay_theirs_when_a_file_has_said_the_same() -> None:
    given_last = filled()
    current = replace(given_last, title="Vores titel")
    once = lay_over(current, given_last, current, ALL)
    assert (once.content, once.kept) == (current, ())
    again = lay_over(once.content, once.base, replace(given_last, title="Listens nye titel"), ALL)
    assert (again.content.title, again.kept) == ("Vores titel", ("title",))


@given(current=contents(), base=st.one_of(st.none(), contents()), incoming=contents(), said=SAID)
def test_every_field_is_the_persons_or_the_files_and_only_the_said_ones_change(
    current: ActivityContent, base: ActivityContent | None, incoming: ActivityContent, said: set[str]
) -> None:
    laid = lay_over(current, base, incoming, said)
    changed = {change.field for change in changes(current, laid.content)}
    assert changed <= said
    for f in fields(ActivityContent):
        now = getattr(laid.content, f.name)
        if f.name in changed:
            assert now == getattr(incoming, f.name)
            assert getattr(current, f.name) == getattr(base or EMPTY, f.name)
        if f.name in laid.kept:
            assert now != getattr(incoming, f.name)
    assert not changed & set(laid.kept)


@given(current=contents(), base=st.one_of(st.none(), contents()), incoming=contents(), said=SAID)
def test_laying_the_same_file_twice_changes_nothing_more(
    current: ActivityContent, base: ActivityContent | None, incoming: ActivityContent, said: set[str]
) -> None:
    once = lay_over(current, base, incoming, said)
    again = lay_over(once.content, once.base, incoming, said)
    assert (again.content, again.base, again.kept) == (once.content, once.base, once.kept)


def lines(*said: tuple[str, str]) -> ActivityContent:
    return ActivityContent(data_lines=tuple(DataLine(key=key, text=text) for key, text in said))


def test_a_line_that_moves_in_a_file_is_still_the_one_that_recipients_point_at() -> None:
    here = lines(("1", "Navn"), ("2", "Helbred"))
    assert with_known_keys(lines(("1", "Navn"), ("2", "CPR"), ("3", "Helbred")), here) == lines(
        ("1", "Navn"), ("4", "CPR"), ("2", "Helbred")
    )
    assert with_known_keys(lines(("1", "Navn og adresse"), ("2", "Helbred")), here) == lines(
        ("1", "Navn og adresse"), ("2", "Helbred")
    ), "a line that is reworded is still that line"


def test_a_file_that_points_at_its_own_lines_says_their_keys() -> None:
    file = replace(lines(("2", "Navn")), disclosures=(Disclosure(name="Skat", lines=("2",)),))
    assert with_known_keys(file, lines(("1", "Navn"))) == file


@given(contents(), contents())
def test_known_keys_are_each_given_once(incoming: ActivityContent, current: ActivityContent) -> None:
    laid = with_known_keys(tidy(incoming), tidy(current))
    assert tidy(laid) == laid
    assert with_known_keys(laid, tidy(current)) == laid
