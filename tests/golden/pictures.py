"""README's pictures, taken of the demo municipality in the running program."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, Page, sync_playwright

from tests.browser.conftest import CHROMIUM_ARGS, Program, demo_logins, free_port, sign_in

WIDTH, HEIGHT = 1440, 900
COORDINATOR = "anna@fjordby.example"
MOST_BYTES = 300_000
COLOURS = 256


@dataclass(frozen=True)
class Picture:
    """A page of the program, and which part of it is shown: `height` pixels from `top` down."""

    name: str
    path: str
    top: int = 0
    height: int = HEIGHT


PICTURES = (Picture("fortegnelse", "/fortegnelse"), Picture("aarshjul", "/aarshjul", height=1185))
REPORT = Picture("statusrapport", "", top=110, height=1150)


def take_pictures(folder: Path) -> Sequence[Path]:
    """Take them all into the folder and return the files. Raises ValueError for one that grew too large."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="golden-") as name, _demo(Path(name)) as program:
        with _window() as page:
            sign_in(page, program, COORDINATOR, demo_logins(program)[COORDINATOR])
            files = [_photograph(page, program, picture, folder) for picture in PICTURES]
        files.append(_draw_report(program, folder))
    for file in files:
        _make_small(file)
        if file.stat().st_size > MOST_BYTES:
            raise ValueError(f"{file.name}: {file.stat().st_size}")
    return files


@contextmanager
def _demo(folder: Path) -> Iterator[Program]:
    """The program with the demo municipality, on a database that nothing else uses."""
    program = Program(folder, free_port(), database_url=f"sqlite:///{folder / 'data.sqlite3'}")
    program.flask("init", "--demo")
    try:
        program.serve()
        yield program
    finally:
        program.stop()


@contextmanager
def _window() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_ARGS)
        context = browser.new_context(
            locale="da-DK", timezone_id="Europe/Copenhagen", viewport={"width": WIDTH, "height": HEIGHT},
            reduced_motion="reduce",
        )  # fmt: skip
        yield context.new_page()
        browser.close()


def _photograph(page: Page, program: Program, picture: Picture, folder: Path) -> Path:
    page.goto(f"{program.url}{picture.path}", wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    file = folder / f"{picture.name}.png"
    shown: FloatRect = {"x": 0, "y": picture.top, "width": WIDTH, "height": picture.height}
    page.screenshot(path=file, full_page=True, clip=shown, animations="disabled")
    return file


def _draw_report(program: Program, folder: Path) -> Path:
    """The top of the report's first page, drawn from the PDF itself."""
    pdf = program.folder / "status.pdf"
    program.flask("report", "status", "--body", "DDS", "--format", "pdf", "--out", str(pdf))
    file = folder / REPORT.name
    subprocess.run(
        ["pdftoppm", "-png", "-singlefile", "-f", "1", "-scale-to-x", f"{WIDTH}", "-scale-to-y", "-1",
         "-x", "0", "-y", f"{REPORT.top}", "-W", f"{WIDTH}", "-H", f"{REPORT.height}", pdf, file],
        check=True,
    )  # fmt: skip
    return file.with_suffix(".png")


def _make_small(file: Path) -> None:
    """Keep few colours: a page of text and flat surfaces looks the same and weighs a third.

    Found so that rare colours (an icon) are kept too, and then moved (kmeans) to where most pixels are.
    """
    with Image.open(file) as image:
        few = image.convert("RGB").quantize(
            COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE
        )
    few.save(file, optimize=True)
