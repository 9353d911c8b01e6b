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
        $ = /s\x65kurlsa(::|\\)logonpasswords/ ascii wide nocase
        $ = /l\x73adump::(sam|secrets|dcsync|lsa)/ ascii wide nocase
        $ = /g\x65ntilkiwi/ ascii wide
        $ = /m\x69m\x69k\x61tz/ ascii wide nocase
        $ = /m\x69m\x69(drv|lib)\.(sys|dll)/ ascii wide nocase
        $ = /k\x75hl_m_[a-z]{3,12}_/ ascii wide
        $ = /KiwiAndR\x65gistryTools/ ascii wide
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
        $lazagne = /l\x61zagne\.(softwares|config)/ ascii
        $browser = "WebBrowserPassView" ascii wide
        $mail = "Mail PassView" ascii wide
        $credentials = "CredentialsFileView" ascii wide
        $network = "Network Password Recovery" ascii wide
        $vault = "VaultPasswordView" ascii wide
        $remote = "Remote Desktop PassView" ascii wide
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
        $famatech1 = "Advanced IP Scanner" ascii wide
        $famatech2 = "Advanced Port Scanner" ascii wide
        $famatech3 = "Famatech Corp" ascii wide
        $softperfect1 = "SoftPerfect Network Scanner" ascii wide
        $softperfect2 = "SoftPerfect Pty Ltd" ascii wide
        $angry = "net/azib/ipscan" ascii
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
        $adfind1 = /A\x64Find V[0-9]{2}\.[0-9]{2}/ ascii wide nocase
        $adfind2 = "joe@joeware.net" ascii wide nocase
        $hound1 = /Sh\x61rpHound/ ascii wide
        $hound2 = /Bl\x6fodHound/ ascii wide
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
        $hacker = "ProcessHacker" ascii wide fullword
        $hacker2 = "KProcessHacker" ascii wide
        $gmer = "GMER" ascii wide fullword
        $gmer2 = "www.gmer.net" ascii wide
        $unlocker = "IObit Unlocker" ascii wide
        $hunter = /PCH\x75nter(32|64)/ ascii wide
        $tool = /P\x6fwerTool(32|64|Driver)/ ascii wide nocase
        $control = /(Defender C\x6fntrol|dControl) v[0-9]/ ascii wide
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
        $ = "MsMpEng.exe" ascii wide nocase
        $ = "SentinelAgent.exe" ascii wide nocase
        $ = "CSFalconService.exe" ascii wide nocase
        $ = "SophosFS.exe" ascii wide nocase
        $ = "SEDService.exe" ascii wide nocase
        $ = "ekrn.exe" ascii wide nocase fullword
        $ = "bdservicehost.exe" ascii wide nocase
        $ = "avgsvc.exe" ascii wide nocase
        $ = "AvastSvc.exe" ascii wide nocase
        $ = "MBAMService.exe" ascii wide nocase
        $ = "ccSvcHst.exe" ascii wide nocase
        $ = "TmListen.exe" ascii wide nocase
        $ = "xagt.exe" ascii wide nocase fullword
        $ = "CylanceSvc.exe" ascii wide nocase
        $ = "HurukaiAgent.exe" ascii wide nocase
        $end = "TerminateProcess" ascii
        $end2 = "ZwTerminateProcess" ascii
        $driver = "DeviceIoControl" ascii
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and filesize < 8MB
        and any of ($end*) and $driver and 10 of them
}
