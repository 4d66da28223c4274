"""Changelog: changes of the data → words for readers, as Markdown, as a page and as an Atom feed. Pure.

Names and texts in it come from contributors, some of them not yet checked: everything is escaped, and a
file name is shown only if it is a valid id.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from scripts.atlas import Atlas
from scripts.diff import (
    LINKS,
    Changes,
    ConditionChange,
    Entries,
    Entry,
    EntryChange,
    Values,
    Whole,
)
from scripts.history import Release, Totals
from scripts.jsonld import SYSTEMS
from scripts.markdown import markdown
from scripts.model import ID_PATTERN

PAGE, FEED = "changes.md", "changes.xml"
"""The generated files, below docs/. The page links to the feed, and its head names it."""

MANY = 12
"""Entries of a list that are shown; the rest is counted."""

MANY_CONDITIONS = 40
"""Changed conditions that are shown one by one."""

_PARTS = {
    "name": "name", "also_called": "also called", "search_phrases": "search phrases", "kind": "kind", "group": "group",
    "urgency": "how urgent", "main_message": "main message", "summary": "summary", "pattern": "pattern",
    "check_fits": "check if this fits", "tell_apart": "how to tell it apart", "corrections": "often said, and what is known",
    "self_care.do": "what you can do", "self_care.do_not": "what not to do", "get_help.emergency": "emergency signs",
    "get_help.emergency.meanwhile": "until help arrives", "get_help.urgent": "get medical help today",
    "get_help.routine": "see a doctor", "diagnosis": "at the appointment", "questions_for_doctor": "questions you can ask",
    "what_happens": "what is going on", "causes": "causes", "forms": "forms of it", "tables": "tables", "treatments": "treatments",
    "only_option": "the only treatment", "untreated": "if it is left untreated", "outlook": "outlook", "daily_life": "daily life",
    "how_common": "how common it is", "certainty": "what is not certain", "related": "related conditions",
    "further_help": "further help", "codes": "codes", "review": "review", LINKS: "links to other conditions",
    # of sources and terms
    "container-title": "journal or book", "issued": "published", "accessed": "opened", "custom.evidence": "kind of source",
    "custom.read": "how much was read", "hpo": "HPO", "to": "leads to",
} | {f"codes.{name}": f"codes, {system}" for name, system in SYSTEMS.items()}
"""What the page calls a part."""

_SILENT = {"note", "terms", "text", "signs", "rows", "fact"}
"""Steps of a part that say nothing to a reader."""

_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold, and what makes a text look other than it is."""


@dataclass(frozen=True)
class To:
    """The name of a condition, as a link where its page is known."""

    id: str
    name: str


@dataclass(frozen=True)
class Line:
    """A heading (depth 0), an entry of a list (1), an entry below it (2), or a paragraph (-1)."""

    depth: int
    words: tuple[str | To, ...]


Href = Callable[[str], str]
"""The address of a condition's page; empty when it has none."""


# --- what is said --------------------------------------------------------------------------------

def counts(changes: Changes) -> str:
    """The changes in one sentence of numbers, as `1 condition added, 2 changed; 5 statements added`."""
    everything = changes.changed
    groups = [
        ("condition", [(len(changes.added), "added"), (len(changes.renamed), "renamed"), (len(everything), "changed"),
                       (len(changes.removed), "removed")]),
        ("statement", [(sum(len(c.added) for c in everything) + sum(w.statements for w in changes.added), "added"),
                       (sum(len(c.reworded) for c in everything), "reworded"),
                       (sum(len(c.moved) for c in everything), "moved"),
                       (sum(len(c.recited) for c in everything), "with other sources"),
                       (sum(len(c.removed) for c in everything) + sum(w.statements for w in changes.removed), "removed")]),
        *((word, [(len(entries.added), "added"), (len(entries.changed), "changed"), (len(entries.removed), "removed")])
          for word, entries in (("source", changes.sources), ("term", changes.terms), ("comparison", changes.comparisons),
                                ("redirect", changes.redirects))),
    ]
    said = []
    for word, numbers in groups:
        numbers = [(number, what) for number, what in numbers if number]
        said += [", ".join((counted(number, word) if index == 0 else f"{number:,}") + f" {what}" for index, (number, what) in enumerate(numbers))]
    return "; ".join(filter(None, said)) or "nothing changed"


def first(totals: Totals) -> str:
    """What a first version holds, in numbers."""
    return (f"{counted(totals.conditions, 'condition')} with {counted(totals.statements, 'statement')} "
            f"from {counted(totals.sources, 'source')}")


def counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def lines(changes: Changes) -> list[Line]:
    """The changes one by one, after headings."""
    return [
        *_list("Conditions added", [Line(1, (*_named(w), f" ({counted(w.statements, 'statement')})")) for w in changes.added]),
        *_list("Conditions renamed", [Line(1, (f"{_id(r.old.id)}, {r.old.name}: now {_id(r.new.id)}, ", *_named(r.new))) for r in changes.renamed]),
        *_list("Conditions removed", [
            Line(1, (w.name, f" ({_id(w.id)})", *(("; its address leads to ", To(w.to, _id(w.to))) if w.to else ()))) for w in changes.removed]),
        *_conditions(changes.changed),
        *_entries("Sources", changes.sources),
        *_entries("Terms of the vocabularies", changes.terms),
        *_entries("Comparisons", changes.comparisons),
        *_entries("Old addresses that lead on", changes.redirects, "{0} leads to {1}"),
    ]


def _conditions(changed: Sequence[ConditionChange]) -> list[Line]:
    found = [Line(0, ("Conditions changed",))] if changed else []
    for change in changed[:MANY_CONDITIONS]:
        found += [Line(1, tuple(_named(change))), *(Line(2, (text,)) for text in _condition(change))]
    return found + ([Line(1, (_more(len(changed) - MANY_CONDITIONS, "condition"),))] if len(changed) > MANY_CONDITIONS else [])


def _condition(change: ConditionChange) -> list[str]:
    """What changed in a condition, one text for each thing; danger signs stand where they stand on the page."""
    texts = _limited([f"Added, {part_label(s.part)}: “{s.text}”" for s in change.added], "added statement")
    texts += _limited([
        f"Reworded, {part_label(r.new.part)}. Before: “{r.old.text}” Now: “{r.new.text}” ({r.old.anchor} is now {r.new.anchor})" + _sources(r.old.sources, r.new.sources)
        for r in change.reworded], "reworded statement")
    texts += _limited([
        f"Moved from {part_label(r.old.part)} to {part_label(r.new.part)}: “{r.new.text}”" + _sources(r.old.sources, r.new.sources)
        for r in change.moved], "moved statement")
    texts += _limited([f"Removed, {part_label(s.part)}: “{s.text}”" for s in change.removed], "removed statement")
    texts += _limited([
        f"Other sources, {part_label(r.statement.part)}: “{r.statement.text}” {_came_and_went(r.added, r.removed).capitalize()}."
        for r in change.recited], "statement with other sources")
    texts += [_value(values) for values in change.values]
    return texts + [f"Other order, {part_label(part)}." for part in change.reordered]


def _sources(old: Sequence[str], new: Sequence[str]) -> str:
    """A sentence on the sources of a statement, if they changed."""
    said = _came_and_went([key for key in new if key not in old], [key for key in old if key not in new])
    return f" Sources: {said}." if said else ""


def _came_and_went(added: Sequence[str], removed: Sequence[str]) -> str:
    return "; ".join([*([f"added {_some(added)}"] if added else []), *([f"removed {_some(removed)}"] if removed else [])])


def _value(values: Values) -> str:
    label = part_label(values.part)
    label = label[:1].upper() + label[1:]
    removed, added = ([values.labels.get(value, value) for value in side] for side in (values.removed, values.added))
    if len(removed) == len(added) == 1:
        return _stopped(f"{label}: “{removed[0]}” is now “{added[0]}”")
    return _stopped(f"{label}: {_came_and_went([f'“{value}”' for value in added], [f'“{value}”' for value in removed])}")


def _stopped(text: str) -> str:
    return text if text.endswith((".”", "?”", "!”")) else f"{text}."


def part_label(part: str) -> str:
    """What readers call a part of a condition, as `treatments, risk`; a part without a name keeps its own."""
    steps = part.split(".")
    for length in range(len(steps), 0, -1):
        if label := _PARTS.get(".".join(steps[:length])):
            rest = [step.replace("_", " ") for step in steps[length:] if step not in _SILENT]
            return ", ".join([label, *rest])
    return part.replace("_", " ").replace(".", ", ")


def _entries(title: str, entries: Entries, form: str = "{1} ({0})") -> list[Line]:
    def named(entry: Entry | EntryChange) -> str:
        return form.format(_id(entry.id), entry.name)

    texts = [f"Added: {named(entry)}" for entry in entries.added[:MANY]]
    texts += [_more(len(entries.added) - MANY, "added")] * (len(entries.added) > MANY)
    changed = [
        f"Changed: {named(entry)}." + (f" It was called {_id(entry.was)}." if entry.was else "")
        + "".join(f" {_value(values)}" for values in entry.values) for entry in entries.changed]
    texts += _limited(changed, "changed")
    texts += _limited([f"Removed: {named(entry)}" for entry in entries.removed], "removed")
    return [Line(0, (title,)), *(Line(1, (text,)) for text in texts)] if texts else []


def _list(title: str, entries: list[Line]) -> list[Line]:
    more = [Line(1, (_more(len(entries) - MANY),))] if len(entries) > MANY else []
    return [Line(0, (title,)), *entries[:MANY], *more] if entries else []


def _named(item: Whole | ConditionChange) -> list[str | To]:
    return [To(item.id, item.name)] if re.fullmatch(ID_PATTERN, item.id) else [f"{item.name} ({_id(item.id)})"]


def _limited(texts: list[str], word: str) -> list[str]:
    return texts[:MANY] + ([_more(len(texts) - MANY, word)] if len(texts) > MANY else [])


def _some(values: Sequence[str]) -> str:
    return ", ".join([*values[:MANY], *([_more(len(values) - MANY)] if len(values) > MANY else [])])


def _more(number: int, word: str = "") -> str:
    return f"and {number:,} more" + (f" ({word})" if word else "")


def _id(id: str) -> str:
    """An id that may be the name of a contributor's file."""
    return id if all(re.fullmatch(ID_PATTERN, step.replace("_", "-")) for step in id.split("/")) else "a file whose name is not a valid id"


# --- how it is written ---------------------------------------------------------------------------

def as_markdown(found: Iterable[Line], href: Href = lambda id: "") -> str:
    """The lines as Markdown that GitHub and the site read alike."""
    out: list[str] = []
    for line in found:
        text = "".join(_markdown(word, href) for word in line.words)
        if line.depth > 0:
            out.append("    " * (line.depth - 1) + f"- {text}\n")
        else:
            out.append(f"\n{'### ' if line.depth == 0 else ''}{text}\n\n")
    return re.sub(r"\n{3,}", "\n\n", "".join(out)).strip("\n") + "\n"


def _markdown(word: str | To, href: Href) -> str:
    if isinstance(word, To):
        address = href(word.id)
        return f"[{_words(word.name)}]({address})" if address else _words(word.name)
    return _words(word)


def _words(text: str) -> str:
    """A text as Markdown. GitHub would make a link of a bare address; the site would not."""
    return markdown(_plain(text)).replace("://", "&#58;//").replace("www.", "www&#46;")


def as_html(found: Iterable[Line], href: Href = lambda id: "") -> str:
    """The lines as HTML on one line, for the page and the feed."""
    out, depth = [], 0
    for line in found:
        text = "".join(_html(word, href) for word in line.words)
        wanted = max(line.depth, 0)
        if wanted > depth:
            out.append("<ul>" * (wanted - depth))
        elif depth:
            out.append("</li>" + "</ul></li>" * (depth - wanted if wanted else depth - 1) + ("" if wanted else "</ul>"))
        out.append(f"<li>{text}" if wanted else f"<h3>{text}</h3>" if line.depth == 0 else f"<p>{text}</p>")
        depth = wanted
    return "".join(out) + ("</li>" + "</ul></li>" * (depth - 1) + "</ul>" if depth else "")


def _html(word: str | To, href: Href) -> str:
    if isinstance(word, To) and (address := href(word.id)):
        return f'<a href="{escape(address)}">{escape(_plain(word.name))}</a>'
    return escape(_plain(word.name if isinstance(word, To) else word))


def _plain(text: str) -> str:
    """One line without what XML cannot hold."""
    return _UNSAFE.sub("\ufffd", re.sub(r"\s+", " ", text))


# --- the command line, the page, the feed --------------------------------------------------------

def summary(changes: Changes, left_out: Sequence[str] = ()) -> str:
    """The changes for the command line and the summary of a pull request."""
    found = [Line(-1, (f"{_sentence(counts(changes))}",)), *_left_out(left_out), *lines(changes)]
    return f"## Changed data\n\n{as_markdown(found)}"


def files(releases: Sequence[Release], atlas: Atlas, address: str) -> dict[str, str]:
    """The page and the feed of a history, by their paths below docs/. `address` is that of the site."""
    return {PAGE: page(releases, atlas), FEED: feed(releases, atlas, address)}


def page(releases: Sequence[Release], atlas: Atlas) -> str:
    """The page "What changed": numbers of each version, and below them what folds away. Only what is still there is a link."""
    def href(id: str) -> str:
        return f"../conditions/{id}/" if id in atlas.conditions else ""

    parts = [f"""\
---
title: What changed
description: Every version of the data of Spasm Atlas, with the conditions, statements and sources that were added, changed or removed.
feed: {FEED}
styles: [changes.css]
---

# What changed

What is new in the pages on conditions, the newest first. To be told, give the address of the [Atom feed]({FEED}) to a feed reader.
"""]
    for release in releases:
        head, *rest = _release(release)
        parts.append(f"## {_title(release)} {{ #{anchor(release)} }}\n\n{as_markdown([head])}")
        if rest:
            opened = " open" if release is releases[0] else ""
            parts.append(f'<details class="changes"{opened}><summary>{_name(release)}, one by one</summary>{as_html(rest, href)}</details>\n')
    return "\n".join(parts)


def feed(releases: Sequence[Release], atlas: Atlas, address: str) -> str:
    """The released versions as an Atom feed (RFC 4287), the newest first; every address in it is absolute."""
    def href(id: str) -> str:
        return f"{address}conditions/{id}/" if id in atlas.conditions else ""

    # What is not released yet changes with every build, and would be told again each time.
    entries = sorted((r for r in releases if r.version and r.date), key=lambda r: r.date, reverse=True)
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en"})
    _add(root, "id", f"{address}changes/")
    _add(root, "title", "Spasm Atlas: what changed")
    _add(root, "subtitle", "New versions of the data of Spasm Atlas.")
    _add(root, "updated", _moment(entries[0].date))
    _add(_add(root, "author"), "name", "Contributors of Spasm Atlas")
    _add(root, "link", rel="self", type="application/atom+xml", href=f"{address}{FEED}")
    _add(root, "link", rel="alternate", type="text/html", href=f"{address}changes/")
    _add(root, "rights", "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/")
    for release in entries:
        entry = _add(root, "entry")
        place = f"{address}changes/#{anchor(release)}"
        _add(entry, "id", place)
        _add(entry, "title", f"Version {release.version}: {_counts(release)}")
        _add(entry, "updated", _moment(release.date))
        _add(entry, "link", rel="alternate", type="text/html", href=place)
        _add(entry, "content", as_html(_release(release), href), type="html")
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def anchor(release: Release) -> str:
    """The place of a release on the page, which is also its id in the feed."""
    return f"v{release.version.replace('.', '-')}" if release.version else "unreleased"


def _release(release: Release) -> list[Line]:
    return [Line(-1, (_sentence(_counts(release)),)), *_left_out(release.left_out),
            *(lines(release.changes) if release.changes else ())]


def _counts(release: Release) -> str:
    return f"the first version, {first(release.totals)}" if release.changes is None else counts(release.changes)


def _name(release: Release) -> str:
    return f"Changes of version {release.version}" if release.version else "Changes not yet released"


def _title(release: Release) -> str:
    if not release.version or not release.date:
        return "Not yet released"
    return f"Version {release.version}, {release.date.day} {release.date:%B} {release.date.year}"


def _left_out(items: Sequence[str]) -> list[Line]:
    return [Line(-1, (f"Left out, because this program could not read them in one of the two versions: {', '.join(items)}.",))] if items else []


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, name, attributes)
    element.text = text or None
    return element
