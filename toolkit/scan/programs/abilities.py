"""What a program is able to do, by the functions it imports and the commands it holds; none is a proof.

Sources: the functions are those of the documentation of Windows; their use by ransoms is told in MITRE
ATT&CK T1486 (encryption), T1489 (stopping services), T1490 (deleting copies), T1135 (network shares), T1055
(injection).
"""

import re
from collections.abc import Iterable

from toolkit.scan import deeds

# An ability is told when as many of its functions are imported; A, W and Ex at the end of names are left out.
_TOLD = (
    ("encrypts", 1, "cryptencrypt bcryptencrypt ncryptencrypt encryptfile encryptmessage"),
    ("makes_keys", 1, ("cryptgenkey cryptderivekey cryptimportkey bcryptgeneratesymmetrickey bcryptimportkey"
                       " bcryptimportkeypair bcryptgeneratekeypair cryptimportpublickeyinfo")),
    ("shadow_copies", 1, "createvssbackupcomponentsinternal vssfreesnapshotpropertiesinternal"),
    ("services", 2, "openscmanager controlservice deleteservice changeserviceconfig"),
    ("frees_files", 2, "rmstartsession rmregisterresources rmgetlist rmshutdown"),
    ("ends_programs", 2, "createtoolhelp32snapshot process32first terminateprocess"),
    ("network_shares", 1, "netshareenum wnetopenenum wnetenumresource wnetaddconnection2"),
    ("injects", 2, "writeprocessmemory createremotethread virtualallocex ntmapviewofsection"),
    ("raises_rights", 2, "adjusttokenprivileges lookupprivilegevalue openprocesstoken"),
    ("restarts", 1, "exitwindows initiatesystemshutdown initiateshutdown"),
)  # fmt: skip
_FUNCTIONS = tuple((code, least, frozenset(names.split())) for code, least, names in _TOLD)
_ENDING = re.compile(r"(ex)?[aw]?$")
# Words one of which any command of interest holds; cheap to look for in a whole program.
_ANCHORS = (
    "vssadmin", "shadowcopy", "wbadmin", "bcdedit", "diskshadow", "reagentc", "wevtutil", "mppreference",
    "advfirewall", "manage-bde", "windefend",
)  # fmt: skip
_LETTERS = "".join(_ANCHORS).encode("ascii")
_OTHERS = bytes(byte for byte in range(256) if bytes([byte]).lower() not in _LETTERS)
_LOWER = bytes(range(256)).lower()
_AROUND = 500  # bytes on either side of such a word
_PLACES = 8  # looked at, of one word
_READ = 16 * 1024 * 1024
_UNPRINTABLE = re.compile(rb"[^\x20-\x7e]+")


def of_functions(symbols: Iterable[str]) -> list[str]:
    """Return codes for "library.function" names as an import hash lists them."""
    bare = {_ENDING.sub("", name.rpartition(".")[2].lower()) for name in symbols}
    return [code for code, least, names in _FUNCTIONS if len(names & bare) >= least]


def of_commands(data: bytes) -> list[str]:
    """Return the deeds of scan.deeds that texts inside a program ask for, in its first 16 MiB."""
    part = data[:_READ]
    # Of a program, a fifth is left to search; what is written wide stands there as what is not.
    letters = part.translate(_LOWER, _OTHERS)
    words = [word for word in _ANCHORS if word.encode("ascii") in letters]
    lower = part.lower() if words else b""
    found: set[str] = set()
    for word in words:
        for wide in (False, True):
            found.update(_asked(lower, word.encode("utf-16-le" if wide else "ascii"), wide=wide))
    return sorted(found)


def _asked(lower: bytes, word: bytes, *, wide: bool) -> set[str]:
    found: set[str] = set()
    at = lower.find(word)
    for _ in range(_PLACES):
        if at < 0:
            break
        start = max(0, at - _AROUND)
        around = lower[start : at + _AROUND]
        if wide:
            around = around[(at - start) % 2 :: 2]
        # Each run of text is a command of its own; what stands behind a NUL belongs to another.
        for text in _UNPRINTABLE.split(around):
            found.update(deeds.asked_for(text.decode("ascii")))
        at = lower.find(word, at + len(word))
    return found
