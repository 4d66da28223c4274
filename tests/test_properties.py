"""Whatever a contributor writes: faults or a right page, never a traceback, never markup."""

from __future__ import annotations

import re
import tempfile
from html.parser import HTMLParser
from pathlib import Path

import markdown as python_markdown
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from support import ROOT, TODAY, make_folder, piece_of

from scripts import yamlfile
from scripts.check import check
from scripts.faults import has_errors
from scripts.load import load
from scripts.markdown import Citations, markdown
from scripts.names import normalized, slug
from scripts.render import render
from scripts.search import tokens
from scripts.text import bare, cited, parse, problems

GOOD = (ROOT / "tests" / "data" / "conditions" / "test-cramp.yml").read_text()
LINES = GOOD.splitlines()
PAIRS = (ROOT / "tests" / "data" / "comparisons.yml").read_text()
settings.register_profile("patient", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("patient")
EXTENSIONS = yaml.safe_load(re.sub(r"!ENV", "", (ROOT / "mkdocs.yml").read_text()))["markdown_extensions"]


@pytest.fixture(scope="module")
def place():
    """One folder for all examples: only the file under test changes."""
    with tempfile.TemporaryDirectory() as name:
        yield make_folder(Path(name))


def outcome(place, content: bytes, name: str = "conditions/test-cramp.yml") -> list:
    """Check the folder with `content` as that file; when it has no error, it must render."""
    good = {"conditions/test-cramp.yml": GOOD, "comparisons.yml": PAIRS}
    for other, text in (good | {name: content}).items():
        place.write(other, text)
    loaded = load(place.data, place.data / "docs")
    faults = check(loaded, TODAY)
    for fault in faults:
        assert fault.line >= 1 and fault.column >= 1 and fault.message and str(fault).count("\n") == 0
    if not has_errors(faults):
        assert "conditions/test-cramp.md" in render(loaded.atlas)
    return faults


@given(content=st.binary(max_size=300))
def test_any_bytes(place, content):
    assert outcome(place, content)


@given(content=st.text(max_size=300))
def test_any_text(place, content):
    assert outcome(place, content.encode("utf-8", "surrogatepass"))


yaml_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12)


@given(value=yaml_values)
def test_any_yaml_value(place, value):
    assert outcome(place, yaml.safe_dump(value).encode())


@given(value=yaml_values | st.dictionaries(st.text(max_size=12), yaml_values, max_size=2))
def test_any_yaml_value_as_comparisons(place, value):
    outcome(place, yaml.safe_dump(value).encode(), "comparisons.yml")


@pytest.mark.parametrize(("name", "good"), [("conditions/test-cramp.yml", GOOD), ("comparisons.yml", PAIRS)])
@given(data=st.data(), value=yaml_values)
def test_a_good_file_with_one_field_replaced(place, name, good, data, value):
    """Every field in turn holds anything at all."""
    document = yaml.safe_load(good)
    part, path = document, []
    while isinstance(part, dict | list) and part and (not path or data.draw(st.booleans())):
        path.append(data.draw(st.sampled_from(sorted(part) if isinstance(part, dict) else range(len(part)))))
        part = part[path[-1]]
    target = document
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    outcome(place, yaml.safe_dump(document, allow_unicode=True).encode(), name)


@given(number=st.integers(0, len(LINES) - 1), junk=st.text(max_size=12), cut=st.integers(0, 40))
def test_a_good_file_with_one_line_spoiled(place, number, junk, cut):
    lines = list(LINES)
    lines[number] = lines[number][:cut] + junk + lines[number][cut:]
    outcome(place, "\n".join(lines).encode("utf-8", "surrogatepass"))


@given(start=st.integers(0, len(LINES)), length=st.integers(0, 30))
def test_a_good_file_with_lines_missing(place, start, length):
    outcome(place, "\n".join(LINES[:start] + LINES[start + length:]).encode())


@given(st.text())
def test_parsing_loses_nothing(text):
    """Tokens join to the text again, but for spaces inside a citation."""
    joined = "".join(
        f"[{'; '.join('@' + key for key in token.keys)}]" if hasattr(token, "keys")
        else f"[{token.text}]({token.target})" if hasattr(token, "target") else token.text
        for token in parse(text))
    assert re.sub(r"\s", "", joined) == re.sub(r"\s", "", text)


class Page(HTMLParser):
    """The text and the tags of a rendered piece."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags = "", []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attributes: list) -> None:
        self.tags.append((tag, dict(attributes)))


visible = st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), min_size=1).map(
    lambda text: " ".join(text.split())).filter(bool)
tricky = st.text("`*_{}[]()<>&#|~^=!$@\\-+.:1a \"'", min_size=1).map(lambda text: " ".join(text.split())).filter(bool)


@settings(max_examples=300)
@given(visible | tricky)
def test_words_come_out_as_they_went_in(words):
    """In a paragraph and in a list, with the site's Markdown extensions."""
    for prefix, tags in (("", ["p"]), ("- ", ["ul", "li"])):
        page = Page(python_markdown.markdown(prefix + markdown(words), extensions=["attr_list", "tables", "toc"]))
        assert page.text.strip().split() == words.split()
        assert [tag for tag, _ in page.tags] == tags


@settings(max_examples=300)
@given(visible | tricky)
def test_a_statement_renders_only_links(words):
    statement = f"{words} [@alpha; @beta] and [low](low-calcium) [@alpha]."
    citations = Citations()
    for html in (citations.html(statement), python_markdown.markdown(citations.markdown(statement))):
        assert {tag for tag, _ in Page(html).tags} <= {"p", "a"}
        assert all(attributes["href"].startswith(("#s", "../")) for tag, attributes in Page(html).tags if tag == "a")
    assert list(citations.numbers)[:1] == cited(statement)[:1]
    assert "@alpha;" not in bare(f"A {statement}")


@given(st.text())
def test_problems_are_found_without_a_crash(text):
    for needed in (True, False):
        for problem in problems(text, needs_citation=needed):
            assert problem.message and problem.repair


@given(st.text())
def test_html_never_passes(text):
    """What a browser would read as a tag is refused, whatever stands around it."""
    spoiled = f"{text}<img src=x onerror=alert(1)>{text} [@alpha]"
    assert any("HTML" in problem.message for problem in problems(spoiled, needs_citation=True))


@given(st.text())
def test_names_become_plain_addresses(name):
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug(name))
    assert normalized(normalized(name)) == normalized(name)


@given(st.lists(st.text("abcdef", min_size=2, max_size=6), min_size=1, unique=True), st.data())
def test_a_word_lies_in_the_piece_that_its_first_words_tell(words, data):
    words = sorted(words)
    size = data.draw(st.integers(1, len(words)))
    pieces = [words[start:start + size] for start in range(0, len(words), size)]
    word = data.draw(st.sampled_from(words))
    assert word in pieces[piece_of(word, [piece[0] for piece in pieces])]


@given(st.text())
def test_tokens_are_searchable(text):
    assert all(re.fullmatch(r"[a-z0-9]{2,}", token) for token in tokens(text))


@given(st.binary(max_size=200))
def test_the_reader_never_raises(data):
    document = yamlfile.read("x.yml", data)
    assert document.value is not None or document.faults or document.root is not None
