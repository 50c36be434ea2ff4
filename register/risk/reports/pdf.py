"""Risk as PDF on A4: tagged, and readable in black and white."""

from flask import render_template

from app.core.pdf import render_pdf
from register.risk.reports.book import AssessmentBook
from register.risk.reports.meeting import MeetingBook
from register.risk.scale import COLOUR_WORDS
from register.risk.subject import KINDS


def assessment_pdf(book: AssessmentBook) -> bytes:
    """One assessment."""
    return render_pdf(
        render_template(
            "reports/risk/assessment.html",
            book=book,
            words=COLOUR_WORDS,
            municipality_name=book.owner,
            made_on_text=book.made_on,
        )
    )


def meeting_pdf(book: MeetingBook) -> bytes:
    """The risk picture."""
    return render_pdf(
        render_template(
            "reports/risk/picture.html",
            book=book,
            words=COLOUR_WORDS,
            kinds=KINDS,
            today=book.today,
            municipality_name=book.owner,
            made_on_text=book.made_on,
        )
    )
