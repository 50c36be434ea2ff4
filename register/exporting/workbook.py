"""The register as a workbook that people go on writing in, and that is imported again.

The records first; then how each column is written, and the codes there are to point at. Columns that hold one choice
have a drop-down.
"""

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from flask_babel import gettext as _

from app.core.sheets import Cell, OutSheet, write_xlsx
from register.exporting.offers import Offers
from register.importing.columns import HEADINGS, SOURCE_HEADING
from register.importing.guide import column_guides, day_headings, fixed_choices

ALL_HEADINGS = (*HEADINGS.values(), SOURCE_HEADING)


def write_workbook(target: BinaryIO, rows: Iterable[Sequence[Cell]], offers: Offers) -> None:
    """Write the workbook; without rows it is a form to fill in."""
    records = OutSheet(
        _("Fortegnelse"),
        ALL_HEADINGS,
        rows,
        is_form=True,
        days=day_headings(),
        choices={heading: words for heading, words in (fixed_choices() | offers.choices()).items() if words},
    )
    guide = OutSheet(
        _("Vejledning"),
        [_("Kolonne"), _("Sådan skrives den"), _("Eksempel"), _("Ord, der kan vælges")],
        [[line.heading, line.how, line.example, line.words] for line in column_guides()],
    )
    codes = OutSheet(_("Koder"), [_("Hvad"), _("Kode"), _("Navn")], offers.rows())
    write_xlsx(target, [records, guide, codes] if offers.kinds else [records, guide])
