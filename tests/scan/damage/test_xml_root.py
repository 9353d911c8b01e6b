"""XML cut before its first element is closed, and XML that only looks so."""

import pytest

from toolkit.records import DamageVerdict
from toolkit.scan.content import Content
from toolkit.scan.damage import examine

LINES = "".join(f"<ligne n='{n}'>Détartrage &lt;br/&gt; {n}</ligne>\n" for n in range(400))
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<?xml-stylesheet href="a.xsl"?>\n<!-- <vieux> -->\n'
OPEN = f'{HEAD}<ClinicalDocument xmlns="urn:hl7-org:v3" title="a > b">\n'
WHOLE = f"{OPEN}{LINES}</ClinicalDocument>\n<!-- fin -->\n"


def verdict(text: str, name: str = "export.xml", encoding: str = "utf-8") -> DamageVerdict:
    return examine(name, Content.of(text.encode(encoding))).verdict


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("name", ["export.xml", "plan.svg", "lettre.cda"])
def test_a_cut_document_is_damaged_and_a_whole_one_is_not(name: str, encoding: str) -> None:
    assert verdict(WHOLE, name, encoding) == DamageVerdict.INTACT
    for share in (0.3, 0.5, 0.97):
        assert verdict(WHOLE[: int((len(WHOLE) - 40) * share)], name, encoding) == DamageVerdict.DAMAGED


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}<!ENTITY nom 'valeur'>\n" * 20,
        f"{HEAD}<!DOCTYPE a [ <!ELEMENT a (b)> ]>\n<a>{LINES}</a >",
        f"{HEAD}<vide attribut='{LINES.replace(chr(39), ' ').replace('<', ' ')}'/>",
        f"{WHOLE}<journal>ajouté</journal>\n{WHOLE}",
        f"<journal>{LINES}",
    ],
    ids=["entities", "doctype", "closed_at_once", "several", "no_declaration"],
)
def test_what_only_looks_open_is_not_damaged(text: str) -> None:
    assert verdict(text) == DamageVerdict.INTACT
