"""HTML to PDF by WeasyPrint, from our own files only: a report of a few pages, or a long document in parts."""

from app.core.pdf.book import Bounds, Look, PdfFailed, render_parts
from app.core.pdf.single import render_pdf

__all__ = ["Bounds", "Look", "PdfFailed", "render_parts", "render_pdf"]
