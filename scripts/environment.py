"""Environment: the templates of what is generated, with what they may call."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scripts import bibliography, markdown
from scripts.compiled import Compiled
from scripts.names import slug
from scripts.signs import flag, icon
from scripts.statements import anchor, row_text
from scripts.text import lower_first

TEMPLATES = Path(__file__).parent / "templates"

COMPILED = Compiled()
"""The templates, which the next build may need too."""


@cache
def environment() -> Environment:
    """The templates, with what they may call. One that is edited while the program runs is read again."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined,
        trim_blocks=False, keep_trailing_newline=True, bytecode_cache=COMPILED)
    made.filters |= {
        "words": markdown.markdown, "plain": markdown.plain, "slug": slug,
        "day": _day, "reference": bibliography.html, "short_reference": bibliography.short, "lower_first": lower_first,
        "tojson": markdown.json_text,
    }
    made.globals |= {"flag": flag, "icon": icon, "anchor": anchor, "row_text": row_text}
    return made


def _day(day: date) -> str:
    months = ("January", "February", "March", "April", "May", "June", "July", "August",
              "September", "October", "November", "December")
    return f"{day.day} {months[day.month - 1]} {day.year}"
