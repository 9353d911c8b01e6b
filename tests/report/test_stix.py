"""The bundle of indicators, read by the field's own library."""

import json
from dataclasses import replace
from typing import Any

import pytest
import stix2
from stix2patterns.validator import run_validator

from toolkit.custody.opening import CaseFacts
from toolkit.report.opened import Opened
from toolkit.report.practice import Practice
from toolkit.report.stix import bundle

FACTS = CaseFacts(
    format=1, ref="K7Q2-M9XD", opened=1_791_677_647_312_500_000, opened_local="2026-10-11T02:14:07+02:00",
    examiner=None, practice=None, language="fr", clock={"offset_seconds": None, "reference": None},
    tool="0.1.0", signatures=None, source={"label": "disk", "kind": "image", "size": 1},
    fingerprint="SHA256:x",
)  # fmt: skip
DIGEST = "ab" * 32


def practice(**survey: Any) -> Practice:
    facts: dict[str, Any] = {
        "state": "attacked", "families": [], "contacts": {}, "extensions": {}, "notes": [], "burst": None,
    }  # fmt: skip
    machine = Opened(FACTS, facts | survey, {}, (), (), (), (), (), {})
    return Practice(FACTS, (machine,), {})


def indicators(written: bytes) -> dict[str, str]:
    return {
        one["pattern"]: one["name"] for one in json.loads(written)["objects"] if one["type"] == "indicator"
    }


WHOLE = {
    "families": [{"family": "akira", "certainty": "probable"}],
    "contacts": {
        "email": ["help@evil.example"], "onion": ["abc.onion"], "url": ["http://abc.onion/x"],
        "btc": ["1BitcoinEaterAddressDontSendf59kuE"],
    },
    "extensions": {".akira": {"files": 9}, "": {"files": 2}},
    "notes": [{"verdict": "note", "sha256": DIGEST}, {"verdict": "suspect", "sha256": "cd" * 32}],
    "burst": {"first": 1_791_677_647_312_500_000},
}  # fmt: skip


def test_the_fields_own_library_reads_the_bundle() -> None:
    read = stix2.parse(bundle(practice(**WHOLE)).decode(), allow_custom=False)
    kinds = [one["type"] for one in read.objects]
    assert kinds.count("indicator") == 5
    assert kinds.count("malware") == 1
    assert kinds.count("relationship") == 5
    assert {"identity", "grouping", "note", "marking-definition"} <= set(kinds)


def test_what_an_indicator_says_is_what_was_found() -> None:
    found = indicators(bundle(practice(**WHOLE)))
    assert found == {
        f"[file:hashes.'SHA-256' = '{DIGEST}']": "ransom note",
        "[email-addr:value = 'help@evil.example']": "contact of the attacker (email)",
        "[domain-name:value = 'abc.onion']": "contact of the attacker (onion)",
        "[url:value = 'http://abc.onion/x']": "contact of the attacker (url)",
        "[file:name LIKE '%.akira']": "ending of encrypted files",
    }


def test_a_hypothesis_is_given_less_confidence_than_a_proof() -> None:
    def confidence(certainty: str) -> int:
        written = bundle(practice(**WHOLE | {"families": [{"family": "x", "certainty": certainty}]}))
        (found,) = (one for one in json.loads(written)["objects"] if one["type"] == "malware")
        return int(found["confidence"])

    assert confidence("possible") < confidence("probable") < confidence("confirmed")


@pytest.mark.parametrize("hostile", ["a'] OR [x:y = 'b", "back\\slash", "é\u202e\n", "\udc80", "100%_"])
def test_a_hostile_value_stays_one_value(hostile: str) -> None:
    written = bundle(practice(contacts={"url": [f"http://{hostile}.onion"]}, extensions={f".{hostile}": {}}))
    stix2.parse(written.decode(), allow_custom=False)
    for pattern in indicators(written):
        assert run_validator(pattern, stix_version="2.1") == []
        assert len(pattern.split("'] OR")) == 1 or "\\'] OR" in pattern


def test_a_masked_value_is_no_indicator() -> None:
    assert indicators(bundle(practice(contacts={"email": ["[e-mail]"]}))) == {}


def test_nothing_is_told_of_a_machine_without_a_sign() -> None:
    read = json.loads(bundle(practice(**WHOLE | {"state": "nothing"})))
    assert [one["type"] for one in read["objects"]] == ["identity"]


def test_a_machine_that_was_never_scanned_says_nothing() -> None:
    whole = practice()
    unread = replace(whole, machines=(replace(whole.machines[0], survey=None),))
    assert [one["type"] for one in json.loads(bundle(unread))["objects"]] == ["identity"]


def test_the_same_case_gives_the_same_bytes_and_another_other_names() -> None:
    assert bundle(practice(**WHOLE)) == bundle(practice(**WHOLE))
    first, second = (json.loads(bundle(practice(**facts))) for facts in (WHOLE, {**WHOLE, "extensions": {}}))
    assert first["id"] != second["id"]


def test_an_indicator_holds_since_the_exact_time_of_the_first_trace() -> None:
    first = 1_790_000_000 * 1_000_000_000
    one = practice(**{**WHOLE, "burst": {"first": first, "last": first}}).machines[0]
    ahead = replace(one, facts=replace(FACTS, clock={"offset_seconds": 3600.0, "reference": "phone"}))
    told = {
        each["valid_from"]
        for each in json.loads(bundle(Practice(FACTS, (ahead,), {})))["objects"]
        if each["type"] == "indicator"
    }
    assert told == {"2026-09-21T13:13:20.000Z"}
