"""What a reader does: follow links, switch the light, print, use the keyboard, read offline."""

from __future__ import annotations

import re

import pytest
from support import REPOSITORY, until


@pytest.fixture
def tetanus(page, address):
    page.goto(address + "conditions/tetanus/")
    return page


def test_the_edit_link_leads_to_the_one_file(tetanus):
    link = tetanus.get_by_role("link", name="Improve this page").get_attribute("href")
    assert link == f"{REPOSITORY}/edit/main/data/conditions/tetanus.yml"


def test_dark_mode_is_kept(page, address):
    page.goto(address)
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    page.get_by_role("button", name="Switch between light and dark").click()
    dark = page.evaluate(colour)
    assert light != dark
    page.goto(address + "conditions/")
    assert page.evaluate(colour) == dark


def test_dark_mode_follows_the_system(browser, address):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(address)
    assert page.evaluate("document.documentElement.dataset.scheme") == "dark"
    context.close()


def test_a_citation_leads_to_its_source_and_back(tetanus):
    assert tetanus.locator("p.lead").get_by_role("link", name="source 1", exact=True).count() == 1
    tetanus.locator("p.lead a.cite").first.click()
    assert tetanus.url.endswith("#s1")
    assert tetanus.locator("#s1").is_visible()
    tetanus.locator("#s1").get_by_role("link", name="back to the text").click()
    assert tetanus.url.endswith("#c1")


def test_from_home_to_a_condition_by_keyboard(page, address):
    page.goto(address)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Conditions A to Z":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/conditions/")
    for _ in range(page.locator("a").count()):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Lockjaw":
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    page.wait_for_url("**/conditions/tetanus/**")


def test_the_skip_link_comes_first(tetanus):
    tetanus.keyboard.press("Tab")
    assert tetanus.evaluate("document.activeElement.textContent.trim()") == "Skip to content"


def test_the_menu_opens_by_keyboard_on_a_phone(browser, address):
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.goto(address)
    menu = page.get_by_role("button", name="Menu")
    menu.focus()
    page.keyboard.press("Enter")
    until(page, "document.querySelector('.md-sidebar--primary').getBoundingClientRect().left >= 0")
    assert menu.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    until(page, "document.querySelector('.md-sidebar--primary').getBoundingClientRect().left < 0")
    assert menu.get_attribute("aria-expanded") == "false"
    context.close()


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("path", ["", "conditions/tetanus/", "conditions/medicine-side-effects/", "conditions/", "sources/", "fields/", "data/",
                                  "browse/location/", "treatments/", "changes/", "quality/", "engines/"])
def test_no_sideways_scrolling(browser, address, path, width):
    context = browser.new_context(viewport={"width": width, "height": 640})
    page = context.new_page()
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_no_request_leaves_the_origin(page, address):
    for path in ("", "conditions/", "conditions/tetanus/", "browse/location/", "sources/", "contribute/"):
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
    assert [url for url in page.requests if not url.startswith(address)] == []
    assert page.context.cookies() == []


def test_the_download_opens_by_double_click(page, offline):
    page.goto(f"file://{offline}/index.html")
    page.get_by_role("link", name="Conditions A to Z").first.click()
    page.get_by_role("link", name="Lockjaw").click()
    assert page.inner_text("h1") == "Tetanus"
    assert "You are reading the offline copy" in page.inner_text("footer")
    assert [url for url in page.requests if not url.startswith(f"file://{offline}/")] == []


def test_the_download_is_offered_with_size_and_checksum(page, address, site):
    import hashlib  # noqa: PLC0415
    archive = (site / "download/spasm-atlas-offline.zip").read_bytes()
    for path, place in (("", ".download"), ("", "footer"), ("conditions/tetanus/", "footer")):
        page.goto(address + path)
        text = page.inner_text(place)
        assert hashlib.sha256(archive).hexdigest() in text
        assert re.search(r"zip, \d+(\.\d)? [KM]B", text)
    with page.expect_download() as download:
        page.locator("footer").get_by_role("link", name="Download for offline reading").click()
    assert download.value.suggested_filename == "spasm-atlas-offline.zip"


def test_care_cards_are_told_by_words_not_colour_alone(tetanus):
    card = tetanus.locator(".card--emergency")
    assert "Immediate action required" in card.inner_text() and card.locator("svg").count() == 1
    assert card.locator("a").count() == 0


def test_print_hides_what_paper_cannot_use(tetanus):
    tetanus.emulate_media(media="print")
    assert not tetanus.is_visible("header.md-header")
    assert tetanus.is_visible(".card--emergency")


def test_print_is_dark_on_white_even_from_the_dark_look(browser, address):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(address + "conditions/tetanus/")
    page.emulate_media(media="print")
    colours = page.evaluate("""() => ["body", ".card--emergency", ".card__action", ".terms a"].map(name => {
      const style = getComputedStyle(document.querySelector(name));
      return [style.color, style.backgroundColor];
    })""")
    for text, ground in colours:
        assert sum(map(int, re.findall(r"\d+", text)[:3])) < 300, colours
        shade = re.findall(r"[\d.]+", ground)
        assert sum(map(float, shade[:3])) > 600 or shade[3:] == ["0"], colours
    context.close()


def test_the_closed_menu_is_out_of_the_keyboards_way(browser, address):
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.goto(address)
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("""() => { const e = document.activeElement, box = e.getBoundingClientRect();
          return [e.textContent.trim().slice(0, 30), box.right > 0 && box.left < innerWidth, getComputedStyle(e).outlineStyle]; }"""))
    assert [stop for stop in seen[1:] if not stop[1] or stop[2] == "none"] == []
    context.close()


def test_a_page_reads_without_scripts(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "conditions/tetanus/")
    assert page.is_visible("h1") and page.is_visible(".card--emergency")
    context.close()
