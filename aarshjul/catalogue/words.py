"""A task of the catalogue in words: when it comes round, who does it and where."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from flask_babel import gettext as _
from flask_babel import ngettext

from aarshjul.catalogue.rules import WHERE
from aarshjul.recurrence import LAST_DAY, LastWorkingDay, NthWeekday, parse_day
from app.core.filters import MONTHS, danish_number
from app.core.text import N_
from app.organisation.rules import FUNCTIONS

ORDINALS: Mapping[int, str] = {
    1: N_("første"),
    2: N_("anden"),
    3: N_("tredje"),
    4: N_("fjerde"),
    -1: N_("sidste"),
}
WEEKDAYS = (
    N_("mandag"), N_("tirsdag"), N_("onsdag"), N_("torsdag"), N_("fredag"), N_("lørdag"), N_("søndag"),
)  # fmt: skip
INTERVALS: Mapping[int, str] = {
    1: N_("hvert år"),
    2: N_("hvert andet år"),
    3: N_("hvert tredje år"),
    4: N_("hvert fjerde år"),
    5: N_("hvert femte år"),
}

YEARS: Mapping[int, str] = {
    1: N_("I planens første år"),
    2: N_("I planens andet år"),
    3: N_("I planens tredje år"),
    4: N_("I planens fjerde år"),
    5: N_("I planens femte år"),
}


class Recurs(Protocol):
    """What says when a task comes round: a row of the catalogue, or an item of its file."""

    @property
    def months(self) -> Sequence[int]: ...
    @property
    def every_years(self) -> int: ...
    @property
    def day(self) -> str: ...
    @property
    def every_months(self) -> int | None: ...
    @property
    def about(self) -> str: ...


def when_words(task: Recurs) -> str:
    """ "hvert andet år i oktober, sidste arbejdsdag": the whole rule, as a part of a sentence."""
    months = _("i %(months)s", months=month_words(task.months))
    if task.about:
        return _(
            "så tit, som risikoen kræver: rød hvert år, gul hvert andet og grøn hvert tredje, første gang %(months)s",
            months=months,
        )
    if task.every_months:
        return _(
            "%(interval)s efter sidste gang, første gang %(months)s",
            interval=span_words(task.every_months),
            months=months,
        )
    if len(task.months) == 12 and task.every_years == 1:
        return _("hver måned, %(day)s", day=day_words(task.day))
    if len(task.months) == 1 and isinstance(parse_day(task.day), NthWeekday):
        return _("%(interval)s den %(day)s %(months)s", interval=interval_words(task.every_years),
                 day=day_words(task.day), months=months)  # fmt: skip
    return _("%(interval)s %(months)s, %(day)s", interval=interval_words(task.every_years), months=months,
             day=day_words(task.day))  # fmt: skip


def when_short(task: Recurs) -> str:
    """ "jan, apr og nov": the rule as a column has room for."""
    months = join([MONTHS[month - 1][:3] for month in task.months])
    if task.about:
        return _("%(months)s, efter risiko", months=months)
    if task.every_months:
        return _("%(interval)s efter sidste gang", interval=span_words(task.every_months))
    if len(task.months) == 12 and task.every_years == 1:
        return _("hver måned")
    return months if task.every_years == 1 else f"{months}, {interval_words(task.every_years)}"


def month_words(months: Sequence[int]) -> str:
    """ "marts og september"."""
    return join([MONTHS[month - 1] for month in months])


def interval_words(years: int) -> str:
    """ "hvert andet år"."""
    return _(INTERVALS[years]) if years in INTERVALS else _("hvert %(n)s. år", n=years)


def nth_year_words(wave: int) -> str:
    """ "I planens andet år"."""
    return _(YEARS[wave])


def span_words(months: int) -> str:
    """ "6 måneder", and whole years as years."""
    if months % 12 == 0:
        return ngettext("%(num)s år", "%(num)s år", months // 12)
    return ngettext("%(num)s måned", "%(num)s måneder", months)


def day_words(day: str) -> str:
    """ "anden mandag": the day that the catalogue keeps as "2MO"."""
    rule = parse_day(day)
    if isinstance(rule, LastWorkingDay):
        return _("sidste arbejdsdag")
    if isinstance(rule, NthWeekday):
        return f"{_(ORDINALS[rule.nth])} {_(WEEKDAYS[rule.weekday - 1])}"
    return _("månedens sidste dag") if rule == LAST_DAY else _("den %(day)s.", day=rule)


def hours_words(hours: float) -> str:
    """ "2,5 timer"."""
    number = danish_number(hours, 0 if hours == int(hours) else 1 if round(hours, 1) == hours else 2)
    return _("1 time") if hours == 1 else _("%(hours)s timer", hours=number)


def join(words: Sequence[str]) -> str:
    """ "a, b og c"."""
    return _("%(first)s og %(last)s", first=", ".join(words[:-1]), last=words[-1]) if len(words) > 1 else "".join(words)


_WORDS: Mapping[str, Callable[[Any], str]] = {
    "months": month_words,
    "every_years": interval_words,
    "every_months": span_words,
    "day": day_words,
    "function": lambda code: _(FUNCTIONS[code]),
    "per": lambda code: _(WHERE[code]),
    "about": lambda code: _(WHERE[code]),
    "hours": lambda hours: hours_words(float(hours)),  # the trail keeps a fraction as text
    "wave": lambda wave: _("%(n)s. år", n=wave),
    "checklist": " ".join,
}


def words_of(name: str, value: Any) -> str:
    """A field of a task in words, for its page, its history and the audit trail; "" for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(_("Ja") if value else _("Nej"))
    return _WORDS[name](value) if name in _WORDS else str(value)
