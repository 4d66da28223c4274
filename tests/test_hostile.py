"""Hostile files of contributors: each is refused with its place, all at once, in whatever file it stands."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pytest
import yaml
from support import ROOT

from scripts import files, load, safehtml, yamlfile
from scripts.characters import strange
from scripts.faults import LIMIT, Fault, few, has_errors

CRAMP, LACK, SOURCES, PAIRS = "conditions/test-cramp.yml", "conditions/test-lack.yml", "references.yml", "comparisons.yml"
MAP, RELEASE, PLACES, CODES, OLD = "body-map.yml", "release.yml", "vocabulary/location.yml", "codes.tsv", "renamed/old-cramp.yml"
PAGE = "docs/about.md"
HEAD = "---\ntitle: About\ndescription: What we do\n---\n\n"
EVERY = (CRAMP, SOURCES, PAIRS, MAP, RELEASE, PLACES, CODES, OLD, PAGE)
"""One file of each kind that a pull request may bring."""

# In each kind of file a text that a reader sees, or that stands behind an address.
TEXTS = {
    CRAMP: "Charles horse", SOURCES: "A study of cramps", PAIRS: "is it a cramp or a lack", MAP: "Front", PLACES: "Calf",
    OLD: "A clearer name.", PAGE: "What we do",
}


@pytest.fixture
def full(folder):
    """The small set with a file of every kind."""
    folder.write(OLD, "to: test-cramp\nwhy: A clearer name.\n")
    folder.write(PAGE, HEAD + "# About\n\nWhat it is.\n")
    assert folder.faults() == []
    return folder


def label(name: str) -> str:
    return name if name.startswith("docs/") else f"data/{name}"


def places(folder, name: str) -> list[tuple[int, int, str]]:
    return [(fault.line, fault.column, fault.message) for fault in folder.faults() if fault.path == label(name)]


def place_of(folder, name: str, needle: str) -> tuple[int, int]:
    text = folder.path(name).read_text()
    at = text.index(needle)
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


# --- texts ---------------------------------------------------------------------------------------

# what is written, and the part that the fault points at
CODE = {
    "<script>alert(1)</script>": "<script", "<img src=x onerror=alert(1)>": "<img", "<!-- x -->": "<!--", "</title>": "</title",
    "{{ config }}": "{{", "{% include 'x' %}": "{%", "{# x #}": "{#", "[x](javascript:alert(1))": "javascript:", "javascript:alert(1)": "javascript:",
    "data:text/html,x": "data:text", "VBSCRIPT:x": "VBSCRIPT", "<https://evil.example>": "<https", "see https://evil.example": "https://",
    "see www.evil.example": "www.", "![x](y.png)": "](", "[x](https://evil.example)": "https://", "x[^1]": "[^", "**x**": "**", "`qx`": "`qx",
    "&lt;script&gt;": "&lt;", "&#60;x": "&#60;", "&#x3c;x": "&#x3c;",
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("written", CODE)
def test_code_in_a_text_is_refused(full, name, written):
    written_so = written.replace("'", '"')
    full.edit(name, TEXTS[name], f"'Word {written_so} word'")
    assert place_of(full, name, CODE[written]) in [(line, column) for line, column, _ in places(full, name)], places(full, name)
    assert all(fault.repair for fault in full.faults())


# Characters that are not what they look like, by the rules of characters.py.
STRANGE = {
    "zero-width space": "Char\u200bles", "zero-width joiner": "Char\u200dles", "soft hyphen": "Char\u00adles", "right-to-left override": "\u202eselrahC",
    "isolate": "\u2066x\u2069", "mark of direction": "x\u200f", "word joiner": "x\u2060", "byte order mark inside": "x\ufeffy", "tag": "x\U000e0041",
    "variation selector": "x\ufe0f", "Hangul filler": "x\u3164y", "blank of Braille": "x\u2800y", "grapheme joiner": "x\u034fy",
    "escape of terminals": "x\x1b[31m", "NUL": "x\x00y", "delete": "x\x7f", "next line": "x\x85y", "line separator": "x\u2028y", "lone return": "x\ry",
    "private": "x\ue000", "no character": "x\uffff", "Cyrillic in a word": "Ch\u0430rles", "a Cyrillic word": "\u0441\u043e\u0440\u0443",
    "Greek in a word": "Ch\u03b1rles", "Greek capitals": "\u0391\u0392\u039f", "Greek capital alone": "vitamin \u0391", "omicron": "type \u03bf",
    "full width": "\uff23harles", "mathematical": "\U0001d402harles", "ligature": "\ufb01bre", "superscript letter": "x\u1d43", "IPA": "\u0251lpha",
    "accent apart": "Sjo\u0308gren", "heaped marks": "x\u0300\u0301", "thin blank": "x\u2009y", "ideographic blank": "x\u3000y",
    "digits of another script": "\u0661\u0662", "Roman numeral": "type \u2163", "Hebrew": "\u05d0", "Cherokee that looks Latin": "\u13a0\u13a1",
    "Kelvin sign": "5 \u212a", "click that looks like a bar": "x\u01c0y", "modifier that looks like an apostrophe": "x\u02bcs",
}
FINE = ("Sjögren", "β-blocker", "α-agonist", "TNF-α", "µg/L", "μg", "5 µm", "GABA", "Nguyễn", "Dvořák", "naïve", "Straße", "10² cells", "≥ 5 ½ ± 2 °C", "“a”–b—c…",
        "σπασμός", "γ-aminobutyric acid", "™ →", "Łódź", "Kılıç", "d’Arsonval", "x\u00a0y")


@pytest.mark.parametrize("kind", STRANGE)
def test_a_character_that_is_not_what_it_looks_like_is_refused(full, kind):
    """In every kind of file, where it stands."""
    for name, text in TEXTS.items():
        good = full.path(name).read_bytes()
        full.write(name, good.decode().replace(text, f"{text} {STRANGE[kind]}", 1))
        raw = full.path(name).read_bytes().decode()
        start = raw.index(text) + len(text) + 1
        found = places(full, name)
        line = raw.count("\n", 0, start) + 1
        assert any(at == line and start - raw.rfind("\n", 0, start) <= column <= start - raw.rfind("\n", 0, start) + len(STRANGE[kind])
                   for at, column, _ in found), (name, found)
        full.write(name, good)


@pytest.mark.parametrize("text", FINE)
def test_what_medicine_writes_is_fine(text):
    assert unicodedata.normalize("NFC", text) == text
    assert list(strange(text)) == []


@pytest.mark.parametrize("kind", STRANGE)
def test_an_escape_brings_no_such_character(full, kind):
    escaped = STRANGE[kind].encode("ascii", "backslashreplace").decode().replace("\x00", "\\0")
    escaped = "".join(c if " " <= c <= "~" else f"\\x{ord(c):02x}" for c in escaped)
    full.edit(CRAMP, "- Charles horse", f'- "Charles horse {escaped}"')
    line, column = place_of(full, CRAMP, '"Charles')
    assert (line, column) in [(at, there) for at, there, _ in places(full, CRAMP)]


def test_an_alias_that_looks_like_the_name_of_another_page(full):
    full.edit(LACK, "name: Test lack", "name: Test lack\nalso_called: [Test cr\u0430mp, '\u03a4est cramp', \"Test\u200b cramp\", TEST CRAMP!, T\u00e9st cramp]")
    messages = " ".join(message for _, _, message in places(full, LACK))
    assert "CYRILLIC" in messages and "invisible" in messages and "Greek" in messages
    full.write(LACK, full.path(LACK).read_text().replace("Test cr\u0430mp, '\u03a4est cramp', \"Test\u200b cramp\", ", ""))
    assert sum("is claimed also by" in message for _, _, message in places(full, LACK)) == 2


@pytest.mark.parametrize("url", [
    "javascript:alert(1)", "data:text/html,x", "//evil.example/x", "https://who.int@evil.example/", "https://who.int:x@evil.example/", "http:/x", "ftp://x.example",
    "https://\u0432ho.int/", "https://who.int/ x", 'https://who.int/\\"onclick=\\"x', "https://who.int/<script>", "https://who.int\\\\@evil.example/", "HTTPS://who.int/",
    "https://who.int/'x", "https://localhost/", "https:///x", "https://who.int/\\nx", "file:///etc/passwd", "\\tjavascript:alert(1)"])
@pytest.mark.parametrize(("name", "old", "key"), [
    (SOURCES, "URL: https://health.example/cramps", "URL"), (CRAMP, "url: https://health.example/cramps", "url")])
def test_an_address_is_refused(full, name, old, key, url):
    full.edit(name, old, f'{key}: "{url}"')
    line, column = place_of(full, name, f'"{url}"')
    assert (line, column) in [(at, there) for at, there, _ in places(full, name)], places(full, name)


@pytest.mark.parametrize("field", ["volume", "issue", "page", "publisher", "container-title"])
@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "<b>x</b>", "x" * 300, "+1", "{{ x }}"])
def test_small_fields_of_a_source_are_texts_like_others(full, field, text):
    full.edit(SOURCES, "  title: A study of cramps\n", f"  title: A study of cramps\n  zz: 1\n  {field}: \"{text}\"\n")
    line, _ = place_of(full, SOURCES, f'{field}: "{text}"')
    assert line in [at for at, _, _ in places(full, SOURCES)]


@pytest.mark.parametrize("id", ["../../evil", "..", "/etc/passwd", "a/b", "a\\\\b", "A", "a b", "a--b", "-a", "con", "nul", "com1", "lpt9", "x" * 61, "tést", "a.b",
                                "index", "<script>", "constructor\\n"])
def test_an_id_leads_nowhere_else(full, id):
    full.edit(PAIRS, "cramp-or-lack:", f'"{id}":')
    assert any("id" in message or "name" in message or "address" in message for _, _, message in places(full, PAIRS))
    assert has_errors(full.faults())


@pytest.mark.parametrize("old", ["condition: test-lack", "test-lack, "])
@pytest.mark.parametrize("id", ["../../evil", "/etc/passwd", "con", "test-lack/../x", "javascript:x"])
def test_a_link_to_a_condition_leads_nowhere_else(full, old, id):
    if old.endswith(", "):
        full.edit(PAIRS, "[test-cramp, test-lack]", f'["{id}", test-lack]')
        assert places(full, PAIRS)
    else:
        full.edit(CRAMP, old, f'condition: "{id}"')
        assert places(full, CRAMP)


# --- YAML ----------------------------------------------------------------------------------------

YAML = {
    "tag of Python": "!!python/object/apply:os.system ['true']", "tag of Python, new": "!!python/object/new:os.system [x]", "own tag": "!evil x",
    "binary": "!!binary aGk=", "set": "!!set {a}", "ordered map": "!!omap [a: b]", "anchor used again": "{a: &x [1], b: *x}", "loop": "&x [*x]",
    "merge": "{a: &x {b: c}, <<: *x}", "second document": "x\n---\ny: 1", "deep": "[" * 2000, "deep maps": "{a: " * 2000, "long": "x" * 300_000,
    "many": "[" + "x," * 100_000 + "]", "directive": "x\n...\n%TAG ! tag:evil,2000:\n--- y", "complex key": "{? [a, b] : c}", "unknown alias": "*nowhere",
    "tag on a key": "{!!python/name:os.system a: b}", "tag on a list": "!!python/tuple [a]", "huge number": "9" * 5000, "sexagesimal": "1:20:30:40",
    "not a number": ".nan", "infinite": "-.inf", "octal": "0o777", "date of no day": "2026-99-99", "null": "~",
}


@pytest.mark.parametrize("name", [CRAMP, SOURCES, PAIRS, MAP, RELEASE, PLACES, OLD])
@pytest.mark.parametrize("kind", YAML)
def test_yaml_that_does_more_than_hold_texts(full, name, kind):
    """Instead of a whole file, and as the value of its first field; in little time and at its place."""
    for content in (f"evil: {YAML[kind]}\n", full.path(name).read_text() + f"\nevil: {YAML[kind]}\n"):
        full.write(name, content)
        start = time.process_time()
        found = places(full, name)
        assert time.process_time() - start < 20
        assert found, full.faults()
        lines = content.split("\n")
        assert all(1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1 for line, column, _ in found)


def test_a_bomb_of_anchors_in_every_file(full):
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    for name in (CRAMP, SOURCES, PAIRS, MAP, RELEASE, PLACES, OLD):
        full.write(name, bomb)
    faults = full.faults()
    assert all(any(f.path == label(name) and "anchor" in f.message for f in faults) for name in (CRAMP, SOURCES, PAIRS, MAP, RELEASE, PLACES, OLD))


BYTES = {"UTF-16": "name: x\n".encode("utf-16"), "UTF-16 without a mark": "name: x\n".encode("utf-16-le"), "UTF-32": "name: x\n".encode("utf-32"),
         "not UTF-8": b"name: \xff\n", "cut short": b"name: \xc3", "overlong": b"name: \xc0\xbc", "surrogate": b"name: \xed\xa0\x80\n", "NUL": b"name: a\x00b\n",
         "only NUL": b"\x00" * 1000, "empty": b"", "gzip": b"\x1f\x8b\x08\x00", "huge": b"#" * 3_000_000}


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("kind", BYTES)
def test_bytes_that_are_no_text(full, name, kind):
    full.write(name, BYTES[kind])
    found = [fault for fault in full.faults() if fault.path == label(name)]
    assert 1 <= len(found) <= LIMIT + 1 and all(fault.repair for fault in found)


def test_the_column_of_what_is_not_utf8_counts_characters(full):
    full.write(CRAMP, "ok: 1\nname: äöü".encode() + b"\xff\n")
    assert [place[:2] for place in places(full, CRAMP)] == [(2, 10)]


@pytest.mark.parametrize("name", [CRAMP, SOURCES, PAIRS, PLACES])
def test_a_flood_of_faults_ends(full, name):
    """Whoever spoils everything gets the first faults soon, not all of them late."""
    full.write(name, "".join(f"F{number}: <b>x</b>\n" for number in range(15_000)))
    start = time.process_time()
    found = [fault for fault in full.faults() if fault.path == label(name)]
    assert 1 < len(found) <= 4 * (LIMIT + 1) and any("more than" in fault.message for fault in found)
    assert time.process_time() - start < 20


def test_few_stops_asking():
    asked = []
    faults = few(Fault("x", asked.append(number) or 1, 1, "m") for number in range(10_000))
    assert len(faults) == LIMIT + 1 == len(asked)
    assert few([]) == []


def test_reading_the_worst_file_of_the_largest_size_takes_bounded_memory(tmp_path):
    """A bibliography of the largest size allowed that is all brackets, in a process that may take 1 GB."""
    script = (f"import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (10**9,) * 2); sys.path.insert(0, {str(ROOT)!r})\n"
              "from scripts import load, yamlfile\n"
              "for unit in (b'[],', b'x,', b'{},', b'a: b,'):\n"
              "    close = (b'[', b']') if unit != b'a: b,' else (b'{', b'}')\n"
              "    data = close[0] + unit * ((load.BIBLIOGRAPHY_LIMIT - 2) // len(unit)) + close[1]\n"
              "    print(len(yamlfile.read('x.yml', data, load.BIBLIOGRAPHY_LIMIT).faults))\n")
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert len(result.stdout.split()) == 4


# --- what is no plain file, and names ------------------------------------------------------------

def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # the name of a socket may not be long
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


KINDS = {
    "link to a file": lambda path: path.symlink_to("/etc/hostname"), "link out": lambda path: path.symlink_to("../../../../../../../../etc/passwd"),
    "dangling link": lambda path: path.symlink_to("nowhere"), "loop": lambda path: path.symlink_to(path.name), "link to a device": lambda path: path.symlink_to("/dev/zero"),
    "link to a folder": lambda path: path.symlink_to("/etc"), "pipe": _fifo, "socket": _socket, "folder": lambda path: path.mkdir(),
}


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_plain_file(full, name, kind):
    full.path(name).unlink()
    KINDS[kind](full.path(name))
    assert any(fault.path == label(name) and fault.repair for fault in full.faults()), full.faults()


@pytest.mark.parametrize("name", ["conditions", "vocabulary", "renamed"])
@pytest.mark.parametrize("kind", ["link to a folder", "dangling link", "loop", "link to a file"])
def test_a_link_in_place_of_a_folder(full, name, kind):
    full.path(name).rename(full.path("away"))
    KINDS[kind](full.path(name))
    assert any(fault.path == f"data/{name}" and "folder" in fault.message for fault in full.faults())


def test_a_file_that_cannot_be_read_is_a_fault(full, monkeypatch):
    """Permissions do not stop root, so the system's answer is given here."""
    real = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "test-cramp.yml":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert [(f.path, f.message) for f in full.faults()][0] == (f"data/{CRAMP}", "the file cannot be read: Permission denied")


@pytest.mark.parametrize("name", ["con.yml", "NUL.yml", "com1.yml", "aux.yml", f"{'x' * 61}.yml", "a..yml", "a b.yml", "ａ.yml", "te\u0301st.yml",
                                  "t\u00e9st.yml", "a\nb.yml", "a\x1b[2J.yml", "a\u202elmy.yml", "Test-Cramp.yml", "TEST-CRAMP.YML", "test-cramp.yaml"])
def test_a_file_name_that_does_not_work_everywhere(full, name):
    full.write(f"conditions/{name}", full.path(LACK).read_text())
    faults = [fault for fault in full.faults() if fault.path == f"data/conditions/{name}"] or [
        fault for fault in full.faults() if fault.path.startswith("data/conditions/") and "test-" not in fault.path]
    assert faults, full.faults()
    assert all(str(fault).isprintable() for fault in full.faults())


def test_a_file_name_that_is_no_text(full):
    """Bytes that are not UTF-8, as git can store them: named in a way that every terminal can show."""
    with open(os.fsencode(full.path("conditions")) + b"/\xff\xfe.yml", "wb") as file:
        file.write(b"name: x\n")
    faults = [str(fault) for fault in full.faults() if "\\udcff" in str(fault)]
    assert faults and all(text.encode() for text in faults)


def test_names_that_clash_where_case_does_not_count(full):
    full.write("conditions/Test-lack.yml", full.path(LACK).read_text())
    messages = [fault.message for fault in full.faults()]
    assert any("by upper and lower case only" in message for message in messages)


# --- pages by hand -------------------------------------------------------------------------------

# Markdown, and the line of it (from 1) that is at fault
PAGES = {
    "script": ("Text\n\n<script>alert(1)</script>\n", 3), "script inside": ("a <b>b</b> <SCRIPT SRC=//evil.example></SCRIPT>", 1), "broken script": ("<scr<script>ipt>", 1),
    "foreign script": ('\n<script src="https://evil.example/x.js"></script>', 2), "handler": ('x\n\n<p onclick="alert(1)">x</p>', 3),
    "handler without quotes": ("<p onclick=alert(1)>x</p>", 1), "handler after a slash": ("<svg/onload=alert(1)>", 1), "handler in a list of attributes": ("x\n\n# h { onclick=alert(1) }", 3),
    "handler of a paragraph": ("x\n{: onmouseover=alert(1) }", 2), "handler of a word": ("*x*{: onfocus='alert(1)' tabindex=1 }", 1),
    "style of a paragraph": ("x\n{: style=position:fixed }", 2), "style": ("<style>*{display:none}</style>", 1), "frame": ("<iframe src=//evil.example></iframe>", 1),
    "frame with quotes": ('<iframe src="x.html"></iframe>', 1), "object": ('<object data="x"></object>', 1), "form": ('<form action="x"><input name="y"></form>', 1),
    "base": ('<base href="//evil.example">', 1), "meta": ('<meta http-equiv="refresh" content="0;url=//evil.example">', 1), "link": ('<link rel="stylesheet" href="//evil.example">', 1),
    "link of code": ("[x](javascript:alert(1))", 1), "link of code, written otherwise": ("[x](JaVaScRiPt:alert(1))", 1), "link of code in entities": ("[x](&#106;avascript:alert(1))", 1),
    "link of code by reference": ("[x][y]\n\nmore\n\n[y]: javascript:alert(1)", 5), "short reference": ("[x]\n\n[x]: data:text/html,x", 3), "link of data": ("[x](data:text/html;base64,eA==)", 1),
    "link in HTML": ('<a href="javascript:alert(1)">x</a>', 1), "link in HTML with entities": ('<a href="&#x6a;avascript&colon;alert(1)">x</a>', 1),
    "link with a line break": ('<a href="java\nscript:alert(1)">x</a>', 2), "autolink of code": ("<javascript:alert(1)>", 1), "link without scheme": ("[x](//evil.example)", 1),
    "link with backslashes": ("[x](\\\\\\\\evil.example)", 1), "link with a user": ("[x](https://who.int@evil.example/)", 1), "image from elsewhere": ("![x](https://evil.example/x.png)", 1),
    "image by reference": ("![x][y]\n\n[y]: //evil.example/x.png", 3), "image in HTML": ('<img src="https://evil.example/x.png" alt="x">', 1), "image of code": ("![x](javascript:alert(1))", 1),
    "source set": ('<img src="x.png" srcset="//evil.example/x.png 2x" alt="x">', 1), "picture of data": ("![x](data:image/svg+xml,x)", 1), "video": ('<video src="x.mp4"></video>', 1),
    "drawing": ('<svg><use href="//evil.example/x.svg#y"></use></svg>', 1), "foreign object": ("<svg><foreignObject></foreignObject></svg>", 1),
    "comment that hides": ("<!--><script>alert(1)</script>-->", 1), "declaration": ("<!DOCTYPE x>", 1), "processing": ("<?xml version='1.0'?>", 1), "CDATA": ("<![CDATA[<script>x</script>]]>", 1),
    "end of the page": ("x\n\n</div></div></main></body>", 3), "never closed": ("<div>\n\nx\n", 1), "in a table": ("| a | b |\n|---|---|\n| x | <script>y</script> |", 3),
    "in a heading": ("# x <img src=x onerror=alert(1)>", 1), "in a list": ("- a\n- [x](vbscript:x)", 2), "in a quote": ("> <object></object>", 1), "name that hides another": ('<img src="x.png" alt="" name="currentScript">', 1),
    "in Markdown in HTML": ('<div markdown="1">\n\n[x](javascript:x)\n\n</div>', 3), "attribute with a tag": ('<p title="<script>">x</p>', 1), "single quotes": ("<p title='x' onclick='y'>x</p>", 1),
    "namespace": ('<a xlink:href="javascript:x">x</a>', 1), "ping": ('<a href="x/" ping="https://evil.example">x</a>', 1), "target": ('<a href="x/" target="_blank">x</a>', 1),
    "template of HTML": ("<template><script>x</script></template>", 1), "noscript": ("<noscript><p>x</p></noscript>", 1), "MathML": ("<math><mi>x</mi></math>", 1),
    "end of a title": ("x </title> y", 1), "text area": ("<textarea></textarea>", 1), "bracket bomb": ("[" * 5000, 1), "colour of a word": ("x{: bgcolor=red }\n\n*x*{: bgcolor=red }", 3),
}


@pytest.mark.parametrize("kind", PAGES)
def test_what_a_page_by_hand_may_not_bring(full, kind):
    body, line = PAGES[kind]
    full.write(PAGE, HEAD + body + "\n")
    found = places(full, PAGE)
    assert line + HEAD.count("\n") in [at for at, _, _ in found], found
    assert all(fault.repair for fault in full.faults())
    lines = (HEAD + body).split("\n")
    assert all(1 <= at <= len(lines) and 1 <= column <= len(lines[at - 1]) + 1 for at, column, _ in found)


HARMLESS = ["`<script>alert(1)</script>`", "    <script>alert(1)</script>", "```html\n<p onclick=x>\n```", "&lt;script&gt;", "<!-- x", "a < b > c & d", "{{ x }} {% y %} {# z #}",
            "[x](see-a-doctor.md#when) and <https://who.int/x?a=b&c=d>", "[mail](mailto:a@who.int)", "| a | b |\n|---|---|\n| c | d |", "<!--download:box .-->",
            "# h { #id .class }", "![x](assets/x.png)", "javascript:alert(1)", "<div class=\"x\" markdown=\"1\">\n\n*x*\n\n</div>", "1. a\n2. b\n\n- c", "*a* **b** ***c***  \nd"]


@pytest.mark.parametrize("body", HARMLESS)
def test_what_a_page_by_hand_may_hold(full, body):
    full.write(PAGE, HEAD + body + "\n")
    assert full.faults() == []


FRONTS = {
    "scripts from elsewhere": "scripts: [https://evil.example/x.js]", "scripts further up": "scripts: [../../x.js]", "scripts as text": "scripts: x.js", "styles from elsewhere": "styles: [//evil.example/x.css]",
    "template": "template: other.html", "linked data": "jsonld: {a: b}", "script in the title of a result": "seo_title: </title><script>x</script>", "feed": "feed: https://evil.example/x.xml",
    "source further up": "source: ../../../evil", "unknown": "evil: x", "phrase of code": 'phrases: ["<script>x</script>"]', "number among phrases": "phrases: [1]",
    "phrases as fields": "phrases: {a: b}", "hide": "hide: [{a: b}]",
}


@pytest.mark.parametrize("kind", FRONTS)
def test_what_front_matter_may_not_name(full, kind):
    full.write(PAGE, HEAD.replace("---\n\n", f"{FRONTS[kind]}\n---\n\n") + "# About\n")
    assert [line for line, _, _ in places(full, PAGE)] == [4] * len(places(full, PAGE)) != []


@pytest.mark.parametrize("text", ['About" http-equiv="refresh', "A: b", "<script>", "{{ x }}"])
def test_a_title_of_code_is_refused_or_shown(full, text):
    full.write(PAGE, HEAD.replace("title: About", f"title: {text}") + "# About\n")
    assert [line for line, _, _ in places(full, PAGE)] == ([2] if '"' not in text else [])


@pytest.mark.parametrize("card", ['<section class="card card--emergency" markdown="1">\n\n[x](javascript:x)\n\n</section>',
                                  '<section class="card card--emergency"><p markdown="1">x</p></section>'])
def test_an_emergency_card_is_shown_on_other_pages_as_it_stands(full, card):
    full.write("docs/index.md", HEAD + card + "\n")
    assert places(full, "docs/index.md")


STRAYS = ["evil.html", "evil.js", "x/evil.md", "assets/x.html", "assets/x.exe", "assets/deep/x.xml", "Evil.md", "a b.md", "con.md", "conditions.md", "assets.md", "x.md.txt", "robots.txt", "CNAME"]


@pytest.mark.parametrize("name", STRAYS)
def test_what_does_not_belong_below_docs(full, name):
    """MkDocs publishes whatever it finds there."""
    full.write(f"docs/{name}", HEAD + "# x\n")
    assert any(fault.path in (f"docs/{name}", f"docs/{name.split('/')[0]}") for fault in full.faults()), full.faults()


@pytest.mark.parametrize("name", ["conditions", "assets", "assets/search", "browse", "deep"])
def test_a_link_below_docs_is_not_followed(full, tmp_path, name):
    """The generated files are written there, and what is stale is removed."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.md").write_text("# kept\n")
    full.path(f"docs/{name}").parent.mkdir(exist_ok=True)
    full.path(f"docs/{name}").symlink_to(outside)
    assert any(fault.path == f"docs/{name}" and "link" in fault.message for fault in full.faults())


@pytest.mark.parametrize("drawing", ["<svg xmlns=\"x\"><script>alert(1)</script></svg>", "<svg onload=\"alert(1)\"></svg>", "<svg><image href=\"//evil.example\"/></svg>", "<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg>&x;</svg>"])
def test_a_drawing_that_does_more_than_draw(full, drawing):
    full.write("docs/assets/x.svg", drawing)
    assert any(fault.path == "docs/assets/x.svg" for fault in full.faults())


def test_pages_are_judged_with_the_extensions_of_the_site():
    configured = yaml.safe_load((ROOT / "mkdocs.yml").read_text().replace("!ENV", ""))["markdown_extensions"]
    names = {name if isinstance(name, str) else next(iter(name)) for name in configured}
    assert set(safehtml.EXTENSIONS) == names | {"toc", "tables", "fenced_code"}  # these MkDocs adds


def test_all_at_once_over_all_files(full):
    """A pull request that spoils every file hears of all of them in one run."""
    for name, text in TEXTS.items():
        full.edit(name, text, "Ch\u0430rles <script>")
    full.edit(RELEASE, "1.2.3", "1.2.3\u202e")
    full.write("conditions/Evil.yml", "name: {{ x }}\n")
    full.path("conditions/link.yml").symlink_to("/etc/passwd")
    assert {fault.path for fault in full.faults()} >= {label(name) for name in (*TEXTS, RELEASE, "conditions/Evil.yml", "conditions/link.yml")}


def test_limits_are_above_what_is_there():
    assert (ROOT / "data/references.yml").stat().st_size < load.BIBLIOGRAPHY_LIMIT / 4
    assert max(path.stat().st_size for path in (ROOT / "data/conditions").glob("*.yml")) < yamlfile.SIZE_LIMIT / 4
    assert max(len(path.stem) for path in (ROOT / "data/conditions").glob("*.yml")) < files.NAME_LIMIT
