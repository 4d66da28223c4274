"""Reports for writers on how hard the texts are to read: for a terminal, and as Markdown for a pull request."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from scripts.markdown import markdown
from scripts.markers import Path
from scripts.model import ID_PATTERN, Condition
from scripts.reading import GOAL, LONG, reading

MOST = 5
"""Passages and sentences that are shown of each condition."""


def line(conditions: Mapping[str, Condition]) -> str:
    """All conditions in one line."""
    found = sorted((reading(condition).age, id) for id, condition in conditions.items())
    if not found:
        return "no condition to measure"
    return f"age {found[0][0]:.1f} to {found[-1][0]:.1f}, the hardest is {found[-1][1]}; `build reading ID` shows its hardest passages"


def table(conditions: Mapping[str, Condition]) -> str:
    """All conditions, the hardest first, as lines for a terminal."""
    found = sorted(((reading(condition), id) for id, condition in conditions.items()), key=lambda pair: (-pair[0].age, pair[1]))
    lines = [f"{one.age:11.1f}  {one.words_a_sentence:16.1f}  {len(one.long):13}  {id}" for one, id in found]
    return "\n".join([f"reading age  words a sentence  over {LONG} words  condition", *lines])


def passages(condition: Condition, place: Callable[[Path], str]) -> str:
    """What to look at in one condition, as lines for a terminal. `place` tells where a path stands: `file:line`."""
    found = reading(condition)
    lines = [f"reading age {found.age:.1f}, {found.words_a_sentence:.1f} words a sentence"]
    lines += ["hardest passages:", *(f"  {place(one.path)}: reading age {one.age:.1f}: {one.text}" for one in found.hardest[:MOST])]
    if found.long:
        lines += [f"sentences of more than {LONG} words:", *(f"  {place(one.path)}: {one.words} words: {one.text}" for one in found.long[:MOST])]
    return "\n".join(lines)


def compared(old: Mapping[str, Condition], new: Mapping[str, Condition]) -> str:
    """How the reading age changed, as Markdown: the conditions whose statements changed, and the hardest of what is new in them."""
    lines = ["## Reading age", "", f"At most {GOAL}, 9 to 11 where the subject allows. Shown to help; it gates nothing.", ""]
    rows, hard = [], []
    for id, condition in sorted(new.items()):
        if not re.fullmatch(ID_PATTERN, id):
            continue  # the check refuses it, and a name that anybody chose is no text for this page
        after = reading(condition)
        before = reading(old[id]) if id in old else None
        known = {one.text for one in before.sentences} if before else set()
        fresh = [one for one in after.hardest if any(sentence.text not in known for sentence in one.sentences)]
        if before and not fresh and len(before.sentences) == len(after.sentences):
            continue
        rows.append(f"| `{id}` | {f'{before.age:.1f}' if before else 'new'} | {after.age:.1f} | {len(after.long)} |")
        hard += [f"- `{id}`, reading age {one.age:.1f}: {markdown(one.text)}" for one in fresh[:MOST] if one.age > after.age]
    if not rows:
        return "\n".join([*lines, "No statement changed.", ""])
    lines += [f"| condition | before | after | sentences over {LONG} words |", "|---|---|---|---|", *rows, ""]
    return "\n".join([*lines, *(["The hardest of what is new:", "", *hard, ""] if hard else [])])
