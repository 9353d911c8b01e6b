"""Which validator answers for which types: the written list, read by a frozen program as by any other."""

from collections.abc import Callable

from toolkit.scan.content import Content
from toolkit.scan.damage import (
    access,
    bitmap,
    dicom,
    evtx,
    firebird,
    gif,
    jpeg,
    lnk,
    mp3,
    mp4,
    ole2,
    packed,
    pdf,
    png,
    program,
    rar,
    regf,
    riff,
    sevenzip,
    sqlite,
    tape,
    text,
    zipped,
)
from toolkit.scan.damage.structure import Structure

Validator = Callable[[Content], Structure]

# (types, validator), in order of worth.
VALIDATORS: tuple[tuple[frozenset[str], Validator], ...] = (
    (frozenset({"zip", "docx", "xlsx", "pptx", "odt", "ods", "odp", "epub", "jar"}), zipped.check),
    (frozenset({"pdf"}), pdf.check),
    (frozenset({"jpeg"}), jpeg.check),
    (frozenset({"png"}), png.check),
    (frozenset({"ole2"}), ole2.check),
    (frozenset({"dicom"}), dicom.check),
    (frozenset({"sqlite"}), sqlite.check),
    (frozenset({"text/utf-8", "text/utf-16", "text/latin", "html", "xml", "rtf"}), text.check),
    (frozenset({"gzip", "bzip2", "xz"}), packed.check),
    (frozenset({"7z"}), sevenzip.check),
    (frozenset({"rar"}), rar.check),
    (frozenset({"pe", "elf"}), program.check),
    (frozenset({"mp4", "heif"}), mp4.check),
    (frozenset({"wav", "avi", "webp", "riff"}), riff.check),
    (frozenset({"mp3"}), mp3.check),
    (frozenset({"evtx"}), evtx.check),
    (frozenset({"regf"}), regf.check),
    (frozenset({"firebird"}), firebird.check),
    (frozenset({"access"}), access.check),
    (frozenset({"gif"}), gif.check),
    (frozenset({"bmp", "tiff"}), bitmap.check),
    (frozenset({"tar", "ar"}), tape.check),
    (frozenset({"lnk"}), lnk.check),
)
