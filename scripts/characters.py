"""Characters: which ones a text may hold, so that it shows what it holds.

The rules follow Unicode Technical Standard #39, Unicode Security Mechanisms, made plain for a site in English:

1. No character is invisible, a control, a blank of unusual width, private or unassigned (and so no bidirectional
   override). Accents stand on their letter as one character: the text is in the normal form NFC.
2. Letters are Latin or Greek (UTS #39, section 5.2, restricted scripts), and plain ones: no full-width, mathematical or
   superscript forms, which look like other letters (NFKC would change them). Digits are 0 to 9.
3. The letters of one word are of one script (section 5.1, mixed scripts): `tetαnus` is refused, `TNF-α` is two words.
4. A Greek word looks Greek (section 4, confusables of a whole script): `ΑΒΟ` and `Α` in Greek capitals are refused. A
   small letter alone may look Latin, because medicine writes `α-agonist`; only omicron may not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_PLAIN = re.compile(r"[\n -~]*")
"""What most texts consist of; nothing in it is refused."""

_OTHER = re.compile(r"[^\n -~]")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-zªºÀ-ÖØ-öø-ƿǄ-ɏḀ-ỿ]")
_GREEK = re.compile("[µ\u0370-\u03ff\u1f00-\u1fff]")

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]")
"""What shows nothing although its category does not say so: the default ignorable characters, fillers, Braille's blank."""

_LOOK_LATIN = frozenset("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϺͿ" "αγικνορτυχωϲϳ")
_ALONE = frozenset("αγικνρτυχω")
"""Of these, what medicine writes as one letter."""

_MICRO = re.compile("[µμ](?:g|kat|[lL]|m|M|mol|s|V)")
"""Units that begin with a Greek letter."""


class Strange(NamedTuple):
    """A character or word that is refused: where it starts in the text, what is wrong, how to mend it."""

    start: int
    message: str
    repair: str


def strange(text: str) -> Iterator[Strange]:
    """Everything in `text` that the rules refuse, in order of kind."""
    if _PLAIN.fullmatch(text):
        return
    greek = False
    for match in _OTHER.finditer(text):
        if problem := _refused(match[0], text[match.start() - 1:match.start()]):
            yield Strange(match.start(), *problem)
        greek = greek or bool(_GREEK.match(match[0]))
    for match in _WORD.finditer(text) if greek else ():
        if problem := _mixed(match[0]):
            yield Strange(match.start(), *problem)


def _refused(character: str, before: str) -> tuple[str, str] | None:
    code = f"U+{ord(character):04X}"
    kind = unicodedata.category(character)
    if kind[0] == "C" or kind in ("Zl", "Zp") or _UNSEEN.match(character):
        return f"an invisible or control character, {code}", "delete it"
    named = f"{code} {unicodedata.name(character, '')}".strip()
    if kind == "Zs" and character != "\u00a0":
        return f"an unusual blank, {named}", "write a plain blank"
    if kind[0] == "M":
        whole = unicodedata.normalize("NFC", before + character)
        return f"a mark apart from its letter, {named}", f"write it as one character, `{whole}`" if len(whole) == 1 else "delete it"
    plain = unicodedata.normalize("NFKC" if kind[0] == "L" or kind in ("Nd", "Nl") else "NFC", character)
    if plain != character and character not in "µªº":
        return f"a form that looks like another character, {named}", f"write `{plain}`"
    if kind[0] == "L" and not (_LATIN.match(character) or _GREEK.match(character)):
        return f"a letter that is neither Latin nor Greek, {named}", "write it in Latin letters"
    if kind in ("Nd", "Nl"):
        return f"a digit of another script, {named}", "write it with 0 to 9"
    return None


def _mixed(word: str) -> tuple[str, str] | None:
    greek = [letter for letter in word if _GREEK.match(letter)]
    if not greek or word in _ALONE or _MICRO.fullmatch(word):
        return None
    if len(greek) < len(word):
        return (f"the word `{word}` mixes Latin and Greek letters: {', '.join(dict.fromkeys(greek))}",
                "write it in letters of one script, or part them with a hyphen, as in `TNF-α`")
    if _LOOK_LATIN.issuperset(word):
        return f"the word `{word}` is written in Greek letters that look Latin", "write it in Latin letters"
    return None
