"""The compression of macros, by the examples of its specification ([MS-OVBA] 3.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.scan.inside.macros import LONGEST, decompressed, source
from toolkit.scan.inside.room import Broken

EXAMPLES = {
    "0119B000616263646566676800696A6B6C6D6E6F70007172737475762E": b"abcdefghijklmnopqrstuv.",
    "012FB00023616161626364658266007061676869"
    "6A013808616B6C00306D6E6F70067102700410727374757610777879" "7A003C":
        b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa",
    "0103B002614500": b"a" * 73,
}  # fmt: skip


@pytest.mark.parametrize("packed", EXAMPLES)
def test_the_examples(packed: str) -> None:
    assert b"".join(decompressed(bytes.fromhex(packed), 1)) == EXAMPLES[packed]


@given(st.binary(max_size=6000))
def test_any_bytes(data: bytes) -> None:
    # A chunk of 4,098 bytes gives 4,096 and what one last copy adds, which is cut.
    assert sum(map(len, decompressed(data, 0))) <= 4096 * (1 + len(data) // 3)
    assert b"".join(source(b"\1\xb0\xb0\0Attribut" + data))[:8] == b"Attribut"


@pytest.mark.parametrize("chunk", [b"\0\xb0\xff", b"\0\xb0\0", b"\3\xb0\2a\xff\x0f"])
def test_chunks_without_end_are_left(chunk: bytes) -> None:
    out = list[int]()
    with pytest.raises(Broken):
        out.extend(map(len, decompressed(chunk * 1_000_000, 0)))
    assert sum(out) <= LONGEST + 4096
