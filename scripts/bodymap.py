"""The body map as SVG: small on a condition's page, large in the pattern browser.

The drawing stands in `data/body-map.yml`: half figures, whose other half is their mirror image. Regions
are cut by the outline, so they may be rough.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from html import escape
from typing import Any

from scripts.atlas import Atlas, View
from scripts.facets import wider_terms

VIEWS = ("front", "back", "head")
GAP = 8
"""Units between two figures that stand side by side."""


def drawn(atlas: Atlas, terms: Iterable[str], name: str) -> dict[str, str]:
    """The shapes of a view that stand for `terms`, in painting order: a wider term's own, or all within it."""
    vocabulary = {term.id: term for term in atlas.vocabularies["location"].terms}
    part, wanted = view(atlas, name), set(terms)
    chains = {region: wider_terms(vocabulary[region], vocabulary) for region in (*part.wide, *part.regions)}
    wide = {region: path for region, path in part.wide.items() if wanted & set(chains[region])}
    return wide | {region: path for region, path in part.regions.items()
                   if wanted & set(chains[region]) and not wide.keys() & set(chains[region])}


def view(atlas: Atlas, name: str) -> View:
    return getattr(atlas.body_map, name)


def small(atlas: Atlas, terms: Collection[str], labelled_by: str) -> str:
    """One SVG of the front and the back with the regions of `terms`; of the head too when one lies there.

    `labelled_by` is the id of the element that says the same in words.
    """
    shapes = {name: drawn(atlas, terms, name) for name in VIEWS}
    everywhere = atlas.body_map.everything in terms
    # The head is drawn large only for what the small figures cannot show.
    fine = set(view(atlas, "head").regions) - set(view(atlas, "front").regions) - set(view(atlas, "back").regions)
    names = [name for name in VIEWS if name != "head" or fine & shapes["head"].keys()]
    height = max(size(view(atlas, name))[1] for name in names)
    figures, left = [], 0
    ids: dict[str, str] = {}  # of outlines, so that one that two views share is written once
    for name in names:
        part = view(atlas, name)
        width, own = size(part)
        if part.sketch in ids:
            outline = f'<use href="#{ids[part.sketch]}"/>'
        else:
            id = ids[part.sketch] = f"map-{name}"
            outline = f'<path id="{id}" d="{part.sketch}"/><clipPath id="{id}-cut"><use href="#{id}"/></clipPath>'
        tint = "".join(shapes[name].values())
        tint = f'<path class="on" clip-path="url(#{ids[part.sketch]}-cut)" d="{tint}"/>' if tint else ""
        lines = f'<path class="line" d="{part.mark}"/>' if part.mark else ""
        place = f"{left + width // 2}{f' {(height - own) // 3}' if own < height else ''}"
        figures.append(f'<g transform="translate({place})"><g id="half-{name}">{outline}{tint}{lines}</g>'
                       f'<use href="#half-{name}" transform="scale(-1 1)"/></g>')
        left += width + GAP
    return (f'<svg class="body{" all" if everywhere else ""}" viewBox="0 0 {left - GAP} {height}" role="img" '
            f'aria-labelledby="{labelled_by}">{"".join(figures)}</svg>')


def large(atlas: Atlas, name: str) -> str:
    """One view for the pattern browser: every region a shape of its own, with its term in `data-term`."""
    part = view(atlas, name)
    width, height = size(part)
    shapes = "".join(f'<path data-term="{escape(region)}" d="{path}"/>' for region, path in part.regions.items())
    layers = f'<path d="{part.outline}"/>', f'<g clip-path="url(#{name}-clip)">{shapes}</g>', f'<path class="line" d="{part.lines}"/>'
    # Both halves of a layer before the next one, or the second half would hide the midline of the first.
    drawing = "".join(f'{layer}<g transform="scale(-1 1)">{layer}</g>' for layer in layers)
    return (f'<svg viewBox="{-width // 2} 0 {width} {height}" aria-hidden="true">'
            f'<clipPath id="{name}-clip"><path d="{part.outline}"/></clipPath>{drawing}</svg>')


def parts(atlas: Atlas) -> dict[str, Any]:
    """What the pattern browser shows of the map: figures with their buttons, and buttons beside them."""
    labels = {term.id: term.label for term in atlas.vocabularies["location"].terms}
    drawing = atlas.body_map
    return {
        "figures": [{
            "name": name, "label": view(atlas, name).label, "svg": large(atlas, name),
            "enlarge": next(iter(_boxes(atlas, name, {"": drawing.enlarge}).values()), ""),
            "buttons": [{"term": term, "label": labels[term], "box": box}
                        for term, box in _boxes(atlas, name, drawing.buttons).items()],
        } for name in VIEWS],
        "head": drawing.head.label,
        "plain_buttons": [{"term": term, "label": label} for term, label in labels.items() if term not in drawing.buttons],
    }


def _boxes(atlas: Atlas, name: str, places: Mapping[str, str]) -> dict[str, str]:
    """The boxes that lie in one view, in hundredths of the figure: left, top, width, height."""
    width, height = size(view(atlas, name))
    boxes = {}
    for term, place in places.items():
        where, *numbers = place.split()
        if where == name:
            x, y, w, h = map(float, numbers)
            shares = (x + width / 2) / width, y / height, w / width, h / height
            boxes[term] = " ".join(f"{100 * share:.1f}" for share in shares)
    return boxes


def size(part: View) -> tuple[int, int]:
    """Width of both halves together and height, in units of the drawing."""
    width, height = part.box.split()
    return int(width), int(height)
