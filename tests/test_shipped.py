"""What ships: every file has its licence, copies from elsewhere are unchanged, and a release is whole and repeatable."""

from __future__ import annotations

import hashlib
import importlib.metadata
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import cyclonedx.schema
import pytest
from jsonschema import Draft7Validator
from referencing import Registry, Resource
from support import ROOT

from scripts import package, release, shipped


def test_licences_are_up_to_date():
    text = (ROOT / "LICENSES.md").read_text()
    assert text.count(shipped.START) == text.count(shipped.END) == 1
    assert shipped.licences(text) == text, "run: python scripts/shipped.py"


def test_every_file_that_ships_has_one_owner(site):
    found = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert {name: [part.name for part in shipped.owners(name)] for name in found if len(shipped.owners(name)) != 1} == {}
    for part in (*shipped.ours(), *shipped.others()):
        for glob in part.files:
            assert any(shipped._glob(glob).fullmatch(name) for name in found), f"{part.name}: nothing is {glob}"


def test_an_unknown_file_has_no_owner():
    assert [shipped.owners(name) for name in ("assets/font.woff2", "assets/vendor/other.js", "assets/stylesheets/main.x.css")] == [[], [], []]


def test_files_from_elsewhere_are_the_recorded_ones():
    """Origin, version and checksum of each: a changed, added or missing copy is told."""
    kept = {path.relative_to(ROOT / "docs").as_posix(): path for path in (ROOT / "docs/assets/vendor").rglob("*") if path.is_file()}
    recorded = {part.files[0]: part for part in shipped.others() if part.sha256}
    assert kept.keys() == recorded.keys()
    for name, part in recorded.items():
        assert hashlib.sha256(kept[name].read_bytes()).hexdigest() == part.sha256, name
        assert part.purl.endswith(f"@{part.version}") and part.version in name and part.origin


def test_the_theme_ships_as_its_package_has_it(site):
    """The style sheet is the installed package's, byte for byte, and its licence is what we say."""
    theme = importlib.metadata.distribution("mkdocs-material")
    part = next(part for part in shipped.others() if part.name == "Material for MkDocs")
    assert (theme.version, theme.metadata["License-Expression"]) == (part.version, part.licence)
    sheet = next((site / "assets/stylesheets").iterdir())
    assert sheet.read_bytes() == Path(theme.locate_file("material/templates/assets/stylesheets") / sheet.name).read_bytes()


def test_notices_reach_the_reader(site):
    """MIT asks for the notice in every copy, so it stands on a page of the site and of the zip."""
    page = re.sub(r"\s+", " ", (site / "licences/index.html").read_text())
    for part in (*shipped.others(), *shipped.slices()):
        assert part.name in page or not part.version, part.name
        assert part.licence != "MIT" or f"Copyright {part.holder} ({part.name})" in page
    for part in shipped.slices():
        assert part.version in page or part.name == "ICD-10-CM", part.name
    assert "The above copyright notice and this permission notice shall be included" in page


def test_the_bill_of_materials_is_valid_and_repeatable():
    folder = Path(next(iter(cyclonedx.schema.__path__))) / "_res"
    schemas = {name: json.loads((folder / f"{name}.SNAPSHOT.schema.json").read_text()) for name in ("bom-1.6", "spdx", "jsf-0.82")}
    registry = Registry().with_resources([(f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json", Resource.from_contents(schema)) for name, schema in schemas.items()])
    bill = json.loads(shipped.bill())
    assert [error.message for error in Draft7Validator(schemas["bom-1.6"], registry=registry).iter_errors(bill)] == []
    assert [*Draft7Validator(schemas["bom-1.6"], registry=registry).iter_errors(bill | {"components": [{"name": "no type"}]})] != []
    assert shipped.bill() == shipped.bill()
    required = {part["name"] for part in bill["components"] if part["scope"] == "required"}
    assert required == {part.name for part in (*shipped.others(), *shipped.slices()) if part.version}
    locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(), re.M))
    assert {part["purl"].split("/")[1].split("@")[0] for part in bill["components"] if "pkg:pypi" in part.get("purl", "")} == locked
    refs = [part["bom-ref"] for part in bill["components"]]
    assert len(refs) == len(set(refs))


def test_the_files_of_a_release(site):
    version = shipped.ours()[0].version
    files = release.files(site, version)
    assert files == release.files(site, version)
    assert sorted(files) == ["SHA256SUMS", f"spasm-atlas-data-{version}.zip", "spasm-atlas-offline.zip", "spasm-atlas.cdx.json"]
    sums = dict(line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "SHA256SUMS"}
    assert files["spasm-atlas-offline.zip"] == (site / package.ARCHIVE).read_bytes()
    with zipfile.ZipFile(io.BytesIO(files[f"spasm-atlas-data-{version}.zip"])) as archive:
        names = {name.removeprefix(f"spasm-atlas-data-{version}/") for name in archive.namelist()}
        assert names == {path.relative_to(site / "data").as_posix() for path in (site / "data").rglob("*") if path.is_file() and path.suffix != ".html"}
        described = json.loads(archive.read(f"spasm-atlas-data-{version}/datapackage.json"))
        assert {resource["path"] for resource in described["resources"]} <= names


@pytest.mark.parametrize("words", [[], ["data-v0.0.0"], ["v1.0.0"]])
def test_another_tag_than_the_datas_version_is_refused(words):
    result = subprocess.run([sys.executable, "scripts/release.py", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 1 and "data/release.yml says" in result.stderr and "Traceback" not in result.stderr
