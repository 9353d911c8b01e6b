// Letters in brackets and words written out keep the matcher from what stands in every text.
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
        $ = /"m[a]st[e]\x72_[p]ubl[i]c_key"/ ascii wide
        $ = /"n[o]te[_]\x66i[l]e_[n][a]me"/ ascii wide
        $ = /"n[o]te[_]\x66u[l]l_[t][e]xt"/ ascii wide
        $ = /"r[u]n\x6ei[n]g_one"/ ascii wide
        $ = /["]whi\x74[e]_h[o]sts"/ ascii wide
        $ = /"n[e]\x74_[s]prea[d]"/ ascii wide
        $ = /"l[o]c\x61[l]_d[i][s]ks"/ ascii wide
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
        $ = /GE[T]_Y[O]U\x52[_]FILES[_]BA[C]K\.txt/ ascii wide
        $ = "avosj\x6fn4pfh3y7ew" ascii wide
        $ = "avos2\x66uj6olp6x36" ascii wide
        $ = /dr[i]ve[ ]%s[ ]\x74o[o]k[ ]%f s[e]co[n]ds/ ascii wide
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
        $ = /-[-]-RAG\x4eAR SECRET---/ ascii wide
        $ = /--[-]END \x52AGN K[E]Y---/ ascii wide
        $ = /--[-]BEG\x49N RAGN K[E]Y---/ ascii wide
        $ = /RA[G]N\x41[R]_L[O]CKER/ ascii wide
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
        $ = /h[o]w_to_\x64ecrypt\.hta/ ascii wide
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
        $ = /Hello[\x4b]it[t]yMutex/ ascii wide
        $ = /re[a]d_[\x6d]e_[l]kd\.txt/ ascii wide
        $ = "\\\\.\\p\x69pe\\HelloKitty" ascii wide
        $ = /re[a]d_[m]\x65_[u]nlo[c]k\.txt/ ascii wide
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
        $ = /Cl[o]p\x52eadMe[.]txt/ ascii wide
        $ = /Cl[\x6f]p\^_/ ascii wide
        $ = /CI[o]p\x52eadMe[.]txt/ ascii wide
        $ = "Dont \x57orry C|0P" ascii wide
        $ = /sa[n]ta\x74[7]kpll[t]6i[y]v/ ascii wide
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
        $ = /che[c]kA\x64minPrivilage/ ascii wide
        $ = /ch[e]ck[d]e\x6cete[S]had[o]wCopies/ ascii wide
        $ = /che[c]kdis\x61bleRecoveryMode/ ascii wide
        $ = /che[c]kdel\x65teBackupCatalog/ ascii wide
        $ = /dr[o]pp[e]d\x4d[e]ss[a]geT[e]xtbox/ ascii wide
        $ = /enc[r]y\x70tionAesRsa/ ascii wide
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
        $ = /[1]Mz71[5]3HMux\x58TuR2R1t7[8]mGSdzaAtNbBWX/ ascii wide
        $ = /wowsmith123[4]56@\x70osteo\.net/ ascii wide
        $ = "CHKDSK i\x73 repairing sector" ascii wide
        $ = /Oo[o]ps, you[r] i[\x6d]po[r]ta[n]t fil[e]s are en[c]ry[p]ted/ ascii wide
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
        $ = /Su[p]e\x72[B]ack[u]pMan/ ascii wide
        $ = /HOW TO R[E]\x53T[O]RE YOUR FILES[.]TXT/ ascii wide
        $ = /mai[n]\.\x65ncryptFile/ ascii wide
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
        $ = /"n[b]o[d]y":/ ascii
        $ = /["]wfld["]:/ ascii
        $ = "\"svc\":" ascii
        $ = /"p[r]c":/ ascii
        $ = "\"wht\":" ascii
        $ = /"s[u]b":/ ascii
        $ = /["]pid"[:]/ ascii
        $ = "\"exp\":" ascii
    condition:
        filesize < 64MB and 7 of them
}
