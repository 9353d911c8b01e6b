"""The list of every file of a stick with its hash, as `sha256sum -c` reads it."""

import re
from collections.abc import Mapping

from toolkit.stick import COUNT_LIMIT, DOCUMENTS, GUIDES, PROGRAMS, SIGNERS, STARTERS, names

SIZE_LIMIT = COUNT_LIMIT * 250  # bytes
_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)\Z")
_OURS = frozenset({*STARTERS.values(), *GUIDES.values(), *DOCUMENTS.values(), SIGNERS})


class BadManifest(ValueError):  # noqa: N818 - a fact about the stick, with its code
    """The list is not one this toolkit writes; `why` is a code of texts/*/stick.toml."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def written(digests: Mapping[str, str]) -> bytes:
    """Write SHA-256 in hexadecimal by path, sorted, one line each."""
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests)).encode("ascii")


def read(content: bytes) -> dict[str, str]:
    """Return SHA-256 in hexadecimal by path; raises BadManifest.

    Strict, since it may have been written by anybody: ASCII, sorted, each path once, none outside the places
    of a stick, none that another system would read as another name.
    """
    if len(content) > SIZE_LIMIT or content.count(b"\n") > COUNT_LIMIT:
        raise BadManifest("manifest_size")
    try:
        text = content.decode("ascii")
    except UnicodeDecodeError as error:
        raise BadManifest("manifest_encoding") from error
    if not text.endswith("\n"):
        raise BadManifest("manifest_cut")
    digests: dict[str, str] = {}
    before = ""
    for line in text[:-1].split("\n"):
        found = _LINE.match(line)
        if found is None:
            raise BadManifest("manifest_line")
        path = found[2]
        if not known_place(path):
            raise BadManifest("manifest_name")
        if path <= before:
            raise BadManifest("manifest_order")
        digests[path] = found[1]
        before = path
    if names.collision(digests):
        raise BadManifest("manifest_name")
    if not any(path.startswith(PROGRAMS) for path in digests):
        raise BadManifest("manifest_no_program")
    return digests


def known_place(path: str) -> bool:
    """Tell a path that may stand in the manifest: below programs/, or one of our files beside it."""
    return path in _OURS or (path.startswith(PROGRAMS) and path.count("/") > 1 and names.fits(path))
