"""Ransom notes: is this text one, whose may it be, and how its author is reached."""

import re
from collections.abc import Mapping

from toolkit.records import Certainty, Note, NoteVerdict
from toolkit.scan.notes.contacts import extract
from toolkit.scan.notes.cues import Reading, read
from toolkit.scan.notes.decoding import text_of
from toolkit.scan.notes.families import family_of_name, name_family
from toolkit.scan.notes.knowledge import Family, Knowledge, load
from toolkit.scan.notes.language import language_of
from toolkit.scan.notes.phrases import Phrases, Spelled, fold, words

__all__ = ["Family", "Knowledge", "family_of_name", "identify", "identify_always", "load"]


_SENTENCE = re.compile(r"[^.!?\n]{8,2000}")
_SENTENCES = 300
_THREAT = 300  # characters kept
_LEAK = frozenset({"leak_threat"})
_PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp")
_ASKS = frozenset({"decrypt", "decryption", "decryptor", "dechiffrer", "dechiffrement", "decrypter"})
_ASKS_WITH = frozenset(
    {"readme", "read", "how", "howto", "instruction", "instructions", "files", "lisezmoi", "comment"}
)


def identify(name: str, data: bytes, knowledge: Knowledge) -> Note | None:
    """Recognise a ransom note in the bytes of a file (its first 512 KB are enough), or return None.

    The verdict is NOTE or SUSPECT; the family is a hypothesis, with the certainty its marks allow.
    """
    text = text_of(data)
    if text is None:
        return _by_name(name)
    reading = read(name, text, knowledge)
    return None if reading.verdict == NoteVerdict.NO else _note(name, text, reading, knowledge)


def identify_always(name: str, data: bytes, knowledge: Knowledge) -> Note:
    """Judge a file and say what it holds even when it is no note: verdict NO, no family."""
    text = text_of(data)
    if text is None:
        return _by_name(name) or Note(NoteVerdict.NO)
    return _note(name, text, read(name, text, knowledge, always=True), knowledge)


def _by_name(name: str) -> Note | None:
    """Suspect a picture that is called like a note; it is never more than suspect."""
    if not name.lower().endswith(_PICTURES):
        return None
    spoken = {part for word in words(fold(name)) for part in word.split("_")}
    if spoken & _ASKS and spoken & _ASKS_WITH:
        return Note(NoteVerdict.SUSPECT, cues=("note_name",))
    return None


def _threat(text: str, phrases: Phrases) -> Mapping[str, tuple[str, ...]]:
    """Return the first sentence that threatens to publish or sell, under "threat"."""
    for _, match in zip(range(_SENTENCES), _SENTENCE.finditer(text), strict=False):
        if Spelled(words(fold(match[0])), phrases).codes(_LEAK):
            return {"threat": (" ".join(match[0].split())[:_THREAT],)}
    return {}


def _note(name: str, text: str, reading: Reading, knowledge: Knowledge) -> Note:
    contacts = extract(text)
    language = language_of(words(fold(text[:16_000])))
    cues = tuple(sorted(reading.codes))
    if reading.verdict == NoteVerdict.NO:
        return Note(NoteVerdict.NO, None, Certainty.UNKNOWN, language, contacts, cues)
    naming = name_family(name, text, contacts, knowledge)
    if "leak_threat" in reading.codes:
        contacts = {**contacts, **_threat(text, knowledge.phrases)}
    return Note(reading.verdict, naming.family, naming.certainty, language, contacts, cues, naming.candidates)
