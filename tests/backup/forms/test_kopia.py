"""kopia repositories, laid as its documentation describes them: recognised, content never claimed."""

import json

import pytest

from tests.backup.forms import laid
from toolkit.backup.forms import kopia as form
from toolkit.backup.forms.form import State

FORMAT = json.dumps(
    {
        "tool": "https://github.com/kopia/kopia", "buildVersion": "0.17.0", "uniqueID": "AAAA",
        "keyAlgo": "scrypt-65536-8-1", "encryption": "AES256_GCM", "encryptedBlockFormat": "AAAA",
    }
).encode()  # fmt: skip
GOOD = {
    "kopia.repository.f": FORMAT,
    "kopia.blobcfg.f": b"x" * 30,
    ".shards": b'{"default":[1,3],"maxNonShardedLength":20}',
    "p/1a2/b3c4d5e6-s0123456789abcdef.f": b"p" * 100,
    "q/0f0/b3c4d5e6-s0123456789abcdef.f": b"q" * 100,
    "x/n0_/0123456789abcdef0123456789abcdef-c1.f": b"x" * 100,
    "_/log/_20261010_0123.f": b"l",
}


def test_a_repository_is_recognised_and_its_content_is_not_claimed() -> None:
    found = form.read(laid.place(GOOD), ("secret",))
    assert found is not None
    assert (found.state, found.points, found.faults) == (State.STRUCTURE, (), ())
    assert (found.about["parts"], found.about["bytes"], found.about["made_ns"]) == (4, 301, laid.WHEN)
    assert all(found.own(f"{laid.PLACE}/{path}") for path in GOOD)
    assert not found.own(f"{laid.PLACE}/lettre.txt")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"p/1a2/b3c4d5e6-s0123456789abcdef.f": b""}, "fault_part_empty"),
        ({"kopia.repository.f": FORMAT[:40]}, "fault_part_unread"),
        ({"kopia.repository.f": b"[" * 100_000}, "fault_part_unread"),
        ({"kopia.repository.f": b""}, "fault_part_unread"),
    ],
)
def test_what_can_be_seen_to_be_wrong_is_told(changed: dict[str, bytes], code: str) -> None:
    assert code in laid.complaints({**GOOD, **changed}, form.read)


def test_a_repository_without_parts_is_no_whole_one() -> None:
    assert laid.complaints({"kopia.repository.f": FORMAT}, form.read) == {"fault_part_missing"}


def test_another_folder_is_none() -> None:
    assert form.read(laid.place({"p/1a2/b.f": b"x"}), ()) is None
