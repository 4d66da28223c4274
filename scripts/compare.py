"""Compare: what of a condition can stand beside another one, and the table of several.

A ready comparison is a page made here; any other is made in the browser by `docs/assets/compare.js` from
the same columns. `comparison` there and `comparison` here write the same HTML, so whatever needs thought
is in the columns: their cells are HTML, with every text escaped and every source marked. Addresses in
them start with `~/`, which is the root of the site; whoever shows a column puts the way there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from scripts import bibliography, markdown
from scripts.atlas import Atlas, Reference
from scripts.facets import BROWSABLE, wider_terms
from scripts.model import Condition
from scripts.names import slug
from scripts.signs import flag, icon

Column = dict[str, Any]
"""One condition: `id`, `name` and `head` for its column, `apart` (what it says about others, by their id), and
`rows` as `[title, cell]`. A cell is HTML, or terms with a note, or None where the page says nothing."""

_KINDS = {"all": ("In both", "In all"), "some": ("", "In some"), "near": ("Overlaps", "Overlaps"),
          "only": ("Only here", "Only here"), "alone": ("", "")}
"""How a term of one cell stands to the other cells, in the order shown: its word for two columns, and for more."""


class _Marks(markdown.Citations):
    """Citations that lead to the list of sources on the condition's own page, with the numbers of that page."""

    conditions = "~/conditions/"

    def __init__(self, id: str, numbers: Mapping[str, int], references: Mapping[str, Reference]) -> None:
        self.id, self.numbers, self.references = id, numbers, references

    def mark(self, keys: Iterable[str]) -> str:
        return "".join(
            f'<a class="cite" href="~/conditions/{self.id}/#s{self.numbers[key]}" '
            f'aria-label="source {self.numbers[key]}: {escape(_source(self.references[key]))}">{self.numbers[key]}</a>'
            for key in keys)


def column(id: str, condition: Condition, numbers: Mapping[str, int], atlas: Atlas) -> Column:
    """The column of a condition. `numbers` are those of its sources on its page."""
    cite = _Marks(id, numbers, atlas.references)
    name = escape(condition.name)
    return {
        "id": id,
        "name": name,
        "head": f'<a href="~/conditions/{id}/">{name}</a>{flag(condition.urgency)}',
        "apart": {entry.condition: cite.html(entry.difference) for entry in condition.tell_apart if entry.condition},
        "rows": [
            ["In short", f"<p>{cite.html(condition.main_message)}</p>"],
            ["Danger signs", _danger(condition, cite)],
            *([escape(atlas.vocabularies[facet].title), _facet(facet, condition, cite, atlas)] for facet in BROWSABLE),
            ["Tests and diagnosis", "".join(f"<p>{cite.html(text)}</p>" for text in condition.diagnosis)],
            ["Treatments", _treatments(id, condition, cite, atlas)],
        ],
    }


def comparison(columns: list[Column], root: str) -> str:
    """Several columns side by side, as HTML for a page from which `root` leads to the root of the site."""
    apart = [f'<div><dt><span class="of">The page</span> <a href="~/conditions/{one["id"]}/#tell-apart">{one["name"]}</a> '
             f'<span class="of">about {other["name"]}</span></dt><dd>{one["apart"][other["id"]]}</dd></div>'
             for one in columns for other in columns if other["id"] in one["apart"]]
    told = f'<dl class="apart">{"".join(apart)}</dl>' if apart else "<p>These pages do not say how to tell one from the other.</p>"
    rows = "\n".join(filter(None, (_row(number, columns) for number in range(len(columns[0]["rows"])))))
    heads = "".join(f'<th scope="col">{one["head"]}</th>' for one in columns)
    names = " · ".join(one["name"] for one in columns)
    html = (f'<section class="compared"><h2 id="tell-apart">How to tell them apart</h2>{told}'
            f'<table class="compare compare--{len(columns)}"><caption>{names}</caption>'
            f'<thead><tr><td></td>{heads}</tr></thead><tbody>\n{rows}\n</tbody></table></section>')
    return html.replace('href="~/', f'href="{root}')


def _row(number: int, columns: list[Column]) -> str:
    title = columns[0]["rows"][number][0]
    cells = [one["rows"][number][1] for one in columns]
    if not any(cells):
        return ""
    compared = not any(isinstance(cell, str) for cell in cells)
    shared = _shared(cells) if compared else []
    state = f'<span class="state">{_state(shared, cells, columns)}</span>' if compared else ""
    html = ""
    for index, cell in enumerate(cells):
        if cell is None:
            inner = '<p class="none">Its page does not say.</p>'
        elif compared:
            inner = "".join(_group(kind, labels, len(cells)) for kind, labels in shared[index].items()) + f'<p>{cell["note"]}</p>'
        else:
            inner = cell
        html += f'<td><p class="who">{columns[index]["name" if number else "head"]}</p>{inner}</td>'
    return f'<tr><th scope="row">{title}{state}</th>{html}</tr>'


def _shared(cells: list[dict | None]) -> list[dict[str, list[str]]]:
    """For each cell its terms in groups, by how many others have them: kind → labels of terms."""
    found = []
    for index, cell in enumerate(cells):
        groups: dict[str, list[str]] = {kind: [] for kind in _KINDS}
        others = [other["terms"] for number, other in enumerate(cells) if other and number != index]
        for id, label, *near in cell["terms"] if cell else ():
            same = sum(any(term[0] == id for term in terms) for terms in others)
            close = any(term[0] in near or id in term[2:] for terms in others for term in terms)
            kind = ("alone" if not others else "all" if same == len(cells) - 1 else "some" if same
                    else "near" if close else "only")
            groups[kind].append(label)
        found.append({kind: labels for kind, labels in groups.items() if labels})
    return found


def _state(shared: list[dict], cells: list[dict | None], columns: list[Column]) -> str:
    missing = [one["name"] for one, cell in zip(columns, cells, strict=True) if cell is None]
    if missing:
        return f"Not given for {', '.join(missing)}"
    kinds = {kind for groups in shared for kind in groups}
    return "Same" if kinds == {"all"} else "Different" if kinds == {"only"} else "Partly the same"


def _group(kind: str, labels: list[str], count: int) -> str:
    items = "".join(f"<li>{label}</li>" for label in labels)
    word = _KINDS[kind][count > 2]
    return f'<div class="mark mark--{kind}">{f"<b>{word}</b> " if word else ""}<ul>{items}</ul></div>'


# --- the cells -----------------------------------------------------------------------------------

def _danger(condition: Condition, cite: _Marks) -> str:
    """The signs of the care cards, without links among them, and then their sources."""
    emergency = condition.get_help.emergency.signs if condition.get_help.emergency else []
    urgent = condition.get_help.urgent
    html = ""
    if emergency:
        html += _signs("emergency", "Call the emergency number (112, 911 or 999) if:", emergency)
    else:
        html += ('<p class="none">No emergency card on its page. The <a href="~/#emergency">emergency signs</a> '
                 "count whatever the cause.</p>")
    if urgent:
        html += _signs("urgent", "Get medical help today if:", urgent)
    return html + (f'<p class="of">Sources: {cite.of(emergency + urgent)}</p>' if emergency or urgent else "")


def _signs(level: str, action: str, signs: list[str]) -> str:
    items = "".join(f"<li>{markdown.plain(sign)}</li>" for sign in signs)
    return f'<p class="danger danger--{level}">{icon(level)}<b>{action}</b></p><ul>{items}</ul>'


def _facet(facet: str, condition: Condition, cite: _Marks, atlas: Atlas) -> dict[str, Any] | None:
    """The terms as `[id, label, …]`, then the ids of wider terms and of those that it covers, in one order for all columns."""
    entry = getattr(condition.pattern, facet)
    if entry is None:
        return None
    terms = {term.id: term for term in atlas.vocabularies[facet].terms}
    return {
        "terms": [[id, escape(terms[id].label), *wider_terms(terms[id], terms)[1:], *terms[id].covers]
                  for id in terms if id in entry.terms],
        "note": cite.html(entry.note),
    }


def _treatments(id: str, condition: Condition, cite: _Marks, atlas: Atlas) -> str:
    kinds = {term.id: term.label for term in atlas.vocabularies["treatment_kinds"].terms}
    items = "".join(
        f'<li><a href="~/conditions/{id}/#treatment-{slug(t.name)}">{escape(t.name)}</a> '
        f'<span class="of">{escape(kinds[t.kind])}</span><br>{cite.html(t.benefit)}</li>' for t in condition.treatments)
    return f"<ul>{items}</ul>"


def _source(reference: Reference) -> str:
    """A source in a few words: its first author or publisher, and the year."""
    first = reference.author[0]
    return f"{first.literal or first.family}, {bibliography.year(reference)}"
