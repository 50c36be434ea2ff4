"""An impact assessment as PDF and for Word."""

from flask import render_template
from flask_babel import gettext as _

from app.core.pdf import render_pdf
from app.core.word import Cell, add_page, add_table, add_values, begin, saved
from register.dpia.book import DpiaBook
from register.risk.reports.ground import on_colour
from register.risk.scale import COLOUR_WORDS, Scale


def dpia_pdf(book: DpiaBook) -> bytes:
    """The document on A4."""
    return render_pdf(
        render_template(
            "reports/dpia.html",
            book=book,
            words=COLOUR_WORDS,
            municipality_name=book.owner,
            made_on_text=book.made_on,
        )
    )


def dpia_docx(book: DpiaBook) -> bytes:
    """The document for Word: the same parts in the same order."""
    document = begin(book.title, book.owner, book.made_on)
    document.add_heading(book.title, level=0)
    document.add_paragraph(book.lead)
    if book.warning:
        document.add_paragraph(book.warning, style="Intense Quote")
    add_values(document, [*book.facts, (_("Restrisiko"), book.colour_word)])
    if book.screening:
        document.add_heading(_("Hvorfor den er lavet"), level=1)
        document.add_paragraph(book.screening)
    for part in book.parts:
        document.add_heading(part.title, level=1)
        document.add_paragraph(part.article, style="Subtitle")
        for paragraph in part.text.split("\n\n"):
            document.add_paragraph(paragraph)
        if part.is_drawn and book.scale:
            document.add_heading(_("Skalaen: %(name)s", name=_(book.scale.name)), level=2)
            _add_scale(document, book.scale)
    for title, rows in (
        (_("Databeskyttelsesrådgiverens udtalelse"), book.opinion),
        (_("Høring af Datatilsynet (art. 36)"), book.consultation),
        (_("Godkendelse"), book.approval),
    ):
        if rows:
            document.add_heading(title, level=1)
            add_values(document, rows)
    if book.record:
        add_page(document, _("Bilag: det står i fortegnelsen"))
        add_values(document, book.record)
    return saved(document)


def _add_scale(document: object, scale: Scale) -> None:
    heads = [_("Konsekvens, sandsynlighed"), *(f"{level.grade} {_(level.name)}" for level in scale.likelihoods)]
    rows: list[list[Cell]] = []
    for level in reversed(scale.consequences):
        colours = scale.cells[level.grade - 1]
        rows.append([
            f"{level.grade} {_(level.name)}", *(on_colour(_(COLOUR_WORDS[colour]), colour) for colour in colours)
        ])  # fmt: skip
    add_table(document, heads, rows, [4.5, *([12.5 / len(scale.likelihoods)] * len(scale.likelihoods))])
