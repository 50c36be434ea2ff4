"""Some hundred damaged and hostile files in a process of its own; `python -m tests.fuzz` plays thousands of them."""

import re
import subprocess
import sys

import pytest

from config import ROOT
from tests.fuzz.play import LIMIT_MB


@pytest.mark.parametrize("seed", [7])
def test_no_file_does_anything_but_be_refused_or_reported(seed: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", "--cases", "300", "--seed", str(seed)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3_000:] + done.stderr[-3_000:]
    told = {name: int(count) for name, count in re.findall(r"(\w+)=(\d+)", done.stdout)}
    assert (told["cases"], told["odd"]) == (300, 0)
    assert told["refusals"] > 100, "the damage is real"
    assert told["reports"] > 10, "and some of it leaves the file readable"
    assert told["pages"] == 15
    assert told["peak_mb"] <= LIMIT_MB
