"""Comparing text with a stored file. With GOLDEN=1 the file is written instead, to be read before it is kept."""

import os
from pathlib import Path


def same_as_golden(path: Path, text: str) -> bool:
    """Whether the file holds this text; always, after writing it, when GOLDEN=1."""
    if os.environ.get("GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8") == text
