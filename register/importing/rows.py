"""The rows of a content (data lines, recipients, transfers, retention) as parts of a line, both ways. Pure.

Each kind of row has a full form, its parts in the order of the content, and shorter forms that people write. A
row is written in its shortest form that reads back as the same row.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from register.activity.choices import (
    COUNTRIES,
    DATA_CATEGORIES,
    RECIPIENTS,
    RETENTION_STARTS,
    SUBJECTS,
    TRANSFER_BASES,
)
from register.activity.content import DataLine, Disclosure, Retention, Transfer
from register.activity.periods import find_period, period_words
from register.importing.values import Words, find_code, find_country, fold, unknown_word

Parts = Sequence[str]
Refuse = Callable[[str], None]
"""Is told the sentence for a part that is on no list."""

NONE_WORDS = frozenset({"ingen", "nej", "ikke relevant", "videregives ikke", "ingen videregivelse"})
"""Words by which a foreign file says that there are no recipients or transfers."""

_FROM_START = re.compile(r"(.+?)\s+(?:efter|fra|regnet fra)\s+(.+)", re.DOTALL)


def data_lines(parts: Parts, refuse: Refuse) -> Iterator[DataLine]:
    """Subject | category | words; or a category or a subject and words; or words alone, a line for each."""
    known = [(find_code(SUBJECTS, part), find_code(DATA_CATEGORIES, part)) for part in parts]
    if len(parts) >= 3 and (any(not part for part in parts[:2]) or any(any(pair) for pair in known[:2])):
        yield DataLine(
            subject=_code(SUBJECTS, parts[0], refuse),
            category=_code(DATA_CATEGORIES, parts[1], refuse),
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
    """Category | name | country; or a category, a name, or a name and its country; or names, a row for each."""
    category = find_code(RECIPIENTS, parts[0])
    if len(parts) >= 3 and (category or not parts[0]):
        name = " | ".join(parts[1:-1])
        yield Disclosure(category=category or "", name=name, country=_country(parts[-1], refuse))
    elif category and len(parts) <= 2:
        yield Disclosure(category=category, name="".join(parts[1:]))
    elif len(parts) == 2 and (country := find_country(parts[1])):
        yield Disclosure(name=parts[0], country=country)
    else:
        yield from (Disclosure(name=part) for part in parts if part)


def disclosure_forms(row: Disclosure) -> Iterator[Parts]:
    """Shortest first."""
    category, country = RECIPIENTS.get(row.category, row.category), COUNTRIES.get(row.country, row.country)
    yield (row.name,)
    yield (category, row.name)
    yield (row.name, country)
    yield (category, row.name, country)


def transfers(parts: Parts, refuse: Refuse) -> Iterator[Transfer]:
    """Country | recipient | basis | note; what begins with no country is a note as it stands."""
    if len(parts) < 4 and not find_country(parts[0]):
        yield Transfer(note=" | ".join(filter(None, parts)))
        return
    country, recipient, basis, *note = [*parts, "", "", ""][: max(len(parts), 4)]
    yield Transfer(
        country=_country(country, refuse),
        recipient=recipient,
        basis=_code(TRANSFER_BASES, basis, refuse),
        note=" | ".join(note),
    )


def transfer_forms(row: Transfer) -> Iterator[Parts]:
    """Shortest first."""
    yield (row.note,)
    yield (
        COUNTRIES.get(row.country, row.country),
        row.recipient,
        TRANSFER_BASES.get(row.basis, row.basis),
        row.note,
    )


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


def _code(words: Words, text: str, refuse: Refuse) -> str:
    if not text:
        return ""
    code = find_code(words, text)
    if code is None:
        refuse(unknown_word(words, text))
    return code or ""


def _country(text: str, refuse: Refuse) -> str:
    if not text:
        return ""
    code = find_country(text)
    if code is None:
        refuse(unknown_word(COUNTRIES, text))
    return code or ""


READERS: Mapping[str, Callable[[Parts, Refuse], Iterator[object]]] = {
    "data_lines": data_lines,
    "disclosures": disclosures,
    "transfers": transfers,
    "retention": retention,
}
FORMS: Mapping[str, Callable[..., Iterator[Parts]]] = {
    "data_lines": data_line_forms,
    "disclosures": disclosure_forms,
    "transfers": transfer_forms,
    "retention": retention_forms,
}


def shortest(field: str, row: object) -> Parts:
    """The shortest form that reads back as the same row, else the full form.

    A recipient may be called "Ingen": that is said in full, lest it be taken for the word that there are none.
    """
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
