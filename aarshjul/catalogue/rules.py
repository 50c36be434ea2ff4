"""What a task of the catalogue must be, who may change it, and how the list is narrowed and ordered. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aarshjul.plan.catalogue import ABOUT, PER, WAVES, CatalogueItem
from app.core.text import N_, search_text, sort_key, whole_number
from app.organisation.rules import FUNCTIONS

if TYPE_CHECKING:
    from app.core.scope import Scope

OWN = re.compile(r"E(\d{2,})\Z")
MOST_HOURS = 1000
MOST_YEARS = 10
MOST_MONTHS = 120
MOST_SENTENCES = 20
WHERE: Mapping[str, str] = {**PER, **ABOUT}
"""Where a task is done, as people choose it: `per`, or the kind of record it is about."""
LABELS: Mapping[str, str] = {
    "code": N_("Kode"),
    "title": N_("Opgave"),
    "purpose": N_("Formål"),
    "article": N_("Hjemmel"),
    "months": N_("Måneder"),
    "every_years": N_("Hvor mange år imellem"),
    "day": N_("Dag i måneden"),
    "every_months": N_("Måneder efter sidste gang"),
    "function": N_("Rolle"),
    "hours": N_("Timer hver gang"),
    "per": N_("Hvor"),
    "about": N_("Én opgave for"),
    "wave": N_("Begynder i planens år"),
    "evidence": N_("Det skal kunne vises"),
    "guide": N_("Vejledning"),
    "is_statutory": N_("Datoen står i loven"),
    "checklist": N_("Tjekliste"),
    "needs_evidence": N_("Der skal lægges en fil på"),
    "needs_approval": N_("Lederen godkender"),
    "is_retired": N_("Udgået"),
}


@dataclass(frozen=True)
class Problem:
    """What is wrong with a task, in Danish, at the field where it is mended."""

    field: str
    message: str


def problems(item: CatalogueItem) -> Iterator[Problem]:
    """What keeps a task from being in the catalogue; the recurrence itself is checked where it is read."""
    texts = {"title": item.title, "purpose": item.purpose, "guide": item.guide, "evidence": item.evidence}
    for name, text in texts.items():
        if not text:
            yield Problem(name, _EMPTY[name])
    if not item.months:
        yield Problem("months", N_("Vælg mindst én måned."))
    if item.function not in FUNCTIONS:
        yield Problem("function", N_("Vælg, hvem der gør det."))
    if item.per not in PER or item.about not in ("", *ABOUT):
        yield Problem("where", N_("Vælg, hvor opgaven løses."))
    if item.wave not in WAVES:
        yield Problem("wave", N_("Vælg et af planens fem år."))
    if not 0 <= item.hours <= MOST_HOURS:
        yield Problem("hours", N_("Skriv et antal timer fra 0 til 1000."))
    if not 1 <= item.every_years <= MOST_YEARS:
        yield Problem("every_years", N_("Vælg, hvor tit opgaven kommer igen."))
    if item.every_months is not None and not 1 <= item.every_months <= MOST_MONTHS:
        yield Problem("every_months", N_("Skriv et antal måneder fra 1 til 120."))
    if len(item.checklist) > MOST_SENTENCES:
        yield Problem("checklist", N_("Skriv højst 20 linjer."))


_EMPTY: Mapping[str, str] = {
    "title": N_("Skriv, hvad opgaven hedder."),
    "purpose": N_("Skriv, hvorfor opgaven skal løses."),
    "guide": N_("Skriv, hvordan man gør."),
    "evidence": N_("Skriv, hvad der bagefter viser, at opgaven er løst."),
}


def next_own_code(codes: Iterable[str]) -> str:
    """The code of the municipality's next own task: E01, E02 and on, never one that has been used."""
    used = [int(found[1]) for code in codes if (found := OWN.match(code))]
    return f"E{max(used, default=0) + 1:02}"


def may_change(*, is_own: bool, places: Collection[str], scope: "Scope") -> bool:
    """Whether somebody who may write plans inside the scope may change a task of the catalogue.

    What the catalogue came with is the whole municipality's. A task that the municipality has written itself may be
    changed by any coordinator, as long as no plan does it in a place outside the coordinator's own: `places` are the
    paths of those places.
    """
    if scope.is_everything:
        return True
    return is_own and bool(scope.paths) and all(scope.holds(path) for path in places)


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A task of the catalogue as the list shows it. `first_year`: from when it is in the plan, None: it is not."""

    code: str
    title: str
    purpose: str
    article: str
    months: Sequence[int]
    every_years: int
    day: str
    every_months: int | None
    function: str
    hours: float
    per: str
    about: str
    wave: int
    is_own: bool
    is_retired: bool
    first_year: int | None = None

    @property
    def where(self) -> str:
        """A code of WHERE."""
        return self.about or self.per


@dataclass(frozen=True, kw_only=True)
class ListFilter:
    """What the list is narrowed to, in the words of its address; 0 and "" narrow nothing."""

    q: str = ""
    wave: int = 0
    function: str = ""
    where: str = ""
    origin: str = ""
    is_retired: bool = False

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "ListFilter":
        """From the address; what is on no list is left out."""
        wave = whole_number(args.get("boelge"))
        function, where, origin = args.get("rolle", ""), args.get("hvor", ""), args.get("slags", "")
        return cls(
            q=" ".join(args.get("q", "").split())[:200],
            wave=wave if wave in WAVES else 0,
            function=function if function in FUNCTIONS else "",
            where=where if where in WHERE else "",
            origin=origin if origin in ORIGINS else "",
            is_retired=args.get("vis") == RETIRED,
        )

    def to_args(self) -> dict[str, str]:
        """The filter's part of an address."""
        said = {
            "q": self.q, "boelge": str(self.wave or ""), "rolle": self.function, "hvor": self.where,
            "slags": self.origin, "vis": RETIRED if self.is_retired else "",
        }  # fmt: skip
        return {name: value for name, value in said.items() if value}


RETIRED = "udgaaede"
ORIGINS: Mapping[str, str] = {"egne": N_("Jeres egne"), "faelles": N_("Fra kataloget")}
SORT_KEYS = ("kode", "titel", "rolle", "timer", "boelge", "plan")


def narrow(rows: Iterable[Listed], wanted: ListFilter) -> list[Listed]:
    """The rows that the filter finds, in the order given."""
    words = search_text(wanted.q).split()
    return [row for row in rows if row.is_retired == wanted.is_retired and _fits(row, wanted, words)]


def _fits(row: Listed, wanted: ListFilter, words: Sequence[str]) -> bool:
    text = search_text(row.code, row.title, row.purpose, row.article)
    return (
        wanted.wave in (0, row.wave)
        and wanted.function in ("", row.function)
        and wanted.where in ("", row.where)
        and wanted.origin in ("", "egne" if row.is_own else "faelles")
        and all(word in text for word in words)
    )


def in_order(rows: Iterable[Listed], key: str, *, is_descending: bool = False) -> list[Listed]:
    """The rows by a key of SORT_KEYS, then by code; what is not in the plan comes last either way."""
    found = sorted(rows, key=lambda row: sort_key(row.code))
    found.sort(key=lambda row: _value(row, key), reverse=is_descending)
    return sorted(found, key=lambda row: row.first_year is None) if key == "plan" else found


def _value(row: Listed, key: str) -> str | float:
    values: Mapping[str, str | float] = {
        "kode": sort_key(row.code),
        "titel": sort_key(row.title),
        "rolle": sort_key(FUNCTIONS.get(row.function, row.function)),
        "timer": row.hours,
        "boelge": row.wave,
        "plan": row.first_year or 0,
    }
    return values[key]
