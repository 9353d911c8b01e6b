// Letters in brackets and words written out keep the matcher from what stands in every text.
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
        $ = /rh[y]si[\x64]af[o]hr[h]yy2a/ ascii wide
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
        $ = /H[O]W TO \x42A[C]K FIL[E]S\.[t]xt/ ascii wide
        $ = /Ta[r]g\x65[t]Inf[o]\.txt/ ascii wide
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
        $ = /READM[\x45]-RECOVER-/ ascii wide
        $ = /Your netwo[r]\x6b\/system was encrypted/ ascii wide
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
        $ = /I[N]C-\x52EADME\.txt/ ascii wide
        $ = "\\INC En\x63ryptor\\Release\\" ascii wide
        $ = /Lo[a]d h\x69dden dri[v]es / ascii wide
        $ = /En[c]r[y]pt o[n]\x6cy sp[e]ci[f]ied d[i]re[c]to[r]y/ ascii wide
        $ = "incpa\x79kabjqc2mtd" ascii wide
        $ = /--[s]t[o]\x70-pr[o]cesses/ ascii wide
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
        $ = /cAcT[u]\x53\.[r]ea[d]me[.]txt/ ascii wide
        $ = /C[a]CtU\x73[.]ReAdM[e]\.txt/ ascii wide
        $ = "C:\\Progr\x61mData\\ntuser.dat" ascii wide
        $ = /so[n]ar[\x6d]sn[g]5v[z]wqez/ ascii wide
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
        $ = /bianl\x69anl[b]c5an[4]k/ ascii wide
        $ = /Lo[o]k at t\x68[i]s ins[t]ru[c]ti[o]n\.[t]xt/ ascii wide
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
        $ = /WNc[\x72]y@2ol7/ ascii wide
        $ = /ta[s]k\x73[c]h[e]\.exe/ ascii wide
        $ = /iuqerfso[d]p9if\x6aaposdfjhgosurijfaewrwergwea/ ascii wide
        $ = "msg/m_\x66rench.wnry" ascii wide
        $ = /@WanaD\x65crypto[r]@\.[e]xe/ ascii wide
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
        $ = /Ry[u]\x6bReadMe/ ascii wide
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
        $ = /GD[C]B-\x44ECRYPT\.txt/ ascii wide
        $ = /CR[A]B-\x44ECRYPT\.txt/ ascii wide
        $ = /KRAB[-]\x44ECRYPT/ ascii wide
        $ = /-[-]-= \x47[A]ND[C]RAB V/ ascii wide
        $ = /&ra\x6esom_id[=]/ ascii wide
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
        $ = /cu[b]a4[\x69]km[4]ja[k]jgmk/ ascii wide
        $ = /[!]!FAQ fo\x72 Decryption[!]!\.[t]xt/ ascii wide
        $ = "!! RE\x41D ME !!.txt" ascii wide
        $ = /FI[\x44]E[L]\.CA/ ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 2 of them
}
