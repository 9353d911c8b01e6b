// More programs of known ransomware, by words that published analyses give.

rule Trousse_Family_Rhysida
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the Rhysida ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel Rhysida"
        kind = "malware"
        severity = "high"
        reference = "https://www.cisa.gov/news-events/cybersecurity-advisories/aa23-319a"
        date = "2026-11-22"
    strings:
        $ = "Critica\x6cBreachDetected" ascii wide
        $ = "rhysi\x64afohrhyy2a" ascii wide
        $ = "Rhy\x73ida-0.1" ascii wide
        $ = "C:/User\x73/Public/bg.jpg" ascii wide
    condition:
        ((uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550)
        or uint32(0) == 0x464C457F)
        and 2 of them
}

rule Trousse_Family_Dharma
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the Dharma (CrySiS) ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel Dharma (CrySiS)"
        kind = "malware"
        severity = "high"
        reference = "https://malpedia.caad.fkie.fraunhofer.de/details/win.dharma"
        date = "2026-11-22"
    strings:
        $ = "C:\\crysis\\R\x65lease\\PDB\\payload.pdb" ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and any of them
}

rule Trousse_Family_Mallox
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the Mallox (TargetCompany) ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel Mallox (TargetCompany)"
        kind = "malware"
        severity = "high"
        reference = "https://unit42.paloaltonetworks.com/mallox-ransomware/"
        date = "2026-11-22"
    strings:
        $ = "/mallox/\x70rivateSignin" ascii wide
        $ = "HOW TO \x42ACK FILES.txt" ascii wide
        $ = "Targ\x65tInfo.txt" ascii wide
        $ = "/QWEwq\x64svsf/ap.php" ascii wide
        $ = "&TargetID=%\x73&SystemInformation=" ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 2 of them
}

rule Trousse_Family_Qilin
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the Qilin (Agenda) ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel Qilin (Agenda)"
        kind = "malware"
        severity = "high"
        reference = "https://malpedia.caad.fkie.fraunhofer.de/details/win.qilin"
        date = "2026-11-22"
    strings:
        $ = "-- \x51ilin" ascii wide
        $ = "READM\x45-RECOVER-" ascii wide
        $ = "Your networ\x6b/system was encrypted" ascii wide
        $ = "ikxm3\x6c6ymgakg7ro" ascii wide
    condition:
        ((uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550)
        or uint32(0) == 0x464C457F)
        and 2 of them
}

rule Trousse_Family_Inc
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the INC or Lynx ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel INC ou Lynx"
        kind = "malware"
        severity = "high"
        reference = "https://malpedia.caad.fkie.fraunhofer.de/details/win.inc"
        date = "2026-11-22"
    strings:
        $ = "INC-\x52EADME.txt" ascii wide
        $ = "\\INC En\x63ryptor\\Release\\" ascii wide
        $ = "Load h\x69dden drives " ascii wide
        $ = "Encrypt on\x6cy specified directory" ascii wide
        $ = "incpa\x79kabjqc2mtd" ascii wide
        $ = "--sto\x70-processes" ascii wide
    condition:
        ((uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550)
        or uint32(0) == 0x464C457F)
        and 2 of them
}

rule Trousse_Family_Cactus
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the Cactus ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel Cactus"
        kind = "malware"
        severity = "high"
        reference = "https://malpedia.caad.fkie.fraunhofer.de/details/win.cactus"
        date = "2026-11-22"
    strings:
        $ = "cAcTu\x53.readme.txt" ascii wide
        $ = "CaCtU\x73.ReAdMe.txt" ascii wide
        $ = "C:\\Progr\x61mData\\ntuser.dat" ascii wide
        $ = "sonar\x6dsng5vzwqez" ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 2 of them
}

rule Trousse_Family_Bianlian
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the BianLian ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel BianLian"
        kind = "malware"
        severity = "high"
        reference = "https://www.cisa.gov/news-events/cybersecurity-advisories/aa23-136a"
        date = "2026-11-22"
    strings:
        $ = "C:/Users/j\x61ck/Projects/project1/" ascii wide
        $ = "bianl\x69anlbc5an4k" ascii wide
        $ = "Look at t\x68is instruction.txt" ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 2 of them
}

rule Trousse_Family_Wannacry
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the WannaCry ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel WannaCry"
        kind = "malware"
        severity = "high"
        reference = "https://malpedia.caad.fkie.fraunhofer.de/details/win.wannacryptor"
        date = "2026-11-22"
    strings:
        $ = "WA\x4eACRY!" ascii wide
        $ = "WNc\x72y@2ol7" ascii wide
        $ = "task\x73che.exe" ascii wide
        $ = "iuqerfsodp9if\x6aaposdfjhgosurijfaewrwergwea" ascii wide
        $ = "msg/m_\x66rench.wnry" ascii wide
        $ = "@WanaD\x65cryptor@.exe" ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 2 of them
}

rule Trousse_Family_Ryuk
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the Ryuk ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel Ryuk"
        kind = "malware"
        severity = "high"
        reference = "https://malpedia.caad.fkie.fraunhofer.de/details/win.ryuk"
        date = "2026-11-22"
    strings:
        $ = "Ryu\x6bReadMe" ascii wide
        $ = "UNIQUE_\x49D_DO_NOT_REMOVE" ascii wide
        $ = "\\Documents and \x53ettings\\Default User\\finish" ascii wide
        $ = "\\Documents an\x64 Settings\\Default User\\sys" ascii wide
        $ = "No sy\x73tem is safe" ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 2 of them
}

rule Trousse_Family_Gandcrab
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the GandCrab ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel GandCrab"
        kind = "malware"
        severity = "high"
        reference = "https://malpedia.caad.fkie.fraunhofer.de/details/win.gandcrab"
        date = "2026-11-22"
    strings:
        $ = "GDCB-\x44ECRYPT.txt" ascii wide
        $ = "CRAB-\x44ECRYPT.txt" ascii wide
        $ = "KRAB-\x44ECRYPT" ascii wide
        $ = "---= \x47ANDCRAB V" ascii wide
        $ = "&ra\x6esom_id=" ascii wide
        $ = "pc_\x67roup=" ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 2 of them
}

rule Trousse_Family_Cuba
{
    meta:
        author = "Trousse"
        description = "program that holds the fixed words of the Cuba ransomware"
        description_fr = "programme qui contient les mots propres au rançongiciel Cuba"
        kind = "malware"
        severity = "high"
        reference = "https://www.cisa.gov/news-events/cybersecurity-advisories/aa22-335a"
        date = "2026-11-22"
    strings:
        $ = "cuba4\x69km4jakjgmk" ascii wide
        $ = "!!FAQ fo\x72 Decryption!!.txt" ascii wide
        $ = "!! RE\x41D ME !!.txt" ascii wide
        $ = "FI\x44EL.CA" ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 2 of them
}
