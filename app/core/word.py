"""A document for Word: A4, Danish, with heads that repeat, running lines, and cells on a ground."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from flask_babel import gettext as _

DOCX_MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
"""What such a file is called on the wire."""
FONT = "Arial"
"""On every machine, or one of the same measures is."""
_LINES, _HEAD_GROUND, _INK = "A6A6A6", "EDEDED", RGBColor(0x12, 0x39, 0x5B)
_HEADINGS = {"Title": 20, "Heading 1": 14, "Heading 2": 11.5, "Heading 3": 10}
_LABEL_WIDTH = 4.5
TEXT_WIDTH = 17.0
"""Centimetres between the margins."""
_MARGIN = (21 - TEXT_WIDTH) / 2
_MOST_TITLE = 255
"""Characters that the format keeps of a title."""


@dataclass(frozen=True)
class Painted:
    """A cell's text on a ground, six hexadecimal digits; the text says it on a print in grey."""

    text: str
    ground: str


Cell = str | Painted


def blank(title: str, owner: str = "") -> Any:
    """An empty document in our type, on A4."""
    document = Document()
    document.core_properties.title = title[:_MOST_TITLE]
    document.core_properties.author = owner[:_MOST_TITLE]
    document.core_properties.language = "da-DK"
    _set_type(document)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(_MARGIN)
    return document


def begin(title: str, owner: str, made_on: str) -> Any:
    """An empty document with its running lines."""
    document = blank(title, owner)
    section = document.sections[0]
    section.header.paragraphs[0].text = f"{owner}\t\t{title}"
    footer = section.footer.paragraphs[0]
    footer.add_run(f"{made_on}\t\t{_('Side')} ")
    add_field(footer, "PAGE")
    footer.add_run(f" {_('af')} ")
    add_field(footer, "NUMPAGES")
    return document


def turn_across(document: Any) -> None:
    """What follows lies on A4 across, from a new page on."""
    section = document.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)


def add_page(document: Any, heading: str, *, level: int = 1) -> None:
    """A heading on a new page. A page break of its own leaves an empty page where the one before is full."""
    document.add_heading(heading, level=level).paragraph_format.page_break_before = True


def add_table(document: Any, heads: Sequence[str], rows: Sequence[Sequence[Cell]], widths: Sequence[float]) -> None:
    """A table with its heads on every page, the first line of each row in bold; `widths` are centimetres."""
    table = _begin_table(document, widths)
    head = table.add_row()
    head._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))
    _fill(head.cells, [Painted(text, _HEAD_GROUND) for text in heads], is_bold=True)
    for row in rows:
        _add_row(table, row)
    _end_table(document)


def add_values(document: Any, values: Sequence[tuple[str, str]]) -> None:
    """Labels with their texts, in two columns."""
    table = _begin_table(document, (_LABEL_WIDTH, TEXT_WIDTH - _LABEL_WIDTH))
    for pair in values:
        _add_row(table, pair)
    _end_table(document)


def saved(document: Any) -> bytes:
    """The file."""
    body = BytesIO()
    document.save(body)
    return body.getvalue()


def _set_type(document: Any) -> None:
    normal = document.styles["Normal"]
    normal.font.size = Pt(10)
    normal.element.rPr.append(_element("w:lang", val="da-DK"))
    for name in ("Normal", *_HEADINGS):
        style = document.styles[name]
        style.font.name = FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{key}"), None)
    for name, size in _HEADINGS.items():
        style = document.styles[name]
        style.font.size, style.font.color.rgb = Pt(size), _INK


def _begin_table(document: Any, widths: Sequence[float]) -> Any:
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    layout = table._tbl.tblPr
    borders = _element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(f"w:{side}", val="single", sz="4", color=_LINES))
    margins = _element("w:tblCellMar")
    for side, room in (("top", "50"), ("left", "90"), ("bottom", "50"), ("right", "90")):
        margins.append(_element(f"w:{side}", w=room, type="dxa"))
    # The order of the schema: Word calls a file with another damaged.
    layout.find(qn("w:tblLayout")).addprevious(borders)
    layout.find(qn("w:tblLayout")).addnext(margins)
    return table


def _end_table(document: Any) -> None:
    """A little room below. Without a paragraph between them, Word makes two tables one."""
    space = document.add_paragraph().paragraph_format
    space.space_after, space.line_spacing = Pt(0), Pt(8)


def _add_row(table: Any, row: Sequence[Cell]) -> None:
    made = table.add_row()
    made._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))
    _fill(made.cells, row)


def _fill(cells: Sequence[Any], texts: Sequence[Cell], *, is_bold: bool = False) -> None:
    for place, (cell, held) in enumerate(zip(cells, texts, strict=True)):
        text = held.text if isinstance(held, Painted) else held
        first, _break, rest = text.partition("\n")
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.add_run(first).bold = is_bold or place == 0
        if rest:
            paragraph.add_run("\n" + rest)
        if isinstance(held, Painted):
            cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=held.ground))


def add_field(paragraph: Any, code: str, *, shown: str = "1") -> None:
    """A field that Word works out: a page number, the table of contents. `shown` stands there until it has."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", shown), ("end", "")):
        run = paragraph.add_run()
        if kind == "shown":
            run.text = text
        elif kind:
            run._r.append(_element("w:fldChar", fldCharType=kind))
        else:
            instruction = _element("w:instrText")
            instruction.text = text
            run._r.append(instruction)


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element
