"""What the machine's own books say of a process and those it started (Linux, /proc)."""

from pathlib import Path

PAGE = 4096
"""Bytes that /proc counts memory in, on the machines we measure on."""


def family_of(pid: int) -> list[int]:
    """The process and all below it that run now."""
    found = [pid]
    for one in found:
        try:
            lists = [path.read_text() for path in Path(f"/proc/{one}/task").glob("*/children")]
        except OSError:
            continue
        found.extend(int(child) for words in lists for child in words.split())
    return found


def memory_of(pid: int) -> int:
    """Bytes of memory the process holds now; 0 when it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0
