// Programs of known ransomware, by words that published analyses give; one letter
// of each is written as a code so that this file is not itself taken for a threat.

rule Trousse_Family_Lockbit
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the LockBit ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel LockBit"
        kind = "malware"
        severity = "high"
        reference = "https://www.cisa.gov/news-events/cybersecurity-advisories/aa23-165a"
        date = "2026-11-22"
    strings:
        $ = "LockBi\x74 2.0 Ransom" ascii wide
        $ = "LockBit_\x52ansomware.hta" ascii wide
        $ = "lockb\x69tapt6vx57t" ascii wide
        $ = "lockb\x69tapt2d73kr" ascii wide
        $ = "SOFTW\x41RE\\LockBit" ascii wide
        $ = "~~~ Lock\x42it 3.0 the world" ascii wide
        $ = "fsutil file setZe\x72oData offset=0 length=524288 \"%s\"" ascii wide
    condition:
        ((uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550)
        or uint32(0) == 0x464C457F)
        and 2 of them
}

rule Trousse_Family_Blackcat
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the BlackCat (ALPHV) ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel BlackCat (ALPHV)"
        kind = "malware"
        severity = "high"
        reference = "https://www.cisa.gov/news-events/cybersecurity-advisories/aa23-353a"
        date = "2026-11-22"
    strings:
        $ = "lock\x65r::core::" ascii wide
        $ = "enable_\x65sxi_vm_kill" ascii wide
        $ = "strict_\x69nclude_paths" ascii wide
        $ = "drop-dra\x67-and-drop-target" ascii wide
        $ = "no-pr\x6fp-servers" ascii wide
        $ = "note_\x73hort_text" ascii wide
        $ = "enable_\x73elf_propagation" ascii wide
        $ = "bin/e\x6ecrypt_app/" ascii wide
    condition:
        ((uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550)
        or uint32(0) == 0x464C457F)
        and 3 of them
}

rule Trousse_Family_Conti
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the Conti ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel Conti"
        kind = "malware"
        severity = "high"
        reference = "https://www.cisa.gov/news-events/cybersecurity-advisories/aa21-265a"
        date = "2026-11-22"
    strings:
        $ = "cont\x69_v3.dll" ascii wide
        $ = "\\co\x6eti_v3\\" ascii wide
        $ = "CONT\x49_LOG.txt" ascii wide
        $ = "kjsid\x75gidf99439" ascii wide
        $ = "hsfjuukj\x7aloqu28oajh727190" ascii wide
        $ = "conti\x72ecj4hbzmyz" ascii wide
        $ = "shadowcopy \x77here \"ID='%s'\" delete" ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 2 of them
}

rule Trousse_Family_Akira
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the Akira ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel Akira"
        kind = "malware"
        severity = "high"
        reference = "https://www.cisa.gov/news-events/cybersecurity-advisories/aa24-109a"
        date = "2026-11-22"
    strings:
        $ = "akira_\x72eadme.txt" ascii wide
        $ = "--enc\x72yption_path" ascii wide
        $ = "--sh\x61re_file" ascii wide
        $ = "--encr\x79ption_percent" ascii wide
        $ = "akira\x6c2iz6a7qgd3" ascii wide
    condition:
        ((uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550)
        or uint32(0) == 0x464C457F)
        and 2 of them
}

rule Trousse_Family_Stop
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the STOP (Djvu) ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel STOP (Djvu)"
        kind = "malware"
        severity = "high"
        reference = "https://malpedia.caad.fkie.fraunhofer.de/details/win.stop"
        date = "2026-11-22"
    strings:
        $ = "\\_git\\encrypti\x6fn\\release\\encrypt_win_api.pdb" ascii wide
        $ = "{1D6FC66E-D1\x463-422C-8A53-C0BBCF3D900D}" ascii wide
        $ = "--Admin Is\x4eotAutoStart IsNotTask" ascii wide
        $ = "SystemID\\P\x65rsonalID.txt" ascii wide
        $ = "5d2860\x6389d774.jpg" ascii wide
        $ = "del\x73elf.bat" ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 2 of them
}

rule Trousse_Family_Babuk
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the Babuk ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel Babuk"
        kind = "malware"
        severity = "high"
        reference = "https://malpedia.caad.fkie.fraunhofer.de/details/win.babuk"
        date = "2026-11-22"
    strings:
        $ = "babu\x6b_ransom" ascii wide
        $ = "DoYouWantT\x6fHaveSexWithCuongDong" ascii wide
        $ = "BABU\x4b LOCKER" ascii wide
        $ = "choung don\x67 looks like hot dog" ascii wide
        $ = "ecdh_\x70ub_k.bin" ascii wide
        $ = "Usage:%s /\x70ath/to/be/encrypted" ascii wide
        $ = "Doesn't e\x6ecrypted files: %d" ascii wide
    condition:
        ((uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550)
        or uint32(0) == 0x464C457F)
        and 2 of them
}

rule Trousse_Family_Hive
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the Hive ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel Hive"
        kind = "malware"
        severity = "high"
        reference = "https://www.cisa.gov/news-events/cybersecurity-advisories/aa22-321a"
        date = "2026-11-22"
    strings:
        $ = "google.\x63om/encryptor" ascii wide
        $ = "hivel\x65akdbtnp76u" ascii wide
        $ = "hivec\x75st6vhekztb" ascii wide
        $ = "encryptor.(*\x41pp).ExportKeys" ascii wide
        $ = "encryptor.(*\x41pp).KillProcesses" ascii wide
        $ = "HOW_TO_\x44ECRYPT.txt" ascii wide
    condition:
        ((uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550)
        or uint32(0) == 0x464C457F)
        and 2 of them
}

rule Trousse_Family_Blackbasta
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the Black Basta ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel Black Basta"
        kind = "malware"
        severity = "high"
        reference = "https://www.cisa.gov/news-events/cybersecurity-advisories/aa24-131a"
        date = "2026-11-22"
    strings:
        $ = "fkdj\x73adasd.ico" ascii wide
        $ = "dlaks\x6adoiwq.jpg" ascii wide
        $ = "dsa\x6adhas.0" ascii wide
        $ = "stnii\x6fmyjliimcgk" ascii wide
    condition:
        ((uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550)
        or uint32(0) == 0x464C457F)
        and 2 of them
}

rule Trousse_Family_Royal
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the Royal or BlackSuit ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel Royal ou BlackSuit"
        kind = "malware"
        severity = "high"
        reference = "https://www.cisa.gov/news-events/cybersecurity-advisories/aa23-061a"
        date = "2026-11-22"
    strings:
        $ = "royal2\x78thig3ou5h" ascii wide
        $ = "weg7s\x64x54bevnvul" ascii wide
        $ = "system were \x68it by Royal ransomware" ascii wide
        $ = "README.\x42lackSuit.txt" ascii wide
        $ = "-lo\x63alonly" ascii wide
        $ = "-net\x77orkonly" ascii wide
    condition:
        ((uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550)
        or uint32(0) == 0x464C457F)
        and 2 of them
}

rule Trousse_Family_Medusa
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the Medusa ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel Medusa"
        kind = "malware"
        severity = "high"
        reference = "https://www.cisa.gov/news-events/cybersecurity-advisories/aa25-071a"
        date = "2026-11-22"
    strings:
        $ = "!!!READ_\x4dE_MEDUSA!!!.txt" ascii wide
        $ = "\\Medusa\\R\x65lease\\gaze.pdb" ascii wide
        $ = "medus\x61xko7jxtroj" ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 2 of them
}

rule Trousse_Family_Medusalocker
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the MedusaLocker ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel MedusaLocker"
        kind = "malware"
        severity = "high"
        reference = "https://www.cisa.gov/news-events/cybersecurity-advisories/aa22-181a"
        date = "2026-11-22"
    strings:
        $ = "{8761ABBD-7F85-42\x45E-B272-A76179687C63}" ascii wide
        $ = "[LOCKE\x52] Is running" ascii wide
        $ = "[LOCKER] \x49nit cryptor" ascii wide
        $ = "[LOCKE\x52] Lock drive" ascii wide
        $ = "[LOCKER] \x50ut ID to HTML-code" ascii wide
        $ = "\\Medu\x73aLockerInfo\\" ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 2 of them
}
