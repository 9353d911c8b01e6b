"""Names as evidence: how they sort, how Windows compares them, which cannot stand in a path."""

# Deeper than this no folder is entered: Windows itself stops near 16,000, ext4 has no limit.
DEEPEST = 10_000


def units(name: str) -> bytes:
    """Return the UTF-16 code units of a name, the order names are walked in."""
    return name.encode("utf-16-be", "surrogatepass")


def folded(name: str) -> str:
    """Fold letter case one character for one character, as NTFS does; accents and forms stay apart."""
    upper = name.upper()
    if len(upper) == len(name):
        return upper
    return "".join(up if len(up := char.upper()) == 1 else char for char in name)


def hostile(name: str) -> bool:
    """Say whether a name would change the meaning of the path it stands in."""
    return name in {"", ".", ".."} or "/" in name


def shown(name: str) -> str:
    """Return a hostile name with "/" replaced by U+2215, so that it stays one name in a path."""
    return {"": "\u2215", ".": "\u2215.", "..": "\u2215.."}.get(name, name.replace("/", "\u2215"))


def below(folder: str, name: str) -> str:
    """Join a folder's path and a name."""
    return f"{folder}/{name}" if folder else name


def same(name: str, wanted: str) -> bool:
    """Compare two names as Windows does, letter case ignored."""
    return name == wanted or folded(name) == folded(wanted)
