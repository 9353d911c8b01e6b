// Letters in brackets and words written out keep the matcher from what stands in every text.
// Programs with few honest uses in a practice: passwords, network surveys, protection killers.
// One letter of the best known words stands in brackets so that this file is not itself taken for a threat.

rule Trousse_Tool_Password_Theft
{
    meta:
        author = "Trousse"
        description = "program that takes passwords from the memory of Windows"
        description_fr = "programme qui prend les mots de passe dans la mémoire de Windows"
        kind = "malware"
        severity = "high"
        reference = "https://attack.mitre.org/software/S0002/"
        date = "2026-10-01"
    strings:
        $ = /s[\x65]kurlsa(::|\\)logonpasswords/ ascii wide nocase
        $ = /l\x73[a]du[m]p::(sam|secrets|dcsync|lsa)/ ascii wide nocase
        $ = /g\x65[n]ti[l]kiwi/ ascii wide
        $ = /m\x69m\x69k\x61tz/ ascii wide nocase
        $ = /m\x69m\x69(drv|lib)\.(sys|dll)/ ascii wide nocase
        $ = /k[\x75]hl_m_[a-z]{3,12}_/ ascii wide
        $ = /Kiwi[A]nd[R]\x65g[i]st[r]yTools/ ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 2 of them
}

rule Trousse_Tool_Saved_Passwords
{
    meta:
        author = "Trousse"
        description = "program that lists saved passwords"
        description_fr = "programme qui liste les mots de passe enregistrés"
        kind = "tool"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1555/"
        date = "2026-10-01"
    strings:
        $lazagne = /l\x61zagn[e]\.(softwares|config)/ ascii
        $browser = "WebBrowserPassView" ascii wide
        $mail = "Mail PassView" ascii wide
        $credentials = "CredentialsFileView" ascii wide
        $network = /Ne[t]wo[r]k Pa[s]sw[o]rd Re[c]ov[e]ry/ ascii wide
        $vault = "VaultPasswordView" ascii wide
        $remote = /Re[m]ot[e] D[e]skt[o]p Pa[s]sV[i]ew/ ascii wide
        $nirsoft = "NirSoft" ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550
        and ($lazagne or ($nirsoft and any of ($browser, $mail, $credentials, $network, $vault, $remote)))
}

rule Trousse_Tool_Network_Survey
{
    meta:
        author = "Trousse"
        description = "program that lists the machines and shares of the network"
        description_fr = "programme qui liste les postes et les partages du réseau"
        kind = "tool"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1046/"
        date = "2026-10-01"
    strings:
        $famatech1 = /Ad[v]an[c]ed [I]P Sc[a]nn[e]r/ ascii wide
        $famatech2 = /Ad[v]an[c]ed Port Scanner/ ascii wide
        $famatech3 = /Famat[e]ch Corp/ ascii wide
        $softperfect1 = /Sof[t]Perfect Network Scanner/ ascii wide
        $softperfect2 = /So[f]tP[e]rf[e]ct[ ]Pty Ltd/ ascii wide
        $angry = /ne[t]\/az[i]b\/ipscan/ ascii
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550
        and (($famatech3 and any of ($famatech1, $famatech2)) or all of ($softperfect*) or $angry)
}

rule Trousse_Tool_Directory_Survey
{
    meta:
        author = "Trousse"
        description = "program that lists the accounts and machines of a Windows domain"
        description_fr = "programme qui liste les comptes et les postes d'un domaine Windows"
        kind = "tool"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1087/002/"
        date = "2026-10-01"
    strings:
        $adfind1 = /A[\x64]F[i]n[d] (V01\.|V02\.)[0-9]{2}/ ascii wide nocase
        $adfind2 = "joe@joeware.net" ascii wide nocase
        $hound1 = /Sh\x61[r]pHound/ ascii wide
        $hound2 = /Bl\x6fo[d]Hound/ ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and (all of ($adfind*) or all of ($hound*))
}

rule Trousse_Tool_Protection_Killer
{
    meta:
        author = "Trousse"
        description = "program that can end protected programs; attackers use it against antivirus"
        description_fr = "programme qui peut arrêter des logiciels protégés ; les attaquants s'en servent contre l'antivirus"
        kind = "tool"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1562/001/"
        date = "2026-10-01"
    strings:
        $hacker = /Pr[o]ces[s]Hacker/ ascii wide fullword
        $hacker2 = "KProcessHacker" ascii wide
        $gmer = "GMER" ascii wide fullword
        $gmer2 = "www.gmer.net" ascii wide
        $unlocker = /I[O]bit Unl[o]ck[e]r/ ascii wide
        $hunter = /PCH\x75nter(32|64)/ ascii wide
        $tool = /P[\x6f]werTool(32|64|Driver)/ ascii wide nocase
        $control = /(Defen[d]er C\x6fntrol|[d]Control) v[0-9]/ ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550
        and (all of ($hacker*) or all of ($gmer*) or $unlocker or $hunter or $tool or $control)
}

rule Trousse_Tool_Kills_Many_Protections
{
    meta:
        author = "Trousse"
        description = "program holding the names of the programs of many antivirus makers"
        description_fr = "programme qui contient les noms des logiciels de nombreux antivirus"
        kind = "malware"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1562/001/"
        date = "2026-10-01"
    strings:
        $ = /Ms[M]pEn[g]\.exe/ ascii wide nocase
        $ = /Se[n]ti[n]el[A]gen[t]\.exe/ ascii wide nocase
        $ = /CS[F]al[c]on[S]er[v]ic[e]\.exe/ ascii wide nocase
        $ = /So[p]ho[s]F[S]\.exe/ ascii wide nocase
        $ = /SE[D]Se[r]vic[e]\.exe/ ascii wide nocase
        $ = "ekrn.exe" ascii wide nocase fullword
        $ = /bdservicehost[.]exe/ ascii wide nocase
        $ = /avg[s]vc\.exe/ ascii wide nocase
        $ = /Avast[S]vc\.exe/ ascii wide nocase
        $ = /MB[A]MS[e]rv[i]c[e]\.exe/ ascii wide nocase
        $ = "ccSvcHst.exe" ascii wide nocase
        $ = /Tm[L]is[t]e[n]\.exe/ ascii wide nocase
        $ = /xagt[.]exe/ ascii wide nocase fullword
        $ = /Cylance[S]vc\.exe/ ascii wide nocase
        $ = /Huru[k]ai[A]ge[n]t\.[e]xe/ ascii wide nocase
        $end = /Te[r]mi[n]at[e]Process/ ascii
        $end2 = "ZwTerminateProcess" ascii
        $driver = /Dev[i]ceIoControl/ ascii
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and filesize < 8MB
        and any of ($end*) and $driver and 10 of them
}
