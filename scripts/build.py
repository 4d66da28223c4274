#!/usr/bin/env python3
"""Build Spasm Atlas: check the data, write the pages, build the site and its offline copy."""

from __future__ import annotations

import argparse
import errno
import gc
import json
import os
import shutil
import socket
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Not the folder of this file: its markdown.py would stand before the package of that name.
sys.path[:] = [str(ROOT), *(place for place in sys.path if Path(place).resolve() != ROOT / "scripts")]

try:
    import jinja2  # noqa: F401 (asked for only to say what to do when the packages are missing)
    import pydantic  # noqa: F401
    import yaml  # noqa: F401
except ModuleNotFoundError as error:
    sys.exit(f"error: the package {error.name} is missing → run: python3 scripts/dev.py build …")

from scripts import changelog, diff, engine, engines, history, package, quality, reading_report, scaffold, schema  # noqa: E402
from scripts.atlas import Atlas  # noqa: E402
from scripts.check import check  # noqa: E402
from scripts.environment import COMPILED  # noqa: E402
from scripts.export import data_makers, export  # noqa: E402
from scripts.faults import has_errors, nearest  # noqa: E402
from scripts.keep import FOLDER, Keep  # noqa: E402
from scripts.load import Loaded, load  # noqa: E402
from scripts.memo import NO_MEMO, Memo  # noqa: E402
from scripts.pages import GENERATED  # noqa: E402
from scripts.render import page_makers, render  # noqa: E402
from scripts.write import OWNED, exchange, replace, write  # noqa: E402

OK, FAULTS, USAGE, FAILED = 0, 1, 2, 3

EPILOG = """\
exit codes: 0 all is well · 1 faults in the data (each is printed) · 2 wrong use · 3 the site could not be built

A build that fails leaves what was built before as it is.
Set SITE_URL and REPOSITORY_URL to publish; see README.md."""


class Failed(Exception):
    """A step failed and has said why; carries the exit code."""


def main(arguments: list[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):
        # A terminal or log that cannot show a character gets its number; that is no reason to stop.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    # Nearly all that a build makes lives to its end: looking for garbage seldom saves a third of its time.
    gc.set_threshold(100_000, 50, 50)
    try:
        options = _parser().parse_args(arguments)
        clear()
        options.run(options)
    except Failed as failed:
        return failed.args[0]
    except engines.UnknownEngine as error:
        print(f"error: {error}", file=sys.stderr)
        return USAGE
    except engine.EngineError as error:
        print(f"{error}\n\nThe site could not be built. What was built before is unchanged.", file=sys.stderr)
        return FAILED
    except OSError as error:
        what = f"{error.strerror or error}: {error.filename}" if error.filename else str(error.strerror or error)
        print(f"error: {what}. What was built before is unchanged.", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    finally:
        shutil.rmtree(ROOT / "build" / f"site-{os.getpid()}", ignore_errors=True)
    return OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="build.py", description=__doc__, epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.set_defaults(run=run_all, engine=engines.chosen())
    commands = parser.add_subparsers(title="commands", metavar="")

    def command(name: str, run: Callable, about: str) -> argparse.ArgumentParser:
        inner = commands.add_parser(name, help=about, description=about)
        inner.set_defaults(run=run)
        return inner

    def engine_option(inner: argparse.ArgumentParser) -> argparse.ArgumentParser:
        inner.add_argument("--engine", choices=tuple(engines.LOCKS), default=engines.chosen(), help="the site generator (default: %(default)s)")
        return inner

    engine_option(command("all", run_all, "everything below: the site with its offline download, in site/ (the default)"))
    inner = command("check", run_check, "check all data files and print every fault")
    inner.add_argument("--data", type=Path, default=ROOT / "data", help="check another folder than data/")
    command("pages", run_pages, "check, then write the generated Markdown below docs/")
    engine_option(command("site", run_site, "pages, then build the site without the download, in site/"))
    engine_option(command("offline", run_offline, "pages, then build only the offline zip, in build/"))
    inner = engine_option(command("serve", run_serve, "build everything, serve it, and build the pages again when a file changes; the download stays that of the start"))
    inner.add_argument("--port", type=int, default=8000, choices=range(1, 65536), metavar="PORT")
    inner.add_argument("--host", default="127.0.0.1")
    inner = command("new", run_new, "start a condition: write a file with every field explained")
    inner.add_argument("id", help="file name and address: lower-case letters, digits and hyphens")
    inner.add_argument("--name", help="the heading; made from the id when left out")
    inner = command("diff", run_diff, "what changed in the data, as Markdown: conditions, statements, sources")
    inner.add_argument("old", metavar="OLD", help="a data folder or a git revision, such as data-v1.0.0 or main")
    inner.add_argument("new", metavar="NEW", nargs="?", help="the same; the working tree when left out")
    inner.add_argument("--json", action="store_true", help="print it as JSON")
    inner = command("reading", run_reading, "how hard the texts are to read: the reading age of each condition, or of some with their hardest passages")
    inner.add_argument("ids", metavar="ID", nargs="*", help="conditions to look into; all in a table when left out")
    inner.add_argument("--since", metavar="OLD", help="a data folder or a git revision: before and after, as Markdown")
    command("schema", run_schema, "refresh the JSON Schema and the field reference after a change of the model")
    return parser


# --- the commands ------------------------------------------------------------------------------

def run_check(options: argparse.Namespace) -> None:
    loaded = checked(options.data.resolve())
    say(f"reading  {reading_report.line(loaded.atlas.conditions)}")


def run_pages(options: argparse.Namespace) -> None:
    pages(checked())


def run_site(options: argparse.Namespace) -> None:
    pages(checked())
    staged = built(options.engine)
    package.publish(staged, None)
    swap(staged)


def run_offline(options: argparse.Namespace) -> None:
    pages(checked())
    staged = built(options.engine)
    archive = step("offline", lambda: zipped(staged))
    shutil.rmtree(staged)
    target = ROOT / "build" / Path(package.ARCHIVE).name
    replace(target, archive.data)
    say(f"{target.relative_to(ROOT)}  {archive.size}  SHA-256 {archive.sha256}")


def run_all(options: argparse.Namespace, loaded: Loaded | None = None, shown: engine.Shown | None = None) -> package.Archive:
    pages(loaded or checked())
    staged = built(options.engine, shown)
    archive = step("offline", lambda: zipped(staged))
    say(f"site/{package.ARCHIVE}  {archive.size}  SHA-256 {archive.sha256}")
    package.publish(staged, archive)
    swap(staged, shown)
    return archive


def run_serve(options: argparse.Namespace) -> None:
    from scripts.preview import Preview  # noqa: PLC0415 (only `serve` needs it)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.host, options.port))
        except OSError as error:
            print(f"error: port {options.port} on {options.host}: {error.strerror} → try --port {options.port % 65535 + 1}", file=sys.stderr)
            raise Failed(USAGE) from error
    os.environ.setdefault("SITE_URL", f"http://{options.host}:{options.port}/")
    loaded, shown = checked(), engine.Shown(ROOT / "site")
    archive, data_of = run_all(options, loaded, shown), _around_conditions(loaded)

    def again() -> None:
        """Show an edit soon: the generator is loaded already, and the download and mostly the data sets stay as they were."""
        nonlocal data_of
        try:
            loaded = checked()
            pages(loaded, data=(now := _around_conditions(loaded)) != data_of)
            data_of = now
            staged = built(options.engine, shown)
            package.publish(staged, archive)
            swap(staged, shown)
        except (Failed, engine.EngineError) as error:
            say("still showing the last good build" + (f": {error}" if isinstance(error, engine.EngineError) else ""))

    server = Preview(again, options.host, options.port, str(ROOT / "site"))
    for folder in ("data", "scripts/templates", "scripts/theme"):
        server.watch(str(ROOT / folder))
    for path in (ROOT / "docs").glob("*.md"):
        if path.name not in GENERATED:
            server.watch(str(path))
    server.watch(str(ROOT / "mkdocs.yml"))
    say(f"\nOpen http://{options.host}:{options.port}/  (stop with Ctrl+C)")
    server.serve()


def _around_conditions(loaded: Loaded) -> tuple:
    """What a preview makes data sets anew for: which conditions there are, and all that they share, but not their texts."""
    return loaded.atlas.memo.world, *loaded.atlas.conditions


def run_new(options: argparse.Namespace) -> None:
    path = ROOT / "data" / "conditions" / f"{options.id}.yml"
    problem = scaffold.refuse(options.id, path)
    if problem:
        print(f"error: {problem}", file=sys.stderr)
        raise Failed(USAGE)
    loaded = load(ROOT / "data", ROOT / "docs")
    replace(path, scaffold.scaffold(options.id, options.name, loaded.atlas.vocabularies, date.today()).encode())
    say(f"{path.relative_to(ROOT)} is ready to be filled in. Then run: python3 scripts/dev.py build check")


def run_diff(options: argparse.Namespace) -> None:
    try:
        old = history.read(ROOT, options.old)
        new = history.read(ROOT, options.new) if options.new is not None else history.working(ROOT)
    except history.Unreadable as problem:
        print(f"error: {problem}", file=sys.stderr)
        raise Failed(USAGE) from problem
    changes, left_out = history.changes(old, new), history.left_out(old, new)
    if options.json:
        print(json.dumps({"old": old.label, "new": new.label, "left_out": left_out, "changes": diff.as_json(changes)}, ensure_ascii=False, indent=1))
    else:
        print(changelog.summary(changes, left_out))


def run_reading(options: argparse.Namespace) -> None:
    loaded = load(ROOT / "data", ROOT / "docs")
    conditions = loaded.atlas.conditions
    if unknown := [id for id in options.ids if id not in conditions]:
        print(f"error: there is no condition `{unknown[0]}` that can be read → {nearest(unknown[0], conditions)}", file=sys.stderr)
        raise Failed(USAGE)
    if options.since is not None:
        try:
            old = history.read(ROOT, options.since).atlas.conditions
        except history.Unreadable as problem:
            print(f"error: {problem}", file=sys.stderr)
            raise Failed(USAGE) from problem
        print(reading_report.compared(old, {id: conditions[id] for id in options.ids or conditions}))
        return
    if not options.ids:
        print(reading_report.table(conditions))
    for id in options.ids:
        document = loaded.conditions[id]
        print(f"{id}: {reading_report.passages(conditions[id], lambda path, document=document: f'{document.label}:{document.at(path)[0]}')}")


def run_schema(options: argparse.Namespace) -> None:
    loaded = load(ROOT / "data", ROOT / "docs")
    for name, text in schema.files(loaded.atlas.vocabularies).items():
        replace(ROOT / name, text.encode())
        say(name)


# --- the steps: load → check → render → write → build → package ----------------------------------

def checked(data: Path = ROOT / "data") -> Loaded:
    """Load and check `data`; print every fault; stop when one is an error."""
    label = data.relative_to(ROOT).as_posix() if data.is_relative_to(ROOT) else str(data)
    docs = ROOT / "docs" if data == ROOT / "data" else data / "docs"
    loaded = load(data, docs, label, Memo(ROOT, engine.address()) if data == ROOT / "data" else NO_MEMO)
    faults = check(loaded, date.today())
    if data == ROOT / "data" and (tag := history.tag_that_differs(ROOT, loaded.atlas)):
        faults.append(loaded.release.fault(("version",), f"this commit has the tag `{tag}`, which is another version",
                                           "write the version of the tag, or move the tag"))
    for fault in faults:
        print(fault)
        if os.environ.get("GITHUB_ACTIONS") == "true":
            print(fault.github())
    errors = sum(fault.level == "error" for fault in faults)
    say(f"check    {len(loaded.conditions)} conditions, {history.totals(loaded.atlas).statements} statements, {len(loaded.atlas.references)} "
        f"sources: {errors or 'no'} error{'s' * (errors != 1)}, {len(faults) - errors or 'no'} warnings")
    if has_errors(faults):
        raise Failed(FAULTS)
    return loaded


def places() -> None:
    """Stop when something else stands where the build writes: it would be overwritten, or a link followed to elsewhere."""
    for name in ("build", "site"):
        path = ROOT / name
        if path.is_symlink() or (path.exists() and not path.is_dir()):
            raise NotADirectoryError(errno.ENOTDIR, "no folder stands here, and the build needs one; move it away", str(path))


def pages(loaded: Loaded, *, data: bool = True) -> None:
    """Write all that the site is made from; without `data` the data sets stay as they are."""
    places()
    COMPILED.open(loaded.atlas.memo.world, Keep(ROOT / FOLDER / "templates.kept"))
    stamped = history.stamped(ROOT, loaded.atlas) if data else None
    step("parts", lambda: parts(loaded.atlas, stamped))
    files: dict[str, str | bytes] = {**step("pages", lambda: render(loaded.atlas))}
    if stamped:
        files |= step("data", lambda: export(stamped, engine.address()))
    files |= step("changes", lambda: changelog.files(history.releases(ROOT, loaded.atlas), loaded.atlas, engine.address()))
    files |= step("quality", lambda: quality.files(loaded.atlas, loaded.results))
    changed = write(files, ROOT / "docs", OWNED if data else [folder for folder in OWNED if folder != "data"])
    loaded.atlas.memo.save()
    COMPILED.save()
    say(f"         {len(files)} files, {changed} changed")


def parts(atlas: Atlas, stamped: Atlas | None) -> None:
    """Make, of each condition, the parts that all files are put together from: of all at once, since that is most of the work."""
    makers = page_makers(atlas) | quality.count_makers(atlas)
    if stamped:
        makers |= data_makers(stamped, engine.address())
    atlas.memo.ahead(makers, atlas.conditions)


def built(name: str, shown: engine.Shown | None = None) -> Path:
    """Build the site into a folder beside the published one and return that folder; see `engine.build` for `shown`."""
    staged = ROOT / "build" / f"site-{os.getpid()}"
    staged.parent.mkdir(exist_ok=True)
    try:
        step("site", lambda: engine.build(ROOT, staged, name, shown), f"by {name}")
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    return staged


def zipped(staged: Path) -> package.Archive:
    """The zip of the staged site; what did not change since the last build is compressed already."""
    return package.offline(staged, engine.address(), Keep(ROOT / FOLDER / "zip.kept"))


def swap(staged: Path, shown: engine.Shown | None = None) -> None:
    """Put the staged site in the place of the published one, so that at no moment there is none."""
    site = ROOT / "site"
    if not exchange(staged, site):
        if site.exists():
            old = ROOT / "build" / f"old-{os.getpid()}"
            site.rename(old)
            staged.rename(site)
            staged = old
        else:
            staged.rename(site)
    if shown:
        shown.publish()
    shutil.rmtree(staged, ignore_errors=True)
    say("         in site/")


def clear() -> None:
    """Remove what killed builds left. One that was killed between the two renames of `swap` left the site: put it back."""
    if (ROOT / "build").is_symlink():
        return  # `places` says why that is no good
    for left in (ROOT / "build").glob("*-[0-9]*"):
        name, _, process = left.name.rpartition("-")
        if not process.isdigit() or (_runs(int(process)) and int(process) != os.getpid()):
            continue
        if name == "old" and not (ROOT / "site").exists():
            left.rename(ROOT / "site")
        else:
            shutil.rmtree(left, ignore_errors=True)


def _runs(process: int) -> bool:
    """Whether a process with this number exists."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True


def step(name: str, run: Callable, after: str = ""):
    """Run one step, showing on a terminal that it runs, and then how long it took."""
    terminal = sys.stderr.isatty()
    if terminal:
        print(f"{name:<8} …", end="", file=sys.stderr, flush=True)
    start = time.perf_counter()
    result = run()
    say(f"{chr(13) if terminal else ''}{name:<8} {time.perf_counter() - start:.1f} s {after}".rstrip())
    return result


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
