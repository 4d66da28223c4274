"""Statements: each can be linked, and its correction opens the issue form with its words in it."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from support import REPOSITORY, ROOT

from scripts.load import load
from scripts.statements import anchor, statements

ATLAS = load(ROOT / "data", ROOT / "docs").atlas


def test_every_statement_has_its_place_on_the_page(site):
    for id, condition in ATLAS.conditions.items():
        html = (site / "conditions" / id / "index.html").read_text()
        anchors = [statement.anchor for statement in statements(id, condition)]
        assert sorted(re.findall(r'id="(st-[^"]*)"', html)) == sorted(anchors), id


def test_the_place_holds_the_words(page, address):
    page.goto(address + "conditions/tetanus/")
    shown = page.evaluate("""() => {
      document.querySelectorAll("a.cite").forEach(mark => mark.remove());
      return Object.fromEntries([...document.querySelectorAll("[id^=st-]")].map(e => [e.id, e.textContent.toLowerCase()]));
    }""")
    for statement in statements("tetanus", ATLAS.conditions["tetanus"]):
        words = re.split(r"[.,:;] ", statement.text.lower())
        if not statement.part.startswith("tables"):
            assert all(word.rstrip(".") in shown[statement.anchor] for word in words), statement


def test_an_address_leads_to_one_statement(page, address):
    statement = list(statements("tetanus", ATLAS.conditions["tetanus"]))[-1]
    page.goto(f"{address}conditions/tetanus/#{statement.anchor}")
    assert page.evaluate("document.querySelector(':target').id") == statement.anchor
    box = page.locator(f"#{statement.anchor}").bounding_box()
    assert 40 < box["y"] < 800


def test_a_statement_can_be_corrected(page, address):
    page.goto(address + "conditions/muscle-cramp/")
    assert page.locator(".statement-links").count() == 0
    button = page.get_by_role("button", name="Link or correct one statement")
    button.focus()
    page.keyboard.press("Enter")
    wanted = next(s for s in statements("muscle-cramp", ATLAS.conditions["muscle-cramp"]) if s.part == "causes")
    link = page.locator(f"#{wanted.anchor}").get_by_role("link", name="Correct this statement").get_attribute("href")
    assert link.startswith(f"{REPOSITORY}/issues/new?")
    fields = parse_qs(urlsplit(link).query)
    assert fields["template"] == ["1-correct-a-statement.yml"] and (ROOT / ".github/ISSUE_TEMPLATE" / fields["template"][0]).is_file()
    assert fields["statement"] == [wanted.text]
    assert fields["page"] == [f"{address}conditions/muscle-cramp/#{wanted.anchor}"]
    form = (ROOT / ".github/ISSUE_TEMPLATE" / fields["template"][0]).read_text()
    assert all(f"id: {field}\n" in form for field in ("page", "statement"))
    button.click()
    assert page.locator(".statement-links").count() == 0


def test_an_id_stays_when_citations_or_the_full_stop_change():
    first = anchor("causes", "A [cramp](muscle-cramp) is painful [@a-2020].")
    assert first == anchor("causes", "A cramp  is painful [@b-2021; @a-2020]") == anchor("causes", "a cramp is painful")
    assert first != anchor("outlook", "A cramp is painful") and first != anchor("causes", "A cramp is not painful")
