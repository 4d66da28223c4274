"""Diff: two atlases → what changed from the one to the other. Pure: touches no file.

Statements are compared by their ids (scripts/statements.py), all else of a condition value by value,
so that no change of the data passes unseen. What `compare(a, b)` calls added, `compare(b, a)` calls removed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from difflib import SequenceMatcher
from typing import Any, TypeVar

from pydantic import BaseModel

from scripts.atlas import Atlas
from scripts.markers import Cited, Term, markers, part_of, walk
from scripts.model import Condition
from scripts.statements import Statement, part_name, statements
from scripts.text import linked

ALIKE = 0.5
"""From this share of words in common, in order, a statement counts as reworded; below, as another one."""

SAME = 0.5
"""Above this share of statements in common, a removed and an added condition count as one renamed."""

LINKS = "links"
"""The part under which the links inside of statements are compared; ids of statements leave them out."""

T = TypeVar("T")


@dataclass(frozen=True)
class Values:
    """Values of one part that came and went: names, terms, codes, dates."""

    part: str
    removed: tuple[str, ...]
    added: tuple[str, ...]
    labels: dict[str, str] = field(default_factory=dict)
    """What readers call those values that are ids of terms."""


@dataclass(frozen=True)
class Whole:
    """A condition as a whole."""

    id: str
    name: str
    statements: int
    to: str = ""
    """Where its address leads since it was removed."""


@dataclass(frozen=True)
class Renamed:
    old: Whole
    new: Whole


@dataclass(frozen=True)
class Reworded:
    """A statement with other words, or with the same words in another part."""

    old: Statement
    new: Statement


@dataclass(frozen=True)
class Recited:
    """A statement whose words stayed and whose sources changed."""

    statement: Statement
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True)
class ConditionChange:
    """What changed in one condition that both versions have."""

    id: str
    name: str
    added: tuple[Statement, ...]
    removed: tuple[Statement, ...]
    reworded: tuple[Reworded, ...]
    moved: tuple[Reworded, ...]
    recited: tuple[Recited, ...]
    reordered: tuple[str, ...]
    """Parts whose entries stand in another order."""
    values: tuple[Values, ...]


@dataclass(frozen=True)
class Entry:
    """An entry of a list beside the conditions: a source, a term, a comparison."""

    id: str
    name: str


@dataclass(frozen=True)
class EntryChange:
    id: str
    name: str
    was: str
    """Its id before, when it has another one now."""
    values: tuple[Values, ...]


@dataclass(frozen=True)
class Entries:
    """What changed in such a list."""

    added: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()
    changed: tuple[EntryChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True)
class Changes:
    """All that changed from one version to another; false when nothing did."""

    added: tuple[Whole, ...] = ()
    removed: tuple[Whole, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    changed: tuple[ConditionChange, ...] = ()
    sources: Entries = Entries()
    terms: Entries = Entries()
    comparisons: Entries = Entries()
    redirects: Entries = Entries()

    def __bool__(self) -> bool:
        return any(getattr(self, item.name) for item in fields(self))


def compare(old: Atlas, new: Atlas) -> Changes:
    """What changed from `old` to `new`."""
    gone = [id for id in old.conditions if id not in new.conditions]
    come = [id for id in new.conditions if id not in old.conditions]
    names = _renamed(gone, come, old, new)
    pairs = [(before, id) for id in new.conditions if (before := names.get(id, id)) in old.conditions]
    return Changes(
        added=tuple(_whole(id, new) for id in come if id not in names),
        removed=tuple(_whole(id, old, new) for id in gone if id not in names.values()),
        renamed=tuple(Renamed(_whole(names[id], old, new), _whole(id, new)) for id in come if id in names),
        changed=tuple(change for before, id in pairs if (change := _condition(before, id, old, new))),
        sources=_entries(_sources(old), _sources(new)),
        terms=_entries(_terms(old), _terms(new)),
        comparisons=_entries(_parts(getattr(old, "comparisons", {}), "name"), _parts(getattr(new, "comparisons", {}), "name")),
        redirects=_entries(_parts(old.renamed, "to"), _parts(new.renamed, "to")),
    )


def as_json(changes: Changes) -> dict[str, Any]:
    """The same as plain values; places in the file, which mean nothing outside of it, are left out."""
    return asdict(changes, dict_factory=lambda pairs: {name: value for name, value in pairs if name != "path"})


# --- conditions --------------------------------------------------------------------------------

def _whole(id: str, atlas: Atlas, later: Atlas | None = None) -> Whole:
    condition = atlas.conditions[id]
    to = later.renamed[id].to if later and id in later.renamed else ""
    return Whole(id, condition.name, sum(1 for _ in statements(id, condition)), to)


def _renamed(gone: list[str], come: list[str], old: Atlas, new: Atlas) -> dict[str, str]:
    """The new ids of renamed conditions, each with its old one: by tombstone, else by what they share."""
    # A tombstone of the older version tells of a renaming that was taken back.
    told = {(id, stone.to) for id, stone in new.renamed.items()} | {(stone.to, id) for id, stone in old.renamed.items()}
    words = {id: Counter(map(_key, statements(id, atlas.conditions[id])))
             for ids, atlas in ((gone, old), (come, new)) for id in ids}

    def score(before: str, after: str) -> float:
        if (before, after) in told:
            return 2
        shared = (words[before] & words[after]).total()
        share = shared / max(words[before].total(), words[after].total(), 1)
        return share if share > SAME else 0

    return {after: before for before, after in _pairs(gone, come, score)}


def _condition(before: str, id: str, old: Atlas, new: Atlas) -> ConditionChange | None:
    was, now = old.conditions[before], new.conditions[id]
    if was == now and before == id:
        return None
    first, second = list(statements(before, was)), list(statements(id, now))
    removed, added, kept = _split(first, second, _key)
    moved = _pairs(removed, added, lambda a, b: a.part != b.part and _words(a.text) == _words(b.text) != [])
    removed = [s for s in removed if s not in {a for a, _ in moved}]
    added = [s for s in added if s not in {b for _, b in moved}]
    pairs = _pairs(removed, added, _likeness)
    reworded = [Reworded(*pair) for pair in (*pairs, *(pair for pair in kept if pair[0].text != pair[1].text))]
    recited = [Recited(b, tuple(key for key in a.sources if key not in b.sources), tuple(key for key in b.sources if key not in a.sources))
               for a, b in kept if a.text == b.text and set(a.sources) != set(b.sources)]
    values, order = _values(_flat(was), _flat(now), lambda part, value: _label(part, value, (new, old)))
    change = ConditionChange(
        id, now.name,
        added=tuple(s for s in added if s not in {b for _, b in pairs}),
        removed=tuple(s for s in removed if s not in {a for a, _ in pairs}),
        reworded=tuple(sorted(reworded, key=lambda pair: second.index(pair.new))),
        moved=tuple(Reworded(*pair) for pair in moved),
        recited=tuple(recited),
        reordered=tuple(dict.fromkeys((*_reordered([(s.part, _key(s)) for s in first], [(s.part, _key(s)) for s in second]), *order))),
        values=tuple(values))
    return change if any(getattr(change, item.name) for item in fields(change)[2:]) else None


def _key(statement: Statement) -> tuple[str, str]:
    """What tells a statement from others of its condition, whatever the condition is called."""
    return statement.part, statement.anchor


def _likeness(old: Statement, new: Statement) -> float:
    """How alike the words of two statements of one part are, the same both ways; 0 when they are not."""
    if old.part != new.part:
        return 0
    # The measure depends on which of the two comes first, so one order is kept.
    first, second = sorted((_words(old.text), _words(new.text)))
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0
    return ratio if (ratio := matcher.ratio()) >= ALIKE else 0


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _flat(condition: Condition) -> dict[str, list[str]]:
    """Everything of a condition but its statements: the values by part, in the order of the model."""
    cited = {path: text for path, text, marker in walk(condition) if isinstance(marker, Cited)}
    found: dict[str, list[str]] = {}
    for path, value in _leaves(condition.model_dump(mode="json", by_alias=True, exclude_none=True)):
        if path in cited or path[0] == "tables" and "rows" in path:
            continue
        found.setdefault(part_name(path), []).append(value)
    if links := [target for text in cited.values() for target in linked(text)]:
        found[LINKS] = links
    return found


def _label(part: str, value: str, atlases: Iterable[Atlas]) -> str:
    """What readers call the term `value` of a part; empty when the part holds no terms."""
    vocabulary = _VOCABULARIES.get(part)
    return next((term.label for atlas in atlases if vocabulary in atlas.vocabularies
                 for term in atlas.vocabularies[vocabulary].terms if term.id == value), "")


def _term_parts(model: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """The parts of a condition that hold terms, each with its vocabulary."""
    for name, info in model.model_fields.items():
        here = (*path, info.alias or name)
        if inner := part_of(info.annotation):
            yield from _term_parts(inner, here)
        for marker in markers(info.metadata, info.annotation):
            if isinstance(marker, Term):
                yield ".".join(here), marker.vocabulary


_VOCABULARIES = dict(_term_parts(Condition))


# --- lists beside the conditions -----------------------------------------------------------------

@dataclass(frozen=True)
class _Item:
    """An entry as compared: what it is called, and its other values."""

    name: str
    values: dict[str, list[str]]


def _sources(atlas: Atlas) -> dict[str, _Item]:
    return _parts(atlas.references, "title")


def _terms(atlas: Atlas) -> dict[str, _Item]:
    """Every vocabulary as `location`, every term as `location/calf`."""
    found: dict[str, _Item] = {}
    for name, vocabulary in atlas.vocabularies.items():
        found[name] = _Item(vocabulary.title, {"question": [vocabulary.question]})
        found |= {f"{name}/{id}": item for id, item in _parts({term.id: term for term in vocabulary.terms}, "label", "id").items()}
    return found


def _parts(parts: Mapping[str, BaseModel], name: str, *without: str) -> dict[str, _Item]:
    """Parts as entries, called by their field `name`."""
    found = {}
    for id, part in parts.items():
        values: dict[str, list[str]] = {}
        for path, value in _leaves(part.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={name, *without})):
            values.setdefault(part_name(path), []).append(value)
        found[id] = _Item(getattr(part, name), values)
    return found


def _entries(old: Mapping[str, _Item], new: Mapping[str, _Item]) -> Entries:
    gone = [id for id in old if id not in new]
    come = [id for id in new if id not in old]

    def score(before: str, after: str) -> float:
        if before.rpartition("/")[0] != after.rpartition("/")[0]:
            return 0  # terms of two vocabularies
        a, b = old[before], new[after]
        return (a.name.casefold() == b.name.casefold()) + (a.values == b.values and bool(a.values)) / 2

    names = {after: before for before, after in _pairs(gone, come, score)}
    changed = []
    for id, item in new.items():
        was = old.get(names.get(id, id))
        if was is None or was == item and id not in names:
            continue
        values, order = _values({"name": [was.name], **was.values}, {"name": [item.name], **item.values})
        values += [Values(part, tuple(was.values[part]), tuple(item.values[part])) for part in order]
        if values or id in names:
            changed.append(EntryChange(id, item.name, names.get(id, ""), tuple(values)))
    return Entries(
        tuple(Entry(id, new[id].name) for id in come if id not in names),
        tuple(Entry(id, old[id].name) for id in gone if id not in names.values()),
        tuple(changed))


# --- what both need ------------------------------------------------------------------------------

def _leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every single value below `value`, as text, with its path."""
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(inner, (*path, step))
    elif value is not None:
        yield path, str(value).lower() if isinstance(value, bool) else str(value)


def _values(old: Mapping[str, list[str]], new: Mapping[str, list[str]],
            label: Callable[[str, str], str] = lambda part, value: "") -> tuple[list[Values], list[str]]:
    """What came and went in each part, and the parts where only the order changed."""
    found, order = [], []
    for part in dict.fromkeys((*new, *old)):
        before, after = old.get(part, []), new.get(part, [])
        removed, added, _ = _split(before, after, str)
        if removed or added:
            labels = {value: text for value in (*removed, *added) if (text := label(part, value))}
            found.append(Values(part, tuple(removed), tuple(added), labels))
        if _reordered([(part, value) for value in before], [(part, value) for value in after]):
            order.append(part)
    return found, order


def _split(old: Sequence[T], new: Sequence[T], key: Callable[[T], Hashable]) -> tuple[list[T], list[T], list[tuple[T, T]]]:
    """What only `old` has, what only `new` has, and what both have, counting repetitions."""
    left: dict[Hashable, list[T]] = {}
    for item in old:
        left.setdefault(key(item), []).append(item)
    added, kept = [], []
    for item in new:
        if same := left.get(key(item)):
            kept.append((same.pop(0), item))
        else:
            added.append(item)
    rest = Counter({name: len(items) for name, items in left.items()})
    removed = []
    for item in reversed(old):  # the first ones were taken, so the last ones are over
        if rest[key(item)]:
            rest[key(item)] -= 1
            removed.append(item)
    return removed[::-1], added, kept


def _reordered(old: Sequence[tuple[str, Hashable]], new: Sequence[tuple[str, Hashable]]) -> list[str]:
    """The parts of `(part, key)` entries where those that both have stand in another order."""
    shared = Counter(old) & Counter(new)

    def order(entries: Sequence[tuple[str, Hashable]]) -> dict[str, list[Hashable]]:
        left, found = shared.copy(), {}
        for part, key in entries:
            if left[part, key]:
                left[part, key] -= 1
                found.setdefault(part, []).append(key)
        return found

    before, after = order(old), order(new)
    return [part for part, keys in after.items() if before[part] != keys]


def _pairs(old: Sequence[T], new: Sequence[T], score: Callable[[T, T], float]) -> list[tuple[T, T]]:
    """Pairs of an old and a new item, the best first, each item once; a score of 0 makes no pair.

    Ties go to those nearest to the start, by a rule that is the same when old and new change places.
    """
    scored = [(-value, i + j, abs(i - j), i, j) for i, a in enumerate(old) for j, b in enumerate(new) if (value := score(a, b)) > 0]
    taken_old, taken_new, found = set(), set(), []
    for *_, i, j in sorted(scored):
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            found.append((i, j))
    return [(old[i], new[j]) for i, j in sorted(found, key=lambda pair: pair[1])]
