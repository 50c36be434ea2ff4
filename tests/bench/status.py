"""The status report of a large municipality, beside what WeasyPrint alone needs for its HTML.

Five years of months for sixty administrations, each with records, risks and tasks. Ours is everything from the database
to the finished PDF; the reference is given the HTML that ours made, and lays it out.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import insert, select

from aarshjul.status.export import as_html, as_pdf
from aarshjul.status.kpis import KPIS
from aarshjul.status.model import KpiMonth
from aarshjul.status.report import StatusReport, make_report
from aarshjul.task.model import Task
from app.audit.actions import Doing
from app.cli import init
from app.core import clock
from app.core.db import begin_writing, db
from app.core.scope import Scope
from app.core.text import sort_key
from app.organisation.model import Unit
from register.activity.model import ProcessingActivity
from tests.bench.data import add_organisation
from tests.bench.measure import Outcome, in_turn, statements_of
from tests.conftest import make_settings
from tests.make import make_unit
from wsgi import make_app

MONTHS = 60


def measure_status(*, units: int, tasks: int, rounds: int) -> Outcome:
    """Time the report and its reference by turns, on a database of its own, and count its statements."""
    with _filled_app(units, tasks) as app, app.test_request_context():
        report = _report()
        with statements_of(db.engine) as statements:
            html = as_html(_report())
        assert html == as_html(report)
        ours, reference = in_turn(lambda: as_pdf(_report()), lambda: _lay_out(html), rounds=rounds, warm_up=1)
    what = f"Statusrapporten for {units} forvaltninger med {MONTHS} måneder; mod WeasyPrint alene med den samme HTML"
    return Outcome(ours=ours, reference=reference, statements=len(statements), what=what)


def _report() -> StatusReport:
    db.session.expire_all()
    return make_report("DDS", as_of=clock.today(), made_at=clock.now(), scope=Scope.everything())


def _lay_out(html: str) -> bytes:
    """What nobody can do without: the same file from the same HTML, by WeasyPrint and nothing else."""
    import weasyprint

    from app.core.pdf.own_files import BASE, own_files
    from config import ROOT

    document = weasyprint.HTML(string=html, base_url=f"{BASE}/", url_fetcher=own_files(ROOT / "app/static"))
    made: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return made


@contextmanager
def _filled_app(units: int, tasks: int) -> Iterator[Flask]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        app = make_app(make_settings(Path(folder), f"sqlite:///{folder}/data.sqlite3"))
        made = app.test_cli_runner().invoke(init)
        assert made.exit_code == 0, made.output
        with app.app_context():
            begin_writing()
            add_organisation(Doing(at=clock.now(), via="cli"))
            fill(units, tasks)
            db.session.commit()
        yield app
        with app.app_context():
            db.engine.dispose()


def fill(units: int, tasks: int) -> None:
    """So many administrations, each with so many records and tasks, and every KPI in every month of five years."""
    today = clock.today()
    top = db.session.scalars(select(Unit).where(Unit.kind == "municipality")).one()
    there = db.session.scalars(select(Unit).where(Unit.kind == "administration").order_by(Unit.id)).all()
    more = [
        make_unit(code=f"F{n}", name=f"Forvaltning {n}", kind="administration", parent=top)
        for n in range(len(there), units)
    ]
    ids = [unit.id for unit in (*there, *more)][:units]
    months = [date(today.year - 5 + (today.month + n) // 12, (today.month + n) % 12 + 1, 1) for n in range(MONTHS)]
    db.session.execute(
        insert(KpiMonth),
        [
            {"month": month, "taken_on": month, "unit_id": unit_id, "code": kpi.code, "part": (n + place) % 7,
             "whole": 8 if kpi.whole else None}
            for n, month in enumerate(months) for unit_id in (None, *ids) for place, kpi in enumerate(KPIS)
        ],
    )  # fmt: skip
    db.session.execute(insert(ProcessingActivity), [_activity(n, ids[n % units]) for n in range(units * tasks)])
    db.session.execute(insert(Task), [_task(n, ids[n % units], today) for n in range(units * tasks)])


def _activity(number: int, unit_id: int) -> dict[str, object]:
    title = f"Behandling {number}"
    return {
        "source": "bench", "number": f"B-{number}", "number_key": sort_key(f"B-{number}"), "title": title,
        "sort_key": sort_key(title), "search": title.casefold(), "unit_id": unit_id, "changed_at": clock.now(),
    }  # fmt: skip


def _task(number: int, unit_id: int, today: date) -> dict[str, object]:
    due_on = date(today.year, 1, 1) + timedelta(days=number * 7 % 360)
    done_on = due_on if due_on < today and number % 4 else None
    return {
        "key": f"bench/{number}", "kind": "plan", "function": "coordinator", "period": str(today.year),
        "planned_on": due_on, "due_on": due_on, "created_on": date(today.year, 1, 1), "changed_at": clock.now(),
        "unit_id": unit_id, "title": f"Slettekontrol {number}", "done_on": done_on,
        "state": "done" if done_on else "not_started",
    }  # fmt: skip
