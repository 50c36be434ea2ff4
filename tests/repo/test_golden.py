"""What `./run golden` makes: README's pictures are there, and the tests with golden files are found."""

import re

from PIL import Image

from config import ROOT
from tests.golden.__main__ import golden_tests
from tests.golden.pictures import MOST_BYTES, PICTURES, REPORT, WIDTH


def test_readme_shows_the_pictures_that_are_taken() -> None:
    shown = re.findall(r"\]\((docs/billeder/[^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert shown == [f"docs/billeder/{picture.name}.png" for picture in (*PICTURES, REPORT)]
    for name in shown:
        with Image.open(ROOT / name) as image:
            assert (image.format, image.width) == ("PNG", WIDTH), name
        assert (ROOT / name).stat().st_size < MOST_BYTES, name


def test_the_tests_that_have_golden_files_are_found() -> None:
    assert ROOT / "tests" / "app" / "mail" / "test_layout.py" in golden_tests()
