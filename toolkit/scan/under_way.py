"""One scan under way: what an earlier run recorded of it, and what its lines add up to so far."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from toolkit.errors import Unreadable
from toolkit.media.source import Source
from toolkit.records import Entry, EntryKind, Plain, Seen, plain
from toolkit.scan.known import Known
from toolkit.scan.notes.facts import of_medium, with_decryptors
from toolkit.scan.sample import Sample
from toolkit.scan.survey import Survey, coverage_facts
from toolkit.scan.survey.extent import Extent
from toolkit.scan.survey.practice_kinds import Places, places
from toolkit.scan.tables import load

LINKS_LISTED = 1000
_PROGRAMS = "practice_software.toml"


@dataclass(slots=True)
class Scan:
    """One scan under way: what is already recorded, and what it adds up to so far."""

    survey: Survey
    recorded: Counter[bytes]
    links: list[dict[str, Any]]
    remarks: list[str] = field(default_factory=list)  # codes of what slowed the scan and hid nothing

    @classmethod
    def of(cls, source: Source, known: Known, lines: Iterator[Mapping[str, Any]]) -> "Scan":
        hostile = frozenset(known.signatures.hostile())
        survey = Survey(
            metadata_times=source.kind != "folder", hostile=hostile, extent=Extent(_places(known))
        )
        scan = cls(survey, Counter(), [])
        for line in lines:
            scan.survey.add(line)
            scan.recorded[_mark(line["volume"], line["path"])] += 1
        return scan

    def done(self, volume: str, path: str) -> bool:
        """Tell, once per line recorded, what need not be looked at again: one path may stand there twice."""
        mark = _mark(volume, path)
        self.recorded[mark] -= 1
        return self.recorded[mark] >= 0

    def files(self, found: Iterator[Seen | Entry]) -> Iterator[Plain]:
        """Pass files on as plain facts and count links on the way."""
        for one in found:
            if isinstance(one, Seen):
                line = Plain(plain(one))
                self.survey.add(line)
                yield line
            else:
                self.survey.add_link(one)
                if one.kind is not EntryKind.SPECIAL and len(self.links) < LINKS_LISTED:
                    self.links.append({"volume": one.volume, "path": one.path, "target": one.target})

    def facts(self, known: Known) -> dict[str, Any]:
        """Return what the lines add up to, with the families that notes and endings together speak for."""
        found = self.survey.facts()
        return {**found, "families": with_decryptors(of_medium(found, known.notes), known.notes)}

    def coverage(self, source: Source, known: Known, sample: Sample | None = None) -> dict[str, Any]:
        facts = coverage_facts(self.survey, source.volumes(), source.warnings)
        if sample:
            verdicts = {each: tally.files for each, tally in self.survey.judged().damage.items()}
            said = sample.facts(facts["files_seen"], verdicts, self.survey.note_files)
            facts |= {"complete": False, "sample": said}
        facts = {**facts, "remarks": self.remarks} if self.remarks else facts
        return {**facts, "links": self.links, "signatures": self._signatures(known)}

    def _signatures(self, known: Known) -> dict[str, Any]:
        authors = known.signatures.attributions(self.survey.rules.keys())
        return {**known.signatures.summary(), **({"attributions": authors} if authors else {})}


def _places(known: Known) -> Places:
    """Return where the practice's programs keep their files; a set without that table knows of none."""
    try:
        return places(load(known.signatures.files, _PROGRAMS, "program"))
    except Unreadable:
        return ()


def _mark(volume: str, path: str) -> bytes:
    # Sixteen bytes a file keep a million-file resume in memory; two names sharing one are not to be feared.
    return blake2b(f"{volume}\0{path}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
