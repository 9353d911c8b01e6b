"""How every fact of every artefact may leave; a fact that is not written here stays in the case."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Way(StrEnum):
    """What is done to a fact before it leaves."""

    FACT = "fact"  # a code, a number, a hash, a serial of a device: as it stands
    NAME = "name"  # an account, a machine, a network address, a service, a program: clear, identifiers masked
    PATH = "path"  # relative to its volume
    PLACE = "place"  # a path as Windows writes it; a bare word is replaced
    FOLDER = "folder"  # of a program
    RAN = "ran"  # the file of a program that ran or was found
    TRACE = "trace"  # the file Windows names after a program that ran
    COMMAND = "command"  # a program, with what its arguments may tell
    SHARE = "share"
    JOB = "job"  # of a backup; one that is a task of Windows stays, as tasks do
    WORD = "word"  # what people name: a keyed token, the same for the same word
    TARGET = "target"  # where a backup goes: the machine or drive stays
    EXCLUDED = "excluded"
    QUERY = "query"  # of WMI
    EVENT = "event"  # by the code of its event
    OUT = "out"  # stays in the case


F, N, P, W = Way.FACT, Way.NAME, Way.PATH, Way.WORD
# Times and the marks we set ourselves, in every artefact.
_ALWAYS = {F: "volume flags cut_short"}

# Left out, each for a reason: a comment is free text of whoever wrote it. Replaced, not left out: names and
# hardware addresses of networks, for they tell where somebody's portable machine has been.
_WRITTEN: Mapping[str, Mapping[Way, str]] = {
    "system": {
        F: "architecture bias_minutes bios bios_date board build chassis edition equipment_years "
           "manufacturer model product release remote_desktop service_pack support_ends support_source "
           "time_zone",
        N: "computer domain organisation owner",
        Way.PLACE: "system_folder",
    },
    "put_out": {
        F: "bitlocker build evidence fast_startup key_ids product protectors release size state what why",
        N: "computer",
    },
    "users": {
        F: "administrator disabled kind logons no_password_needed refused rid sid standard",
        N: "name full_name", P: "path", Way.PLACE: "profile", Way.OUT: "comment",
    },
    "groups": {F: "count kind places rid role", N: "name members"},
    "patches": {F: "package patch state version", N: "by"},
    "network": {
        F: "address addresses by dhcp_server dns dns_chosen dynamic gateway gateways leads_to listens mask "
           "masks network what",
        N: "bypass dns_suffix name names proxy user", Way.PLACE: "location", Way.TARGET: "script",
    },
    "known_networks": {
        F: "authentication category connects_alone encryption first_local hidden kind last_local what",
        W: "comment gateway_mac name", N: "dns_suffix", P: "path",
    },
    "shares": {
        F: "administrative_shares signing_required smb1 smb1_client type what",
        N: "open_to without_account writable_by", Way.SHARE: "share", W: "remark", Way.PLACE: "location",
    },
    "remembered_drives": {F: "letter trace", N: "account provider user", Way.TARGET: "remote"},
    "firewall": {
        F: "by_policy categories category count let_in on port ports protocol remote remote_desktop set_by "
           "sign_in_first told what",
        N: "name service tool", Way.RAN: "image",
    },
    "defender": {
        F: "by_policy count engine_version files kind signatures signatures_days size switched_off "
           "switched_off_by_policy tamper_protection what",
        N: "action detail severity", P: "path", Way.RAN: "image", Way.EXCLUDED: "excluded",
    },
    "autoruns": {
        F: "size standard where", N: "key name user", P: "path", Way.PLACE: "library",
        Way.COMMAND: "command image arguments",
    },
    "services": {
        F: "driver start type", N: "account display name", Way.PLACE: "library",
        Way.COMMAND: "image failure_command",
    },
    "tasks": {
        F: "action date enabled exit_code hidden run_level standard starts triggers", N: "author task user",
        P: "path", Way.FOLDER: "folder", Way.COMMAND: "command arguments",
    },
    "wmi_subscriptions": {
        F: "cut engine kind made standard what", N: "filter name", P: "path", Way.COMMAND: "command",
        Way.QUERY: "query",
    },
    "software": {F: "install_date kind version", N: "name publisher user", Way.FOLDER: "location"},
    "remote_access": {
        F: "install_date kind port size start trace version", N: "name tool user", P: "path",
        Way.FOLDER: "location", Way.COMMAND: "image",
    },
    "practice_software": {
        F: "bytes files install_date kind patients reliability role source trace version",
        N: "missing name program", P: "path", Way.FOLDER: "location", Way.SHARE: "share",
    },
    "backup_jobs": {
        F: "basis enabled every_seconds result source version", N: "name program service user",
        Way.JOB: "job", W: "jobs", P: "path log", Way.TARGET: "target", Way.COMMAND: "command arguments",
    },
    "shadow_copies_left": {
        F: "count ident number restore_points service_disabled size what", P: "path",
        Way.TARGET: "protected_volumes",
    },
    "bitlocker_state": {
        F: "encrypted_at_start files prevented size state what", N: "settings", W: "label", P: "path",
    },
    "usb_history": {
        F: "bus first_logged_local letters model product_id revision serial serial_made_up vendor vendor_id",
        N: "name users", W: "label",
    },
    "event_logs": {
        F: "action block code count damaged_records enabled event_id first_record gaps hashes last_record "
           "log logon_id logon_type missing_records record records recovered_records session shift_seconds "
           "status times_backwards what",
        N: "account address by domain group member namespace other_account runs_as service severity start "
           "task user workstation",
        P: "path", Way.RAN: "parent process script_file", Way.PLACE: "share", W: "transfer",
        Way.EVENT: "after before command consumer detail image",
    },
    "sign_ins": {
        F: "connections failed log logon_type succeeded way", N: "account address domain workstation",
    },
    "prefetch": {F: "runs version", Way.RAN: "image", Way.TRACE: "path program"},
    "bam": {N: "user", Way.RAN: "image"},
    "userassist": {F: "focus_ms runs seeded", N: "user", Way.RAN: "image"},
    "shimcache": {F: "executed order", Way.RAN: "image"},
    "amcache": {F: "sha1 version", N: "product publisher", Way.RAN: "image"},
}  # fmt: skip

WAYS: Mapping[str, Mapping[str, Way]] = {
    artefact: {
        key: way for decided in (_ALWAYS, ways) for way, keys in decided.items() for key in keys.split()
    }
    for artefact, ways in _WRITTEN.items()
}


def way(artefact: str, key: str, value: Any) -> Way:
    """Return how a fact leaves; a time of our own making is nobody's name, whatever artefact tells it."""
    if key.endswith("_ns") and _number(value):
        return Way.FACT
    return WAYS.get(artefact, {}).get(key, Way.OUT)


def decided(artefact: str, key: str, value: Any) -> bool:
    """Tell a fact that somebody thought about from one that only stays in the case by default."""
    return key in WAYS.get(artefact, {}) or way(artefact, key, value) is not Way.OUT


def _number(value: Any) -> bool:
    several = value if isinstance(value, list | tuple) else (value,)
    return all(one is None or isinstance(one, int) for one in several)
