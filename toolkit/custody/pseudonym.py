"""Paths without the patient names they may hold: a keyed token for each name below a data root."""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Collection

from toolkit.custody import places, program_names
from toolkit.custody.people import People

WITHIN = " » "  # between the path of an archive and that of its member
_TOKEN = 10  # hexadecimal digits, 40 bits
CODE = re.compile(r"P-[0-9a-f]{10}")  # a token without what follows it
_LEVELS = 16  # folders told above a name that was replaced
_ROOT_NAMES = 2  # names of a data root that programs give: "Wlogos2/Patients"
# What an attack tells a victim by: hexadecimal digits, not of ten signs alone, which may be a date.
_IDENTITY = re.compile(r"(?i)\[?(?:id-?)?(?=[0-9]*[a-f])[0-9a-f]{6,32}\]?")
_OF_WINDOWS = frozenset({"Zone.Identifier", "$DATA"})
NOBODY = People()
_DRIVE = re.compile(r"[A-Za-z]:")


class Pseudonyms:
    r"""Tokens of one case; the same name gives the same token wherever it stands.

    `roots` are data folders as people write them ("C:\Wlogos2\\Patients"), found at any depth, since a
    backup holds them deeper; "2:Data" limits one to volume 2, and "2:" is all that volume.
    `extensions` are endings the scan knows as added by a ransomware ("akira") that may leave: an unknown
    ending is otherwise taken for a part of the name, because "mme.martin" has one too. `hidden` are endings
    it knows that may be somebody's name: each leaves as a token. `people` are names told by the disk itself:
    what holds one is hidden wherever it stands but in the name of an account.
    `replaced` remembers each (code, name) and where the name stood first, for whoever may undo the codes;
    one code stands for every spelling of a name. Empty it now and then when going through a whole disk.
    """

    def __init__(
        self,
        key: bytes,
        roots: tuple[str, ...],
        extensions: Collection[str] = (),
        *,
        people: People = NOBODY,
        hidden: Collection[str] = (),
    ) -> None:
        self._key = key
        self._roots = tuple(_root(each) for each in roots)
        self._whole = False
        self._added = frozenset(each.lower().strip(".") for each in extensions)
        self._hidden = frozenset(each.lower().strip(".") for each in hidden)
        self.people = people
        self.replaced: dict[tuple[str, str], str] = {}

    def path(self, volume: str, path: str, *, clear_name: bool = False) -> str:
        """Return the path with every name below a data root replaced; depth and extension stay.

        `clear_name` keeps the last name: a note, or a program unless its name has a person's shape. One that
        is a known tool's stays wherever it lies, and so does its folder outside records. Of a member of an
        archive nothing else stays: an archive is made by anyone, and so are the names in it.
        """
        path, _, member = path.partition(WITHIN)
        if member:
            within = self.whole().path("", member)
            return f"{self.path(volume, path)}{WITHIN}{within}"
        names = path.split("/")
        folded = [_fold(name) for name in names]
        known = set[int]() if self._whole else self._known_names(names, folded, self._start(volume, folded))
        last = len(names) - 1
        clear_name = (clear_name and self._nobodys(path, names[last], folded[last])) or self._tool(
            names[last]
        )
        return "/".join(
            (name if i < last else self._behind(name))
            if i in known or (clear_name and i == last)
            else self._remembered(self._token(name, file=i == last), volume, names, i)
            for i, name in enumerate(names)
        )

    def private(self, volume: str, folder: list[str]) -> int:
        """Return from which name on those of a folder may be anybody's; one more than it has for none."""
        folded = [*map(_fold, folder), "x"]
        start = self._start(volume, folded) if folded[0] in places.SYSTEM else 0
        return start if start < len(folded) else len(folded) + 1

    def _start(self, volume: str, folded: list[str]) -> int:
        return min(
            _below_profile(folded),
            _below_program(folded),
            *(_below(folded, volume, root) for root in self._roots),
            *(_after(folded, each) for each in places.PERSONAL),
        )

    def _nobodys(self, path: str, name: str, folded: str) -> bool:
        """Tell a last name that is a program's or a note's, and no person's, its stream included.

        Among records a lone word with a capital is enough: "Documents/Dupont.exe".
        """
        if self.people.named(name):
            return False
        streams = name.split(":")
        if _program(folded) and places.among_records(path) and program_names.lone(name.rpartition(".")[0]):
            return False
        if _program(folded) or len(streams) > 1:
            return all(program_names.program_name(one) for one in streams if one not in _OF_WINDOWS)
        return True

    def _tool(self, name: str) -> bool:
        """Tell what runs and bears the name of a tool or a family, in which no word may be a person's."""
        stem, _, kind = name.rpartition(".")
        runs = kind.casefold() in places.PROGRAM_KINDS - {"lnk"}
        return runs and program_names.tool(stem) and not self.people.named(name)

    def _behind(self, name: str) -> str:
        """Return a clear name with what stands behind its extension, unless that is the attack's ending."""
        base, colon, stream = name.partition(":")
        parts = base.split(".")
        at = _ordinary(parts) or program_names.kind_at(parts)
        return ".".join(parts[: at + 1]) + self._appended(parts, at) + colon + stream if at else name

    def _remembered(self, token: str, volume: str, names: list[str], at: int) -> str:
        known = token[: len("P-") + _TOKEN], names[at]
        if token and known not in self.replaced:
            cut = max(0, at - _LEVELS)
            above = "/".join(["…", *names[cut:at]] if cut else names[:at])
            self.replaced[known] = f"{volume}:{above}" if volume else above
        return token

    def _known_names(self, names: list[str], folded: list[str], start: int) -> set[int]:
        """Return which names before `start` are nobody's: the system's, and a data root's own."""
        known = set(range(start)) if folded[0] in places.SYSTEM else set[int]()
        if top := program_names.area(folded):
            known &= set(range(top)) | program_names.known(names, folded, self._added)
            known = {
                i for i in known if i < top or folded[i] in places.SYSTEM or not self.people.named(names[i])
            }
        for _, root in self._roots:
            # A root found deep on a disk passes through folders that may be patients' own.
            if 0 < len(root) <= _ROOT_NAMES:
                after = _after(folded, root)
                if after < len(folded) or tuple(folded[-len(root) :]) == root:
                    known |= set(range(after - len(root), after))
        if folded[0] in places.SYSTEM and not places.among_records("/".join(folded)):
            made = (i for i, name in enumerate(names[:-1]) if program_names.tool(name))
            known |= {i for i in made if not self.people.named(names[i])}
        # "Patients", "Images": a word of everybody's names nobody.
        return known | {i for i, name in enumerate(folded[:-1]) if name in places.DATA_FOLDERS}

    def whole(self) -> "Pseudonyms":
        """Return pseudonyms of the same key that leave no name, for a backup laid out as somebody pleased."""
        other = Pseudonyms(self._key, (), self._added, people=self.people, hidden=self._hidden)
        other._whole = True
        other.replaced = self.replaced
        return other

    def _token(self, name: str, *, file: bool) -> str:
        if not name:
            return name
        digest = hmac.new(self._key, _fold(name).encode("utf-8", "surrogatepass"), hashlib.sha256)
        token = "P-" + digest.hexdigest()[:_TOKEN]
        return token + self.ending(name) if file else token

    def ending(self, name: str) -> str:
        """Return the part that says what the file is, and the ending that was appended to it.

        Of another ending only the fact leaves, as ".P", and of one that many files bear its token. A stream
        keeps its name where Windows gives it.
        """
        base, colon, stream = name.partition(":")
        tail = ":Zone.Identifier" if stream.lower() == "zone.identifier" else colon and ":P"
        parts = base.split(".")
        last = _ordinary(parts)
        first = last
        while first > 1 and parts[first - 1].lower() in places.EXTENSIONS:
            first -= 1
        shown = [f".{part}" for part in parts[first : last + 1]] if last else []
        return "".join([*shown, self._appended(parts, last), tail])

    def _appended(self, parts: list[str], last: int) -> str:
        """Return what may leave of the parts of a name behind its extension, the one at `last`."""
        behind = parts[last + 1 :]
        if not behind:
            return ""
        ending = behind[-1].lower()
        if ending in self._added:
            kept = [part for part in behind[:-1] if _IDENTITY.fullmatch(part) or part.lower() in self._added]
            return "".join(f".{part}" for part in [*kept, behind[-1]])
        if ending in self._hidden:
            return self.ending_code(ending)
        return ".P" if last else ""

    def added_ending(self, ending: str) -> str:
        """Return an ending, its full stop in front, as it stands or as its token."""
        return ending if ending.lower().strip(".") in self._added else self.ending_code(ending)

    def ending_code(self, ending: str) -> str:
        """Return the token of an ending that may be somebody's name, its full stop in front."""
        return "." + self._remembered(self._token(ending.strip("."), file=False), "", [ending], 0)


def _ordinary(parts: list[str]) -> int:
    """Return where the last ordinary extension stands among the parts of a name, 0 for nowhere."""
    return max((i for i, part in enumerate(parts) if i and part.lower() in places.EXTENSIONS), default=0)


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _root(written: str) -> tuple[str | None, tuple[str, ...]]:
    """Return the volume a root is limited to, or None, and its folded names."""
    text = written.replace("\\", "/")
    if _DRIVE.fullmatch(text):
        return text[0], ()  # a whole volume of a running machine, which is named by its letter
    volume: str | None = None
    if ":" in text:
        before, _, after = text.partition(":")
        volume, text = (None if _DRIVE.match(text) else before), after
    return volume, tuple(_fold(name) for name in text.split("/") if name)


def _below(folded: list[str], volume: str, root: tuple[str | None, tuple[str, ...]]) -> int:
    """Return the index of the first name below a root, or the number of names when there is none."""
    limited, names = root
    if limited is not None and volume and limited != volume:  # an unknown volume counts as this one
        return len(folded)
    return _after(folded, names) if names else (0 if limited is not None else len(folded))


def _after(folded: list[str], names: tuple[str, ...]) -> int:
    width = len(names)
    for i in range(len(folded) - width):
        if tuple(folded[i : i + width]) == names:
            return i + width
    return len(folded)


def _below_program(folded: list[str]) -> int:
    """Return where names under a program's folder are its users': below its data."""
    if folded[0] in places.PROGRAMS:
        for i, name in enumerate(folded[:-1]):
            if name in places.DATA_FOLDERS:
                return i + 1
    return len(folded)


def _program(folded: str) -> bool:
    return folded.rpartition(".")[2] in places.PROGRAM_KINDS | places.VENDOR_KINDS


def _below_profile(folded: list[str]) -> int:
    for i in range(len(folded) - 2):
        if folded[i] in places.PROFILES and folded[i + 2] not in places.PROFILE_CLEAR:
            return i + 2 + (folded[i + 2] in places.PROFILE_FOLDERS)
    return len(folded)
