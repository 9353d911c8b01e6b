// Letters in brackets and words written out keep the matcher from what stands in every text.
// Traits of programs that deserve a look. Low severity: honest programs have some of them.

rule Trousse_Program_Packed_Upx
{
    meta:
        author = "Trousse"
        description = "program compressed with UPX: the other rules cannot read its text"
        description_fr = "programme compressé avec UPX : les autres règles n'en lisent pas le texte"
        kind = "tool"
        severity = "low"
        reference = "https://attack.mitre.org/techniques/T1027/002/"
        date = "2026-10-01"
    strings:
        $first = /U[P]X0\x00\x00\x00\x00/
        $second = /U[P]X1\x00\x00\x00\x00/
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550
        and $first in (0..1536) and $second in (0..1536)
}

rule Trousse_Program_Packed_Protector
{
    meta:
        author = "Trousse"
        description = "program wrapped by a protector: the other rules cannot read its text"
        description_fr = "programme enveloppé par un protecteur : les autres règles n'en lisent pas le texte"
        kind = "tool"
        severity = "low"
        reference = "https://attack.mitre.org/techniques/T1027/002/"
        date = "2026-10-01"
    strings:
        $ = ".vmp0\x00\x00\x00"
        $ = ".vmp1\x00\x00\x00"
        $ = ".themida"
        $ = ".winlice"
        $ = ".aspack\x00"
        $ = ".MPRESS1"
        $ = ".enigma1"
        $ = ".petite\x00"
        $ = ".nsp0\x00\x00\x00"
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and for any of them : ( $ in (0..1536) )
}

rule Trousse_Program_Locker_Build_Path
{
    meta:
        author = "Trousse"
        description = "program its author named “locker”, “encryptor” or “ransom”"
        description_fr = "programme que son auteur a nommé « locker », « encryptor » ou « ransom »"
        kind = "malware"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1486/"
        date = "2026-10-01"
    strings:
        $path = /RSDS.{20}[a-z]:\\[^\x00]{0,180}\\(locker|cryptolocker|filelocker|encryptor|encrypter|ransom[a-z]{0,8})(32|64|_x64|_x86)?\.pdb\x00/ nocase
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and $path
}

rule Trousse_Program_Reflective_Loader
{
    meta:
        author = "Trousse"
        description = "library made to be loaded in memory without passing through the disk"
        description_fr = "bibliothèque faite pour être chargée en mémoire sans passer par le disque"
        kind = "malware"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1620/"
        date = "2026-10-01"
    strings:
        $plain = /\x00R[\x65]fl[e]ct[i]veLoader\x00/
        $mangled = /\x00[_?]R\x65[f]le[c]t[i]veLoade[r]@/
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and any of them
}

rule Trousse_Program_Remote_Beacon
{
    meta:
        author = "Trousse"
        description = "program holding the sentences of a remote control kit much used by attackers"
        description_fr = "programme qui contient les phrases d'un outil de prise de contrôle très utilisé par les attaquants"
        kind = "malware"
        severity = "high"
        reference = "https://attack.mitre.org/software/S0154/"
        date = "2026-10-01"
    strings:
        $ = /co[u]ld not c[r]ea[t]e r\x65m[o]te th[r]ead in[ ]%d: %d/
        $ = /b\x65ac[o]n\.(x64\.|x86\.)?dll\x00/
        $ = /Could not connect to p\x69pe [(]%s\): %d/
        $ = /co[u]ld not sp[a]wn %[s] \([t]\x6fk[e]n\)[:] %d/
        $ = /I'[m] a[l]re[a]dy[ ]in [S]MB m[\x6f]de/
        $ = /%s as %s\\%s: %d\x00/
        $ = /IEX \(New-Object Net\.W\x65bclient\)\.DownloadString\('http:\/\/127\.0\.0\.1:%u\/'\)/
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 2 of them
}

rule Trousse_Program_Runs_Hidden_Powershell
{
    meta:
        author = "Trousse"
        description = "program holding a hidden PowerShell command"
        description_fr = "programme qui contient une commande PowerShell cachée"
        kind = "malware"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1059/001/"
        date = "2026-10-01"
    strings:
        $coded = /p[\x6f]wershell(\.exe)?["']?[^\x00\r\n]{1,80} -e(nc|ncodedcommand|c)? +["']?(JAB|SQB|SUV|aQB|aWV|UwB|cwB|VwB|dwB)[a-z0-9+\/]{40}/ ascii wide nocase
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and $coded
}
