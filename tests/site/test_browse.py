"""The pattern browser, on the published form and on the unzipped download."""

from __future__ import annotations

import random
from pathlib import Path

from itertools import combinations

import pytest
import yaml
from support import ROOT, until

KEYS = {"location": "location", "extent": "extent", "frequency": "frequency", "duration": "duration", "intensity": "intensity",
        "triggers": "trigger", "relieved_by": "relieved-by", "onset": "onset", "also": "also", "age": "age"}
URGENCY = ("emergency", "can-be-emergency", "not-emergency")


def raw(path: Path):
    return yaml.safe_load(path.read_text())


CONDITIONS = {path.stem: raw(path) for path in sorted((ROOT / "data/conditions").glob("*.yml"))}
TERMS = {facet: raw(ROOT / f"data/vocabulary/{facet}.yml")["terms"] for facet in KEYS}
FEATURES = [(facet, term["id"]) for facet in KEYS for term in TERMS[facet]]


def reached(facet: str, term: str) -> set[str]:
    """The terms that stand for `term`: itself, what lies within it, and what covers it."""
    found = {term}
    while more := {t["id"] for t in TERMS[facet] if t.get("within") in found} - found:
        found |= more
    return found | {t["id"] for t in TERMS[facet] if term in t.get("covers", [])}


HAS = {
    (facet, term): {id for id, c in CONDITIONS.items() if reached(facet, term) & set(c["pattern"].get(facet, {}).get("terms", []))}
    for facet, term in FEATURES
}


def matching(picks) -> list[str]:
    """What the data says: pages with all picks, emergencies first, then A to Z."""
    found = set(CONDITIONS).intersection(*(HAS[pick] for pick in picks))
    return sorted(found, key=lambda id: (URGENCY.index(CONDITIONS[id]["urgency"]), CONDITIONS[id]["name"].lower()))


def address_of(picks) -> str:
    return "#" + "&".join(f"{KEYS[facet]}={term}" for facet, term in picks)


SHOWN = """() => ({
  ids: (() => {
    for (let turn = 0; turn < 20; turn++) document.querySelector("#results > .results + button, #results > .results + p > button")?.click();
    return [...document.querySelectorAll("#results > .results > li > a")];
  })().map(a => new URL(a.href).pathname.match(/conditions\\/([^/]+)\\//)[1]),
  counts: Object.fromEntries([...document.querySelectorAll(".options li")].map(li =>
    [`${li.closest(".facet").dataset.facet}=${li.dataset.term}`, li.querySelector(".count").textContent])),
  said: document.getElementById("found-count").textContent,
})"""


def pick(page, picks) -> dict:
    page.evaluate("""address => new Promise(done => {
      if (location.hash === address) done();
      addEventListener("hashchange", () => done(), { once: true });
      location.hash = address;
    })""", address_of(picks))
    return page.evaluate(SHOWN)


@pytest.fixture(params=["published", "download"])
def browse(request, page, address, offline):
    """The browser page in both of its forms; it may not ask for anything outside of its site."""
    start = address if request.param == "published" else f"file://{offline}/"
    page.start = start
    page.goto(start + ("browse/" if request.param == "published" else "browse/index.html"))
    yield page
    assert [url for url in page.requests if not url.startswith(start)] == []


def test_every_term_filters_to_the_pages_whose_data_has_it(browse):
    for feature in FEATURES:
        assert pick(browse, [feature])["ids"] == matching([feature]), feature


@pytest.mark.parametrize("size", [2, 3])
def test_pairs_and_triples_filter_to_the_pages_that_have_all(browse, size):
    chance = random.Random(size)
    for _ in range(60):
        picks = sorted(chance.sample(FEATURES, size), key=FEATURES.index)
        shown = pick(browse, picks)
        assert shown["ids"] == matching(picks), picks
        assert bool(shown["ids"]) != ("No page mentions" in shown["said"])


def test_a_count_says_how_many_pages_would_remain(browse):
    picks = [("location", "leg"), ("intensity", "painful")]
    counts = pick(browse, picks)["counts"]
    assert counts == {f"{KEYS[f]}={t}": str(len(matching([*picks, (f, t)])) or "no page") for f, t in FEATURES}


def test_a_result_says_what_its_page_mentions_and_what_not(browse):
    picks = [("location", "jaw"), ("triggers", "noise"), ("also", "fever"), ("frequency", "once")]
    assert matching(picks) == []
    pick(browse, picks)
    near = browse.locator(".near")
    assert near.get_attribute("open") is not None
    for item in near.locator("li").all():
        text = item.inner_text()
        mentions, lacks = text.split("Does not mention: ")
        assert len(lacks.splitlines()[0].split(", ")) == 1 and "Mentions:" in mentions
    tetanus = near.locator("li", has_text="Tetanus").first.inner_text()
    assert "Mentions: Jaw, Sudden noise, Fever" in tetanus and "Does not mention: Once" in tetanus


def test_no_match_sends_to_a_doctor_and_shows_the_nearest(browse):
    pick(browse, [("location", "jaw"), ("triggers", "noise"), ("frequency", "once")])
    advice = browse.locator(".advice")
    assert "see a doctor." in advice.inner_text() and "emergency signs" in advice.inner_text() and "does not mean that it is harmless" in advice.inner_text()
    advice.get_by_role("link", name="What to note down").click()
    browse.wait_for_url("**/see-a-doctor/**")
    assert browse.locator("#note-down").is_visible()


def test_the_emergency_signs_stand_above_the_results_whatever_is_picked(browse):
    for picks in ([], [("location", "calf")], [("location", "shin"), ("also", "ear-click")]):
        pick(browse, picks) if picks else None
        card = browse.locator(".card--emergency")
        assert card.is_visible() and "112, 911 or 999" in card.inner_text()
        assert card.bounding_box()["y"] < browse.locator("#found-title").bounding_box()["y"]


def test_the_way_to_the_emergency_signs_keeps_what_is_picked(browse):
    pick(browse, [("location", "calf")])
    for link in browse.get_by_role("link", name="Emergency signs").all():
        link.click()
        assert browse.url.endswith("#location=calf") and browse.locator("#emergency").is_visible()


def test_the_card_is_the_one_of_the_home_page(page, address):
    page.goto(address)
    home = page.inner_text(".card--emergency").split()
    page.goto(address + "browse/")
    assert page.inner_text(".card--emergency").split() == home


def test_the_address_restores_what_was_picked(browse):
    picks = [("location", "calf"), ("triggers", "cold"), ("triggers", "night")]
    pick(browse, picks)
    shared = browse.url
    assert shared.endswith(address_of(picks))
    browse.goto("about:blank")
    browse.goto(shared)
    assert browse.evaluate(SHOWN)["ids"] == matching(picks)
    checked = browse.evaluate("[...document.querySelectorAll('.options input:checked')].map(box => box.id)")
    assert checked == ["pick-location=calf", "pick-trigger=night", "pick-trigger=cold"]
    assert browse.get_attribute("[data-region=calf]", "aria-pressed") == "true"


def test_the_back_button_takes_back_one_pick(browse):
    browse.get_by_label("Leg", exact=True).check()
    browse.locator(".facet", has_text="How strong").locator("summary").click()
    browse.get_by_label("Painful", exact=True).check()
    browse.wait_for_url("**intensity=painful")
    browse.go_back()
    browse.wait_for_url("**#location=leg")
    assert browse.evaluate(SHOWN)["ids"] == matching([("location", "leg")])
    assert not browse.get_by_label("Painful", exact=True).is_checked()


def test_unknown_parts_of_an_address_are_named_and_left_out(browse):
    browse.evaluate("location.hash = 'location=calf&location=<b>knee&mood=odd'")
    until(browse, "document.getElementById('found-count').textContent.includes('mood=odd')")
    shown = browse.evaluate(SHOWN)
    assert shown["ids"] == matching([("location", "calf")]) and "location=<b>knee" in shown["said"]


def test_a_broken_address_is_no_fault(browse):
    browse.evaluate("location.hash = '%E0%A4=&location=calf'")
    until(browse, "document.querySelectorAll('.options input:checked').length === 1")


def test_by_keyboard_alone(browse):
    def press_until(what: str, key: str = "Tab", most: int = 120) -> None:
        for _ in range(most):
            if browse.evaluate(f"document.activeElement.matches({what!r})"):
                return
            browse.keyboard.press(key)
        raise AssertionError(f"{what} was not reached")

    press_until("[data-region=calf]")
    assert browse.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    browse.keyboard.press("Enter")
    browse.wait_for_url("**#location=calf")
    press_until(".facet[data-facet=trigger] summary")
    browse.keyboard.press("Enter")
    press_until("[id='pick-trigger=night']")
    browse.keyboard.press("Space")
    browse.wait_for_url("**#location=calf&trigger=night")
    assert browse.evaluate("document.activeElement.id") == "pick-trigger=night"
    press_until("#results .results a")
    assert browse.evaluate("document.activeElement.textContent") == CONDITIONS[matching([("location", "calf"), ("triggers", "night")])[0]]["name"]
    browse.evaluate("document.querySelector('#picked [aria-label]').focus()")
    browse.keyboard.press("Enter")
    browse.wait_for_url("**#trigger=night")
    assert browse.evaluate("document.activeElement.closest('#picked') !== null")


def test_the_head_enlarges(browse):
    head = browse.locator("#map-head")
    assert not head.is_visible()
    browse.get_by_role("button", name="Enlarge: Head and face").click()
    assert head.is_visible() and browse.get_attribute("#enlarge", "aria-expanded") == "true"
    browse.get_by_role("button", name="Jaw", exact=True).click()
    browse.wait_for_url("**#location=jaw")


def test_a_shape_filters_like_its_button(browse):
    shape = browse.locator("#map-back path[data-term=calf]").first
    shape.scroll_into_view_if_needed()
    box = shape.bounding_box()
    browse.mouse.click(box["x"] + box["width"] * .45, box["y"] + box["height"] * .7)  # below the button
    browse.wait_for_url("**#location=calf")


def test_every_location_has_a_button(browse):
    terms = browse.evaluate("[...document.querySelectorAll('#map [data-region]')].map(button => button.dataset.region)")
    assert sorted(terms) == sorted(term["id"] for term in TERMS["location"])


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_targets_on_the_map_are_large_enough_and_apart(browser, address, width):
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(address + "browse/#location=jaw")
    page.wait_for_selector("#map-head:not([hidden])")
    boxes = page.evaluate("""[...document.querySelectorAll("#map button")].map(button => {
      const { x, y, width, height } = button.getBoundingClientRect();
      return [button.textContent, x, y, width, height]; })""")
    assert [box for box in boxes if min(box[3:]) < 24] == []
    overlaps = [(a[0], b[0]) for i, a in enumerate(boxes) for b in boxes[i + 1:]
                if a[1] + a[3] > b[1] + 1.5 and b[1] + b[3] > a[1] + 1.5 and a[2] + a[4] > b[2] + 1.5 and b[2] + b[4] > a[2] + 1.5]
    assert overlaps == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_pages_are_chosen_for_comparison(browse):
    pick(browse, [("location", "leg"), ("triggers", "night")])
    first, second = matching([("location", "leg"), ("triggers", "night")])[:2]
    browse.get_by_label(f"Compare {CONDITIONS[first]['name']}").check()
    assert "Choose one more" in browse.inner_text(".compare")
    browse.get_by_label(f"Compare {CONDITIONS[second]['name']}").check()
    pick(browse, [("location", "jaw")])  # what was chosen stays chosen
    link = browse.get_by_role("link", name="Compare 2 pages side by side").get_attribute("href")
    assert link.endswith(f"#conditions={first},{second}") and "/compare/" in link
    browse.get_by_role("button", name=f"Do not compare {CONDITIONS[first]['name']}").click()
    assert "Choose one more" in browse.inner_text(".compare")


def test_the_visit_sheet_takes_over_what_was_picked(browse):
    picks = [("location", "calf"), ("triggers", "night")]
    pick(browse, picks)
    link = browse.get_by_role("link", name="fill in a visit sheet").get_attribute("href")
    assert link.endswith(address_of(picks)) and "/visit-sheet/" in link


def test_a_wider_place_is_offered(browse):
    for term in TERMS["intensity"]:
        other = ("intensity", term["id"])
        narrow, wide = matching([("location", "calf"), other]), matching([("location", "leg"), other])
        pick(browse, [("location", "calf"), other])
        offer = browse.get_by_role("button", name="Leg instead of Calf")
        assert offer.count() == bool(set(wide) - set(narrow))
    pick(browse, [("location", "calf")])
    browse.get_by_role("button", name=f"Leg instead of Calf: {len(matching([('location', 'leg')]))} pages").click()
    browse.wait_for_url("**#location=leg")


def test_an_emergency_does_not_drop_out_unnoticed(browse):
    """A page that says only "whole body" is not counted under one part, but it is named there."""
    picks = [("location", "shin")]
    hidden = [CONDITIONS[id]["name"] for id in matching([("location", "whole-body")])
              if id not in matching(picks) and CONDITIONS[id]["urgency"] == "emergency"]
    assert hidden
    pick(browse, picks)
    assert all(name in browse.locator(".hint", has_text="Whole body").inner_text() for name in hidden)


def test_there_are_always_nearest_pages(browse):
    picks = [("location", "shin"), ("location", "eyes"), ("also", "ear-click"), ("triggers", "menstruation"), ("also", "fever")]
    assert matching(picks) == [] and matching(picks[-1:])
    pick(browse, picks)
    count = next(n for n in range(len(picks) - 1, 0, -1) if any(matching(list(some)) for some in combinations(picks, n)))
    assert f"all but {['one', 'two', 'three', 'four'][len(picks) - count - 1]}" in browse.inner_text(".near summary")
    names = {CONDITIONS[id]["name"] for some in combinations(picks, count) for id in matching(list(some))}
    assert {a.inner_text() for a in browse.locator(".near .results > li > a").all()} == names


def test_a_result_opens_the_page_at_its_top(browse):
    pick(browse, [("location", "jaw"), ("triggers", "noise")])
    browse.locator("#results .results a").first.click()
    browse.wait_for_url("**/tetanus/**")
    assert browse.evaluate("scrollY") == 0


def test_nothing_is_asked_for_or_kept_while_picking(browse):
    browse.wait_for_load_state("networkidle")
    before = len(browse.requests)
    for picks in ([("location", "calf")], [("location", "calf"), ("also", "fever")], [("age", "child")]):
        pick(browse, picks)
    # The browser itself may ask for the icon of the tab again.
    assert [url for url in browse.requests[before:] if not url.endswith("/assets/logo.svg")] == []
    assert browse.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_without_scripts_the_lists_lead_to_the_index_pages(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "browse/")
    assert not page.is_visible("#map")
    page.get_by_role("link", name="Calf", exact=True).click()
    assert page.url.endswith("browse/location/#calf") and page.locator("#calf").is_visible()
    context.close()


def test_each_condition_shows_its_regions_and_scales(page, address):
    for id, condition in CONDITIONS.items():
        page.goto(f"{address}conditions/{id}/")
        picture = page.locator(".glance .body")
        assert picture.get_attribute("role") == "img" and picture.locator("path.on").count() + (picture.get_attribute("class") == "body all") > 0, id
        labels = {term["id"]: term["label"] for term in TERMS["location"]}
        words = page.evaluate("document.getElementById(document.querySelector('.glance .body').getAttribute('aria-labelledby')).innerText")
        assert words.splitlines() == [labels[term] for term in condition["pattern"]["location"]["terms"]], id
        scales = page.inner_text(".glance ul")
        strengths = {term["id"]: term["label"] for term in TERMS["intensity"]}
        for term in condition["pattern"]["intensity"]["terms"]:
            assert strengths[term] in scales, id
        assert ("How long" in scales) == ("duration" in condition["pattern"]), id
