"""The rows of a content (data lines, recipients, transfers, retention …) as parts of a line, both ways. Pure.

Each kind of row has a full form and shorter forms that people write. A row is written in its shortest form that reads
back as the same row. What a shorter form has no place for stands behind it with its label (parts.py).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from register.activity.choices import (
    DATA_CATEGORIES,
    RECIPIENTS,
    RETENTION_STARTS,
    SUBJECTS,
    TRANSFER_BASES,
)
from register.activity.content import DataLine, Disclosure, JointController, Retention, ServedController, Transfer
from register.activity.countries import COUNTRIES
from register.activity.periods import find_period, period_words
from register.importing.parts import (
    LABELS,
    Parts,
    Refuse,
    find_or_refuse,
    labelled,
    lines_in_words,
    said_of_line,
    split_key,
    take_labelled,
)
from register.importing.values import find_code, find_country, fold

NONE_WORDS = frozenset({"ingen", "nej", "ikke relevant", "videregives ikke", "ingen videregivelse"})
"""Words by which a foreign file says that there are no such rows."""
MAY_BE_NONE = frozenset({"disclosures", "transfers", "joint_controllers", "controllers_served"})

_FROM_START = re.compile(r"(.+?)\s+(?:efter|fra|regnet fra)\s+(.+)", re.DOTALL)


def data_lines(parts: Parts, refuse: Refuse) -> Iterator[DataLine]:
    """Subject | category | words; or a category or a subject and words; or words alone, a line for each.

    A key may stand in front of the first part: "#7 Børn".
    """
    key, first = split_key(parts[0])
    lines = _bare_data_lines((first, *parts[1:]), refuse)
    for line in lines:
        yield replace(line, key=key)
        key = ""


def _bare_data_lines(parts: Parts, refuse: Refuse) -> Iterator[DataLine]:
    known = [(find_code(SUBJECTS, part), find_code(DATA_CATEGORIES, part)) for part in parts]
    if len(parts) >= 3 and (any(not part for part in parts[:2]) or any(any(pair) for pair in known[:2])):
        yield DataLine(
            subject=find_or_refuse(SUBJECTS, parts[0], refuse),
            category=find_or_refuse(DATA_CATEGORIES, parts[1], refuse),
            text=" | ".join(parts[2:]),
        )
    elif len(parts) == 2 and known[0][0] and known[1][1]:
        yield DataLine(subject=known[0][0], category=known[1][1])
    elif known[0][1] and len(parts) <= 2:
        yield DataLine(category=known[0][1], text="".join(parts[1:]))
    elif known[0][0] and len(parts) <= 2:
        yield DataLine(subject=known[0][0], text="".join(parts[1:]))
    else:
        yield from (DataLine(text=part) for part in parts if part)


def data_line_forms(line: DataLine) -> Iterator[Parts]:
    """Shortest first."""
    category = DATA_CATEGORIES.get(line.category, line.category)
    yield (line.text,)
    yield (category, line.text)
    yield (SUBJECTS.get(line.subject, line.subject), category, line.text)


def disclosures(parts: Parts, refuse: Refuse) -> Iterator[Disclosure]:
    """Category | name | country; or a category, a name, or a name and its country; or names, a row for each.

    Behind it the data lines ("#1, #3" or "alle") and what has a label.
    """
    rest, said = take_labelled("disclosures", parts, refuse)
    for row in _bare_disclosures(rest, refuse) if rest else (Disclosure(),):
        yield replace(row, **said)


def _bare_disclosures(parts: Parts, refuse: Refuse) -> Iterator[Disclosure]:
    category = find_code(RECIPIENTS, parts[0])
    if len(parts) >= 3 and (category or not parts[0]):
        name = " | ".join(parts[1:-1])
        yield Disclosure(category=category or "", name=name, country=find_or_refuse(COUNTRIES, parts[-1], refuse))
    elif category and len(parts) <= 2:
        yield Disclosure(category=category, name="".join(parts[1:]))
    elif len(parts) == 2 and (country := find_country(parts[1])):
        yield Disclosure(name=parts[0], country=country)
    else:
        yield from (Disclosure(name=part) for part in parts if part)


def disclosure_forms(row: Disclosure) -> Iterator[Parts]:
    """Shortest first."""
    category, country = RECIPIENTS.get(row.category, row.category), COUNTRIES.get(row.country, row.country)
    tail = _tail("disclosures", row, ("recipient", "basis"))
    yield (row.name, *tail)
    yield (*_trimmed((category, row.name)), *tail)
    yield (row.name, country, *tail)
    yield (*_trimmed((category, row.name, country)), *tail)
    yield _all_labelled("disclosures", row)


def transfers(parts: Parts, refuse: Refuse) -> Iterator[Transfer]:
    """Country | recipient | basis | note; what begins with no country is a note as it stands.

    Behind it the data lines and what has a label.
    """
    rest, said = take_labelled("transfers", parts, refuse)
    if len(rest) < 4 and not (rest and find_country(rest[0])):
        yield replace(Transfer(note=" | ".join(filter(None, rest))), **said)
        return
    country, recipient, basis, *note = [*rest, "", "", ""][: max(len(rest), 4)]
    row = Transfer(
        country=find_or_refuse(COUNTRIES, country, refuse),
        recipient=recipient,
        basis=find_or_refuse(TRANSFER_BASES, basis, refuse),
        note=" | ".join(note),
    )
    yield replace(row, **said)


def transfer_forms(row: Transfer) -> Iterator[Parts]:
    """Shortest first."""
    country, basis = COUNTRIES.get(row.country, row.country), TRANSFER_BASES.get(row.basis, row.basis)
    tail = _tail("transfers", row, ("processor", "document", "assessment", "checked_on"))
    yield (row.note, *tail)
    yield (*_trimmed((country, row.recipient, basis, row.note)), *tail)
    yield _all_labelled("transfers", row)


def _tail(field: str, row: Any, names: Parts) -> Parts:
    return [*filter(None, [lines_in_words(row.lines)]), *labelled(field, row, names)]


def _all_labelled(field: str, row: Any) -> Parts:
    return labelled(field, row, LABELS[field])


def joint_controllers(parts: Parts, refuse: Refuse) -> Iterator[JointController]:
    """Name | contact | where the arrangement is | the law that fixes it."""
    del refuse  # nothing but free text
    yield JointController(**_in_order(JointController, parts))


def controllers_served(parts: Parts, refuse: Refuse) -> Iterator[ServedController]:
    """Name | contact | its DPO | what is done for them."""
    del refuse  # nothing but free text
    yield ServedController(**_in_order(ServedController, parts))


def plain_forms(row: Any) -> Iterator[Parts]:
    """The one form of a row that is nothing but free text."""
    yield [getattr(row, f.name) for f in fields(row)]


def _in_order(row_type: Any, parts: Parts) -> dict[str, str]:
    """Each part in its place; what is over goes to the last."""
    names = [f.name for f in fields(row_type)]
    last = len(names) - 1
    return dict(zip(names, [*parts[:last], " | ".join(parts[last:])], strict=False))


def retention(parts: Parts, refuse: Refuse) -> Iterator[Retention]:
    """Category | period | start | note; or "5 år efter sagens afslutning"; anything else is a note as it stands."""
    del refuse  # nothing here is refused: what is no period is a note
    category = find_code(DATA_CATEGORIES, parts[0])
    if len(parts) >= 4:
        period, start = find_period(parts[1]) or parts[1], _start(parts[2])
        yield Retention(category=category or parts[0], period=period, start_event=start, note=" | ".join(parts[3:]))
    elif category and len(parts) > 1:
        for row in retention(parts[1:], _ignore):
            yield Retention(category=category, period=row.period, start_event=row.start_event, note=row.note)
    elif category:
        yield Retention(category=category)
    else:
        yield _spoken(parts)


def retention_forms(row: Retention) -> Iterator[Parts]:
    """Shortest first."""
    category = DATA_CATEGORIES.get(row.category, row.category)
    period, start = period_words(row.period), RETENTION_STARTS.get(row.start_event, row.start_event)
    spoken = f"{period} efter {start}" if start else period
    yield (spoken,)
    yield (spoken, row.note)
    yield (category, spoken)
    yield (category, spoken, row.note)
    yield (category, period, start, row.note)


def _spoken(parts: Parts) -> Retention:
    said, note = parts[0], " | ".join(parts[1:])
    if period := find_period(said):
        return Retention(period=period, note=note)
    match = _FROM_START.fullmatch(said)
    if match and (period := find_period(match[1])):
        return Retention(period=period, start_event=_start(match[2]), note=note)
    return Retention(note=" | ".join(parts))


def _ignore(_sentence: str) -> None:
    """Nothing to tell."""


def _start(text: str) -> str:
    codes = {fold(word): code for code, word in RETENTION_STARTS.items()}
    return text if text in RETENTION_STARTS else codes.get(fold(text), text)


READERS: Mapping[str, Callable[[Parts, Refuse], Iterator[object]]] = {
    "joint_controllers": joint_controllers,
    "controllers_served": controllers_served,
    "data_lines": data_lines,
    "disclosures": disclosures,
    "transfers": transfers,
    "retention": retention,
}
FORMS: Mapping[str, Callable[..., Iterator[Parts]]] = {
    "joint_controllers": plain_forms,
    "controllers_served": plain_forms,
    "data_lines": data_line_forms,
    "disclosures": disclosure_forms,
    "transfers": transfer_forms,
    "retention": retention_forms,
}


def shortest(field: str, row: Any, place: int) -> Parts:
    """The shortest form that reads back as the same row, else the full form; `place` counts rows from 1.

    A recipient may be called "Ingen": that is said in full, lest it be taken for the word that there are none.
    """
    if isinstance(row, DataLine):
        return said_of_line(row, place, _shortest(field, replace(row, key="")))
    return _shortest(field, row)


def _shortest(field: str, row: Any) -> Parts:
    form: Parts = ()
    for form in FORMS[field](row):
        said = _trimmed(form)
        if len(said) == 1 and fold(said[0]) in NONE_WORDS:
            continue
        if said and list(READERS[field](said, _ignore)) == [row]:
            return said
    return form


def _trimmed(parts: Parts) -> Parts:
    kept = list(parts)
    while kept and not kept[-1]:
        kept.pop()
    return kept
