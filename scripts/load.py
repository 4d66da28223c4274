"""Load: the files below `data/` → an `Atlas`, with every fault found on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from scripts import codes, files, results, yamlfile
from scripts.atlas import Atlas, BodyMap, Comparison, Reference, Release, Renamed, Vocabulary, told_from
from scripts.faults import LIMIT, Fault, few, nearest
from scripts.markers import Cited, ConditionId, part_of, walk
from scripts.memo import NO_MEMO, Memo
from scripts.model import ID_PATTERN, RESERVED_ID, Condition
from scripts.pages import read_pages
from scripts.text import KEY, linked
from scripts.yamlfile import Document

BIBLIOGRAPHY_LIMIT = 2_000_000
"""Bytes; about 5,000 sources. A file of this size that is all brackets takes 400 MB to read."""

VOCABULARIES = (
    "location", "extent", "frequency", "duration", "intensity", "triggers", "relieved_by", "onset",
    "also", "age", "day", "groups", "kinds", "urgency", "treatment_kinds", "evidence",
)

_ADDRESS = "write the whole address, with https://, in plain letters and without blanks, quotes or a user's name"
_PATH = "write the `d` of an SVG path: letters, numbers, blanks, dots and minus signs"
_BOX = "write it as `front 14 40 18 16`: front, back or head; left, top, width, height"
_FORMS = {
    "icd10cm": "write it as R25.2", "icd11": "write the number of the ICD-11 foundation entity, such as 1298865187",
    "mondo": "write it as MONDO:0005301", "mesh": "write it as D009103", "orphanet": "write the number, in quotes",
    "omim": "write the six digits, in quotes", "hpo": "write it as HP:0003394", "issued": 'write "2024", "2024-05" or "2024-05-31"',
    "URL": _ADDRESS, "url": _ADDRESS,
    "DOI": "write it as 10.1000/xyz, without an address before it", "PMID": "write the digits, in quotes",
    "PMCID": "write it as PMC1234567", "outline": _PATH, "lines": _PATH, "sketch": _PATH, "mark": _PATH, "box": "write width and height: 100 216",
    "code": "write it with its system, such as ICD10CM:A35 or MONDO:0005301", "version": "write major, minor and patch, such as 1.4.0",
    "enlarge": _BOX, "regions": _PATH, "wide": _PATH, "buttons": _BOX,
}
"""How to write what has a form of its own, by field."""

M = TypeVar("M", bound=BaseModel)


@dataclass
class Loaded:
    """What was read: the valid part as `atlas`, the faults, and where every value stands."""

    atlas: Atlas
    faults: list[Fault] = field(default_factory=list)
    conditions: dict[str, Document] = field(default_factory=dict)
    renamed: dict[str, Document] = field(default_factory=dict)
    vocabularies: dict[str, Document] = field(default_factory=dict)
    references: Document = field(default_factory=lambda: Document("data/references.yml"))
    comparisons: Document = field(default_factory=lambda: Document("data/comparisons.yml"))
    body_map: Document = field(default_factory=lambda: Document("data/body-map.yml"))
    release: Document = field(default_factory=lambda: Document("data/release.yml"))
    results: dict[str, results.Result] = field(default_factory=dict)
    """What measured runs found, by run."""
    codes: dict[str, codes.Row] | None = None
    """What the coding systems say about the codes in use; None when that could not be read."""
    broken_citations: set[str] = field(default_factory=set)
    """Keys that stand in files that could not be read, so that they do not count as unused."""


def load(data: Path, docs: Path, label: str = "data", memo: Memo = NO_MEMO) -> Loaded:
    """Read everything below `data` and the hand-written pages of `docs`.

    `label` is how faults name the folder `data`. Never raises on what the files hold.
    """
    loaded = Loaded(Atlas(memo=memo))
    loaded.atlas.pages.update(read_pages(docs, loaded.faults))
    for name, document in _folder(data / "vocabulary", f"{label}/vocabulary", loaded):
        loaded.vocabularies[name] = document
        if name not in VOCABULARIES:
            loaded.faults.append(Fault(document.label, 1, 1, f"there is no vocabulary `{name}`",
                                       nearest(name, VOCABULARIES)))
        elif vocabulary := _model(Vocabulary, document, loaded):
            loaded.atlas.vocabularies[name] = vocabulary
    _references(data / "references.yml", f"{label}/references.yml", loaded)
    loaded.body_map, body_map = _single(BodyMap, data / "body-map.yml", f"{label}/body-map.yml", "the drawing of the body", loaded)
    loaded.release, release = _single(Release, data / "release.yml", f"{label}/release.yml", "the version of the data", loaded)
    loaded.atlas = replace(loaded.atlas, body_map=body_map, release=release)
    _codes(data / codes.SLICE, f"{label}/{codes.SLICE}", loaded)
    for name, document in _conditions(data / "conditions", f"{label}/conditions", loaded):
        loaded.conditions[name] = document
        loaded.faults += document.faults
        if condition := _condition(name, document, loaded):
            loaded.atlas.conditions[name] = condition
        elif document.value is None:
            # Nothing could be read: whatever looks like a key may be a citation.
            loaded.broken_citations.update(re.findall(KEY, document.text))
    others = told_from(loaded.atlas.conditions) if memo.keeps else {}
    for name in loaded.atlas.conditions:
        _, mentioned = memo.get("form", name) or ("", [])
        around = {other: loaded.atlas.conditions[other].name for other in mentioned if other in loaded.atlas.conditions}
        memo.around(name, around | {f"told from {other}": loaded.atlas.conditions[other].name for other in others.get(name, ())})
    for name, document in _folder(data / "renamed", f"{label}/renamed", loaded):
        loaded.renamed[name] = document
        if tombstone := _model(Renamed, document, loaded):
            loaded.atlas.renamed[name] = tombstone
    _comparisons(data / "comparisons.yml", f"{label}/comparisons.yml", loaded)
    loaded.results = results.read(data, label, loaded.faults)
    return loaded


def _condition(id: str, document: Document, loaded: Loaded) -> Condition | None:
    """The condition of a file; of one that was read before without a fault, what was kept of it."""
    if isinstance(document, yamlfile.Later):
        return Condition.model_validate_json(loaded.atlas.memo.get("form", id)[0])
    return _model(Condition, document, loaded)


def _conditions(folder: Path, label: str, loaded: Loaded) -> Iterator[tuple[str, Document]]:
    """Yield `(id, document)` for each condition; one without a fault in its form is not read when that form was kept."""
    memo, found = loaded.atlas.memo, {id: (place, content) for id, place, content in _files(folder, label, loaded)}
    if memo.keeps:
        whole = {id: content for id, (_, content) in found.items() if isinstance(content, bytes)}
        for id, content in whole.items():
            memo.open(id, content)
        memo.ahead({"form": lambda id: _form(*found[id])}, whole)
    for id, (place, content) in found.items():
        yield id, yamlfile.Later(place, content) if memo.get("form", id) else _document(place, content)


def _form(place: str, content: bytes) -> tuple[str, list[str]] | None:
    """A condition as JSON, and the ids that it mentions. None when something is wrong with its form."""
    document, faults = yamlfile.read(place, content), []
    if document.faults or (condition := validate(Condition, document.value, document, (), faults)) is None:
        return None
    return condition.model_dump_json(by_alias=True), _mentioned(condition)


def _mentioned(condition: Condition) -> list[str]:
    """The ids of the conditions that a condition mentions."""
    found: list[str] = []
    for _, text, marker in walk(condition):
        if isinstance(marker, ConditionId):
            found.append(text)
        elif isinstance(marker, Cited):
            found += linked(text)
    return sorted(set(found))


def _folder(folder: Path, label: str, loaded: Loaded) -> Iterator[tuple[str, Document]]:
    """Yield `(id, document)` for each YAML file of `folder`, by name."""
    for id, place, content in _files(folder, label, loaded):
        document = _document(place, content)
        loaded.faults += document.faults
        yield id, document


def _document(place: str, content: bytes | Fault) -> Document:
    return yamlfile.spoiled(content) if isinstance(content, Fault) else yamlfile.read(place, content)


def _files(folder: Path, label: str, loaded: Loaded) -> Iterator[tuple[str, str, bytes | Fault]]:
    """Yield the id, the place that faults name and the content of each YAML file of `folder`, by name."""
    names: dict[str, str] = {}
    if folder.is_symlink() or not (folder.is_dir() or files.missing(folder)):
        loaded.faults.append(Fault(label, 1, 1, "a link or file stands where a folder belongs", "put the folder itself here"))
        return
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        place = f"{label}/{path.name}"
        if path.name.startswith(".") or path.name == "README.md":
            continue
        if path.is_symlink() or not path.is_file() or path.suffix != ".yml":
            loaded.faults.append(Fault(
                place, 1, 1, "not a file that ends in .yml",
                "only plain files named `<id>.yml` belong in this folder"))
            continue
        if folder.name != "vocabulary":
            loaded.faults += _named(path, place)
        if (other := names.setdefault(path.stem.casefold(), path.name)) != path.name:
            loaded.faults.append(Fault(
                place, 1, 1, f"differs from `{other}` by upper and lower case only", "rename one of the two"))
        yield path.stem, place, files.contents(path, place, yamlfile.SIZE_LIMIT)


def _named(path: Path, place: str) -> Iterator[Fault]:
    """What is wrong with the name of a file that becomes an address."""
    if path.stem == RESERVED_ID:
        yield Fault(place, 1, 1, f"`{RESERVED_ID}` is the address of the A to Z", "choose another name")
    elif not re.fullmatch(ID_PATTERN, path.stem):
        yield Fault(place, 1, 1, f"the file name `{path.name}` is not a valid id",
                    f"rename it to `{_as_id(path.stem)}.yml`: lower-case letters, digits and hyphens")
    elif problem := files.refused_name(path.stem):
        yield Fault(place, 1, 1, *problem)


def _one(path: Path, label: str, limit: int, absent: tuple[str, str] | None) -> Document:
    """Read a file that there is one of; `absent` is the fault when it is missing, if it is one."""
    if files.missing(path):
        return yamlfile.spoiled(Fault(label, 1, 1, *absent)) if absent else Document(label)
    content = files.contents(path, label, limit)
    return yamlfile.spoiled(content) if isinstance(content, Fault) else _known(label, content, limit)


@lru_cache(maxsize=8)
def _known(label: str, content: bytes, limit: int) -> Document:
    """A file as it was read before: the preview reads the bibliography after every edit of a condition."""
    return yamlfile.read(label, content, limit)


def _as_id(stem: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "a-name"


def _references(path: Path, label: str, loaded: Loaded) -> None:
    document = loaded.references = _one(path, label, BIBLIOGRAPHY_LIMIT, ("the bibliography is missing", "add this file"))
    loaded.atlas.references.update(_items(Reference, document, "the bibliography", "citation key", loaded))


def _comparisons(path: Path, label: str, loaded: Loaded) -> None:
    document = loaded.comparisons = _one(path, label, yamlfile.SIZE_LIMIT, None)
    for id, comparison in _items(Comparison, document, "the list of comparisons", "id", loaded):
        if id == RESERVED_ID:
            problem = f"`{RESERVED_ID}` is the address of the picker", "choose another name"
        else:
            problem = files.refused_name(id)
        if problem:
            loaded.faults.append(document.fault((id,), *problem, key=True))
        else:
            loaded.atlas.comparisons[id] = comparison


def _items(model: type[M], document: Document, what: str, key_is: str, loaded: Loaded) -> Iterator[tuple[str, M]]:
    """Yield the valid entries of a file that holds `key: item`."""
    loaded.faults += document.faults
    if document.value is None:
        return
    if not isinstance(document.value, dict):
        loaded.faults.append(document.fault((), f"{what} is not a list of `key: item`",
                                           "write each entry below its key, a line of its own that ends with a colon"))
        return
    found: list[Fault] = []
    for key, item in document.value.items():
        if len(found) > LIMIT:
            break
        if not re.fullmatch(KEY, key):
            found.append(document.fault(
                (key,), f"{_what(key)} is not a valid {key_is}", f"write `{_as_id(key)[:files.NAME_LIMIT]}`", key=True))
        elif (value := validate(model, item, document, (key,), found)) is not None:
            yield key, value
    loaded.faults += few(found)


def _single(model: type[M], path: Path, label: str, what: str, loaded: Loaded) -> tuple[Document, M | None]:
    """Read a file that there is one of; `what` it holds is said when it is missing."""
    document = _one(path, label, yamlfile.SIZE_LIMIT, (f"{what} is missing", "restore this file"))
    loaded.faults += document.faults
    return document, _model(model, document, loaded)


def _codes(path: Path, label: str, loaded: Loaded) -> None:
    if files.missing(path):
        loaded.faults.append(Fault(label, 1, 1, "the list of official codes is missing", "restore this file"))
        return
    content = files.contents(path, label, BIBLIOGRAPHY_LIMIT)
    if isinstance(content, Fault):
        loaded.faults.append(content)
        return
    document = yamlfile.decoded(label, content)
    loaded.faults += document.faults
    if not document.faults:
        loaded.codes = codes.read(document.text, label, loaded.faults) or None


def _model(model: type[M], document: Document, loaded: Loaded) -> M | None:
    if document.value is None:
        return None
    value = validate(model, document.value, document, (), loaded.faults)
    return None if document.faults else value


def validate(model: type[M], value: Any, document: Document, path: tuple, faults: list[Fault]) -> M | None:
    """Return `value` as a `model`, or None after adding all of its faults to `faults`."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        faults += few(_fault(model, item, document, path) for item in error.errors(include_url=False))
        return None


def _fault(model: type[BaseModel], item: dict, document: Document, base: tuple) -> Fault:
    path = (*base, *item["loc"])
    kind, given, context = item["type"], item["input"], item.get("ctx", {})
    name = f"`{path[-1]}`" if path and isinstance(path[-1], str) else "this entry"
    if kind == "missing":
        fields = _fields(model, item["loc"][:-1])
        about = fields[path[-1]].description or "" if path[-1] in fields else ""
        return document.fault(path[:-1], f"the field {name} is missing",
                              f"add `{path[-1]}:`" + (f" — {about}" if about else ""))
    if kind == "extra_forbidden":
        return document.fault(path, f"there is no field {name} here",
                              nearest(str(path[-1]), _fields(model, item["loc"][:-1]), 40), key=True)
    if given is None and kind.endswith("_type"):
        return document.fault(path, f"{name} is empty", "fill it in, or remove the field if it may be left out", key=True)
    if kind == "string_type" and isinstance(given, dict) and len(given) == 1:
        return document.fault(path, f"a colon makes a field `{next(iter(given))}` of this text", "put the whole text in double quotes")
    if kind == "string_type":
        return document.fault(path, f"{name} should be text, but {_what(given)} stands here",
                              "put it in quotes" if isinstance(given, float | date | bool) else "write one text")
    if kind == "list_type":
        return document.fault(path, f"{name} should be a list, but {_what(given)} stands here",
                              "start each entry on a line of its own with `- `")
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return document.fault(path, f"{name} should hold fields, but {_what(given)} stands here",
                              f"fields: {', '.join(f'`{f}`' for f in _fields(model, item['loc']))}")
    if kind in ("date_type", "date_from_datetime_parsing", "date_parsing"):
        return document.fault(path, f"{name} should be a date, but {_what(given)} stands here",
                              "write year-month-day without quotes, such as 2026-11-22")
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", context.get("expected", ""))
        return document.fault(path, f"{name} cannot be {_what(given)}", nearest(str(given), allowed))
    if kind == "string_too_long":
        return document.fault(path, f"{name} has {len(given)} characters, more than {context['max_length']}",
                              "shorten it")
    if kind in ("string_too_short", "too_short"):
        return document.fault(path, f"{name} has too little: at least {context['min_length']} needed", "add what is missing")
    if kind == "too_long":
        return document.fault(path, f"{name} has {context['actual_length']} entries, more than {context['max_length']}",
                              "keep the most important ones")
    if kind == "string_pattern_mismatch" and not given.strip():
        return document.fault(path, f"{name} is blank", "fill it in, or remove the entry")
    if kind == "string_pattern_mismatch":
        # The field, or what holds it when its name is free, as in a list of regions.
        field = next((step for step in reversed(path) if step in _FORMS), "")
        return document.fault(path, f"{_what(given)} has not the form of {name}",
                              _FORMS.get(field, "write lower-case letters, digits and hyphens, such as `muscle-cramp`"))
    return document.fault(path, item["msg"])


def _what(given: Any) -> str:
    if isinstance(given, yamlfile.Number):
        return f"the number {given.written}"
    if isinstance(given, bool):
        return f"`{str(given).lower()}`"
    if isinstance(given, date):
        return f"the date {given}"
    if isinstance(given, dict):
        return "a group of fields"
    if isinstance(given, list):
        return "a list"
    text = str(given)
    return f"`{text if len(text) <= 40 else text[:37] + '…'}`"


def _fields(model: type[BaseModel], path: tuple) -> dict:
    """The fields of the part that `path` leads to from `model`, by the name used in files."""
    for step in path:
        if isinstance(step, int):
            continue
        info = next((i for n, i in model.model_fields.items() if (i.alias or n) == step), None)
        inner = part_of(info.annotation) if info else None
        if inner is None:
            return {}
        model = inner
    return {info.alias or name: info for name, info in model.model_fields.items()}
