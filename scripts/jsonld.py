"""Describe a condition page in schema.org terms (MedicalWebPage about a MedicalCondition)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scripts.markdown import sentence
from scripts.model import Condition
from scripts.systems import SYSTEMS


def codes(condition: Condition) -> Iterator[tuple[str, str]]:
    """The coding system and the code of every identifier of a condition."""
    for field, system in SYSTEMS.items():
        yield from ((system.label, code) for code in getattr(condition.codes, field))


def medical_code(system: str, code: str) -> dict[str, str]:
    return {"@type": "MedicalCode", "codeValue": code, "codingSystem": system}


def describe(condition: Condition) -> dict[str, Any]:
    """The structured data of one page, without its address, which only the site knows.

    Signs, treatments and sources are in the linked data of the downloads; each page has room for what names it.
    """
    about: dict[str, Any] = {"@type": "MedicalCondition", "name": condition.name}
    if condition.also_called:
        about["alternateName"] = condition.also_called
    if found := [medical_code(system, code) for system, code in codes(condition)]:
        about["code"] = found
    return {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": condition.name,
        "description": sentence(condition.main_message, 300),
        "lastReviewed": condition.review.checked.isoformat(),
        "about": about,
    }
