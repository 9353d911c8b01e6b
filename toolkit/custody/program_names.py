"""Which names below Windows, a program's folder or AppData are a program's own, and nobody's."""

import re
from collections.abc import Collection, Sequence

from toolkit.custody import places
from toolkit.custody.made_names import FAMILIES, TOOLS

# Words that Windows, makers of programs and attackers' tools name folders and files with: nobody's name.
_WRITTEN_WORDS = """
    1033 1036 2052 acrobat activex addins adobe advanced agent amd64 android anydesk apache api app
    appcompat appdata application applications apppatch apps arm64 assembly assets assistant audio auto
    bin binaries bitlocker boot browser build builtin cache caches capture carestream catroot catroot2 cbs
    chrome chromium claims class client cloud code com command common communication communs components
    config configuration console content control core crash crashdumps crypto csimaging cursors debug
    default defender defrag dental dentaldb desktop detection detectionhistory dev device devices devis
    diagnostics diagtrack dictionaries dism documentation docx dotnet download downloads drivers
    driverstore drv dumps duplicati edge editor efi en engine entries error etc etl event events exchange
    exemples exocad explorer ext extensions feature fichiers file filerepository files firefox firewall
    firmware fm fonts form forms fr framework framework64 galss git globalization gnu google gpl graphics
    group grouppolicy hacker hardware help history host hp html i18n i386 icons identity ie ime
    immersivecontrolpanel inetpub inetsrv inf info ini inprocess input install installation installer
    instructions intel interfaces internet ip isapi java jdk journal jre json juliew keys l10n language
    languages layers lib libexec library libreoffice libs licence licences license licenses
    livekernelreports local locale locales locallow localservice log logfiles logitech logos logosw logs
    machine maintenance manager manifests media menu mib microsoft modeles module modules mozilla mpengine
    mscoree msi mssql mui multimedia mysql net netframework network networkservice node notepad notice nt
    nvidia odbc oem office offline ole onedrive openssl oracle orqual orthalis outlook package packages
    panther parameters pdf perflogs php platform platforms player plugin plugins policies policy port
    portable postgresql powershell ppc prefetch print printers profile profiles program programdata
    programs protect provider providers provisioning python qt quarantine query queuereporting reader
    readme realtek recent recovery redist reference regback registration registry release remote repair
    reporting repository res resource resources restore ringtones roaming rsa rtf runtime samples
    santesocial sauvegarde scanner scans scheduled scheduleddefrag schemas schtasks script scripts sdk
    search sechealthui security server service serviceprofiles services servicestate servicing session
    settings setup share shared shell shortcuts sidexis sidexis4 sidexisdb sirona skins skype software
    softwaredistribution sound sounds spool sql sqlite src ssl start startup state static statistics
    storage store studio support sxs symbols sync sysnative sysprep system system32 systemapps
    systemprofile systemresources systemtemp syswow64 task taskbar tasks teams teamviewer telemetry
    templates tesseract themes thirdparty thumbnails thunderbird tool tools tracing translations twain txt
    type ui unattend uninstall update updater updates usage usb user usoprivate usoshared utility vatech
    vc vcredist vendor version versions view viewer virtual visual vmware voice vscode vss wbem wdi web
    webview webview2 wer win win32 win64 windows windowsapps windowspowershell winevt winevtlogs winsxs
    wireless wlansvc wlogos1 wlogos2 wmi word workspace wow64 x32 x64 x86 xbox xml zip
"""
# Tools of access from afar, of backup and of attackers, written as two words or as one.
_TOOLS = """
    akira angryipscanner anydesk lockbit teamviewer totalcommander
    activebackupforbusiness adfind advancedipscanner advancedportscanner ammyy atera ateraagent bloodhound
    brightsparks cloudflare cloudflared cobaltstrike cobian connectwise defendercontrol dwagent dwservice
    filezilla freefilesync gmer getscreen gotoassist hidemyname ipscan lazagne limited logmein macrium
    meshagent mimikatz networks netscan netsupport ngrok nirsoft pchunter processhacker psexec putty
    quickassist radmin rclone realvnc reflect reflector remotepc restic robocopy rustdesk screenconnect
    sharphound simplehelp softperfect splashtop supremo syncback tacticalrmm tightvnc tunnel ultraviewer
    ultravnc veracrypt winrar winscp zohoassist
"""
# What a program does, or is for: beside such a word stands a maker's name.
_DOING = """
    admin beacon builder clientservice commander cracker decrypter decryptor downloader dumper encryptor
    explorer extractor helper injector installer keygen killer kine launcher listener loader locker logger
    monitor
    process proxy ransomware scan scanners serveur solutions spooler stealer streamer terminal trunk unlocker
    total utilities watcher worker
"""
_OWN = frozenset(_WRITTEN_WORDS.split()) | frozenset(_DOING.split())
# "Julie" is a program of practices and a first name.
WORDS = _OWN | frozenset(_TOOLS.split()) | (TOOLS - {"julie"})
_FAMILY = 6  # letters of a family's name that is hardly anybody's besides
# Names that say whose a folder is, whatever stands beside them.
MADE = (
    frozenset(_TOOLS.split())
    | (TOOLS - _OWN - places.DATA_FOLDERS)
    | {one for one in FAMILIES - _OWN - places.DATA_FOLDERS if len(one) >= _FAMILY}
)
_FAMILIES = FAMILIES - _OWN - places.DATA_FOLDERS
_JOINED = 3  # words that may be one name: "Black Basta"
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SHAPES = re.compile(
    r"v?\d{1,2}|[1-9]000|v?\d{1,3}(\.\d{1,6}){1,4}|[a-z]{2}-[a-z]{2}|(\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?)+"
    r"|s-1-5(-\d+)+|[0-9a-f]{16,64}|(amd64|x86|wow64|msil|arm64)_[a-z0-9.-]+_[0-9a-f]{16}_\S+"
    r"|[a-z0-9-]+\.inf_(amd64|x86|arm64)_[0-9a-f]{16}"
)
_DATE = re.compile(r"(?<!\d)(\d{1,2}[._-]\d{1,2}[._-](19|20)?\d\d|(19|20)\d\d[._-]?\d\d[._-]?\d\d)(?!\d)")
_BETWEEN = re.compile(r"[\s_.,;'’()\[\]+&$%{}~#@!-]+")
# What runs bears its maker's name, or the attacker's, wherever it lies; the others do among a maker's files.
_RUNNING = frozenset({"exe", "dll", "sys", "ocx", "cpl", "drv", "mui", "scr", "com", "msi"})
_MAKERS = (places.VENDOR_KINDS | places.PROGRAM_KINDS) - {"lnk"}
# What Windows writes about itself, beside what runs.
_WRITTEN = frozenset({
    "blf", "cat", "cdf-ms", "chk", "dat", "dmp", "edb", "etl", "evt", "evtx", "job", "jrs", "log", "log1",
    "log2", "mof", "mum", "nls", "pf", "pnf", "regtrans-ms", "sav", "sdb", "theme",
})  # fmt: skip
_LOGS = "microsoft-windows-"  # a provider of events, of whatever words
_APPDATA = ("local", "locallow", "roaming")
_SURNAME = 5  # letters, from which a word in capitals may be a surname
_APPENDED_LIMIT = 80  # characters of what a ransomware adds


def area(folded: Sequence[str]) -> int:
    """Return how many names lead to folders of programs or of Windows, or 0: the path lies elsewhere."""
    if folded[0] in places.SYSTEM and folded[0] not in places.PROFILES:
        return 1
    if folded[0] in places.PROFILES and folded[2:3] == ["appdata"]:
        return 4 if len(folded) > 3 and folded[3] in _APPDATA else 3
    old = folded[0] in places.PROFILES and folded[2:3] in (["application data"], ["local settings"])
    return 3 if old else 0


def known(names: Sequence[str], folded: Sequence[str], endings: Collection[str]) -> set[int]:
    """Return which names below `area` are a program's own.

    `names` are as they stand on the disk, `folded` the same without case; `endings` those a ransomware added.
    """
    start, last = area(folded), len(names) - 1
    maker = folded[0] in places.PROGRAMS or folded[0] in places.PROFILES
    shown, trusted = set[int](), True
    for i in range(start, last):
        if (own := _folder(names[i], maker=maker and i == start)) and trusted:
            shown.add(i)
        trusted = trusted and own
    if start <= last and _last(names[last], endings, trusted=trusted, maker=maker, first=last == start):
        shown.add(last)
    return shown


def program_name(name: str, kinds: Collection[str] = places.PROGRAM_KINDS | places.VENDOR_KINDS) -> bool:
    """Tell a name a program bears from one that has a person's shape: words apart, capitals, a date."""
    parts = name.split(".")
    at = max((i for i, part in enumerate(parts) if i and part.casefold() in kinds), default=0)
    appended = ".".join(parts[at + 1 :])
    return (
        at > 0
        and len(appended) <= _APPENDED_LIMIT
        and not any(char.isspace() for char in appended)
        and _plain(".".join(parts[:at]))
    )


def kind_at(parts: Sequence[str]) -> int:
    """Return where the last extension of programs stands among the parts of a name, 0 for nowhere."""
    return max((i for i, part in enumerate(parts) if i and part.casefold() in _MAKERS), default=0)


def _last(name: str, endings: Collection[str], *, trusted: bool, maker: bool, first: bool) -> bool:
    """Tell whether a last name, of a file or of a folder, is a program's."""
    if program_name(name, _MAKERS if trusted else _RUNNING):
        return True
    if not trusted:
        return False
    bare = name.split(".")
    while len(bare) > 1 and bare[-1].casefold() in endings:
        bare.pop()
    if len(bare) == 1 and _folder(bare[0], maker=maker and first):
        return True
    if maker:
        return not _unknown(".".join(bare)) and not _DATE.search(name)
    if name.casefold().startswith(_LOGS) and bare[-1].casefold() == "evtx":
        return True
    return (len(bare) == 1 or bare[-1].casefold() in _WRITTEN) and _plain(bare[0])


def _folder(name: str, *, maker: bool) -> bool:
    """Tell a folder of a program; the one of a maker is any single word, or two with a known one."""
    folded = name.casefold()
    if _DATE.search(folded):
        return False
    if _SHAPES.fullmatch(folded):
        return True
    unknown = _unknown(name)
    words = [word for word in _BETWEEN.split(name) if word]
    return not unknown or (maker and len(unknown) == 1 and (len(words) == 1 or len(words) > len(unknown)))


def _plain(stem: str) -> bool:
    """Tell a stem without a person's shape: one word, or words of which at most one is a proper name."""
    # What hides how it reads was named by nobody who makes programs.
    if _DATE.search(stem) or not stem.isprintable():
        return False
    unknown = _unknown(stem, short=True)
    if any(char.isspace() for char in stem):
        return not unknown
    proper = [word for word in unknown if word[:1].isupper()]
    # Windows writes some names in capitals: there SVC_MAJ is no person, DURAND_EVA may be one.
    short = stem.isupper() and max(map(len, proper), default=0) < _SURNAME
    return len(proper) < 2 or short


def proper(text: str) -> bool:
    """Tell a name that holds a word with a capital which is none of programs: somebody's, for all we know."""
    return any(word[:1].isupper() for word in _unknown(text))


def tool(name: str) -> bool:
    """Tell a name that is a tool's or a family's, and holds no word that might be somebody's."""
    if _DATE.search(name) or not name.isprintable() or _unknown(name, short=True, numbers=True):
        return False
    return bears(name) or any(word.casefold() in _FAMILIES for word in _BETWEEN.split(name))


def bears(name: str) -> bool:
    """Tell a name that a tool's or a family's stands in, as one word or apart."""
    whole = [_bare(word) for word in _BETWEEN.split(name) if word]
    apart = [_bare(word) for word in _BETWEEN.split(_HUMP.sub(" ", name)) if word]
    return bool(_runs(whole, MADE)) or bool(_runs(apart, MADE))


def _bare(word: str) -> str:
    return word.casefold().rstrip("0123456789")  # "PsExec64"


def _runs(words: Sequence[str], names: Collection[str]) -> set[int]:
    """Return which words are a name of `names`, each alone or joined with those beside it."""
    return {
        at
        for start in range(len(words))
        for width in range(1, _JOINED + 1)
        if "".join(words[start : start + width]) in names
        for at in range(start, min(start + width, len(words)))
    }


def lone(stem: str) -> bool:
    """Tell a name with a capital that is none of programs, or written in capitals and no short one."""
    unknown = [word for word in _unknown(stem, short=True) if word[:1].isupper()]
    return bool(unknown) and not (stem.isupper() and max(map(len, unknown)) < _SURNAME)


def _unknown(text: str, *, short: bool = False, numbers: bool = False) -> list[str]:
    """Return the words that are none of programs; `short` names of families, `numbers` are nobody's then."""
    words = [word for word in _BETWEEN.split(text) if word and not (numbers and word.isdigit())]
    folded = [_bare(word) for word in words]
    made = _runs(folded, MADE)
    left = [word for i, word in enumerate(words) if i not in made and not _of_programs(word)]
    return [] if all(short and word.casefold() in FAMILIES for word in left) else left


def _of_programs(word: str) -> bool:
    folded = word.casefold()
    apart = [part.casefold() for part in _HUMP.sub(" ", word).split(" ")]
    return (
        folded in WORDS
        or _bare(word) in MADE
        or _SHAPES.fullmatch(folded) is not None
        or WORDS.issuperset(apart)
    )
