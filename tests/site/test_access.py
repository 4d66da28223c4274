"""Can everyone read it: axe-core, enlarged and spaced text, less motion, forced colours, the keyboard, on every kind of page.

What a test counted (`record_property`) goes into data/quality/accessibility.json when tests/access.py runs this file.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from kinds import KINDS
from support import build, copy_project, until

CHECKS = (Path(__file__).parent / "checks.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "experimental"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
"""Those that can find something else in the dark look: it differs in colours alone."""
LOOKS = [(width, scheme) for width in (360, 1280) for scheme in ("light", "dark")]
SIZES = [(320, 800), (320, 256), (360, 800), (1280, 800)]
"""400 % of a window of 1280 by 1024 is 320 by 256."""
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { letter-spacing: .12em !important; line-height: 1.5 !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
"""Success criterion 1.4.12, by a way that the policy of the pages does not forbid."""

every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


@pytest.fixture
def view(page):
    """A page that does not move by itself and can be asked for what is wrong with it."""
    page.emulate_media(reduced_motion="reduce")
    page.add_init_script(CHECKS)
    return page


def show(page, width: int, height: int, scheme: str = "light") -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("scheme => { document.documentElement.dataset.scheme = scheme }", scheme)


def ask(page, *names: str) -> list[str]:
    return [f"{name}: {fault}" for name in names for fault in page.evaluate(f"checks.{name}()")]


def axe(page, colours_only: bool = False) -> list[str]:
    only = {"type": "rule", "values": COLOUR_RULES} if colours_only else {"type": "tag", "values": RULES}
    return page.evaluate(
        """only => axe.run({ runOnly: only }).then(found => found.violations.flatMap(
          rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(" ")}: ${[...node.any, ...node.all, ...node.none].map(why => why.message)}`)))""",
        only)


# --- axe-core -----------------------------------------------------------------------------------

@every_kind
def test_axe_finds_no_violation(view, address, kind, record_property):
    faults = []
    for number, (width, scheme) in enumerate(LOOKS):
        if number % 2 == 0:  # one load a width: what scripts build may depend on it
            view.set_viewport_size({"width": width, "height": 800})
            kind.open(view, address)
            view.evaluate(AXE_SCRIPT + ";0")
        show(view, width, 800, scheme)
        faults += [f"{width} {scheme} {fault}" for fault in axe(view, scheme == "dark")]
    record_property("looks", len(LOOKS))
    assert faults == []


@pytest.mark.parametrize("name", ["condition", "browse, with picks", "compare, four picked", "visit sheet, filled"])
def test_axe_finds_no_violation_on_paper(view, address, name, record_property):
    next(kind for kind in KINDS if kind.name == name).open(view, address)
    view.evaluate("document.documentElement.dataset.scheme = 'dark'")
    view.emulate_media(media="print", reduced_motion="reduce")
    view.evaluate(AXE_SCRIPT + ";0")
    record_property("looks", 1)
    assert [fault for fault in axe(view) if not fault.startswith("scrollable-region-focusable")] == []  # paper has no keyboard


def test_axe_finds_no_violation_on_a_moved_page(view, address, tmp_path, record_property):
    project = copy_project(tmp_path / "project")
    (project / "data/renamed").mkdir(exist_ok=True)
    (project / "data/renamed/locked-jaw.yml").write_text("to: tetanus\nwhy: A name that more people know.\n")
    result = build(project, "all", SITE_URL=address)
    assert result.returncode == 0, result.stdout + result.stderr
    html = (project / "site/conditions/locked-jaw/index.html").read_text()
    assert 'http-equiv="refresh" content="0;' in html  # at once: a reader never has to wait, or be quick
    html = re.sub(r'<meta http-equiv="refresh"[^>]*>', "", html)
    view.route("**/conditions/locked-jaw/", lambda route: route.fulfill(content_type="text/html", body=html))
    view.goto(address + "conditions/locked-jaw/")
    assert view.get_by_role("link", name="Tetanus").count() == 1
    view.evaluate(AXE_SCRIPT + ";0")
    for width, scheme in LOOKS:
        show(view, width, 800, scheme)
        assert axe(view) == []
    record_property("looks", len(LOOKS))


# --- what a reader sets -------------------------------------------------------------------------

@every_kind
def test_it_fits_any_window_and_spacing(view, address, kind, record_property):
    """Down to 320 by 256 CSS pixels, which is 400 % of a usual window, and with wider letters, words and lines."""
    view.set_viewport_size({"width": 320, "height": 256})
    kind.open(view, address)
    faults = []
    for spaced in (False, True):
        if spaced:
            view.evaluate(SPACING)
        for size in SIZES:
            show(view, *size)
            faults += [f"{size}{' spaced' if spaced else ''} {fault}" for fault in ask(view, "width", "text")]
    record_property("looks", 2 * len(SIZES))
    assert faults == []


@every_kind
def test_less_motion_contrast_of_parts_and_forced_colours(view, address, kind, record_property):
    kind.open(view, address)
    faults = ask(view, "motion", "pictures")
    for width, scheme in LOOKS:
        show(view, width, 800, scheme)
        faults += [f"{width} {scheme} {fault}" for fault in ask(view, "edges", "drawings")]
    for scheme in ("light", "dark"):
        view.emulate_media(forced_colors="active", color_scheme=scheme, reduced_motion="reduce")
        for chosen in ("light", "dark"):  # whatever was chosen here, the colours of the system hold
            show(view, 360, 800, chosen)
            faults += [f"forced {scheme}, {chosen} chosen {fault}" for fault in ask(view, "forced", "drawings")]
    record_property("looks", len(LOOKS) + 4)
    assert faults == []


def test_the_checks_notice_motion(page, address):
    """Without the reader's wish something does move: the check above can fail."""
    page.add_init_script(CHECKS)
    page.emulate_media(reduced_motion="no-preference")
    page.goto(address)
    assert ask(page, "motion") != []


def test_forced_colours_show_what_is_picked(view, address):
    view.emulate_media(forced_colors="active", reduced_motion="reduce")
    view.goto(address + "browse/#location=leg")
    until(view, "document.querySelector('#map button[aria-pressed=true]') !== null")
    pressed, other = (view.evaluate(f"getComputedStyle(document.querySelector('.map__more button[aria-pressed={state}]')).backgroundColor")
                      for state in ("true", "false"))
    assert pressed != other
    view.focus("#search-input")
    view.keyboard.type("cramp")
    view.wait_for_selector("#search-results [role=option]")
    view.keyboard.press("ArrowDown")
    assert view.evaluate("getComputedStyle(document.querySelector('[role=option][aria-selected=true]')).outlineStyle") == "solid"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.act or "#" in kind.path], ids=lambda kind: kind.name)
def test_nothing_jumps_when_the_scripts_arrive(view, address, kind, record_property):
    """The layout shift that browsers measure, with scripts that come after the page was drawn."""
    view.add_init_script("""window.shift = 0;
      new PerformanceObserver(list => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value })
        .observe({ type: "layout-shift", buffered: true })""")
    late = re.compile(r"/assets/(?!scheme)[a-z/-]+\.js$")
    view.route(late, lambda route: (drawn(view), route.continue_()))
    view.set_viewport_size({"width": 412, "height": 823})
    view.goto(address + kind.path)
    until(view, kind.ready)
    drawn(view)
    shift = view.evaluate("shift")
    record_property("shift", shift)
    assert shift < 0.05


def drawn(page) -> None:
    """Wait until what is there has been drawn."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))")


# --- structure ----------------------------------------------------------------------------------

@every_kind
def test_landmarks_headings_and_language(view, address, kind):
    kind.open(view, address)
    for role in ("banner", "main", "contentinfo"):
        assert view.get_by_role(role).count() == 1, role
    names = [node.get_attribute("aria-label") for node in view.get_by_role("navigation").all()]
    assert "Navigation" in names or not view.is_visible(".md-nav--primary")
    assert all(names) and len(set(names)) == len(names)
    levels = view.evaluate("[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(h => h.checkVisibility()).map(h => Number(h.localName[1]))")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b <= a + 1 for a, b in zip(levels, levels[1:], strict=False)), levels
    assert view.evaluate("document.documentElement.lang") == "en"
    assert view.title().endswith("Spasm Atlas") or kind.path in ("",)


# --- the keyboard -------------------------------------------------------------------------------

WALKS = [pytest.param(kind, size, id=f"{kind.name}, {size[0]} by {size[1]}") for kind in KINDS for size in kind.walks]


@pytest.mark.parametrize(("kind", "size"), WALKS)
def test_tab_goes_through_everything(view, address, kind, size, record_property):
    """From top to bottom each control gets the focus once, in the order of reading, in sight, with an outline; then it lets go."""
    view.set_viewport_size({"width": size[0], "height": size[1]})
    kind.open(view, address)
    count, faults = view.evaluate("checks.stops()")
    assert count > 10
    start = last = view.evaluate("checks.focus(-1)")[0] if kind.act else -1
    reached = []
    for _ in range(count + 3):
        view.keyboard.down("Tab")
        number, found = view.evaluate("last => checks.focus(last)", last)
        if number == -1 or number == 0 and reached:
            break
        reached.append(number)
        faults += found
        last = number
    view.keyboard.up("Tab")
    record_property("stops", len(reached))
    assert faults == []
    assert reached == list(range(start + 1, count))


def test_shift_and_tab_comes_back_into_sight(view, address):
    """The header of a phone lies partly above the window: what gets the focus there comes down."""
    view.set_viewport_size({"width": 360, "height": 640})
    view.goto(address + "conditions/tetanus/")
    view.evaluate("checks.stops(); document.querySelector('footer a').focus()")
    view.evaluate("document.querySelector('.atlas-brand').focus()")
    assert view.evaluate("checks.focus(-1)[1]") == []


def test_the_skip_link_leads_past_the_header(view, address):
    view.goto(address + "conditions/tetanus/")
    view.keyboard.press("Tab")
    assert view.evaluate("document.activeElement.textContent.trim()") == "Skip to content"
    assert view.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    view.keyboard.press("Enter")
    view.keyboard.press("Tab")
    assert view.evaluate("document.activeElement.closest('article') !== null")


def test_the_menu_closes_behind_the_focus(view, address):
    view.set_viewport_size({"width": 360, "height": 640})
    view.goto(address)
    view.get_by_role("button", name="Menu").press("Enter")
    until(view, "document.activeElement.closest('.md-nav--primary') !== null")
    view.evaluate("[...document.querySelectorAll('.md-nav--primary a')].at(-1).focus()")
    view.keyboard.press("Tab")
    assert view.get_by_role("button", name="Menu").get_attribute("aria-expanded") == "false"
    assert view.evaluate("document.activeElement.closest('article') !== null")


@pytest.mark.parametrize("path", ["browse/", "visit-sheet/"])
def test_what_folds_opens_and_closes_by_enter_and_space(view, address, path):
    view.goto(address + path)
    summaries = view.locator("article summary")
    until(view, "document.querySelector('article summary').checkVisibility()")
    opened = "document.activeElement.parentElement.open"
    for summary in summaries.all():
        summary.focus()
        before = view.evaluate(opened)
        view.keyboard.press("Enter")
        assert view.evaluate(opened) != before
        view.keyboard.press("Space")
        assert view.evaluate(opened) == before


def test_the_search_box_by_keyboard(view, address):
    view.goto(address)
    view.focus("#search-input")
    view.keyboard.type("cramp")
    view.wait_for_selector("#search-results [role=option]")
    chosen = "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.id"
    view.keyboard.press("ArrowUp")
    last = view.evaluate(chosen)
    view.keyboard.press("ArrowDown")
    assert view.evaluate(chosen) == "search-option-0" != last
    view.keyboard.press("Escape")
    assert not view.is_visible("#search-results") and view.input_value("#search-input") == "cramp"
    view.keyboard.press("Escape")
    assert view.input_value("#search-input") == ""
    view.keyboard.type("qqxxzz")
    view.get_by_role("status").get_by_text("Nothing found").wait_for()
    view.keyboard.press("Escape")
    assert view.get_by_role("status").get_by_text("Nothing found").count() == 0 and view.input_value("#search-input") == "qqxxzz"
