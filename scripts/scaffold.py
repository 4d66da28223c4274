"""Write the first draft of a condition file: every field, each explained."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from scripts.atlas import Vocabulary
from scripts.markers import Cited, Term, markers, part_of
from scripts.model import ID_PATTERN, RESERVED_ID, Condition

_HEAD = """\
# yaml-language-server: $schema=../condition.schema.json
# Fill in every field, remove the optional ones that no source supports, and delete these comments.
# A statement ends with its source: "Noise sets the spasms off [@key]." Keys stand in data/references.yml.
# Write only what a source that you opened says. All fields: docs/fields.md.
# Then: python3 scripts/dev.py build check
"""


def refuse(id: str, path: Path) -> str:
    """Why no file can be started under this id; empty when it can."""
    if not re.fullmatch(ID_PATTERN, id) or id == RESERVED_ID:
        return f"`{id}` is not a valid id: use lower-case letters, digits and hyphens, such as `eyelid-twitch`"
    return f"{path} exists already" if path.exists() else ""


def scaffold(id: str, name: str | None, vocabularies: Mapping[str, Vocabulary], today: date) -> str:
    """Return the text of a new file: valid YAML, in which the gaps left to fill are faults."""
    values = {
        "name": json.dumps(name or id.replace("-", " ").capitalize(), ensure_ascii=False),
        "status": "not clinically reviewed", "checked": str(today), "due": str(today.replace(year=today.year + 1, day=1)),
    }
    return _HEAD + "\n".join(_part(Condition, 0, values, vocabularies)) + "\n"


def _part(model: type[BaseModel], depth: int, values: dict[str, str], vocabularies: Mapping[str, Vocabulary]) -> list[str]:
    pad, lines = "  " * depth, []
    for name, info in model.model_fields.items():
        needed = "" if info.is_required() else " (optional)"
        lines.append(f"{pad}# {(info.description or name).rstrip('.')}.{needed}")
        marks = markers(info.metadata, info.annotation)
        for mark in marks:
            if isinstance(mark, Term) and mark.vocabulary in vocabularies:
                terms = ", ".join(term.id for term in vocabularies[mark.vocabulary].terms)
                lines.append(f"{pad}# One of: {terms}" if not _is_list(info.annotation) else f"{pad}# Any of: {terms}")
        inner = part_of(info.annotation)
        if inner is None:
            hint = "… [@key]" if any(isinstance(m, Cited) for m in marks) else ""
            value = values[name] if name in values and (depth == 0 or name != "name") else f'"{hint}"'
            lines += [f"{pad}{name}:", f"{pad}  - {value}"] if _is_list(info.annotation) else [f"{pad}{name}: {value}"]
        elif _is_list(info.annotation):
            first, *rest = _part(inner, depth + 2, values, vocabularies)
            lines += [f"{pad}{name}:", f"{pad}  -", first, *rest]
        elif name == "reviewer":
            lines.append(f"{pad}# {name}: see docs/fields.md")
        else:
            lines += [f"{pad}{name}:", *_part(inner, depth + 1, values, vocabularies)]
    return lines


def _is_list(annotation: Any) -> bool:
    origin = getattr(annotation, "__origin__", None)
    return origin is list or (hasattr(annotation, "__metadata__") and _is_list(annotation.__origin__))
