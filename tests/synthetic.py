"""Synthetic conditions of realistic lengths, for measuring at sizes that the atlas does not have yet."""

from __future__ import annotations

import random
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path

import yaml

from scripts.atlas import Atlas
from scripts.load import load
from scripts.model import Condition
from scripts.names import normalized
from scripts.text import FORMULA, Link, bare, parse

ROOT = Path(__file__).resolve().parent.parent
_SYLLABLES = ["my", "cal", "ten", "spa", "dor", "lig", "fib", "neu", "ter", "kal", "rho", "ves", "tor", "pla", "gas", "cor", "den", "fas", "mus", "bra", "tre", "vag", "lum", "cra", "dys", "hyp", "pol", "sty", "nar", "qui"]
_ENDINGS = ["osis", "emia", "algia", "itis", "opathy", "onia", "asia", "oma", "ism", "ectasia"]
_PLAIN = ["left", "right", "upper", "lower", "inner", "deep", "early", "late", "familial", "acute", "slow", "night", "morning", "winter"]


@cache
def _real() -> Atlas:
    return load(ROOT / "data", ROOT / "docs").atlas


def atlas(count: int, seed: int = 1) -> Atlas:
    """An atlas of `count` conditions with the real vocabularies and sources.

    Names are made up and terms of the pattern drawn by lot, as many as real pages have; texts are real statements with their words shuffled, so that lengths, words and
    their frequencies are those of real pages. Not medical content: never publish it.
    """
    chance = random.Random(seed)
    real = _real()
    made = Atlas(vocabularies=real.vocabularies, references=real.references, pages=real.pages, body_map=real.body_map, release=real.release)
    stems = [a + b + c for a, b, c in product(_SYLLABLES, _SYLLABLES, _ENDINGS)]
    chance.shuffle(stems)
    patterns = list(real.conditions.values())
    for number in range(count):
        name = f"{chance.choice(_PLAIN).capitalize()} {stems[number % len(stems)]}" + (f" type {number // len(stems)}" if number >= len(stems) else "")
        made.conditions[normalized(name).replace(" ", "-")] = _condition(name, chance.choice(patterns), stems, number, chance)
    return made


def write(data: Path, count: int, seed: int = 1) -> None:
    """Add condition files to the folder `data`, a copy of the real one, until it has `count`.

    The real conditions stay, because pages by hand and comparisons link to them.
    """
    folder = data / "conditions"
    for id, condition in atlas(count - len(list(folder.glob("*.yml"))), seed).conditions.items():
        fields = condition.model_dump(by_alias=True, exclude_defaults=True)
        fields.pop("codes", None)  # the real ones mean other names
        (folder / f"{id}.yml").write_text(yaml.dump(fields, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=100_000))


def _condition(name: str, like: Condition, stems: list[str], number: int, chance: random.Random) -> Condition:
    data = like.model_dump(by_alias=True)
    words = " ".join(bare(text) for text in (*like.summary, *like.causes)).split()
    data |= {
        "name": name,
        "also_called": [f"{stem.capitalize()} {chance.choice(_PLAIN)} {number}" for stem in chance.sample(stems, len(like.also_called))],
        "search_phrases": [f"{' '.join(chance.sample(phrase.split(), len(phrase.split())))} {chance.choice(words).lower()} {number}"
                           for phrase in like.search_phrases],
        "forms": [], "tell_apart": [entry | {"condition": None, "name": "Another"} for entry in data["tell_apart"]],
        "related": [],
    }
    for field in ("summary", "causes", "outlook", "diagnosis"):
        data[field] = [_shuffled(text, chance) for text in data[field]]
    for facet, entry in data["pattern"].items():
        if entry:
            terms = [term.id for term in _real().vocabularies[facet].terms]
            entry["terms"] = chance.sample(terms, min(len(entry["terms"]), len(terms)))
    data["review"] |= {"checked": date(2026, 1, 1), "due": date(2036, 1, 1)}
    return Condition.model_validate(data)


def _shuffled(text: str, chance: random.Random) -> str:
    body, mark, keys = text.partition(" [@")
    words = "".join(token.text for token in parse(body) if not isinstance(token, Link)).split()
    chance.shuffle(words)
    while FORMULA.match(words[0]):
        chance.shuffle(words)
    return " ".join(words) + mark + keys
