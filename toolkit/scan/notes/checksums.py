"""Whether a string of the right look is a Bitcoin address: the checksum says so, or it is none.

Sources: Base58Check as in the Bitcoin protocol; bech32 in BIP 173; bech32m in BIP 350.
"""

import hashlib

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32_END, _BECH32M_END = 1, 0x2BC830A3
_VERSIONS = (0x00, 0x05)  # pay to key hash, pay to script hash


def is_bitcoin(address: str) -> bool:
    """Verify the checksum of a Base58Check, bech32 or bech32m address of the main network."""
    if address[:3].lower() == "bc1":
        return _is_segwit(address)
    return _is_base58check(address)


def _is_base58check(address: str) -> bool:
    number = 0
    for char in address:
        digit = _BASE58.find(char)
        if digit < 0:
            return False
        number = number * 58 + digit
    if number >= 1 << 200:
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
