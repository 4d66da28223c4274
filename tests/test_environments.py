"""Odd surroundings: the right result, or one clear line and an exit code; what was built before stays whole.

`tests/environments.py` does the same with what a test cannot have everywhere: other versions of Python, full disks, no network.
"""

from __future__ import annotations

import hashlib
import os
import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import build, copy_project

from scripts import build as command_line
from scripts import engine, files

MOMENT = "1760000000"
BLOCKED = """
import socket

def refuse(*words, **more):
    raise OSError(101, "Network is unreachable")

socket.socket.connect = socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = refuse
"""


def digest(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*") if path.is_file()}


def one_line(result: subprocess.CompletedProcess) -> str:
    """The one line that says what went wrong."""
    errors = [line for line in (result.stdout + result.stderr).splitlines() if not re.match(r"(check|parts|pages|data|changes|quality|site|offline) |  ", line)]
    assert len(errors) == 1 and errors[0].startswith("error: "), result.stdout + result.stderr
    return errors[0]


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A project whose site is built, that each test leaves as it was."""
    project = copy_project(tmp_path_factory.mktemp("environments") / "project")
    result = build(project, "all")
    assert result.returncode == 0, result.stderr
    return project


@pytest.fixture
def whole(built):
    """The project; afterwards its site is the same as before, and nothing is left beside it."""
    before = digest(built / "site")
    yield built
    assert digest(built / "site") == before
    assert [path.name for path in (built / "build").iterdir() if path.name.partition("-")[0] in ("site", "old")] == []


# --- the right result ----------------------------------------------------------------------------

@pytest.mark.parametrize("name", ["Größe 日本 a#b 100% [x] {y} (z), it's & \"so\" $HOME; glob*?[a-z] ~", "-dash", "deep/" * 25 + "x" * 200])
def test_the_project_may_lie_anywhere(built, tmp_path, name):
    project = tmp_path / name
    shutil.copytree(built, project, ignore=shutil.ignore_patterns("site", "build"))
    result = build(project, "all")
    assert result.returncode == 0, result.stdout + result.stderr
    assert digest(project / "site") == digest(built / "site")


ENVIRONMENTS = {  # what does not get into the way of the others stands together
    "C, far east, seed 0": {"LC_ALL": "C", "LANG": "C", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "0"},
    "POSIX without UTF-8, far west, seed 4711": {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TZ": "Etc/GMT+12", "PYTHONHASHSEED": "4711"},
    "Turkish, no such zone, colours": {"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr", "TZ": "Nowhere/Land", "FORCE_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": "20"},
    "unknown locale, ASCII, optimised": {"LC_ALL": "xx_XX", "PYTHONIOENCODING": "ascii", "PYTHONOPTIMIZE": "1", "TERM": "dumb"},
}


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_the_environment_changes_nothing(built, tmp_path, name):
    project = tmp_path / "project"
    shutil.copytree(built, project, ignore=shutil.ignore_patterns("site", "build"))
    result = build(project, "all", **ENVIRONMENTS[name])
    assert result.returncode == 0, result.stdout + result.stderr
    assert digest(project / "site") == digest(built / "site")


@pytest.mark.parametrize("kind", ["elsewhere", "nothing", "no network", "a strict umask"])
def test_started_from_elsewhere_with_little(built, tmp_path, kind):
    """From another folder, with an empty environment (no HOME, no PATH), without network, with umask 077."""
    project = tmp_path / "project"
    shutil.copytree(built, project, ignore=shutil.ignore_patterns("site", "build"))
    env = {"SOURCE_DATE_EPOCH": MOMENT, "REPOSITORY_URL": "https://github.com/example/spasm-atlas"}
    if kind == "no network":
        (tmp_path / "sitecustomize.py").write_text(BLOCKED)
        env |= {"PYTHONPATH": str(tmp_path), "PATH": os.environ["PATH"]}
    result = subprocess.run([sys.executable, str(project / "scripts/build.py"), "all"], cwd="/", env=env if kind != "elsewhere" else os.environ | env,
                            umask=0o077 if kind == "a strict umask" else -1, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert digest(project / "site") == digest(built / "site")


def test_the_network_is_blocked_above(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(BLOCKED)
    result = subprocess.run([sys.executable, "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')"],
                            env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert "Network is unreachable" in result.stderr


def test_files_that_may_not_be_written_are_replaced(whole):
    """As a copy from a read-only medium has them."""
    changed = [path for path in (*whole.glob("docs/**/*"), *whole.glob("data/**/*")) if path.is_file()]
    for path in changed:
        path.chmod(0o444)
    assert build(whole, "all").returncode == 0


def test_faults_can_be_shown_on_any_terminal(whole):
    path = os.fsencode(whole / "data/conditions") + b"/\xff.yml"
    with open(path, "wb") as file:
        file.write("name: é → \x1b[2J\n".encode())
    try:
        for env in ({"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}, {"GITHUB_ACTIONS": "true"}):
            result = build(whole, "check", **env)
            assert result.returncode == 1 and "Traceback" not in result.stderr and "\x1b" not in result.stdout, result.stderr
            assert "is not a valid id" in result.stdout
    finally:
        os.unlink(path)


# --- one clear line ------------------------------------------------------------------------------

@pytest.mark.parametrize("size", [0, 2_000, 60_000, 300_000])
def test_a_full_disk(whole, size):
    """No file may grow beyond a size: the system refuses at another step each time."""
    page = whole / "docs/assets/atlas.css"
    good = page.read_text()
    page.write_text(good + "/* changed, so that there is something to write */")
    for name in ("docs/conditions", "docs/data"):
        shutil.rmtree(whole / name, ignore_errors=True)
    try:
        result = subprocess.run(
            [sys.executable, "scripts/build.py", "all"], cwd=whole, capture_output=True, text=True, check=False,
            env=os.environ | {"SOURCE_DATE_EPOCH": MOMENT, "PYTHONDONTWRITEBYTECODE": "1"},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
        assert result.returncode == 3 and "File too large" in one_line(result), result.stdout + result.stderr
    finally:
        page.write_text(good)
        assert build(whole, "pages").returncode == 0


@pytest.mark.parametrize(("name", "make"), [
    ("site", lambda path: path.write_text("mine")), ("build", lambda path: path.write_text("mine")),
    ("site", lambda path: path.symlink_to("elsewhere")), ("build", lambda path: path.symlink_to("elsewhere")),
    ("docs/conditions", lambda path: path.write_text("mine")), ("docs/data", lambda path: path.symlink_to("../elsewhere")),
], ids=["site a file", "build a file", "site a link", "build a link", "docs/conditions a file", "docs/data a link"])
def test_something_else_stands_where_the_build_writes(whole, name, make):
    place, kept, elsewhere = whole / name, whole / "kept", whole / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine.md").write_text("mine")
    (elsewhere / "x-1").mkdir()
    place.rename(kept)
    make(place)
    try:
        result = build(whole, "all")
        assert result.returncode in (1, 3) and (name in result.stdout + result.stderr), result.stderr
        assert "Traceback" not in result.stderr
        assert sorted(path.name for path in elsewhere.iterdir()) == ["mine.md", "x-1"]
        assert place.is_symlink() or place.read_text() == "mine"
    finally:
        place.unlink()
        kept.rename(place)
        shutil.rmtree(elsewhere)


@pytest.mark.parametrize("number", [13, 28, 30, 122])
@pytest.mark.parametrize("step", ["write", "publish", "swap"])
def test_the_system_refuses(tmp_path, monkeypatch, capsys, built, step, number):
    """Permissions do not stop root, so that its answer is given at each place where something is written."""
    project = tmp_path / "project"
    shutil.copytree(built, project)
    before = digest(project / "site")
    monkeypatch.setattr(command_line, "ROOT", project)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", MOMENT)
    monkeypatch.setattr(command_line.checked, "__defaults__", (project / "data",))

    def refuse(*words, **more):
        raise OSError(number, os.strerror(number), "/somewhere")

    target = {"write": (command_line, "write"), "publish": (command_line.package, "publish"), "swap": (command_line, "swap")}[step]
    monkeypatch.setattr(*target, refuse)
    assert command_line.main(["all"]) == 3
    said = capsys.readouterr().err
    assert f"error: {os.strerror(number)}: /somewhere. What was built before is unchanged." in said and "Traceback" not in said
    assert digest(project / "site") == before
    assert [path.name for path in (project / "build").iterdir() if path.name.startswith("site-")] == []


def test_an_answer_of_the_system_without_a_name(monkeypatch, capsys):
    monkeypatch.setattr(command_line, "run_check", lambda options: (_ for _ in ()).throw(OSError("it is broken")))
    assert command_line.main(["check"]) == 3
    assert "error: it is broken. What was built before" in capsys.readouterr().err


@pytest.mark.parametrize(("said", "number", "name"), [
    ("Traceback …\nOSError: [Errno 28] No space left on device: '/x/y z.html'\n", 28, "/x/y z.html"),
    ("Traceback …\nPermissionError: [Errno 13] Permission denied: '/x'\n", 13, "/x"), ("OSError: [Errno 28] No space left on device", 28, None)])
def test_what_the_system_refuses_the_generator_is_said_alike(monkeypatch, tmp_path, said, number, name):
    monkeypatch.setattr(engine.subprocess, "run", lambda *words, **more: subprocess.CompletedProcess(words, 1, stdout=said))
    with pytest.raises(OSError) as caught:
        engine.build(tmp_path, tmp_path / "out")
    assert (caught.value.errno, caught.value.filename) == (number, name)


def test_a_command_without_data_or_docs_is_no_traceback(tmp_path):
    project = copy_project(tmp_path / "project")
    shutil.rmtree(project / "data")
    shutil.rmtree(project / "docs")
    result = build(project, "all")
    assert result.returncode == 1 and "Traceback" not in result.stderr and "is missing" in result.stdout


def test_a_name_that_is_taken_by_case(whole):
    """`Tetanus.yml` beside `tetanus.yml` is one file on many systems: it is refused here, where it is two."""
    clash = whole / "data/conditions/Tetanus.yml"
    clash.write_bytes((whole / "data/conditions/tetanus.yml").read_bytes())
    try:
        result = build(whole, "all")
        assert result.returncode == 1 and "by upper and lower case only" in result.stdout
    finally:
        clash.unlink()


def test_names_fit_everywhere():
    """A project at a long path still has room on systems that allow 260 characters: no name of ours takes half of it."""
    assert files.NAME_LIMIT + len("site/conditions//index.html") < 130
