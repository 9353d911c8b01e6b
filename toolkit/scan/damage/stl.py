"""STL: its count of triangles and the numbers of each of them, or their text (3D Systems, 1988)."""

import re
import struct
from typing import TYPE_CHECKING

from toolkit.scan.content import WHOLE_LIMIT, Content
from toolkit.scan.damage.places import told
from toolkit.scan.damage.structure import NOT_THIS, TRUNCATED, Structure, broken, valid

if TYPE_CHECKING:
    import numpy as np

    Wrong = np.ndarray[tuple[int], np.dtype[np.bool_]]

_HEAD, _RECORD = 84, 50
_HUGE = 1e9  # no coordinate of an object somebody made, in any unit
_FLAT = 1e-30  # nor one so small, but zero
_FIRST = 20  # triangles that must be some
_FOREIGN = re.compile(rb"[^\t\r\n -~]")
_MANY = 16
_LINE = 4096  # bytes in which so many foreign ones are no accident
_CUT = 4  # a file a quarter of what its count says is another thing


def check(content: Content) -> Structure:  # noqa: PLR0911 - each fault is an answer
    """Check a model; vouches for the triangles whose numbers can be coordinates and a direction."""
    if content.head[:6].lower() == b"solid " and b"facet" in content.head[:4096]:
        return _text(content)
    if len(content.head) < _HEAD:
        return NOT_THIS
    (count,) = struct.unpack_from("<I", content.head, 80)
    whole = _HEAD + _RECORD * count
    if not count or whole > content.size * _CUT or content.size > whole * 2 + 4096:
        return NOT_THIS
    if content.size > WHOLE_LIMIT:
        return valid(_HEAD, whole)
    wrong = _wrong(content.read(_HEAD, _RECORD * count))
    faults, apart = _places(wrong)
    vouched = _HEAD + _RECORD * int(len(wrong) - wrong.sum())
    if not len(wrong) or wrong[:_FIRST].mean() > 0.9:
        return NOT_THIS
    if faults:
        return told([_HEAD + _RECORD * at for at in faults], vouched, whole, lost=apart)
    if whole > content.size:
        return broken(TRUNCATED, content.size, vouched)
    return valid(vouched, whole)


def _text(content: Content) -> Structure:
    """Check a model written as text: behind its name there are but figures and a few words."""
    data = content.read(0, WHOLE_LIMIT)
    start = data.find(b"\n") + 1
    foreign = _FOREIGN.search(data, start)
    if foreign is None:
        return valid(len(data), content.size)
    many = len(_FOREIGN.findall(data, foreign.start(), foreign.start() + _LINE)) >= _MANY
    return told([foreign.start()], foreign.start(), content.size, lost=many)


def _wrong(raw: bytes) -> "Wrong":
    """Tell for each triangle whether a number in it is none, or no coordinate."""
    import numpy as np  # noqa: PLC0415 - see blocks.excess

    records = np.frombuffer(raw, dtype=[("numbers", "<f4", 12), ("spare", "<u2")], count=len(raw) // _RECORD)
    sizes = np.abs(records["numbers"])
    with np.errstate(invalid="ignore"):
        odd = ~(sizes < _HUGE) | ((sizes < _FLAT) & (sizes > 0))
        normal = sizes[:, :3]
        far = ~(normal.max(axis=1) < 2.0) if len(sizes) and np.median(normal) <= 1.0 else odd[:, 0]
    wrong: Wrong = (odd.sum(axis=1) >= 2) | (odd.any(axis=1) & far)
    return wrong


def _places(wrong: "Wrong") -> tuple[list[int], bool]:
    """Return the first triangles of the wrong runs, and whether they are more than one bad place is."""
    import numpy as np  # noqa: PLC0415 - see blocks.excess

    hits = np.flatnonzero(wrong)
    if len(hits) < 2:
        return [], False
    apart = np.flatnonzero(np.diff(hits) > 200)
    starts = [int(hits[0]), *(int(hits[at + 1]) for at in apart)]
    return starts, len(hits) > 64
