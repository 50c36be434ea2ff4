"""Promises about every file of the repository."""

import re
import subprocess
from datetime import date
from pathlib import Path

import pytest

from config import ROOT

CPR = re.compile(r"\b(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}-?\d{4}\b")
BINARY = {".png", ".woff2", ".ico"}


def tracked() -> list[Path]:
    """Files of the repository; where there is no git, all but what set-up makes."""
    found = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    names = found.stdout.split("\n") if found.returncode == 0 else []
    return [ROOT / name for name in names if name and (ROOT / name).is_file() and Path(name).suffix not in BINARY]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "package-lock.json", ".npmrc"])
def test_locks_carry_no_address(name: str) -> None:
    text = read(ROOT / name)
    assert not re.search(r"https?://|--index|--find-links|\"resolved\"", text), name


def test_every_locked_requirement_has_a_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        blocks = re.split(r"\n(?=\S)", read(ROOT / name))
        pinned = [block for block in blocks if "==" in block.split("\n")[0]]
        assert pinned
        assert all("--hash=sha256:" in block for block in pinned), name


def test_no_package_registry_is_named() -> None:
    hosts = [
        part + "." + rest
        for part, rest in (("pypi", "org"), ("npmjs", "org"), ("pythonhosted", "org"), ("npmjs", "com"))
    ]
    named = [str(p) for p in tracked() if any(host in read(p) for host in hosts)]
    assert named == []


def may_be_given(number: str) -> bool:
    """Whether the day exists: numbers of 31 February stand in tests, because nobody can have one."""
    try:
        date(2000, int(number[2:4]), int(number[:2]))
    except ValueError:
        return False
    return True


def test_no_text_looks_like_a_cpr_number() -> None:
    locks = {
        "requirements.txt",
        "requirements-dev.txt",
        "package-lock.json",
        "requirements-node.txt",
        "requirements-uv.txt",
        "requirements-wapiti.txt",
    }
    found = {
        p.relative_to(ROOT).as_posix(): numbers
        for p in tracked()
        if p.name not in locks and (numbers := [n for n in CPR.findall(read(p)) if may_be_given(n)])
    }
    assert found == {}


def test_every_mail_address_is_invented() -> None:
    address = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
    allowed = re.compile(
        r"@(.*\.)?(example|localhost\.localdomain|invalid)$|@kommune\.dk$|@(pytest|blueprint|app|dataclass)"
    )
    named = {
        f"{p.relative_to(ROOT)}: {found}"
        for p in tracked()
        for found in address.findall(read(p).lower())
        if not allowed.search(found)
    }
    assert named == set()


def test_nothing_is_left_to_do_without_an_owner() -> None:
    words = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
    here = Path(__file__)
    left = [
        str(p)
        for p in tracked()
        if p != here and p.suffix in {".py", ".html", ".js", ".css"}
        for w in words
        if w in read(p)
    ]
    assert left == []
