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


REMOTES = (
    "[a]\ntype = mega\nuser = x@y.fr\npa¤ss = Abcdef123\n",
    "[b]\r\ntype = s3\r\nprovider = Other\r\naccess_k¤ey_id = AKIA123456\r\n",
    '[c]\ntype = drive\nscope = drive\ntok¤en = {"access_token":"abcdefgh"}\n',
)
FETCHES = (
    "cert¤util -urlcache -f",
    "cert¤util.exe -split -f -URLCACHE",
    "cert¤util -f /decode",
    "cert¤util -verifyctl -f http:",
    "cert¤util.exe -ur^lcache",
    "bits¤admin /transfer j",
    "bits¤admin /create j",
)
ASKED = ('Request¤("c")', 'Request¤["c"]', 'Request¤.Form["c"]', 'request¤.querystring ("c")')
STARTED = ("Process¤.Start(psi)", "Process p; p.St¤artInfo.FileName", 'CreateObject("WScript¤.Shell")')
DUMPS = (
    '"ac i ntds" "ifm" "cr¤eate full c:\\x" q q',
    '"ac i ntds" ifm "cr¤eate full c:\\x" q',
    "ac ifm cr¤eate full c:\\x",
)


@pytest.mark.parametrize("text", REMOTES)
def test_settings_of_rclone_are_known_by_what_they_keep_secret(text: str) -> None:
    rule = "Trousse_Tool_Rclone_Settings"
    assert rule in names(whole(text).encode())
    assert rule not in names(whole(text).encode().rpartition(b" = ")[0] + b" =\n")


@pytest.mark.parametrize("fetch", FETCHES)
@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_a_script_page_is_known_by_how_it_fetches(fetch: str, encoding: str) -> None:
    page = '<html><hta:application><script>new ActiveXObject("WScr¤ipt.Shell").Run("%s")</script>'
    assert "Trousse_Hta_Runs_Command" in names(whole(page % fetch).encode(encoding))
    assert "Trousse_Hta_Runs_Command" not in names(whole(page % "notepad a.txt").encode(encoding))


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("started", STARTED)
def test_a_page_that_runs_what_it_is_asked_is_known(asked: str, started: str) -> None:
    page = '<%%@ Page Language="C#" %%>\n<%% %s; %s; "cm¤d.exe" %%>'
    rule = "Trousse_Webshell_Asp_Runs_Request"
    assert rule in names(whole(page % (asked, started)).encode())
    assert rule in names(whole(page % (asked, started)).encode("utf-16"))
    assert rule not in names(whole(page % ("Requests", started)).encode())


@pytest.mark.parametrize("order", DUMPS)
def test_a_copy_of_the_accounts_is_known_however_it_is_quoted(order: str) -> None:
    text = whole(f"@echo off\r\nntds¤util {order}\r\n")
    assert "Trousse_Script_Takes_Passwords" in names(text.encode())
    assert "Trousse_Script_Takes_Passwords" in names(text.encode("utf-16"))


@pytest.mark.parametrize("way", ["write to us", "contact us", "your unique id"])
def test_an_english_demand_is_known_by_how_it_is_answered(way: str) -> None:
    lines = (
        "Your files have been encr¤ypted.",
        "We sell the decr¤yption key.",
        "Pay in bitc¤oin.",
        f"{way}: a@prot¤on.me.",
    )
    text = whole("\r\n".join((*lines, "Nothing else opens them again, so do not lose any time.")))
    assert "Trousse_Note_English" in names(text.encode())
    assert "Trousse_Note_English" in names(text.encode("utf-16"))
    assert "Trousse_Note_English" not in names(text.replace(way, "more").encode())
