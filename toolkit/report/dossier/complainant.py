"""Who complains, as it was answered; what was never asked is a line to fill in."""

from collections.abc import Iterator

from toolkit.paper.blocks import Block, Facts, Heading, Paragraph
from toolkit.report.dossier.matter import Matter
from toolkit.report.dossier.standing import complained
from toolkit.report.dossier.wording import cut, field

_KEYS = (
    "victim.legal", "victim.siret", "victim.rep", "victim.id_doc", "victim.addr", "victim.phone",
    "it.provider", "insurer",
)  # fmt: skip
# What was already done, by the number that whoever received it gave.
_NUMBERS = ("legal.pv", "legal.parquet", "legal.cnil", "legal.sante")


def blocks(matter: Matter) -> Iterator[Block]:
    practice = matter.practice
    yield Heading(matter.say("dossier.complainant" if complained(matter) else "dossier.examined_for"))
    yield Paragraph(matter.say("dossier.complainant_means"), soft=True)
    rows = [field(matter, "case.ref", practice.facts.ref)]
    label, told = field(matter, "victim.name")
    named = practice.named()
    rows += [(label, cut(matter, named) if named else told), *(field(matter, key) for key in _KEYS)]
    if practice.answers.get("victim.rpps") is not None:
        rows.append(field(matter, "victim.rpps"))
    rows += [field(matter, key) for key in _NUMBERS if practice.answer(key)]
    yield Facts(tuple(rows))
