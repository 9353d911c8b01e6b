"""How the programs on the stick are built: pinned parts, checked signatures, contents listed."""

from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
BUILD = HERE / "build"
DIST = HERE / "dist"


class Refused(Exception):  # noqa: N818 - a refusal of the build, not a programming error
    """The build will not go on; the message says why."""
