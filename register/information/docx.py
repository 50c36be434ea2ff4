"""An information text as a document for Word."""

from collections.abc import Sequence

from app.core.word import blank, saved
from register.information.rules import Section


def to_docx(title: str, sections: Sequence[Section]) -> bytes:
    """The document: a title, and each section under a heading; lines that begin with a dash are a list."""
    document = blank(title)
    document.add_heading(title, level=0)
    for section in sections:
        if section.heading:
            document.add_heading(section.heading, level=1)
        for line in section.text.splitlines():
            if line.startswith("– "):
                document.add_paragraph(line[2:], style="List Bullet")
            elif line.strip():
                document.add_paragraph(line)
    return saved(document)
