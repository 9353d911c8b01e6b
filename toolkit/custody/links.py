"""Nothing in a case folder is a link: what was put there by somebody else must not lead a write outside."""

import stat
from pathlib import Path

from toolkit.custody import durable

# The reparse tag of a Windows junction, a link that `is_symlink` does not tell ([MS-FSCC] 2.1.2.1).
_JUNCTION = 0xA0000003


def plain(path: Path) -> bool:
    """Tell whether a name is an ordinary file, an ordinary folder or not there at all."""
    try:
        found = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    if getattr(found, "st_reparse_tag", 0) == _JUNCTION:
        return False
    return stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)


def refuse(case: Path, *paths: Path) -> None:
    """Raise CaseRefusal("case_damaged", why="link") when one of these is a link, a pipe or a device."""
    with durable.writing(case):
        if not all(plain(path) for path in paths):
            raise durable.damaged(case, "link")


def refuse_any(case: Path, folders: tuple[str, ...]) -> None:
    """Look at everything that stands in a case folder and in these folders of it; raises as `refuse`.

    The case folder itself may be reached through a link: where a case stands is its owner's choice.
    """
    with durable.writing(case):
        if not case.is_dir():
            return
        refuse(case, *case.iterdir())
        for name in folders:
            if (case / name).is_dir():
                refuse(case, *(case / name).iterdir())
