"""A program in a ZIP that nothing opens by chance: an antivirus would otherwise remove it, or what holds it.

The form is that of WinZip's AES ("AE-2", 256 bits), the password the one the field uses for harmful files.
It keeps no secret. The same program under the same number gives the same bytes: the salt is made of them.
"""

import hashlib
import io

import pyzipper  # type: ignore[import-untyped]
from Cryptodome.Cipher import AES
from Cryptodome.Hash import HMAC, SHA1
from Cryptodome.Protocol.KDF import PBKDF2
from Cryptodome.Util import Counter

PASSWORD = b"infected"
_SALT, _KEY, _CHECK = 16, 32, 2  # bytes, of AES-256 as WinZip uses it
_ROUNDS = 1000
_NEVER = (1980, 1, 1, 0, 0, 0)  # no time of ours, and none of the program's, which the records hold


class _Salted(pyzipper.zipfile_aes.AESZipEncrypter):  # type: ignore[misc]
    """The encrypter of the library, with a salt that is given."""

    def __init__(self, salt: bytes) -> None:
        super().__init__(PASSWORD, nbits=256)
        # WinZip, "AES Encryption Information", section IV: two keys and a check value out of one stretch.
        made = PBKDF2(PASSWORD.decode(), salt, dkLen=2 * _KEY + _CHECK, count=_ROUNDS)
        self.salt, self.encpwdverify = salt, made[2 * _KEY :]
        self.encrypter = AES.new(
            made[:_KEY], AES.MODE_CTR, counter=Counter.new(nbits=128, little_endian=True)
        )
        self.hmac = HMAC.new(made[_KEY : 2 * _KEY], digestmod=SHA1)


class _Zip(pyzipper.AESZipFile):  # type: ignore[misc]
    salt = b""

    def get_encrypter(self) -> _Salted:
        return _Salted(self.salt)


def wrapped(content: bytes, name: str) -> io.BytesIO:
    """Return a ZIP of one member, encrypted, as a stream at its beginning."""
    held = io.BytesIO()
    with _Zip(held, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.salt = hashlib.sha256(name.encode() + b"\0" + content).digest()[:_SALT]
        archive.setpassword(PASSWORD)
        member = archive.zipinfo_cls(name, date_time=_NEVER)
        member.compress_type, member.create_system = pyzipper.ZIP_DEFLATED, 3
        member.external_attr = 0o100644 << 16
        archive.writestr(member, content)
    held.seek(0)
    return held
