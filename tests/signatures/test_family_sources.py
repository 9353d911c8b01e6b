"""Families are built from what sources state: names cleaned, sources kept, no text of a note."""

import csv
import json
from pathlib import Path

from signatures import misp
from signatures.build import build, canonical, write
from signatures.claims import is_everyday
from signatures.decryptors import STATES, decryptors
from signatures.kinship import aliases, kin, successors
from toolkit.scan.notes import load
from toolkit.scan.notes.fingerprints import channel_mark

SET = Path(__file__).parents[2] / "signatures"
HOST = "verrou" + "a2b3c4d5e" * 5 + "exemp" + ".onion"
NOTE = "Your files are encrypted by people who read this letter aloud before they sent it to you. " * 4
VALUES = [
    {
        "value": "VerrouTest Ransomware (Fake)",
        "meta": {
            "extensions": [".verrou", ".html", "RANDOM LETTERS", ".id-[x]"],
            "ransomnotes-filenames": ["LIRE_VERROUS.txt", "wall.bmp"],
            "ransomnotes": [NOTE, "short"],
            "links": [f"http://{HOST}/blog", "https://example.org"],
            "refs": ["https://example.org/verrou"],
            "synonyms": ["Verrou Essai"],
            "date": "March 2017",
        },
    },
    {"value": "???"},
    {"value": "unnamed sample", "meta": {}},
    {"value": "ALPHV", "meta": {"extensions": ".alphvtest"}},
]


def built(folder: Path) -> dict[str, dict[str, object]]:
    facts = folder / "facts"
    (facts / "notes-dev").mkdir(parents=True)
    columns = "family,name,aliases,extensions,note_filenames,encryption,decryptor,source_repo,licence"
    (facts / "facts.csv").write_text(
        columns + "\nother,Other,,.autre,,,,nobody/knows,none\n", encoding="utf-8"
    )
    with (facts / "notes-dev" / "labels.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(["path", "family"])
    cluster = folder / "ransomware.json"
    cluster.write_text(json.dumps({"values": VALUES}), encoding="utf-8")
    return {str(row["name"]): row for row in build(facts, cluster)}


def test_a_galaxy_becomes_families_with_their_source(tmp_path: Path) -> None:
    rows = built(tmp_path)
    assert set(rows) == {"verroutest", "blackcat"}  # no value without a name, no source without a licence
    one = rows["verroutest"]
    assert one["extensions"] == [".verrou"]
    assert one["note_names"] == ["LIRE_VERROUS.txt"]
    assert one["aliases"] == ["Verrou Essai"]
    assert (one["first_seen"], one["references"]) == ("March 2017", ["https://example.org/verrou"])
    assert one["sources"] == [misp.SOURCE]
    assert one["sites"] == channel_mark(HOST)
    assert "letter aloud" not in json.dumps(one)
    assert str(one["runs"])
    assert rows["blackcat"]["aliases"] == ["ALPHV"]
    assert rows["blackcat"]["decryptor"]["state"] == "none_known"  # type: ignore[index]


def test_what_is_built_is_what_is_loaded(tmp_path: Path) -> None:
    write(built(tmp_path).values(), tmp_path / "families.jsonl")
    files = {"families.jsonl": (tmp_path / "families.jsonl").read_bytes()}
    known = load({**files, "notes.toml": (SET / "notes.toml").read_bytes()})
    assert known.families["verroutest"].decryptor == {}
    assert known.claims.sites[channel_mark(HOST)] == ("verroutest",)
    assert known.claims.noted == 1


def test_statements_of_kinship_have_a_source_and_a_date() -> None:
    for line in (*aliases().values(), *successors()):
        assert line["source"]
        assert line["date"]
        assert line["name"] != line["of"]
    assert not {line["of"] for line in aliases().values()} & aliases().keys()
    assert kin("hive") == {"huntersinternational"}
    assert canonical("Sodinokibi") == "revil"
    assert canonical("BitRansomware") == "bitransomware"


def test_decryptors_are_stated_of_families_we_know() -> None:
    names = {json.loads(line)["name"] for line in (SET / "families.jsonl").read_bytes().splitlines()}
    assert decryptors().keys() <= names
    assert {one["state"] for one in decryptors().values()} <= set(STATES)


def test_everyday_words_are_no_names_to_search_for() -> None:
    assert is_everyday("play")
    assert is_everyday("xyz")
    assert not is_everyday("blackbasta")
