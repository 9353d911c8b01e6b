"""Codes of what a command asks for, in the words attackers use; none of them is a proof.

Source: MITRE ATT&CK T1490 (inhibit system recovery), T1070.001 (clear event logs), T1562.001 (disable
protection), T1486 (encrypt with tools of the system), T1567 (exfiltration), T1105 (fetch a tool).
"""

import re
from collections.abc import Iterator

READ = 16_384  # characters looked at
_SEEN = 200  # characters shown before and after what was recognised
# Of each deed, words one of which any text that asks for it holds: looked for first, as most texts hold none.
_DEEDS = (
    ("recovery_removal", (
        "shadow", "wbadmin", "recoveryenabled", "ignoreallfailures", "reagentc", "computerrestore",
    ), re.compile(
        r"vssadmin.{0,80}\b(delete\s+shadows|resize\s+shadowstorage)|diskshadow.{0,200}\bdelete"
        r"|shadowcopy.{0,200}\bdelete|wbadmin.{0,80}\bdelete\s+(catalog|systemstatebackup|backup)"
        r"|bcdedit.{0,80}(recoveryenabled\W+(no|off|false|0)\b|ignoreallfailures)|reagentc.{0,40}/disable"
        r"|disable-computerrestore"
    )),
    ("log_clearing", ("wevtutil", "eventlog", "deletejournal", "/w:"), re.compile(
        r"wevtutil.{0,40}\b(cl|clear-log)\b|clear-eventlog|remove-eventlog|fsutil.{0,40}\busn\s+deletejournal"
        r"|cipher(\.exe)?[\"']?\s.{0,40}/w:"
    )),
    ("protection_disabling", (
        "mppreference", "removedefinitions", "windefend", "sense", "wscsvc", "mpssvc",
        "advfirewall", "amsi",
    ), re.compile(
        r"(set|add)-mppreference.{0,200}-(disable|exclusion)|mpcmdrun.{0,80}-removedefinitions"
        r"|\b(stop|config|delete)\b.{0,40}\b(windefend|sense|wscsvc|mpssvc)\b|advfirewall.{0,80}\bstate\s+off"
        r"|amsiutils|amsiinitfailed"
    )),
    ("disk_encryption", ("manage-bde", "enable-bitlocker", "dccon", "dcrypt"), re.compile(
        r"manage-bde.{0,80}(-on\b|-changepassword|-protectors\s+-delete|-forcerecovery|-lock\b)"
        r"|enable-bitlocker|\bdccon\b|\bdcrypt\b"
    )),
    ("copying_out", ("rclone", "mega"), re.compile(
        r"\brclone(\.exe)?[\"']?\s+(copy|sync|move|--)|\bmegasync\b|\bmegacmd"
    )),
    ("fetching", (
        "download", "invoke-webrequest", "iwr", "bitstransfer", "urlcache", "/transfer",
    ), re.compile(
        r"downloadstring|downloadfile|invoke-webrequest|\biwr\s|start-bitstransfer|certutil.{0,40}-urlcache"
        r"|bitsadmin.{0,40}/transfer"
    )),
    ("encoded_command", ("-e", "/e", "frombase64string"), re.compile(
        r"\s[-/]e(nc(odedcommand)?|c)?\s+[\"']?[a-z0-9+/=]{20,}|frombase64string"
    )),
)  # fmt: skip

CODES = tuple(code for code, _, _ in _DEEDS)


def asked_for(text: str) -> list[str]:
    """Return codes for what a command line or a script asks for."""
    return [code for code, _ in _found(text[:READ].casefold())]


def passage(text: str) -> str:
    """Return the first telling part of a script, "" when nothing is recognised."""
    read = text[:READ]
    found = [match.span() for _, match in _found(read.lower())]
    if not found:
        return ""
    start, end = min(found)
    return read[max(0, start - _SEEN) : end + _SEEN].strip()


def _found(lower: str) -> Iterator[tuple[str, re.Match[str]]]:
    for code, words, asked in _DEEDS:
        if any(word in lower for word in words) and (match := asked.search(lower)):
            yield code, match
