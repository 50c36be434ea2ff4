"""`python -m tests.golden [WHAT …]`: golden files and pictures anew, to be looked at before they are kept."""

import os
import subprocess
import sys
from pathlib import Path

import click

from config import ROOT
from tests.golden.pictures import take_pictures

WHAT = ("filer", "billeder")


@click.command()
@click.argument("what", nargs=-1, type=click.Choice(WHAT), metavar="[filer|billeder]...")
def main(what: tuple[str, ...]) -> None:
    """Dan facitfiler og README's skærmbilleder igen. Læs forskellen i git, før den gemmes."""
    if not what or "filer" in what:
        write_golden_files()
    if not what or "billeder" in what:
        for path in take_pictures(ROOT / "docs" / "billeder"):
            click.echo(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1000} kB")


def golden_tests() -> list[Path]:
    """The test files that compare with a golden file."""
    tests = sorted((ROOT / "tests").rglob("test_*.py"))
    return [path for path in tests if "import same_as_golden" in path.read_text(encoding="utf-8")]


def write_golden_files() -> None:
    """Run those tests with GOLDEN=1, which makes them write the file instead of comparing with it."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *map(str, golden_tests())]
    if subprocess.run(command, cwd=ROOT, env=os.environ | {"GOLDEN": "1"}, check=False).returncode:
        sys.exit("Facitfilerne kunne ikke dannes; se ovenfor.")


if __name__ == "__main__":
    main()
