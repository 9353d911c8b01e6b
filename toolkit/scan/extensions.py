"""What a file name promises: the type its extension stands for, and an extension put behind it."""

import re
from functools import lru_cache

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
    "zip": "zip xps 3mf whl egg xpi oxt nupkg kmz cbz appx msix vsix ipa thmx vsdx sxw sxc sxi odb otg odf",
    "jar": "jar war ear apk aar",
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
    "mo": "mo gmo",
    "gzip": "gz tgz svgz gnumeric rdx kgz dia",
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
    "wim": "wim esd swm",
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
    "ar": "deb udeb a lib",
    "xml": "xml xsd xsl xslt xhtml svg gpx kml hl7 cda plist resx csproj config manifest rels",
    "html": "html htm mht mhtml",
    # Written by programs under a header of their own, which is never random; we know no more of them.
    "signed": (
        "jmod "
        "icc icm chm dds pgm ppm pbm pnm pam pcx xcf aif aiff aifc au mid midi kar xm it s3m swf eot pcf "
        "fli flc dwg dxb skp blend glb 3ds fbx c4d dcx sgi cin dpx exr hdr ras xwd emf wmf cgm pict pct "
        "fbk gbk dump pgdump pgc "
        "mobi azw azw3 prc lit class dex nib icns cpio rpm squashfs ext2 ext3 ext4 nii mnc hdf h4 h5 hdf5 "
        "nc cdf nc4 obj "
        "npy mat fits fts nrrd vtk vtu pcap pcapng parquet avro feather arrow shp shx dxl wps wk1 wk3 "
        "wk4 qpw cdr idml fm mif pmd crw cr2 cr3 nef nrw arw srf sr2 orf rw2 raf pef dng x3f iiq "
        "erf mrw kdc dcr mrc jxr wdp hdp ape wv tta dsf dff caf spx syso pdb pyd rlib gbr gih gtp vbr"
    ),
    "text/utf-8": (
        "txt csv tsv log ini inf cfg conf json md rst tex sql bat cmd ps1 vbs js css py java c h cpp hpp cs "
        "php pl rb sh yml yaml toml eml ics vcf reg url hpr srt "
        # What else is written as text, by programs of a practice or by programmers.
        "oru adt hprim hpm fse b2 noemie vcs ldif wsdl xmi dtd xlf xliff tmx docbook fodt fods dxf step "
        "stp igs "
        "iges gcode off mtl wrl x3d dae asc2 geojson ndjson jsonl csvx mbox mbx nfo diz lst lrc "
        "vtt ass "
        "adoc asciidoc pod bib bst cls sty dtx ltx texi texinfo tcl lua jl hs ml mli scala kt kts go rs "
        "swift "
        "f77 f90 f95 pas dpr asm vb vbproj vcproj vcxproj sln csproj props targets cmake mk mak gradle "
        "groovy "
        "clj erl ex exs lisp el scm qrc qml po pot vim changes feature robot jinja j2 mustache ejs hbs twig "
        "scss sass less coffee proto thrift graphql rng rnc sch qmlproject xpm afm bdf sed awk bash zsh fish "
        "rules spec theme desktop wordlist properties opt am ac m4 h++ hxx cxx cc hh inl idl def "
        "service socket timer mount target build m tsx jsx vue svelte mjs cjs "
        "ui pyi pm man mdoc rbs ly tmac gpl kicad_mod kicad_sch kicad_pcb kicad_pro gemspec podspec ronn "
        "rdoc pxd pxi pyx pyf f for f03 f08 r rmd rnw ipynb glsl vert frag hlsl rdf owl ttl n3 nt "
        "gitignore gitattributes editorconfig babelrc eslintrc npmrc dockerignore soc soh sog xcd xlb dlg "
        "xba txx supp policy network flatpakrepo flatpakref dtsi lds sdp pro pri qss prs wxs wxl wxi "
        "dsc buildinfo changes debian pth requires specs md5sums tt bsd mit doxygen dox "
        "gdyn gii pingus sprite levelset prefab mdown markdown textile wiki pdl rss atom opml xul "
        "jsp aspx ascx asp cfm phtml php3 php5 pug jade haml erb slim liquid styl cljs cljc fs fsx zig nim "
        "dart elm purs hx applescript ahk iss nsi nsh"
    ),
}
EXTENSIONS = {extension: kind for kind, names in _TYPES.items() for extension in names.split()}

# Extensions people and programs put behind another one themselves, leaving the content as it was.
_COPY_WORDS = (
    "bak old orig org tmp temp part partial crdownload opdownload download filepart "
    "new sav save saved backup copy copie swp swo "
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
_BACKUP_WORDS = "vbk vib vrb tib tibx mrimg mrbak bkf gho v2i sv2i adi pbd spf bkc mbk afi nbi"
_BACKUPS = frozenset(_BACKUP_WORDS.split())
_COPIES = frozenset(_COPY_WORDS.split())
_CHANGES = frozenset(_CHANGE_WORDS.split())
_PART = re.compile(r"\d+|z\d\d|r\d\d|part\d+|v\d+|~|[a-z]{2}([-_][a-z]{2,4})?|\d+[a-z]*|bak\d*|\d{4}.*")
_MAILED = re.compile(r"[\[{(@]|\.id[-\[(]", re.IGNORECASE)
_WHOLLY = re.compile(r"(?=[0-9A-Z]*[a-z])(?=[0-9A-Za-z]+[A-Z0-9])[0-9A-Za-z]{7}\.[0-9A-Za-z]{9}")
# Letters and digits that alternate, which neither a version nor a digest in hexadecimal does.
_DRAWN = re.compile(r"(?=.*[g-z])(?=[a-z]*\d+[a-z])(?=(?:[^a-z]*[a-z]){3})[a-z0-9]{6,9}")
_MIXED = re.compile(r"(?=.*[a-z])(?=.*[A-Z].*[A-Z]|.*[A-Z].*\d|.*\d.*[A-Z])[0-9A-Za-z]{6,12}")


# Texts that programs bring without any extension.
_TEXT_NAME_WORDS = (
    "readme license licence copying changelog changes makefile authors contributors news install todo "
    "notice releasenotes dockerfile vagrantfile gemfile rakefile thanks credits history kconfig record "
    "wheel metadata copyright procfile jenkinsfile brewfile podfile cmakelists"
)
_TEXT_NAMES = frozenset(_TEXT_NAME_WORDS.split())
# Behind such a name these say what it is.
_OTHERS = EXTENSIONS.keys() | _CHANGES
_KNOWN = _OTHERS | _COPIES | _BACKUPS | {"par2", "sfv"}


def expected(name: str) -> str | None:
    """Return the type a file name promises: of its last extension, else of the one that it was put behind.

    An alternate stream ("file:stream") and a numbered part ("zip.002") promise nothing. The types are those
    of filetype.recognise, and some that only say "never random": database, mssql, stl, ply, wmv.
    """
    base = name.rsplit("/", 1)[-1]
    parts = _extensions(name)
    if base.lower().partition(".")[0] in _TEXT_NAMES and not (_OTHERS & set(parts)):
        return "text/utf-8"
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


def foreign(ending: str) -> bool:
    """Tell an ending that stands for nothing known here, and is no number."""
    return bool(ending) and not ending.isdigit() and ending.lower() not in _KNOWN


def of_backup(name: str) -> bool:
    """Tell an image or an archive of a backup program, packed or encrypted under its own header."""
    parts = _extensions(name)
    return bool(parts) and parts[-1] in _BACKUPS


def jumbled(name: str) -> bool:
    """Tell an extension no one chose: 6 to 12 letters of both cases or digits, as LockBit 3.0 writes.

    Nine letters of one case are believed behind a name of seven that no one chose either.
    """
    last = name.rpartition(".")[2]
    if last == name or last.lower() in EXTENSIONS or last.lower() in _COPIES | _CHANGES:
        return False
    if "." in name.strip(".").rpartition(".")[0] and _DRAWN.fullmatch(last):
        return True
    return bool(_MIXED.fullmatch(last) or _WHOLLY.fullmatch(name.rsplit("/", 1)[-1]))


@lru_cache(maxsize=64)
def _extensions(name: str) -> tuple[str, ...]:
    """List the last extensions: three, or up to six where an address or an identifier stands among them."""
    base = name.rsplit("/", 1)[-1]
    if ":" in base:
        return ()
    parts = [part for part in base.lower().split(".")[1:] if len(part) <= 64]
    if len(parts) > 1:
        parts = [part for part in parts[:-1] if not part.isdigit()] + parts[-1:]
    return tuple(parts[-7:] if _MAILED.search(base) else parts[-3:])
