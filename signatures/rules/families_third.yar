// Still more programs of known ransomware, by words that published analyses give.

rule Trousse_Family_Ransomhub
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the RansomHub or Knight ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel RansomHub ou Knight"
        kind = "malware"
        severity = "high"
        reference = "https://www.cisa.gov/news-events/cybersecurity-advisories/aa24-242a"
        date = "2026-11-22"
    strings:
        $ = "\"maste\x72_public_key\"" ascii wide
        $ = "\"note_\x66ile_name\"" ascii wide
        $ = "\"note_\x66ull_text\"" ascii wide
        $ = "\"run\x6eing_one\"" ascii wide
        $ = "\"whi\x74e_hosts\"" ascii wide
        $ = "\"ne\x74_spread\"" ascii wide
        $ = "\"loc\x61l_disks\"" ascii wide
    condition:
        ((uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550)
        or uint32(0) == 0x464C457F)
        and 4 of them
}

rule Trousse_Family_Avoslocker
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the AvosLocker ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel AvosLocker"
        kind = "malware"
        severity = "high"
        reference = "https://www.cisa.gov/news-events/cybersecurity-advisories/aa23-284a"
        date = "2026-11-22"
    strings:
        $ = "GET_YOU\x52_FILES_BACK.txt" ascii wide
        $ = "avosj\x6fn4pfh3y7ew" ascii wide
        $ = "avos2\x66uj6olp6x36" ascii wide
        $ = "drive %s \x74ook %f seconds" ascii wide
    condition:
        ((uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550)
        or uint32(0) == 0x464C457F)
        and 2 of them
}

rule Trousse_Family_Ragnarlocker
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the Ragnar Locker ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel Ragnar Locker"
        kind = "malware"
        severity = "high"
        reference = "https://www.ic3.gov/Media/News/2022/220307.pdf"
        date = "2026-11-22"
    strings:
        $ = "---RAG\x4eAR SECRET---" ascii wide
        $ = "---END \x52AGN KEY---" ascii wide
        $ = "---BEG\x49N RAGN KEY---" ascii wide
        $ = "RAGN\x41R_LOCKER" ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 2 of them
}

rule Trousse_Family_Trigona
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the Trigona ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel Trigona"
        kind = "malware"
        severity = "high"
        reference = "https://unit42.paloaltonetworks.com/trigona-ransomware-update/"
        date = "2026-11-22"
    strings:
        $ = "/te\x73t_cid" ascii wide
        $ = "/te\x73t_vid" ascii wide
        $ = "/is_\x74esting" ascii wide
        $ = "/s\x68dwn" ascii wide
        $ = "how_to_\x64ecrypt.hta" ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 3 of them
}

rule Trousse_Family_Hellokitty
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the HelloKitty or Vice Society ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel HelloKitty ou Vice Society"
        kind = "malware"
        severity = "high"
        reference = "https://www.cisa.gov/news-events/cybersecurity-advisories/aa22-249a"
        date = "2026-11-22"
    strings:
        $ = "Hello\x4bittyMutex" ascii wide
        $ = "read_\x6de_lkd.txt" ascii wide
        $ = "\\\\.\\p\x69pe\\HelloKitty" ascii wide
        $ = "read_m\x65_unlock.txt" ascii wide
    condition:
        ((uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550)
        or uint32(0) == 0x464C457F)
        and 2 of them
}

rule Trousse_Family_Clop
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the Clop ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel Clop"
        kind = "malware"
        severity = "high"
        reference = "https://www.cisa.gov/news-events/cybersecurity-advisories/aa23-158a"
        date = "2026-11-22"
    strings:
        $ = "Clop\x52eadMe.txt" ascii wide
        $ = "Cl\x6fp^_" ascii wide
        $ = "CIop\x52eadMe.txt" ascii wide
        $ = "Dont \x57orry C|0P" ascii wide
        $ = "santa\x747kpllt6iyv" ascii wide
    condition:
        ((uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550)
        or uint32(0) == 0x464C457F)
        and 2 of them
}

rule Trousse_Family_Chaos
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the Chaos (also Yashma) ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel Chaos (aussi Yashma)"
        kind = "malware"
        severity = "high"
        reference = "https://malpedia.caad.fkie.fraunhofer.de/details/win.chaos"
        date = "2026-11-22"
    strings:
        $ = "checkA\x64minPrivilage" ascii wide
        $ = "checkde\x6ceteShadowCopies" ascii wide
        $ = "checkdis\x61bleRecoveryMode" ascii wide
        $ = "checkdel\x65teBackupCatalog" ascii wide
        $ = "dropped\x4dessageTextbox" ascii wide
        $ = "encry\x70tionAesRsa" ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 3 of them
}

rule Trousse_Family_Petya
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the Petya or NotPetya ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel Petya ou NotPetya"
        kind = "malware"
        severity = "high"
        reference = "https://malpedia.caad.fkie.fraunhofer.de/details/win.eternal_petya"
        date = "2026-11-22"
    strings:
        $ = "1Mz7153HMux\x58TuR2R1t78mGSdzaAtNbBWX" ascii wide
        $ = "wowsmith123456@\x70osteo.net" ascii wide
        $ = "CHKDSK i\x73 repairing sector" ascii wide
        $ = "Ooops, your i\x6dportant files are encrypted" ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 2 of them
}

rule Trousse_Family_Snatch
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the Snatch ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel Snatch"
        kind = "malware"
        severity = "high"
        reference = "https://www.cisa.gov/news-events/cybersecurity-advisories/aa23-263a"
        date = "2026-11-22"
    strings:
        $ = "Supe\x72BackupMan" ascii wide
        $ = "HOW TO RE\x53TORE YOUR FILES.TXT" ascii wide
        $ = "main.\x65ncryptFile" ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 2 of them
}

rule Trousse_Settings_Revil
{
    meta:
        author = "Trousse"
        description = "settings of the REvil (Sodinokibi) ransomware"
        description_fr = "réglages du rançongiciel REvil (Sodinokibi)"
        kind = "malware"
        severity = "high"
        reference = "https://malpedia.caad.fkie.fraunhofer.de/details/win.revil"
        date = "2026-11-22"
    strings:
        $ = "\"nbody\":" ascii
        $ = "\"nname\":" ascii
        $ = "\"wfld\":" ascii
        $ = "\"dmn\":" ascii
        $ = "\"svc\":" ascii
        $ = "\"prc\":" ascii
        $ = "\"wht\":" ascii
        $ = "\"sub\":" ascii
        $ = "\"pid\":" ascii
        $ = "\"exp\":" ascii
    condition:
        filesize < 64MB and 9 of them
}
