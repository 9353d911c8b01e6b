// Letters in brackets and words written out keep the matcher from what stands in every text.
// Programs that remove the ways back: shadow copies, recovery at start-up, Windows backups.
// One letter of a command stands in brackets so that this file is not itself taken for a threat.

rule Trousse_Program_Deletes_Shadow_Copies
{
    meta:
        author = "Trousse"
        description = "program holding a command that deletes the rescue copies of Windows (shadow copies)"
        description_fr = "programme qui contient une commande supprimant les copies de secours de Windows (clichés instantanés)"
        kind = "malware"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1490/"
        date = "2026-10-01"
    strings:
        // The help of vssadmin itself has "delete shadows /for=" and "[/oldest | /all": neither fits.
        $delete = /d\x65lete +[s]hadows +\/(all|quiet)/ ascii wide nocase
        $resize = /r\x65size +shadowstorage +\/for=[a-z]: +\/on=[a-z]: +\/maxsize=(401|[1-9][0-9]{0,2}) ?MB/ ascii wide nocase
        $wmic = /sh[\x61]d[o]wcopy +(where +[^\x00]{1,60} +)?delete/ ascii wide nocase
        $wmi = /wi[n]32[_]sh[\x61]d[o]wcopy *\|[^\x00]{1,60}(\.delete\(|remov[e]-w[m]iobject|remove-ciminstance)/ ascii wide nocase
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and any of them
}

rule Trousse_Program_Disables_Recovery
{
    meta:
        author = "Trousse"
        description = "program holding a command that switches off the repair of Windows at start-up"
        description_fr = "programme qui contient une commande désactivant la réparation de Windows au démarrage"
        kind = "malware"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1490/"
        date = "2026-10-01"
    strings:
        $repair = /r\x65[c]ove[r]yenabled["']? +(no|off)\b/ ascii wide nocase
        $failures = /b\x6fotsta[t]us[p]ol[i]cy["']? +ig[n]or[e]allfa[i]lu[r]es/ ascii wide nocase
        $agent = /re\x61gentc(\.exe)?["']? +\/disable/ ascii wide nocase
        $restore = /disab[l]e-[c]omputerr\x65store +-drive/ ascii wide nocase
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and any of them
}

rule Trousse_Program_Deletes_Backups
{
    meta:
        author = "Trousse"
        description = "program holding a command that deletes the backups made by Windows"
        description_fr = "programme qui contient une commande supprimant les sauvegardes faites par Windows"
        kind = "malware"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1490/"
        date = "2026-10-01"
    strings:
        // The help of wbadmin shows "[-quiet]" and keeps at least one version.
        $catalog = /wb\x61dmin(\.exe)?["']? +delete +catalog +-quiet/ ascii wide nocase
        $versions = /wb\x61dmin(\.exe)?["']? +delete +(systemstate)?backup +[^\x00]{0,60}-keepversio[n]s:0/ ascii wide nocase
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and any of them
}
