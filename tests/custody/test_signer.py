"""The technician's key signs without entering the case; another key in its place is said everywhere."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from toolkit.custody import keys, signer
from toolkit.custody.case import Case
from toolkit.custody.dossier.seal import Sealed, seal
from toolkit.custody.dossier.verify import verify
from toolkit.errors import CaseRefusal

from .builder import KEY, NOTE, SteppingClock, acts, open_case, payload_of, report

MINE = Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(64, 96)))


def shown(key: Ed25519PrivateKey) -> str:
    return keys.fingerprint(keys.public_raw(key))


def refusal(function: Callable[[], object]) -> CaseRefusal:
    with pytest.raises(CaseRefusal) as refused:
        function()
    return refused.value


def taken_up(folder: Path, key: Ed25519PrivateKey | None) -> Case:
    return Case.resume(folder, clock=SteppingClock(), technicians_key=key)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a case opened with the technician's key."""
    with open_case(tmp_path / "mine", technicians_key=MINE, key=None) as case:
        case.keep("P0001", BytesIO(NOTE), ".txt")
        report(case)
    return tmp_path / "mine"


def test_the_case_folder_holds_no_key_that_signs(folder: Path) -> None:
    names = {each.name for each in (folder / "private").iterdir()}
    assert names == {"lock", "pseudonym.key", "technician_key.txt"}
    assert (folder / "private/technician_key.txt").read_text() == shown(MINE) + "\n"
    secret = MINE.private_bytes_raw()
    for each in folder.rglob("*"):
        assert each.is_dir() or (secret not in each.read_bytes() and b"PRIVATE KEY" not in each.read_bytes())


def test_the_technicians_key_signs(folder: Path) -> None:
    with taken_up(folder, MINE) as case:
        sealed = seal(case, {})
    found = verify(sealed.path, fingerprint=shown(MINE))
    assert (found.faults, found.anchored, found.signed_by, found.key_before) == ((), True, "technician", None)
    assert found.who == "A. Martin"
    text = payload_of(sealed.path)["00_LISEZ-MOI.txt"].decode("utf-8-sig")
    assert "la clé personnelle de l'intervenant" in text
    assert "La clé a été créée par l'outil pour cette affaire" not in text


def test_without_the_key_or_with_another_nothing_is_sealed(folder: Path) -> None:
    before = (folder / "custody.jsonl").read_bytes()
    for key, code in ((None, "case_key_needed"), (OTHER, "case_key_other")):
        with taken_up(folder, key) as case:
            refused = refusal(lambda: seal(case, {}))
        assert refused.code == code
    assert keys.grouped(shown(MINE)) in str(refused.facts)
    assert keys.grouped(shown(OTHER)) in str(refused.facts)
    assert not list(folder.glob("DOSSIER*"))
    assert b"seal.opened" not in (folder / "custody.jsonl").read_bytes()[len(before) :]


def test_a_case_with_its_own_key_refuses_another(tmp_path: Path) -> None:
    open_case(tmp_path / "case").close()
    with taken_up(tmp_path / "case", OTHER) as case:
        assert refusal(case.signing_key).code == "case_key_own"
    with taken_up(tmp_path / "case", KEY) as case:
        assert case.signing_key().private_bytes_raw() == KEY.private_bytes_raw()


def test_a_lost_key_is_replaced_and_the_archive_says_so(folder: Path) -> None:
    with taken_up(folder, MINE) as case:
        first = seal(case, {})
    with taken_up(folder, None) as case:
        case.replace_key()
        second = seal(case, {})
    found = verify(second.path)
    assert (found.faults, found.signed_by, found.key_before) == ((), "case", shown(MINE))
    assert found.signer_fingerprint == second.fingerprint != shown(MINE)
    assert [each.code for each in verify(second.path, fingerprint=shown(MINE)).faults] == [
        "fingerprint_other"
    ]
    assert verify(first.path, fingerprint=shown(MINE)).faults == ()
    noted = [
        act.facts for act in acts(payload_of(second.path)["custody.jsonl"]) if act.act == signer.REPLACED
    ]
    assert noted == [{"old": shown(MINE), "new": second.fingerprint, "key": "case", "number": 1}]
    assert "(key.replaced)" in payload_of(second.path)["00_LISEZ-MOI.txt"].decode("utf-8-sig")
    with taken_up(folder, None) as case:
        assert seal(case, {}).sha256 == second.sha256


def test_keys_follow_one_another(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    open_case(folder).close()
    (folder / "private/case_key").unlink()
    with taken_up(folder, None) as case:
        assert refusal(case.signing_key).facts["why"] == "key_missing"
        case.replace_key()
        assert shown(case.signing_key()) == case.marks[signer.REPLACED]["new"]
    with taken_up(folder, MINE) as case:
        case.replace_key()
        sealed = seal(case, {})
    found = verify(sealed.path, fingerprint=shown(MINE))
    assert (found.faults, found.signed_by, found.key_before) == ((), "technician", shown(KEY))


def test_a_replacement_that_was_killed_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    open_case(folder).close()
    keys.make(folder / "private/case_key-2")
    with taken_up(folder, None) as case:
        assert case.signing_key().private_bytes_raw() == KEY.private_bytes_raw()
        case.replace_key()
        assert case.signing_key().private_bytes_raw() != KEY.private_bytes_raw()


def test_an_opening_that_was_killed_leaves_no_key_beside_the_technicians(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    open_case(folder).close()
    (folder / "case.json").unlink()
    open_case(folder, technicians_key=MINE).close()
    assert not (folder / "private/case_key").exists()


@pytest.mark.parametrize(
    "facts",
    [{"old": shown(OTHER)}, {"new": shown(OTHER)}, {"old": None}, {"new": None}],
)
def test_a_replacement_that_does_not_fit_is_a_fault(
    sealed: Sealed, forge: Callable[..., Path], facts: dict[str, object]
) -> None:
    from .dossier.test_verify import relinked

    payload = payload_of(sealed.path)
    log = acts(payload["custody.jsonl"])
    told = {"old": shown(KEY), "new": shown(MINE), "key": "technician", "number": 1}

    def with_act(replaced: dict[str, object]) -> dict[str, bytes]:
        act = type(log[0])(2, log[0].at, log[0].local, None, signer.REPLACED, replaced, "", "")
        return payload | {"custody.jsonl": relinked([log[0], act, *log[1:]])}

    honest = verify(forge(with_act(told), signer=MINE))
    assert (honest.faults, honest.key_before) == ((), shown(KEY))
    lying = verify(forge(with_act(told | facts), signer=MINE))
    assert "key_other" in {fault.code for fault in lying.faults}


def test_an_annex_exhibit_stays_out_of_the_open_archive(
    folder: Path, forge: Callable[..., Path], sealed: Sealed
) -> None:
    with taken_up(folder, MINE) as case:
        case.keep("A0001", BytesIO(b"journal"), ".evtx")
        case.keep("P0002", BytesIO(b"PK"), ".zip")
        mine = seal(case, {})
    assert mine.exhibits == 2
    with zipfile.ZipFile(mine.path) as opened:
        names = {name.partition("/data/")[2] for name in opened.namelist() if "/pieces/" in name}
    assert names == {"pieces/P0001.txt", "pieces/P0002.zip"}
    assert verify(mine.path).faults == ()
    told = payload_of(mine.path)["00_LISEZ-MOI.txt"].decode("utf-8-sig")
    assert "Mot de passe\N{NO-BREAK SPACE}: infected" in told
    payload = payload_of(mine.path) | {"pieces/A0001.evtx": b"journal"}
    faults = verify(forge(payload, signer=MINE)).faults
    assert [fault.code for fault in faults] == ["exhibit_reserved"]
