"""Run MkDocs on docs/, with final HTML kept by content: only pages that changed are made again, many by several processes.

A process of its own, started by scripts/engine.py: `python -m scripts.mkdocs_run`.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import platform
import posixpath
import re
import shutil
import sys
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, TextIO

from jinja2 import Environment
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents

from scripts import shares
from scripts.compiled import Compiled
from scripts.engine import Shown
from scripts.keep import FOLDER, Keep, files_key, key
from scripts.squeeze import squeezed
from scripts.write import OWNED

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("mkdocs", "mkdocs-material", "markdown", "pymdown-extensions", "jinja2", "markupsafe", "pyyaml")

BARE = "bare.html"
"""The template of pages whose HTML is there already; see scripts/theme/."""

_OWNED = tuple(f"{folder}/" for folder in OWNED)

_LINK = re.compile(r"\]\(([^)#?\s]+)")
"""A link of a page made from a template, which has no other form. What else it matches does no harm."""


def world(root: Path) -> str:
    """A hash of everything that pages depend on beside their own Markdown and what they link to.

    Not of the time: no template shows it.
    """
    config = root / "mkdocs.yml"
    names = set(re.findall(r"!ENV \[?(\w+)", config.read_text(encoding="utf-8"))) - {"SITE_DIR"}
    code = [root / "scripts" / name for name in ("mkdocs_run.py", "blocks.py", "raw_links.py", "squeeze.py")]
    return key(files_key(root, [config, *code, *(root / "scripts" / "theme").rglob("*")]),
               *(f"{name}={os.environ.get(name)}" for name in sorted(names)), platform.python_version(), *map(version, PACKAGES))


class KeptPage(Page):
    """A page whose HTML was kept. It takes part in the list of pages and in the check of links, and costs no rendering.

    Without an entry it is one that another process makes: no link to it is checked.
    """

    def __init__(self, file: File, config: MkDocsConfig, entry: dict[str, Any] | None = None, html: str = "") -> None:
        # MkDocs leaves a page that is there already as it is, so the title in the navigation is given here.
        super().__init__(_titles(config.nav).get(file.src_uri), file, config)
        self.entry, self.html = entry, html

    def read_source(self, config: MkDocsConfig) -> None:
        self.markdown, self.meta = "", {"template": BARE}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        self.content, self.toc = "", TableOfContents([])
        if self.entry is None:
            return
        self.present_anchor_ids = set(self.entry["anchors"])
        self.links_to_anchors = {
            target: links for path, links in self.entry["links"].items() if (target := files.get_file_from_path(path))}


class Made(BasePlugin):
    """The events of a build in which pages are made, and what is to be kept of each."""

    def __init__(self, warnings: _Count) -> None:
        self.warnings = warnings
        self.made: list[tuple[Page, str]] = []

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        env.bytecode_cache = _COMPILED
        return env

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        if isinstance(page, KeptPage):
            return page.html
        html = squeezed(output)
        self.made.append((page, html))
        return html

    def results(self) -> list[tuple[str, bytes]]:
        """What to keep of each page that was made. Of none when there was a warning: it is not known of which."""
        return [] if self.warnings.count else [(page.file.src_uri, _result(page, html)) for page, html in self.made]


class Share(Made):
    """Some of the pages, and no site."""

    def __init__(self, warnings: _Count, pages: frozenset[str]) -> None:
        super().__init__(warnings)
        self.pages = pages

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        for file in files:
            if not file.is_documentation_page():
                file.copy_file = lambda dirty=False: None  # type: ignore[method-assign]
            elif file.src_uri not in self.pages:
                file.page = KeptPage(file, config)
        return files

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        super().on_post_page(output, page=page, config=config)
        return ""

    def on_post_template(self, output: str, *, template_name: str, config: MkDocsConfig) -> str:
        return ""


class Kept(Made):
    """The whole site: pages are taken from `Keep` or put into it, and those of `shown` that are the same are linked."""

    def __init__(self, root: Path, warnings: _Count, shown: Shown) -> None:
        super().__init__(warnings)
        self.shown, self.published = shown, shown.pages()
        self.keep = Keep(root / FOLDER / "pages.kept")
        self.world = world(root)
        _COMPILED.open(self.world, Keep(root / FOLDER / "theme.kept"))
        self.keys: dict[str, str] = {}

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        # The pieces of the search index have new names after every edit, and no page links to them.
        everything = key(*sorted(uri for uri in files.src_uris if not uri.startswith("assets/search/")))
        pages = {file.src_uri: file for file in files.documentation_pages()}
        self.keys = {uri: self._key(file, files, everything) for uri, file in pages.items()}
        lacking = [uri for uri, file in pages.items() if not self._take(file, self.keep.get(uri, self.keys[uri]), config)]
        for uri, data in _shared(lacking) if shares.processes(len(lacking)) > 1 else ():
            self.keep.put(uri, self.keys[uri], data)
            self._take(pages[uri], data, config)
        for file in files:
            if file.src_uri.startswith(_OWNED) and not file.is_documentation_page():
                file.copy_file = partial(_copy, file)  # type: ignore[method-assign]
        return files

    def _key(self, file: File, files: Files, everything: str) -> str:
        """The hash of all that a page is made from, with which of its links lead to a file."""
        text = file.content_bytes
        around = everything
        if file.src_uri.startswith(("conditions/", "compare/")):
            base = posixpath.dirname(file.src_uri)
            targets = {posixpath.normpath(posixpath.join(base, path)) for path in _LINK.findall(text.decode("utf-8", "replace"))}
            around = key(*(f"{target} {files.get_file_from_path(target) is not None}" for target in sorted(targets)))
        return key(self.world, file.src_uri, text, around)

    def _take(self, file: File, data: bytes | None, config: MkDocsConfig) -> bool:
        """Take a page from what `results` made of it, if there is anything. Return whether there is."""
        if data:
            head, _, html = data.partition(b"\n")
            file.page = KeptPage(file, config, json.loads(head), html.decode())
        return bool(data)

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """What MkDocs writes: nothing for a page that stands there already."""
        html, path = super().on_post_page(output, page=page, config=config), page.file.dest_uri
        self.shown.made[path] = html
        return "" if self.published.get(path) == html and _linked(self.shown.site / path, Path(page.file.abs_dest_path)) else html

    def on_post_template(self, output: str, *, template_name: str, config: MkDocsConfig) -> str:
        return squeezed(output) if template_name.endswith(".html") else output

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        for uri, data in self.results():
            self.keep.put(uri, self.keys[uri], data)
        if not self.warnings.count:
            self.keep.save(self.keys)
            _COMPILED.save()


def _result(page: Page, html: str) -> bytes:
    links = {file.src_uri: found for file, found in (page.links_to_anchors or {}).items()}
    head = json.dumps({"anchors": sorted(filter(None, page.present_anchor_ids or ())), "links": links})
    return f"{head}\n{html}".encode("utf-8", "xmlcharrefreplace")


def _shared(pages: list[str]) -> list[tuple[str, bytes]]:
    """Make the pages in several processes. What one of them leaves, the build makes."""
    count = shares.processes(len(pages))
    _, *made = shares.together([lambda: None, *(partial(_share, frozenset(pages[number::count])) for number in range(count))])
    return [one for share in made for one in share or ()]


def _share(pages: frozenset[str]) -> list[tuple[str, bytes]]:
    """Make these pages, in a process of its own, which says nothing."""
    warnings = _Count(logging.WARNING)
    logging.getLogger("mkdocs").handlers[:] = [warnings]
    config = _config()
    share = config.plugins["share"] = Share(warnings, pages)
    build(config)
    return share.results()


def _copy(file: File, dirty: bool = False) -> None:
    """Put a generated file into the site as the same file, where the disk can: none is ever written in place."""
    target = Path(file.abs_dest_path)
    if not _linked(Path(file.abs_src_path), target):
        shutil.copyfile(file.abs_src_path, target)


def _linked(source: Path, target: Path) -> bool:
    """Make a file stand at `target` too. Return whether the disk can."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        return False
    return True


_COMPILED = Compiled()
"""The theme's templates, which this process may need for its next build too."""


class _Count(logging.Handler):
    count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1


def _titles(nav: list | None) -> dict[str, str]:
    """The titles that the configuration's navigation gives to pages, by their paths."""
    found: dict[str, str] = {}
    for entry in nav or ():
        for title, inner in entry.items() if isinstance(entry, dict) else ():
            found |= {inner: title} if isinstance(inner, str) else _titles(inner)
    return found


def _config() -> MkDocsConfig:
    return load_config(config_file=str(ROOT / "mkdocs.yml"), strict=True)


def run(out: TextIO, shown: Shown) -> int:
    """Build once, saying to `out` what MkDocs warns of. Return 0, or 1 when it failed or warned."""
    logger = logging.getLogger("mkdocs")
    logger.setLevel(logging.WARNING)
    said = logging.StreamHandler(out)
    said.setFormatter(logging.Formatter("%(levelname)-8s-  %(message)s"))
    warnings = _Count(logging.WARNING)
    for handler in (said, warnings):
        logger.addHandler(handler)
    try:
        config = _config()
        config.plugins["kept"] = Kept(ROOT, warnings, shown)
        build(config)
    except MkDocsException as error:
        print(error, file=out)
        return 1
    finally:
        for handler in (said, warnings):
            logger.removeHandler(handler)
    return 0


if __name__ == "__main__":
    gc.set_threshold(100_000, 50, 50)  # as in build.py
    sys.exit(run(sys.stdout, Shown(ROOT / "site")))
