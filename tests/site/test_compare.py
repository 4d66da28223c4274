"""Conditions side by side, as a reader uses it: on the published site and in the unzipped download."""

from __future__ import annotations

import re

import pytest
from support import until

from scripts.load import load

# The table as it stands in the page, with whole addresses in place of relative ones.
TABLE = """() => {
  const copy = document.querySelector(".compared").cloneNode(true);
  document.querySelectorAll(".compared a").forEach((link, number) => copy.querySelectorAll("a")[number].setAttribute("href", link.href));
  return copy.outerHTML;
}"""
STORED = "() => [document.cookie, localStorage.length, sessionStorage.length]"
READY = "compare/restless-legs-or-leg-cramps/"


@pytest.fixture(scope="module")
def atlas(project):
    return load(project / "data", project / "docs").atlas


class Place:
    """The published site, or the unzipped download, in which a folder's address needs its file."""

    def __init__(self, page, root: str, folder_file: str) -> None:
        self.page, self.root, self.file = page, root, folder_file

    def open(self, path: str) -> None:
        folder, mark, rest = path.partition("#")
        self.page.goto("about:blank")
        self.page.goto(f"{self.root}{folder}{self.file}{mark}{rest}")
        if folder == "compare/":
            settled(self.page)


def settled(page) -> None:
    until(page, "document.getElementById('picker')?.dataset.settled === location.hash")


def picked(page) -> list[str]:
    return [item.removesuffix("✕").strip() for item in page.locator("#picked li").all_inner_texts()]


def heads(page) -> list[str]:
    return page.locator("table.compare thead th a").all_inner_texts()


@pytest.fixture(params=["published", "download"])
def place(request, page):
    if request.param == "published":
        found = Place(page, request.getfixturevalue("address"), "")
    else:
        found = Place(page, f"file://{request.getfixturevalue('offline')}/", "index.html")
    yield found
    assert [url for url in page.requests if not url.startswith((found.root, "about:"))] == []
    assert page.evaluate(STORED) == ["", 0, 0]


def test_the_picker_makes_what_the_build_makes(place, atlas):
    assert len(atlas.comparisons) > 5
    for id, ready in atlas.comparisons.items():
        place.open(f"compare/{id}/")
        built = place.page.evaluate(TABLE)
        place.open(f"compare/#conditions={','.join(ready.conditions)}")
        assert place.page.evaluate(TABLE) == built, id


def test_an_address_brings_back_what_it_names(place):
    place.open("compare/#conditions=tetanus,low-calcium,muscle-cramp,dystonia")
    assert heads(place.page) == ["Tetanus", "Low calcium", "Muscle cramp", "Dystonia"] == picked(place.page)
    assert "Tetanus · Low calcium" in place.page.title()
    place.page.reload()
    settled(place.page)
    assert heads(place.page) == ["Tetanus", "Low calcium", "Muscle cramp", "Dystonia"]


def test_links_of_the_table_lead_there(place):
    place.open("compare/#conditions=tetanus,low-calcium")
    place.page.locator("table.compare tbody a.cite").first.click()
    place.page.wait_for_url(re.compile(r"/conditions/tetanus/(index\.html)?#s1$"))
    assert place.page.locator("#s1").is_visible()
    place.page.go_back()
    place.page.locator("table.compare").get_by_role("link", name="Calcium into a vein").click()
    place.page.locator("#treatment-calcium-into-a-vein").wait_for()


def test_by_keyboard_alone(place):
    """Add two, remove one, go back: the focus is never lost."""
    page = place.page
    place.open("compare/")
    page.focus("#pick")
    for name in ("Tetanus", "Low calcium"):
        page.keyboard.type(name)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        until(page, "name => document.getElementById('picked').textContent.includes(name)", name)
        settled(page)
        page.focus("#pick")
    assert heads(page) == ["Tetanus", "Low calcium"] and page.url.endswith("#conditions=tetanus,low-calcium")
    assert "Tetanus, Low calcium" in page.inner_text("#picker-status")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Remove Low calcium"
    page.keyboard.press("Enter")
    page.wait_for_url("**#conditions=tetanus")
    settled(page)
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Remove Tetanus"
    assert page.locator("table.compare").count() == 0 and "Pick one more." in page.inner_text("#picker-status")
    page.keyboard.press("Enter")
    until(page, "document.activeElement.id === 'pick'")
    settled(page)
    page.go_back()
    page.go_back()
    page.wait_for_selector("table.compare")
    assert heads(page) == ["Tetanus", "Low calcium"] == picked(page)


def test_what_cannot_be_compared_is_named(place):
    page = place.page
    place.open("compare/#conditions=tetanus,%3Cimg%20src=x%20onerror=alert(1)%3E,tetanus,nothing")
    assert picked(page) == ["Tetanus"] and page.locator("#picker img").count() == 0
    said = page.inner_text("#picker-status")
    assert "There is no page called <img src=x onerror=alert(1)>, nothing." in said and "Pick one more." in said
    place.open("compare/#conditions=tetanus,low-calcium,muscle-cramp,dystonia,dehydration")
    assert len(heads(page)) == 4 and page.is_disabled("#pick")
    assert "Left out: Dehydration." in page.inner_text("#picker-status")


def test_only_what_is_picked_is_loaded(place):
    place.open("compare/#conditions=tetanus,low-calcium")
    loaded = [url.rsplit("/", 1)[1] for url in place.page.requests if "/assets/compare/" in url]
    assert sorted(loaded) == ["low-calcium.js", "names.js", "tetanus.js"]


def test_from_a_condition_to_another_beside_it(place):
    page = place.page
    place.open("conditions/tetanus/")
    page.get_by_role("link", name="Compare with another").click()
    settled(page)
    assert picked(page) == ["Tetanus"]
    page.select_option("#pick", label="Muscle cramp")
    page.get_by_role("button", name="Add").click()
    page.wait_for_selector("table.compare")
    assert heads(page) == ["Tetanus", "Muscle cramp"]
    place.open("conditions/muscle-cramp/")
    page.locator("#tell-apart + dl").get_by_role("link", name="Compare").first.click()
    page.locator("h1", has_text="Muscle cramp or clot in a leg vein").wait_for()


def test_every_word_that_marks_is_shown(page, address):
    page.goto(address + READY)
    text = page.inner_text("table.compare")
    assert all(word in text for word in ("In both", "Only here", "Overlaps", "Partly the same", "Different",
                                         "Not given for Restless legs syndrome", "Its page does not say."))
    assert "they do not tell what you have" in page.inner_text(".compare-legend")


def test_a_ready_comparison_reads_without_scripts(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "compare/")
    assert "Picking needs scripts" in page.inner_text("article") and not page.is_visible("#picker")
    page.get_by_role("link", name="Restless legs or night leg cramps").click()
    page.locator("h1", has_text="Restless legs or night leg cramps").wait_for()
    assert page.is_visible("table.compare")
    context.close()


@pytest.mark.parametrize("width", [320, 360, 700, 960, 1280])
@pytest.mark.parametrize("path", [READY, "compare/", "compare/#conditions=medicine-side-effects,low-calcium,muscle-cramp,dystonia"])
def test_it_fits_the_width(browser, address, path, width):
    context = browser.new_context(viewport={"width": width, "height": 640})
    page = context.new_page()
    page.goto(address + path)
    if "#" in path:
        page.wait_for_selector("table.compare")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # No text is cut off or wider than its cell.
    assert page.evaluate("""() => [...document.querySelectorAll('.compare :is(th, td)')]
      .filter(cell => cell.clientWidth && cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.textContent.slice(0, 40))""") == []
    context.close()


def test_a_narrow_screen_names_the_condition_in_every_block(browser, address):
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.goto(address + READY)
    for row in page.locator("table.compare tbody tr").all():
        cells = row.locator("td").all()
        assert [cell.locator(".who").inner_text() for cell in cells] == ["Restless legs syndrome", "Night leg cramps"]
        boxes = [cell.bounding_box() for cell in cells]
        assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"] + 1 and boxes[0]["width"] > 300
    context.close()


def test_a_wide_screen_keeps_the_names_in_sight(page, address):
    page.goto(address + READY)
    assert not page.locator(".who").first.is_visible()
    page.locator("tbody tr").last.scroll_into_view_if_needed()
    head, header = page.locator("table.compare thead th").first.bounding_box(), page.locator(".md-header").bounding_box()
    assert abs(head["y"] - (header["y"] + header["height"])) < 2


def test_on_paper(browser, address):
    """A4 between margins is narrow, but a table it stays: black on white, without the picker."""
    context = browser.new_context(viewport={"width": 680, "height": 900}, color_scheme="dark")
    page = context.new_page()
    page.goto(address + "compare/#conditions=tetanus,low-calcium,muscle-cramp,dystonia")
    page.wait_for_selector("table.compare")
    page.emulate_media(media="print")
    assert not page.is_visible("#picker") and not page.is_visible("#ready") and page.is_visible("caption")
    assert page.evaluate("getComputedStyle(document.querySelector('.compare thead')).display") == "table-header-group"
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
    shades = page.evaluate("""() => [...document.querySelectorAll('.compare :is(td, th, b, li, .state, .flag)')].map(part => {
      const style = getComputedStyle(part); return [style.color, style.backgroundColor]; })""")
    for text, ground in shades:
        assert sum(map(int, re.findall(r"\d+", text)[:3])) < 330, text
        assert re.fullmatch(r"rgba\(0, 0, 0, 0\)|rgb\(255, 255, 255\)", ground), ground
    assert 4 <= page.pdf(format="A4").count(b"/Type /Page\n") <= 10
    context.close()
