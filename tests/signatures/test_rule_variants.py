"""The same inert samples in capitals, in UTF-16, with other spaces, and coded texts however they are cut."""

import base64

import pytest

from tests.signatures.pieces import whole
from tests.signatures.test_rule_samples import SAMPLES, names

# Rules about texts that Windows reads whatever their case and in UTF-16.
ANY_CASE = (
    "Trousse_Script_Destroys_Recovery",
    "Trousse_Script_Stops_Services",
    "Trousse_Script_Disables_Protection",
    "Trousse_Script_Coded_Command",
    "Trousse_Script_Host_Runs_Attack",
    "Trousse_Script_Encrypts_Folders",
    "Trousse_Hta_Runs_Command",
    "Trousse_Hta_Hidden_Start",
    "Trousse_Webshell_Asp_Runs_Request",
    "Trousse_Script_Blinds_Antivirus",
    "Trousse_Script_Hidden_Fetch",
    "Trousse_Script_Archives_And_Deletes",
    "Trousse_Script_Locks_Drives",
    "Trousse_Script_Takes_Passwords",
    "Trousse_Script_Attack_Powershell",
    "Trousse_Script_Runs_On_Every_Machine",
    "Trousse_Script_Sends_Files",
    "Trousse_Script_Surveys_Domain",
    "Trousse_Note_English",
    "Trousse_Note_French",
    "Trousse_Note_Other_Languages",
    "Trousse_Note_Known_Template",
    "Trousse_Intrusion_Stager_Coded",
    "Trousse_Stick_Autorun_Hidden_Program",
    "Trousse_Stick_Script_Worm",
    "Trousse_Internet_Shortcut_Runs_Remote",
    "Trousse_Sheet_Or_Text_Runs_Command",
)
SPACED = (
    "Trousse_Script_Destroys_Recovery",
    "Trousse_Script_Stops_Services",
    "Trousse_Script_Archives_And_Deletes",
    "Trousse_Script_Takes_Passwords",
    "Trousse_Script_Sends_Files",
    "Trousse_Script_Surveys_Domain",
)
CODED = {
    "elete shado¤ws /": "Trousse_Script_Coded_Recovery_Removal",
    "in32_Sh¤adowcopy": "Trousse_Script_Coded_Recovery_Removal",
    "-DisableR¤ealtimeMonitoring": "Trousse_Script_Coded_Recovery_Removal",
    "Downl¤oadString(": "Trousse_Script_Coded_Fetch",
    "IEX (N¤ew-Object": "Trousse_Script_Coded_Fetch",
}
DEMANDS = (
    ("Ne mod¤ifiez rien", "Le pri¤x sera doublé dans 48 heures"),
    ("Ne contact¤ez ni la police", "La ran¤çon est à payer"),
    ("N’ess¤ayez pas de les ouvrir", "Vos documents seront détr¤uits"),
)


def plain(rule: str) -> str:
    hit = SAMPLES[rule][0]
    return hit.decode("utf-16") if hit.startswith((b"\xff\xfe", b"\xfe\xff")) else hit.decode("cp1252")


@pytest.mark.parametrize("rule", ANY_CASE)
def test_a_rule_on_texts_hits_capitals_and_utf_16(rule: str) -> None:
    assert rule in names(plain(rule).upper().encode("cp1252", "replace"))
    assert rule in names(plain(rule).encode("utf-16"))


@pytest.mark.parametrize("rule", SPACED)
def test_a_rule_on_scripts_hits_whatever_spaces_stand_between_words(rule: str) -> None:
    assert rule in names(plain(rule).replace(" ", "  ").encode("cp1252"))
    assert rule in names(plain(rule).replace(" ", "\t").encode("cp1252"))


def test_two_spaces_hide_nothing_in_a_command_of_the_script_host() -> None:
    rule = "Trousse_Script_Host_Runs_Attack"
    assert rule in names(plain(rule).replace(" ", "  ").encode("cp1252"))


@pytest.mark.parametrize("before", range(3))
@pytest.mark.parametrize("after", range(3))
@pytest.mark.parametrize("text", CODED)
def test_a_coded_text_is_known_wherever_base64_cuts_it(text: str, before: int, after: int) -> None:
    coded = base64.b64encode(b"q" * before + whole(text).encode("utf-16-le") + b"w" * after)
    assert CODED[text] in names(coded)
    assert CODED[text] in names(coded.decode().encode("utf-16-le"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("pressing", DEMANDS)
def test_a_french_demand_is_known_by_how_it_presses(pressing: tuple[str, str], encoding: str) -> None:
    lines = ("Tous vos fichiers ont été chif¤frés.", *pressing, "Écrivez à verrou@proton.me")
    assert "Trousse_Note_French" in names(whole("\r\n".join(lines)).encode(encoding))
