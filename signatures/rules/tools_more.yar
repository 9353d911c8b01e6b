// Letters in brackets and words written out keep the matcher from what stands in every text.
// More programs that are honest in some hands: facts, not accusations.

rule Trousse_Tool_Remote_Support
{
    meta:
        author = "Trousse"
        description = "remote support program (Supremo, DWAgent, UltraViewer, Ammyy, Remote Utilities, Radmin, LogMeIn, Zoho Assist, HopToDesk)"
        description_fr = "programme d'assistance à distance (Supremo, DWAgent, UltraViewer, Ammyy, Remote Utilities, Radmin, LogMeIn, Zoho Assist, HopToDesk)"
        kind = "tool"
        severity = "low"
        reference = "https://attack.mitre.org/techniques/T1219/"
        date = "2026-11-22"
    strings:
        $ = /Nanosy\x73tems [S]\.r\.l\./ ascii wide
        $ = /[D]WAge\x6et Service/ ascii wide
        $ = /D[u]cFab\x75lous Co,[L]td/ ascii wide
        $ = /Am[m]\x79y LLC/ ascii wide
        $ = /R[e]mote \x55tilities LLC/ ascii wide
        $ = /Ra[d]m\x69n Ser[v]er/ ascii wide
        $ = /L[o]gM\x65I[n], Inc[.]/ ascii wide
        $ = "Zoh\x6f Assist" ascii wide
        $ = "Hop\x54oDesk" ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and any of them
}

rule Trousse_Tool_Remote_Management
{
    meta:
        author = "Trousse"
        description = "agent of a remote management service (Syncro, N-able, PDQ Connect, Tactical RMM, Fleetdeck, Tailscale)"
        description_fr = "agent d'un service d'administration à distance (Syncro, N-able, PDQ Connect, Tactical RMM, Fleetdeck, Tailscale)"
        kind = "tool"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1219/"
        date = "2026-11-22"
    strings:
        $ = /Se[r]v\x61b[l]y, I[n]c\./ ascii wide
        $ = "BAS\x75pSrvc" ascii wide
        $ = "PDQ.co\x6d Corporation" ascii wide
        $ = /gi[t]hu[b]\.c[o]\x6d\/[a]mi[d]awar[e]\/rmmagent/ ascii wide
        $ = /flee\x74de[c]k\.io/ ascii wide
        $ = /tailscal[e]\.\x63[o]m\/cm[d]\/tailscaled/ ascii wide
    condition:
        (uint16(0) == 0x5A4D or uint32(0) == 0x464C457F) and any of them
}

rule Trousse_Tool_Plink
{
    meta:
        author = "Trousse"
        description = "plink or PuTTY: connections, also tunnels, to another machine"
        description_fr = "plink ou PuTTY : connexions, y compris des passages, vers une autre machine"
        kind = "tool"
        severity = "low"
        reference = "https://attack.mitre.org/techniques/T1572/"
        date = "2026-11-22"
    strings:
        $ = /S[i]mo\x6e Tat[h]am/ ascii wide
        $plink = /Pli[n]k: c[o]mm[a]nd[-]li[n]e con[n]ec[t]ion u[t]il[i]ty/ ascii
        $name = /PuTTY s[u]ite/ ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 2 of them
}

rule Trousse_Tool_Reverse_Tunnel
{
    meta:
        author = "Trousse"
        description = "program that opens a way back into the network (GOST, Stowaway, revsocks, LocalXpose, gsocket, rathole)"
        description_fr = "programme qui ouvre un retour vers le réseau (GOST, Stowaway, revsocks, LocalXpose, gsocket, rathole)"
        kind = "tool"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1090/"
        date = "2026-11-22"
    strings:
        $ = /githu[b]\.c[\x6f]m\/[g]inuer[z]h\/gost/ ascii
        $ = "github.\x63om/go-gost/" ascii
        $ = /githu[b]\.c\x6f[m]\/kost\/revsocks/ ascii
        $ = /lo\x63[l]x\.io/ ascii
        $ = "GSOC\x4bET_SECRET" ascii
        $ = /Stowaw[a]\x79\/agent\/initial/ ascii
    condition:
        (uint16(0) == 0x5A4D or uint32(0) == 0x464C457F) and any of them
}

rule Trousse_Tool_Filezilla
{
    meta:
        author = "Trousse"
        description = "FileZilla, sends files to a server"
        description_fr = "FileZilla, envoi de fichiers vers un serveur"
        kind = "tool"
        severity = "low"
        reference = "https://attack.mitre.org/techniques/T1048/"
        date = "2026-11-22"
    strings:
        $ = /Fil[e]Zi\x6cla FTP Cli[e]nt/ ascii wide
        $ = "Tim \x4bosse" ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and all of them
}

rule Trousse_Tool_Restic
{
    meta:
        author = "Trousse"
        description = "restic, a backup program that attackers also use to carry folders away"
        description_fr = "restic, logiciel de sauvegarde que des attaquants emploient aussi pour emporter des dossiers"
        kind = "tool"
        severity = "low"
        reference = "https://attack.mitre.org/techniques/T1567/002/"
        date = "2026-11-22"
    strings:
        $path = /githu[b]\.c[o]m\/[r]est[i]c\/restic\/internal\// ascii
        $command = /re[s]t[i]c\/cm[d]\/r[e]stic/ ascii
    condition:
        (uint16(0) == 0x5A4D or uint32(0) == 0x464C457F) and all of them
}

rule Trousse_Tool_Cloud_Copy
{
    meta:
        author = "Trousse"
        description = "program that copies folders to an online storage (AzCopy, s5cmd)"
        description_fr = "programme qui copie des dossiers vers un stockage en ligne (AzCopy, s5cmd)"
        kind = "tool"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1567/002/"
        date = "2026-11-22"
    strings:
        $ = /gi[t]hu[b]\.c[o]m\/[A]\x7au[r]e\/[a]zu[r]e-[s]to[r]ag[e]-[a]zcopy/ ascii
        $ = "github.\x63om/peak/s5cmd" ascii
    condition:
        (uint16(0) == 0x5A4D or uint32(0) == 0x464C457F) and any of them
}

rule Trousse_Tool_Share_Survey
{
    meta:
        author = "Trousse"
        description = "program that lists the shared folders of a whole network (SharpShares, Snaffler, ShareFinder)"
        description_fr = "programme qui liste les dossiers partagés de tout un réseau (SharpShares, Snaffler, ShareFinder)"
        kind = "tool"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1135/"
        date = "2026-11-22"
    strings:
        $ = /Sh\x61[r]pShares/ ascii wide
        $ = /S[n]\x61f[f]l[e]r(\.exe|\.pdb)/ ascii wide nocase
        $ = /Sn[\x61]f[f]Core/ ascii wide
        $ = /Sn[\x61]f[f]Con/ ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and any of them
}

rule Trousse_Tool_Domain_Audit
{
    meta:
        author = "Trousse"
        description = "PingCastle or another audit of a Windows domain"
        description_fr = "PingCastle ou un autre audit d'un domaine Windows"
        kind = "tool"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1482/"
        date = "2026-11-22"
    strings:
        $ = /Pi[n]gC[a]s\x74[l]e\.[H]eal[t]hche[c]k/ ascii wide
        $ = /Pi[n]g\x43astle[.]exe/ ascii wide
        $ = /Ne[t]wr[i]\x78 Pi[n]gCastle/ ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and any of them
}

rule Trousse_Tool_Network_Attack
{
    meta:
        author = "Trousse"
        description = "program that tries passwords and runs commands on a whole network (CrackMapExec, NetExec, Evil-WinRM, Kerbrute)"
        description_fr = "programme qui essaie des mots de passe et lance des commandes sur tout un réseau (CrackMapExec, NetExec, Evil-WinRM, Kerbrute)"
        kind = "tool"
        severity = "high"
        reference = "https://attack.mitre.org/software/S0488/"
        date = "2026-11-22"
    strings:
        $ = /cr\x61[c]kmapexec/ ascii
        $ = /n[x]c\.protocols\.sm\x62/ ascii
        $ = /r\x6fpn[o]p\/kerbrute/ ascii
        $ = /ev\x69[l]-winrm/ ascii
    condition:
        (uint16(0) == 0x5A4D or uint32(0) == 0x464C457F) and any of them
}

rule Trousse_Tool_Rootkit_Remover
{
    meta:
        author = "Trousse"
        description = "program that removes protected drivers, used against the antivirus (TDSSKiller, System Informer, Revo, YDArk)"
        description_fr = "programme qui retire des pilotes protégés, employé contre l'antivirus (TDSSKiller, System Informer, Revo, YDArk)"
        kind = "tool"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1562/001/"
        date = "2026-11-22"
    strings:
        $t1 = /TDS[S]Killer/ ascii wide
        $t2 = "Kaspersky" ascii wide
        $s1 = /Sy[s]t[e]mInformer/ ascii wide fullword
        $s2 = "\\Device\\KSystemInformer" ascii wide
        $y1 = /YDA\x72k(64)?\.(sys|pdb)/ ascii wide
        $r1 = /VS R[e]vo Gr[o]up/ ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and (all of ($t*) or all of ($s*) or $y1 or $r1)
}

rule Trousse_Tool_Abused_Driver
{
    meta:
        author = "Trousse"
        description = "driver with a known weakness that attackers bring along to end the antivirus"
        description_fr = "pilote à faiblesse connue que des attaquants apportent pour arrêter l'antivirus"
        kind = "tool"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1068/"
        date = "2026-11-22"
    strings:
        $d1 = /\\D[e]vi\x63[e]\\RTCore[6]4/ ascii wide fullword
        $d2 = "\\De\x76ice\\GIO" ascii wide fullword
        $d3 = /\\D[e]vi\x63[e]\\DBUtil[_]2_3/ ascii wide fullword
        $d4 = "\\Devi\x63e\\mhyprot2" ascii wide fullword
        $d5 = "\\Device\\Z\x65manaAntiMalware" ascii wide fullword
        $d6 = "\\Dev\x69ce\\amsdk" ascii wide fullword
        $d7 = "\\Devi\x63e\\PROCEXP152" ascii wide fullword
        $d8 = "\\Devi\x63e\\TrueSight" ascii wide fullword
        $d9 = "\\Devi\x63e\\aswSP_Avar" ascii wide fullword
        $d10 = "\\Dev\x69ce\\VIRAGT" ascii wide fullword
        $d11 = "\\Devi\x63e\\rentdrv2" ascii wide fullword
        $d12 = "\\Device\\K\x50rocessHacker3" ascii wide fullword
        $d13 = "\\Devi\x63e\\BdApiUtil" ascii wide fullword
        $d14 = "\\Devic\x65\\ThrottleStop" ascii wide fullword
        $kernel = /nto[s]krnl[.]exe/ ascii nocase
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550
        and filesize < 4MB and $kernel and any of ($d*)
}

rule Trousse_Intrusion_Protection_Killer
{
    meta:
        author = "Trousse"
        description = "program that ends the antivirus through a driver brought along (EDRSilencer, AuKill, Terminator, Backstab)"
        description_fr = "programme qui arrête l'antivirus à l'aide d'un pilote apporté (EDRSilencer, AuKill, Terminator, Backstab)"
        kind = "malware"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1562/001/"
        date = "2026-11-22"
    strings:
        $e1 = /ED[R]S\x69[l]e[n]cer/ ascii wide
        $e2 = /bl\x6f[c]kedr/ ascii wide
        $b1 = /b\x61[c]ksta[b]\.(exe|pdb)/ ascii wide nocase
        $d1 = /\\\\\.\\(ZemanaAntiMalw\x61re|RTC\x6fre64|TrueS\x69ght|PR\x4fCEXP152|DBUt\x69l_2_3|mhypr\x6ft2|Warsaw_PM|amsdk|rentdrv2|BdApiUtil)/ ascii wide
        $a1 = /Ms[M]pEn[g]\.exe/ ascii wide nocase
        $a2 = /Se[n]ti[n]el[A]gen[t]\.exe/ ascii wide nocase
        $a3 = /CS[F]al[c]on[S]er[v]ic[e]\.exe/ ascii wide nocase
        $a4 = "ekrn.exe" ascii wide nocase
        $a5 = /bdservicehost[.]exe/ ascii wide nocase
        $a6 = /SophosHeal[t]h\.exe/ ascii wide nocase
        $a7 = /MB[A]MS[e]rv[i]c[e]\.exe/ ascii wide nocase
        $end = /(Zw|Nt)?T\x65[r]mi[n]at[e]Process/ ascii
        $call = /Dev[i]ceIoControl/ ascii
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550
        and (all of ($e*) or $b1 or ($d1 and 2 of ($a*) and any of ($end, $call)))
}
