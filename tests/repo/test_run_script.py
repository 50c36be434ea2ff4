"""`./run` as a newcomer and as IT meets it: the real script, in a copy of the tree, with the real program."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from config import setting_names

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN = 120
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", ".venv-wapiti", ".env", "node_modules", "instance", "vendor", "tests", "test-results",
    "__pycache__", "*_cache",
)  # fmt: skip
pytestmark = pytest.mark.xdist_group("run-script")


def environment(**extra: str) -> dict[str, str]:
    """This process's environment without any setting of the product, and with `extra`."""
    return {name: value for name, value in os.environ.items() if name not in setting_names()} | extra


def run(folder: Path, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["./run", *arguments],
        cwd=folder,
        env=environment(**extra),
        capture_output=True,
        text=True,
        timeout=READY_WITHIN,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def status_of(port: int, path: str) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", path)
        with connection.getresponse() as answer:
            return answer.status


def children(pid: int) -> dict[str, int]:
    """The processes that the script started, by their last argument: `wsgi.py` and `run`."""
    found = {}
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        words = Path(f"/proc/{child}/cmdline").read_bytes().rstrip(b"\0").split(b"\0")
        found[words[-1].decode()] = int(child)
    return found


def is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def copy_tree(to: Path) -> Path:
    """A copy of the tree without data, sharing this one's environment and front-end files."""
    shutil.copytree(ROOT, to, ignore=NOT_COPIED)
    (to / ".venv").symlink_to(ROOT / ".venv")
    (to / "app" / "static" / "vendor").symlink_to(ROOT / "app" / "static" / "vendor")
    return to


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return copy_tree(tmp_path / "repo")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with the demo municipality, to be copied."""
    tree = copy_tree(tmp_path_factory.mktemp("demo") / "repo")
    subprocess.run(
        [".venv/bin/python", "-m", "flask", "init", "--demo"],
        cwd=tree,
        env=environment(),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return tree / "instance"


@pytest.fixture
def checkout_with_demo(checkout: Path, demo: Path) -> Path:
    shutil.copytree(demo, checkout / "instance")
    return checkout


class Started:
    """A running `./run` and what it has said."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self._log = folder / f"said-{time.monotonic_ns()}.txt"
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                # A shell that began these tests in the background has Ctrl-C ignored by all below it.
                ["env", "--default-signal=INT", "./run"],
                cwd=folder,
                env=environment(PORT=str(port)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def ctrl_c(self) -> None:
        """What a terminal does: the signal goes to everyone in its foreground group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def wait_until_ready(self) -> None:
        self.wait_for(lambda: "Ctrl-C stopper." in self.said())
        assert f"Klar på http://127.0.0.1:{self.port}\n" in self.said()

    def wait_for(self, happened: Callable[[], bool]) -> None:
        until = time.monotonic() + READY_WITHIN
        while not happened():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < until, self.said()
            time.sleep(0.05)


@contextmanager
def started(folder: Path) -> Iterator[Started]:
    running = Started(folder, free_port())
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.terminate()
            running.process.wait(timeout=60)


def test_help_explains_every_verb() -> None:
    script = (ROOT / "run").read_text(encoding="utf-8")
    dispatch = script[script.rindex('case "${1:-}" in') :]
    branches = re.findall(r"^  ([a-z][a-z| ]*)", dispatch, re.MULTILINE)
    verbs = set(re.findall("[a-z]+", " ".join(branches)))
    answer = run(ROOT, "help")
    assert answer.returncode == 0
    assert verbs == set(re.findall(r"^  ([a-z]+)", answer.stdout, re.MULTILINE))
    assert {"setup", "test", "lint", "bench", "torture", "golden", "help"} <= verbs


@pytest.mark.parametrize("arguments", [("strat",), ("setup", "--hurtigt")])
def test_an_unknown_word_is_wrong_usage(arguments: tuple[str, ...]) -> None:
    answer = run(ROOT, *arguments)
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert f"«{' '.join(arguments)}»" in answer.stderr
    assert "./run help" in answer.stderr


def test_without_leave_to_install_it_prints_the_one_command_and_touches_nothing(checkout: Path, tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("bash", "env", "dirname", "grep"):
        found = shutil.which(name)
        assert found is not None
        (tools / name).symlink_to(found)
    (tools / "python3.11").symlink_to(Path(sys.executable).resolve())
    (tools / "apt-get").write_text("#!/usr/bin/env bash\necho was run\n")
    (tools / "apt-get").chmod(0o755)
    (checkout / ".venv").unlink()

    answer = run(checkout, "setup", "--dev", NO_APT="1", PATH=str(tools))

    assert answer.returncode == 1
    commands = [line for line in answer.stderr.splitlines() if "apt-get" in line]
    assert len(commands) == 1
    wanted = "chromium poppler-utils calcurse libreoffice-calc-nogui"
    assert f"apt-get install -y --no-install-recommends {wanted}" in commands[0]
    assert "was run" not in answer.stdout + answer.stderr
    assert not (checkout / ".venv").exists()


def test_a_newcomer_gets_a_demo_that_answers_and_ctrl_c_ends_both(checkout: Path) -> None:
    with started(checkout) as first:
        first.wait_until_ready()
        processes = children(first.process.pid)
        assert processes.keys() == {"wsgi.py", "run"}
        assert status_of(first.port, "/log-ind") == 200
        logins = checkout / "instance" / "demo-login.txt"
        assert logins.stat().st_mode & 0o077 == 0
        assert (checkout / "instance" / "data.sqlite3").stat().st_mode & 0o077 == 0
        assert len(logins.read_text(encoding="utf-8").splitlines()) >= 4
        assert logins.read_text(encoding="utf-8") in first.said()

        first.ctrl_c()
        assert first.process.wait(timeout=60) == 0
        assert "scheduler stopped" in first.said()
        assert first.said().endswith("Stoppet.\n")
        assert not any(is_alive(pid) for pid in processes.values())
        assert not is_open(first.port)
    passwords = logins.read_text(encoding="utf-8")

    with started(checkout) as second:
        second.wait_until_ready()
        assert "Opretter" not in second.said()
        assert passwords in second.said()
        second.process.terminate()
        assert second.process.wait(timeout=60) == 0


@pytest.mark.parametrize(
    ("dies", "sentence"),
    [
        ("wsgi.py", "Webserveren stoppede."),
        pytest.param("run", "Planlæggeren stoppede.", marks=pytest.mark.long),
    ],
)
def test_when_one_dies_the_other_is_ended_and_it_is_said(checkout_with_demo: Path, dies: str, sentence: str) -> None:
    with started(checkout_with_demo) as running:
        running.wait_until_ready()
        processes = children(running.process.pid)
        os.kill(processes[dies], signal.SIGKILL)
        assert running.process.wait(timeout=60) == 1
        assert sentence in running.said()
        assert not any(is_alive(pid) for pid in processes.values())


@pytest.mark.long
def test_a_demo_that_was_broken_off_is_made_whole_at_the_next_start(checkout: Path) -> None:
    with started(checkout) as broken:
        broken.wait_for((checkout / "instance" / "data.sqlite3").exists)
        os.killpg(broken.process.pid, signal.SIGKILL)
        broken.process.wait()
        assert "Klar på" not in broken.said()
    with started(checkout) as again:
        again.wait_until_ready()
        assert (checkout / "instance" / "demo-login.txt").read_text(encoding="utf-8") in again.said()
    assert not (checkout / "instance" / "demo-begun").exists()


def test_a_port_in_use_is_said_before_anything_is_made(checkout: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = run(checkout, PORT=str(port))
    assert answer.returncode == 1
    assert f"Port {port} " in answer.stderr
    assert "Klar på" not in answer.stdout
    assert not (checkout / "instance" / "data.sqlite3").exists()


def test_no_demo_is_made_where_others_can_reach_it(checkout: Path) -> None:
    answer = run(checkout, HOST="0.0.0.0", PORT=str(free_port()))
    assert answer.returncode == 1
    assert "flask init" in answer.stderr
    assert not (checkout / "instance" / "data.sqlite3").exists()


def test_a_setting_that_cannot_be_used_is_named(checkout: Path) -> None:
    answer = run(checkout, PORT="otte")
    assert answer.returncode == 1
    assert "PORT" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(("lint", "test", "expected"), [(0, 0, 0), (3, 0, 1), (0, 4, 1)])
def test_ci_runs_both_checks_and_fails_when_either_does(tmp_path: Path, lint: int, test: int, expected: int) -> None:
    repo = tmp_path / "repo"
    (repo / ".ci").mkdir(parents=True)
    shutil.copy2(ROOT / ".ci" / "run", repo / ".ci" / "run")
    (repo / "run").write_text(
        f'#!/usr/bin/env bash\necho "$1 ${{TRIAL_DATA:-none}}"\n[[ $1 == lint ]] && exit {lint}\nexit {test}\n'
    )
    (repo / "run").chmod(0o755)

    def ci() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", ".ci/run"], cwd=repo, env=environment(TRIAL_DATA=""), capture_output=True, text=True, check=False
        )

    assert (ci().stdout, ci().returncode) == ("lint none\ntest none\n", expected)
    data = tmp_path / "shared" / "data"
    data.mkdir(parents=True)
    assert ci().stdout == f"lint {data}\ntest {data}\n"
