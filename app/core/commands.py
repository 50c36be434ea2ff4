"""The command line's edge: one transaction a command, refusals on standard error, exit codes as promised.

Exit 0 done · 1 refused, nothing half-written · 2 wrong usage. With `--json` exactly one document on stdout.
"""

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

import click
from flask.cli import with_appcontext
from flask_babel import force_locale
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from app.core import clock
from app.core.db import begin_writing, db
from app.core.errors import NotFound, Refused


class Moment(click.ParamType):
    """`--now T`: an ISO 8601 moment, Danish time when it has no offset."""

    name = "tidspunkt"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return clock.parse_moment(str(value))
        except ValueError:
            self.fail(f"«{value}» er ikke et tidspunkt som 2027-03-01T08:00.", param, ctx)


now_option = click.option("--now", type=Moment(), default=None, help="Tidspunkt at regne fra (til øvelse).")
json_option = click.option("--json", "as_json", is_flag=True, help="Svar med ét JSON-dokument.")


def one_transaction(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command inside one transaction: commit at its end, roll back and exit 1 when it is refused."""

    @wraps(command)
    @with_appcontext
    def edge(*args: Any, **kwargs: Any) -> Any:
        begin_writing()
        with force_locale("da"):
            try:
                result = command(*args, **kwargs)
                db.session.commit()
            except Refused as refused:
                db.session.rollback()
                raise SystemExit(_say_no(refused.message)) from None
            except NotFound:
                db.session.rollback()
                raise SystemExit(_say_no("Det findes ikke. Se efter, om det er skrevet rigtigt.")) from None
            except (OperationalError, ProgrammingError) as problem:
                db.session.rollback()
                if not _lacks_tables(problem):
                    raise
                raise SystemExit(_say_no("Databasen er ikke gjort klar til denne version. Kør flask init.")) from None
            except BaseException:
                db.session.rollback()
                raise
        return result

    return edge


def answer(value: Any, *, as_json: bool, text: str) -> None:
    """Print the one JSON document, or the words for a person."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str) if as_json else text)


def _lacks_tables(problem: DBAPIError) -> bool:
    """Whether a table or a column is missing: `flask init` has not run, or not since the program was renewed."""
    words = str(problem.orig)
    return "no such " in words or type(problem.orig).__name__ in {"UndefinedTable", "UndefinedColumn"}


def _say_no(message: str) -> int:
    click.echo(message, err=True)
    return 1
