"""`flask aarshjul`: the plan as tasks, the mails to come, the list of tasks, and the scheduler."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

import click
from flask_babel import gettext as _

from aarshjul.commands_run import run, tick
from aarshjul.plan.actions import make_plan_tasks
from aarshjul.reminder.forecast import forecast as make_forecast
from aarshjul.task.export import export_tasks
from app.core import clock
from app.core.commands import answer, json_option, now_option, one_transaction
from app.organisation.store import get_unit


@click.group("aarshjul")
def aarshjul() -> None:
    """Årshjulet: planlæg, påmind og se, hvad der kommer."""


@aarshjul.command("plan")
@now_option
@json_option
@one_transaction
def plan(now: datetime | None, as_json: bool) -> None:
    """Gør femårsplanen og fortegnelsens datoer til opgaver. Kan gentages."""
    result = make_plan_tasks(now or clock.now())
    counts = {name: getattr(result, name) for name in ("created", "moved", "withdrawn", "unchanged")}
    text = _(
        "%(created)s nye opgaver, %(moved)s flyttet, %(withdrawn)s trukket tilbage, %(done)s lukket fra fortegnelsen, "
        "%(unchanged)s uændret.",
        **asdict(result),
    )
    answer(counts, as_json=as_json, text=text)


@aarshjul.command("forecast")
@click.option("--days", type=click.IntRange(1, 2000), required=True, help="Antal dage, i dag medregnet.")
@now_option
@json_option
@one_transaction
def forecast(days: int, now: datetime | None, as_json: bool) -> None:
    """Vis de mails, der vil gå, hvis intet ændrer sig."""
    mails = make_forecast(now or clock.now(), days=days)
    rows: list[dict[str, Any]] = [
        {"on": mail.on.isoformat(), "to": mail.to, "kind": mail.kind, "tasks": list(mail.tasks)} for mail in mails
    ]
    lines = [f"{mail.on:%d-%m-%Y}  {mail.to}" for mail in mails]
    answer(rows, as_json=as_json, text="\n".join(lines) or _("Ingen mails."))


@aarshjul.command("tasks")
@click.option("--year", type=click.IntRange(1900, 2999), default=None, help="Kun opgaver med frist i året.")
@click.option("--administration", default=None, help="Kun forvaltningen med denne kode.")
@json_option
@one_transaction
def tasks(year: int | None, administration: str | None, as_json: bool) -> None:
    """Vis opgaverne efter frist."""
    if administration is not None:
        get_unit(administration)
    rows = export_tasks(today=clock.today(), year=year, administration=administration or "")
    lines = [f"{row['due_on']}  {row['state']:<12} {row['unit']:<10} {row['title']}" for row in rows]
    answer(rows, as_json=as_json, text="\n".join(lines) or _("Ingen opgaver."))


aarshjul.add_command(run)
aarshjul.add_command(tick)
