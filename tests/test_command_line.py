"""The command line as a contributor meets it: output, exit codes, and what stays after a failure."""

from __future__ import annotations

import hashlib
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from support import POLICY, ROOT, build, copy_project

from scripts import build as command_line


def digest(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    return copy_project(tmp_path_factory.mktemp("päth with spaces"))


def test_help_names_every_command(checkout):
    result = build(checkout, "--help")
    assert result.returncode == 0
    for command in ("all", "check", "pages", "site", "offline", "serve", "new", "diff", "schema"):
        assert f"\n    {command} " in result.stdout
    assert "exit codes:" in result.stdout


def test_wrong_use_is_exit_2(checkout):
    assert build(checkout, "biuld").returncode == 2


def test_check_counts_and_succeeds(checkout):
    result = build(checkout, "check")
    assert result.returncode == 0, result.stdout
    assert "conditions" in result.stderr and "no errors" in result.stderr


def test_faults_are_exit_1_and_annotated_on_github(checkout):
    path = checkout / "data/conditions/broken.yml"
    path.write_text("nmae: x\n")
    try:
        result = build(checkout, "check", GITHUB_ACTIONS="true")
        assert result.returncode == 1
        assert "data/conditions/broken.yml:1:1: error: there is no field `nmae` here" in result.stdout
        assert "::error file=data/conditions/broken.yml,line=1,col=1," in result.stdout
        assert "Traceback" not in result.stdout + result.stderr
        assert "::error" not in build(checkout, "check").stdout
    finally:
        path.unlink()


def test_new_starts_a_file_once(checkout):
    assert build(checkout, "new", "winter-twitch").returncode == 0
    path = checkout / "data/conditions/winter-twitch.yml"
    assert 'name: "Winter twitch"' in path.read_text()
    again = build(checkout, "new", "winter-twitch")
    assert again.returncode == 2 and "exists already" in again.stderr
    path.unlink()


def test_new_takes_any_name(checkout):
    assert build(checkout, "new", "hi", "--name", 'Say "hi": #1').returncode == 0
    path = checkout / "data/conditions/hi.yml"
    assert path.read_text().count('Say \\"hi\\"') == 1  # the heading, not the names inside
    assert "not valid YAML" not in build(checkout, "check").stdout
    path.unlink()


def test_a_busy_port_is_one_line(checkout):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = build(checkout, "serve", "--port", str(port))
    assert result.returncode == 2 and result.stderr.count("\n") == 1 and f"try --port {port + 1}" in result.stderr


def test_without_packages_it_says_what_to_do(checkout):
    result = subprocess.run([sys.executable, "-S", "scripts/build.py"], cwd=checkout, capture_output=True, text=True, check=False)
    assert "scripts/dev.py" in result.stderr and "Traceback" not in result.stderr


def test_what_a_killed_build_left_is_cleared(project):
    left = project / "build" / "site-999999999"
    left.mkdir(parents=True)
    assert build(project, "offline").returncode == 0
    assert not left.exists()
    (project / "build" / "spasm-atlas-offline.zip").unlink()


@pytest.mark.parametrize("id", ["Eyelid Twitch", "../../tmp/x", "", "-", "index"])
def test_new_refuses_a_bad_id(checkout, id):
    result = build(checkout, "new", "--", id)
    assert result.returncode == 2 and "not a valid id" in result.stderr
    assert not (checkout / "data/conditions/Eyelid Twitch.yml").exists()


def test_a_failed_build_leaves_the_last_good_one(project):
    before = digest(project / "site")
    broken = project / "data/conditions/broken.yml"
    theme = project / "scripts/theme/main.html"
    good = theme.read_text()
    broken.write_text("name: [\n")
    try:
        assert build(project, "all").returncode == 1
        assert digest(project / "site") == before
        broken.unlink()
        theme.write_text("{% broken %}")
        result = build(project, "all")
        assert result.returncode == 3 and "What was built before is unchanged" in result.stderr
        assert digest(project / "site") == before
        assert [p.name for p in (project / "build").iterdir()] == ["cache"]
    finally:
        broken.unlink(missing_ok=True)
        theme.write_text(good)


def test_a_dangling_link_in_a_page_by_hand_fails_the_build(project):
    page = project / "docs/about.md"
    good = page.read_text()
    page.write_text(good + "\n[nowhere](nowhere.md)\n")
    try:
        result = build(project, "site")
        assert result.returncode == 3 and "nowhere.md" in result.stderr
    finally:
        page.write_text(good)


def test_two_builds_of_one_commit_are_alike(project, tmp_path, port):
    """Another folder, another time, another order of files: the same bytes."""
    other = copy_project(tmp_path / "other")
    result = build(other, "all", SITE_URL=f"http://127.0.0.1:{port}/spasm-atlas/", TZ="Pacific/Auckland", LC_ALL="C")
    assert result.returncode == 0, result.stderr
    assert digest(other / "site") == digest(project / "site")


def test_a_retired_id_redirects(project):
    first = next((project / "data/conditions").glob("*.yml")).stem
    tombstone = project / "data/renamed/an-old-name.yml"
    tombstone.parent.mkdir(exist_ok=True)
    tombstone.write_text(f"to: {first}\nwhy: The field uses this name.\n")
    site = project / "site"
    try:
        site.rename(project / "kept")
        assert build(project, "site").returncode == 0
        html = (site / "conditions/an-old-name/index.html").read_text()
        assert f'content="0; url=../{first}/"' in html and 'name="robots" content="noindex"' in html
        assert POLICY.search(html)
    finally:
        tombstone.unlink()
        command_line.shutil.rmtree(site, ignore_errors=True)
        (project / "kept").rename(site)


def test_the_command_line_knows_its_project():
    assert command_line.ROOT == ROOT
