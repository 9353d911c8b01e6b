"""What a ransom note quotes of people: whether it does, and its text without them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise

from toolkit.custody import identifiers, people
from toolkit.custody.people import People
from toolkit.custody.pseudonym import Pseudonyms

NAME = "[nom]"
_MARKS = re.compile(r"\[(?:nom|n°|date|IBAN|carte|tél\.|e-mail)\]")
_WITHIN = frozenset({" ", "-", "\u00a0", "_"})  # between a name and the next one of the same person
_BESIDE = re.compile(r"[\s,'’._-]{1,3}\Z")
# A path as people write it: its last name goes to a blank, unless an extension stands further on.
_PATH = re.compile(
    r"[A-Za-z]:\\(?:[^\\/:*?\"<>|\r\n]{1,120}\\){0,20}(?:[^\\/:*?\"<>|\r\n]{1,120}\.\w{1,5}(?!\w)|[^\\/:*?\"<>|\s,;]*)"
)
# A word joined to a number that was masked, "dupont-[n°]".
_NUMBERED = re.compile(r"[^\W_]{1,40}[-_](?=\[n°\])")
_PATIENT = re.compile(r"(?i)(?<![^\W_])patiente?s?[\s:]{1,3}(?=[^\W\d_]{2})")
_ADDRESS_LIKE = re.compile(r"\S*(?:@|://|\.onion)\S*")
# Whose an address is, said right before or behind it; "write to us from your mail" says it of another.
_MAIL = r"(?:adresses?|e-?mails?|mails?|courriels?|address|messagerie|patiente?|client)"
_YOURS_BEHIND = re.compile(
    rf"(?i)[\s>\"]{{0,3}}[(\[,:;–-]\s?(?:(?:c'est|is|the|l')\s?){{0,2}}(?:(?:votre|your|vos)\s{_MAIL}"
    rf"|{_MAIL}?\s?(?:du|de la|de|of the) (?:cabinet|patiente?|client))"
)
_YOURS_BEFORE = re.compile(
    rf"(?i)(?:(?:votre|vos|your)\s(?:own\s|propre\s)?{_MAIL}\s?[:=(<]\s?"
    r"|(?:(?:votre|vos|your) clients?|patient(?:e|s|es)?)\b[^\n.]{0,30}?[\s:=(<-]{1,3})\Z"
)
_BEFORE = 80  # characters looked at in front of an address
_LOCAL = 5  # letters of a word of an address that is somebody's name
# Whose mail anybody may have: two addresses there have nothing in common.
_SHARED = frozenset({
    "aol.com", "bbox.fr", "free.fr", "gmail.com", "gmx.fr", "hotmail.com", "hotmail.fr", "icloud.com",
    "laposte.net", "live.fr", "neuf.fr", "numericable.fr", "orange.fr", "outlook.com", "outlook.fr",
    "proton.me", "protonmail.com", "sfr.fr", "tutanota.com", "tuta.io", "wanadoo.fr", "yahoo.com", "yahoo.fr",
})  # fmt: skip


def quotes(text: str, pseudonyms: Pseudonyms, given: Iterable[str]) -> bool:
    """Tell a note that quotes a person; `given` are the addresses it gives to reach its author.

    A name is a pair of words known of the disk's people or a word behind a title; beside names count numbers
    of people, dates of birth, accounts, addresses that are not its author's, and paths below data.
    """
    spared = frozenset(each.casefold() for each in given)
    return bool(_MARKS.search(_hidden(_MARKS.sub("", text), pseudonyms, spared, sure=True)))


def hidden(text: str, pseudonyms: Pseudonyms, spared: frozenset[str]) -> str:
    """Return the text of a note without people: names, numbers, addresses but `spared`, paths as codes."""
    return _hidden(text, pseudonyms, spared, sure=False)


def cited(text: str, addresses: Iterable[str], known: People) -> frozenset[str]:
    """Return which addresses of a note are not its author's: said to be yours, or with a person's name."""
    wanted = {each.casefold() for each in addresses}
    found: dict[str, list[bool]] = {}
    for start, end, address in identifiers.addresses(text):
        line = text[max(0, start - _BEFORE, text.rfind("\n", 0, start) + 1) : start]
        yours = bool(_YOURS_BEHIND.match(text, end) or _YOURS_BEFORE.search(line))
        found.setdefault(address, []).append(yours)
    # Told as yours wherever it stands: an author gives his own somewhere.
    said = {address for address, ways in found.items() if all(ways)}
    return frozenset(each for each in wanted if each in said or persons(each, known))


def persons(address: str, known: People) -> bool:
    """Tell by its local part an address that bears the name of one of the disk's people."""
    local, at, _ = address.partition("@")
    parts = people.words(local) if at else people.words(address)
    pairs = pairwise(parts)
    return any(len(part) >= _LOCAL and part in known.words for part in parts) or any(
        known.pair(*both) for both in pairs
    )


def of_practice(address: str, own: Iterable[str]) -> bool:
    """Tell an address of the practice, or at its own domain; `own` are those it told of."""
    domain = address.rpartition("@")[2]
    told = {each for text in own for _, _, each in identifiers.addresses(text)}
    return address in told or (domain not in _SHARED and domain in {each.rpartition("@")[2] for each in told})


def _hidden(text: str, pseudonyms: Pseudonyms, spared: frozenset[str], *, sure: bool) -> str:
    coded = _outside(_PATH, text, lambda path: _path(path, pseudonyms, sure=sure), lambda rest: rest)
    masked = _NUMBERED.sub("", identifiers.masked(coded, spared, evidence=True))
    return _outside(
        _ADDRESS_LIKE, masked, lambda kept: kept, lambda rest: _names(rest, pseudonyms.people, sure=sure)
    )


def _outside(
    pattern: re.Pattern[str], text: str, within: Callable[[str], str], rest: Callable[[str], str]
) -> str:
    done, at = [], 0
    for found in pattern.finditer(text):
        done += [rest(text[at : found.start()]), within(found[0])]
        at = found.end()
    return "".join([*done, rest(text[at:])])


def _path(path: str, pseudonyms: Pseudonyms, *, sure: bool) -> str:
    names = [name for name in path[3:].split("\\") if name]
    if not names:
        return path
    whole = "/".join(names)
    shown = pseudonyms.path(path[0].upper(), whole, clear_name=not pseudonyms.people.named(names[-1]))
    if sure and shown != whole:
        return NAME
    return path[:3] + shown.replace("/", "\\")


def _names(text: str, known: People, *, sure: bool) -> str:
    done, at = [], 0
    for start, end in sorted(_persons(text, known, sure=sure)):
        if start >= at:
            done += [text[at:start], NAME]
        at = max(at, end)  # spans of one name overlap: title and first name, first name and last
    return "".join([*done, text[at:]])


def _persons(text: str, known: People, *, sure: bool) -> Iterator[tuple[int, int]]:
    """Yield where words stand that name a person; `sure` leaves out a lone one without a title."""
    found = people.spans(text)
    by_start: Mapping[int, int] = {start: at for at, (start, _, _) in enumerate(found)}
    said = [found.end() for found in _PATIENT.finditer(text)]
    for start in (*(at for at, name in people.titled(text) if name[:1].isupper()), *said):
        if start in by_start and text[start].isupper():
            yield start, _end(text, found, by_start[start])
    for (start, end, one), (after, last, other) in pairwise(found):
        person = known.pair(one, other) or (
            text[start].isupper() and text[after].isupper() and people.first_and_last(one, other)
        )
        if person and _BESIDE.match(text[end:after]) and "\n" not in text[end:after]:
            yield start, last
    if not sure:
        yield from ((start, end) for start, end, one in found if text[start].isupper() and one in known.words)


def _end(text: str, found: list[tuple[int, int, str]], at: int) -> int:
    """Return where a name ends that begins with a word: with the next one where that has a capital too."""
    end = found[at][1]
    if at + 1 < len(found):
        start, last, _ = found[at + 1]
        if text[end:start] in _WITHIN and text[start].isupper():
            return last
    return end
