"""Duplicati backups, written as its documentation describes them: the program itself was not tried."""

import base64
import hashlib
import hmac
import io
import json
import zipfile

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.backup.forms import laid
from toolkit.backup.forms import duplicati as form
from toolkit.backup.forms.form import State

BLOCK = 1024
OLD = {
    "C:\\cabinet\\lettre.txt": b"Bonjour",
    "C:\\cabinet\\radio.bin": bytes(range(256)) * 300,
    "C:\\vide": b"",
}
NEW = {**OLD, "C:\\cabinet\\lettre.txt": b"Bonsoir"}
WORD = ("secret",)


def hashed(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def named(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode()


def packed(members: dict[str, bytes], version: int = 2) -> bytes:
    manifest = {"Version": version, "Blocksize": BLOCK, "BlockHash": "SHA256", "FileHash": "SHA256"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest", b"\xef\xbb\xbf" + json.dumps(manifest).encode())
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def filed(path: str, content: bytes, blocks: dict[str, bytes]) -> dict[str, object]:
    """Return a file's entry in the list, its blocks added to `blocks`."""
    told: dict[str, object] = {"type": "File", "path": path, "size": len(content), "hash": hashed(content)}
    told["time"] = "20261010T100000Z"
    cut = [content[at : at + BLOCK] for at in range(0, len(content), BLOCK)]
    blocks.update({named(one): one for one in cut})
    if len(cut) > 1:
        whole = b"".join(hashlib.sha256(one).digest() for one in cut)
        lists = [whole[at : at + BLOCK] for at in range(0, len(whole), BLOCK)]
        blocks.update({named(one): one for one in lists})
        told["blocklists"] = [hashed(one) for one in lists]
    return told


def written(versions: dict[str, dict[str, bytes]], word: str = "", version: int = 2) -> dict[str, bytes]:
    """Return the volumes of a backup, one volume of blocks for each version of the files."""
    out: dict[str, bytes] = {}
    known: set[str] = set()
    for number, (stamp, files) in enumerate(versions.items()):
        blocks: dict[str, bytes] = {}
        listed: list[dict[str, object]] = [{"type": "Folder", "path": "C:\\cabinet\\"}]
        listed += [filed(path, content, blocks) for path, content in files.items()]
        fresh = {name: content for name, content in blocks.items() if name not in known}
        known |= set(fresh)
        dblock = locked(packed(fresh, version), word)
        ending = ".zip.aes" if word else ".zip"
        name = f"duplicati-b{number:032x}.dblock{ending}"
        told = {
            "blocks": [{"hash": hashed(one), "size": len(one)} for one in fresh.values()],
            "volumehash": hashed(dblock),
            "volumesize": len(dblock),
        }
        index = packed({f"vol/{name}": json.dumps(told).encode()}, version)
        out[name] = dblock
        out[f"duplicati-i{number:032x}.dindex{ending}"] = locked(index, word)
        dlist = packed({"filelist.json": json.dumps(listed).encode()}, version)
        out[f"duplicati-{stamp}.dlist{ending}"] = locked(dlist, word)
    return out


def locked(content: bytes, word: str) -> bytes:
    """Return an AES Crypt file of version 2, with one extension in its head."""
    if not word:
        return content
    first, inner, key = bytes(range(16)), bytes(range(16, 32)), bytes(range(32, 64))
    made = first + bytes(16)
    for _ in range(8192):
        made = hashlib.sha256(made + word.encode("utf-16-le")).digest()
    head = Cipher(AES(made), CBC(first)).encryptor().update(inner + key)
    padded = content + bytes(-len(content) % 16)
    body = Cipher(AES(key), CBC(inner)).encryptor().update(padded)
    extension = b"CREATED_BY\0essai"
    start = b"AES\x02\x00" + len(extension).to_bytes(2, "big") + extension + b"\0\0" + first + head
    tail = bytes([len(content) % 16]) + hmac.digest(key, body, "sha256")
    return start + hmac.digest(made, head, "sha256") + body + tail


TWO = {"20261009T200000Z": OLD, "20261010T200000Z": NEW}
PLAIN, LOCKED = written(TWO), written(TWO, "secret")


@pytest.mark.parametrize("files", [PLAIN, LOCKED])
def test_every_file_of_every_version_is_read(files: dict[str, bytes]) -> None:
    found = form.read(laid.place(files), ("autre", "secret"))
    assert found is not None
    assert (found.state, found.faults) == (State.READ, ())
    older, newer = laid.points(found)
    assert older == {path[3:].replace("\\", "/"): content for path, content in OLD.items()}
    assert newer == {path[3:].replace("\\", "/"): content for path, content in NEW.items()}
    assert [(point.name, point.series) for point in found.points] == [
        ("20261009T200000Z", "duplicati"), ("20261010T200000Z", "duplicati")
    ]  # fmt: skip
    assert found.points[1].at_ns == 1_791_662_400 * 10**9
    assert laid.complaints(files, form.read, WORD) == set()


def test_without_the_password_or_with_a_wrong_one_nothing_is_claimed() -> None:
    for words, state in (((), State.STRUCTURE), (("faux",), State.LOCKED)):
        found = form.read(laid.place(LOCKED), words)
        assert found is not None
        assert (found.state, found.points, found.faults) == (state, (), ())


@pytest.mark.parametrize("how", laid.DAMAGES)
@pytest.mark.parametrize("files", [PLAIN, LOCKED])
def test_damaged_volumes_are_found(files: dict[str, bytes], how: str) -> None:
    for path in files:
        wrong = laid.complaints(laid.damaged(files, path, how), form.read, WORD)
        if how == "missing" and ".dlist." in path:
            assert wrong == set()  # nothing says how many versions there were
        elif ".dblock." in path:
            assert wrong, path
        else:
            # A bit of a ZIP's own fields that nothing is read from changes nothing that is kept.
            assert wrong or how.startswith("flipped"), path


def test_missing_volumes_are_named() -> None:
    for kind, code in (("dblock", "fault_part_missing"), ("dindex", "fault_index_missing")):
        gone = next(path for path in PLAIN if kind in path)
        found = form.read(laid.place(laid.damaged(PLAIN, gone, "missing")), ())
        assert found is not None
        assert [one["code"] for one in found.faults] == [code]
    assert any(isinstance(one, str) for one in laid.points(_without("dblock"))[0].values())


def _without(kind: str) -> form.Found:
    gone = next(path for path in PLAIN if kind in path)
    found = form.read(laid.place(laid.damaged(PLAIN, gone, "missing")), ())
    assert found is not None
    return found


def test_a_newer_version_is_told_and_not_read() -> None:
    found = form.read(laid.place(written(TWO, version=3)), ())
    assert found is not None
    assert (found.state, found.points) == (State.OPAQUE, ())
    assert [(one["code"], one["version"]) for one in found.faults] == [("fault_newer_version", 3)]


def test_other_ways_of_packing_and_locking_are_told_as_they_are() -> None:
    found = form.read(laid.place({"duplicati-20261010T200000Z.dlist.zip.gpg": b"x"}), WORD)
    assert found is not None
    assert (found.state, found.points) == (State.STRUCTURE, ())


def test_volumes_without_any_list_are_broken() -> None:
    files = {path: content for path, content in PLAIN.items() if "dlist" not in path}
    assert "fault_list_missing" in laid.complaints(files, form.read)


def test_a_sign_tells_where_it_lies() -> None:
    for path in PLAIN:
        sign = form.SIGN.search(f"disque/copie/{path}".casefold())
        assert "dindex" in path or (sign is not None and sign["root"] == "disque/copie")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_what_is_damaged_is_told_or_changes_nothing(data: st.DataObject) -> None:
    sound = data.draw(st.sampled_from([PLAIN, LOCKED]))
    files = dict(sound)
    for path in data.draw(st.lists(st.sampled_from(sorted(files)), min_size=1, max_size=3)):
        content = bytearray(files[path])
        for at in data.draw(st.lists(st.integers(0, max(0, len(content) - 1)), max_size=4)):
            content[at : at + 1] = data.draw(st.binary(max_size=3))
        files[path] = bytes(content)
    assert laid.told_or_same(files, sound, form.read, data.draw(st.sampled_from([(), WORD])))


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=4),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["type", "path", "hash", "size", "blocklists", "time"]), inner, max_size=5
            )
        ),
        max_leaves=8,
    )
)
def test_a_list_may_lie(told: object) -> None:
    files = dict(PLAIN)
    for text in (
        json.dumps(told),
        json.dumps([told]),
        json.dumps([{"type": "File", "path": "a", "size": 3, "hash": told}]),
    ):
        files["duplicati-20261010T200000Z.dlist.zip"] = packed({"filelist.json": text.encode()})
        laid.complaints(files, form.read)
