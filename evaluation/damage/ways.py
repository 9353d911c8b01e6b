"""How ransoms change the bytes of a file: which of them are replaced, by which cipher, with what behind.

Patterns marked as published are those of analyses of the families named; sizes of files decide between tiers
as those analyses say. The others are ways nobody was seen to use, or that evade on purpose.
"""

import base64
import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Where = Callable[[int, random.Random], Mask]

_KB, _MB = 1024, 1 << 20


def ctr(data: bytes, key: bytes) -> bytes:
    return Cipher(algorithms.AES(key), modes.CTR(key[:16])).encryptor().update(data)


def chacha(data: bytes, key: bytes) -> bytes:
    return Cipher(algorithms.ChaCha20(key, bytes(4) + key[:12]), None).encryptor().update(data)


def cbc(data: bytes, key: bytes) -> bytes:
    whole = len(data) // 16 * 16
    return Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor().update(data[:whole]) + data[whole:]


def ecb(data: bytes, key: bytes) -> bytes:
    whole = len(data) // 16 * 16
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - as ransoms do
    return encryptor.update(data[:whole]) + data[whole:]


def rc4(data: bytes, key: bytes) -> bytes:
    return Cipher(ARC4(key[:16]), None).encryptor().update(data)


def xor(data: bytes, key: bytes) -> bytes:
    """Mix with a repeated key: no encryption worth the name, shown and never counted."""
    mixed = np.frombuffer(data, np.uint8) ^ np.resize(np.frombuffer(key, np.uint8), len(data))
    return bytes(mixed)


CIPHERS: tuple[Callable[[bytes, bytes], bytes], ...] = (ctr, ctr, chacha, chacha, cbc, rc4)


@dataclass(frozen=True, slots=True)
class Way:
    """One way of encrypting; `naming` is None where any will do."""

    title: str
    where: Where
    published: bool = True
    footer: Callable[[random.Random], bytes] = lambda _: b""
    head: bytes = b""
    naming: str | None = None
    cipher: Callable[[bytes, bytes], bytes] | None = None
    armour: bool = False  # written as base64
    counted: bool = True
    least: int = 0  # bytes of a file from which its parts are as long as any analysis tells


def run(start: float, stop: float = 1 << 60) -> Where:
    """Take bytes start to stop; negative ones count from the end."""

    def where(size: int, _: random.Random) -> Mask:
        mask = np.zeros(size, np.bool_)
        first, last = (int(max(0, at + size if at < 0 else at)) for at in (start, stop))
        mask[first:last] = True
        return mask

    return where


def every(taken: int, period: int, start: int = 0) -> Where:
    """Take the first bytes of each period."""
    return lambda size, _: (np.arange(size) >= start) & ((np.arange(size) - start) % period < taken)


def parts(count: int, share: float) -> Where:
    """Take a share of the file, in parts at equal distances, the first at its head."""

    def where(size: int, _: random.Random) -> Mask:
        mask = np.zeros(size, np.bool_)
        for number in range(count):
            at = size * number // count
            mask[at : at + max(1, int(size * share / count))] = True
        return mask

    return where


def either(limit: int, small: Where, large: Where) -> Where:
    """Take one way up to a size, another above."""
    return lambda size, chance: (small if size <= limit else large)(size, chance)


def both(one: Where, other: Where) -> Where:
    return lambda size, chance: one(size, chance) | other(size, chance)


def scattered(block: int, share: float) -> Where:
    """Take blocks at random places, at least one."""

    def where(size: int, chance: random.Random) -> Mask:
        mask = np.zeros(size, np.bool_)
        for _ in range(max(1, int(size * share / block))):
            at = chance.randrange(max(1, size - block))
            mask[at : at + block] = True
        return mask

    return where


def keys(size: int) -> Callable[[random.Random], bytes]:
    """Append what a wrapped key looks like."""
    return lambda chance: chance.randbytes(size)


def _djvu(chance: random.Random) -> bytes:
    letters = "".join(chance.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", k=40))
    return letters.encode() + b"{36A698B9-D67C-4E07-BE82-0EC5B14B4DF5}"


def _ryuk(chance: random.Random) -> bytes:
    return b"HERMES" + chance.randbytes(268)


ALL = run(0)
_BASTA = either(704, ALL, either(4 * _KB, every(64, 256), every(64, 192)))

WAYS: tuple[Way, ...] = (
    Way("whole", ALL),
    Way("whole, keys of 512 behind (Conti, Babuk)", ALL, footer=keys(512)),
    Way("whole, keys of 132 behind", ALL, footer=keys(132)),
    Way("whole, keys of 1024 behind", ALL, footer=keys(1024)),
    Way("whole, renamed wholly (LockBit 3)", ALL, naming="random name, jumbled extension"),
    Way("16 of 32 (LockFile)", every(16, 32)),
    Way("first 4 KB (LockBit 2)", run(0, 4 * _KB)),
    Way("first 1 MB (BlackCat head, Qilin fast)", run(0, _MB)),
    Way("first 64 KB, keys of 532 behind", run(0, 64 * _KB), footer=keys(532)),
    Way("64 of 192 or 256 (Black Basta)", _BASTA, footer=keys(12)),
    Way("4 KB of 8 KB (BlackCat dot)", every(4 * _KB, 8 * _KB)),
    Way("64 KB of 128 KB (BlackCat dot)", every(64 * _KB, 128 * _KB)),
    Way("1 MB of 2 MB (Play, Qilin skip-step)", every(_MB, 2 * _MB)),
    Way("a tenth in ten parts (BlackCat smart)", parts(10, 0.1), least=100 * _KB),
    Way("a fifth in four parts (Qilin percent)", parts(4, 0.2), least=20 * _KB),
    Way("first tenth", parts(1, 0.1), least=10 * _KB),
    Way("first 30 %", parts(1, 0.3)),
    Way("30 % in three parts", parts(3, 0.3), least=10 * _KB),
    Way("half in four parts, keys of 532 (Royal)", parts(4, 0.5), footer=keys(532), least=8 * _KB),
    Way("first half, keys of 512 (Akira)", either(2_000_000, parts(1, 0.5), parts(4, 0.5)), footer=keys(512)),
    Way(
        "three parts above 1.5 MB (Phobos)",
        either(1_500_000, ALL, parts(3, 0.3)),
        naming="identifier and mail",
    ),
    Way("whole, HERMES behind (Ryuk)", ALL, footer=_ryuk),
    Way("bytes 5 to 150 KB (STOP)", run(5, 150 * _KB), footer=_djvu, naming="known extension"),
    Way("whole, WANACRY! before (WannaCry)", ALL, head=b"WANACRY!\0\1\0\0"),
    Way("head and tail of 4 KB", both(run(0, 4 * _KB), run(-4 * _KB))),
    Way("head and tail of 64 KB", both(run(0, 64 * _KB), run(-64 * _KB))),
    Way("tail of 64 KB", run(-64 * _KB), published=False),
    Way("tail of 4 KB", run(-4 * _KB), published=False),
    Way("all but the first 4 KB", run(4 * _KB), published=False),
    Way("all but the last 4 KB", run(0, -4 * _KB), published=False),
    Way("bytes 5 to 150 KB, no mark", run(5, 150 * _KB), published=False),
    Way("first 512 bytes", run(0, 512), published=False),
    Way("4 KB of 16 KB after 8 KB", every(4 * _KB, 16 * _KB, 8 * _KB), published=False),
    Way("64 of 1024", every(64, 1024), published=False),
    Way("blocks of 4 KB at random places, 20 %", scattered(4 * _KB, 0.2), published=False),
    Way("blocks of 256 at random places, 10 %", scattered(256, 0.1), published=False),
    Way("whole, as base64", ALL, published=False, armour=True),
    Way("whole, ECB", ALL, published=False, cipher=ecb),
    Way("one block of 4 KB", scattered(4 * _KB, 0), published=False, counted=False),
    Way("whole, repeated key", ALL, published=False, cipher=xor, counted=False),
)


def apply(way: Way, data: bytes, chance: random.Random) -> bytes | None:
    """Encrypt as a way says, with a fresh key; None where that leaves less than 16 bytes changed."""
    mask = way.where(len(data), chance)
    if mask.sum() < 16:
        return None
    cipher = way.cipher or chance.choice(CIPHERS)
    secret = np.frombuffer(cipher(data, chance.randbytes(32)), np.uint8)
    changed = np.where(mask, secret, np.frombuffer(data, np.uint8)).tobytes()
    if way.armour:
        changed = base64.b64encode(changed)
    return way.head + changed + way.footer(chance)
