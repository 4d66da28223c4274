"""What is kept of the last build: found again whole, for what it was made from, or not at all."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from scripts.keep import Keep

ENTRIES = {"a": ("one", b"first"), "b/c": ("two", b""), "é": ("three", b"x" * 3000)}


def filled(path: Path, entries=ENTRIES) -> Path:
    keep = Keep(path)
    for name, (own, data) in entries.items():
        keep.put(name, own, data)
    keep.save(entries)
    return path


def test_it_is_there_again_for_what_it_was_made_from(tmp_path):
    keep = Keep(filled(tmp_path / "new folder/some.kept"))
    assert all(keep.get(name, own) == data for name, (own, data) in ENTRIES.items())
    assert keep.get("a", "two") is None and keep.get("b", "two") is None


def test_entries_come_and_go(tmp_path):
    keep = Keep(filled(tmp_path / "some.kept"))
    keep.put("a", "other", b"anew")
    keep.put("d", "four", b"fourth")
    assert keep.get("a", "one") == b"first"
    keep.save(["a", "d", "é"])
    keep = Keep(keep.path)
    assert [keep.get(*ask) for ask in (("a", "one"), ("a", "other"), ("b/c", "two"), ("d", "four"), ("é", "three"))] == [
        None, b"anew", None, b"fourth", b"x" * 3000]


def test_what_is_the_same_is_not_written_again(tmp_path):
    path = filled(tmp_path / "some.kept")
    before = path.stat().st_ino
    filled(path)
    Keep(path).save(ENTRIES)
    assert path.stat().st_ino == before


def test_what_a_killed_build_left_is_removed(tmp_path):
    (tmp_path / ".some.kept.1234.new").write_bytes(b"half")
    filled(tmp_path / "some.kept")
    assert [path.name for path in tmp_path.iterdir()] == ["some.kept"]


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path):
    (tmp_path / "file").write_text("no folder")
    for path in (tmp_path / "file/some.kept", tmp_path):
        assert Keep(filled(path)).get("a", "one") is None
    assert Keep(filled(None)).get("a", "one") is None
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@given(st.data())
def test_a_damaged_file_gives_what_was_kept_or_nothing(data):
    with tempfile.TemporaryDirectory() as folder:
        path = filled(Path(folder) / "some.kept")
        content = path.read_bytes()
        for _ in range(data.draw(st.integers(1, 3))):
            start = data.draw(st.integers(0, len(content)))
            end = data.draw(st.integers(start, len(content)))
            content = content[:start] + data.draw(st.binary(max_size=60)) + content[end:]
        path.write_bytes(content)
        keep = Keep(path)
        assert all(keep.get(name, own) in (kept, None) for name, (own, kept) in ENTRIES.items())
        keep.save(ENTRIES)
        filled(path)
        keep = Keep(path)
        assert all(keep.get(name, own) == kept for name, (own, kept) in ENTRIES.items())
