"""The list of a stick is read as if anybody had written it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.stick import COUNT_LIMIT, manifest
from toolkit.stick.manifest import BadManifest

HASH = "0f" * 32
GOOD = {"LISEZ-MOI.txt": HASH, "programs/linux/trousse": HASH, "programs/windows/_internal/a b.dll": HASH}


def line(path: str) -> str:
    return f"{HASH}  {path}\n"


def test_what_is_written_is_read() -> None:
    assert manifest.read(manifest.written(GOOD)) == GOOD


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "manifest_cut"),
        ("\n", "manifest_line"),
        (line("programs/linux/trousse")[:-1], "manifest_cut"),
        (line("LISEZ-MOI.txt"), "manifest_no_program"),
        (line("programs/linux/../../x"), "manifest_name"),
        (line("/programs/linux/x"), "manifest_name"),
        (line("C:/programs/linux/x"), "manifest_name"),
        (line("programs/linux\\x"), "manifest_name"),
        (line("programs/x"), "manifest_name"),
        (line("programs//x"), "manifest_name"),
        (line("cases/x"), "manifest_name"),
        (line("docs/building.md"), "manifest_name"),
        (line("MANIFEST.sha256"), "manifest_name"),
        (line("programs/linux/a\r"), "manifest_name"),
        (line("programs/linux/a\x00"), "manifest_name"),
        (line("programs/linux/a") * 2, "manifest_order"),
        (line("programs/linux/b") + line("programs/linux/a"), "manifest_order"),
        (line("programs/linux/A") + line("programs/linux/a"), "manifest_name"),
        (line("programs/linux/a").upper(), "manifest_line"),
        (line("programs/linux/a").replace("  ", " *"), "manifest_line"),
        ("\\" + line("programs/linux/a"), "manifest_line"),
        (line("programs/linux/é"), "manifest_encoding"),
        ("\ufeff" + line("programs/linux/a"), "manifest_encoding"),
        ("".join(line(f"programs/linux/{n:06}") for n in range(COUNT_LIMIT + 1)), "manifest_size"),
        ("x" * (manifest.SIZE_LIMIT + 1), "manifest_size"),
    ],
)
def test_a_hostile_list_is_refused(content: str, why: str) -> None:
    with pytest.raises(BadManifest) as refused:
        manifest.read(content.encode())
    assert refused.value.why == why


@given(st.binary(max_size=400), st.integers(0, 300))
def test_any_bytes_are_read_strictly_or_refused(noise: bytes, at: int) -> None:
    good = manifest.written(GOOD)
    for content in (noise, good[:at] + noise + good[at:], good[:at]):
        try:
            digests = manifest.read(content)
        except BadManifest:
            continue
        assert manifest.written(digests) == content
