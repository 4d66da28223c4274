"""A second build: the same bytes as a first one, whatever was edited between them and whenever a build was killed."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import kill
import pytest
import yaml
from support import build, copy_project
from test_command_line import digest

from scripts.write import OWNED

ROUNDS = int(os.environ.get("SECOND_BUILDS", "3"))
KILLS = int(os.environ.get("KILLS", "20"))
SEED = int(os.environ.get("SEED", "1"))


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return copy_project(tmp_path / "work")


def cold(project: Path, place: Path) -> dict[str, str]:
    """What a build without anything kept makes of the same sources."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(project, place, ignore=shutil.ignore_patterns("build", "site", "__pycache__"))
    for folder in OWNED:
        shutil.rmtree(place / "docs" / folder, ignore_errors=True)
    result = build(place, "all")
    assert result.returncode == 0, result.stdout + result.stderr
    return digest(place / "site")


def warm(project: Path) -> dict[str, str]:
    result = build(project, "all")
    assert result.returncode == 0, result.stdout + result.stderr
    return digest(project / "site")


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text, f"{old!r} is not in {path}"
    path.write_text(text.replace(old, new))


# --- edits: each leaves the data without faults ------------------------------------------------

def a_statement(project: Path, chance: random.Random) -> None:
    path = chance.choice(sorted((project / "data/conditions").glob("*.yml")))
    before, start, after = path.read_text().partition("\ncauses:")
    texts = after.split(" [@")
    texts[chance.randrange(len(texts) - 1)] += " indeed"
    path.write_text(before + start + " [@".join(texts))


def a_name(project: Path, chance: random.Random) -> None:
    """Pages that name the condition change too."""
    path = project / "data/conditions/tetanus.yml"
    fields = yaml.safe_load(path.read_text()) | {"name": f"Tetanus number {chance.randrange(10**6)}", "codes": {}}
    path.write_text(yaml.safe_dump(fields, sort_keys=False, allow_unicode=True))


def a_pair_apart(project: Path, chance: random.Random) -> None:
    """A page no longer tells another one apart by its address: pages of both may change."""
    files = {path: yaml.safe_load(path.read_text()) for path in sorted((project / "data/conditions").glob("*.yml"))}
    entries = [(path, entry) for path, fields in files.items() for entry in fields["tell_apart"] if entry.get("condition")]
    path, entry = chance.choice(entries)
    entry["name"] = files[path.with_name(f"{entry.pop('condition')}.yml")]["name"]
    path.write_text(yaml.safe_dump(files[path], sort_keys=False, allow_unicode=True))


def one_more(project: Path, chance: random.Random) -> None:
    """A copy of a condition under names and phrases of its own, without codes."""
    fields = yaml.safe_load((project / "data/conditions/muscle-strain.yml").read_text())
    number = chance.randrange(10**6)
    fields |= {"name": f"Made {number}", "also_called": [], "search_phrases": [f"made phrase {number}"], "forms": [], "codes": {}}
    (project / f"data/conditions/made-{number}.yml").write_text(yaml.safe_dump(fields, sort_keys=False, allow_unicode=True))


def one_less(project: Path, chance: random.Random) -> None:
    for folder in ("conditions", "renamed"):
        for path in (project / "data" / folder).glob("made-*.yml"):
            path.unlink()


def a_rename(project: Path, chance: random.Random) -> None:
    for path in list((project / "data/conditions").glob("made-*.yml"))[:1]:
        new = f"made-{chance.randrange(10**6)}"
        path.rename(path.with_name(f"{new}.yml"))
        for tombstone in (project / "data/renamed").glob("made-*.yml"):
            tombstone.unlink()
        (project / "data/renamed").mkdir(exist_ok=True)
        (project / f"data/renamed/{path.stem}.yml").write_text(f"to: {new}\nwhy: Another name.\n")


def a_page_by_hand(project: Path, chance: random.Random) -> None:
    path = project / "docs/about.md"
    path.write_text(path.read_text() + f"\nAnother line {chance.random()}.\n")


def a_template(project: Path, chance: random.Random) -> None:
    path = project / "scripts/templates/condition.md.j2"
    path.write_text(path.read_text() + f"\n<p>{chance.random()}</p>\n")


def a_term(project: Path, chance: random.Random) -> None:
    path = project / "data/vocabulary/triggers.yml"
    fields = yaml.safe_load(path.read_text())
    chance.choice(fields["terms"])["label"] = f"Label number {chance.randrange(10**6)}"
    path.write_text(yaml.safe_dump(fields, sort_keys=False, allow_unicode=True))


def a_source(project: Path, chance: random.Random) -> None:
    path = project / "data/references.yml"
    fields = yaml.safe_load(path.read_text())
    fields[chance.choice(sorted(fields))]["title"] = f"Title number {chance.randrange(10**6)}"
    path.write_text(yaml.safe_dump(fields, sort_keys=False, allow_unicode=True))


def the_code(project: Path, chance: random.Random) -> None:
    """Of the generator, of the theme's side and of the zip."""
    name, old = chance.choice((("render", "signs, causes, when to get help"), ("squeeze", '"&#(?:x27|39);", "\'"'), ("package", "the offline copy.")))
    path = project / f"scripts/{name}.py"
    if name != "squeeze" or old in path.read_text():
        edited(path, old, '"&#(?:x27|40);", "\'"' if name == "squeeze" else f"{chance.random()} {old}")


def the_theme(project: Path, chance: random.Random) -> None:
    edited(project / "scripts/theme/partials/footer.html", "<ul>", f"<!-- {chance.random()} --><ul>")


def the_configuration(project: Path, chance: random.Random) -> None:
    edited(project / "mkdocs.yml", "site_description: ", f"site_description: Number {chance.randrange(10**6)} ")


def a_style(project: Path, chance: random.Random) -> None:
    path = project / "docs/assets/atlas.css"
    path.write_text(path.read_text() + f"\n/* {chance.random()} */\n")


def what_was_kept(project: Path, chance: random.Random) -> None:
    """A file cut short, as a full disk or a crash leaves it."""
    path = chance.choice(sorted((project / "build/cache").iterdir()))
    path.write_bytes(path.read_bytes()[:chance.randrange(path.stat().st_size)])


EDITS = (a_statement, a_name, a_pair_apart, a_term, a_source, one_more, one_less, a_rename, a_page_by_hand, the_configuration, the_theme,
         a_template, the_code, a_style, what_was_kept)


def test_a_second_build_equals_a_first_one(work, tmp_path):
    chance = random.Random(SEED)
    warm(work)
    for number in range(ROUNDS):
        # The first round edits a single file, the others several at once.
        edits = ([a_statement], [a_pair_apart])[number] if number < 2 else chance.sample(EDITS, 3)
        for edit in edits:
            edit(work, chance)
        assert warm(work) == cold(work, tmp_path / "cold"), f"round {number}, seed {SEED}: {[edit.__name__ for edit in edits]}"


def test_a_page_that_was_kept_still_has_its_links_checked(work):
    """An anchor that other pages link to disappears from a page by hand: those pages did not change, and it is a fault."""
    warm(work)
    edited(work / "docs/about.md", "how-evidence-is-chosen", "how-it-is-chosen")
    result = build(work, "all")
    assert result.returncode == 3 and "how-evidence-is-chosen" in result.stderr


def test_damaged_or_foreign_entries_are_not_used(work):
    """What is kept is cut short, changed in places, or that of another kind: the build makes all again, and says nothing."""
    before = warm(work)
    files = sorted((work / "build/cache").iterdir())
    contents = [path.read_bytes() for path in files]
    for damage in (lambda data, other: data[:len(data) // 2 + 7], lambda data, other: data.replace(b"the", b"teh"), lambda data, other: other):
        for number, path in enumerate(files):
            path.write_bytes(damage(contents[number], contents[number - 1]))
        assert warm(work) == before


def test_what_is_kept_does_not_grow(work):
    def kept() -> dict[str, int]:
        return {path.name: path.stat().st_size for path in (work / "build/cache").iterdir()}
    warm(work)
    a_statement(work, random.Random(1))
    warm(work)  # makes a page itself; the first build left that to other processes, with compiling its templates
    before = kept()
    for number in range(3):
        one_more(work, random.Random(number))
    warm(work)
    assert {name for name, size in kept().items() if size <= 1.01 * before[name]} <= {"templates.kept", "theme.kept"}
    one_less(work, random.Random(1))
    warm(work)
    # The same content can be written in some bytes more or less.
    assert [(name, size, before[name]) for name, size in kept().items() if size >= 1.002 * before[name]] == []


def test_a_build_without_room_to_keep_anything_is_right(work):
    before = warm(work)
    shutil.rmtree(work / "build/cache")
    (work / "build/cache").write_text("no folder")
    assert warm(work) == before


def test_killed_builds_harm_nothing(tmp_path):
    report = kill.run(tmp_path / "work", KILLS, random.Random(SEED), rebuild=.3)
    assert report.kills.total() == KILLS and not report.faults


def test_a_build_killed_between_the_two_renames_is_mended(work):
    """Where two folders cannot be exchanged in one step, the old site waits beside for a moment."""
    before = warm(work)
    (work / "site").rename(work / "build/old-999999999")
    (work / "data/conditions/broken.yml").write_text("name: [\n")
    assert build(work, "all").returncode == 1
    assert digest(work / "site") == before
