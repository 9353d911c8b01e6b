// Letters in brackets and words written out keep the matcher from what stands in every text.
// Programs of an intrusion: remote control kits, password thieves, what they leave behind.

rule Trousse_Intrusion_Beacon_Settings
{
    meta:
        author = "Trousse"
        description = "settings of a Cobalt Strike beacon, a remote control kit of attackers"
        description_fr = "réglages d'un agent Cobalt Strike, outil de prise de contrôle des attaquants"
        kind = "malware"
        severity = "high"
        reference = "https://attack.mitre.org/software/S0154/"
        date = "2026-11-22"
    strings:
        // The first three settings, plain and under the two keys of the default builds.
        $plain = { 0? 01 0? 01 0? 02 0? ?? 0? 02 0? 01 0? 02 ?? ?? 0? 03 00 02 00 04 }
        $key3 = { 69 68 6? 68 6? 6B 69 ?? 69 6B 6? 68 6? 6B ?? ?? 6? 6A 69 6B 69 6D }
        $key4 = { 2E 2F 2? 2F 2E 2C 2E ?? 2E 2C 2E 2F 2E 2C ?? ?? 2E 2D 2E 2C 2E 2A }
    condition:
        filesize < 64MB and any of ($key*) or (uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and $plain)
}

rule Trousse_Intrusion_Shellcode_Stager
{
    meta:
        author = "Trousse"
        description = "first stage of a remote control kit (Metasploit, Cobalt Strike)"
        description_fr = "premier étage d'un outil de prise de contrôle (Metasploit, Cobalt Strike)"
        kind = "malware"
        severity = "high"
        reference = "https://attack.mitre.org/software/S0681/"
        date = "2026-11-22"
    strings:
        // How the published stagers find the functions of Windows.
        $x64 = { FC 48 83 E4 F0 E8 ( C0 | C8 | CC ) 00 00 00 41 51 41 50 52 [0-2] 51 [0-2] 56 48 31 D2 }
        $x86 = { FC E8 ( 82 | 86 | 89 | 8F ) 00 00 00 60 [1-3] 31 D2 [0-2] 64 8B 52 [1] 8B 52 0C }
    condition:
        filesize < 64MB and any of them
}

rule Trousse_Intrusion_Stager_Coded
{
    meta:
        author = "Trousse"
        description = "script that carries the first stage of a remote control kit in coded form"
        description_fr = "script qui transporte sous forme codée le premier étage d'un outil de prise de contrôle"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/software/S0681/"
        date = "2026-11-22"
    strings:
        $b64x64 = /\/\x45iD5PDo[wyz][AQg]AAAEFRQVB/ ascii wide
        $b64x86 = /\/\x4fi[CJP][A-Za-z0-9]{0,1}AAAAY[I]n[l]MdJk/ ascii wide
        $list64 = /0xfc,[ \t]*0x[4]8,[ \t]*0x[8]3,[ \t]*0x[e]4,[ \t]*0xf0,[ \t]*0x\x658/ ascii wide nocase
        $list86 = /[0]xfc,[ \t]*0x[e]8,[ \t]*0x8[0-9a-f],[ \t]*0x0{1,2},[ \t]*0x0{1,2},[ \t]*0x0{1,2},[ \t]*0x[6]0/ ascii wide nocase
    condition:
        filesize < 16MB and any of them
}

rule Trousse_Intrusion_Remote_Kit
{
    meta:
        author = "Trousse"
        description = "program of a published remote control kit (Sliver, Meterpreter, Merlin, Havoc, Brute Ratel)"
        description_fr = "programme d'un outil de prise de contrôle publié (Sliver, Meterpreter, Merlin, Havoc, Brute Ratel)"
        kind = "malware"
        severity = "high"
        reference = "https://attack.mitre.org/software/S0633/"
        date = "2026-11-22"
    strings:
        $s1 = /b\x69shopf[o]x\/sliver\/(protobuf|implant)/ ascii
        $s2 = /sl[\x69]ve[r]pb\.(\*|Envelope|Register)/ ascii
        $m1 = /\x00m[\x65]ts[r]v\.(x64\.|x86\.)?dl[l]\x00/ ascii
        $m2 = /m\x65ts[r]v\.dll[^\xff]{0,64}R\x65flectiveLoader/ ascii
        $n = /N\x65[0]nd0[g]\/merlin(-agent)?\// ascii
        $h = /\x00d\x65mon\.x64\.(dll|exe)\x00/ ascii
        $b = /\x00b\x61dg[e]r_(x64|dll)[^\x00]{0,24}\.(dll|exe|bin)\x00/ ascii
    condition:
        (uint16(0) == 0x5A4D or uint32(0) == 0x464C457F) and any of them
}

rule Trousse_Intrusion_Remote_Trojan
{
    meta:
        author = "Trousse"
        description = "program of a widespread remote control trojan (Remcos, AsyncRAT, Quasar, SystemBC, njRAT)"
        description_fr = "programme d'un cheval de Troie de prise de contrôle répandu (Remcos, AsyncRAT, Quasar, SystemBC, njRAT)"
        kind = "malware"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1219/"
        date = "2026-11-22"
    strings:
        $r1 = /R[\x65]mcos[_]Mutex[_]Inj/ ascii wide
        $r2 = /Br[\x65]aki[n]gSecuri[t]y\.[n]et/ ascii wide
        $r3 = /R[\x65]mcos Agent initialized/ ascii wide nocase
        $a1 = /As\x79[n]cClient/ ascii wide
        $a2 = "Pastebin" ascii wide
        $a3 = /An[t]i[_]Process/ ascii wide
        $a4 = "Hwid" ascii wide
        $a5 = /S\x65[r]ve[r]s[i]gnature/ ascii wide
        $q1 = /Qu\x61sa[r]\.Client\./ ascii wide
        $q2 = /Qu\x61s[a]r\.[C]ommon[.]Messages/ ascii wide
        $b1 = /B\x45GINDATA\x00/ ascii
        $b2 = /HOST[1]:/ ascii
        $b3 = /HOST[2]:/ ascii
        $n1 = /\|\x27\|\x27\|/ wide
        $n2 = /ne[t]sh f\x69[r]ew[a]ll add all[o]wedprogram/ wide
        $n3 = /cmd\.exe \/c p\x69ng 0 -n 2 & del/ wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550
        and (2 of ($r*) or ($a1 and 2 of ($a2, $a3, $a4, $a5)) or all of ($q*) or all of ($b*) or 2 of ($n*))
}

rule Trousse_Intrusion_Password_Dumper
{
    meta:
        author = "Trousse"
        description = "program that copies the passwords held in the memory of Windows (nanodump and others)"
        description_fr = "programme qui copie les mots de passe gardés en mémoire par Windows (nanodump et autres)"
        kind = "malware"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1003/001/"
        date = "2026-11-22"
    strings:
        $n1 = /n[a]no[d]\x75mp/ ascii wide nocase
        $n2 = /(l[s]a\x73[s]\.exe|l[s]a\x73[s]\.dmp|min\x69[d]um[p])/ ascii wide nocase
        $h1 = /h\x61[n]dl[e]katz/ ascii wide nocase
        $d1 = /d[\x75]mpert/ ascii wide nocase
        $d2 = /Outfl\x61nk/ ascii wide
        $s1 = /Sh\x61[r]pDPA[P]I\./ ascii wide
        $s2 = /Sh\x61[r]pDump/ ascii wide
        $s3 = /S\x61[f]e[t]yKatz/ ascii wide
        $r1 = /R[\x75]beus[.](Commands|lib)/ ascii wide
        $p1 = /\bpyp\x79katz\b/ ascii
        $p2 = /_ME[I]PASS/ ascii
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550
        and (all of ($n*) or $h1 or all of ($d*) or any of ($s*) or $r1 or all of ($p*))
}

rule Trousse_Intrusion_Password_Memory
{
    meta:
        author = "Trousse"
        description = "copy of the memory where Windows holds its passwords"
        description_fr = "copie de la mémoire où Windows garde ses mots de passe"
        kind = "malware"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1003/001/"
        date = "2026-11-22"
    strings:
        $process = /\\l\x73ass\.exe\x00/ wide nocase
        $module = /\\l\x73asrv\.dll\x00/ wide nocase
    condition:
        uint32(0) == 0x504D444D and all of them
}

rule Trousse_Intrusion_Safe_Mode
{
    meta:
        author = "Trousse"
        description = "program that restarts Windows in safe mode, where the antivirus sleeps"
        description_fr = "programme qui redémarre Windows en mode sans échec, où l'antivirus dort"
        kind = "malware"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1562/009/"
        date = "2026-11-22"
    strings:
        $boot = /bcd\x65dit(\.exe)?["\x27]?[ \t]+[\/-]set[ \t]+[^\x00\r\n]{0,24}safeb\x6fot[ \t]+(network|minimal)/ ascii wide nocase
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and $boot
}

rule Trousse_Intrusion_Wipes_Free_Space
{
    meta:
        author = "Trousse"
        description = "program that wipes the free space so that nothing can be brought back"
        description_fr = "programme qui efface l'espace libre pour que rien ne soit récupérable"
        kind = "malware"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1485/"
        date = "2026-11-22"
    strings:
        $wipe = /c\x69[p]her(\.exe)?["\x27]?[ \t]+\/w:["\x27]?([a-z]:|%)/ ascii wide nocase
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and $wipe
}

rule Trousse_Intrusion_Stops_Virtual_Machines
{
    meta:
        author = "Trousse"
        description = "program or script that stops every virtual machine and removes their snapshots"
        description_fr = "programme ou script qui arrête toutes les machines virtuelles et retire leurs instantanés"
        kind = "malware"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1489/"
        date = "2026-11-22"
    strings:
        $c1 = /es[x]cl\x69[ \t][^\x00\r\n]{0,40}vm p[r]oc[e]ss k\x69[l]l/ ascii nocase
        $c2 = /vi[m]-c[\x6d]d vms[v]c\/snapshot\.rem\x6fveall/ ascii nocase
        $c3 = /vi[m]-c[\x6d]d vms[v]c\/power\.\x6fff/ ascii nocase
        $c4 = /es[x]cl\x69[ \t][^\x00\r\n]{0,60}vm p[r]oc[e]ss li[s]t[^\x00\r\n]{0,20}\|[ \t]*awk/ ascii nocase
        $lock1 = /e[n]cr\x79pt/ ascii nocase
        $lock2 = /(r\x61[n]s[o]mware|r\x61[n]s[o](m_note|m no[t]e|mnote|m-note|m\.txt|m\.html|m dem[a]nd|m !|m!)|pay[^\r\n\x00]{0,20} r[\x61]ns[o]m|r\x61[n]so[m][^\r\n\x00]{0,24}pay)/ ascii nocase
        $lock3 = ".onion" ascii nocase
        $lock4 = /[c]hattr -i/ ascii nocase
        $lock5 = "motd" ascii nocase
        $prose1 = "```" ascii
        $prose2 = /[<]\/code>/ ascii
        $prose3 = /l[o]gsource[:]/ ascii
    condition:
        filesize < 32MB and 2 of ($c*) and any of ($lock*) and not any of ($prose*)
}

rule Trousse_Intrusion_Directory_Output
{
    meta:
        author = "Trousse"
        description = "map of a Windows domain written by SharpHound"
        description_fr = "carte d'un domaine Windows écrite par SharpHound"
        kind = "script"
        severity = "medium"
        reference = "https://attack.mitre.org/software/S0521/"
        date = "2026-11-22"
    strings:
        $meta = /"m[e]ta"[ ]?:[ ]?\{[^}]{0,120}"[t]ype"[ ]?:[ ]?"(computers|users|groups|domains|sessions|gpos|ous|containers)"/ ascii
        $id = /"O[b]j[e]ctIdentifi[\x65]r"/ ascii
    condition:
        (uint8(0) == 0x7B or uint32(0) == 0x7BBFBBEF) and filesize < 64MB and all of them
}
