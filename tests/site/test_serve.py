"""`serve`: the page that is open in a browser follows the files."""

from __future__ import annotations

import time
import urllib.error
import urllib.request

import synthetic
from preview_server import serving
from support import build, copy_project, until

SHOWN = "word => document.body?.textContent.includes(word)"


def with_word(text: str, word: str) -> str:
    """A condition's file with a word more in its first cause."""
    head, mark, rest = text.partition("\ncauses:")
    return head + mark + rest.replace(" [@", f" {word} [@", 1)


def status(address: str) -> int:
    """What the server answers to a request, as a number of HTTP."""
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_an_open_page_follows_its_file_and_stays_when_the_file_is_wrong(browser, tmp_path):
    project = copy_project(tmp_path / "project")
    path = project / "data/conditions/muscle-cramp.yml"
    text = path.read_text()
    with serving(project) as server:
        page = browser.new_page()
        page.goto(f"{server.address}conditions/muscle-cramp/")
        for word in ("firstword", "secondword"):
            path.write_text(with_word(text, word))
            until(page, SHOWN, word)
        heard = len(server.said)
        path.write_text("name: [\n")
        while not any("still showing the last good build" in line for line in server.said[heard:]):
            page.wait_for_timeout(50)
        answer = page.request.get(page.url)
        assert answer.ok and "secondword" in answer.text()
        path.write_text(text)
        until(page, "() => !document.body?.textContent.includes('secondword')")
        page.close()
        page = browser.new_page()
        page.goto(f"{server.address}about/")
        (project / "docs/about.md").write_text((project / "docs/about.md").read_text() + "\nA lastword.\n")
        until(page, SHOWN, "lastword")
        page.close()


def test_an_edit_while_the_site_is_built_is_not_missed(browser, tmp_path):
    project = copy_project(tmp_path / "project")
    path = project / "data/conditions/muscle-cramp.yml"
    text = path.read_text()
    with serving(project) as server:
        page = browser.new_page()
        page.goto(f"{server.address}conditions/muscle-cramp/")
        heard = len(server.said)
        path.write_text(with_word(text, "firstword"))
        while not any(line.startswith("check") for line in server.said[heard:]):
            page.wait_for_timeout(5)
        path.write_text(with_word(text, "secondword"))
        until(page, SHOWN, "secondword")
        page.close()


def test_a_site_built_by_another_process_is_not_taken_for_its_own(browser, tmp_path):
    """Pages that an edit leaves as they were are taken from the site, but only as this process published it."""
    project = copy_project(tmp_path / "project")
    path = project / "data/conditions/muscle-cramp.yml"
    text = path.read_text()
    other = project / "site/conditions/tetanus/index.html"
    with serving(project) as server:
        page = browser.new_page()
        page.goto(f"{server.address}conditions/muscle-cramp/")
        published, file = other.read_text(), other.stat().st_ino
        path.write_text(with_word(text, "firstword"))
        until(page, SHOWN, "firstword")
        assert other.read_text() == published
        assert other.stat().st_ino == file
        built = build(project, "site", SITE_URL="https://elsewhere.example/")
        assert built.returncode == 0, built.stderr
        assert "elsewhere.example" in other.read_text()
        path.write_text(with_word(text, "secondword"))
        until(page, SHOWN, "secondword")
        assert other.read_text() == published
        page.close()


def test_a_condition_that_is_added_is_in_the_data_too(browser, tmp_path):
    project = copy_project(tmp_path / "project")
    folder = project / "data/conditions"
    before = set(folder.iterdir())
    with serving(project) as server:
        page = browser.new_page()
        page.goto(f"{server.address}conditions/")
        synthetic.write(project / "data", len(before) + 1)
        (added,) = set(folder.iterdir()) - before
        name = added.read_text().partition("\n")[0].removeprefix("name: ")
        until(page, SHOWN, name)
        address = f"{server.address}data/conditions/{added.stem}.json"
        assert page.request.get(address).json()["condition"]["name"] == name
        page.goto(f"{server.address}conditions/{added.stem}/")
        # Before the file goes: a page that is being loaded anew may never answer, not even to close.
        page.close()
        added.unlink()
        assert any(status(address) == 404 or time.sleep(.05) for _ in range(400))
