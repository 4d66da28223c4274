"""The way out: Zensical builds the same list of pages from the same configuration."""

from __future__ import annotations

from support import build, copy_project


def test_zensical_builds_the_same_pages(project, site, tmp_path):
    copy = copy_project(tmp_path / "zensical")
    result = build(copy, "site", "--engine", "zensical")
    assert result.returncode == 0, result.stdout + result.stderr

    def pages(folder):
        return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))

    assert pages(copy / "site") == pages(site)
