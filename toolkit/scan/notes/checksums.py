"""Whether an address says itself that it was copied right: each kind carries a checksum of its own.

Sources: Base58Check as in the Bitcoin protocol; bech32 in BIP 173; bech32m in BIP 350; onion hosts in the
Tor specification rend-spec-v3, 6; Tox ids in the Tox protocol, "Tox ID"; mixed case of Ethereum in EIP-55;
Monero's base58 and Keccak-256 in CryptoNote standard 007 and the Keccak submission of 2011.
"""

import hashlib
from base64 import b32decode

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32_END, _BECH32M_END = 1, 0x2BC830A3
_VERSIONS = (0x00, 0x05)  # pay to key hash, pay to script hash
_ONION_LETTERS = 56
_XMR_LENGTHS = (95, 106)  # letters: a wallet, a wallet with a payment number
_XMR_BLOCK, _XMR_LAST = 11, {7: 5, 2: 1, 0: 0, 11: 8, 9: 6, 6: 4, 5: 3, 3: 2, 10: 7}  # letters to bytes
_RATE, _WORDS = 136, 17  # bytes and words of 64 bits that Keccak-256 takes in at a time
_MASK = (1 << 64) - 1


def is_mistyped(kind: str, value: str) -> bool:
    """Whether a value of a kind that carries a checksum fails it: false of kinds and forms that have none."""
    checks = {"onion": _is_onion, "tox": is_tox, "xmr": is_monero, "eth": _is_ethereum}
    return kind in checks and not checks[kind](value)


def is_bitcoin(address: str) -> bool:
    """Verify the checksum of a Base58Check, bech32 or bech32m address of the main network."""
    if address[:3].lower() == "bc1":
        return _is_segwit(address)
    return _is_base58check(address)


def is_tox(value: str) -> bool:
    """Verify the two last bytes of a Tox id: the exclusive or of the pairs before them."""
    raw = bytes.fromhex(value)
    even = odd = 0
    for first, second in zip(raw[::2], raw[1::2], strict=True):
        even ^= first
        odd ^= second
    return even == odd == 0


def is_monero(address: str) -> bool:
    """Verify the last four bytes of a Monero address: Keccak-256 of those before them."""
    if len(address) not in _XMR_LENGTHS:
        return False
    raw = b""
    for start in range(0, len(address), _XMR_BLOCK):
        block = address[start : start + _XMR_BLOCK]
        number, size = _base58(block), _XMR_LAST.get(len(block), 0)
        if number is None or number >= 1 << 8 * size:
            return False
        raw += number.to_bytes(size, "big")
    return keccak256(raw[:-4])[:4] == raw[-4:]


def _is_onion(host: str) -> bool:
    name = host.lower().partition(".")[0]
    if len(name) != _ONION_LETTERS:
        return True  # hosts of version 2 carry no checksum
    raw = b32decode(name.upper())
    key, check, version = raw[:32], raw[32:34], raw[34:]
    return version == b"\x03" and hashlib.sha3_256(b".onion checksum" + key + version).digest()[:2] == check


def _is_ethereum(address: str) -> bool:
    digits = address[2:]
    if digits in (digits.lower(), digits.upper()):
        return True  # written without its checksum
    mask = keccak256(digits.lower().encode("ascii")).hex()
    pairs = zip(digits, mask, strict=False)
    return all(not digit.isalpha() or digit.isupper() == (int(wish, 16) >= 8) for digit, wish in pairs)


def _base58(text: str) -> int | None:
    number = 0
    for char in text:
        digit = _BASE58.find(char)
        if digit < 0:
            return None
        number = number * 58 + digit
    return number


def _is_base58check(address: str) -> bool:
    number = _base58(address)
    if number is None or number >= 1 << 200:
        return False
    raw = number.to_bytes(25, "big")
    once = hashlib.sha256(raw[:21]).digest()
    return raw[0] in _VERSIONS and hashlib.sha256(once).digest()[:4] == raw[21:]


def _is_segwit(address: str) -> bool:
    if address not in (address.lower(), address.upper()) or not 14 <= len(address) <= 90:
        return False
    values = [_BECH32.find(char) for char in address.lower()[3:]]
    if min(values) < 0:
        return False
    end = _polymod([3, 3, 0, 2, 3, *values])  # "bc" as its high bits, 0, its low bits
    return end == (_BECH32_END if values[0] == 0 else _BECH32M_END)


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit in range(5):
            check ^= _GENERATOR[bit] if top >> bit & 1 else 0
    return check


def keccak256(data: bytes) -> bytes:
    """Hash a short text as Ethereum and Monero do: Keccak before NIST changed its padding for SHA-3."""
    padded = bytearray(data + b"\x01" + bytes(-(len(data) + 1) % _RATE))
    padded[-1] |= 0x80
    lanes = [0] * 25
    for start in range(0, len(padded), _RATE):
        for word in range(_WORDS):
            place = start + 8 * word
            lanes[word] ^= int.from_bytes(padded[place : place + 8], "little")
        lanes = _permuted(lanes)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])


def _permuted(lanes: list[int]) -> list[int]:
    register = 1  # the round constants come out of a shift register, bit after bit
    for _ in range(24):
        column = [lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20] for x in range(5)]
        lanes = [lanes[i] ^ column[(i + 4) % 5] ^ _turned(column[(i + 1) % 5], 1) for i in range(25)]
        lanes = _moved(lanes)
        lanes = [
            lanes[i] ^ (~lanes[i - i % 5 + (i + 1) % 5] & lanes[i - i % 5 + (i + 2) % 5]) & _MASK
            for i in range(25)
        ]
        for bit in range(7):
            register = (register << 1 ^ (register >> 7) * 0x71) & 0xFF
            if register & 2:
                lanes[0] ^= 1 << ((1 << bit) - 1)
    return lanes


def _moved(lanes: list[int]) -> list[int]:
    moved = [lanes[0]] * 25
    x, y, current = 1, 0, lanes[1]
    for step in range(24):
        x, y = y, (2 * x + 3 * y) % 5
        current, moved[x + 5 * y] = lanes[x + 5 * y], _turned(current, (step + 1) * (step + 2) // 2 % 64)
    return moved


def _turned(lane: int, bits: int) -> int:
    return (lane << bits | lane >> (64 - bits)) & _MASK if bits else lane
