"""Hypothesis strategies for a processing activity's content: what our forms can hold, any field empty.

Codes come from the code lists; texts are any text without stray blanks at their ends, control characters or
line ends other than a line feed, as forms and files leave them. `tidy` makes of such a content what is kept.
"""

from dataclasses import fields
from datetime import date

from hypothesis import strategies as st

from register.activity.choices import (
    ART6,
    ART9,
    COUNTRIES,
    DATA_CATEGORIES,
    DBL,
    RECIPIENTS,
    RETENTION_PERIODS,
    RETENTION_STARTS,
    SUBJECTS,
    TRANSFER_BASES,
)
from register.activity.content import (
    ActivityContent,
    DataLine,
    Disclosure,
    Purpose,
    Retention,
    Transfer,
)

AWKWARD = ('"', "|", "\n", ";", "=1+1", "'=x", "–", "-", "\\", "æøåÆØÅ", "Børn", "ja", "5 år", "§ 11, stk. 1")
_LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn"))
_PIECES = st.one_of(st.text(_LETTERS, max_size=12), st.sampled_from(AWKWARD))


def texts(max_pieces: int = 4) -> st.SearchStrategy[str]:
    """Any text a form accepts, often with characters that mean something in a sheet."""
    return st.lists(_PIECES, max_size=max_pieces).map("".join).map(str.strip)


def _code(words: object) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(words))  # type: ignore[call-overload,no-any-return]


def _maybe(words: object) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), _code(words))


def _codes(words: object) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(_code(words), max_size=3, unique=True).map(tuple)


def _rows(row: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(row, max_size=3).map(tuple)


PERIODS = st.one_of(
    st.just(""),
    _code(RETENTION_PERIODS),
    st.builds("P{}{}".format, st.integers(1, 99_999), st.sampled_from("YMWD")),
    texts(2).map(lambda text: text[:20].strip()),
)
KLE_NUMBERS = st.lists(st.integers(0, 99), min_size=1, max_size=3).map(
    lambda parts: ".".join(f"{part:02}" for part in parts)
)
NAMES = st.lists(texts().filter(bool), max_size=3).map(tuple)
"""Lists of names or codes of other records: an empty name is no entry."""

PURPOSES = st.builds(
    Purpose,
    text=texts(),
    is_statistical=st.booleans(),
    art6=_codes(ART6),
    art9=_codes(ART9),
    dbl=_codes(DBL),
    special_law=texts(),
)
DATA_LINES = st.builds(DataLine, subject=_maybe(SUBJECTS), category=_maybe(DATA_CATEGORIES), text=texts())
DISCLOSURES = st.builds(Disclosure, category=_maybe(RECIPIENTS), name=texts(), country=_maybe(COUNTRIES))
TRANSFERS = st.builds(
    Transfer, country=_maybe(COUNTRIES), recipient=texts(), basis=_maybe(TRANSFER_BASES), note=texts()
)
RETENTIONS = st.builds(
    Retention,
    category=_maybe(DATA_CATEGORIES),
    period=PERIODS,
    start_event=st.one_of(_maybe(RETENTION_STARTS), texts(2)),
    note=texts(),
)
DAYS = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2100, 12, 31)))

FIELD_STRATEGIES: dict[str, st.SearchStrategy[object]] = {
    "number": texts(1),
    "title": texts(),
    "description": texts(),
    "unit": texts(1),
    "owner": texts(1),
    "purposes": _rows(PURPOSES),
    "subjects": _codes(SUBJECTS),
    "data_lines": _rows(DATA_LINES),
    "disclosures": _rows(DISCLOSURES),
    "not_disclosed": st.booleans(),
    "transfers": _rows(TRANSFERS),
    "retention": _rows(RETENTIONS),
    "retention_reason": texts(),
    "measures": texts(),
    "measures_reason": texts(),
    "kle_numbers": st.lists(KLE_NUMBERS, max_size=3, unique=True).map(tuple),
    "systems": NAMES,
    "case_ref": texts(1),
    "last_review_on": DAYS,
    "next_review_on": DAYS,
}
"""One strategy a field; a field of ActivityContent without one fails the strategies' own test."""


def contents() -> st.SearchStrategy[ActivityContent]:
    """Contents with any field filled or empty."""
    return st.builds(ActivityContent, **FIELD_STRATEGIES)


def filled() -> ActivityContent:
    """A content in which every field says something and no rule finds anything."""
    return ActivityContent(
        number="12",
        title="Hjælpemidler til voksne",
        description="Fra ansøgning til aflevering",
        unit="SOC-VH",
        owner="bent@fjordby.example",
        purposes=(
            Purpose(
                text="At afgøre ansøgninger om hjælpemidler",
                is_statistical=True,
                art6=("e",),
                art9=("f",),
                dbl=("7.4", "11.1"),
                special_law="Serviceloven § 112",
            ),
        ),
        subjects=("adults", "relatives"),
        data_lines=(
            DataLine(subject="adults", category="health", text="Diagnose og funktionsevne"),
            DataLine(subject="relatives", category="ordinary", text="Navn og telefonnummer"),
        ),
        disclosures=(
            Disclosure(category="companies", name="Leverandør af hjælpemidler", country="US"),
            Disclosure(category="authorities"),
        ),
        not_disclosed=True,
        transfers=(Transfer(country="US", recipient="Leverandørens drift", basis="45_dpf", note="Navne"),),
        retention=(Retention(category="health", period="P5Y", start_event="case_closed", note="Efter lånet er endt"),),
        retention_reason="Sager om arv beholdes",
        measures="Adgang efter rolle, log over opslag",
        measures_reason="Resten står i driftsaftalen",
        kle_numbers=("27.60", "27.60.08"),
        systems=("hjaelpemiddel", "esdh"),
        case_ref="2026-0417",
        last_review_on=date(2026, 3, 3),
        next_review_on=date(2027, 3, 1),
    )


def field_names() -> list[str]:
    """The fields of a content, for tests that go through them all."""
    return [f.name for f in fields(ActivityContent)]
