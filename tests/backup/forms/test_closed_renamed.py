"""Backups of closed formats with an ending put behind: renamed only, or no longer what they were."""

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.backup.builder import judged, machine
from tests.backup.forms import laid
from tests.backup.forms.test_closed import HEADS, MARK, NOISE
from tests.backup.forms.test_veeam import storage
from toolkit.backup.forms import closed_renamed as form
from toolkit.backup.forms.form import Found, Place, State
from toolkit.records import Rely

OTHER = NOISE[::-1]
WHOLE = {name: (maker, head + NOISE) for name, (maker, head) in HEADS.items()} | {
    "1C8DC1C0F5FA2A9F-00-00.mrimg": ("macrium", NOISE + MARK.ljust(54, b"\0")),
    "b.adi": ("aomei", b"BIFH\x5c\x06\0\0" + NOISE + b"BIFT".ljust(0x674, b"\1")),
    "Cabinet2026-10-10T190000.vbk": ("veeam", storage()),
}


def found(name: str, content: bytes) -> Found | None:
    return form.read(Place(laid.place({name: content}).source, "", f"{laid.PLACE}/{name}"))


@pytest.mark.parametrize("name", WHOLE)
def test_marks_tell_what_was_renamed_from_what_was_replaced(name: str) -> None:
    maker, content = WHOLE[name]
    renamed, struck = found(f"{name}.wq7zk", content), found(f"{name}.wq7zk", OTHER)
    assert renamed is not None
    assert struck is not None
    assert (renamed.form, renamed.state, renamed.faults) == (maker, State.OPAQUE, ())
    assert (struck.form, struck.state) == (maker, State.BROKEN)
    assert [one["code"] for one in struck.faults] == ["fault_mark_missing"]


@pytest.mark.parametrize(
    "name",
    ["a.tib", "a.tib.gpg", "a.tib.001", "a.img.wq7zk", "a.v2i.wq7zk", "a.docx.wq7zk", "tib.wq7zk", "a"],
)
def test_other_names_tell_nothing(name: str) -> None:
    assert found(name, OTHER) is None


def test_a_renamed_backup_of_noise_is_damaged_and_never_lacking(tmp_path: Path) -> None:
    noise = b"".join(sha256(bytes([one, two])).digest() for one in range(40) for two in range(200))
    inventory = machine(tmp_path / "machine")
    for name, head, rely in (
        ("PC1.tib.wq7zk", b"\xb4nhD", Rely.OPAQUE),
        ("PC1.tib.wq7zk", b"", Rely.DAMAGED),
        ("PC1.mrimg", b"", Rely.UNKNOWN),
    ):
        place = tmp_path / str(rely)
        place.mkdir()
        (place / name).write_bytes(head + noise)
        assert {judged(place).rely, judged(place, inventory).rely} == {rely}


@settings(deadline=None)
@given(st.sampled_from(sorted(WHOLE)), st.integers(0, 110_000), st.binary(max_size=200))
def test_damaged_bytes_are_a_backup_or_none(name: str, cut: int, more: bytes) -> None:
    made = found(f"{name}.wq7zk", WHOLE[name][1][:cut] + more)
    assert made is None or made.state in {State.OPAQUE, State.BROKEN}
