"""What is wrong with an archive: codes and facts, collected to the last one."""

from dataclasses import dataclass, field
from typing import Any

from toolkit.records import Facts

SHOWN = 500  # faults kept; the rest is counted, so that a hostile archive cannot fill the memory

# Every code `verify` can give; each has its sentence in texts/*/verify.toml.
CODES = (
    "archive_empty",
    "archive_extracted",
    "archive_other",
    "archive_unreadable",
    "bag_info",
    "bagit_declaration",
    "case_other",
    "case_unreadable",
    "closing_other",
    "document_unknown",
    "documents_other",
    "exhibit_changed",
    "exhibit_missing",
    "exhibit_reserved",
    "exhibit_twice",
    "exhibit_unlisted",
    "file_changed",
    "file_extra",
    "file_missing",
    "file_unreadable",
    "fingerprint_other",
    "fingerprint_shape",
    "folder_extra",
    "key_other",
    "listing_other",
    "log_chain",
    "log_end",
    "log_head",
    "log_line",
    "log_number",
    "log_start",
    "log_time",
    "log_torn",
    "manifest_line",
    "manifests_differ",
    "more_faults",
    "name_twice",
    "name_unsafe",
    "not_a_file",
    "not_zip",
    "oxum",
    "ref_other",
    "report_other",
    "root_name",
    "sealed_at_other",
    "signature_false",
    "signature_missing",
    "signature_namespace",
    "signature_shape",
    "signers_other",
    "tag_missing",
    "too_large",
    "zip_before",
    "zip_checksum",
    "zip_cut",
    "zip_directory",
    "zip_extra",
    "zip_header",
    "zip_order",
)

# Of these, the ones that say nothing of the archive: what was given could not be compared with it.
NOT_COMPARED = frozenset({"archive_extracted", "fingerprint_shape"})
# Those that, alone, say that nothing of it was read: it was not found changed, it was not found.
NOT_READ = frozenset({"archive_empty", "archive_unreadable", "not_a_file", "not_zip"})
# Those that say it is another than the one noted, or that what was noted was not copied well.
NOT_SAME = frozenset({"archive_other", "fingerprint_other"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was sealed."""

    code: str
    facts: Facts = field(default_factory=dict)


class Faults:
    """The faults found so far, in the order they were found."""

    def __init__(self) -> None:
        self._found: list[Fault] = []
        self._unshown = 0

    def add(self, code: str, **facts: Any) -> None:
        fault = Fault(code, facts)
        if fault in self._found[-3:]:
            return
        if len(self._found) < SHOWN:
            self._found.append(fault)
        else:
            self._unshown += 1

    def found(self) -> tuple[Fault, ...]:
        """Return every fault kept, and how many more there are."""
        more = (Fault("more_faults", {"count": self._unshown}),) if self._unshown else ()
        return (*self._found, *more)
