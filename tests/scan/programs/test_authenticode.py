"""Signatures of programs: made here by an authority of our own, then altered in every way that must show."""

import datetime as dt
import struct
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from asn1crypto import algos, cms, core, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509 import (
    BasicConstraints,
    CertificateBuilder,
    ExtendedKeyUsage,
    Name,
    NameAttribute,
    random_serial_number,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scan.programs.test_programs import ordinary
from toolkit.scan.content import Content
from toolkit.scan.programs.authenticode import roots, verify
from toolkit.scan.programs.authenticode.table import Block, digest

DAY = dt.timedelta(days=1)
MADE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
WITHIN = int((MADE + 30 * DAY).timestamp()) * 10**9
LATER = int((MADE + 5000 * DAY).timestamp()) * 10**9
_INDIRECT = "1.3.6.1.4.1.311.2.1.4"


def named(text: str) -> Name:
    return Name(
        [
            NameAttribute(NameOID.ORGANIZATION_NAME, f"{text} SARL"),
            NameAttribute(NameOID.COMMON_NAME, text),
        ]
    )


class Authority:
    """A root, an intermediate and a signer, with their keys."""

    def __init__(self) -> None:
        self.keys = [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(3)]
        names = [named("Racine Ztest"), named("Intermédiaire Ztest"), named("Éditeur Ztest")]
        issuers = [(0, 0), (1, 0), (2, 1)]
        self.certificates = [self._make(names, mine, issuer) for mine, issuer in issuers]

    def _make(self, names: list[Name], mine: int, issuer: int) -> Any:
        built = (
            CertificateBuilder()
            .subject_name(names[mine])
            .issuer_name(names[issuer])
            .public_key(self.keys[mine].public_key())
            .serial_number(random_serial_number())
            .not_valid_before(MADE)
            .not_valid_after(MADE + 365 * DAY)
            .add_extension(BasicConstraints(ca=mine < 2, path_length=None), critical=True)
        )
        if mine == 2:
            built = built.add_extension(ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False)
        signed = built.sign(self.keys[issuer], hashes.SHA256())
        return x509.Certificate.load(signed.public_bytes(serialization.Encoding.DER))


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    root = roots.Root(authority.certificates[0], frozenset(), frozenset(), None, None, frozenset())
    monkeypatch.setattr(roots, "known", lambda: {root.certificate.subject.dump(): (root,)})


class Indirect(core.Sequence):  # type: ignore[misc]
    _fields: ClassVar = [("data", core.Any), ("digest", algos.DigestInfo)]


class Wrapped(core.Sequence):  # type: ignore[misc]
    _fields: ClassVar = [("kind", core.ObjectIdentifier), ("content", Indirect, {"explicit": 0})]


def signature(authority: Authority, hashed: bytes, carried: tuple[int, ...] = (1, 2)) -> bytes:
    """Return SignedData over the hash of a program, as a signing tool lays it out."""
    data = core.Sequence.load(b"\x30\x00")
    info = algos.DigestInfo({"digest_algorithm": {"algorithm": "sha256"}, "digest": hashed})
    content = Indirect({"data": data, "digest": info})
    attributes = cms.CMSAttributes(
        [
            {"type": "content_type", "values": [_INDIRECT]},
            {"type": "message_digest", "values": [_sha256(content.contents)]},
        ]
    )
    signed = authority.keys[2].sign(attributes.dump(), padding.PKCS1v15(), hashes.SHA256())
    leaf = authority.certificates[2]
    who = cms.IssuerAndSerialNumber({"issuer": leaf.issuer, "serial_number": leaf.serial_number})
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier(name="issuer_and_serial_number", value=who),
        "digest_algorithm": {"algorithm": "sha256"},
        "signed_attrs": attributes,
        "signature_algorithm": {"algorithm": "rsassa_pkcs1v15"},
        "signature": signed,
    }
    wrapped = Wrapped({"kind": _INDIRECT, "content": content}).dump()
    message = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": cms.ContentInfo.load(wrapped),
            "certificates": [authority.certificates[number] for number in carried],
            "signer_infos": [signer],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": message}).dump())


def _sha256(data: bytes) -> bytes:
    running = hashes.Hash(hashes.SHA256())
    running.update(data)
    return running.finalize()


def signed(authority: Authority, carried: tuple[int, ...] = (1, 2)) -> bytes:
    """Return an ordinary program with a signature of its own."""
    plain = ordinary()
    plain += bytes(-len(plain) % 8)
    optional = plain.index(b"PE\0\0") + 24
    place = optional + 112 + 4 * 8
    block = Block(b"", optional + 64, place, len(plain), 0)
    der = signature(authority, digest(Content.of(plain), block, "sha256"), carried)
    der += bytes(-len(der) % 8)
    table = struct.pack("<I2H", len(der) + 8, 0x200, 2) + der
    return plain[:place] + struct.pack("<2I", len(plain), len(table)) + plain[place + 8 :] + table


def judged(data: bytes, now: int = WITHIN) -> dict[str, Any]:
    return dict(verify(Content.of(data), now))


@pytest.mark.usefixtures("trusted")
def test_a_whole_signature_names_its_publisher(authority: Authority) -> None:
    found = judged(signed(authority))
    assert (found["signed"], found["publisher"]) == ("valid", "Éditeur Ztest SARL")
    assert (found["signer"], found["issuer"]) == ("Éditeur Ztest", "Intermédiaire Ztest")
    assert found["thumbprint"] == authority.certificates[2].sha1.hex()
    assert (found["revocation"], found["digest"]) == ("unknown", "sha256")
    assert "signed_at" not in found


@pytest.mark.usefixtures("trusted")
def test_every_changed_byte_outside_the_three_ranges_is_seen(authority: Authority) -> None:
    data = signed(authority)
    optional = data.index(b"PE\0\0") + 24
    for at in range(0x100, len(ordinary()), 97):
        altered = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        left_out = optional + 64 <= at < optional + 68 or optional + 144 <= at < optional + 152
        assert left_out or judged(altered)["signed"] == "broken", at


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda data: data + b"after", "broken"),
        (lambda data: data[:-40], "unreadable"),
        (lambda data: data.replace("Éditeur Ztest".encode(), "Èditeur Ztest".encode()), "untrusted"),
    ],
)
def test_what_is_added_cut_or_forged_is_seen(
    authority: Authority, change: Callable[[bytes], bytes], code: str
) -> None:
    assert judged(change(signed(authority)))["signed"] == code


def test_an_authority_windows_does_not_know_is_untrusted(authority: Authority) -> None:
    assert judged(signed(authority, (0, 1, 2)))["signed"] == "untrusted"


@pytest.mark.usefixtures("trusted")
def test_a_missing_certificate_leaves_it_unproven(authority: Authority) -> None:
    found = judged(signed(authority, (2,)))
    assert (found["signed"], found["why"]) == ("unproven", "issuer_absent")


@pytest.mark.usefixtures("trusted")
def test_without_a_stamp_of_time_a_signature_ends_with_its_certificate(authority: Authority) -> None:
    assert judged(signed(authority), LATER)["signed"] == "expired"


def test_a_root_that_microsoft_limits_is_no_root(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing: frozenset[str] = frozenset()
    limits = (
        (frozenset({"server_auth"}), nothing, None, None, nothing),
        (nothing, frozenset({"code_signing"}), None, None, nothing),
        (nothing, nothing, WITHIN - 1, None, nothing),
        (nothing, nothing, None, WITHIN - 1, frozenset({"code_signing"})),
    )
    for limit in limits:
        root = roots.Root(authority.certificates[0], *limit)
        monkeypatch.setattr(roots, "known", lambda root=root: {root.certificate.subject.dump(): (root,)})
        found = judged(signed(authority))
        assert (found["signed"], found["why"]) == ("untrusted", "root_restricted")


def test_a_program_without_a_table_has_no_signature_of_its_own() -> None:
    assert judged(ordinary()) == {"signed": "absent"}


def test_the_roots_of_windows_are_read() -> None:
    every = [root for same in roots.known().values() for root in same]
    names = {str(root.certificate.subject.native.get("common_name")) for root in every}
    assert "Microsoft Root Certificate Authority 2011" in names
    assert any("code_signing" in root.uses for root in every)
    assert any(root.disallowed_ns for root in every)


@pytest.fixture(scope="module")
def sample(authority: Authority) -> bytes:
    return signed(authority)


@settings(max_examples=300, deadline=None)
@given(changes=st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 255)), min_size=1, max_size=20))
def test_no_table_stops_the_reader(sample: bytes, changes: list[tuple[int, int]]) -> None:
    data = bytearray(sample)
    for place, value in changes:
        data[place % len(data)] = value
    assert judged(bytes(data))["signed"] in {
        "absent", "broken", "expired", "unproven", "unreadable", "untrusted",
    }  # fmt: skip
