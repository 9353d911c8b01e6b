"""The signature and the second look of a program, on programs signed by an authority made for it."""

from tests.scan.programs.test_authenticode import Authority, signed
from tests.scan.programs.test_closer import locker
from toolkit.scan.content import Content
from toolkit.scan.programs import closer, facts


def seeds() -> list[bytes]:
    """Return a signed program and one that is not."""
    return [signed(Authority()), locker(b"wbadmin delete catalog")]


def read(data: bytes) -> str:
    """Look at a program twice."""
    content = Content.of(data)
    found = facts(content, "a.exe")
    if found is None:
        return "not_a_program"
    looked = closer.look(content, found)
    return str(looked.get("failed") or looked.get("closer") or looked.get("signed") or looked["format"])
