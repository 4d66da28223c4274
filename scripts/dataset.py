"""The published JSON: one model for the file of the whole set and the file of one condition.

The JSON Schema that is published with it is made from this model. `atlas_of` reads the file back, so that
the condition pages can be made from it alone.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, Field
from pydantic.json_schema import models_json_schema

from scripts.atlas import Atlas, BodyMap, Comparison, Reference, Release, Renamed, Vocabulary
from scripts.model import Condition, Part
from scripts.statements import statements

TITLE = "Spasm Atlas"
NOTICE = "General information, not medical advice. No clinician has reviewed a condition unless its review says so."


class PublishedStatement(Part):
    """One statement of fact in plain words, or one row of a table."""

    id: str = Field(description="Stable id: condition, part, and a short hash of its words, which is its place on the page.")
    part: str = Field(description="The field it stands in, such as `pattern.triggers.note`.")
    about: str = Field(description="What it is about within the condition: the treatment, the form, what is often said, the table, "
                       "or the condition told apart (its id, or its name when it has no page). Empty when it is about the condition as such.")
    text: str = Field(description="Its words, without citations and links.")
    sources: list[str] = Field(description="Citation keys, in the order of the text. Together they support it; "
                               "the text in the condition's own field shows which one stands behind which sentence.")


class _Identified(Part):
    id: str = Field(description="Its id: the name of its file and of its page.")


class PublishedCondition(Condition, _Identified):
    """One condition: the fields of its file, its id, and its statements one by one."""

    statements: list[PublishedStatement] = Field(description="Every statement of the condition, each with an id.")


class Head(Part):
    """What every file starts with."""

    title: Literal["Spasm Atlas"] = Field(TITLE, description="The name of the data, for attribution.")
    license: Literal["CC-BY-4.0"] = Field("CC-BY-4.0", description="Creative Commons Attribution 4.0, as an SPDX id.")
    notice: Literal[NOTICE] = Field(NOTICE, description="What to tell readers of the data.")  # type: ignore[valid-type]
    release: Release = Field(description="The version of the data.")


class Dataset(Head):
    """The whole set: `spasm-atlas.json`."""

    # A part of the atlas is published by naming it here; see `_SHARED`.
    conditions: list[PublishedCondition] = Field(description="Every condition, by id.")
    vocabularies: dict[str, Vocabulary] = Field(description="The closed lists that conditions pick terms from.")
    references: dict[str, Reference] = Field(description="The sources, by citation key.")
    renamed: dict[str, Renamed] = Field(description="Old ids that lead to a condition.")
    comparisons: dict[str, Comparison] = Field(description="The ready comparisons, by id.")
    body_map: BodyMap = Field(description="The drawing of the body, as paths of SVG.")


class ConditionFile(Head):
    """One condition with the sources that it cites: `conditions/<id>.json`."""

    condition: PublishedCondition = Field(description="The condition, as in the whole set.")
    references: dict[str, Reference] = Field(description="The sources that it cites, by citation key.")


_SHARED = tuple(name for name in Dataset.model_fields if name in Atlas.__dataclass_fields__ and name != "conditions")
"""Parts that are published as the atlas holds them."""


def dataset(atlas: Atlas) -> Dataset:
    """The whole set as it is published. `atlas` must have passed the check."""
    return Dataset.model_construct(
        conditions=[published(id, condition) for id, condition in sorted(atlas.conditions.items())],
        **{name: getattr(atlas, name) for name in _SHARED})


def text_of(part: BaseModel) -> bytes:
    """Stable JSON: the order of the model, every field, a line for each value."""
    return part.model_dump_json(indent=1, by_alias=True).encode() + b"\n"


def whole_text(shared: Dataset, conditions: list[bytes]) -> bytes:
    """`text_of` the whole set, from the set without conditions and the texts of these."""
    before, place, after = text_of(shared).partition(b'\n "conditions": []')
    inner = b",\n  ".join(_indented(text, 2) for text in conditions)
    return b"".join((before, place[:-1], b"\n  ", inner, b"\n ]", after)) if conditions else before + place + after


def file_text(head: Head, condition: bytes, references: dict[str, bytes]) -> bytes:
    """`text_of` a `ConditionFile`, from the text of the condition and those of the sources that it cites."""
    inner = b",\n  ".join(b'"%s": %s' % (key.encode(), _indented(text, 2)) for key, text in references.items())
    found = b"{\n  %s\n }" % inner if references else b"{}"
    return b'%s,\n "condition": %s,\n "references": %s\n}\n' % (text_of(head).removesuffix(b"\n}\n"), _indented(condition, 1), found)


def _indented(text: bytes, depth: int) -> bytes:
    """The JSON of a part as it stands `depth` levels down. A line ends between values only: in texts it is escaped."""
    return text.removesuffix(b"\n").replace(b"\n", b"\n" + b" " * depth)


def atlas_of(text: bytes) -> Atlas:
    """The atlas that a published file of the whole set was made from, without the pages written by hand.

    Raises pydantic.ValidationError when the text is no such file.
    """
    whole = Dataset.model_validate_json(text)
    return Atlas(
        conditions={part.id: Condition.model_construct(**{name: getattr(part, name) for name in Condition.model_fields})
                    for part in whole.conditions},
        **{name: getattr(whole, name) for name in _SHARED})


@cache
def _definitions() -> str:
    """What the models are, as JSON, since `published_schema` changes it. It depends on the code only."""
    _, made = models_json_schema([(Dataset, "serialization"), (ConditionFile, "serialization")])
    return json.dumps(made)


def published_schema(whole: Dataset, address: str) -> dict[str, Any]:
    """The JSON Schema of the whole set; that of a condition's file is `#/$defs/ConditionFile`.

    It holds for later minor versions too, which may add fields and terms: neither is closed. Every field
    that it knows is always there.
    """
    made = json.loads(_definitions())
    for part in made["$defs"].values():
        if "properties" in part:
            part.pop("additionalProperties", None)
            part["required"] = list(part["properties"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": f"{TITLE} {whole.release.version}",
        "$ref": "#/$defs/Dataset",
        "$defs": made["$defs"],
    }


def published(id: str, condition: Condition) -> PublishedCondition:
    """One condition with its statements."""
    made = [PublishedStatement.model_construct(id=entry.id, part=entry.part, about=entry.about, text=entry.text, sources=list(entry.sources))
            for entry in statements(id, condition)]
    return PublishedCondition.model_construct(
        id=id, statements=made, **{name: getattr(condition, name) for name in Condition.model_fields})
