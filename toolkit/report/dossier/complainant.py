"""Who complains, as it was answered; what was never asked is a line to fill in."""

from collections.abc import Iterator

from toolkit.paper.blocks import Block, Facts, Heading, Paragraph
from toolkit.report.dossier.matter import Matter
from toolkit.report.dossier.wording import field

_KEYS = (
    "victim.legal", "victim.siret", "victim.rep", "victim.id_doc", "victim.addr", "victim.phone",
    "it.provider", "insurer",
)  # fmt: skip


def blocks(matter: Matter) -> Iterator[Block]:
    practice = matter.practice
    yield Heading(matter.say("dossier.complainant"))
    yield Paragraph(matter.say("dossier.complainant_means"), soft=True)
    rows = [field(matter, "case.ref", practice.facts.ref)]
    named = practice.facts.practice if practice.answers.get("victim.name") is None else None
    rows += [field(matter, "victim.name", named), *(field(matter, key) for key in _KEYS)]
    if practice.answers.get("victim.rpps") is not None:
        rows.append(field(matter, "victim.rpps"))
    yield Facts(tuple(rows))
