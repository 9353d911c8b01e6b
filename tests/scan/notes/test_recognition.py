"""Notes are recognised whatever their language and encoding; ordinary texts about the same things are not."""

import dataclasses
import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.records import Certainty, Note, NoteVerdict, plain
from toolkit.scan.notes import Knowledge, identify, identify_always

ENGLISH = """What happened?
All your files have been encrypted with strong algorithms. Nobody can recover them without our decryptor.
Send one small file and we decrypt it for free as a guarantee.
Do not rename the files. Contact us: desk@recover.example   Your ID: 77A1-03
"""
HERE = Path(__file__).parent
# What an honest French practice really holds: leaflets, minutes, mails of providers, manuals.
ORDINARY = {file.stem: file.read_bytes() for file in sorted((HERE / "ordinary").iterdir())}
OTHERS = {
    file.stem: file.read_text(encoding="utf-8") for file in sorted((HERE / "other_languages").iterdir())
}
# The names say the language; the rules were written beside the first folder, not beside the second.
FOREIGN = {
    f"{folder}/{file.stem}": file.read_text(encoding="utf-8")
    for folder in ("foreign_dev", "foreign_held")
    for file in sorted((HERE / folder).iterdir())
}
UNSEEN = [file.read_bytes() for file in sorted((HERE / "ordinary_held").iterdir())]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "cp850", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_every_french_note_is_recognised_in_every_encoding(
    known: Knowledge, french: dict[str, str], encoding: str
) -> None:
    missed = [
        name
        for name, text in french.items()
        if identify("texte.txt", text.encode(encoding, "replace"), known) is None
    ]
    assert missed == []
    assert len(french) == 64


def test_french_notes_are_called_notes_but_the_barest(known: Knowledge, french: dict[str, str]) -> None:
    found = {name: identify("texte.txt", text.encode(), known) for name, text in french.items()}
    suspect = {name for name, note in found.items() if note and note.verdict is NoteVerdict.SUSPECT}
    assert len(suspect) <= 4
    told = [note.language for name, note in found.items() if note and len(french[name]) > 150]
    assert told.count("fr") >= 0.93 * len(told)
    assert {note.certainty for note in found.values() if note} <= {Certainty.UNKNOWN, Certainty.PROBABLE}


@pytest.mark.parametrize("language", sorted(OTHERS))
def test_other_languages_are_recognised_and_named(known: Knowledge, language: str) -> None:
    note = identify("texte.txt", OTHERS[language].encode(), known)
    assert note is not None
    assert (note.verdict, note.language, note.contacts["victim_id"]) == (
        NoteVerdict.NOTE,
        language,
        ("4471",),
    )


@pytest.mark.parametrize("name", sorted(FOREIGN))
def test_foreign_notes_of_many_manners_are_recognised(known: Knowledge, name: str) -> None:
    note = identify("texte.txt", FOREIGN[name].encode(), known)
    assert note is not None
    assert note.verdict is NoteVerdict.NOTE or name == "foreign_held/ru_2"


def test_few_ordinary_texts_never_looked_at_are_taken_for_notes(known: Knowledge) -> None:
    found = [identify("texte.txt", data, known) for data in UNSEEN]
    assert len(found) == 31
    assert sum(note is not None for note in found) <= 4


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "koi8-r", "utf-16", "utf-16-le", "utf-16-be"])
def test_russian_is_read_in_its_old_encodings(known: Knowledge, encoding: str) -> None:
    note = identify("texte.txt", OTHERS["ru"].encode(encoding), known)
    assert note is not None
    assert (note.verdict, note.language) == (NoteVerdict.NOTE, "ru")


@pytest.mark.parametrize("name", sorted(ORDINARY))
def test_ordinary_texts_are_not_notes(known: Knowledge, name: str) -> None:
    assert identify("texte.txt", ORDINARY[name], known) is None
    judged = identify_always("texte.txt", ORDINARY[name], known)
    assert (judged.verdict, judged.family, judged.candidates) == (NoteVerdict.NO, None, ())


def test_a_note_mixed_with_other_bytes_is_recognised(known: Knowledge) -> None:
    data = ENGLISH.encode()
    for changed in (
        data + bytes(range(256)) * 40,
        data.replace(b" ", b" \0", 3),
        data[:300] + b"\xff" + data[300:],
        b"\r\n" * 400 + data,
    ):
        note = identify("x", changed, known)
        assert note is not None
        assert note.verdict is NoteVerdict.NOTE


def test_a_note_inside_a_page_a_rich_text_and_a_pdf_is_recognised(known: Knowledge) -> None:
    lines = ENGLISH.splitlines()
    page = "<html><head><style>p{}</style><script>var a='<p>';</script></head><body>"
    page += "".join(f"<p>{line.replace('e', '<b>e</b>', 1)}</p>" for line in lines) + "</body></html>"
    rich = "{\\rtf1{\\fonttbl{\\f0 Arial;}}{\\pict 0001}\\f0 " + "\\par ".join(lines) + "}"
    shown = "".join(f"({line}) Tj T* " for line in lines)
    pdf = f"%PDF-1.4\n1 0 obj << >>\nstream\nBT {shown} ET\nendstream\nendobj"
    for name, text in (("a.hta", page), ("a.rtf", rich), ("a.pdf", pdf)):
        note = identify(name, text.encode(), known)
        assert note is not None, name
        assert note.verdict is NoteVerdict.NOTE
        assert note.contacts["email"] == ("desk@recover.example",)


def test_a_note_of_any_encoding_script_or_string_is_recognised(known: Knowledge) -> None:
    parts = ENGLISH.replace("\n", " ").split(" ")
    script = "<html><script>document.write('" + "' + ' ".join(parts) + "')</script></html>"
    coded = "".join(f"\\x{ord(char):02x}" for char in ENGLISH)
    shown = "".join(f"[<{line.encode().hex()}> -20] TJ T* " for line in ENGLISH.splitlines())
    wide = "".join(f"<feff{line.encode('utf-16-be').hex()}> Tj T* " for line in ENGLISH.splitlines())
    for data in (
        script.encode(),
        f"<html><p>{'x ' * 300}</p><script>a.innerHTML = '{coded}';</script>".encode(),
        f"%PDF-1.4\n<< >>\nstream\nBT {shown} ET\nendstream".encode(),
        f"%PDF-1.4\n<< >>\nstream\nBT {wide} ET\nendstream".encode(),
        ENGLISH.encode("utf-32"),
        ENGLISH.encode("utf-32-le"),
        ENGLISH.encode("utf-32-be"),
        b" " * 700_000 + ENGLISH.encode(),
    ):
        note = identify("x", data, known)
        assert note is not None, data[:80]
        assert note.verdict is NoteVerdict.NOTE
        assert note.contacts["email"] == ("desk@recover.example",)


def test_a_picture_is_suspected_by_its_name_alone(known: Knowledge) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    note = identify("READ_ME_DECRYPT.png", picture, known)
    assert note is not None
    assert (note.verdict, note.cues, note.family) == (NoteVerdict.SUSPECT, ("note_name",), None)
    assert identify("decrypt.png", picture, known) is None
    assert identify("READ_ME_DECRYPT.exe", b"MZ" + picture, known) is None


def test_a_note_that_is_quoted_is_told_not_said(known: Knowledge) -> None:
    outside = "The reception desk found this on a screen and rang the provider before nine that morning:"
    said = " ".join(ENGLISH.split())
    assert identify("x", said.encode(), known) is not None
    assert identify("x", f"{outside} \u201c{said}\u201d".encode(), known) is None


def test_the_threat_to_publish_is_quoted(known: Knowledge) -> None:
    note = identify("x", (ENGLISH + "\nWe will publish   your files on Monday. Bye.").encode(), known)
    assert note is not None
    assert note.contacts["threat"] == ("We will publish your files on Monday",)


def test_what_is_known_goes_to_other_processes(known: Knowledge) -> None:
    there = pickle.loads(pickle.dumps(known))  # noqa: S301 - our own bytes
    assert identify("x", ENGLISH.encode(), there) == identify("x", ENGLISH.encode(), known)


def test_the_one_who_pretends_with_nothing_asked_is_no_note(known: Knowledge) -> None:
    assert identify("README.txt", b"All your files have been encrypted.", known) is None
    assert identify("photo.jpg", b"\xff\xd8\xff\xe0" + ENGLISH.encode(), known) is None
    assert identify("empty.txt", b"", known) is None


def test_verdicts_hold_codes_that_json_takes(known: Knowledge) -> None:
    note = identify_always("HOW TO DECRYPT FILES.txt", ENGLISH.encode(), known)
    assert {"files_encrypted", "contact_demand", "do_not_touch", "note_name"} <= set(note.cues)
    assert plain(note)["contacts"]["email"] == ["desk@recover.example"]
    assert dataclasses.is_dataclass(note)


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=3000),
    st.sampled_from(["", "%PDF-1.4\nstream\n", "{\\rtf1", "<html>", "\ufeff", "your files "]),
)
def test_any_bytes_get_an_answer(known: Knowledge, data: bytes, head: str) -> None:
    for start in (head.encode(), head.encode("utf-16")):
        answer = identify_always("note.txt", start + data, known)
        assert isinstance(answer, Note)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=2000), st.text(max_size=40))
def test_any_text_and_any_name_get_an_answer(known: Knowledge, text: str, name: str) -> None:
    data = (ENGLISH + text).encode("utf-8", "surrogatepass")
    assert identify(name, data, known) is not None


PILES = (
    "a", "@", "a@", "a.", "@a.", "<", "<a ", "<!--", "<script>", "\\", "{\\rtf1 ", "{", "(", "(a", "1 ", "0x",
    "05", "id ", "id:", "telegram @", "your files ", "encrypted ", "[at]", "a [at] ", "é", "http://",
    ".onion", "1", "$1 ",    "f f f ", "x.", "..", "-", "a-", "bc1", "@a", "\n", "\0", "\\'e9", "akira ",
)  # fmt: skip


@pytest.mark.parametrize("pile", PILES)
def test_piles_of_one_thing_are_answered(known: Knowledge, pile: str) -> None:
    text = "your files have been encrypted contact us telegram tox " + pile * (70_000 // len(pile))
    assert identify_always("x.txt", text.encode(), known).verdict in set(NoteVerdict)
    for head in ("<html>", "{\\rtf1 ", "%PDF-1.4\nstream\nBT "):
        identify_always("x.txt", (head + text).encode(), known)


@pytest.mark.parametrize("stem", sorted(ORDINARY))
def test_what_is_told_of_any_file_has_the_verdict_of_a_scan(known: Knowledge, stem: str) -> None:
    scanned = identify("texte.txt", ORDINARY[stem], known)
    told = identify_always("texte.txt", ORDINARY[stem], known)
    assert told.verdict == (scanned.verdict if scanned else NoteVerdict.NO)


TOLD = {
    "press": "The Heron group claimed responsibility, saying it stole 40 GB of patient"
    " data and encrypted all files."
    " The gang demanded $200,000 in Bitcoin and threatened to publish the data on its"
    " Tor site within 72 hours."
    " The clinic refused to pay.",
    "communique": "Les fichiers de l'hôpital ont été chiffrés par le groupe Héron, qui"
    " réclame 10 millions de dollars"
    " en bitcoins et menace de publier les données volées sur son site. « Nous avons"
    " volé vos données », affirme le"
    " message laissé par les pirates. L'enquête a été confiée à la gendarmerie.",
    "quoting_mail": "Bonjour Maître, voici copie de ce que nous avons reçu hier :\n>"
    " Your network has been hacked and"
    " your files encrypted.\n> Contact us: badguy@protonmail.com, pay 2 BTC.\nNous avons porté plainte. Que"
    " devons-nous dire aux patients ? Cordialement",
    "laboratory": "We can recover your files! Our lab decrypts ransomware-encrypted"
    " files without paying the hackers."
    " Send us two encrypted files for free test decryption. Contact: help@lab.example. Price from $900.",
    "newsroom": "Got a tip? Our newsroom reads messages on Signal and by mail:"
    " tips@protonmail.com. Your documents"
    " are encrypted, only we can decrypt them. Keep your identifier: ABCD-1234.",
    "antivirus": "THREAT DETECTED. Ransom:Win32/Filecoder.A was blocked. Your computer"
    " may be infected. To remove the"
    " threat, click Clean. Your ID: 7F3A-2210. Contact support: support@antivirus.example",
    "exercise": "Security awareness training. What a ransom note looks like:\n\nALL"
    " YOUR FILES HAVE BEEN ENCRYPTED!"
    "\nTo decrypt your files you must pay 0.5 BTC. Contact us at"
    " example@onionmail.org.\n\nIf you see this, unplug"
    " the computer, call IT, and do not pay. This is an exercise only.",
    "wallet": "My wallet backup. Address 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa. Wallet"
    " file is encrypted, the key is in"
    " the safe. If you lose the key you lose your coins. Paid 0.5 BTC on 12 March.",
}
DEMAND = (
    "ALL YOUR FILES HAVE BEEN ENCRYPTED by us. To get the decryptor you must pay in Bitcoin. Write to"
    " recov77@onionmail.org with your ID: 7F2A-99BC. If you do not write within 72"
    " hours we publish your data."
)


@pytest.mark.parametrize("told", sorted(TOLD))
def test_who_tells_of_a_demand_makes_none(known: Knowledge, told: str) -> None:
    assert identify("texte.txt", TOLD[told].encode(), known) is None


@pytest.mark.parametrize(
    "disguised",
    [
        "\u200b".join(DEMAND),
        DEMAND.replace("e", "\u0435").replace("a", "\u0430").replace("o", "\u043e"),
        "lorem ipsum dolor sit amet " * 30_000 + DEMAND,
        f"<html><body><!-- {DEMAND}</body></html>",
        "Your files are gone. We took your data. You have 3 days to pay. Wait for our call.",
    ],
    ids=["unseen", "look-alikes", "filler", "open comment", "no address"],
)
def test_a_disguised_note_is_a_note(known: Knowledge, disguised: str) -> None:
    note = identify("texte.txt", disguised.encode(), known)
    assert note is not None
    assert note.verdict is NoteVerdict.NOTE
