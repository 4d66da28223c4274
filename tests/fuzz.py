#!/usr/bin/env python3
"""Fuzz the loader of each kind of file, led by coverage (atheris): python tests/fuzz.py [--runs N] [--record]

Each kind gets a fixed number of cases from a fixed seed, in a process of its own. An input is the content of a file, or a list of
changes to a good one (tests/mutate.py). What must hold is the same as in tests/test_fuzz.py. A case that breaks it is kept in
build/fuzz/ and told at the end; mend it and add it to `FOUND` in tests/test_fuzz.py. Atheris is among requirements-bench.txt.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

OUT = ROOT / "build" / "fuzz"
LONGEST = 30_000
"""Bytes of an input."""
MEMORY = 2_000
"""Megabytes that a process may take before it counts as a failure."""
PATIENCE = 60
"""Seconds that one case may take before it counts as a failure, on however busy a machine."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1500, help="cases for each kind of file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", help="one kind of file only, as data/conditions/… without data/")
    parser.add_argument("--record", action="store_true", help="write the result to data/quality/fuzzing.json")
    parser.add_argument("--case", type=Path, help="run one kept case of --kind and show its traceback")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options, rest = parser.parse_known_args()
    if options.child:
        return fuzz(options.child, rest)
    try:
        import atheris
    except ImportError:
        print("error: atheris is missing → python -m pip install --require-hashes -r requirements-bench.lock", file=sys.stderr)
        return 2
    from mutate import KINDS
    if options.case:
        return subprocess.call([sys.executable, __file__, "--child", options.kind, str(options.case)])
    found = {kind: run(kind, options.runs, options.seed) for kind in ([options.kind] if options.kind else KINDS)}
    for kind, (cases, covered, failed) in found.items():
        print(f"{kind:<28} {cases:>7,} cases  {covered:>6,} points covered  {failed or 'no failure'}")
    if options.record:
        from scripts.results import Figure, record
        figures = [Figure("Spoiled files that led to an exception, a hang or a place outside of the file", str(sum(bool(failed) for *_, failed in found.values())), "0",
                          not any(failed for *_, failed in found.values()), f"Among {sum(cases for cases, *_ in found.values()):,} cases.")]
        figures += [Figure(f"Cases of {kind}", f"{cases:,}", f"{options.runs:,}", cases >= options.runs, f"{covered:,} points of our code covered.")
                    for kind, (cases, covered, _) in found.items()]
        print(record(ROOT / "data", "fuzzing", title="Fuzzing of what contributors write",
                     how="Atheris (libFuzzer) changes good files of each kind, led by which of our code a change reaches. Each case has to give a list of faults, "
                         "with places inside of the file, or a rendered site; no exception, no hang, bounded memory. Hypothesis does the same with fixed cases in the tests.",
                     command="python tests/fuzz.py --record", figures=figures, tools={"atheris": version(atheris)},
                     gaps=("Coverage is that of our own Python code; the parsers below it (libyaml, Python-Markdown, pydantic) are used as they are.",)))
    return int(any(failed for *_, failed in found.values()))


def version(module) -> str:
    from importlib.metadata import version as of
    return of(module.__name__)


def run(kind: str, runs: int, seed: int) -> tuple[int, int, str]:
    """Fuzz one kind in a process of its own: number of cases, of covered points, and what failed."""
    OUT.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"\W+", "-", kind)
    with tempfile.TemporaryDirectory() as corpus:
        (Path(corpus) / "good").write_bytes(b"")  # no change at all: the good file
        result = subprocess.run(
            [sys.executable, __file__, "--child", kind, corpus, f"-runs={runs}", f"-seed={seed}", f"-max_len={LONGEST}", f"-timeout={PATIENCE}",
             f"-rss_limit_mb={MEMORY}", "-len_control=0", f"-artifact_prefix={OUT}/{name}-", "-print_final_stats=1"],
            capture_output=True, text=True, errors="replace", check=False)
    said = result.stdout + result.stderr
    cases = re.search(r"stat::number_of_executed_units:\s*(\d+)", said)
    covered = re.findall(r"cov: (\d+)", said)
    if result.returncode:
        lines = [line for line in said.splitlines() if re.match(r"\w*(Error|Exception)|SUMMARY|==\d+==|.*Test unit written", line.strip())]
        return int(cases[1]) if cases else 0, int(covered[-1]) if covered else 0, "; ".join(lines)[-400:] or said[-400:]
    return int(cases[1]) if cases else 0, int(covered[-1]) if covered else 0, ""


def fuzz(kind: str, words: list[str]) -> int:
    import atheris
    with atheris.instrument_imports(include=["scripts"]):
        from mutate import OPERATIONS, PIECES, Place, Step, mutated

        from scripts import yamlfile
    folder = tempfile.TemporaryDirectory()
    place = Place(Path(folder.name))
    place.outcome(kind, place.good[kind])
    keep(yamlfile, place)

    def one(data: bytes) -> None:
        if data[:1] == b"\x01":  # the content itself
            place.outcome(kind, data[1:])
            return
        source = atheris.FuzzedDataProvider(data)
        steps = [Step(source.ConsumeIntInRange(0, len(OPERATIONS) - 1), source.ConsumeIntInRange(0, LONGEST), source.ConsumeIntInRange(0, 1000),
                      source.ConsumeIntInRange(0, len(PIECES) - 1), source.ConsumeBytes(8) if source.ConsumeProbability() < 0.2 else b"")
                 for _ in range(min(8, source.remaining_bytes() // 8))]
        place.outcome(kind, mutated(place.good[kind], steps))

    atheris.Setup([sys.argv[0], *words], one)
    atheris.Fuzz()
    return 0


def keep(yamlfile, place) -> None:
    """Read the files that stay good once only; cases are twice as fast."""
    known, real = {}, yamlfile.read
    good = {path.read_bytes() for path in place.folder.data.rglob("*.yml")}

    def read(label: str, data: bytes, *words):
        if data not in good:
            return real(label, data, *words)
        if (label, data) not in known:
            known[label, data] = real(label, data, *words)
        return known[label, data]

    yamlfile.read = read


if __name__ == "__main__":
    sys.exit(main())
