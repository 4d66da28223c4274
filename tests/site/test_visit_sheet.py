"""The visit sheet: takes over picks, is filled in, cleared, kept on request only, and prints on one page."""

from __future__ import annotations

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from support import until

from scripts.facets import BROWSABLE, parameter
from scripts.load import load

KEPT = "localStorage.getItem('atlas-visit-sheet')"
STORED = "[localStorage.length, sessionStorage.length, document.cookie]"
PICKS = "#location=calf&location=foot&trigger=cold"


@pytest.fixture(params=["published", "download"])
def sheet(request, page):
    """The page as published and from the unzipped download, opened with a given end of its address."""
    base = (request.getfixturevalue("address") + "visit-sheet/" if request.param == "published"
            else f"file://{request.getfixturevalue('offline')}/visit-sheet/index.html")

    def go(end: str = ""):
        page.goto("about:blank")
        page.goto(base + end)
        return page
    return go


def box(page, label):
    return page.get_by_role("textbox", name=label, exact=True)


def words(page, label):
    return page.locator(".field", has=page.get_by_label(label, exact=True)).locator("details")


def pick(page, label, word):
    words(page, label).locator("label", has=page.get_by_text(word, exact=True)).locator("input").click()


def texts(page):
    return page.evaluate("Object.fromEntries([...document.querySelectorAll('#sheet textarea')].map(a => [a.id, a.value]).filter(p => p[1]))")


def test_every_facet_has_its_field_and_all_its_terms(sheet, project):
    page = sheet()
    atlas = load(project / "data", project / "docs").atlas
    shown = page.evaluate("""() => [...document.querySelectorAll("[data-facet]")].map(field => [field.dataset.facet,
        field.querySelector("label").textContent, [...field.querySelectorAll("[data-term]")].map(box => [box.dataset.term, box.parentElement.innerText])])""")
    assert [(name, title) for name, title, _ in shown] == [(parameter(f), atlas.vocabularies[f].title) for f in BROWSABLE]
    for facet, (_, _, terms) in zip(BROWSABLE, shown, strict=True):
        assert [id for id, _ in terms] == [term.id for term in atlas.vocabularies[facet].terms]


def test_picks_are_taken_over_and_what_is_unknown_is_not(sheet):
    page = sheet(PICKS + "&location=nowhere&spam=egg&trigger=%22%5D&relieved-by=warmth")
    assert texts(page) == {"sheet-location": "Calf; Foot and toes", "sheet-trigger": "Cold", "sheet-relieved-by": "Warmth"}
    assert page.inner_text("#sheet-status") == "Filled in from what you picked: Calf; Foot and toes; Cold; Warmth."
    assert page.evaluate("[...document.querySelectorAll('[data-term]:checked')].map(box => box.dataset.term)") == ["calf", "foot", "cold", "warmth"]
    assert page.evaluate(STORED) == [0, 0, ""]


def test_words_go_into_the_text_and_out_of_it(sheet):
    page = sheet()
    box(page, "Where in the body").fill("It hurts here.")
    words(page, "Where in the body").locator("summary").click()
    for word in ("Calf", "Hip, groin and buttock", "Foot and toes"):
        pick(page, "Where in the body", word)
    assert box(page, "Where in the body").input_value() == "It hurts here. Calf; Hip, groin and buttock; Foot and toes"
    pick(page, "Where in the body", "Hip, groin and buttock")
    pick(page, "Where in the body", "Calf")
    assert box(page, "Where in the body").input_value() == "It hurts here. Foot and toes"
    pick(page, "Where in the body", "Foot and toes")
    assert box(page, "Where in the body").input_value() == "It hurts here."
    box(page, "Where in the body").fill("calf, LEG")
    assert page.evaluate("[...document.querySelectorAll('[data-term]:checked')].map(box => box.dataset.term)") == ["leg", "calf"]
    box(page, "Where in the body").fill("calves")
    assert page.locator("[data-term]:checked").count() == 0


def test_clear_empties_all_and_undo_brings_it_back(sheet):
    page = sheet(PICKS)
    box(page, "Name").fill("A. B.")
    page.get_by_label("Keep it on this device").check()
    before = texts(page)
    page.get_by_role("button", name="Clear all").click()
    assert texts(page) == {} and page.evaluate(STORED) == [0, 0, ""] and "#" not in page.url
    assert not page.get_by_label("Keep it on this device").is_checked()
    page.get_by_role("button", name="Undo").click()
    assert texts(page) == before and json.loads(page.evaluate(KEPT)) == before
    assert page.evaluate("document.activeElement.id") == "sheet-clear"


def test_clear_without_keeping_removes_the_picks_from_the_address_too(sheet):
    page = sheet(PICKS)
    page.get_by_role("button", name="Clear all").click()
    assert "#" not in page.url
    page.reload()
    assert texts(page) == {}
    assert not page.get_by_role("button", name="Undo").is_visible()


def test_nothing_is_kept_unless_asked_for(sheet):
    page = sheet()
    box(page, "Name").fill("A. B.")
    box(page, "Day 1 Where in the body").fill("calf")
    assert page.evaluate(STORED) == [0, 0, ""]
    page.reload()
    assert texts(page) == {}


def test_what_is_kept_comes_back_merges_with_picks_and_goes_on_request(sheet):
    page = sheet()
    box(page, "Where in the body").fill("my left calf")
    page.get_by_label("Keep it on this device").check()
    box(page, "Name").fill("A. B.")
    page = sheet("#location=calf&location=foot")
    assert texts(page) == {"sheet-name": "A. B.", "sheet-location": "my left calf; Calf; Foot and toes"}
    assert json.loads(page.evaluate(KEPT)) == texts(page)
    assert page.get_by_label("Keep it on this device").is_checked()
    box(page, "Where in the body").fill("my left calf")
    page.reload()
    assert texts(page)["sheet-location"] == "my left calf", "a word deleted here came back from the address"
    page.get_by_label("Keep it on this device").uncheck()
    assert page.evaluate(STORED) == [0, 0, ""]
    assert texts(page)["sheet-name"] == "A. B."


def test_leaving_asks_first_when_text_would_be_lost(sheet, page):
    page.asked = []
    page.on("dialog", lambda dialog: (page.asked.append(dialog.type), dialog.accept()))
    sheet(PICKS).reload()
    assert page.asked == []  # picks alone are still in the address
    box(page, "Name").press_sequentially("A. B.")
    page.reload()
    assert page.asked == ["beforeunload"]
    box(page, "Name").press_sequentially("A. B.")
    page.get_by_label("Keep it on this device").check()
    page.reload()
    assert page.asked == ["beforeunload"]


def test_another_tab_does_not_bring_back_what_was_deleted(page, address):
    page.goto(address + "visit-sheet/")
    page.get_by_label("Keep it on this device").check()
    other = page.context.new_page()
    other.goto(address + "visit-sheet/")
    box(page, "Name").fill("A. B.")
    until(other, "document.getElementById('sheet-name').value === 'A. B.'")
    page.get_by_label("Keep it on this device").uncheck()
    until(other, "!document.getElementById('sheet-keep').checked")
    box(other, "Date of visit").fill("tomorrow")
    assert other.evaluate(STORED) == [0, 0, ""]


def test_it_works_where_storage_is_off(sheet, page):
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('off', 'SecurityError'); } })")
    page = sheet(PICKS)
    assert texts(page)["sheet-trigger"] == "Cold"
    page.locator("#sheet-keep").click()
    assert not page.locator("#sheet-keep").is_checked()
    assert "does not let the page keep" in page.inner_text("#sheet-status")


def test_kept_text_that_cannot_be_read_does_no_harm(sheet):
    page = sheet()
    page.evaluate("localStorage.setItem('atlas-visit-sheet', '{broken')")
    page.reload()
    assert texts(page) == {}
    box(page, "Name").fill("A. B.")


def test_no_request_while_it_is_used(sheet, page):
    page = sheet(PICKS)
    page.wait_for_load_state("networkidle")
    loaded = len(page.requests)
    fill(page)
    page.get_by_label("Keep it on this device").check()
    page.get_by_role("button", name="Clear all").click()
    page.wait_for_load_state("networkidle")
    # When an address changes, Chromium looks up the icon of the page in its cache. A page cannot prevent that.
    icon = page.evaluate("document.querySelector('link[rel=icon]').href")
    assert [url for url in page.requests[loaded:] if url != icon] == []
    start = page.url.split("visit-sheet/")[0]
    assert [url for url in page.requests if not url.startswith((start, "about:"))] == []


def test_text_does_not_go_to_a_spell_checker_or_into_the_browsers_memory(sheet):
    page = sheet()
    assert page.locator("#sheet form, form #sheet").count() == 0  # so that Enter sends nothing, with and without scripts
    assert page.locator("#sheet textarea:not([autocomplete=off][spellcheck=false])").count() == 0


def test_by_keyboard_alone(sheet, page):
    page.add_init_script("window.print = () => { window.printed = (window.printed || 0) + 1; }")
    page = sheet()

    def tab_to(test: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement.matches({test!r})"):
                assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
                return
        raise AssertionError(f"Tab does not reach {test}")

    tab_to("#sheet-keep")
    page.keyboard.press("Space")
    tab_to("#sheet-what")
    page.keyboard.type("It pulls.")
    tab_to("#sheet-location")
    tab_to("summary")
    page.keyboard.press("Enter")
    tab_to("[data-term=head]")
    page.keyboard.press("Space")
    tab_to(".done")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('[data-facet=location] summary') && !document.activeElement.parentElement.open")
    assert json.loads(page.evaluate(KEPT)) == {"sheet-what": "It pulls.", "sheet-location": "Head"}
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('[data-facet=location] summary') && !document.activeElement.parentElement.open")
    page.locator("body").evaluate("body => document.activeElement.blur()")
    page.evaluate("document.querySelector('#sheet .print').focus()")
    page.keyboard.press("Enter")
    assert page.evaluate("window.printed") == 1
    tab_to("#sheet-clear")
    page.keyboard.press("Enter")
    tab_to("#sheet-undo")
    page.keyboard.press("Space")
    assert texts(page) == {"sheet-what": "It pulls.", "sheet-location": "Head"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_no_violation(browser, address, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(address + "visit-sheet/" + PICKS)
    page.evaluate("for (const words of document.querySelectorAll('details')) words.open = true")
    page.get_by_role("button", name="Clear all").click()
    for closed in (False, True):
        if closed:
            page.evaluate("for (const words of document.querySelectorAll('details')) words.open = false")
        results = Axe().run(page)
        assert [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in results.response["violations"]] == []
    context.close()


def test_every_control_has_a_name_of_its_own(sheet):
    page = sheet()
    names = re.findall(r'- textbox "([^"]+)"', page.locator("#sheet").aria_snapshot())
    assert len(names) == page.locator("#sheet textarea").count() == len(set(names))


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_no_sideways_scrolling(browser, address, width):
    context = browser.new_context(viewport={"width": width, "height": 640})
    page = context.new_page()
    page.goto(address + "visit-sheet/")
    fill(page)
    box(page, "Name").fill("W" * 200)
    page.evaluate("for (const words of document.querySelectorAll('details')) words.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_no_box_hides_a_part_of_its_text(sheet):
    page = sheet()
    box(page, "Day 3 What eases it").fill("one two three\n" * 12)
    fill(page)
    assert page.evaluate("[...document.querySelectorAll('#sheet textarea')].filter(a => a.scrollHeight > a.clientHeight).map(a => a.id)") == []


# --- paper ---------------------------------------------------------------------------------------

SENTENCES = {
    "sheet-name": "Alexandra Montgomery-Featherstone",
    "sheet-date": "Tuesday, 1 December 2026, 10:30",
    "sheet-what": "Three or four nights a week my left calf suddenly goes hard as a stone and wakes me up. I have to get out of bed "
                  "and stand on it until it lets go. The next day it is sore. It began in spring and comes more often since then.",
    "sheet-medicines": "Water tablet 12.5 mg mornings, blood fat tablet 20 mg evenings, spray when needed, magnesium 300 mg since March",
    "sheet-changed": "New water tablet since April. Running again since May, three times a week. More coffee, because I sleep badly.",
    "sheet-history": "Thyroid operation 2015, high blood pressure. My mother had leg cramps, too.",
    "sheet-own": "Should I stop the magnesium?\nMay I go on running?\nIs it the water tablet?",
}


def fill(page) -> None:
    """Realistic text: three terms in every facet, some sentences, the whole week."""
    page.evaluate("""texts => {
      for (const field of document.querySelectorAll("[data-facet]"))
        for (const box of [...field.querySelectorAll("[data-term]")].slice(-3)) if (!box.checked) box.click();
      for (const row of document.querySelectorAll(".diary tbody tr"))
        ["Mon 21 Nov, 3:15", "Left calf and foot", "About 4 minutes", "8", "Stretched in bed after a run", "Standing up, walking"]
          .forEach((text, number) => { texts[row.querySelectorAll("textarea")[number].id] = text; });
      for (const [id, text] of Object.entries(texts)) {
        const area = document.getElementById(id);
        area.value = text;
        area.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }""", SENTENCES)


def pages_of(pdf: bytes) -> int:
    """The pages of a PDF as Chromium writes it: page objects are not compressed there."""
    count = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert count == int(re.search(rb"/Type\s*/Pages\s*/Count (\d+)", pdf)[1]), "this PDF is written in another way"
    return count


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("filled", [False, True], ids=["empty", "filled"])
def test_it_prints_on_one_page(sheet, paper, filled):
    page = sheet()
    if filled:
        fill(page)
        words(page, "Where in the body").locator("summary").click()
    assert pages_of(page.pdf(format=paper)) == 1


def test_more_text_goes_on_a_second_page(sheet):
    page = sheet()
    box(page, "What happens, in your own words").fill("It pulls. " * 900)
    assert pages_of(page.pdf(format="A4")) == 2


def test_paper_shows_the_sheet_and_its_text_only(browser, address):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(address + "visit-sheet/" + PICKS)
    words(page, "Where in the body").locator("summary").click()
    page.emulate_media(media="print")
    for part in ("header.md-header", ".md-sidebar", ".atlas-footer", ".improve", "#sheet button >> nth=0", ".promise", "summary >> nth=0", "fieldset >> nth=0"):
        assert not page.locator(part).first.is_visible(), part
    assert page.get_by_text("It is not medical advice.").first.is_visible()
    shown = page.evaluate("""() => [...document.querySelectorAll(".grow")].map(box => getComputedStyle(box, "::after"))
      .map(style => [style.visibility, style.color, style.content])""")
    assert {(visibility, colour) for visibility, colour, _ in shown} == {("visible", "rgb(0, 0, 0)")}
    assert any("Calf; Foot and toes" in content for *_, content in shown)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    context.close()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_without_scripts_it_is_a_form_to_print(browser, address, paper):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "visit-sheet/")
    assert page.get_by_text("Nothing you type leaves this page.").is_visible()
    assert page.locator("#sheet button:visible, #sheet summary:visible, #sheet-keep:visible").count() == 0
    box(page, "Where in the body").fill("my left calf")
    assert pages_of(page.pdf(format=paper)) == 1
    page.emulate_media(media="print")
    assert box(page, "Where in the body").is_visible()
    context.close()


# --- its place on the site -----------------------------------------------------------------------

@pytest.mark.parametrize("query", ["symptom diary", "cramp diary", "visit sheet", "print a diary", "what to tell the doctor about my cramps"])
def test_the_search_finds_it(page, address, query):
    page.goto(address)
    page.focus("#search-input")
    page.keyboard.type(query)
    first = page.locator("#search-results [role=option]").first
    first.get_by_text("Visit sheet and diary").wait_for()


def test_its_phrases_are_its_own(project):
    from scripts.names import names, normalized  # noqa: PLC0415
    from scripts.render import render  # noqa: PLC0415
    atlas = load(project / "data", project / "docs").atlas
    text = render(atlas)["visit-sheet.md"]
    mine = {normalized(phrase) for phrase in re.search(r"^phrases: \[(.*)\]$", text, re.M)[1].split(",")}
    others = {normalized(name) for condition in atlas.conditions.values() for _, name in names(condition)}
    others |= {normalized(phrase) for other in atlas.pages.values() for phrase in other.phrases}
    assert mine and mine & others == set()


def test_its_questions_are_those_of_the_page_on_seeing_a_doctor(page, address):
    page.goto(address + "see-a-doctor/")
    advice = page.inner_text("article")
    page.get_by_role("link", name="visit sheet and diary", exact=True).click()
    questions = page.locator(".ask li").all_inner_texts()
    assert len(questions) == 6 and [question for question in questions if question not in advice] == []
    page.get_by_role("link", name="How to prepare for the visit").click()
    assert page.url.endswith("see-a-doctor/#note-down")
