"""What is not done, as a file."""

from collections.abc import Sequence
from io import BytesIO

from flask_babel import gettext as _

from aarshjul.handling.rules import DEGREES, LEVELS
from aarshjul.handling.store import UnhandledRow
from app.core.sheets.writing import XLSX_MIME, Cell, OutSheet, write_csv, write_xlsx

MIME = {
    "csv": "text/csv",
    "xlsx": XLSX_MIME,
}


def render(form: str, rows: Sequence[UnhandledRow]) -> bytes:
    """The rows in their order, as csv or xlsx."""
    headings = [
        _("Kode"), _("Opgave"), _("Hjemmel"), _("Forvaltning"), _("Varetages"), _("Risiko for borgerne"),
        _("Hvad kan gå galt"), _("Foreslået år"), _("I planen fra"),
    ]  # fmt: skip
    cells: list[list[Cell]] = [
        [
            row.code, row.title, row.article, row.administration, _(DEGREES[row.degree]),
            _(LEVELS[row.risk_level]) if row.risk_level else _("Ikke vurderet"), row.risk, row.proposed_year,
            row.first_year,
        ]
        for row in rows
    ]  # fmt: skip
    out = BytesIO()
    if form == "csv":
        write_csv(out, headings, cells)
    else:
        write_xlsx(out, [OutSheet(_("Varetages ikke"), headings, cells)])
    return out.getvalue()
