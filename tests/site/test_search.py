"""Search as a reader uses it: on the published site and in the unzipped download."""

from __future__ import annotations

import gzip
import random
import re
from pathlib import Path

import pytest
from judgements import SETS, answers, judgements
from searching import ask, leads_to

from scripts.load import load
from scripts.names import names, normalized
from scripts.search import tokens


@pytest.fixture(scope="module")
def atlas(project):
    return load(project / "data", project / "docs").atlas


@pytest.fixture(params=["published", "download"])
def home(request, page):
    """The home page, from the server or from disk."""
    if request.param == "published":
        start = request.getfixturevalue("address")
    else:
        start = f"file://{request.getfixturevalue('offline')}/index.html"
    page.goto(start)
    page.focus("#search-input")
    yield page
    base = start.removesuffix("index.html")
    assert [url for url in page.requests if not url.startswith(base)] == []


def test_every_name_and_phrase_leads_to_its_page_first(home, atlas):
    wrong = []
    for id, condition in atlas.conditions.items():
        for _, name in names(condition):
            hits = ask(home, name)
            if not hits or not leads_to(hits[0], id):
                wrong.append((name, id, hits[0]["text"] if hits else "nothing"))
    assert wrong == []


def test_every_ready_comparison_is_found_first_by_its_name_and_phrases(home, atlas):
    wrong = []
    for id, ready in atlas.comparisons.items():
        for name in (ready.name, *ready.search_phrases):
            hits = ask(home, name)
            if not hits or not leads_to(hits[0], f"compare/{id}/"):
                wrong.append((name, id, hits[0]["text"] if hits else "nothing"))
    assert wrong == []


@pytest.mark.parametrize(("query", "id"), [("restless legs", "restless-legs-syndrome"), ("leg cramps", "muscle-cramp"),
                                           ("tetanus", "tetanus"), ("low calcium", "low-calcium"), ("stiff neck", "neck-pain-with-spasm")])
def test_a_condition_comes_before_the_comparisons_with_it(home, query, id):
    assert leads_to(ask(home, query)[0], id)


def misspelled(word: str, count: int, chance: random.Random) -> str:
    """The word with `count` wrong letters: one left out, doubled, exchanged or swapped with its neighbour."""
    for _ in range(count):
        at = chance.randrange(1, len(word) - 1)
        word = chance.choice([
            word[:at] + word[at + 1:], word[:at] + word[at] + word[at:],
            word[:at] + chance.choice("aeiostnr") + word[at + 1:],
        ])
    return word


@pytest.mark.parametrize(("count", "shortest"), [(1, 5), (2, 7)])
def test_wrong_letters_still_find_it(home, atlas, count, shortest):
    """In every name one word is misspelled; its page is still among the first five."""
    chance, lost, tried = random.Random(count), [], 0
    for id, condition in atlas.conditions.items():
        for name in [condition.name, *condition.also_called]:
            words = normalized(name).split()
            longest = max(words, key=len)
            if len(longest) < shortest:
                continue
            tried += 1
            query = " ".join(misspelled(word, count, chance) if word == longest else word for word in words)
            if not any(leads_to(hit, id) for hit in ask(home, query)[:5]):
                lost.append((name, query))
    assert tried > 20
    assert lost == []


@pytest.mark.parametrize(("query", "id"), [
    ("dystona", "dystonia"), ("distonia", "dystonia"), ("tetnus", "tetanus"), ("lok jaw", "tetanus"),
    ("charly horse", "muscle-cramp"), ("charleyhorse", "muscle-cramp"), ("restles legs", "restless-legs-syndrome"),
    ("hemifacal spasim", "hemifacial-spasm"), ("hypokalaemia", "low-potassium"), ("CALF CRAMP", "muscle-cramp"),
])
def test_known_slips_of_the_pen(home, query, id):
    hits = ask(home, query)
    assert hits and leads_to(hits[0], id), hits[:3]


@pytest.mark.parametrize(("query", "id"), [
    ("cramps", "muscle-cramp"), ("rusty nail", "tetanus"), ("back arched", "tetanus"), ("can't open my mouth", "tetanus"),
    ("stiff neck and fever", "neck-pain-with-spasm"), ("seratonin syndrom", "serotonin-syndrome"),
    ("leg cramps at night", "night-leg-cramps"), ("hand cramps when writing", "writers-cramp"), ("face twitching one side", "hemifacial-spasm"),
    ("banana", "low-potassium"), ("eyelid twitching", "eyelid-twitch"),
])
def test_what_people_type_who_know_no_name(home, query, id):
    hits = ask(home, query)
    assert hits and leads_to(hits[0], id), hits[:3]


@pytest.mark.parametrize(("query", "id"), [
    ("low potassium symptoms", "low-potassium"), ("tetanus treatment", "tetanus"), ("what is dystonia", "dystonia"),
    ("how do I stop hiccups", "hiccups"), ("eyelid won't stop twitching", "eyelid-twitch"), ("cant stop blinking", "blepharospasm"),
])
def test_words_around_a_name_do_not_hide_it(home, query, id):
    """People ask in sentences, and for the part of a page that they want."""
    hits = ask(home, query)
    assert hits and leads_to(hits[0], id), hits[:3]


@pytest.mark.parametrize(("query", "id"), [("baby jerking when waking up", "infantile-epileptic-spasms"),
                                           ("child back arching", "acute-dystonic-reaction"), ("tongue twisting", "acute-dystonic-reaction")])
def test_other_forms_of_a_word_find_it_too(home, query, id):
    assert any(leads_to(hit, id) for hit in ask(home, query)[:3])


def test_pages_with_the_words_in_their_text_come_in_the_order_of_what_they_are_called(home):
    """Several texts have both words, and the first in the alphabet is called neither."""
    hits = ask(home, "period cramps")
    assert "mentioned in the text" in hits[0]["text"]
    assert leads_to(hits[0], "low-potassium") and any(leads_to(hit, "blepharospasm") for hit in hits), hits[:3]


def test_most_of_the_words_find_what_has_the_rarest(home):
    hits = ask(home, "haloperidl neck sideways rolled up")
    assert leads_to(hits[0], "acute-dystonic-reaction") and "some of the words" in hits[0]["text"], hits[:3]


@pytest.mark.parametrize("query", ["kidney stone", "drank bleach", "vaginismus"])
def test_what_no_page_is_about_finds_nothing_rather_than_something_else(home, query):
    assert ask(home, query) == []


@pytest.mark.parametrize("query", ["heart attack", "stroke", "signs of a stroke"])
def test_other_emergencies_lead_to_the_page_that_says_what_to_do(home, query):
    assert leads_to(ask(home, query)[0], "see-a-doctor/")


def test_most_queries_of_people_lead_to_a_right_page(page, address):
    """`python tests/judgements.py` prints every query that does not, and the shares; this is what they may not fall below."""
    page.goto(address)
    page.focus("#search-input")
    found = answers(page, judgements())
    hoped = [answer for answer in found if answer.judgement.right]
    assert len(hoped) > 500
    assert len([answer for answer in hoped if answer.found]) >= 0.85 * len(hoped)


def test_judgements_name_pages_that_exist(site):
    rows = judgements()
    assert len({row.query.lower() for row in rows}) == len(rows)
    assert {row.set for row in rows} == set(SETS)
    lacking = {path for row in rows for path in row.right if not (site / (path if "/" in path else f"conditions/{path}") / "index.html").is_file()}
    assert lacking == set()


def test_guesses_are_called_guesses(home):
    assert "spelled alike" in ask(home, "dystona")[0]["text"]
    assert "spelled alike" not in ask(home, "dystonia")[0]["text"]


def test_short_words_are_not_the_start_of_longer_ones(home):
    """Three letters such as ALS would otherwise find every page with the word "also"."""
    hits = ask(home, "als")
    assert leads_to(hits[0], "motor-neuron-disease")
    lacking = []
    for hit in hits:
        home.goto(hit["href"])
        if not re.search(r"\bALS\b", home.inner_text("main")):
            lacking.append(hit["text"])
    assert lacking == []


def test_results_appear_as_one_types(home, atlas):
    name = atlas.conditions["tetanus"].name
    for length in range(3, len(name) + 1):
        assert any(leads_to(hit, "tetanus") for hit in ask(home, name[:length]))


def test_a_danger_is_shown(home, atlas):
    hit = ask(home, "tetanus")[0]
    assert atlas.conditions["tetanus"].urgency == "emergency" and "Emergency" in hit["text"]
    harmless = next(c for c in atlas.conditions.values() if c.urgency == "not-emergency")
    assert "mergency" not in ask(home, harmless.name)[0]["text"]


def test_all_text_can_be_found(home, project, atlas):
    """Some words that stand in the text of one page only lead to that page."""
    texts = {id: set(tokens((project / f"data/conditions/{id}.yml").read_text().split("\ncodes:")[0])) for id in atlas.conditions}
    chance, missed = random.Random(7), []
    for id, words in texts.items():
        visible = (project / f"site/conditions/{id}/index.html").read_text()
        article = set(tokens(re.sub(r"<[^>]+>", " ", visible.split("<article")[1].split('<ol class="sources">')[0])))
        own = sorted(w for w in words & article if len(w) > 5 and w.isalpha() and not any(w in t for o, t in texts.items() if o != id))
        for word in chance.sample(own, min(5, len(own))):
            if not any(leads_to(hit, id) for hit in ask(home, word)):
                missed.append((word, id))
    assert missed == []


def test_nothing_found_says_so(home):
    assert ask(home, "qqxzzy") == []
    said = home.get_by_role("status").filter(has_text="Nothing found")  # seen and heard
    assert said.is_visible() and "see a doctor" in said.inner_text()
    assert not home.is_visible("#search-results")


def test_keyboard_and_screen_reader(home):
    home.keyboard.type("tetanus")
    home.wait_for_selector("#search-results [role=option]")
    box = home.locator("#search-input")
    assert box.get_attribute("role") == "combobox" and box.get_attribute("aria-expanded") == "true"
    assert re.fullmatch(r"(1 page|\d+ pages) found", home.inner_text("#search-status"))
    home.keyboard.press("ArrowDown")
    active = box.get_attribute("aria-activedescendant")
    assert home.locator(f"#{active}").get_attribute("aria-selected") == "true"
    home.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false" and not home.is_visible("#search-results")
    home.keyboard.press("ArrowDown")
    home.fill("#search-input", "")
    home.keyboard.type("tetanus")
    home.wait_for_selector("#search-results [role=option]")
    home.keyboard.press("Enter")
    home.wait_for_url(re.compile("/conditions/tetanus/"))
    assert home.inner_text("h1") == "Tetanus"


def test_the_index_is_fetched_when_the_box_gets_the_focus(page, address):
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert [url for url in page.requests if "/assets/search/" in url or "minisearch" in url] == []
    page.focus("#search-input")
    page.wait_for_load_state("networkidle")
    assert {Path(url).name for url in page.requests if "/assets/search/" in url} == {"names.js"}


def test_words_that_say_little_do_not_fetch_all_phrases(page, address, site):
    page.goto(address)
    page.focus("#search-input")
    ask(page, "what is")
    pieces = len([url for url in page.requests if "/assets/search/words-" in url])
    assert pieces <= 2 < len([*(site / "assets/search").glob("words-*.js")])


def test_a_key_leads_to_the_box_but_no_letter_alone(page, address):
    page.goto(address)
    page.keyboard.press("s")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "search-input"
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.id") == "search-input"
    page.keyboard.type("a/s")
    assert page.input_value("#search-input") == "a/s"


def test_the_404_page_can_search(page, address):
    page.goto(address + "no/such/page/")
    assert page.inner_text("h1") == "Page not found"
    page.focus("#search-input")
    assert leads_to(ask(page, "lockjaw")[0], "tetanus")


def test_the_index_stays_small(site):
    assert len(gzip.compress((site / "assets/search/names.js").read_bytes())) <= 200_000
