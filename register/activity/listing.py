"""What the list of processing activities shows: rows, filter, tabs and counts, all from the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.auth.viewer import Viewer
from app.core.filters import overdue_words, relative_day
from app.core.scope import Scope
from app.core.tables import Sort, address, page_number
from app.listing.rules import Column
from app.listing.showing import Listing, make_listing
from app.organisation.model import Unit
from app.organisation.store import find_person, get_municipality, list_units
from register.activity.cell_store import list_kle_numbers, list_systems_of
from register.activity.choices import STATUSES
from register.activity.columns import ACTIVITY_LIST, SORT_KEYS, understand
from register.activity.filtering import (
    ANY,
    ASIDE,
    MINE,
    NONE,
    OVERDUE,
    SOON_DUE,
    UNPLANNED,
    WARNING,
    ActivityFilter,
    ListContext,
)
from register.activity.present import STATUS_COLOURS
from register.activity.reviews import review_state
from register.activity.rules import RULES
from register.activity.store import (
    ActivityRow,
    Count,
    count_activities,
    count_by_rule,
    list_activities,
    list_missing_rules,
    municipality_rules,
)
from register.risk.scale import COLOUR_WORDS

Option = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """A row of the list as it is shown. `missing` names what is missing; `due` says how the next review stands."""

    row: ActivityRow
    missing: Sequence[str]
    due: str
    due_state: str
    kle: Sequence[str] = ()
    systems: Sequence[str] = ()


@dataclass(frozen=True)
class Chip:
    """A filter in use, and the address without it."""

    label: str
    remove_url: str


def list_page(viewer: Viewer, args: Mapping[str, str], path: str, today: date) -> dict[str, Any]:
    """Everything `list.html` shows. The number of statements does not hang on the number of records."""
    wanted = ActivityFilter.from_args(args)
    scope, area = viewer.scope("activity", "read"), viewer.scope("activity", "write")
    context = list_context(today, area)
    # The address is made anew from what was understood, so that nothing else travels on in the links.
    understood = understand(args)
    sort = Sort.of(understood, path, keys=SORT_KEYS)
    listing = make_listing(ACTIVITY_LIST, viewer, args)
    page, count = list_activities(wanted, sort, page_number(args), context, scope=scope)
    lines = _lines(page.rows, listing.columns, context)
    by_rule = count_by_rule(wanted, context, scope=scope)
    units = list_units(scope=scope)
    options = _options(units, by_rule)
    return {
        "wanted": wanted,
        "sort": sort,
        "page": page,
        "lines": lines,
        "listing": listing,
        "lead": count_in_words(count),
        "options": options,
        "chips": _chips(wanted, sort, options),
        "bulk_args": understood,
        "tabs_shown": _tabs(wanted, sort, listing, has_area=_has_area(area, scope)),
        "keep": {"sort": understood.get("sort", ""), "omraade": wanted.area},
        "is_filtered": wanted != ActivityFilter(area=wanted.area),
        "may_create": viewer.may("write", "activity"),
        "status_words": STATUSES,
        "status_colours": STATUS_COLOURS,
        "risk_words": COLOUR_WORDS,
    }


@dataclass(frozen=True)
class WorklistItem:
    """Something that waits in the register: what, how many, and the list that shows them."""

    label: str
    count: int
    url: str


def my_worklist(viewer: Viewer, today: date) -> tuple[str, Sequence[WorklistItem]]:
    """The reader's own part of the register: its count in words, and what waits there, with addresses."""
    area = viewer.scope("activity", "write")
    context, own = list_context(today, area), ActivityFilter(area=MINE)
    late = replace(own, review=OVERDUE)
    by_rule = count_by_rule(own, context, scope=area)
    items = [(late, _("Gennemgang over fristen"), count_activities(late, context, scope=area).total)]
    items += [
        (replace(own, missing=name), _rule_label(name), n) for name, n in by_rule.items() if not name.endswith(WARNING)
    ]
    found = [
        WorklistItem(label, n, url_for("activity.list", **dict[str, Any](wanted.to_args())))
        for wanted, label, n in items
        if n
    ]
    return count_in_words(count_activities(own, context, scope=area)), found


def count_in_words(count: Count) -> str:
    """ "94 behandlinger, 61 mangler noget"."""
    total = ngettext("%(num)s behandling", "%(num)s behandlinger", count.total)
    if not count.total:
        return str(total)
    missing = _("%(n)s mangler noget", n=count.missing) if count.missing else _("ingen mangler noget")
    return f"{total}, {missing}"


def list_context(today: date, area: Scope) -> ListContext:
    """What a list of records needs to know beside its filter; `area` is where the reader works."""
    municipality = get_municipality()
    everywhere = municipality_rules(
        controller_is_known=municipality.controller_is_known, dpo_is_known=municipality.dpo_is_known
    )
    return ListContext(today=today, missing_everywhere=everywhere, area=area)


def _lines(rows: Sequence[ActivityRow], columns: Sequence[Column], context: ListContext) -> list[Line]:
    """The rows as they are shown; what only some people's columns show is asked for only then."""
    ids, shown = [row.id for row in rows], {column.key for column in columns}
    missing = list_missing_rules(ids) if "mangler" in shown else {}
    kle = list_kle_numbers(ids) if "kle" in shown else {}
    systems = list_systems_of(ids) if "systemer" in shown else {}
    everywhere = sorted(context.missing_everywhere)
    return [
        replace(
            _line(row, [*everywhere, *missing.get(row.id, ())], context.today),
            kle=kle.get(row.id, ()),
            systems=systems.get(row.id, ()),
        )
        for row in rows
    ]


def _line(row: ActivityRow, rules: Sequence[str], today: date) -> Line:
    state = review_state(row.next_review_on, today)
    due = ""
    if row.next_review_on and state == "overdue":
        due = overdue_words(row.next_review_on, today)
    elif state == "soon":
        due = relative_day(row.next_review_on, today)
    missing = [_(RULES[rule].label).removeprefix("mangler ") for rule in rules if rule in RULES]
    return Line(row=row, missing=missing, due=due, due_state=state)


def _options(units: Sequence[Unit], by_rule: Mapping[str, int]) -> dict[str, list[Option]]:
    top = min((unit.path.count("/") for unit in units), default=0)
    return {
        "unit": [(unit.code, "– " * (unit.path.count("/") - top) + unit.name) for unit in units],
        "missing": [
            (ANY, _("Mangler noget")),
            (NONE, _("Mangler intet")),
            (ASIDE, _("Lagt til side")),
            *((name, f"{_rule_label(name)}: {n}") for name, n in by_rule.items()),
        ],
        "review": [(OVERDUE, _("Over fristen")), (SOON_DUE, _("Inden for 30 dage")), (UNPLANNED, _("Ikke planlagt"))],
        "risk": [*((code, _(word)) for code, word in COLOUR_WORDS.items()), (NONE, _("Ikke vurderet"))],
        "status": [(code, _(word)) for code, word in STATUSES.items()],
    }


def _chips(wanted: ActivityFilter, sort: Sort, options: Mapping[str, Sequence[Option]]) -> list[Chip]:
    names = {"unit": _("Enhed"), "missing": "", "status": _("Status"), "review": _("Gennemgang"), "risk": _("Risiko")}
    chips = []
    if wanted.q:
        chips.append(("q", _("Søgning: %(text)s", text=wanted.q)))
    for field, name in names.items():
        value = getattr(wanted, field)
        if value:
            word = dict(options[field]).get(
                value, _rule_label(value) if value.removesuffix(WARNING) in RULES else value
            )
            word = word.split(": ")[0].lstrip("– ") if field in {"missing", "unit"} else word
            chips.append((field, f"{name}: {word}" if name else word))
    if wanted.owner:
        owner = find_person(wanted.owner)
        chips.append(("owner", _("Ansvarlig: %(name)s", name=owner.name if owner else wanted.owner)))
    return [Chip(label, _url(wanted.without(field), sort)) for field, label in chips]


def _has_area(area: Scope, scope: Scope) -> bool:
    return bool(area.paths) and not area.is_everything and scope.is_everything


def _tabs(wanted: ActivityFilter, sort: Sort, listing: Listing, *, has_area: bool) -> list[tuple[str, str, bool]]:
    views = [(_("Hele kommunen") if has_area else _("Alle"), ActivityFilter())]
    if has_area:
        views.append((_("Mit område"), ActivityFilter(area=MINE)))
    held = wanted.area if has_area else ""
    views.append((_("Mangler noget"), ActivityFilter(missing=ANY, area=held)))
    views.append((_("Gennemgang over fristen"), ActivityFilter(review=OVERDUE, area=held)))
    is_saved = any(is_current for _title, _address, is_current in listing.tabs)
    return [(label, _url(view, sort), wanted == view and not is_saved) for label, view in views]


def _url(wanted: ActivityFilter, sort: Sort) -> str:
    return address(sort.path, {**wanted.to_args(), "sort": sort.args.get("sort", "")})


def _rule_label(name: str) -> str:
    """ "Mangler slettefrist"; of the warnings of a rule, "Mangler KLE-emnenummer (bør ses på)"."""
    label = _capital(_(RULES[name.removesuffix(WARNING)].label))
    return _("%(what)s (bør ses på)", what=label) if name.endswith(WARNING) else label


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
