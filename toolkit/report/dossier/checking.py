"""How to check this file: what lies beside it, the hash on paper, and how it was handed over."""

from collections.abc import Iterator

from toolkit.custody.log import Act
from toolkit.paper.blocks import Block, Code, Facts, Heading, Paragraph, Preformatted, Signatures, Words
from toolkit.report import acts, clock
from toolkit.report.dossier.matter import Matter
from toolkit.report.dossier.standing import complained
from toolkit.report.dossier.wording import cut, field, joined
from toolkit.texts import visible

_COMMAND = "certutil -hashfile tagmanifest-sha256.txt SHA256"
_TRANSFERS = 20


def blocks(matter: Matter) -> Iterator[Block]:
    yield Heading(matter.say("dossier.checking"))
    yield Paragraph(matter.say("dossier.checking_means" if matter.seal else "dossier.checking_later"))
    yield Facts(tuple(_facts(matter)))
    yield Paragraph(matter.say("dossier.checking_how"))
    yield Preformatted(_COMMAND)
    yield Paragraph(matter.say("dossier.checking_more"))
    if complained(matter):
        yield Heading(matter.say("dossier.signing"), 2)
        yield Signatures(
            (
                (
                    matter.say("dossier.signing_who"),
                    (matter.say("dossier.signing_at"), matter.say("dossier.signing_on")),
                ),
            )
        )


def _facts(matter: Matter) -> Iterator[tuple[str, Words | None]]:
    seal = matter.seal
    yield field(matter, "ev.manifest", Code(_grouped(seal.manifest_sha256)) if seal else None)
    if seal:
        yield matter.say("dossier.archive"), (visible(seal.name), " · SHA-256 ", Code(seal.sha256))
        yield matter.say("dossier.key"), Code(visible(seal.fingerprint))
    yield field(matter, "ev.custody", _transfers(matter))


def _grouped(digest: str) -> str:
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def _acts(matter: Matter) -> list[Act]:
    """Return the acts of every log, of the machines and of the case that holds them, in their order."""
    every = [*matter.practice.acts, *(act for machine in matter.practice.machines for act in machine.acts)]
    return sorted(every, key=lambda act: clock.nanoseconds(act.at) or 0)


def _transfers(matter: Matter) -> Words | None:
    told: list[Words] = [
        f"{cut(matter, act.local, 40)} {matter.typeset(cut(matter, acts.sentence(matter.speech, act), 400))}"
        for act in _acts(matter)
        if act.act == "custody.transferred"
    ]
    return joined(told[-_TRANSFERS:]) if told else None
