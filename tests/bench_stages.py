"""Run one whole build in the project that is the current folder, and print what its stages took as JSON.

Seconds of work of the processors, also of processes that a stage starts: on a busy machine the clock says little.

A process of its own, started by bench_builds.py, so that its memory can be measured.
"""

from __future__ import annotations

import json
import sys
import os
from collections.abc import Callable
from typing import Any

sys.path.insert(0, "")

from scripts import build, changelog, engine, history, package  # noqa: E402

STAGES = {
    "load": (build, "load"), "check": (build, "check"), "parts": (build, "parts"), "render": (build, "render"), "export": (build, "export"),
    "changes": (changelog, "files"), "write": (build, "write"), "engine": (engine, "build"),
    "zip": (package, "offline"), "publish": (package, "publish"), "exchange": (build, "swap"),
}
_SMALL = ((history, "totals"), (history, "stamped"), (history, "releases"))
"""What counts with the stage `changes`."""


def worked() -> float:
    """Seconds of work so far, of this process and of those that it started and that have ended."""
    return sum(os.times()[:4])


def main() -> None:
    times: dict[str, float] = {"start": worked()}

    def timed(stage: str, run: Callable) -> Callable:
        def inner(*arguments: Any, **more: Any) -> Any:
            start = worked()
            try:
                return run(*arguments, **more)
            finally:
                times[stage] = times.get(stage, 0) + worked() - start
        return inner

    for stage, (module, name) in STAGES.items():
        setattr(module, name, timed(stage, getattr(module, name)))
    for module, name in _SMALL:
        setattr(module, name, timed("changes", getattr(module, name)))
    code = build.main(["all"])
    times["whole"] = worked()
    print(json.dumps(times))
    sys.exit(code)


if __name__ == "__main__":
    main()
