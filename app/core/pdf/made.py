"""What the workers have made, as the process that joins it knows it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Made:
    """A part that is written: its file, and by page its named places and bookmarks, with points from the page's foot.

    A page is {"places": {name: [x, y]}, "bookmarks": [[level, label, [x, y]]]}.
    """

    file: str
    pages: list[dict[str, Any]]


@dataclass(frozen=True)
class FrameFiles:
    """The lines outside the text: a file with a page of them, and for page numbers a file with a sample of letters.

    Where the frame has no page number, `pattern` is empty and there is no sample.
    """

    page: str
    sample: str
    pattern: str
    letters: str
