"""Windows programs: what they carry packed is their own, what lies random over their tables is not."""

import random
import struct
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.records import DamageVerdict
from toolkit.scan.content import Content
from toolkit.scan.damage import examine, program_tables
from toolkit.scan.damage import program as programs

ENCRYPTED, INTACT, UNKNOWN = DamageVerdict.ENCRYPTED, DamageVerdict.INTACT, DamageVerdict.UNKNOWN
Cipher = Callable[..., bytes]
Section = tuple[bytes, bytes, int]
CODE, READ = 0x6000_0020, 0x4000_0040
BASE = 0x1000  # address of the first section; those that follow stand 1 MB apart
APART = 0x10_0000
FILE = 1024  # offset of the first section


def machine_code(size: int, seed: int = 1) -> bytes:
    chance = random.Random(seed)  # noqa: S311 - the same bytes at every run
    words = [b"\x48\x89\xe5", b"\x8b\x45\xfc", b"\xe8\x10\0\0\0", b"\x48\x83\xec\x20", b"\0\0\0", b"\xff\x15"]
    return b"".join(chance.choice(words) for _ in range(size // 2))[:size]


def import_table(rva: int, libraries: int = 60) -> bytes:
    names = b"".join(f"library{number:05}.dll".encode().ljust(20, b"\0") for number in range(libraries))
    first = rva + 20 * (libraries + 1)
    rows = [struct.pack("<IIIII", 0, 0, 0, first + 20 * number, 0) for number in range(libraries)]
    return b"".join(rows) + bytes(20) + names


def resource_tree(rva: int, pieces: list[bytes]) -> bytes:
    """One type, one name per piece; each piece begins where the text before it left off."""
    count = len(pieces)
    rows = b"".join(struct.pack("<II", number + 1, 24 + 8 * count + 16 * number) for number in range(count))
    top = bytes(12) + struct.pack("<HHII", 0, 1, 10, 0x8000_0018)
    start = 24 + 24 * count + 16
    leaves, body = b"", b""
    for piece in pieces:
        leaves += struct.pack("<IIII", rva + start + len(body), len(piece), 0, 0)
        body += piece
    tree = top + bytes(12) + struct.pack("<HH", 0, count) + rows
    shifted = bytearray(tree)
    for number in range(count):
        struct.pack_into("<I", shifted, 24 + 16 + 8 * number + 4, 24 + 16 + 8 * count + 16 * number)
    return bytes(shifted) + leaves + b"\0" * (start - len(shifted) - len(leaves)) + body


def relocation_table(pages: int = 400) -> bytes:
    return b"".join(struct.pack("<II", BASE + 4096 * n, 16) + b"\x08\x30" * 4 for n in range(pages))


def program(sections: list[Section], tables: dict[int, tuple[int, int]], traits: int = 0x22) -> bytes:
    listed = b"".join(struct.pack("<II", *tables.get(index, (0, 0))) for index in range(16))
    optional = struct.pack("<H", 0x20B).ljust(108, b"\0") + struct.pack("<I", 16) + listed
    head = b"MZ".ljust(60, b"\0") + struct.pack("<I", 64) + b"PE\0\0"
    head += struct.pack("<HHIIIHH", 0x8664, len(sections), 0, 0, 0, len(optional), traits) + optional
    body = b""
    for number, (name, data, flags) in enumerate(sections):
        padded = data + bytes(-len(data) % 512)
        place = (len(data), BASE + APART * number, len(padded), FILE + len(body))
        head += name.ljust(8, b"\0") + struct.pack("<IIIIIIHHI", *place, 0, 0, 0, 0, flags)
        body += padded
    return head.ljust(FILE, b"\0") + body


def usual(pieces: list[bytes], code: bytes | None = None) -> bytes:
    """A program of code, imports, resources and relocations, in this order."""
    code = machine_code(300_000) if code is None else code
    imports, resources, moves = BASE + APART, BASE + 2 * APART, BASE + 3 * APART
    tree, moved = resource_tree(resources, pieces), relocation_table()
    return program(
        [
            (b".text", code, CODE),
            (b".idata", import_table(imports), READ),
            (b".rsrc", tree, READ),
            (b".reloc", moved, READ),
        ],
        {1: (imports, 1220), 2: (resources, len(tree)), 5: (moves, len(moved))},
    )


def spaced(cipher: Cipher, run: int = 8192, gap: int = 8192, times: int = 6) -> list[bytes]:
    """Pictures packed so well that they look random, texts of one length between them."""
    return [piece for n in range(times) for piece in (cipher(run, str(n)), bytes(range(64)) * (gap // 64))]


def overwritten(data: bytes, cipher: Cipher, start: int, run: int, period: int = 1 << 40) -> bytes:
    out = bytearray(data)
    for at in range(start, len(data), period):
        end = min(at + run, len(data))
        out[at:end] = cipher(end - at, str(at))
    return bytes(out)


def judged(data: bytes, name: str = "programme.exe") -> tuple[DamageVerdict, tuple[str, ...]]:
    called = examine(name, Content.of(data))
    return called.verdict, called.reasons


def test_pictures_among_the_resources_are_no_attack(cipher: Cipher) -> None:
    icon = b"\x89PNG\r\n\x1a\n" + cipher(50_000, "icon")
    for code in (machine_code(300_000), machine_code(40_000)):
        for pieces in (spaced(cipher), [icon, b" " * 4096] * 4, [zlib.compress(cipher(90_000))]):
            verdict, _ = judged(usual(pieces, code))
            assert verdict in (INTACT, UNKNOWN)
    assert judged(usual(spaced(cipher))) == (INTACT, ())
    assert judged(usual(spaced(cipher)), "programme.exe.k3yhold") == (INTACT, ("renamed_only",))


def test_an_installer_is_no_attack(cipher: Cipher) -> None:
    setup = usual([b"<assembly/>"], machine_code(20_000)) + b"7z\xbc\xaf\x27\x1c" + cipher(900_000)
    assert judged(setup) == (UNKNOWN, ("body_unchecked",))
    assert judged(setup, "setup.exe.k3yhold") == (UNKNOWN, ("body_unchecked", "renamed_only"))
    signed = usual(spaced(cipher)) + b"\0\x40\0\0\0\2\2\0\x30\x82" + cipher(16_000)
    assert judged(signed) == (INTACT, ())


def test_a_packed_program_is_no_attack(cipher: Cipher) -> None:
    imports = BASE + APART
    sections = [(b"UPX1", cipher(200_000), CODE), (b".rsrc", import_table(imports, 20), READ)]
    assert judged(program(sections, {1: (imports, 420)})) == (UNKNOWN, ("body_unchecked",))
    # Nothing but resources, as the signatures of an antivirus: the tree holds, the rest cannot be judged.
    tree = resource_tree(BASE, [cipher(400_000)])
    assert judged(program([(b".rsrc", tree, READ)], {2: (BASE, len(tree))})) == (UNKNOWN, ("body_unchecked",))


def test_random_stretches_outside_of_resources_are_left_open(cipher: Cipher) -> None:
    data = b"".join(spaced(cipher, times=4))
    made = program([(b".text", machine_code(99_072), CODE), (b".rdata", data, READ)], {})
    assert judged(made) == (UNKNOWN, ("random_blocks",))
    # A ransom's extension behind the name says what they are.
    assert judged(made, "programme.exe.k3yhold")[0] == ENCRYPTED


@pytest.mark.parametrize("name", ["programme.exe", "programme.exe.k3yhold"])
@pytest.mark.parametrize(
    ("start", "run", "period"),
    [
        (0, 1 << 40, 1 << 40),
        (0, 4096, 1 << 40),
        (0, 4096, 8192),
        (0, 65536, 131072),
        (0, 16, 32),
        (0, 64, 192),
        (0, 64, 256),
        (4096, 1 << 40, 1 << 40),
        (8192, 4096, 16384),
    ],
)
def test_the_same_program_really_encrypted_is_seen(
    cipher: Cipher, start: int, run: int, period: int, name: str
) -> None:
    for pieces in (spaced(cipher), [b"<assembly/>" * 900]):
        assert judged(overwritten(usual(pieces), cipher, start, run, period), name)[0] == ENCRYPTED


def test_a_step_through_the_code_is_seen_though_every_table_was_spared(cipher: Cipher) -> None:
    code = overwritten(machine_code(300_000), cipher, 8192 - FILE, 4096, 16384)
    assert judged(usual([b"<assembly/>"], code)) == (
        ENCRYPTED,
        ("structure_broken", "intermittent:4096/16384"),
    )


@pytest.mark.parametrize("table", [1, 2, 5])
def test_a_table_lost_under_random_bytes_is_an_attack_and_one_of_nonsense_is_not(
    cipher: Cipher, table: int
) -> None:
    sound = usual([b"<assembly/>" * 900])
    read = program_tables.read(Content.of(sound))
    assert read is not None
    at = read.place(read.table(table)[0])
    assert at is not None
    for spoiled in (at, at // 4096 * 4096):
        called = judged(overwritten(sound, cipher, spoiled, 4096))
        assert called == (ENCRYPTED, ("structure_broken",))
    odd = sound[:at] + b"\x01\x02\x03\x04" * 256 + sound[at + 1024 :]
    assert judged(odd)[0] != ENCRYPTED


def test_names_offered_functions_and_metadata_are_held_to_account(cipher: Cipher) -> None:
    rva = BASE + APART
    names = [b"Function%04d\0" % number for number in range(200)]
    starts = [rva + 840 + sum(map(len, names[:number])) for number in range(200)]
    offered = struct.pack("<IIIIIIIIII", 0, 0, 0, rva + 840, 1, 200, 200, 0, rva + 40, 0)
    offered += struct.pack("<200I", *starts) + b"".join(names)
    functions = b"".join(struct.pack("<III", BASE + 32 * n, BASE + 32 * n + 30, rva) for n in range(500))
    net = b"\x48\0\0\0\2\0\5\0" + struct.pack("<II", rva + 72, 4000) + bytes(56) + b"BSJB" + bytes(4000)
    for index, body in ((0, offered), (3, functions), (14, net)):
        sections = [(b".text", machine_code(60_000), CODE), (b".more", body, READ)]
        made = program(sections, {index: (rva, len(body))}, traits=0x2022)
        assert judged(made, "module.dll") == (INTACT, ())
        at = made.index(body[:40])
        assert judged(overwritten(made, cipher, at, 1024), "module.dll")[0] == ENCRYPTED


def test_updates_kept_as_differences_are_not_the_programs_they_are_named_for(cipher: Cipher) -> None:
    for start in (b"\x12\x34\x56\x78PA30", b"PA30", b"PA31", b"DCM\x01PA30", b"DCS\x01", b"\0\n\0\nPA19"):
        for name in ("ntdll.dll", "pilote.sys", "programme.exe"):
            assert judged(start + cipher(60_000), name) == (UNKNOWN, ("no_validator",))
    assert judged(cipher(60_000), "ntdll.dll")[0] == ENCRYPTED
    assert judged(b"PA30;douleur\n" * 400, "notes.txt")[0] == INTACT


def test_a_dos_header_by_chance_is_none(cipher: Cipher) -> None:
    lucky = b"MZ\x90\0\x03" + b"\0" + struct.pack("<HH", 9, 4) + cipher(150_000) + machine_code(400_000)
    assert judged(lucky)[0] == ENCRYPTED


def test_resources_that_loop_or_lie_end() -> None:
    sound = usual([b"<assembly/>"])
    read = program_tables.read(Content.of(sound))
    assert read is not None
    at = read.place(read.table(2)[0])
    assert at is not None
    for target in (0x8000_0000, 0x8000_0018, 0xFFFF_FFFF, 0x7FFF_FFFF, 0):
        looping = sound[: at + 20] + struct.pack("<I", target) + sound[at + 24 :]
        assert judged(looping)[0] != ENCRYPTED
    crowded = sound[: at + 12] + b"\xff\xff\xff\xff" + sound[at + 16 :]
    assert judged(crowded)[0] != ENCRYPTED


def test_directories_that_lead_to_each_other_a_million_times_end() -> None:
    count, step = 60_000, 16
    rows = b"".join(struct.pack("<II", n, 0x8000_0000 | step * (n % 500)) for n in range(count))
    tree = (bytes(12) + struct.pack("<HH", 0, count) + rows).ljust(1_000_000, b"\0")
    nested = bytearray(tree)
    for node in range(500):
        struct.pack_into("<HH", nested, step * node + 12, 0, count)
    made = Content.of(program([(b".rsrc", bytes(nested), READ)], {2: (BASE, len(nested))}))
    read = program_tables.read(made)
    assert read is not None
    assert len(program_tables.leaves(read)) <= 20_000
    assert judged(made.read(0, made.size))[0] != ENCRYPTED


@settings(max_examples=200, deadline=None)
@given(
    changes=st.lists(st.tuples(st.integers(0, 420), st.binary(min_size=1, max_size=8)), max_size=6),
    cut=st.integers(0, 19_000),
)
def test_no_header_makes_it_fail(changes: list[tuple[int, bytes]], cut: int) -> None:
    made = bytearray(usual([b"<assembly/>"], machine_code(4000))[: 20_000 - cut])
    for at, piece in changes:
        made[64 + at : 64 + at + len(piece)] = piece
    assert judged(bytes(made))[0] != ENCRYPTED


def written_sum(data: bytes, at: int) -> int:
    """The checksum as it is told: 16-bit words one by one, its own four bytes as zeros, then the length."""
    blanked = data[:at] + bytes(4) + data[at + 4 :] + bytes(len(data) % 2)
    total = 0
    for (word,) in struct.iter_unpack("<H", blanked):
        total += word
        total = (total & 0xFFFF) + (total >> 16)
    return total + len(data)


@given(st.binary(min_size=4, max_size=300), st.data())
def test_a_checksum_is_the_same_by_words_of_either_width(data: bytes, chosen: st.DataObject) -> None:
    at = chosen.draw(st.integers(0, len(data) - 4))
    assert programs._checksum(data, at) == written_sum(data, at)
