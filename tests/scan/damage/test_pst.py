"""Outlook files: header and blocks against their CRC, written here from the specification."""

import struct
from collections.abc import Callable

import pytest

from toolkit.records import DamageVerdict
from toolkit.scan.content import Content
from toolkit.scan.damage import examine, pst

TREE, FIRST, COUNT = 0x4600, 0x8000, 15
BODY = b"Bonjour, rendez-vous lundi pour la couronne. " * 60


def mailbox(version: int = 23) -> bytes:
    blocks, entries, at = b"", b"", FIRST
    for number in range(COUNT):
        body = BODY[number * 7 :]
        length = (len(body) + 16 + 63) // 64 * 64
        blocks += body.ljust(length - 16, b"\0") + struct.pack("<HHIQ", len(body), 0, pst.crc(body), number)
        entries += struct.pack("<QQHHI", number, at, len(body), 2, 0)
        at += length
    page = entries.ljust(488, b"\0") + bytes([COUNT, 20, 24, 0, 0, 0, 0, 0])
    page += struct.pack("<BBHIQ", 0x80, 0x80, 0, pst.crc(page), 8)
    head = bytearray(TREE)
    struct.pack_into("<2sH", head, 8, b"SM", version)
    struct.pack_into("<Q", head, 0xB8, at)
    struct.pack_into("<Q", head, 0xF0, TREE)
    struct.pack_into("<4sI", head, 0, b"!BDN", pst.crc(bytes(head[8:479])))
    return (bytes(head) + page).ljust(FIRST, b"\0") + blocks


def test_blocks_are_vouched_for() -> None:
    found = pst.check(Content.of(mailbox()))
    assert found.verdict == "valid"
    assert found.vouched > COUNT * len(BODY) // 2
    assert pst.check(Content.of(mailbox(14))).vouched == 512
    assert examine("courrier.pst", Content.of(mailbox())).verdict == DamageVerdict.INTACT


def test_a_block_that_fails_its_crc_is_damage_and_a_random_one_an_attack(
    cipher: Callable[..., bytes],
) -> None:
    whole = mailbox()
    flipped = bytearray(whole)
    flipped[FIRST + 100] ^= 4
    assert examine("courrier.pst", Content.of(bytes(flipped))).verdict == DamageVerdict.DAMAGED
    spoiled = whole[:FIRST] + cipher(4096) + whole[FIRST + 4096 :]
    assert examine("courrier.pst", Content.of(spoiled)).verdict == DamageVerdict.ENCRYPTED
    assert examine("courrier.pst", Content.of(cipher(4096) + whole[4096:])).verdict == DamageVerdict.ENCRYPTED


@pytest.mark.parametrize("where", [TREE, 0x7FFFFFFFFFFF, 0])
def test_a_tree_that_loops_or_leads_nowhere_ends(where: int) -> None:
    data = bytearray(mailbox())
    data[TREE + 491] = 1
    for number in range(COUNT):
        struct.pack_into("<Q", data, TREE + 24 * number + 16, where)
    struct.pack_into("<I", data, TREE + 500, pst.crc(bytes(data[TREE : TREE + 496])))
    assert pst.check(Content.of(bytes(data))).reason == "contradiction"
