"""Archives under a foreign ending that hold all the same: renamed, and not what an attack made of them."""

from collections.abc import Sequence
from dataclasses import replace

from toolkit.backup.forms.form import Found, State
from toolkit.records import Damage, DamageVerdict, Facts, Seen
from toolkit.scan import extensions

_PACKED = frozenset(
    {"zip", "7z", "tar", "tar_gzip", "tar_bzip2", "tar_xz", "tar_zstd", "gzip", "bzip2", "xz", "zstd"}
    | {"iso", "wim", "disk_image"}
)
_ALONE = ("random_blocks",)  # what packed pictures look like between the headers of a tape


def may_hold(seen: Seen) -> bool:
    """Tell a tape that only its ending and the pictures in it made look encrypted."""
    return seen.type == "tar" and seen.damage.reasons[:1] == _ALONE and is_foreign(seen.path)


def is_foreign(path: str) -> bool:
    name = path.rpartition("/")[2]
    return "." in name and extensions.foreign(name.rpartition(".")[2])


def remarks(found: Sequence[Found]) -> list[Facts]:
    """Return what is told of archives that hold under a name an attack may have given them."""
    return [
        {"code": "archive_renamed", "volume": one.volume, "path": one.path}
        for one in found
        if one.state is State.READ
        and (one.about.get("renamed") or (one.form in _PACKED and is_foreign(one.path)))
    ]


def held(seen: Seen, whole: Found) -> Seen:
    """Return what is counted of a part: by itself that of a renamed archive says nothing."""
    if whole.state is not State.READ or whole.faults or not is_foreign(seen.path):
        return seen
    joined = whole.form in _PACKED and whole.about.get("renamed")
    if joined or (whole.form == "tar" and may_hold(seen)):
        return replace(seen, damage=Damage(DamageVerdict.UNKNOWN, ("split_part",), 0.0))
    return seen
