"""What the checks let through is harmless: every text arrives on the built pages as plain text, whatever it looks like."""

from __future__ import annotations

import re
from pathlib import Path

import html5lib
import pytest
from spoil import ODD, spoil
from support import build, copy_project

from scripts.text import problems

TOMBSTONE = "to: muscle-cramp\nwhy: A clearer name.\n"


@pytest.fixture(scope="module")
def sites(tmp_path_factory) -> tuple[Path, Path, list[str]]:
    """The site with odd texts everywhere, the same with plain words in their places, and the odd texts."""
    folders, put = [], []
    for odd in (False, True):
        project = copy_project(tmp_path_factory.mktemp("odd" if odd else "plain"))
        (project / "data/renamed").mkdir(exist_ok=True)
        (project / "data/renamed/an-old-name.yml").write_text(TOMBSTONE)
        put = spoil(project / "data", odd)
        result = build(project, "all")
        assert result.returncode == 0, result.stdout[:2000] + result.stderr
        folders.append(project / "site")
    return folders[1], folders[0], put


def elements(path: Path) -> list[tuple[str, tuple[str, ...]]]:
    """Every element of a page with the names of its attributes, as a browser reads it."""
    tree = html5lib.parse(path.read_text(), namespaceHTMLElements=False)
    return [(str(element.tag), tuple(sorted(map(str, element.attrib)))) for element in tree.iter()]


def words(path: Path) -> str:
    """What a page says, without its scripts."""
    tree = html5lib.parse(path.read_text(), namespaceHTMLElements=False)
    for parent in list(tree.iter()):
        for element in [child for child in parent if child.tag == "script"]:
            parent.remove(element)
    return "".join(tree.itertext())


def test_odd_texts_are_allowed():
    """Otherwise the tests below would prove nothing."""
    assert [problem for text in ODD for problem in problems(f"w1q {text}", needs_citation=False)] == []


def test_no_text_changes_what_a_page_is_made_of(sites):
    odd, plain, _ = sites
    pages = sorted(path.relative_to(odd) for path in odd.rglob("*.html"))
    assert len(pages) > 40 and pages == sorted(path.relative_to(plain) for path in plain.rglob("*.html"))
    assert [page for page in pages if elements(odd / page) != elements(plain / page)] == []


def test_no_text_becomes_an_address_or_a_handler(sites):
    for path in sites[0].rglob("*.html"):
        for element in html5lib.parse(path.read_text(), namespaceHTMLElements=False).iter():
            for name, value in element.attrib.items():
                assert not str(name).startswith("on"), path
                assert not (name in ("href", "src", "action") and re.search(r"alert\(|evil\.example", value)), (path, value)
                assert not (name == "http-equiv" and value not in ("Content-Security-Policy", "refresh")), path
            if element.attrib.get("http-equiv") == "refresh":
                assert element.attrib["content"] == "0; url=../muscle-cramp/"


def test_every_text_arrives_as_it_was_written(sites):
    odd, _, put = sites
    shown = set()
    for path in sorted(odd.rglob("*.html")):
        text = "".join(words(path).split())
        for match in re.finditer(r"w(\d+)q", text):
            wanted = "".join(put[int(match[1])].split())
            found = text[match.start():match.start() + len(wanted)]
            assert found == wanted or found.startswith(wanted.rstrip(".")), (path, found, wanted)
            shown.add(int(match[1]))
    assert len(shown) > 0.7 * len(put)
