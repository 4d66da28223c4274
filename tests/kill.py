#!/usr/bin/env python3
"""Kill builds at random moments of every stage, and see that the site stays whole and the next build is right.

    .venv/bin/python tests/kill.py [--times 200] [--seed 1] [--record]

A build runs in a copy of the project whose data goes to and fro between two states, so that what an undisturbed build
makes of each is known. After each kill the published site, with its zip, must be one of the two, and nothing between.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support import REPOSITORY, copy_project  # noqa: E402

from scripts import results  # noqa: E402

STAGES = ("load and check", "parts", "pages", "data", "changes", "write", "site", "offline", "publish and exchange")
"""Each ends with a line of the build."""

_ENDS = ("check ", "parts ", "pages ", "data ", "changes ", "files,", "site ", "SHA-256", "in site/")
EDITED = "data/conditions/muscle-cramp.yml"
CITED = " [@"


@dataclass
class Report:
    """What a run found."""

    kills: Counter[str] = field(default_factory=Counter)
    """By the stage in which the build was when it was killed."""
    late: int = 0
    """Builds that had ended before they were to be killed."""
    rebuilt: int = 0
    faults: list[str] = field(default_factory=list)


def run(place: Path, times: int, chance: random.Random, rebuild: float = 1.0) -> Report:
    """Kill `times` builds in a copy of the project at `place`; after `rebuild` of them, in parts of one, look at the next build too."""
    project = Project(copy_project(place))
    report = Report()
    wanted = [(project.built(), project.files()), (project.toggled().built(), project.files())]
    state = 1
    number = 0
    while report.kills.total() < times:
        number += 1
        project.toggled()
        state = 1 - state
        if chance.random() < .25:
            shutil.rmtree(place / "build/cache", ignore_errors=True)
        # In turn, so that short stages are hit as often as long ones.
        stage = project.killed(STAGES[number % len(STAGES)], chance)
        if stage is None:
            report.late += 1
        else:
            report.kills[stage] += 1
        if project.digest() not in (site for site, _ in wanted):
            report.faults.append(f"kill {number} while {stage}: the site is neither the old one nor the new one")
        if chance.random() < rebuild or report.kills.total() == times:
            report.rebuilt += 1
            if project.built() != wanted[state][0]:
                report.faults.append(f"kill {number} while {stage}: the next build is not what an undisturbed one makes")
            elif left := project.files() ^ wanted[state][1]:
                report.faults.append(f"kill {number} while {stage}: files were left or lost: {', '.join(sorted(left))}")
    return report


class Project:
    """A copy of the project that builds are killed in."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.env = os.environ | {"SOURCE_DATE_EPOCH": "1760000000", "REPOSITORY_URL": REPOSITORY, "GITHUB_ACTIONS": "", "GITHUB_REPOSITORY": ""}
        self.seconds: dict[str, float] = {}
        """How long each stage took in the last undisturbed build."""
        self.edited = False

    def toggled(self) -> Project:
        """With one statement more, or without it again."""
        path = self.root / EDITED
        text = path.read_text(encoding="utf-8")
        head, mark, rest = text.partition("\nsummary:")
        rest = rest.replace(" indeed [@", CITED, 1) if self.edited else rest.replace(CITED, " indeed [@", 1)
        path.write_text(head + mark + rest, encoding="utf-8")
        self.edited = not self.edited
        return self

    def built(self) -> str:
        """Build without disturbance and return the digest of the site."""
        process = self._start()
        for stage in STAGES:
            start = time.monotonic()
            if not self._wait(process, stage):
                raise RuntimeError(f"the build failed while {stage}")
            self.seconds[stage] = time.monotonic() - start
        process.wait()
        return self.digest()

    def killed(self, target: str, chance: random.Random) -> str | None:
        """Kill a build at a random moment of the stage `target`; return the stage that it had got to, None when it had ended."""
        process = self._start()
        for stage in STAGES:
            if stage == target:
                time.sleep(chance.uniform(0, 1.1 * self.seconds[stage]))
                break
            if not self._wait(process, stage):
                raise RuntimeError(f"the build failed while {stage}")
        ended = process.poll() is not None
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        rest = process.communicate()[1]
        passed = sum(any(end in line for line in rest.splitlines()) for end in _ENDS[STAGES.index(target):])
        return None if ended else STAGES[min(STAGES.index(target) + passed, len(STAGES) - 1)]

    def digest(self) -> str:
        """A hash of every file of the site, with its name."""
        made = sha256()
        for path in sorted((self.root / "site").rglob("*")):
            if path.is_file():
                made.update(f"{path.relative_to(self.root)} {sha256(path.read_bytes()).hexdigest()}\n".encode())
        return made.hexdigest()

    def files(self) -> set[str]:
        """All files but what is kept for the next build, which may differ."""
        return {path.relative_to(self.root).as_posix() for path in self.root.rglob("*")
                if path.is_file() and "__pycache__" not in path.parts and not path.is_relative_to(self.root / "build/cache")}

    def _start(self) -> subprocess.Popen:
        return subprocess.Popen([sys.executable, "scripts/build.py", "all"], cwd=self.root, env=self.env, text=True,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)

    @staticmethod
    def _wait(process: subprocess.Popen, stage: str) -> bool:
        """Read what the build says until it says that the stage is done. Return whether it did."""
        end = _ENDS[STAGES.index(stage)]
        return any(end in line for line in iter(process.stderr.readline, ""))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--record", action="store_true", help="write data/quality/kill.json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        report = run(Path(name) / "project", options.times, random.Random(options.seed))
    for stage in STAGES:
        print(f"{report.kills[stage]:5}  {stage}")
    print(f"{report.kills.total():5}  in all; {report.late} builds had ended before, {report.rebuilt} builds after a kill")
    print("\n".join(report.faults) or "The site was whole each time, and each next build right.")
    if options.record:
        whole = sum("neither" in fault for fault in report.faults)
        right = len(report.faults) - whole
        results.record(
            ROOT / "data", "kill", title="Killed builds", command=f"python3 tests/kill.py --times {options.times} --seed {options.seed} --record",
            how="Builds of the real data are killed (SIGKILL) at random moments, each stage in its turn, some with and some without what the "
                "last build kept. The published site with its zip is compared, file by file, with those of undisturbed builds.",
            figures=[
                results.Figure("Builds killed", f"{report.kills.total()}", "at least 200", report.kills.total() >= 200,
                               "; ".join(f"{stage}: {report.kills[stage]}" for stage in STAGES)),
                results.Figure("Sites that were not whole after a kill", f"{whole}", "0", whole == 0),
                results.Figure("Next builds that were not right", f"{right} of {report.rebuilt}", "0", right == 0),
            ],
            gaps=["A loss of power, which can also lose what was written a moment before, was not tested.",
                  "Tried on Linux only. Elsewhere the folder of the site is exchanged in two steps; a build that is killed between them "
                  "leaves the old site beside, and the next build puts it back first."])
    return bool(report.faults)


if __name__ == "__main__":
    sys.exit(main())
