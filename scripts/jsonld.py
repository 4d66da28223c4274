"""Describe a condition page in schema.org terms (MedicalWebPage about a MedicalCondition)."""

from __future__ import annotations

from typing import Any

from scripts.atlas import Atlas
from scripts.markdown import sentence
from scripts.model import Condition
from scripts.systems import SYSTEMS


def describe(condition: Condition, atlas: Atlas) -> dict[str, Any]:
    """The structured data of one page, without its address, which only the site knows."""
    about: dict[str, Any] = {"@type": "MedicalCondition", "name": condition.name}
    if condition.also_called:
        about["alternateName"] = condition.also_called
    codes = [
        {"@type": "MedicalCode", "codeValue": code, "codingSystem": system.label}
        for field, system in SYSTEMS.items() for code in getattr(condition.codes, field)
    ]
    if codes:
        about["code"] = codes
    if condition.pattern.also:
        labels = {term.id: term.label for term in atlas.vocabularies["also"].terms}
        about["signOrSymptom"] = [
            {"@type": "MedicalSignOrSymptom", "name": labels[term]} for term in condition.pattern.also.terms
        ]
    about["possibleTreatment"] = [
        {"@type": "MedicalTherapy", "name": treatment.name} for treatment in condition.treatments
    ]
    return {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": condition.name,
        "description": sentence(condition.main_message, 300),
        "lastReviewed": condition.review.checked.isoformat(),
        "about": about,
    }
