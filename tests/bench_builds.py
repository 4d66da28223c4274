"""Measure whole builds of synthetic conditions, and beside them other generators on the same Markdown, in one run."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import mean

import synthetic
import yaml
from support import REPOSITORY, copy_project

from scripts import results

ROOT = Path(__file__).resolve().parent.parent
GENERATOR = ("load", "check", "parts", "render", "export", "changes", "write")
PACKING = ("zip", "publish", "exchange")
OTHERS = ("Material", "Material without search", "Zensical", "Hugo")
ROUNDS, ROUNDS_UP_TO = 3, 1000
"""Builds up to this many conditions, ours and stock Material's in turn, are done three times, and the quickest of each counts:
others use the machine too, now more and now less."""

LIMITS = {"share": .05, "condition": 2.0, "page": 15 / 22, "growth": 10.5, "second": .1}
"""What was aimed at: our share of a whole build; milliseconds a condition; a whole build against stock Material; growth from
1,000 to 10,000; a second build against a first one."""


@dataclass
class Run:
    """One process: seconds on the clock, seconds of work of all processors, most memory in MB."""

    wall: float
    work: float
    memory: float


@dataclass
class Measured:
    """What was measured at one size."""

    conditions: int
    pages: int = 0
    stages: dict[str, float] = field(default_factory=dict)
    second: dict[str, float] = field(default_factory=dict)
    first_run: Run | None = None
    second_run: Run | None = None
    others: dict[str, Run | None] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    """Why another generator could not build this many."""
    sizes: dict[str, float] = field(default_factory=dict)

    def ours(self) -> float:
        return sum(self.stages[stage] for stage in GENERATOR)

    def whole(self) -> float:
        return self.stages["whole"]


def run(sizes: list[int], *, record: bool) -> None:
    """Measure each size, print the table, and write the result when `record` is set."""
    found = []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="atlas-bench-") as name:
            found.append(measure(size, Path(name)))
    print(table(found))
    figures = aims(found)
    print("\nAims")
    for figure in figures:
        print(f"  {'met    ' if figure.met else 'not met' if figure.met is not None else '       '}  {figure.name}: {figure.value}"
              + (f" (wanted: {figure.wanted})" if figure.wanted else "") + (f". {figure.note}" if figure.note else ""))
    if record:
        results.record(
            ROOT / "data", "build-speed", title="Speed of the build", figures=figures, gaps=GAPS, tools=tools(),
            command=f"python3 scripts/dev.py bench builds {' '.join(map(str, sizes))} --record",
            how="Whole builds of synthetic conditions as long as the real ones, each in a process of its own, first with nothing kept, then "
                "after one statement was edited. In the same run other generators made pages from the same Markdown.")


GAPS = (
    "Synthetic conditions cite the real sources, so each source is cited by ever more pages.",
    "The other generators make plain pages; ours also makes the data sets, the zip, and pages without what no reader needs.",
    "Up to 1,000 conditions whole builds, ours and stock Material's in turn, are done three times, and the quickest of each counts.",
    "Whole builds are timed by the clock, and ours uses both processors where the others use one. Stages, and what is called work, are "
    "seconds of all processors together. Compare figures with each other, not with those of other machines.",
)


def measure(size: int, place: Path) -> Measured:
    print(f"{size:,} conditions: writing them …", file=sys.stderr, flush=True)
    source, project, docs = copy_project(place / "source"), place / "project", place / "docs"
    synthetic.write(source / "data", size)
    found = Measured(len(list((source / "data/conditions").glob("*.yml"))))
    for number in range(ROUNDS if size <= ROUNDS_UP_TO else 1):
        shutil.copytree(source, project)
        print("  first build …", file=sys.stderr, flush=True)
        first = build(project)
        if not number:
            found.pages = sum(1 for _ in (project / "site").rglob("*.html"))
            found.sizes = weigh(project / "site") | {
                kind: mean(path.stat().st_size for path in folder.iterdir()) / 1000
                for kind, folder in (("yaml", project / "data/conditions"), ("markdown", project / "docs/conditions"))}
            shutil.copytree(project / "docs", docs)
            for path in (*docs.glob("*.md"), *(docs / "conditions").glob("*.md")):
                # Words of our front matter that mean something else to stock Material.
                path.write_text(re.sub(r"^(?:search|template): .*\n", "", path.read_text(), flags=re.M))
        edit(project)
        print("  second build …", file=sys.stderr, flush=True)
        second = build(project)
        shutil.rmtree(project)
        print("  Material …", file=sys.stderr, flush=True)
        stock = material(place, docs)
        if not number or first[0].wall < found.first_run.wall:
            found.first_run, found.stages = first
        if not number or second[0].wall < found.second_run.wall:
            found.second_run, found.second = second
        if not number or stock.wall < found.others["Material"].wall:
            found.others["Material"] = stock
    for other in OTHERS[1:]:
        print(f"  {other} …", file=sys.stderr, flush=True)
        try:
            found.others[other] = OTHER[other](place, docs)
        except RuntimeError as error:  # Zensical's index of the search has a limit that very many pages exceed
            found.failed[other] = str(error).splitlines()[-1]
            print(f"  … failed: {found.failed[other]}", file=sys.stderr, flush=True)
    return found


def build(project: Path) -> tuple[Run, dict[str, float]]:
    env = os.environ | {"SOURCE_DATE_EPOCH": "1760000000", "REPOSITORY_URL": REPOSITORY, "GITHUB_ACTIONS": "", "GITHUB_REPOSITORY": ""}
    shown = project.parent / "stages.json"
    with shown.open("w") as out:
        ran = process([sys.executable, "tests/bench_stages.py"], project, env, out)
    return ran, json.loads(shown.read_text())


def edit(project: Path) -> None:
    """One word more in one statement of a condition that is not a real one."""
    real = {path.name for path in (ROOT / "data/conditions").glob("*.yml")}
    path = next(path for path in sorted((project / "data/conditions").glob("*.yml")) if path.name not in real)
    head, mark, rest = path.read_text().partition("\ncauses:")
    path.write_text(head + mark + rest.replace(" [@", " indeed [@", 1))


def process(command: list[str], folder: Path, env: dict[str, str], out=subprocess.DEVNULL) -> Run:
    """Run a command to its end. Its memory is that of its largest process."""
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        started = subprocess.Popen(command, cwd=folder, env=env, stdout=out, stderr=said)
        _, status, used = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
        if started.returncode:
            said.seek(0)
            raise RuntimeError(f"{' '.join(command)} failed:\n{said.read()[-3000:]}")
    return Run(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def weigh(site: Path) -> dict[str, float]:
    """Bytes of a condition page, of the search index, of the zip."""
    pages = [path.read_bytes() for path in site.glob("conditions/*/index.html")]
    index = [path.stat().st_size for path in (site / "assets/search").iterdir()]
    return {
        "page": sum(map(len, pages)) / len(pages), "page compressed": sum(len(gzip.compress(page, 6)) for page in pages) / len(pages),
        "index": sum(index) / 1000, "names.js compressed": len(gzip.compress((site / "assets/search/names.js").read_bytes(), 6)) / 1000,
        "zip": (site / "download/spasm-atlas-offline.zip").stat().st_size / 1e6,
        "data sets": sum(path.stat().st_size for path in (site / "data").iterdir() if path.is_file()) / 1e6,
    }


# --- the others ----------------------------------------------------------------------------------

def material(place: Path, docs: Path, *, search: bool = True, engine: str = "mkdocs") -> Run:
    """`mkdocs build` with Material as it comes: our navigation, none of our templates. Its search is on when nothing is said."""
    folder = place / "other"
    folder.mkdir()
    ours = yaml.load((ROOT / "mkdocs.yml").read_text().replace("!ENV", ""), yaml.SafeLoader)
    settings = {"site_name": "Measured", "docs_dir": str(docs), "site_dir": str(folder / "site"), "theme": {"name": "material", "font": False},
                "markdown_extensions": ["attr_list", "md_in_html", "tables", "toc"], "nav": ours["nav"],
                "validation": {"omitted_files": "ignore", "links": {"unrecognized_links": "ignore"}}}
    if not search:
        settings["plugins"] = []
    if engine == "zensical":  # takes folders below its own only
        docs.rename(folder / "docs")
        settings |= {"docs_dir": "docs", "site_dir": "site"}
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings))
    try:
        return process([sys.executable, "-m", engine, "build"], folder, os.environ | {"NO_MKDOCS_2_WARNING": "1"})
    finally:
        if engine == "zensical":
            (folder / "docs").rename(docs)
        shutil.rmtree(folder)


def hugo(place: Path, docs: Path) -> Run | None:
    """Hugo with a plain theme. None when it is not installed: it is in requirements-bench.lock."""
    command = shutil.which("hugo", path=f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ.get('PATH', '')}")
    if command is None:
        return None
    folder = place / "other"
    for path in docs.rglob("*"):
        if path.is_file():
            # To Hugo `index.md` is a page with attachments; with an underscore it is the page of a folder.
            name = path.relative_to(docs).as_posix()
            target = folder / ("content" if path.suffix == ".md" else "static") / (name[:-8] + "_index.md" if name.endswith("index.md") else name)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    (folder / "hugo.toml").write_text(
        'baseURL = "https://example.org/"\ntitle = "Measured"\ndisableKinds = ["taxonomy", "term", "RSS"]\n[markup.goldmark.renderer]\nunsafe = true\n'
        '[markup.goldmark.parser.attribute]\nblock = true\n')
    (folder / "layouts/_default").mkdir(parents=True)
    html = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body>{{ .TableOfContents }}{{ .Content }}</body></html>\n'
    for name in ("single", "list"):
        (folder / f"layouts/_default/{name}.html").write_text(html)
    try:
        return process([command, "--quiet"], folder, dict(os.environ))
    finally:
        shutil.rmtree(folder)


OTHER = {
    "Material without search": lambda place, docs: material(place, docs, search=False),
    "Zensical": lambda place, docs: material(place, docs, engine="zensical"), "Hugo": hugo,
}


def tools() -> dict[str, str]:
    found = {}
    for name in ("mkdocs", "mkdocs-material", "markdown", "zensical", "hugo"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


# --- what came of it -----------------------------------------------------------------------------

def table(found: list[Measured]) -> str:
    """One table: a column for each size."""
    rows: list[tuple[str, list[str]]] = [("conditions", [f"{one.conditions:,}" for one in found]), ("pages", [f"{one.pages:,}" for one in found])]

    def row(label: str, form: str, value) -> None:
        rows.append((label, ["–" if (got := value(one)) is None else format(got, form) for one in found]))

    def runs(label: str, get) -> None:
        row(f"{label}", ".2f", lambda one: (got := get(one)) and got.work)
        row(f"{label}, by the clock", ".2f", lambda one: (got := get(one)) and got.wall)
        row(f"{label}, ms a page", ".1f", lambda one: (got := get(one)) and 1000 * got.work / one.pages)
        row(f"{label}, most memory, MB", ",.0f", lambda one: (got := get(one)) and got.memory)

    for stage in ("start", *GENERATOR, "engine", *PACKING):
        row(f"{'MkDocs' if stage == 'engine' else stage}", ".2f", lambda one, stage=stage: one.stages[stage])
    runs("whole build", lambda one: one.first_run)
    row("our generator, ms a condition", ".1f", lambda one: 1000 * one.ours() / one.conditions)
    row("our generator, share", ".0%", lambda one: one.ours() / one.whole())
    row("our packing, ms a condition", ".1f", lambda one: 1000 * sum(one.stages[stage] for stage in PACKING) / one.conditions)
    runs("second build", lambda one: one.second_run)
    row("second build, share of the first", ".0%", lambda one: one.second["whole"] / one.whole())
    row("second build, share of the first, by the clock", ".0%", lambda one: one.second_run.wall / one.first_run.wall)
    for stage in ("start", *GENERATOR, "engine", *PACKING):
        row(f"second build, {'MkDocs' if stage == 'engine' else stage}", ".2f", lambda one, stage=stage: one.second[stage])
    row("a condition's YAML, KB", ".1f", lambda one: one.sizes["yaml"])
    row("a condition's Markdown, KB", ".1f", lambda one: one.sizes["markdown"])
    row("a condition page, bytes", ",.0f", lambda one: one.sizes["page"])
    row("a condition page compressed, bytes", ",.0f", lambda one: one.sizes["page compressed"])
    row("search index, KB", ",.0f", lambda one: one.sizes["index"])
    row("its names.js compressed, KB", ",.0f", lambda one: one.sizes["names.js compressed"])
    row("data sets, MB", ",.1f", lambda one: one.sizes["data sets"])
    row("zip, MB", ",.1f", lambda one: one.sizes["zip"])
    for other in OTHERS:
        runs(other, lambda one, other=other: one.others.get(other))
    width = max(len(label) for label, _ in rows)
    return "\nBuilds of synthetic conditions, all in this run; seconds of work of the processors where nothing else is said\n" + "\n".join(
        f"  {label:<{width}}" + "".join(f"{value:>12}" for value in values) for label, values in rows)


def aims(found: list[Measured]) -> list[results.Figure]:
    """Each aim with its figure, at the size that it is about: 1,000 conditions, or the nearest that was measured."""
    one = min(found, key=lambda each: abs(each.conditions - 1000))
    at = f"at {one.conditions:,} conditions"
    figure, ours, whole = results.Figure, one.ours(), one.whole()
    stock, plain, first, again = one.others["Material"], one.others["Material without search"], one.first_run, one.second_run
    made = [
        figure(f"Our generator {at}", f"{1000 * ours / one.conditions:.1f} ms a condition", "at most 2 ms", 1000 * ours / one.conditions <= LIMITS["condition"],
               ", ".join(f"{stage} {1000 * one.stages[stage] / one.conditions:.1f} ms" for stage in GENERATOR)
               + f". The aim was set with conditions of 6 KB of YAML and 6 KB of Markdown, without data sets; these have {one.sizes['yaml']:.0f} KB and "
               f"{one.sizes['markdown']:.0f} KB, and each adds {1000 * one.sizes['data sets'] / one.conditions:.0f} KB to the data sets."),
        figure(f"Our generator's share of the work of a whole build {at}", f"{ours / whole:.0%}", "at most 5 %", ours / whole <= LIMITS["share"],
               f"MkDocs takes {1000 * one.stages['engine'] / one.pages:.1f} ms a page of it, where stock Material without search takes "
               f"{1000 * plain.work / one.pages:.1f}: the smaller that part, the larger ours."),
        figure(f"Whole build {at}", f"{1000 * first.wall / one.pages:.1f} ms a page, {first.wall / stock.wall:.2f} of stock Material's {1000 * stock.wall / one.pages:.1f} ms",
               "at most 15 ms where stock Material takes 22, which is 0.68 of it", first.wall / stock.wall <= LIMITS["page"],
               f"In work {first.work / stock.work:.2f} of it; that includes {1000 * (one.stages['export'] + sum(one.stages[stage] for stage in PACKING)) / one.pages:.1f} ms "
               "a page for the data sets and the zip, which stock Material does not make."),
        figure(f"Second build after one edit {at}", f"{again.wall:.1f} s, {again.wall / first.wall:.2f} of the first build's {first.wall:.1f} s, "
               f"{again.wall / stock.wall:.2f} of stock Material's", "at most 0.10 of the first build", again.wall / first.wall <= LIMITS["second"],
               f"In work {again.work / first.work:.2f} of the first build. Each page names the checksum of the zip and the data sets hold all conditions, "
               "so every edit writes each page and all data sets anew."),
        figure(f"Most memory {at}", f"{one.first_run.memory:,.0f} MB"),
    ]
    large = next((each for each in found if each.conditions == 10 * one.conditions), None)
    if large:
        for stage in (*GENERATOR, "engine", *PACKING, "whole"):
            growth = large.stages[stage] / max(one.stages[stage], .001)
            name = {"engine": "MkDocs", "whole": "whole build"}.get(stage, stage)
            made.append(figure(f"Growth from {one.conditions:,} to {large.conditions:,} conditions: {name}", f"{growth:.1f} times", "at most 10.5 times",
                               growth <= LIMITS["growth"], "" if one.stages[stage] >= .1 else "Too short to compare."))
        made.append(figure(f"Bytes of a condition page at {large.conditions:,} against {one.conditions:,} conditions",
                           f"{large.sizes['page']:,.0f} against {one.sizes['page']:,.0f}", "the same within 2 %", abs(large.sizes["page"] / one.sizes["page"] - 1) <= .02))
        made.append(figure(f"Most memory at {large.conditions:,} conditions", f"{large.first_run.memory:,.0f} MB"))
    for other in OTHERS[1:]:
        if ran := one.others.get(other):
            made.append(figure(f"{other} on the same Markdown {at}", f"{1000 * ran.wall / one.pages:.1f} ms a page"))
    for each in found:
        for other, why in each.failed.items():
            made.append(figure(f"{other} on the same Markdown at {each.conditions:,} conditions", "failed", note=f"It says: {why}"))
    return made
