"""A case, its archive, and archives forged from it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from toolkit.custody import keys, sshsig
from toolkit.custody.case import Case
from toolkit.custody.dossier import archive, bag
from toolkit.custody.dossier.archive import Member
from toolkit.custody.dossier.seal import Sealed, seal

from .builder import KEY, NOTE, SAMPLE, acts, listing, open_case, report


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with open_case(tmp_path / "case") as opened:
        yield opened


@pytest.fixture
def sealed(case: Case) -> Sealed:
    case.keep("P0001", BytesIO(NOTE), ".txt")
    case.keep("P0002", BytesIO(SAMPLE))
    return seal(
        case, {"04_RAPPORT_TECHNIQUE.html": report(case), "03_PIECES.csv": b"\xef\xbb\xbf" + listing(case)}
    )


@pytest.fixture
def forge(sealed: Sealed, tmp_path: Path) -> Callable[..., Path]:
    """Seal another payload with tags and a signature that hold, as one with the key of the case could."""

    def made(payload: dict[str, bytes], *, signer: Ed25519PrivateKey = KEY, **told: object) -> Path:
        log = acts(payload["custody.jsonl"])
        facts: dict[str, object] = {
            "ref": "K7Q2-M9XD",
            "sealed_at": log[-1].local if log else "2026-09-02T14:03:22.500000+02:00",
            "key": keys.fingerprint(keys.public_raw(signer)),
            "entries": len(log),
            "head": log[-1].digest if log else "0" * 64,
        }
        about = bag.BagFacts(**(facts | told))  # type: ignore[arg-type]  # a dict of keywords
        members = [archive.of_bytes(f"data/{name}", content) for name, content in payload.items()]
        members += bag.tags(
            members, about, keys.allowed_signers(keys.public_raw(signer), about.ref, sshsig.DOSSIER)
        )
        signed = next(each for each in members if each.name == bag.SIGNED).open().read()
        members.append(archive.of_bytes(bag.SIGNATURE, sshsig.sign_bytes(signed, signer, sshsig.DOSSIER)))
        path = tmp_path / "forged.zip"
        rooted = [Member(f"DOSSIER_{about.ref}/{each.name}", each.weight, each.open) for each in members]
        with path.open("wb") as stream:
            archive.write(stream, rooted, datetime.fromisoformat(about.sealed_at))
        return path

    return made
