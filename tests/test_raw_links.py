"""Links in HTML blocks: seen from the Markdown file, as Zensical wants them; untouched under MkDocs."""

from __future__ import annotations

from urllib.parse import urljoin

import markdown
import pytest

from scripts import engines
from scripts.raw_links import from_file

LINKS = ["../../browse/location/#jaw", "../", "..", "../#pattern", "../../", "x", "x/y.png", "./x", "../tetanus/?a=1#b", "../../data/conditions/a.json"]


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("tag", ['<a class="b" href="{}">', '<img alt="" src="{}">'])
def test_zensical_makes_the_same_address_of_it(link, tag):
    """Zensical puts `../` before it, on the page of a file that is not an index."""
    html = from_file(tag.format(link), "conditions/dystonia.md")
    changed = html.removeprefix(tag.partition("{")[0]).partition('"')[0]
    page = "https://example.org/conditions/dystonia/"
    assert urljoin(page, f"../{changed}") == urljoin(page, link)
    assert changed and changed[0] not in "#?/"


@pytest.mark.parametrize("link", ["#here", "?a=1", "/root/", "https://example.org/", "mailto:a@example.org", ""])
def test_what_zensical_leaves_alone_stays(link):
    assert from_file(f'<a href="{link}">', "about.md") == f'<a href="{link}">'


@pytest.mark.parametrize("path", ["index.md", "conditions/index.md"])
def test_an_index_is_its_own_folder(path):
    assert from_file('<a href="../x/">', path) == '<a href="../x/">'


def test_mkdocs_gets_its_html_unchanged():
    text = '<p><a href="../x/">x</a></p>\n\n[y](y.md) and <a href="../z/">z</a>'
    assert markdown.markdown(text, extensions=["scripts.raw_links"]) == markdown.markdown(text)


def test_messages_lose_colors_and_lines_about_code():
    said = "\x1b[33mWarning:\x1b[0m page\nTraceback (most recent call last):\n  File x\n    y\nRuntimeError: Aborted"
    assert engines.said(said) == "Warning: page\nRuntimeError: Aborted"
    assert engines.said("ERROR - a\n") == "ERROR - a"


def test_an_unknown_generator_is_one_line(monkeypatch):
    monkeypatch.setenv("SITE_ENGINE", "hugo")
    with pytest.raises(engines.UnknownEngine, match="mkdocs or zensical"):
        engines.chosen()
