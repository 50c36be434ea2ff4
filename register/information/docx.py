"""An information text as a document for Word."""

from collections.abc import Sequence
from io import BytesIO

from docx import Document

from register.information.rules import Section


def to_docx(title: str, sections: Sequence[Section]) -> bytes:
    """The document: a title, and each section under a heading; lines that begin with a dash are a list."""
    document = Document()
    document.core_properties.title = title[:255]
    document.core_properties.language = "da-DK"
    document.add_heading(title, level=0)
    for section in sections:
        if section.heading:
            document.add_heading(section.heading, level=1)
        for line in section.text.splitlines():
            if line.startswith("– "):
                document.add_paragraph(line[2:], style="List Bullet")
            elif line.strip():
                document.add_paragraph(line)
    target = BytesIO()
    document.save(target)
    return target.getvalue()
