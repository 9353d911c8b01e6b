"""What the first bytes of hiberfil.sys say: a memory waits in it to be taken up, or none does any more.

Signatures: "Windows Hibernation File (hiberfil.sys) format", J. Metz (libhibr); M. Suiche, Hibr2Bin, hiber.h;
IMAGE signatures of the power manager in the public headers of Windows.
"""

from enum import StrEnum

HEAD = 4096  # bytes: one page
_SIGNATURE = 4


class Head(StrEnum):
    """What a hibernation file holds, by its head."""

    ASLEEP = "hiberfil_asleep"  # a memory that the next start takes up
    RESUMING = "hiberfil_resuming"  # it was being taken up, and that did not end
    AWAKE = "hiberfil_awake"  # it was taken up, or none was ever written
    ELSEWHERE = "hiberfil_elsewhere"  # it leads to another volume
    EMPTY = "hiberfil_empty"  # no byte
    ODD = "hiberfil_odd"  # none of these


_KNOWN = {
    b"hibr": Head.ASLEEP,
    b"horm": Head.ASLEEP,  # taken up at each start, on embedded systems
    b"rstr": Head.RESUMING,
    b"wake": Head.AWAKE,
    b"link": Head.ELSEWHERE,
    bytes(_SIGNATURE): Head.AWAKE,
}


def told(head: bytes) -> Head:
    """Return what the first page of a hibernation file says; anything unknown is odd, never awake."""
    if not head:
        return Head.EMPTY
    # Windows XP writes them small, Windows 7 and later in capitals.
    return _KNOWN.get(head[:_SIGNATURE].lower(), Head.ODD)
