"""Reading a text with placeholders: what is wrong with it, and what it becomes when it is filled. Pure.

Nothing is looked up and nothing is formatted: a name between two braces is a placeholder or a mistake, so that
`{opgave.__class__}`, `{0}` or `{opgave!r}` is no more than a name nobody knows. No brace is ever left over, doubled
ones included, so that what a person sees in the field is what is read.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from markupsafe import Markup, escape

from aarshjul.mailtext.rules import PLACEHOLDERS, Wording
from app.core.text import N_

MOST_SENTENCES = 5
"""So many mistakes are told at a time."""
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_LINK = re.compile(r"(?<!\w)https://\w[^\s<>\"'«»]*", re.IGNORECASE)
_AFTER_LINK = ".,:;!?)]"
"""What ends the sentence round an address is no part of it."""


class Part(NamedTuple):
    """A piece of a text: words as they are, or the name of a placeholder."""

    words: str
    is_placeholder: bool


@dataclass(frozen=True)
class Problem:
    """A sentence in Danish with its values, and the place in the text it is about.

    Column 0: the text as a whole; line 0: the text has one line. The value `meaning` is itself to be translated.
    """

    message: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    line: int = 0
    column: int = 0


@lru_cache(maxsize=512)
def parts_of(text: str) -> tuple[Part, ...]:
    """The text in its pieces, in order; put together again with their braces they are the text."""
    parts, end = [], 0
    for found in _PLACEHOLDER.finditer(text):
        parts += [Part(text[end : found.start()], is_placeholder=False), Part(found[1], is_placeholder=True)]
        end = found.end()
    parts.append(Part(text[end:], is_placeholder=False))
    return tuple(part for part in parts if part.words or part.is_placeholder)


def tidied(text: str) -> str:
    """A text as it is kept: one kind of line break, no control characters, nothing at its ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c == "\n" or unicodedata.category(c) != "Cc").strip()


def problems(text: str, wording: Wording) -> list[Problem]:
    """What is wrong with a tidied text, the first few by their place; nothing with an empty one: it stands for ours.

    1. A subject is one line, and no text is longer than its most.
    2. Each brace belongs to a placeholder, and each placeholder is one that this text may have.
    3. Each placeholder that it must have is there.
    """
    if not text:
        return []
    if wording.is_one_line and len(text.splitlines()) > 1:
        return [Problem(N_("Emnet skal stå på én linje."))]
    if len(text) > wording.most:
        return [Problem(N_("Skriv højst %(most)s tegn. Der er %(count)s."), {"most": wording.most, "count": len(text)})]
    found = list(islice(_misplaced(text, wording), MOST_SENTENCES))
    names = {part.words for part in parts_of(text) if part.is_placeholder}
    lacking = [name for name in wording.required if name not in names]
    return found + [
        Problem(
            N_("{%(name)s} mangler. Skriv det der, hvor teksten skal sige %(meaning)s."),
            {"name": name, "meaning": PLACEHOLDERS[name].meaning},
        )
        for name in lacking
    ]


def is_usable(text: str, wording: Wording) -> bool:
    """Whether a text that was once kept can be used: a later version may know other placeholders."""
    return bool(text) and not problems(text, wording)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its values in it, just as they are. The text is one without problems."""
    return "".join(values[part.words] if part.is_placeholder else part.words for part in parts_of(text))


def fill_html(text: str, values: Mapping[str, str]) -> Markup:
    """The same as paragraphs of HTML: all is escaped, a line break stays one, and an https address becomes a link.

    Only addresses that the text itself says: a value is somebody else's words.
    """
    parts = parts_of(text)
    pieces = [
        escape(values[part.words]) if part.is_placeholder else _linked(part.words, is_last=part is parts[-1])
        for part in parts
    ]
    paragraphs: list[list[Markup]] = [[]]
    for line in Markup("").join(pieces).splitlines():
        if line.strip():
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return Markup("\n").join(Markup("<p>{}</p>").format(Markup("<br>").join(lines)) for lines in paragraphs if lines)


def _linked(words: str, *, is_last: bool) -> Markup:
    """Words with their https addresses as links; one that runs into a placeholder is only half an address."""
    html, end = Markup(""), 0
    for found in _LINK.finditer(words):
        address = found[0].rstrip(_AFTER_LINK)
        if found.end() == len(words) and not is_last:
            break
        html += escape(words[end : found.start()]) + Markup('<a href="{0}">{0}</a>').format(address)
        end = found.start() + len(address)
    return html + escape(words[end:])


def _misplaced(text: str, wording: Wording) -> Iterator[Problem]:
    """Every brace that stands alone and every placeholder that this text may not have, in the order they stand."""
    at = 0
    for part in parts_of(text):
        if not part.is_placeholder:
            for place in (at + n for n, letter in enumerate(part.words) if letter in "{}"):
                yield _at(text, place, _lone(text[place], wording))
            at += len(part.words)
            continue
        if part.words not in wording.placeholders:
            yield _at(text, at, _unknown(part.words, wording))
        at += len(part.words) + 2


def _lone(brace: str, wording: Wording) -> Problem:
    if not wording.placeholders:
        return Problem(N_("Tegnet %(brace)s kan ikke bruges i denne tekst. Slet det."), {"brace": brace})
    return Problem(
        N_("Tegnet %(brace)s står alene. Slet det, eller skriv et flettefelt, fx {%(name)s}."),
        {"brace": brace, "name": wording.placeholders[0]},
    )


def _unknown(name: str, wording: Wording) -> Problem:
    shown = f"{name[:39]}…" if len(name) > 40 else name
    if not wording.placeholders:
        return Problem(N_("{%(name)s} findes ikke. Der er ingen flettefelter i denne tekst."), {"name": shown})
    known = ", ".join(f"{{{one}}}" for one in wording.placeholders)
    return Problem(N_("{%(name)s} findes ikke. Her kan du bruge %(known)s."), {"name": shown, "known": known})


def _at(text: str, place: int, problem: Problem) -> Problem:
    before = text[:place].split("\n")
    line = len(before) if "\n" in text else 0
    return Problem(problem.message, problem.values, line=line, column=len(before[-1]) + 1)
