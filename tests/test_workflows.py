"""The workflows: least permissions, pinned actions, no untrusted text in a shell."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import yaml
from support import ROOT

from scripts import report
from scripts.load import load

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def test_zizmor_finds_nothing():
    result = subprocess.run([sys.executable.replace("python3", "zizmor").replace("python", "zizmor"), "--offline", "--no-progress", ".github"],
                            cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflow_is_careful(path):
    text = path.read_text()
    workflow = yaml.safe_load(text)
    assert "pull_request_target" not in text
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        assert "permissions" in job, name
        assert "uses" in job or "timeout-minutes" in job, name
        for step in job.get("steps", ()):
            if "uses" in step:
                assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"]), step
            if "actions/checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False
            assert "${{" not in step.get("run", ""), "pass values through env"


def test_workflows_use_the_projects_environment():
    """Scripts that import packages run in .venv; what runs outside of it needs Python alone."""
    for path in WORKFLOWS:
        assert re.findall(r"(?<!\.venv/bin/)python3? scripts/(?!dev\.py)\S+", path.read_text()) == []


def test_pinned_actions_name_their_version():
    for path in WORKFLOWS:
        for line in path.read_text().splitlines():
            if re.search(r"uses: .*@[0-9a-f]{40}", line):
                assert re.search(r"# v\d+\.\d+\.\d+$", line), line


@pytest.mark.parametrize("path", sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[0-9]*.yml")), ids=lambda path: path.name)
def test_issue_forms_are_whole(path):
    form = yaml.safe_load(path.read_text())
    assert form["name"] and form["description"]
    ids = [field["id"] for field in form["body"] if "id" in field]
    assert len(ids) == len(set(ids))
    for field in form["body"]:
        assert field["type"] in ("markdown", "input", "textarea", "dropdown", "checkboxes")
        assert field["type"] == "markdown" or field["attributes"]["label"]


def test_the_report_lists_what_is_due(folder):
    atlas = folder.load().atlas
    day = atlas.conditions["test-cramp"].review.due
    assert "`test-cramp`" in report.due(atlas, day)
    assert "None." in report.due(atlas, day.replace(year=day.year - 1))


def test_a_dead_link_is_reported_and_a_refusal_is_not(monkeypatch):
    atlas = load(ROOT / "tests/data", ROOT / "docs").atlas
    monkeypatch.setattr(report, "answer", lambda url: "status 404" if "health.example" in url else "")
    assert "source `beta-guideline`: <https://health.example/cramps> (status 404)" in report.links(atlas)
    assert "2 asked, 1 without" in report.links(atlas)
