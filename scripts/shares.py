"""Shares: work on many things, done by several processes at once. The results are those of doing it in one."""

from __future__ import annotations

import gc
import marshal
import os
import threading
from collections.abc import Callable
from typing import Any

LEAST = 20
"""Things of a share, at least: starting a process costs as much as making a few."""

MOST = 8
"""Processes: each one has a copy of what it changes in memory, and not all processors that are there may be ours."""


def made(make: Callable[[Any], Any], things: list) -> list:
    """What `make` makes of each of the things: texts, numbers, lists, tuples and dicts of them, or None.

    A share that another process could not make is made here, so that what went wrong shows here.
    """
    count = processes(len(things))
    shares = [things[number::count] for number in range(count)]
    done = together([lambda share=share: [make(thing) for thing in share] for share in shares])
    for number, share in enumerate(shares):
        if done[number] is None:
            done[number] = [make(thing) for thing in share]
    return [done[number % count][number // count] for number in range(len(things))]


def processes(things: int) -> int:
    """How many processes should share so many things."""
    # A process that has threads must not be copied.
    able = hasattr(os, "fork") and threading.active_count() == 1
    return max(1, min(os.cpu_count() or 1, MOST, things // LEAST)) if able else 1


def together(works: list[Callable[[], Any]]) -> list:
    """Do the works at the same time, the first one here and each other one in a copy of this process.

    Return what they return, None for one that failed there. What fails here is raised.
    """
    if len(works) > 1:
        gc.freeze()  # else the search for garbage would write to all memory that the copies share; it lives to the end anyway
    started = [_started(work) for work in works[1:]]
    try:
        first = works[0]()
    finally:
        found = [_result(*one) if one else None for one in started]
    return [first, *found]


def _started(work: Callable[[], Any]) -> tuple[int, int] | None:
    """The number of a new process that does the work, and the pipe that its result comes through. None without room for one."""
    out, into = os.pipe()
    try:
        process = os.fork()
    except OSError:
        os.close(out)
        os.close(into)
        return None
    if process:
        os.close(into)
        return process, out
    try:
        with os.fdopen(into, "wb") as pipe:
            pipe.write(marshal.dumps(work()))
    finally:
        # At once: nothing that this process would do at its end, such as saying what went wrong, is its own.
        os._exit(0)


def _result(process: int, pipe: int) -> Any:
    with os.fdopen(pipe, "rb") as stream:
        data = stream.read()
    os.waitpid(process, 0)
    try:
        return marshal.loads(data)
    except (EOFError, ValueError, TypeError):
        return None
