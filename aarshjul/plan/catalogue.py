"""Reads a catalogue of tasks. Pure: the file's text in, checked items out.

A catalogue is a YAML list of entries with the fields of CatalogueItem. Texts for people are Danish.
"""

from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any

import yaml

from aarshjul.recurrence import parse_day
from app.core.text import N_, squeeze
from app.organisation.rules import FUNCTIONS

PER: Mapping[str, str] = {
    "administration": N_("Hver forvaltning"),
    "central": N_("Kommunen som helhed"),
    "unit": N_("Hver enhed"),
}
ABOUT: Mapping[str, str] = {
    "activity": N_("Hver behandling"),
    "system": N_("Hvert system"),
    "processor": N_("Hver databehandler"),
}
"""What a task can be about: then it is one for each record of that kind, in the record's own unit."""
WAVES = range(1, 6)


@dataclass(frozen=True, kw_only=True)
class CatalogueItem:
    """A task of the catalogue: what, why, by which law, how often, by whom, with what to show for it.

    `months` are the months it is due, every `every_years` years. `function` is a code of FUNCTIONS, `hours`
    the time it takes each time and each place, `per` where it is done (a code of PER), `wave` the year of the
    plan it starts (1-5). `is_statutory`: the date itself, not just the duty, is laid down by law.

    `day` is the day of the month (recurrence.parse_day). With `every_months` it comes so long after it was last done,
    and `months` say when the first one is due. With `about` (a code of ABOUT) it is a task for each record of that
    kind, as often as the record's risk asks for: red every year, yellow every second, green every third; `months` are
    those that the records' first turns are spread over.
    `checklist` are sentences to tick off; `needs_evidence`: a file shows that it was done; `needs_approval`: the leader
    says that it was.
    """

    code: str
    title: str
    purpose: str
    article: str
    months: tuple[int, ...]
    function: str
    hours: float
    per: str
    wave: int
    evidence: str
    guide: str
    every_years: int = 1
    is_statutory: bool = False
    day: str = "31"
    every_months: int | None = None
    about: str = ""
    checklist: tuple[str, ...] = ()
    needs_evidence: bool = False
    needs_approval: bool = False


def columns_of(item: CatalogueItem) -> dict[str, Any]:
    """The item as the columns of the catalogue's table hold it."""
    return asdict(item) | {"months": list(item.months), "checklist": list(item.checklist)}


class CatalogueError(ValueError):
    """The catalogue cannot be used; `problems` says in Danish what to mend, a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


_TEXTS = ("code", "title", "purpose", "article", "evidence", "guide")
_FIELDS = tuple(field.name for field in fields(CatalogueItem))
_OPTIONAL = tuple(field.name for field in fields(CatalogueItem) if field.default is not MISSING)
_TRUTHS = ("is_statutory", "needs_evidence", "needs_approval")


def read_catalogue(text: str) -> tuple[CatalogueItem, ...]:
    """Return the items of the catalogue in the file's order.

    Raises CatalogueError with every problem of every entry, so that a file is mended in one go.
    """
    try:
        entries = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise CatalogueError([f"Kataloget kan ikke læses som YAML: {error}"]) from error
    if not isinstance(entries, list) or not entries:
        raise CatalogueError(["Kataloget skal være en liste af opgaver."])
    problems: list[str] = []
    items: list[CatalogueItem] = []
    codes: set[str] = set()
    for position, entry in enumerate(entries, start=1):
        found = _problems(entry)
        if not found and squeeze(entry["code"]) in codes:
            found.append("koden er brugt af en anden opgave.")
        if found:
            problems += [f"Opgave {position} ({_name(entry)}): {problem}" for problem in found]
            continue
        items.append(_item(entry))
        codes.add(items[-1].code)
    if problems:
        raise CatalogueError(problems)
    return tuple(items)


def _problems(entry: object) -> list[str]:
    if not isinstance(entry, dict):
        return ["skal bestå af navngivne felter."]
    missing = [name for name in _FIELDS if name not in entry and name not in _OPTIONAL]
    unknown = [str(name) for name in entry if name not in _FIELDS]
    problems = [f"mangler {name}." for name in missing]
    problems += [f"{name} er ikke et felt i kataloget." for name in unknown]
    if not missing:
        problems += [
            f"{name} skal være {wanted}." for name, (is_right, wanted) in _checks(entry).items() if not is_right
        ]
    return problems


def _checks(entry: Mapping[str, Any]) -> dict[str, tuple[bool, str]]:
    hours, every_months = entry["hours"], entry.get("every_months")
    checks = {name: (_is_text(entry[name]), "en tekst") for name in _TEXTS}
    return checks | {
        "months": (_are_months(entry["months"]), "en liste af måneder fra 1 til 12, den tidligste først"),
        "every_years": (_is_number(entry.get("every_years", 1)), "et helt antal år, mindst 1"),
        "function": (_is_one_of(entry["function"], FUNCTIONS), f"en af {', '.join(FUNCTIONS)}"),
        "per": (_is_one_of(entry["per"], PER), f"en af {', '.join(PER)}"),
        "wave": (_is_number(entry["wave"]) and entry["wave"] in WAVES, "et tal fra 1 til 5"),
        "hours": (type(hours) in (int, float) and 0 <= hours < float("inf"), "et antal timer, 0 eller mere"),
        "day": (_is_day(entry.get("day", "31")), "31, 2MO, -1FR eller lignende i anførselstegn, eller working"),
        "every_months": (every_months is None or _is_number(every_months), "et helt antal måneder, mindst 1"),
        "about": (_is_one_of(entry.get("about", "activity"), ABOUT), f"en af {', '.join(ABOUT)}"),
        "checklist": (_are_sentences(entry.get("checklist", [])), "en liste af sætninger"),
        **{name: (isinstance(entry.get(name, False), bool), "true eller false") for name in _TRUTHS},
    }


def _item(entry: Mapping[str, Any]) -> CatalogueItem:
    made: dict[str, Any] = {name: squeeze(entry[name]) for name in _TEXTS}
    made |= {"months": tuple(entry["months"]), "hours": float(entry["hours"])}
    made["checklist"] = tuple(map(squeeze, entry.get("checklist", ())))
    return CatalogueItem(**{**entry, **made})


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_one_of(value: object, codes: Mapping[str, str]) -> bool:
    return isinstance(value, str) and value in codes


def _is_number(value: object) -> bool:
    # A YAML "true" is an int to Python, and no number of years.
    return type(value) is int and value >= 1


def _are_months(value: object) -> bool:
    if not isinstance(value, list) or not value or not all(_is_number(month) for month in value):
        return False
    return value == sorted(set(value)) and value[-1] <= 12


def _is_day(value: object) -> bool:
    try:
        parse_day(value if isinstance(value, str) else "")
    except ValueError:
        return False
    return True


def _are_sentences(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _name(entry: object) -> str:
    code = entry.get("code") if isinstance(entry, dict) else None
    return squeeze(code) if isinstance(code, str) and code.strip() else N_("uden kode")
