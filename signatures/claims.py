"""Cleaning what sources claim of a family: ordinary extensions, pieces of schemes, paths, pictures."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from toolkit.scan.notes.names import PLACEHOLDER
from toolkit.scan.notes.phrases import fold

# Extensions a healthy practice machine uses: no family may claim them.
_ORDINARY_WORDS = """
html htm exe css mp3 rar zip 7z txt doc docx xls xlsx ppt pptx pdf jpg jpeg png gif bmp tif tiff dcm csv
xml json js hta url lnk dll sys bat cmd ps1 vbs msi cab iso img vhd vhdx bak tmp log ini cfg dat db mdb
accdb sqlite sql pst ost eml msg rtf odt ods mp4 avi wav wma wmv mov key pem crt cer gpg pgp asc aes r5a
rsa pass help id info data file part crdownload old new backup vault hl7 hpr mdf ldf ndf fdb gdb fic mmo
ndx dbf cdx jar py php asp aspx net com org me ws you up end fun com1 good love kill wallet
"""
ORDINARY = frozenset(_ORDINARY_WORDS.split())
_EXTENSION = re.compile(r"\.[\w@!#$&~^+-][\w@!#$&~^+.-]{1,40}")
_PIECE = re.compile(r"\.id-?$|\.id\b|[\[\]<>{}%*]|@\w[\w-]*\.\w")  # pieces of schemes, a gang's address
_NOTE_ENDINGS = (
    ".txt",
    ".html",
    ".htm",
    ".hta",
    ".rtf",
    ".ini",
    ".pdf",
    ".log",
    ".md",
    ".readme",
    ".inf",
    ".xt",
    ".txtt",
)
_NUMBERED = re.compile(r"\s?\(\d{1,2}\)(?=\.)|\s?\[\d\](?=\.)|_\d(?=\.\w+$)")
# Names of families that are everyday words of notes or of languages: never searched for in a text.
_EVERYDAY_WORDS = """
help data files file crypt crypto encrypted encryptor decryptor locked locker lock ransom ransomware
unknown fake the you my day zero one hacked virus trojan patcher rakhni bandarchor offline generic test
demo fun good love kill end up net com org me pay key keys server windows microsoft linux email mail
bitcoin tor onion police fbi time world read open money payment info team group project system note lucky
final cyber security admin administrator user master service support global recovery restore unlock
network computer king stop beta hello welcome attention warning important mad dead free star first any
all none new
"""
_EVERYDAY = frozenset(_EVERYDAY_WORDS.split())
_OWN_WORD = 5  # letters
_TAIL = re.compile(r"(ransomware|ransomeware|locker|cryptor|crypt|team|group|virus|project|cartel)$")


def clean_extensions(values: Iterable[str]) -> list[str]:
    """Keep the extensions that are whole, and that no healthy machine uses; lower case."""
    kept = []
    for value in values:
        low = value.strip().lower().rstrip("*")
        if _EXTENSION.fullmatch(low) and not _PIECE.search(low) and low[1:] not in ORDINARY:
            kept.append(low)
    return kept


def clean_note_names(values: Iterable[str], family: str) -> list[str]:
    """Keep names of text notes, without the numbers collections add nor names made of the family's alone."""
    kept = []
    for value in values:
        name = value.split(" , ")[0].split(" / ")[-1].split(", e.g")[0].split(". e.g")[0].strip().rstrip(".")
        name = _NUMBERED.sub("", name)
        bare = re.sub(r"[^a-z]", "", PLACEHOLDER.sub("", name.rpartition(".")[0]).lower())
        is_note = name.lower().endswith(_NOTE_ENDINGS) or re.search(
            r"read.?me|decrypt|restore|recover", name.lower()
        )
        own_only = bare == re.sub(r"[^a-z]", "", family) or not bare
        if is_note and not own_only and len(name) <= 120 and not re.search(r"[\\/]", name):
            kept.append(name)
    return kept


def spoken_names(families: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """Return, by family, the names a note may call it by, each as one folded word without spaces.

    A name without its "ransomware" or "locker" is added only when no other family is called so.
    """
    whole = {
        key: {word for word in _names(family) if _is_speakable(word)} for key, family in families.items()
    }
    taken = {word: key for key, words in whole.items() for word in words}
    taken |= {key: key for key in families}
    found = {}
    for key, names in whole.items():
        short = {_TAIL.sub("", word) for word in names}
        found[key] = sorted(
            names | {word for word in short if _is_speakable(word) and taken.get(word, key) == key}
        )
    return found


def _names(family: dict[str, Any]) -> Iterator[str]:
    for name in (family["name"], family["display"], *family["aliases"]):
        for part in re.split(r"\s*/\s*|\(|\)|,| or | aka ", name):
            yield re.sub(r"[\W_]", "", fold(part))


@cache
def _everyday_names() -> frozenset[str]:
    lines = Path(__file__).with_name("ordinary_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def is_everyday(word: str) -> bool:
    """Whether a name is a word of everyday texts, or too short not to be met by chance."""
    return len(word) < _OWN_WORD or word in _everyday_names()


def _is_speakable(word: str) -> bool:
    return 3 <= len(word) <= 24 and not word.isdigit() and word not in _EVERYDAY and word not in ORDINARY
