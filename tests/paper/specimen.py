"""A document with every block, and strategies for documents of any text."""

from typing import get_args

from hypothesis import strategies as st

from toolkit.paper import qr, svg
from toolkit.paper.blocks import (
    Block,
    Code,
    Document,
    Facts,
    Heading,
    Listing,
    NewPage,
    Notice,
    Paragraph,
    Picture,
    Preformatted,
    Signatures,
    Strong,
    Table,
    Tone,
    Words,
)

BLOCKS = get_args(Block)
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def specimen() -> Document:
    """Return a document in French that holds every block in every form."""
    chart = svg.bars((("/Users", (3, 1, 2)), ("/Vide", (0, 0, 0))), ("Chiffrés", "Indéterminés", "Intacts"))
    return Document(
        "Dossier d’essai", "fr", subtitle="Affaire imaginaire", footer="Affaire 2026-0412", contents=True,
        dated_ns=1_795_377_900 * 10**9, keywords=("plainte", "essai"),
        blocks=(
            Heading("Ce qu’il faut savoir"),
            *(Notice(("Une phrase ", Strong("qui compte"), "."), tone) for tone in Tone),
            Paragraph(("L’empreinte est ", Code(HASH), ".")),
            Paragraph("Ce qui explique.", soft=True),
            Heading("Les personnes", 3),
            Facts((("Cabinet", "Dr Élise Morvan"), ("Adresse", None), ("Empreinte", Code(HASH)))),
            Listing(("un", "deux")),
            Listing(("un", "deux"), numbered=True),
            Listing(("fait", ("à ", Code("faire"))), ticked=(True, False)),
            Table(
                ("N°", "Chemin", "Empreinte"),
                tuple((str(n), Code(f"/a/b/{n}"), Code(HASH)) for n in range(60)),
                numbers=frozenset({0}), widths=(1, 3, 5), more="Et d’autres.",
            ),
            Picture(chart, "Fichiers par dossier", "Les dossiers"),
            Picture(qr.svg(HASH), "Code QR de l’empreinte", width=0.25),
            Preformatted("VOS FICHIERS\n\n  sont chiffrés\n"),
            Preformatted("9f86 d081  884c 7d65", large=True),
            NewPage(),
            Signatures((("Remis par", ("Nom", "Date")), ("Reçu par", ("Nom",)))),
        ),
    )  # fmt: skip


def documents() -> st.SearchStrategy[Document]:
    """Return documents whose texts are anything Python can hold, lone surrogates too."""
    text = st.text(st.characters(), max_size=40) | st.text(
        "\u202e\u0627שa\u0301<&\"'#$\\\n\r\t\0", max_size=40
    )
    inline = text | st.builds(Code, text) | st.builds(Strong, text)
    words: st.SearchStrategy[Words] = inline | st.lists(inline, max_size=3).map(tuple)
    texts, several = st.lists(text, max_size=3).map(tuple), st.lists(words, max_size=4).map(tuple)
    block = st.one_of(
        st.builds(Heading, text, st.integers(-1, 9)),
        st.builds(Paragraph, words, st.booleans()),
        st.builds(Notice, words, st.sampled_from(Tone)),
        st.builds(Facts, st.lists(st.tuples(text, st.none() | words), max_size=3).map(tuple)),
        st.builds(
            Listing, several, st.none() | st.lists(st.booleans(), max_size=4).map(tuple), st.booleans()
        ),
        st.builds(
            Table, texts, st.lists(several, max_size=4).map(tuple), st.frozensets(st.integers(0, 4)),
            st.none() | st.lists(st.floats(-1, 9, allow_nan=False), max_size=3).map(tuple), text,
        ),
        st.builds(Picture, st.builds(qr.svg, st.just("a")), text, text, st.floats(-1, 2)),
        st.builds(Preformatted, text, st.booleans()),
        st.builds(Signatures, st.lists(st.tuples(text, texts), max_size=3).map(tuple)),
        st.just(NewPage()),
    )  # fmt: skip
    return st.builds(
        Document, text, st.sampled_from(("fr", "en")), st.lists(block, max_size=5).map(tuple), text, text,
        st.booleans(), st.integers(-(2**70), 2**70), texts,
    )  # fmt: skip
