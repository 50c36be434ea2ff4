"""Hypothesis strategies for a processing activity's content: what our forms can hold, any field empty.

Codes come from the code lists; texts are any text without stray blanks at their ends, control characters or
line ends other than a line feed, as forms and files leave them. `tidy` makes of such a content what is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date

from hypothesis import strategies as st

from register.activity.choices import (
    ACCESS_COUNTS,
    ACCESS_GROUPS,
    AI_CLASSES,
    AI_USED,
    ARCHIVE_RULES,
    ART6,
    ART9,
    ART22,
    AUTOMATED,
    CRITICALITY,
    DATA_CATEGORIES,
    DATA_SOURCES,
    DBL,
    DPIA_SCREENING,
    INFO_DUTY,
    RECIPIENTS,
    RECORD_TYPES,
    RETENTION_PERIODS,
    RETENTION_STARTS,
    SUBJECT_COUNTS,
    SUBJECTS,
    TRANSFER_BASES,
    YES_NO,
    YES_NO_UNKNOWN,
)
from register.activity.content import (
    EVERY_LINE,
    ActivityContent,
    DataLine,
    Disclosure,
    JointController,
    Purpose,
    Retention,
    ServedController,
    Transfer,
)
from register.activity.countries import COUNTRIES

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

DAYS = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2100, 12, 31)))
KEYS = st.one_of(
    st.just(()), st.just((EVERY_LINE,)), st.lists(st.sampled_from("123"), max_size=3, unique=True).map(tuple)
)
"""Keys of data lines, some of which may be there."""

JOINT_CONTROLLERS = st.builds(JointController, name=texts(), contact=texts(), arrangement=texts(), statute=texts())
SERVED_CONTROLLERS = st.builds(ServedController, name=texts(), contact=texts(), dpo=texts(), categories=texts())
PURPOSES = st.builds(
    Purpose,
    text=texts(),
    is_statistical=st.booleans(),
    art6=_codes(ART6),
    art9=_codes(ART9),
    dbl=_codes(DBL),
    laws=NAMES,
    special_law=texts(),
)
DATA_LINES = st.builds(
    DataLine,
    key=st.sampled_from(("", "1", "2", "7")),
    subject=_maybe(SUBJECTS),
    category=_maybe(DATA_CATEGORIES),
    text=texts(),
)
DISCLOSURES = st.builds(
    Disclosure,
    category=_maybe(RECIPIENTS),
    recipient=texts(1),
    name=texts(),
    country=_maybe(COUNTRIES),
    lines=KEYS,
    basis=texts(),
)
TRANSFERS = st.builds(
    Transfer,
    country=_maybe(COUNTRIES),
    processor=texts(1),
    recipient=texts(),
    lines=KEYS,
    basis=_maybe(TRANSFER_BASES),
    document=texts(),
    assessment=texts(),
    checked_on=DAYS,
    note=texts(),
)
RETENTIONS = st.builds(
    Retention,
    category=_maybe(DATA_CATEGORIES),
    period=PERIODS,
    start_event=st.one_of(_maybe(RETENTION_STARTS), texts(2)),
    note=texts(),
)
FIELD_STRATEGIES: dict[str, st.SearchStrategy[object]] = {
    "record_type": _code(RECORD_TYPES),
    "number": texts(1),
    "title": texts(),
    "description": texts(),
    "unit": texts(1),
    "owner": texts(1),
    "authority_task": _maybe(YES_NO),
    "joint_controllers": _rows(JOINT_CONTROLLERS),
    "controllers_served": _rows(SERVED_CONTROLLERS),
    "agreement_ref": texts(1),
    "purposes": _rows(PURPOSES),
    "consent_procedure": texts(),
    "subjects": _codes(SUBJECTS),
    "subject_count": _maybe(SUBJECT_COUNTS),
    "data_lines": _rows(DATA_LINES),
    "data_sources": _codes(DATA_SOURCES),
    "info_duty": _maybe(INFO_DUTY),
    "info_basis": texts(),
    "info_ref": texts(1),
    "disclosures": _rows(DISCLOSURES),
    "not_disclosed": st.booleans(),
    "processors": NAMES,
    "transfers": _rows(TRANSFERS),
    "retention": _rows(RETENTIONS),
    "retention_reason": texts(),
    "archive_rule": _maybe(ARCHIVE_RULES),
    "deletion_procedure": _maybe(YES_NO_UNKNOWN),
    "deletion_ref": texts(1),
    "security_measures": NAMES,
    "measures": texts(),
    "measures_reason": texts(),
    "access_groups": _codes(ACCESS_GROUPS),
    "access_count": _maybe(ACCESS_COUNTS),
    "automated_decision": _maybe(AUTOMATED),
    "automated_basis": _codes(ART22),
    "ai_used": _maybe(AI_USED),
    "ai_class": _maybe(AI_CLASSES),
    "dpia_screening": _maybe(DPIA_SCREENING),
    "dpia_reason": texts(),
    "dpia_ref": texts(1),
    "dpia_approved_on": DAYS,
    "dpia_high_residual": st.booleans(),
    "dpia_consulted_on": DAYS,
    "criticality": _maybe(CRITICALITY),
    "kle_numbers": st.lists(KLE_NUMBERS, max_size=3, unique=True).map(tuple),
    "systems": NAMES,
    "case_ref": texts(1),
    "last_review_on": DAYS,
    "next_review_on": DAYS,
}
"""One strategy a field; a field of ActivityContent without one fails the strategies' own test."""


SETS_OF_FIELDS = st.sets(st.sampled_from(sorted(FIELD_STRATEGIES)), max_size=16)


@st.composite
def contents(draw: st.DrawFn) -> ActivityContent:
    """Contents with any field filled or empty; recipients often together with the data lines they may point at."""
    names = draw(SETS_OF_FIELDS)
    if names & {"disclosures", "transfers"} and draw(st.booleans()):
        names |= {"data_lines"}
    return ActivityContent(**{name: draw(FIELD_STRATEGIES[name]) for name in sorted(names)})  # type: ignore[arg-type]


def pointing_at(
    content: ActivityContent, *, units: Sequence[str], owners: Sequence[str], codes: Mapping[str, Sequence[str]]
) -> ActivityContent:
    """The content with other records that are there in the place of those it names; `codes` by the link (links.py)."""

    def pick(text: str, known: Sequence[str]) -> str:
        return known[sum(map(ord, text)) % len(known)] if text and known else ""

    def picked(texts: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, (pick(text, known) for text in texts))))

    return replace(
        content,
        unit=pick(content.unit, units),
        owner=pick(content.owner, owners),
        systems=picked(content.systems, codes.get("systems", ())),
        processors=picked(content.processors, codes.get("processors", ())),
        security_measures=picked(content.security_measures, codes.get("security_measures", ())),
        purposes=tuple(replace(row, laws=picked(row.laws, codes.get("laws", ()))) for row in content.purposes),
        disclosures=tuple(
            replace(row, recipient=pick(row.recipient, codes.get("recipients", ()))) for row in content.disclosures
        ),
        transfers=tuple(
            replace(row, processor=pick(row.processor, codes.get("processors", ()))) for row in content.transfers
        ),
    )


def filled() -> ActivityContent:
    """A content in which every field says something and no rule finds anything."""
    return ActivityContent(
        record_type="controller",
        number="12",
        title="Hjælpemidler til voksne",
        description="Fra ansøgning til aflevering",
        unit="SOC-VH",
        owner="bent@fjordby.example",
        authority_task="yes",
        joint_controllers=(
            JointController(
                name="Nabokommunen",
                contact="post@nabo.example",
                arrangement="Sag 2026-0099",
                statute="Serviceloven § 112, stk. 3",
            ),
        ),
        controllers_served=(
            ServedController(
                name="Fjordby Forsyning",
                contact="post@forsyning.example",
                dpo="dpo@forsyning.example",
                categories="Drift",
            ),
        ),
        agreement_ref="Sag 2026-0100",
        purposes=(
            Purpose(
                text="At afgøre ansøgninger om hjælpemidler",
                is_statistical=True,
                art6=("e",),
                art9=("f",),
                dbl=("7.4", "11.1"),
                laws=("SEL",),
                special_law="Serviceloven § 112",
            ),
        ),
        consent_procedure="Samtykke gives på blanketten og trækkes tilbage ved at skrive til os",
        subjects=("adults", "relatives"),
        subject_count="1000",
        data_lines=(
            DataLine(key="1", subject="adults", category="health", text="Diagnose og funktionsevne"),
            DataLine(key="2", subject="relatives", category="ordinary", text="Navn og telefonnummer"),
        ),
        data_sources=("subject", "authorities"),
        info_duty="yes",
        info_basis="Undtaget er kun det, loven nævner",
        info_ref="https://fjordby.example/privatliv",
        disclosures=(
            Disclosure(
                category="companies",
                recipient="HJAELP",
                name="Leverandør af hjælpemidler",
                country="US",
                lines=("1", "2"),
                basis="Serviceloven § 112",
            ),
            Disclosure(category="authorities", lines=(EVERY_LINE,)),
        ),
        not_disclosed=True,
        processors=("DRIFT",),
        transfers=(
            Transfer(
                country="US",
                processor="DRIFT",
                recipient="Leverandørens drift",
                lines=("2",),
                basis="45_dpf",
                document="Sag 2026-0101",
                assessment="Sag 2026-0102",
                checked_on=date(2026, 12, 1),
                note="Navne",
            ),
        ),
        retention=(Retention(category="health", period="P5Y", start_event="case_closed", note="Efter lånet er endt"),),
        retention_reason="Sager om arv beholdes",
        archive_rule="discarded",
        deletion_procedure="yes",
        deletion_ref="Sag 2026-0103",
        security_measures=("LOG",),
        measures="Adgang efter rolle, log over opslag",
        measures_reason="Resten står i driftsaftalen",
        access_groups=("employees", "managers"),
        access_count="100",
        automated_decision="profiling",
        automated_basis=("b",),
        ai_used="yes",
        ai_class="limited",
        dpia_screening="done",
        dpia_reason="Helbred i stort omfang",
        dpia_ref="Sag 2026-0104",
        dpia_approved_on=date(2026, 10, 1),
        dpia_high_residual=True,
        dpia_consulted_on=date(2026, 11, 1),
        criticality="critical",
        kle_numbers=("27.60", "27.60.08"),
        systems=("esdh", "hjaelpemiddel"),
        case_ref="2026-0417",
        last_review_on=date(2026, 3, 3),
        next_review_on=date(2027, 3, 1),
    )


def field_names() -> list[str]:
    """The fields of a content, for tests that go through them all."""
    return [f.name for f in fields(ActivityContent)]
