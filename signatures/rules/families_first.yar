// Letters in brackets and words written out keep the matcher from what stands in every text.
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
        $ = /Lo[c]kBi\x74 2\.0 Ransom/ ascii wide
        $ = "LockBit_\x52ansomware.hta" ascii wide
        $ = /lockb\x69tapt[6]vx57t/ ascii wide
        $ = /lo[c]kb\x69tapt[2]d7[3]kr/ ascii wide
        $ = /SOFTW\x41R[E]\\LockBit/ ascii wide
        $ = /~~~ Lo[c]k\x42it 3\.0 the world/ ascii wide
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
        $ = /lock\x65r[:]:core::/ ascii wide
        $ = /enabl[e]_\x65[s]xi[_]vm_kill/ ascii wide
        $ = /st[r][i]ct_\x69[n]cl[u]de[_]pa[t]hs/ ascii wide
        $ = /dr[o]p-dra\x67-and-drop-target/ ascii wide
        $ = /no[-]pr[\x6f]p-servers/ ascii wide
        $ = /no[t]e_[\x73]hort[_]text/ ascii wide
        $ = /en[a]bl[e]_\x73[e]lf[_]prop[a]gation/ ascii wide
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
        $ = /cont\x69[_]v3\.dll/ ascii wide
        $ = /\\co\x6eti_[v]3\\/ ascii wide
        $ = /CONT\x49[_]L[O]G\.txt/ ascii wide
        $ = /kjsid\x75gidf[9]94[3]9/ ascii wide
        $ = /hs[f]juu[k]j\x7alo[q]u2[8]oa[j]h7[2]71[9]0/ ascii wide
        $ = /conti\x72e[c]j4hbzmyz/ ascii wide
        $ = /sh[a]d[o]wcopy \x77here "[I]D=[']%s[']" delete/ ascii wide
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
        $ = /[a]kira[_]\x72eadm[e]\.txt/ ascii wide
        $ = /[-]-enc\x72yption_path/ ascii wide
        $ = /[-]-sh\x61re_file/ ascii wide
        $ = /[-]-encr\x79ption_percent/ ascii wide
        $ = /akira[\x6c]2i[z]6a[7]qgd3/ ascii wide
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
        $ = /[-]-Admin Is\x4eotAutoStart IsNotTask/ ascii wide
        $ = "SystemID\\P\x65rsonalID.txt" ascii wide
        $ = /5d[2]86[0]\x6389d[7]74[.]jpg/ ascii wide
        $ = /del\x73el[f]\.bat/ ascii wide
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
        $ = /B[A]BU\x4b LOC[K]ER/ ascii wide
        $ = /ch[o]un[g] d[o]n\x67[ ]lo[o]ks l[i]ke hot dog/ ascii wide
        $ = "ecdh_\x70ub_k.bin" ascii wide
        $ = /Us[a]g[e]:%s \/\x70a[t]h\/[t]o\/[b]e\/[e]nc[r]yp[t]ed/ ascii wide
        $ = /Do[e]sn[']t e\x6ec[r][y]pted files[:] %d/ ascii wide
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
        $ = /googl[e]\.\x63o[m]\/encryptor/ ascii wide
        $ = /hivel\x65akdbt[n]p76u/ ascii wide
        $ = /hi[v]ec[\x75]st[6]vhekztb/ ascii wide
        $ = /encrypto[r]\.\(\*\x41pp\)\.ExportKeys/ ascii wide
        $ = /encrypto[r]\.\([*]\x41pp[)]\.KillProcesses/ ascii wide
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
        $ = /[f]kdj\x73ada[s]d\.[i]co/ ascii wide
        $ = /dlaks\x6ado[i]wq\.jpg/ ascii wide
        $ = /ds[a]\x6adha[s]\.0/ ascii wide
        $ = /st[n]ii[\x6f]m[y]jlii[m]cgk/ ascii wide
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
        $ = /w[e]g7s\x64[x]54[b]evnvul/ ascii wide
        $ = /sy[s]tem were \x68it by R[o]yal r[a]ns[o]mware/ ascii wide
        $ = /RE[A]DM[E]\.\x42[l]a[c]kSui[t]\.txt/ ascii wide
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
        $ = /\{8[7]61ABBD-7[F]85[-]42\x45E-[B]27[2]-A[7]61[7]968[7]C63\}/ ascii wide
        $ = /\[L[O]CKE\x52[\]] Is running/ ascii wide
        $ = /\[L[O]CKER[\]] \x49nit cryptor/ ascii wide
        $ = /\[L[O]CKE\x52[\]] Lock drive/ ascii wide
        $ = /\[L[O]CK[E]R\][ ]\x50ut ID to HTM[L]-c[o]de/ ascii wide
        $ = "\\Medu\x73aLockerInfo\\" ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 2 of them
}
