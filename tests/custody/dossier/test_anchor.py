"""What a person copies from paper is told apart: a key, the archive itself, or neither."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.custody import keys
from toolkit.custody.dossier import anchor
from toolkit.custody.dossier.anchor import Anchor, Kind

KEY = "SHA256:" + "sha256Ab/+" * 4 + "xyz"
BYTES = hashlib.sha256(b"archive").digest()
HASH = BYTES.hex()


@pytest.mark.parametrize(
    "typed", [KEY, keys.grouped(KEY), KEY.removeprefix("SHA256:"), f"  {KEY}\n", KEY.replace("SHA", "sha", 1)]
)
def test_the_fingerprint_of_a_key(typed: str) -> None:
    assert anchor.read(typed) == Anchor(frozenset({Kind.KEY}), KEY)


@pytest.mark.parametrize(
    "typed",
    [
        HASH,
        HASH.upper(),
        keys.grouped(HASH),
        " ".join(HASH[i : i + 2] for i in range(0, 64, 2)),
        f"SHA256:{HASH}",
    ],
)
def test_the_hash_of_an_archive_or_of_its_manifest(typed: str) -> None:
    assert anchor.read(typed) == Anchor(frozenset({Kind.ARCHIVE, Kind.MANIFEST}), HASH)


@pytest.mark.parametrize(
    "typed", ["", " ", "SHA256:", KEY[:-1], HASH[:-1], HASH + "0", "g" * 64, KEY + "=", "é" * 43]
)
def test_what_is_neither(typed: str) -> None:
    assert anchor.read(typed) is None


@given(st.binary(min_size=32, max_size=32))
def test_no_fingerprint_is_taken_for_another(raw: bytes) -> None:
    shown = keys.fingerprint(raw)
    assert anchor.read(shown) == anchor.read(keys.grouped(shown)) == Anchor(frozenset({Kind.KEY}), shown)
    assert anchor.read(shown.removeprefix("SHA256:")) == Anchor(frozenset({Kind.KEY}), shown)
    assert anchor.read(raw.hex()) == Anchor(frozenset({Kind.ARCHIVE, Kind.MANIFEST}), raw.hex())
