"""Ordinary files that resemble encrypted ones, and encrypted ones that resemble ordinary files."""

import base64
import io
import math
import random
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest

from tests.scan.damage.conftest import keystream, prose
from toolkit.records import DamageVerdict
from toolkit.scan import extensions, filetype
from toolkit.scan.content import Content
from toolkit.scan.damage import base64_text, examine, flac, pdf

ENCRYPTED, DAMAGED = DamageVerdict.ENCRYPTED, DamageVerdict.DAMAGED
RFC1924 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"
Z85 = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"


def judged(name: str, data: bytes) -> DamageVerdict:
    return examine(name, Content.of(data)).verdict


def wav(samples: list[int]) -> bytes:
    body = struct.pack(f"<{len(samples)}h", *samples)
    head = struct.pack("<HHIIHH", 1, 1, 22050, 44100, 2, 16)
    return (
        b"RIFF" + struct.pack("<I", 36 + len(body)) + b"WAVEfmt " + struct.pack("<I", 16) + head
        + b"data" + struct.pack("<I", len(body)) + body
    )  # fmt: skip


def burst() -> bytes:
    """A hum, and in its midst a loud sound whose bytes pass for random ones by their counts."""
    chance, samples, last = random.Random(3), [], 0.0  # noqa: S311 - noise
    for place in range(8000):
        loud = 4000 <= place < 4160
        last = 0.9 * last + chance.gauss(0, 6500 if loud else 4)
        samples.append(int(max(-32768, min(32767, last + 40 * math.sin(place / 30)))))
    return wav(samples)


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def document() -> bytes:
    text = prose(400_000).encode()
    parts = {f"word/part{n}.xml": text[n * 20_000 : (n + 1) * 20_000] for n in range(20)}
    return packed({"[Content_Types].xml": b"<Types/>", **parts})


@pytest.mark.parametrize(
    ("magic", "kind"),
    [
        (b"\x89HDF\r\n\x1a\n", "hdf5"),
        (b"CDF\x01", "netcdf"),
        (b"SIMPLE  =                    T", "fits"),
        (b"PAR1\x15", "parquet"),
        (b"\x93NUMPY\x01\0", "npy"),
        (b"\x80\x04\x95", "pickle"),
    ],
)
@pytest.mark.parametrize("name", ["carte.nc", "mesures.txt", "mesures.dat"])
def test_a_content_of_a_known_kind_is_not_encrypted_for_its_name(magic: bytes, kind: str, name: str) -> None:
    data = magic + bytes(200) + keystream(60_000) + bytes(9000) + keystream(8192)
    assert filetype.recognise(name, data[:65536]) == kind
    assert judged(name, data) is not ENCRYPTED


def test_an_encrypted_map_is_still_seen() -> None:
    assert judged("carte.nc", keystream(60_000)) is ENCRYPTED


@pytest.mark.parametrize("last", ["crdownload", "part", "download", "opdownload", "tmp", "filepart"])
def test_a_download_is_no_trait(last: str) -> None:
    assert extensions.added(f"facture.pdf.{last}") is None


def test_loud_sound_is_not_a_cipher() -> None:
    assert judged("tir.wav", burst()) is not ENCRYPTED


def test_a_cipher_in_a_sound_is_seen() -> None:
    data = bytearray(wav([int(900 * math.sin(place / 30)) for place in range(40_000)]))
    data[20_000:20_512] = keystream(512)
    assert judged("voix.wav", bytes(data)) is ENCRYPTED


def test_pictures_that_come_back_in_a_document_are_not_a_step() -> None:
    flags = [False] * 6 + [True, True, True, False, False] * 12 + [False] * 12
    blocks = [bytearray(keystream(4096, str(n))) for n in range(len(flags))]
    for block, flag in zip(blocks, flags, strict=True):
        if not flag:  # as near to random as compressed bytes are
            block[::64] = b"A" * 64
    body = b"".join(blocks)
    size = len(body) // 512
    fat = [0xFFFFFFFE] * 2 + [n + 1 for n in range(2, size + 1)] + [0xFFFFFFFE]
    own = -(-(len(fat) + 16) // 128)
    fat = [0xFFFFFFFD] * own + [0xFFFFFFFE] + [own + 2 + n for n in range(size - 1)] + [0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (own * 128 - len(fat))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    head += bytes(10) + struct.pack("<IIIIIIIII", own, own, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)[:36]
    head = head[:76] + struct.pack(f"<{own}I", *range(own)) + b"\xff" * (4 * (109 - own))
    entry = "Data".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HBB", 10, 2, 1) + b"\xff" * 12
    entry = entry.ljust(116, b"\0") + struct.pack("<IQ", own + 1, len(body))
    root = "Root Entry".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HBB", 22, 5, 1) + b"\xff" * 12
    root = root.ljust(116, b"\0") + struct.pack("<IQ", 0xFFFFFFFE, 0)
    data = head + struct.pack(f"<{len(fat)}I", *fat) + (root + entry).ljust(512, b"\0") + body
    assert judged("images.doc", data) is not ENCRYPTED


@pytest.mark.parametrize("seed", range(4))
def test_bits_flipped_here_and_there_are_an_accident(seed: int) -> None:
    data, chance = bytearray(document()), random.Random(seed)  # noqa: S311 - places
    for _ in range(12):
        data[chance.randrange(3000, len(data) - 3000)] ^= 1 << chance.randrange(8)
    assert judged("lettre.docx", bytes(data)) is DAMAGED


def test_pieces_of_a_cipher_in_a_document_are_not() -> None:
    data = bytearray(document())
    for at in range(4000, len(data) - 3000, 6000):
        data[at : at + 1024] = keystream(1024, str(at))
    assert judged("lettre.docx", bytes(data)) is ENCRYPTED


def test_room_left_by_office_is_not_a_wiped_place() -> None:
    hint = b"\x20\xa2\x04\x02\x28\xa0\0\x02" + bytes(508)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        first = zipfile.ZipInfo("[Content_Types].xml")
        first.extra, first.compress_type = hint, zipfile.ZIP_DEFLATED
        archive.writestr(first, b"<Types/>")
        archive.writestr("word/document.xml", prose(30_000))
    data = out.getvalue()
    cut = len(data) * 7 // 10
    assert judged("lettre.docx", data[:cut] + keystream(len(data) - cut)) is ENCRYPTED
    assert judged("lettre.docx", data[:cut]) is DAMAGED


def test_a_length_kept_elsewhere_is_not_read_by_half() -> None:
    body = zlib.compress(prose(90_000).encode())
    data = b"%PDF-1.4\n1 0 obj\n<</Length 21 0 R/Filter/FlateDecode>>\nstream\n" + body
    found = pdf.check(Content.of(data[: len(data) * 2 // 3]))
    assert (found.verdict, found.reason) == ("broken", "truncated")


def test_the_end_of_a_document_that_became_random() -> None:
    body = prose(3000).encode()
    data = b"%%PDF-1.4\n1 0 obj\n<</Length %d>>\nstream\n" % len(body) + body
    assert judged("lettre.pdf", data + keystream(9000)) is ENCRYPTED
    assert judged("lettre.pdf", data[:-400]) is DAMAGED


def test_heads_of_frames_without_end_are_bounded() -> None:
    head = b"fLaC\x80\0\0\x22" + bytes(34)
    data = head + b"\xff\xf8\x19\0" * 2_000_000
    looked = []
    check = flac._head
    flac._head = lambda *found: looked.append(1) or check(*found)  # type: ignore[func-returns-value]
    try:
        flac.check(Content.of(data))
    finally:
        flac._head = check
    assert 0 < len(looked) <= flac._CANDIDATES


@pytest.mark.parametrize(
    "code",
    [
        base64.b85encode,
        base64.a85encode,
        lambda data: base64.a85encode(data, adobe=True) + b"\n",
        lambda data: base64.b85encode(data).translate(bytes.maketrans(RFC1924, Z85)),
    ],
)
@pytest.mark.parametrize("name", ["radio.jpg", "lettre.docx", "facture.pdf"])
def test_a_cipher_written_in_85_letters(code: Callable[[bytes], bytes], name: str) -> None:
    assert judged(name, code(keystream(9000))) is ENCRYPTED
    assert judged(name, code(zlib.compress(prose(90_000).encode()))) is not ENCRYPTED


def test_a_blank_text_is_no_code() -> None:
    assert base64_text.decoded(Content.of(b"   \n" * 40)) is None


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("name", ["radio.jpg", "lettre.docx", "facture.pdf"])
def test_a_cipher_in_a_parcel_of_the_same_name(name: str, method: int) -> None:
    assert judged(name, packed({name: keystream(20_000)}, method)) is ENCRYPTED
    assert judged(name, packed({name: b"\xff\xd8\xff\xe0" + keystream(20_000)}, method)) is not ENCRYPTED
    assert judged(name, packed({name: keystream(900), "b": b"b"}, method)) is not ENCRYPTED
    assert judged("archive.zip", packed({name: keystream(20_000)}, method)) is not ENCRYPTED
