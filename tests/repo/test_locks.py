"""Locks carry versions and hashes, never where a package was fetched, and what set-up copied is whole."""

import hashlib
import json
import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "app" / "static" / "vendor"
LOCKS = sorted(ROOT.glob("requirements*.txt"))
NOT_OURS = {".git", ".venv", ".venv-wapiti", "node_modules", "instance", "vendor", "__pycache__", "test-results"}
REGISTRIES = tuple(
    ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))
)


def pins(lock: Path) -> dict[str, str]:
    """Package → version of every requirement in a lock."""
    return dict(re.findall(r"^([\w.\[\]-]+)==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE))


def our_text_files() -> list[Path]:
    files = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [f for f in folders if f not in NOT_OURS and not f.endswith("_cache")]
        files += [
            Path(folder) / name for name in names if name != ".env" and not name.endswith((".png", ".xlsx", ".pdf"))
        ]
    return files


def test_the_five_locks_are_there() -> None:
    assert [lock.name for lock in LOCKS] == [
        "requirements-dev.txt",
        "requirements-node.txt",
        "requirements-uv.txt",
        "requirements-wapiti.txt",
        "requirements.txt",
    ]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_python_requirement_is_pinned_with_a_hash_and_has_no_address(lock: Path) -> None:
    logical_lines = lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    requirements = [line for line in logical_lines if line.strip() and not line.lstrip().startswith("#")]
    assert requirements
    for line in requirements:
        assert re.fullmatch(r"[\w.\[\]-]+==[\w.+]+( ;.*?)?( +--hash=sha256:[0-9a-f]{64})+ *", line), line[:120]
    assert "://" not in lock.read_text(encoding="utf-8")


def test_the_development_lock_holds_the_runtime_lock() -> None:
    assert pins(ROOT / "requirements.txt").items() <= pins(ROOT / "requirements-dev.txt").items()


def test_every_npm_package_has_a_hash_and_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    installed = {name: entry for name, entry in packages.items() if name}
    assert installed.keys() == {"node_modules/dkfds", "node_modules/htmx.org"}
    for name, entry in installed.items():
        assert entry["integrity"].startswith("sha512-"), name
        assert "resolved" not in entry, name
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert wanted == {name.removeprefix("node_modules/"): entry["version"] for name, entry in installed.items()}


def test_no_file_of_ours_names_a_package_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in our_text_files()
        for host in REGISTRIES
        if host in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert found == []


def test_the_copied_front_end_is_that_of_the_lock() -> None:
    expected = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    assert (VENDOR / "VERSION").read_text(encoding="utf-8").strip() == expected


def test_every_font_and_picture_that_the_css_asks_for_was_copied() -> None:
    css = VENDOR / "css" / "dkfds.min.css"
    addresses = set(re.findall(r"url\(\"?(\.\./[^)\"]+\.(?:woff2|svg|png))\"?\)", css.read_text(encoding="utf-8")))
    assert len(addresses) > 50
    missing = [address for address in sorted(addresses) if not (css.parent / address).is_file()]
    assert missing == []
