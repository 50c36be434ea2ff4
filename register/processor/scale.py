"""The scale of supervision, read once."""

from functools import cache
from pathlib import Path

import yaml

from register.processor.rules import Band, Scale


@cache
def get_scale() -> Scale:
    """The points and bands of supervision.yml."""
    held = yaml.safe_load((Path(__file__).parent / "supervision.yml").read_text(encoding="utf-8"))
    bands = [Band(most=band["most"], concepts=tuple(band["concepts"]), months=band["months"]) for band in held["bands"]]
    return Scale(
        persons=held["persons"],
        sensitive=held["sensitive"],
        confidential=held["confidential"],
        special=held["special"],
        bands=bands,
    )
