"""Every kind of page that a reader meets, each in the states that look different: what the tests of access go through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from support import until


@dataclass(frozen=True)
class Kind:
    """One kind of page in one state."""

    name: str
    path: str
    ready: str = "true"
    """What holds in the page when its scripts are done, as an expression of JavaScript."""
    act: Callable | None = None
    """What a reader does before the page looks like this."""
    walks: tuple[tuple[int, int], ...] = ((1280, 800), (320, 256))
    """Sizes of the window in which the keyboard goes through it: once or never where another kind has the same parts."""

    def open(self, page, address: str) -> None:
        page.goto("about:blank")  # else a new fragment alone would not load the page again
        page.goto(address + self.path)
        until(page, self.ready)
        if self.act:
            self.act(page)


def _search(text: str) -> Callable:
    def act(page) -> None:
        page.focus("#search-input")
        page.keyboard.type(text)
        until(page, "text => document.getElementById('search-input').dataset.settled === text", text)
    return act


def _unfold(page) -> None:
    page.evaluate("for (const part of document.querySelectorAll('article details')) part.open = true")


def _fill(page) -> None:
    _unfold(page)
    page.get_by_role("textbox", name="Name", exact=True).fill("A. B.")
    page.get_by_role("button", name="Clear all").click()
    page.get_by_role("button", name="Undo").click()


def _choose(page) -> None:
    _unfold(page)
    page.locator(".choose input").first.check()


def _statements(page) -> None:
    page.get_by_role("button", name="Link or correct one statement").click()
    until(page, "document.querySelector('.statement-links') !== null")


def _menu(page) -> None:
    if page.get_by_role("button", name="Menu").is_visible():
        page.get_by_role("button", name="Menu").click()
        until(page, "document.activeElement.closest('.md-nav--primary') !== null")


_ONCE = ((1280, 800),)
_ENLARGED = ((320, 256),)
_BROWSE = "document.querySelector('#map [data-region]') !== null"
_COMPARE = "document.getElementById('picker')?.dataset.settled === location.hash"

KINDS = (
    Kind("home", ""),
    Kind("menu open", "about/", act=_menu),
    Kind("condition", "conditions/tetanus/"),
    Kind("condition with a table", "conditions/medicine-side-effects/", walks=()),
    Kind("condition, links of statements", "conditions/muscle-cramp/", act=_statements, walks=_ONCE),
    Kind("A to Z", "conditions/", walks=_ONCE),
    Kind("groups", "browse/groups/", walks=_ENLARGED),
    Kind("facet", "browse/triggers/"),
    Kind("places", "browse/location/", walks=()),
    Kind("sources", "sources/", walks=_ONCE),
    Kind("browse", "browse/", _BROWSE),
    Kind("browse, with picks", "browse/#location=jaw&trigger=noise", _BROWSE, _choose, walks=((1280, 800), (360, 640), (320, 256))),
    Kind("browse, no match", "browse/#location=leg&trigger=night&also=fever", _BROWSE, _unfold, walks=()),
    Kind("compare", "compare/", _COMPARE),
    Kind("compare, ready", "compare/restless-legs-or-leg-cramps/"),
    Kind("compare, four picked", "compare/#conditions=tetanus,low-calcium,muscle-cramp,dystonia", _COMPARE, walks=_ONCE),
    Kind("visit sheet", "visit-sheet/"),
    Kind("visit sheet, filled", "visit-sheet/#location=calf&location=foot&trigger=cold&relieved-by=warmth", act=_fill),
    Kind("data", "data/"),
    Kind("changes", "changes/", act=_unfold),
    Kind("see a doctor", "see-a-doctor/", walks=_ENLARGED),
    Kind("treatments", "treatments/", walks=_ENLARGED),
    Kind("contribute", "contribute/", walks=_ENLARGED),
    Kind("fields", "fields/", walks=_ENLARGED),
    Kind("licences", "licences/", walks=_ENLARGED),
    Kind("accessibility", "accessibility/", walks=_ENLARGED),
    Kind("quality", "quality/", walks=_ONCE),
    Kind("engines", "engines/", walks=()),
    Kind("not found", "no-such-page/"),
    Kind("search, with results", "", act=_search("cramp")),
    Kind("search, nothing found", "", act=_search("qqxxzz")),
)
