"""What a ransom note quotes of people: whether it does, and its text without them."""

import re
from collections.abc import Iterable

from toolkit.custody import identifiers, places, quoted_names
from toolkit.custody.people import People
from toolkit.custody.pseudonym import Pseudonyms
from toolkit.custody.reached import NAME, persons, unescaped

_MARKS = re.compile(r"\[(?:nom|n°|date|adresse|IBAN|carte|tél\.|e-mail)\]")
_NUMBERS = re.compile(r"\[(?:n°|date|IBAN)\]")
# A path as people write it: its last name goes to a blank, unless an extension stands further on.
_FOLDERS = r"(?:[^\\/:*?\"<>|\r\n]{1,120}[\\/]){0,20}"
_LAST_NAME = r"(?:[^\\/:*?\"<>|\r\n]{1,120}\.\w{1,5}(?!\w)|[^\\/:*?\"<>|\s,;]*)"
_PATH = re.compile(
    rf"(?i)(?:file:[\\/]{{2,3}})?(?<![a-z])[a-z]:[\\/](?![\\/]){_FOLDERS}{_LAST_NAME}"
    rf"|(?<![\\\w])\\\\[\w.-]{{1,60}}\\{_FOLDERS}{_LAST_NAME}"
)
_START = re.compile(r"(?i)(?:file:[\\/]{2,3})?[a-z]:[\\/]|\\\\[\w.-]{1,60}\\")
# A word joined to a number that was masked, "dupont-[n°]".
_NUMBERED = re.compile(r"[^\W_]{1,40}[-_](?=\[n°\])")
# A full date of long ago, which in a note is nobody's deadline: somebody's birth.
_BORN = re.compile(
    r"(?<![\d./-])(?:(?:0?[1-9]|[12]\d|3[01])([./-])(?:0?[1-9]|1[0-2])\1(?:19\d\d|200\d|201[0-5])"
    r"|(?:19\d\d|200\d|201[0-5])([./-])(?:0[1-9]|1[0-2])\2(?:0[1-9]|[12]\d|3[01]))(?!\d|[./-]\d)"
)
# Number, street, postal code and town; an amount behind "place" or "route" is no postal code.
_STREET = re.compile(
    r"(?<![\w.])\d{1,4}(?:[ \u00a0]?(?i:bis|ter|quater|[a-d]))?,?[ \u00a0]{1,2}"
    r"(?i:rue|avenue|av\.?|boulevard|bd\.?|place|pl\.|chemin|ch\.|impasse|all[ée]e|route|quai|square|cours)"
    r"[ \u00a0][^\n\d]{2,60}?(?:\r?\n[ \t]{0,8})?"
    r"(?<!\d)(?:0[1-9]|[1-8]\d|9[0-8])[ \u00a0]?\d{3}(?![.,]?\d|\s?(?i:[€$£]|eur|usd|dollar|btc|bitcoin|xmr))"
    r"(?:[ \t\u00a0]{1,2}[A-ZÀ-Þ][\w'’-]{1,30}){0,3}"
)
_ADDRESS_LIKE = re.compile(r"@|://|\.onion|\bt\.me/|[^\W_]#\d{4}\b")
_TOKEN = re.compile(r"\S+")
_HOST = re.compile(r"\S*?(?:://[^\s/]*|\.onion)(?=/|$)")
_LOCAL = 5  # letters of a word of an address that is somebody's name
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
# Whose mail anybody may have: two addresses there have nothing in common.
_SHARED = frozenset({
    "aol.com", "bbox.fr", "free.fr", "gmail.com", "gmx.fr", "hotmail.com", "hotmail.fr", "icloud.com",
    "laposte.net", "live.fr", "neuf.fr", "numericable.fr", "orange.fr", "outlook.com", "outlook.fr",
    "proton.me", "protonmail.com", "sfr.fr", "tutanota.com", "tuta.io", "wanadoo.fr", "yahoo.com", "yahoo.fr",
})  # fmt: skip


def quotes(text: str, pseudonyms: Pseudonyms, given: Iterable[str], *, note: bool = True) -> bool:
    """Tell a text that quotes a person; `given` are the addresses it gives to reach its author.

    A name is one known of the disk's people, a first name beside another word, or a word behind a title;
    beside names count numbers of people, dates of birth, accounts, addresses that are not its author's, and
    paths below data. In a `note` count also old dates without a word, streets, and lists of names shown.
    """
    spared = frozenset(each.casefold() for each in given)
    return bool(_MARKS.search(_hidden(_MARKS.sub("", text), pseudonyms, spared, sure=True, note=note)))


def hidden(text: str, pseudonyms: Pseudonyms, spared: frozenset[str]) -> str:
    """Return the text of a note without people: names, numbers, addresses but `spared`, paths as codes."""
    return _hidden(text, pseudonyms, spared, sure=False, note=True)


def numbered(text: str) -> bool:
    """Tell a text with a number of a person, an account or a date of birth in it."""
    return bool(_NUMBERS.search(identifiers.masked(_MARKS.sub("", text), evidence=True)))


def bears(text: str, known: People) -> bool:
    """Tell a text with a name of the disk's people in it, however written: what chance would not write."""
    return quoted_names.known_in(text, known)


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


def of_practice(address: str, own: Iterable[str]) -> bool:
    """Tell an address of the practice, or at its own domain; `own` are those it told of."""
    domain = address.rpartition("@")[2]
    told = {each for text in own for _, _, each in identifiers.addresses(text)}
    return address in told or (domain not in _SHARED and domain in {each.rpartition("@")[2] for each in told})


def _hidden(text: str, pseudonyms: Pseudonyms, spared: frozenset[str], *, sure: bool, note: bool) -> str:
    coded = _PATH.sub(lambda found: _path(found[0], pseudonyms, sure=sure), text)
    masked = _NUMBERED.sub("", identifiers.masked(coded, spared, evidence=True))
    if note:
        masked = _BORN.sub("[date]", _STREET.sub("[adresse]", masked))
    known = pseudonyms.people
    # Who is recognised in one place is hidden in all: a word is no more anybody's behind a full stop.
    somebody = frozenset(
        word
        for part in _apart(masked)[::2]
        for start, end in (*quoted_names.spans(part, known), *(quoted_names.shown(part) if note else ()))
        for word in quoted_names.family_words(part[start:end])
    )
    shown = "".join(
        _address(part, known, somebody, spared)
        if at % 2
        else quoted_names.without(part, known, somebody, listed=note)
        for at, part in enumerate(_apart(masked))
    )
    return quoted_names.beside_marks(shown)


def _address(found: str, known: People, somebody: frozenset[str], spared: frozenset[str]) -> str:
    """Return an address without people: one that is its author's stays, but for names behind its host."""
    folded = found.casefold()
    host = _HOST.match(found)
    if host is None and any(each in folded for each in spared):
        return found
    kept = host[0] if host else ""
    rest = found[len(kept) :]
    plain = unescaped(rest)
    shown = quoted_names.without(plain, known, somebody, lone=_LOCAL)
    return kept + (rest if shown == plain else shown)


def _apart(text: str) -> list[str]:
    """Return the parts of a text, every second one an address or a handle."""
    parts, at = [], 0
    for token in _TOKEN.finditer(text):
        if _ADDRESS_LIKE.search(token[0]):
            parts += [text[at : token.start()], token[0]]
            at = token.end()
    return [*parts, text[at:]]


def _path(path: str, pseudonyms: Pseudonyms, *, sure: bool) -> str:
    start = _START.match(path)
    before = start[0] if start else ""
    rest = unescaped(path[len(before) :]) if before[:5].casefold() == "file:" else path[len(before) :]
    names = [name for name in re.split(r"[\\/]", rest) if name]
    if not names:
        return path
    whole = "/".join(names)
    volume = "" if before.startswith("\\\\") else before.rstrip("\\/")[-2:-1].upper()
    shown = pseudonyms.path(volume, whole, clear_name=_clear(names[-1], pseudonyms.people))
    if shown == whole:
        return path
    return NAME if sure else before + shown.replace("/", "\\")


def _clear(name: str, known: People) -> bool:
    """Tell the last name of a path that is a program's, or made of words that are nobody's."""
    if known.named(name):
        return False
    *stem, kind = name.casefold().split(".")
    return bool(stem and kind in places.PROGRAM_KINDS) or not quoted_names.family_words(
        name.partition(".")[0]
    )
