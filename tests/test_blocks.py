"""Blocks of HTML that are taken as they are: the same page as when Python-Markdown parses them."""

from __future__ import annotations

import re

import markdown
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support import ROOT

from scripts.load import load
from scripts.render import render

ATLAS = load(ROOT / "data", ROOT / "docs").atlas
SETTINGS = yaml.load((ROOT / "mkdocs.yml").read_text().replace("!ENV", ""), yaml.SafeLoader)["markdown_extensions"]
NAMES = [name if isinstance(name, str) else next(iter(name)) for name in SETTINGS]
CONFIGS = {name: inner for entry in SETTINGS if isinstance(entry, dict) for name, inner in entry.items()}
FRONT = re.compile(r"\A---\n.*?\n---\n", re.S)


def converted(text: str, *, blocks: bool) -> str:
    """The HTML without empty lines: between blocks a parser may leave one more or one less."""
    names = [name for name in NAMES if blocks or name != "scripts.blocks"]
    return re.sub(r"\s*\n\s*", "\n", markdown.markdown(text, extensions=names, extension_configs=CONFIGS)).strip()


def test_the_site_uses_the_extension():
    assert "scripts.blocks" in NAMES


def test_every_page_is_the_same_with_and_without():
    pages = {name: text for name, text in render(ATLAS).items() if name.endswith(".md")}
    pages |= {path.name: path.read_text() for path in (ROOT / "docs").glob("*.md")}
    assert len(pages) > 50
    for name, text in pages.items():
        body = FRONT.sub("", text)
        assert converted(body, blocks=True) == converted(body, blocks=False), name


LINES = ["<p>a</p>", "<p id='x'>b", "</p>", "<div>", "</div>", "<div class=\"a\"><p>c</p></div>", "<ul><li>d</li></ul>", "<ul>", "</ul>", "<li>e</li>",
         "<section>", "</section>", "words *em*", "", "", "", "- f", "1. g", "    code", "<b>h</b>", "<br>", "<!-- i -->", "<div markdown>", "<p>j</p> tail",
         "> quote", "# Head { #k }", "<pre>", "</pre>", "<p>1 < 2 & &amp; &#39;</p>", "<p>{: .x }</p>", "<table>", "</table>", "<script>", "</script>"]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=12).map("\n".join))
@example("<p>a\n\nb</p>")
@example("<div markdown>\nwords *em*\n</div>")
@example("words\n<p>a</p>\n\nwords")
@example("- f\n\n    <p>a</p>\n\n- g")
def test_any_text_is_the_same_with_and_without(text):
    assert converted(text, blocks=True) == converted(text, blocks=False)


@pytest.mark.parametrize("text, taken", [
    ("<p>a</p>\n<p>b</p>", True), ("<ul>\n<li>a <b>b</b></li>\n</ul>", True), ("<p>a</p> words", False), ("<p>a</p>\nwords\n<p>b</p>", False),
    ("<div>\n<p>a</div>", False), ("<div markdown>\na\n</div>", False), ("<p>a</p><!-- b -->", False)])
def test_only_what_is_closed_is_taken(text, taken):
    md = markdown.Markdown(extensions=["scripts.blocks"])
    left = md.preprocessors["blocks"].run(text.split("\n"))
    assert ("\n".join(left) != text) is taken
