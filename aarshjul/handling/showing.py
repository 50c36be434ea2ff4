"""What the pages about how far tasks are done show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from aarshjul.handling.actions import Overtaken
from aarshjul.handling.forms import AnswerRow, AnswersForm
from aarshjul.handling.rules import DEGREES, LACKING, LEVELS, Answer, mark_of, years_offered
from aarshjul.handling.store import PLANNED, SORT_KEYS, AskedTask, UnhandledFilter, list_asked, list_unhandled_page
from app.auth.viewer import Viewer
from app.core import clock
from app.core.errors import NotFound
from app.core.tables import Sort, address
from app.core.text import whole_number
from app.organisation.model import Unit
from app.organisation.store import list_administrations

LOOKS: Mapping[str, str] = {"handled": "green", "partly": "yellow", "hardly": "red", "not": "red"}
LEVEL_LOOKS: Mapping[str, str] = {"high": "red", "medium": "yellow", "low": "green"}
FORMS = ("xlsx", "csv")


@dataclass(frozen=True)
class Line:
    """A task on the page: what is asked, the row of the form, and what stands now where somebody else was first."""

    task: AskedTask
    row: AnswerRow
    now: str = ""


def places_of(viewer: Viewer) -> Sequence[Unit]:
    """The administrations whose answers this person may read."""
    scope = viewer.scope("unhandled_task", "read")
    return [place for place in list_administrations(scope=scope) if scope.holds(place.path)]


def chosen_place(viewer: Viewer, code: str) -> tuple[Sequence[Unit], Unit | None]:
    """All of them, and the one in the address; without one the first in which the person may answer, else the first.

    Raises NotFound for one that may not be read.
    """
    places = places_of(viewer)
    if code:
        chosen = next((place for place in places if place.code == code), None)
        if chosen is None:
            raise NotFound
        return places, chosen
    own = next((place for place in places if viewer.may("write", "unhandled_task", place.path)), None)
    return places, own or next(iter(places), None)


def answers_page(
    viewer: Viewer,
    places: Sequence[Unit],
    chosen: Unit | None,
    *,
    form: AnswersForm | None = None,
    asked: Sequence[AskedTask] = (),
    overtaken: Overtaken | None = None,
) -> dict[str, Any]:
    """Everything `edit.html` shows; `form` and `asked` are those of a form that came back."""
    if chosen is not None and form is None:
        asked = list_asked(chosen.id)
        form = AnswersForm.of(asked)
    form = form or AnswersForm.of(())
    form.offer(asked, years_offered(clock.today().year))
    return {
        "places": [(place.code, place.name) for place in places],
        "chosen": chosen,
        "form": form,
        "groups": _groups(asked, form, overtaken),
        "done": sum(task.is_answered for task in asked),
        "total": len(asked),
        "may_write": chosen is not None and viewer.may("write", "unhandled_task", chosen.path),
        "conflict": overtaken,
        "degrees": DEGREES,
        "looks": LOOKS,
        "levels": LEVELS,
        "level_looks": LEVEL_LOOKS,
    }


def _groups(asked: Sequence[AskedTask], form: AnswersForm, overtaken: Overtaken | None) -> list[tuple[str, list[Line]]]:
    rows = {whole_number(entry.form.template_id.data): entry.form for entry in form.rows}
    now = overtaken.answers if overtaken else {}
    lines = [
        Line(task, rows[task.id], answer_words(now[task.id]) if task.id in now else "")
        for task in asked
        if task.id in rows
    ]
    groups = [
        (_("Det, forvaltningen selv løser"), [line for line in lines if not line.task.is_common]),
        (_("Det, kommunen løser ét sted for alle"), [line for line in lines if line.task.is_common]),
    ]
    return [(title, found) for title, found in groups if found]


def catch_up(form: AnswersForm, overtaken: Overtaken) -> None:
    """What was typed stays in the fields, and the next save is over what stands now."""
    for entry in form.rows:
        now = overtaken.answers.get(whole_number(entry.form.template_id.data))
        if now is not None:
            entry.form.seen.data = mark_of(now)


def answer_words(answer: Answer) -> str:
    """An answer in one line."""
    words = [_(DEGREES[answer.degree]) if answer.degree else _("Ikke besvaret")]
    if answer.risk_level:
        words.append(_("risiko %(level)s", level=_(LEVELS[answer.risk_level]).lower()))
    words += [word for word in (answer.risk, str(answer.proposed_year or "")) if word]
    return " · ".join(words)


def unhandled_page(viewer: Viewer, args: Mapping[str, str], path: str) -> dict[str, Any]:
    """Everything `index.html` shows."""
    wanted, sort = read_address(args, path)
    page, counts = list_unhandled_page(wanted, sort, args, scope=viewer.scope("unhandled_task", "read"))
    places = places_of(viewer)
    years = years_offered(clock.today().year)
    return {
        "page": page,
        "sort": sort,
        "wanted": wanted,
        "lead": count_words(counts),
        "chips": _chips(wanted, path, dict(sort.args), {place.code: place.name for place in places}),
        "options": {
            "administration": [(place.code, place.name) for place in places],
            "degree": [(code, _(DEGREES[code])) for code in LACKING],
            "level": [(code, _(word)) for code, word in LEVELS.items()],
            "year": [(year, year) for year in years],
            "planned": [(code, planned_words(is_planned)) for code, is_planned in PLANNED.items()],
        },
        "degrees": DEGREES,
        "looks": LOOKS,
        "levels": LEVELS,
        "level_looks": LEVEL_LOOKS,
        "file_urls": [(form, address(url_for("handling.download", form=form), sort.args)) for form in FORMS],
        "may_write": any(viewer.may("write", "unhandled_task", place.path) for place in places),
        "may_see_plan": viewer.may("read", "plan"),
    }


def read_address(args: Mapping[str, str], path: str) -> tuple[UnhandledFilter, Sort]:
    """The filter and the order that an address asks for."""
    wanted = UnhandledFilter.of(args)
    understood = wanted.to_args() | ({"sort": args["sort"]} if "sort" in args else {})
    return wanted, Sort.of(understood, path, keys=SORT_KEYS)


def count_words(counts: Mapping[str, int]) -> str:
    """ "9 opgaver varetages ikke fuldt ud: 4 slet ikke, 5 delvist"; the same task counts in each administration."""
    total = sum(counts.values())
    parts = [f"{counts[code]} {_(DEGREES[code]).lower()}" for code in LACKING if counts.get(code)]
    words = ngettext("%(num)s opgave varetages ikke fuldt ud", "%(num)s opgaver varetages ikke fuldt ud", total)
    return f"{words}: {', '.join(parts)}" if parts else words


def planned_words(is_planned: bool) -> str:
    """Whether the plan has it."""
    return _("I planen") if is_planned else _("Ikke i planen")


def _chips(
    wanted: UnhandledFilter, path: str, args: Mapping[str, str], names: Mapping[str, str]
) -> list[dict[str, str]]:
    said = {
        "forvaltning": names.get(wanted.administration, wanted.administration),
        "grad": _(DEGREES[wanted.degree]) if wanted.degree else "",
        "risiko": _("Risiko: %(level)s", level=_(LEVELS[wanted.level])) if wanted.level else "",
        "aar": _("Foreslået %(year)s", year=wanted.year) if wanted.year else "",
        "plan": planned_words(PLANNED[wanted.planned]) if wanted.planned else "",
    }
    return [
        {"label": label, "remove_url": address(path, args, without=(name, "side"))}
        for name, label in said.items()
        if label
    ]
