"""Family names as a note speaks them: its author's own, or merely mentioned."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from toolkit.scan.notes.fingerprints import without_addresses
from toolkit.scan.notes.phrases import fold, words

Spoken = Mapping[str, tuple[str, ...]]

_LINES = 400
_LINE_WORDS = 400
_LONGEST = 3  # words in a name
_BEFORE_WORDS = """
by are ourselves called from am welcome named nous sommes par siamo somos мы von por da
"""
_BEFORE = frozenset(_BEFORE_WORDS.split())
_BEFORE_ARTICLE = frozenset({"are", "welcome", "by", "from", "to", "am", "sommes"})
_AFTER_WORDS = """
ransomware locker team group project strain gang cartel welcome welcomes decryptor ransom recovery lock
virus organization blog support encryptor hackers crew news portal leaks
"""
_AFTER = frozenset(_AFTER_WORDS.split())
_GANG_WORDS = """
ransomware locker team group gang cartel strain decryptor hackers crew blog leaks
"""
_GANG = frozenset(_GANG_WORDS.split())
_CERTAIN = frozenset({"ransomware", "locker", "decryptor", "gang", "cartel"})
_NOT_OURS = frozenset({"on", "like", "not", "unlike", "than", "example"})
_TOP, _BOTTOM = 4, 2  # lines that bear text, where a title or a signature stands
_TITLE = 4  # letters
_MENTION = 6  # letters: shorter names are ordinary words too often


def self_names(text: str, spoken: Spoken) -> dict[str, tuple[str, ...]]:
    """Return the names the text gives itself: "we are X", "X ransomware", a title line of X alone."""
    return {name: spoken[name] for name, own in _seen(text, spoken, _is_own) if own}


def mentions(text: str, spoken: Spoken) -> dict[str, tuple[str, ...]]:
    """Return the names of six letters and more standing anywhere in the text."""
    return {name: spoken[name] for name, _ in _seen(text, spoken, _is_own) if len(name) >= _MENTION}


def worded_names(text: str, worded: Spoken) -> dict[str, tuple[str, ...]]:
    """Return the everyday words that the text gives its author as a name: "X ransomware", "the X team"."""
    return {name: worded[name] for name, called in _seen(text, worded, _is_called) if called}


def titled_names(text: str, worded: Spoken) -> dict[str, tuple[str, ...]]:
    """Return the everyday words that stand where a gang signs: alone on one of the first or last lines."""
    lines = [line for line in _lines(text) if line]
    found: dict[str, tuple[str, ...]] = {}
    for line in (*lines[:_TOP], *lines[-_BOTTOM:]):
        said = line[2:] if line[:2] == ["welcome", "to"] else line
        name = "".join(said)
        if len(said) <= _LONGEST and len(name) >= _TITLE and name in worded:
            found[name] = worded[name]
    return found


def _seen(
    text: str, spoken: Spoken, judge: Callable[[list[str], int, int], bool]
) -> Iterator[tuple[str, bool]]:
    for found in _lines(text):
        for place in range(len(found)):
            for length in range(1, _LONGEST + 1):
                name = "".join(found[place : place + length])
                if name in spoken and place + length <= len(found):
                    yield name, judge(found, place, length)


@lru_cache(maxsize=1)  # one note is asked of four times in a row
def _lines(text: str) -> list[list[str]]:
    lines = without_addresses(fold(text)).splitlines()[:_LINES]
    return [_joined(words(line)[:_LINE_WORDS]) for line in lines]


def _joined(found: list[str]) -> list[str]:
    """Join letters written apart, as titles are: "b l u e s k y"."""
    out: list[str] = []
    run = ""
    for word in [*found, ""]:
        if len(word) == 1:
            run += word
            continue
        if run:
            out.extend([run] if len(run) > 3 else list(run))
            run = ""
        if word:
            out.append(word)
    return out


def _is_own(found: list[str], place: int, length: int) -> bool:
    before = found[place - 1] if place else ""
    earlier = found[place - 2] if place > 1 else ""
    after = found[place + length] if place + length < len(found) else ""
    if before in _NOT_OURS:
        return False
    if before in ("the", "to") and earlier in _BEFORE_ARTICLE:
        return True
    alone = len(found) <= length + (after in _AFTER or after.startswith("v"))
    titled = not place and after[:1].isdigit()  # "X 2.5", a version
    return alone or titled or before in _BEFORE or after in _AFTER


def _is_called(found: list[str], place: int, length: int) -> bool:
    """Whether an everyday word is named as a gang is: what follows says so, what precedes allows it."""
    before = found[place - 1] if place else ""
    after = found[place + length] if place + length < len(found) else ""
    if before in _NOT_OURS or after not in _GANG:
        return False
    return not place or after in _CERTAIN or before in _BEFORE or before in ("the", "to", "a", "from", "with")
