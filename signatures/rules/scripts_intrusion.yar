// Letters in brackets and words written out keep the matcher from what stands in every text.
// Scripts of an intrusion: passwords, doors, neighbours, files carried away.

rule Trousse_Script_Takes_Passwords
{
    meta:
        author = "Trousse"
        description = "script that copies the passwords of Windows out of its memory or its accounts"
        description_fr = "script qui copie les mots de passe de Windows depuis sa mémoire ou ses comptes"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1003/"
        date = "2026-11-22"
    strings:
        $c1 = /(^|[\r\n\xbf])[ \t@]*([^\r\n`<]{0,80}[ \t"\\])?pr[\x6f]cdump(64)?(\.exe)?["\x27]?[ \t][^\r\n`<]{0,80}\blsa\x73s/ ascii wide nocase
        $c2 = /r\x75[n]dl[l]32[^\r\n`<]{0,60}co[m][s]v\x63s(\.dll)?["\x27]?[ \t,]+(#\+?0{0,4}24|minid\x75mp)[^\r\n`<]{0,120}fu[l]l/ ascii wide nocase
        $c3 = /(^|[\r\n\xbf])[ \t@]*([^\r\n`<]{0,80}[ \t"\\])?n[t]d[s]\x75til(\.exe)?["\x27]?[ \t][^\r\n`<]{0,80}\bifm\b[^\r\n`<]{0,60}cr[\x65]ate/ ascii wide nocase
        $c4 = /(^|[\r\n\xbf])[ \t@]*([^\r\n`<]{0,80}[ \t"\\])?reg(\.exe)?[ \t]+sa[v]e[ \t]+["\x27]?(hklm|hkey[_]local[_]machine)\\(sam|security)\b/ ascii wide nocase
        $c5 = /(^|[\r\n\xbf])[ \t@]*(copy|cp|robocopy|esentutl(\.exe)?)[ \t][^\r\n`<]{0,80}(harddiskvolumesh\x61dowcopy[0-9]{1,3}\\)?window[s]\\ntds\\ntds\.d\x69t/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = /[<]\/code>/ ascii
        $prose3 = /l[o]gsource[:]/ ascii
        $head = /(@echo[ \t]+off|@setlocal|se[t]lo[c]al (en[a]bl[e]de[l][a]yed|en[a]bleext)|[c]hcp[ \t]+[0-9]|\[[c]mdletbinding|<#|#requires)/ ascii wide nocase
    condition:
        uint8(0) != 0x3C and uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 1MB and not any of ($prose*) and (2 of ($c*) or (any of ($c*) and ($head in (0..256) or filesize < 512
        // echo off, param( and setlocal stand in every text: they are read here, once a command is found, a letter in 1 byte or 2.
        or for any place in (0..256) : (for any step in (1..2) : (
            (uint8(place) & 0xDF == 0x45 and uint8(place + step) & 0xDF == 0x43 and uint8(place + 2 * step) & 0xDF == 0x48 and uint8(place + 3 * step) & 0xDF == 0x4F
            and (uint8(place + 4 * step) == 0x20 or uint8(place + 4 * step) == 0x09) and for any word in (5..20) : (
                (uint8(place + (word - 1) * step) == 0x20 or uint8(place + (word - 1) * step) == 0x09) and uint8(place + word * step) & 0xDF == 0x4F
                and uint8(place + (word + 1) * step) & 0xDF == 0x46 and uint8(place + (word + 2) * step) & 0xDF == 0x46))
            or (uint8(place) & 0xDF == 0x50 and uint8(place + step) & 0xDF == 0x41 and uint8(place + 2 * step) & 0xDF == 0x52 and uint8(place + 3 * step) & 0xDF == 0x41
            and uint8(place + 4 * step) & 0xDF == 0x4D and for any word in (5..20) : (uint8(place + word * step) == 0x28 and (word == 5
                or ((uint8(place + 5 * step) == 0x20 or uint8(place + 5 * step) == 0x09) and (uint8(place + (word - 1) * step) == 0x20 or uint8(place + (word - 1) * step) == 0x09)))))
            or (uint8(place) & 0xDF == 0x53 and uint8(place + step) & 0xDF == 0x45 and uint8(place + 2 * step) & 0xDF == 0x54 and uint8(place + 3 * step) & 0xDF == 0x4C
            and uint8(place + 4 * step) & 0xDF == 0x4F and uint8(place + 5 * step) & 0xDF == 0x43 and uint8(place + 6 * step) & 0xDF == 0x41 and uint8(place + 7 * step) & 0xDF == 0x4C
            and (place < 4 or uint8(place - step) == 0x0A or uint8(place - step) == 0x0D or uint8(place - step) == 0x09 or uint8(place - step) == 0x20 or uint8(place - step) == 0x40)))))))
}

rule Trousse_Script_Attack_Powershell
{
    meta:
        author = "Trousse"
        description = "PowerShell of a published attack kit (passwords, rights, domain survey)"
        description_fr = "PowerShell d'une panoplie d'attaque publiée (mots de passe, droits, exploration du domaine)"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/software/S0194/"
        date = "2026-11-22"
    strings:
        $ = /[\r\n][ \t]*fu[n]ct[i]on[ \t]+in[v]ok[e]-m\x69m\x69k\x61tz\b/ ascii wide nocase
        $ = /[\r\n][ \t]*function[ \t]+invok[e]-k\x65rberoast\b/ ascii wide nocase
        $ = /[\r\n][ \t]*function[ \t]+invok[e]-bl\x6fodhound\b/ ascii wide nocase
        $ = /[\r\n][ \t]*fu[n]ct[i]on[ \t]+(in[v]ok[e]-allch\x65cks|writ[e]-s\x65rvicebinary)\b/ ascii wide nocase
        $ = /[\r\n][ \t]*function[ \t]+invok[e]-reflectiveP\x45injection\b/ ascii wide nocase
        $ = /[\r\n][ \t]*fu[n]ct[i]on[ \t]+i[n]voke[-](sharefinder|userhunter|m\x61pdomaintrust)\b/ ascii wide nocase
        $ = /[\r\n][ \t]*fu[n]ct[i]on[ \t]+i[n]voke[-](psex\x65c|smbex\x65c|wmiex\x65c|theh\x61sh)\b/ ascii wide nocase
        $ = /[\r\n][ \t]*fu[n]ct[i]on[ \t]+(invok[e]-p\x6fwershelltcp|p[o]werc\x61t)\b/ ascii wide nocase
        $ = /[\r\n][ \t]*function[ \t]+invok[e]-shellc\x6fde\b/ ascii wide nocase
    condition:
        uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 16MB and any of them
}

rule Trousse_Script_Runs_On_Every_Machine
{
    meta:
        author = "Trousse"
        description = "script that copies or starts a program on every machine of a list"
        description_fr = "script qui copie ou lance un programme sur tous les postes d'une liste"
        kind = "script"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1570/"
        date = "2026-11-22"
    strings:
        $c1 = /(^|[\r\n\xbf])[ \t@]*([^\r\n`<]{0,120}[ \t"\\])?ps\x65xec(64)?(\.exe)?["\x27]?[ \t]+[^\r\n`<]{0,60}(\\\\\*|@[a-z0-9_:\\.-]{3,80}\.txt)[^\r\n`<]{0,120}-(s|d|c|h|accepteula)\b/ ascii wide nocase
        $c2 = /(^|[\r\n\xbf])[ \t@]*([^\r\n`<]{0,80}[ \t"\\])?wmic(\.exe)?[ \t]+\/node:["\x27]?(@|%)[^\r\n`<]{0,160}pr\x6fcess[ \t]+call[ \t]+cr\x65ate/ ascii wide nocase
        $c3 = /(^|[\r\n\xbf])[ \t@]*for[ \t]+\/f[^\r\n`<]{0,120}\.txt[^\r\n`<]{0,80}[ \t]do[ \t][^\r\n`<]{0,40}(ps\x65xec|copy|xcopy|wmic)[^\r\n`<]{0,80}(\\\\%%|\/node:["\x27]?%%)[^\r\n`<]{0,120}\.(exe|bat|dll|ps1)/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = /[<]\/code>/ ascii
        $prose3 = /l[o]gsource[:]/ ascii
    condition:
        uint8(0) != 0x3C and uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 1MB and not any of ($prose*) and any of ($c*)
}

rule Trousse_Script_Opens_Access
{
    meta:
        author = "Trousse"
        description = "script that makes an administrator and hides it, or opens the remote desktop to it"
        description_fr = "script qui crée un administrateur et le cache, ou lui ouvre le bureau à distance"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1136/001/"
        date = "2026-11-22"
    strings:
        $user = /(^|[\r\n\xbf])[ \t@]*([^\r\n`<]{0,60}[ \t"\\])?net1?(\.exe)?[ \t]+us[e]r[ \t]+[^\r\n`<\[]{3,80}\/add/ ascii wide nocase
        $group = /net1?(\.exe)?[ \t]+lo[c]al[g]ro[u]p[ \t]+["\x27]?(administrat(ors|eurs)|%[^\r\n]{1,20})["\x27]?[ \t]+[^\r\n`<]{1,40}\/add/ ascii wide nocase
        $hide = /speciala\x63count[s]\\userlist/ ascii wide nocase
        $remote = /fde[n]yTSc\x6fnnections[^\r\n`<]{0,60}(\/d[ \t]+["\x27]?(0|0x0+)\b)/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = /[<]\/code>/ ascii
        $prose3 = /l[o]gsource[:]/ ascii
    condition:
        uint8(0) != 0x3C and uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 1MB and not any of ($prose*) and $user and $group and any of ($hide, $remote)
}

rule Trousse_Script_Sends_Files
{
    meta:
        author = "Trousse"
        description = "script that copies folders to an outside storage"
        description_fr = "script qui copie des dossiers vers un stockage extérieur"
        kind = "tool"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1567/"
        date = "2026-11-22"
    strings:
        $rclone = /[r]cl\x6fne(\.exe)?["\x27]?[ \t]+(copy|sync|move)[ \t]+[^\r\n`<]{1,200}(--(transfers|multi-thread-streams|max-age|no-check-certificate|ignore-existing|auto-confirm|max-size)|[ \t]["\x27]?mega:)/ ascii wide nocase
        $winscp1 = /(^|[\r\n])[ \t"]*([o]p\x65n |[o]p\x65n\t)[ \t]*["\x27]?(sftp|ftps?|scp|davs?)[:]\/\/[^\r\n]{3,200}/ ascii wide nocase
        $winscp2 = /(^|[\r\n])[ \t"]*(put |put\t|[s]ynchronize[ \t]+remote)[ \t]*[^\r\n]{3}/ ascii wide nocase
        $winscp3 = /(op[t]ion[ \t]+(batch|conf[i]rm)|w\x69nscp(\.com|\.exe)?["\x27]?[ \t]+\/)/ ascii wide nocase
        $share = /(^|[\r\n\xbf])[ \t@]*([^\r\n`<]{0,80}[ \t"\\])?curl(\.exe)?["\x27]?[ \t][^\r\n`<]{0,120}(-T|--upload-file|-F)[ \t][^\r\n`<]{0,160}(transfer\.sh|file\.io|gofile\.io|temp\.sh|bashupload\.com|anonfiles\.com|0x[0]\.st)/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = /[<]\/code>/ ascii
        $prose3 = /l[o]gsource[:]/ ascii
    condition:
        uint8(0) != 0x3C and uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 1MB and not any of ($prose*) and ($rclone or all of ($winscp*) or $share)
}

rule Trousse_Script_Surveys_Domain
{
    meta:
        author = "Trousse"
        description = "script that writes lists of the accounts, machines and trusts of a Windows domain"
        description_fr = "script qui écrit les listes des comptes, postes et relations d'un domaine Windows"
        kind = "script"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1087/002/"
        date = "2026-11-22"
    strings:
        $adfind = /ad[f]\x69nd(\.exe)?["\x27]?[ \t]+[^\r\n`<]{0,80}(ob[j]ectc\x61t[e]gory[=]|t[r]ustd[m]p|s[u]bn\x65t|gpodmp|co[m]pute[r]s_)[^\r\n`<]{0,80}>/ ascii wide nocase
        $n1 = /nlt\x65st(\.exe)?[ \t]+(\/dclist|\/domain_trusts|\/trusted_domains)[^\r\n`<]{0,80}>/ ascii wide nocase
        $n2 = /n[e]t1?(\.exe)?[ \t]+g[r]o[u](p "|p \x27|p  |p\t)[ \t"\x27]*(do[m]a[i]n (ad[m]i[n]s|co[m]pu[t]e[r]s|co[n]t[r]ol[l]e[r]s)|en[t]e[r]p[r]i[s]e a[d]m[i]ns|ad[m]i[n]s d[u] do[m]a[i]ne)["\x27][^\r\n`<]{0,60}>/ ascii wide nocase
        $n3 = /net1?(\.exe)?[ \t]+vi[e]w[ \t]+[^\r\n`<]{0,20}(\/all|\/domain)[^\r\n`<]{0,60}>/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = /[<]\/code>/ ascii
        $prose3 = /l[o]gsource[:]/ ascii
    condition:
        uint8(0) != 0x3C and uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 1MB and not any of ($prose*) and (#adfind >= 2 or all of ($n*))
}

rule Trousse_Trace_Remote_Command
{
    meta:
        author = "Trousse"
        description = "trace of commands given from another machine by the Impacket tools"
        description_fr = "trace de commandes données depuis un autre poste par les outils Impacket"
        kind = "script"
        severity = "medium"
        reference = "https://attack.mitre.org/software/S0357/"
        date = "2026-11-22"
    strings:
        $t1 = /cmd(\.exe)?[ \t]+\/Q[ \t]+\/c[ \t]+[^\x00\r\n]{1,200}[12]>[ \t]*\\\\127\.0\.0\.1\\[A-Z]{1,8}\$\\_{2}[0-9o]/ ascii wide nocase
        $t2 = /\/Q[ \t]+\/c[ \t]+echo[ \t]+[^\x00\r\n]{1,120}\\\\127\.0\.0\.1\\C\$\\_{2}output/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = /[<]\/code>/ ascii
        $prose3 = /l[o]gsource[:]/ ascii
    condition:
        uint16(0) != 0x5A4D and filesize < 64MB and not any of ($prose*) and any of ($t*)
}
