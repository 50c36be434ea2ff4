"""The register as PDF in parts, beside the same content as one document under an ordinary style sheet.

Each side is a process of its own, with all it starts; the time is the clock's from start to end, and the memory is the
most its processes held at once; what they share counts for each of them.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from flask import Flask

from app.core.filters import danish_number
from app.core.pdf import render_parts
from config import ROOT
from tests.bench.measure import Outcome
from tests.bench.pdf_sample import LOOK, OWNER, TITLE, front, sections
from tests.bench.processes import family_of, memory_of

PDFS: Mapping[str, tuple[str, str]] = {
    "register-pdf": ("tagged", "mærket PDF i dele"),
    "register-pdf-fast": ("untagged", "umærket PDF i dele"),
}
"""By the measurement's name: which side is ours, and what that is."""
EVERY = 0.05
"""Seconds between two looks at the memory."""
ORDINARY = """
html { hyphens: auto; }
table { table-layout: auto; }
[class^=w-] { width: auto; }
h3 { bookmark-level: none; }
.contents { list-style: none; padding: 0; }
.contents li { border-bottom: 0.5pt solid #d9d9d9; }
.contents__page { float: right; }
.contents__page::after { content: target-counter(attr(data-place), page); }
"""
"""What an ordinary style sheet does and print.css does not, and page numbers in the contents."""


@dataclass(frozen=True)
class Run:
    """What one side took: seconds, and bytes of memory."""

    seconds: float
    memory: int


def measure_pdf(_app: Flask, name: str, *, records: int) -> Outcome:
    """Time one of `PDFS` and its reference. The reference is made once for both of them. No database is asked."""
    side, words = PDFS[name]
    reference, ours = run_side("reference", records), run_side(side, records)
    what = (
        f"{words.capitalize()}, {danish_number(records)} behandlinger, højst {megabytes(ours.memory)}; "
        f"mod ét dokument med almindelig typografi, {megabytes(reference.memory)}"
    )
    return Outcome(ours=ours.seconds, reference=reference.seconds, statements=0, what=what)


def megabytes(size: int) -> str:
    """So many bytes in words."""
    return f"{danish_number(size / 1_000_000)} MB"


@cache
def run_side(side: str, records: int) -> Run:
    """Make the PDF of one side in processes of its own."""
    with tempfile.TemporaryDirectory(prefix="bench-pdf-") as folder:
        command = [sys.executable, "-m", "tests.bench.pdf", side, str(records), f"{folder}/register.pdf"]
        start, most = time.perf_counter(), 0
        with subprocess.Popen(command, cwd=ROOT) as process:
            while process.poll() is None:
                most = max(most, sum(map(memory_of, family_of(process.pid))))
                time.sleep(EVERY)
        if process.returncode:
            raise RuntimeError(f"{side} ended with {process.returncode}")
        return Run(time.perf_counter() - start, most)


def make_parts(records: int, target: Path, *, is_tagged: bool) -> None:
    """Our side."""
    numbers = range(1, records + 1)
    render_parts(
        sections(numbers),
        look=LOOK,
        static=ROOT / "app/static",
        target=target,
        front=lambda pages: front(numbers, pages),
        is_tagged=is_tagged,
    )


def make_whole(records: int, target: Path) -> None:
    """The reference: everything in one document, tagged, with the same front, running lines and page numbers."""
    import weasyprint

    from app.core.pdf.own_files import BASE, own_files

    numbers = range(1, records + 1)
    head = f'<title>{TITLE}</title><meta name="author" content="{OWNER}">'
    head += f'<link rel="stylesheet" href="/static/css/print.css"><style>{ORDINARY}</style>'
    body = front(numbers, None) + "".join(sections(numbers))
    html = f'<!DOCTYPE html><html lang="da"><head>{head}</head><body>{body}</body></html>'
    document = weasyprint.HTML(string=html, base_url=f"{BASE}/", url_fetcher=own_files(ROOT / "app/static"))
    document.write_pdf(target, pdf_variant="pdf/ua-1")


SIDES: Mapping[str, Callable[[int, Path], None]] = {
    "reference": make_whole,
    "tagged": partial(make_parts, is_tagged=True),
    "untagged": partial(make_parts, is_tagged=False),
}

if __name__ == "__main__":
    SIDES[sys.argv[1]](int(sys.argv[2]), Path(sys.argv[3]))
