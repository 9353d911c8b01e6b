"""Archives that are backups: 7z, tar and its packings, ZIP with a password, disc and Windows images."""

from tests.backup.forms import laid, test_archives
from toolkit.errors import SourceRefusal, Unreadable


def seeds() -> list[bytes]:
    return [content for _, _, content in test_archives.SEEDS]


def read(data: bytes) -> str:
    """Return what is told of an archive, read as the seed of the nearest size would be."""
    reader, name, _ = min(test_archives.SEEDS, key=lambda one: abs(len(one[2]) - len(data)))
    made = reader(laid.place({name: data}).below(name), ("secret", "été"))
    if made is None:
        return "none"
    try:
        held = test_archives.kept(made) if made.points else {}
    except (SourceRefusal, Unreadable):
        return "refused"
    told = {one for one in held.values() if isinstance(one, str)}
    return " ".join(sorted({*told, *test_archives.codes(made)})) or "ok"
