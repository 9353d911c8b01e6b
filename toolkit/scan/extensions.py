"""What a file name promises: the type its extension stands for, and an extension put behind it."""

import re

# Types by extension. A type with no validator still says that a random content is not what was promised.
_TYPES = {
    "jpeg": "jpg jpeg jpe jfif mpo",
    "png": "png",
    "gif": "gif",
    "bmp": "bmp dib",
    "tiff": "tif tiff",
    "psd": "psd",
    "heif": "heic heif avif",
    "webp": "webp",
    "pdf": "pdf",
    "zip": "zip xps 3mf",
    "jar": "jar war apk",
    "epub": "epub",
    "docx": "docx docm dotx dotm",
    "xlsx": "xlsx xlsm xltx xlsb",
    "pptx": "pptx pptm ppsx potx",
    "odt": "odt ott odg",
    "ods": "ods ots",
    "odp": "odp otp",
    "ole2": "doc dot xls xlt ppt pps msi msg vsd pub mpp",
    "rtf": "rtf",
    "dicom": "dcm dicom",
    "sqlite": "sqlite sqlite3 db3",
    "database": "db dbt fpt cdx ndx mdx fic mmo edb sdf",
    "dbf": "dbf",
    "mssql": "mdf ndf ldf",
    "access": "mdb accdb mde accde",
    "firebird": "fdb gdb",
    "pst": "pst ost",
    "pe": "exe dll sys scr ocx cpl efi drv",
    "elf": "so ko",
    "gzip": "gz tgz",
    "bzip2": "bz2 tbz2",
    "xz": "xz txz",
    "7z": "7z",
    "rar": "rar",
    "tar": "tar",
    "cab": "cab",
    "mp4": "mp4 m4v m4a mov 3gp",
    "wav": "wav",
    "avi": "avi",
    "mp3": "mp3",
    "ogg": "ogg oga ogv opus",
    "flac": "flac",
    "matroska": "mkv webm",
    "wmv": "wmv wma asf",
    "evtx": "evtx",
    "regf": "hve",
    "lnk": "lnk",
    "vhdx": "vhdx",
    "vhd": "vhd",
    "vmdk": "vmdk",
    "iso": "iso",
    "stl": "stl",
    "ply": "ply",
    "font": "ttf otf ttc",
    "icon": "ico cur",
    "woff": "woff",
    "woff2": "woff2",
    "pfb": "pfb",
    "jp2": "jp2 j2k jpx jpf",
    "zstd": "zst",
    "lz4": "lz4",
    "ar": "deb udeb",
    "xml": "xml xsd xsl xslt xhtml svg gpx kml hl7 cda plist resx csproj config manifest rels",
    "html": "html htm mht mhtml",
    "text/utf-8": (
        "txt csv tsv log ini inf cfg conf json md rst tex sql bat cmd ps1 vbs js css py java c h cpp hpp cs "
        "php pl rb sh yml yaml toml eml ics vcf reg url hpr srt "
        # What else is written as text, by programs of a practice or by programmers.
        "oru adt hprim hpm fse b2 noemie vcs ldif wsdl xmi dtd xlf xliff tmx docbook fodt fods dxf step "
        "stp igs "
        "iges gcode nc off obj mtl wrl x3d dae asc2 geojson ndjson jsonl csvx mbox mbx nfo diz lst lrc "
        "vtt ass "
        "adoc asciidoc pod bib bst cls sty dtx ltx texi texinfo tcl lua jl hs ml mli scala kt kts go rs "
        "swift "
        "f77 f90 f95 pas dpr asm vb vbproj vcproj vcxproj sln csproj props targets cmake mk mak gradle "
        "groovy "
        "clj erl ex exs lisp el scm qrc qml po pot vim changes feature robot jinja j2 mustache ejs hbs twig "
        "scss sass less coffee proto thrift graphql rng rnc sch qmlproject xpm afm bdf sed awk bash zsh fish "
        "rules spec theme desktop wordlist properties opt am ac m4 h++ hxx cxx cc hh inl idl def"
    ),
}
EXTENSIONS = {extension: kind for kind, names in _TYPES.items() for extension in names.split()}

# Extensions people and programs put behind another one themselves, leaving the content as it was.
_COPY_WORDS = (
    "bak old orig org tmp temp part partial crdownload download new sav save saved backup copy copie swp swo "
    "in sample template tpl tmpl example default rej patch diff user local cache stamp snap ref manifest rc "
    "dpkg-old dpkg-new dpkg-dist"
)
# The same, when what stands behind says that the content is another one.
_CHANGE_WORDS = (
    "gpg pgp asc sig sign minisig p7m p7s age enc aes kdbx hc tc vc zst lz lzma lz4 br brotli zstd gzip "
    "bzip2 deflate sz z sha1 sha256 sha512 md5 torrent aria2 journal wal shm idx dat bin data pyc pyo pem "
    "crt key der info list meta metadata map lock pid min mui cat ts tsx jsx vue svelte mjs cjs d t pm "
    "pod al debug build symbols install service socket target timer mount gir vapi pc la a o lo gcov prod "
    "dev test tests golden out hash "
    "crypt5 crypt7 crypt8 crypt12 crypt14 crypt15 cpt bc sops rclone mcrypt tib tibx vbk vib xb c9r snappy "
    "lzo zlib deflatez deflate64 zpaq jmod 7z zip rar kwm axx"
)
_COPIES = frozenset(_COPY_WORDS.split())
_CHANGES = frozenset(_CHANGE_WORDS.split())
_PART = re.compile(r"\d+|z\d\d|r\d\d|part\d+|v\d+|~|[a-z]{2}([-_][a-z]{2,4})?|\d+[a-z]*|bak\d*|\d{4}.*")
_MAILED = re.compile(r"[\[{(@]|\.id[-\[(]", re.IGNORECASE)
_WHOLLY = re.compile(r"(?=[0-9A-Z]*[a-z])(?=[0-9A-Za-z]+[A-Z0-9])[0-9A-Za-z]{7}\.[0-9A-Za-z]{9}")
_MIXED = re.compile(r"(?=.*[a-z])(?=.*[A-Z].*[A-Z]|.*[A-Z].*\d|.*\d.*[A-Z])[0-9A-Za-z]{6,12}")


# Texts that programs bring without any extension.
_TEXT_NAME_WORDS = (
    "readme license licence copying changelog changes makefile authors contributors news install todo notice "
    "releasenotes dockerfile vagrantfile gemfile rakefile thanks credits history kconfig"
)
_TEXT_NAMES = frozenset(_TEXT_NAME_WORDS.split())


def expected(name: str) -> str | None:
    """Return the type a file name promises: of its last extension, else of the one that it was put behind.

    An alternate stream ("file:stream") and a numbered part ("zip.002") promise nothing. The types are those
    of filetype.recognise, and some that only say "never random": database, mssql, stl, ply, wmv.
    """
    base = name.rsplit("/", 1)[-1]
    if base.lower() in _TEXT_NAMES:
        return "text/utf-8"
    parts = _extensions(name)
    numbered = bool(parts) and parts[-1].isdigit()
    for part in reversed(parts):
        if part in EXTENSIONS:
            return EXTENSIONS[part] if not numbered or part == "so" else None
        if part in _CHANGES:
            return None
    return None


def added(name: str) -> str | None:
    """Return the unknown extension standing behind a known one ("jpg.akira" gives "akira"), or None."""
    behind: list[str] = []
    for part in reversed(_extensions(name)):
        if part in EXTENSIONS or part in _COPIES or part in _CHANGES:
            text = ".".join(behind)
            return text if text and part not in _CHANGES else None
        if not _PART.fullmatch(part):
            behind.insert(0, part)
    return None


def jumbled(name: str) -> bool:
    """Tell an extension no one chose: 6 to 12 letters of both cases or digits, as LockBit 3.0 writes.

    Nine letters of one case are believed behind a name of seven that no one chose either.
    """
    last = name.rpartition(".")[2]
    if last == name or last.lower() in EXTENSIONS or last.lower() in _COPIES | _CHANGES:
        return False
    return bool(_MIXED.fullmatch(last) or _WHOLLY.fullmatch(name.rsplit("/", 1)[-1]))


def _extensions(name: str) -> list[str]:
    """List the last extensions: three, or up to six where an address or an identifier stands among them."""
    base = name.rsplit("/", 1)[-1]
    if ":" in base:
        return []
    parts = [part for part in base.lower().split(".")[1:] if len(part) <= 64]
    last = parts[-1:]
    parts = [part for part in parts[:-1] if not part.isdigit()] + last
    return parts[-7:] if _MAILED.search(base) else parts[-3:]
