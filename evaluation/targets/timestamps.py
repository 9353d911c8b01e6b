"""The answers of a time-stamping authority, and the questions they answer."""

from tests.custody.timestamps.authority import Authority, rsa_key
from toolkit.custody.timestamps import reply, request, trust
from toolkit.custody.timestamps.bad_stamp import BadStamp

_QUESTION = request.written(bytes(range(32)), 1 << 63)
_AUTHORITIES = (Authority(), Authority(key=rsa_key()))


def seeds() -> list[bytes]:
    return [_QUESTION, *(each.answer(_QUESTION) for each in _AUTHORITIES)]


def read(data: bytes) -> str:
    """Read the bytes as both, and follow an answer that holds to a root."""
    try:
        request.read(data)
    except BadStamp:
        pass
    else:
        return "question"
    try:
        found = reply.read(data)
        trust.vouched(data, found.imprint, found.nonce, [each.root for each in _AUTHORITIES])
    except BadStamp as bad:
        return bad.why
    if found.imprint != bytes(range(32)):
        raise AssertionError("damage changed what the stamp says")
    return "vouched"
