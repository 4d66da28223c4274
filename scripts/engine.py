"""Build: run the site generator on docs/ and keep only what a reader needs."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from pathlib import Path

from scripts import engines
from scripts.squeeze import squeezed, uncommented
from scripts.write import replace

UNUSED = ("assets/javascripts", "assets/stylesheets/palette.*", "assets/images", "**/*.map",
          "assets/stylesheets/classic/palette.*", "assets/stylesheets/modern", "search.json")
"""Parts of the themes that no page of ours loads (see scripts/theme/main.html)."""


_REFUSED = re.compile(r"^\w+Error: \[Errno (\d+)\] ([^:\n]+)(?:: '(.*)')?\s*\Z", re.M)
"""The last line of a traceback when the system refused something."""


class EngineError(Exception):
    """The generator failed; the message is what it printed."""


class Shown:
    """What a process that builds again and again knows of the site that it published: its pages as MkDocs made them."""

    def __init__(self, site: Path) -> None:
        self.site = site
        self.made: dict[str, str] = {}
        """Those of the last build, by their paths."""
        self._published: dict[str, str] = {}
        self._folder: int | None = None

    def publish(self) -> None:
        """Say that the last build stands in `site` now."""
        self._published, self._folder, self.made = self.made, self.site.stat().st_ino, {}

    def pages(self) -> dict[str, str]:
        """The pages that stand in `site`; none when another process has built it since."""
        return self._published if self.site.exists() and self.site.stat().st_ino == self._folder else {}


def build(root: Path, out: Path, engine: str = "mkdocs", shown: Shown | None = None) -> None:
    """Build the site of `root` into `out`. `engine` is `mkdocs` or `zensical`.

    A process of its own does it, but this one when it builds again and again with MkDocs: then pages that
    are the same as in `shown` are taken from there, as they were published.
    Raises EngineError when the generator fails or warns.
    """
    # Zensical has no option for the folder; both read it from the configuration, and that from here.
    env = environment(root) | {"SITE_DIR": os.path.relpath(out, root), "SITE_ENGINE": engine}
    if shown and engine == "mkdocs":
        from scripts import mkdocs_run  # noqa: PLC0415 (half a second to load, and seldom needed here)
        os.environ.update(env)
        output = io.StringIO()
        failed, text = mkdocs_run.run(output, shown), output.getvalue()
    else:
        result = subprocess.run(
            engines.command(engine), cwd=root, env=env, text=True, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        failed, text = result.returncode, result.stdout
    if failed or not (out / "index.html").is_file():
        # What the system refused it, such as space on the disk, is said as when it refuses us.
        if found := _REFUSED.search(text):
            raise OSError(int(found[1]), found[2], found[3])
        raise EngineError(engines.said(text))
    _prune(out)
    engines.complete(out)
    for path in [*out.glob("assets/*.js"), *out.glob("assets/*.css")]:
        replace(path, uncommented(path.read_text(encoding="utf-8")).encode())
    if engine != "mkdocs":  # mkdocs_run has done it
        for path in out.rglob("*.html"):
            path.write_text(squeezed(path.read_text(encoding="utf-8")), encoding="utf-8")


def address() -> str:
    """The address of the site, with a slash at its end: SITE_URL, or what mkdocs.yml falls back on."""
    return (os.environ.get("SITE_URL") or "http://127.0.0.1:8000/").rstrip("/") + "/"


def environment(root: Path) -> dict[str, str]:
    """The environment for the generator: fixed time, addresses, no colour codes."""
    env = os.environ | {"NO_COLOR": "1", "PYTHONHASHSEED": "0", "NO_MKDOCS_2_WARNING": "1"}
    env.setdefault("SOURCE_DATE_EPOCH", _git(root, "log", "-1", "--format=%ct") or "1735689600")
    if not env.get("REPOSITORY_URL"):
        env["REPOSITORY_URL"] = _repository(root)
    return env


def _repository(root: Path) -> str:
    """The repository's web address, from GitHub's variables or from git; empty when unknown."""
    if name := os.environ.get("GITHUB_REPOSITORY"):
        return f"{os.environ.get('GITHUB_SERVER_URL', 'https://github.com')}/{name}"
    remote = _git(root, "remote", "get-url", "origin").removesuffix(".git")
    if remote.startswith("git@"):
        return "https://" + remote.removeprefix("git@").replace(":", "/", 1)
    return remote if remote.startswith("https://") and "@" not in remote else ""


def _git(root: Path, *arguments: str) -> str:
    try:
        return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def _prune(out: Path) -> None:
    for pattern in UNUSED:
        for path in sorted(out.glob(pattern), reverse=True):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
