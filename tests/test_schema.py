"""The committed schema and field reference agree with the model and with the data."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date

import jsonschema
import pytest
import yaml
from support import ROOT, TODAY

from scripts import schema
from scripts.check import check
from scripts.load import load
from scripts.model import Condition
from scripts.scaffold import refuse, scaffold

LOADED = load(ROOT / "data", ROOT / "docs")


@pytest.mark.parametrize("name", [schema.SCHEMA, schema.REFERENCE])
def test_what_is_made_from_the_model_is_fresh(name):
    fresh = schema.files(LOADED.atlas.vocabularies)[name]
    assert (ROOT / name).read_text() == fresh, "run: python3 scripts/dev.py build schema"


def validator() -> jsonschema.protocols.Validator:
    published = json.loads((ROOT / schema.SCHEMA).read_text())
    jsonschema.Draft202012Validator.check_schema(published)
    return jsonschema.Draft202012Validator(published)


def plain(path) -> dict:
    """A file as an editor's YAML 1.2 reader sees it: dates are text."""
    return json.loads(json.dumps(yaml.safe_load(path.read_text()), default=str))


def test_every_condition_is_valid_by_the_published_schema():
    check_with = validator()
    for path in sorted((ROOT / "data" / "conditions").glob("*.yml")):
        assert [error.message for error in check_with.iter_errors(plain(path))] == [], path.name


def test_the_published_schema_refuses_what_the_model_refuses():
    good = plain(ROOT / "tests/data/conditions/test-cramp.yml")
    check_with = validator()
    assert check_with.is_valid(good)
    for spoiled in (good | {"nmae": "x"}, good | {"kind": "blog"}, {k: v for k, v in good.items() if k != "name"}):
        assert not check_with.is_valid(spoiled)


def test_every_field_is_in_the_reference():
    reference = (ROOT / schema.REFERENCE).read_text()
    assert [name for name in Condition.model_fields if f"| `{name}` |" not in reference] == []


def test_a_scaffold_explains_every_field_and_only_lacks_content(folder):
    text = scaffold("new-cramp", None, LOADED.atlas.vocabularies, TODAY)
    assert [name for name in Condition.model_fields if f"{name}:" not in text] == []
    folder.write("conditions/new-cramp.yml", text)
    faults = [fault for fault in folder.faults() if "new-cramp" in fault.path]
    assert faults
    assert not [f for f in faults if "not valid YAML" in f.message or "there is no field" in f.message or "missing" in f.message]


@pytest.mark.parametrize("today", [date(2028, 2, 29), date(2026, 12, 31)])
def test_a_scaffold_can_be_made_on_any_day(today):
    assert str(today) in scaffold("x", "X", LOADED.atlas.vocabularies, today)


def test_a_bad_id_is_refused(tmp_path):
    assert "lower-case" in refuse("Bad Id", tmp_path / "x.yml")
    assert refuse("../../etc/passwd", tmp_path / "x.yml")
    assert refuse("good-id", tmp_path / "x.yml") == ""


def test_the_data_has_no_fault():
    assert [str(fault) for fault in check(LOADED, date.today()) if fault.level == "error"] == []


def test_files_kept_from_elsewhere_are_unchanged():
    listed = dict(re.findall(r"\| `(docs/assets/vendor/[^`]+)` .*`([0-9a-f]{64})` \|", (ROOT / "LICENSES.md").read_text()))
    present = {p.relative_to(ROOT).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
               for p in (ROOT / "docs/assets/vendor").iterdir()}
    assert listed == present
