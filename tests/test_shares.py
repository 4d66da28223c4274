"""Work in several processes: the results are those of doing it in one, whatever becomes of the others."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import build, copy_project
from test_command_line import digest

from scripts import shares

HERE = os.getpid()


@pytest.fixture(autouse=True)
def three(monkeypatch):
    """Three processes for few things, whatever the machine has and other tests have left running."""
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(shares, "LEAST", 2)


@given(st.lists(st.one_of(st.none(), st.integers(), st.text()), max_size=12))
def test_same_as_in_one_process(things):
    assert shares.made(lambda thing: (thing, "made"), things) == [(thing, "made") for thing in things]


def test_several_processes_take_part():
    assert len(set(shares.made(lambda _: os.getpid(), list(range(6))))) == 3


def test_a_share_whose_process_dies_is_made_here():
    def make(thing):
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return thing
    assert shares.made(make, list(range(9))) == list(range(9))


def test_what_goes_wrong_in_another_process_is_raised_here():
    def make(thing):
        return 1 // thing
    with pytest.raises(ZeroDivisionError):
        shares.made(make, [1, 1, 0, 1, 1, 1])


def test_what_goes_wrong_here_is_raised_and_no_process_is_left(monkeypatch):
    fork, started = os.fork, []
    monkeypatch.setattr(os, "fork", lambda: started.append(process := fork()) or process)
    with pytest.raises(ZeroDivisionError):
        shares.made(lambda thing: 1 // thing, [0, 1, 1, 1, 1, 1])
    assert len(started) == 2
    for process in started:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


def test_no_room_for_a_process(monkeypatch):
    def refused():
        raise BlockingIOError
    monkeypatch.setattr(os, "fork", refused)
    assert shares.made(lambda thing: -thing, list(range(7))) == [-thing for thing in range(7)]


def test_a_process_with_threads_is_not_copied(monkeypatch):
    assert shares.processes(1000) == 3
    assert shares.processes(3) == 1
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert shares.processes(1000) == 1


PAGES = """
import os, sys
sys.path.insert(0, "")
from pathlib import Path
from scripts import engine, shares
os.cpu_count = lambda: 3
shares.LEAST = int(sys.argv[1])
started, fork = [], os.fork
os.fork = lambda: started.append(None) or fork()
engine.build(Path.cwd(), Path("build/made").absolute(), shown=engine.Shown(Path("site").absolute()))
print(len(started))
"""


def test_pages_made_by_several_processes_are_those_of_one(tmp_path):
    project = copy_project(tmp_path / "project")
    assert build(project, "pages").returncode == 0
    found = []
    for least, processes in (("1000000", "0"), ("5", "3")):
        shutil.rmtree(project / "build/cache")
        made = subprocess.run([sys.executable, "-c", PAGES, least], cwd=project, capture_output=True, text=True, check=True)
        assert made.stdout.strip() == processes
        found.append(digest(project / "build/made"))
        shutil.rmtree(project / "build/made")
    assert found[0] == found[1]
