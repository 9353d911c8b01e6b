"""Contents of no promised or no known type: what is telling all the same, and what is not."""

from collections.abc import Callable

import pytest

from toolkit.records import DamageVerdict
from toolkit.scan.content import Content
from toolkit.scan.damage import examine, text

PROSE = b"".join(b"%05d;molaire %d;couronne;%d,50\r\n" % (n, n % 48, n * 7 % 900) for n in range(1200))


def parts(data: bytes, cipher: Callable[..., bytes], size: int, step: int, start: int = 0) -> bytes:
    out = bytearray(data)
    for at in range(start, len(out) - size, step):
        out[at : at + size] = cipher(size, str(at))
    return bytes(out)


@pytest.mark.parametrize(("size", "step"), [(400, 4000), (160, 800), (900, 3000)])
def test_texts_encrypted_by_parts_are_seen(cipher: Callable[..., bytes], size: int, step: int) -> None:
    spoiled = parts(PROSE, cipher, size, step)
    for name in ("export.csv", "export.csv.k3yhold", "sans nom", "k2hG9xQw.pLm4ZtRv"):
        assert examine(name, Content.of(spoiled)).verdict == DamageVerdict.ENCRYPTED, name


def test_short_runs_in_a_promised_text_are_seen(cipher: Callable[..., bytes]) -> None:
    assert (
        examine("export.csv", Content.of(parts(PROSE, cipher, 64, 1000))).verdict == DamageVerdict.ENCRYPTED
    )


def test_a_picture_in_the_middle_of_a_text_of_no_promise_is_not_an_attack(
    cipher: Callable[..., bytes],
) -> None:
    drawing = b"%!PS-Adobe-3.0 EPSF-3.0\n" + PROSE[:9000] + cipher(9000) + PROSE[9000:20_000]
    assert examine("dessin.eps", Content.of(drawing)).verdict != DamageVerdict.ENCRYPTED


def test_a_script_that_carries_an_archive_is_none(cipher: Callable[..., bytes]) -> None:
    script = b"#!/bin/sh\ntail -n +3 $0\n" + PROSE.replace(b"\r", b"") + b"\x1f\x8b\x08\0" + cipher(40_000)
    assert examine("installer.sh", Content.of(script)).verdict != DamageVerdict.ENCRYPTED
    assert examine("journal.sh", Content.of(PROSE + cipher(40_000))).verdict == DamageVerdict.ENCRYPTED


def test_texts_in_any_encoding_hold_nothing_foreign() -> None:
    spoken = PROSE.decode().replace("couronne", "prothèse céramique")
    for code in ("utf-8", "utf-16", "cp1252", "cp850", "utf-32"):
        assert text.foreign(spoken.encode(code)) == 0, code
