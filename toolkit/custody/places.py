"""Which places of a disk are nobody's, and which hold what people write."""

# What Windows and programs put at the top of a disk. Below any other top folder names may be anybody's:
# practices keep records where they please.
PROGRAMS = frozenset({"program files", "program files (x86)", "programdata"})
SYSTEM = PROGRAMS | frozenset({
    "windows", "perflogs", "recovery", "boot", "efi", "system volume information", "$recycle.bin", "recycler",
    "$winreagent", "msocache", "$extend", "users", "documents and settings", "utilisateurs", "home",
})  # fmt: skip
# What a folder of a user's profile holds is personal; the name of the folder itself is not.
PROFILES = ("users", "documents and settings", "utilisateurs", "home")
PROFILE_FOLDERS = (
    "3d objects", "bureau", "contacts", "desktop", "documents", "downloads", "dropbox", "favorites",
    "favoris", "google drive", "images", "links", "mes documents", "mes images", "music", "musique",
    "my documents", "my pictures", "onedrive", "pictures", "recent", "saved games", "searches",
    "téléchargements", "videos", "vidéos",
)  # fmt: skip
PROFILE_CLEAR = (
    "appdata", "application data", "local settings", "ntuser.dat", "ntuser.dat.log1", "ntuser.dat.log2",
    "ntuser.ini",
)  # fmt: skip
# Lists of recent documents, copies opened from mail, deleted files and traces of programs started (one
# burnt on a patient's disc bears its name) carry the names of documents.
PERSONAL = tuple(
    tuple(each.split("/"))
    for each in (
        "microsoft/windows/recent",
        "microsoft/office/recent",
        "microsoft/office/récent",
        "microsoft/windows/start menu/programs",
        "microsoft/internet explorer/quick launch",
        "microsoft/outlook",
        "microsoft/windows/inetcache",
        "appdata/local/temp",
        "local settings/temp",
        "windows/temp",
        "windows/prefetch",
        "spool/printers",
        "$recycle.bin",
        "recycler",
    )
)
# Folders in which a program keeps what its users enter, whoever made it.
DATA_FOLDERS = frozenset({
    "data", "datas", "données", "donnees", "database", "bases", "base", "patients", "patient",
    "patientdata", "dossiers", "dossier", "documents", "document", "docs", "docpatient", "images",
    "image", "photos", "radios", "clichés", "cliches", "xray", "x-ray", "dicom", "pdata", "fmdata",
    "clients", "client", "archives", "archive", "backup", "backups", "sauvegarde", "sauvegardes",
    "export", "exports", "import", "imports", "scan", "scans", "courriers", "courrier", "letters",
    "agenda", "fse", "users", "user", "temp", "tmp",
})  # fmt: skip
# Files of these kinds are the maker's: the same on every machine, and nobody's name is theirs.
VENDOR_KINDS = frozenset({
    "dll", "exe", "ini", "inf", "sys", "cat", "mui", "ttf", "otf", "fon", "chm", "hlp", "ocx", "cpl",
    "drv", "msi", "manifest", "nls", "tlb", "bat", "cmd", "ico", "cur",
})  # fmt: skip
PROGRAM_KINDS = frozenset({
    "exe", "dll", "sys", "scr", "com", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf", "hta",
    "msi", "lnk", "pif",
})  # fmt: skip
# Extensions that say what a file is and cannot be somebody's name.
EXTENSIONS = frozenset({
    "7z", "accdb", "asf", "avi", "bak", "bat", "bin", "bmp", "cab", "cfg", "chm", "cmd", "conf", "csv",
    "cur", "dat", "db", "db3", "dbf", "dcm", "dicom", "dll", "doc", "docm", "docx", "dot", "dotx",
    "edb", "eml", "emf", "exe", "fdb", "fic", "fpt", "gbk", "gdb", "gif", "gz", "hl7", "hta", "htm",
    "html", "ico", "ics", "img", "ini", "iso", "j2k", "jar", "jp2", "jpe", "jpeg", "jpg", "js", "json",
    "jse", "ldf", "lnk", "log", "lz4", "m4a", "mdb", "mdf", "mdx", "mid", "mkv", "mmo", "mov", "mp3",
    "mp4", "mpeg", "mpg", "msg", "msi", "ndf", "ndx", "numbers", "nsf", "odb", "odg", "odp", "ods",
    "odt", "old", "ogg", "opus", "ost", "pages", "pdf", "pfx", "png", "pot", "ppt", "pptm", "pptx",
    "prn", "ps1", "psd", "pst", "pub", "py", "pyd", "qbw", "rar", "raw", "rdp", "reg", "rtf", "sav",
    "scr", "sdf", "sql", "sqlite", "sqlite3", "stl", "svg", "swf", "sys", "tar", "tbk", "tgz", "tib",
    "tif", "tiff", "tmp", "txt", "url", "vbe", "vbk", "vbs", "vcf", "vdi", "vhd", "vhdx", "vib", "vmdk",
    "wav", "wbk", "webm", "webp", "wma", "wmf", "wmv", "wps", "wsf", "xlk", "xls", "xlsb", "xlsm",
    "xlsx", "xml", "xps", "xz", "zip",
})  # fmt: skip
# What people call a medium by that names nobody.
MEDIA = frozenset({
    "accueil", "ancien", "ancienne", "backup", "backups", "bleu", "bleue", "bureau", "cabinet", "clé",
    "cle", "copie", "de", "disk", "disque", "dossier", "drive", "du", "dur", "externe", "fauteuil", "hdd",
    "image", "interne", "laptop", "local", "machine", "mensuelle", "nas", "noir", "noire", "nuit",
    "ordinateur", "partition", "pc", "physical", "portable", "poste", "principal", "quotidienne", "radio",
    "recent", "recente", "récent", "récente", "rouge", "salle", "sauvegarde", "sauvegardes",
    "secretariat", "secrétariat", "serveur", "server", "ssd", "station", "usb", "vert", "verte", "volume",
    "windows",
})  # fmt: skip
_RECORDS = (DATA_FOLDERS | {"mes documents", "my documents", "mes images"}) - {"temp", "tmp", "user", "users"}
DISK_IMAGES = frozenset({
    "001", "aff", "bin", "dd", "dmg", "e01", "ex01", "img", "iso", "qcow2", "raw", "s01", "vdi", "vhd",
    "vhdx", "vmdk", "wim", "zip",
})  # fmt: skip


def vendor_file(path: str) -> bool:
    """Tell a file of Windows or of a program's maker from one its users may have written.

    `path` is relative to its volume; an extension a ransomware added behind the maker's does not matter.
    """
    *folders, name = (part.casefold() for part in path.split("/"))
    if not folders or folders[0] not in {"windows", "program files", "program files (x86)"}:
        return False
    if not DATA_FOLDERS.isdisjoint(folders[1:]):
        return False
    return vendor_kind(name)


def vendor_kind(name: str) -> bool:
    """Tell by a folded name what a program's maker writes, an extension added behind it left aside."""
    return not VENDOR_KINDS.isdisjoint(name.split(".")[1:3])


def attackers_program(path: str) -> bool:
    """Tell what runs when it is opened and lies where programs and attackers put them, not among records."""
    return path.split("/", 1)[0].casefold() in SYSTEM and path.rpartition(".")[2].casefold() in PROGRAM_KINDS


def among_records(path: str) -> bool:
    """Tell a file below a folder of what people write; everybody's documents are an attacker's hold."""
    *folders, _ = path.casefold().split("/")
    public = len(folders) > 1 and folders[0] in PROFILES and folders[1] == "public"
    return not public and not _RECORDS.isdisjoint(folders)
