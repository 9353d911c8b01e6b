// Scripts that hide what they do, blind the antivirus, or lock files and drives with honest programs.

rule Trousse_Script_Coded_Recovery_Removal
{
    meta:
        author = "Trousse"
        description = "command in coded form that deletes the rescue copies or switches the protection off"
        description_fr = "commande codée qui supprime les copies de secours ou désactive la protection"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1490/"
        date = "2026-11-22"
    strings:
        $ = "elete shado\x77s /" base64 base64wide
        $ = "elete shado\x77s /" wide base64 base64wide
        $ = "in32_Sh\x61dowcopy" wide base64 base64wide
        $ = "in32_Sh\x61dowCopy" wide base64 base64wide
        $ = "adowcopy d\x65lete" wide base64 base64wide
        $ = "-DisableR\x65altimeMonitoring" wide base64 base64wide
        $ = "recovery\x65nabled no" wide base64 base64wide
        $ = "elete c\x61talog" wide base64 base64wide
        $ = "a\x6dsiInitFailed" wide base64 base64wide
    condition:
        filesize < 16MB and any of them
}

rule Trousse_Script_Coded_Fetch
{
    meta:
        author = "Trousse"
        description = "command in coded form that fetches a program"
        description_fr = "commande codée qui télécharge un programme"
        kind = "script"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1027/010/"
        date = "2026-11-22"
    strings:
        $ = "et.Web\x43lient).Down" wide base64 base64wide
        $ = "et.web\x63lient).down" wide base64 base64wide
        $ = "Downl\x6fadString(" wide base64 base64wide
        $ = "downl\x6fadstring(" wide base64 base64wide
        $ = "IEX (N\x65w-Object" wide base64 base64wide
        $ = "IEX(N\x65w-Object" wide base64 base64wide
        $ = "Invoke-W\x65bRequest" wide base64 base64wide
    condition:
        filesize < 16MB and any of them
}

rule Trousse_Script_Blinds_Antivirus
{
    meta:
        author = "Trousse"
        description = "script that stops Windows from showing it to the antivirus"
        description_fr = "script qui empêche Windows de le montrer à l'antivirus"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1562/001/"
        date = "2026-11-22"
    strings:
        $class = /a\x6dsi[\x27"+ ]{0,6}utils/ ascii wide nocase
        $field = /a\x6dsi[\x27"+ ]{0,6}init[\x27"+ ]{0,6}f\x61iled/ ascii wide nocase
        $set = /\.s\x65tvalue[ \t]*\(/ ascii wide nocase
        $scan = /a\x6dsiscan[\x27"+ ]{0,6}buffer/ ascii wide nocase
        $protect = /v\x69rtualprotect/ ascii wide nocase
        $copy = /marshal\]::c\x6fpy/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = "</code>" ascii
        $prose3 = "logsource:" ascii
    condition:
        uint8(0) != 0x3C and uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 1MB and not any of ($prose*) and (all of ($class, $field, $set) or all of ($scan, $protect, $copy))
}

rule Trousse_Script_Hidden_Fetch
{
    meta:
        author = "Trousse"
        description = "PowerShell that fetches a script from a bare address or a sharing site and runs it in memory"
        description_fr = "PowerShell qui prend un script à une adresse brute ou sur un site de partage et l'exécute en mémoire"
        kind = "script"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1059/001/"
        date = "2026-11-22"
    strings:
        $fetch = /(i\x65x|invoke-expr\x65ssion)[ \t(&$]{1,5}[^\r\n]{0,80}(d\x6fwnloadstring|d\x6fwnloaddata|invoke-w\x65brequest|invoke-r\x65stmethod|\biwr\b|\birm\b)[^\r\n]{0,40}https?:\/\/([0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}|pastebin\.com|cdn\.discordapp\.com|transfer\.sh|paste\.ee|rentry\.co|anonfiles\.com|temp\.sh)/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = "</code>" ascii
        $prose3 = "logsource:" ascii
    condition:
        uint8(0) != 0x3C and uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 1MB and not any of ($prose*) and $fetch
}

rule Trousse_Script_Archives_And_Deletes
{
    meta:
        author = "Trousse"
        description = "script that locks files in archives with a password, or with a key, and deletes the originals"
        description_fr = "script qui enferme les fichiers dans des archives à mot de passe, ou avec une clé, et supprime les originaux"
        kind = "script"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1486/"
        date = "2026-11-22"
    strings:
        $seven1 = /(^|[\r\n\xbf])[ \t@]*([^\r\n`<]{0,120}[ \t"\\])?7z[ar]?(\.exe)?["\x27]?[ \t]+a[ \t][^\r\n`<]{0,200}-p[^ \t\r\n]{3}[^\r\n`<]{0,200}-sdel/ ascii wide nocase
        $seven2 = /(^|[\r\n\xbf])[ \t@]*([^\r\n`<]{0,120}[ \t"\\])?7z[ar]?(\.exe)?["\x27]?[ \t]+a[ \t][^\r\n`<]{0,200}-sdel[^\r\n`<]{0,200}-p[^ \t\r\n]{3}/ ascii wide nocase
        $rar = /(^|[\r\n\xbf])[ \t@]*([^\r\n`<]{0,120}[ \t"\\])?(win)?rar(\.exe)?["\x27]?[ \t]+[am][ \t][^\r\n`<]{0,120}-(hp|p)[^ \t\r\n]{3}[^\r\n`<]{0,120}-d[fw]\b/ ascii wide nocase
        $rar2 = /(^|[\r\n\xbf])[ \t@]*([^\r\n`<]{0,120}[ \t"\\])?(win)?rar(\.exe)?["\x27]?[ \t]+[am][ \t][^\r\n`<]{0,120}-d[fw][ \t][^\r\n`<]{0,120}-(hp|p)[^ \t\r\n]{3}/ ascii wide nocase
        $key = /for[ \t]+\/r[^\r\n`<]{1,200}(gpg|openssl)(\.exe)?["\x27]?[ \t][^\r\n`<]{0,160}(--encrypt|--symmetric|-c |-aes-?256|-e )[^\r\n`<]{0,200}/ ascii wide nocase
        $gone = /\b(del |del\t|erase[ \t]|sdelete(64)?[ \t]|cipher[ \t])[ \t]*[^\r\n]{0,60}["%\/]/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = "</code>" ascii
        $prose3 = "logsource:" ascii
    condition:
        uint8(0) != 0x3C and uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 1MB and not any of ($prose*) and (any of ($seven*) or $rar or $rar2 or ($key and $gone))
}

rule Trousse_Script_Locks_Drives
{
    meta:
        author = "Trousse"
        description = "script that locks whole drives with BitLocker or DiskCryptor and takes the keys away"
        description_fr = "script qui verrouille des disques entiers avec BitLocker ou DiskCryptor et retire les clés"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1486/"
        date = "2026-11-22"
    strings:
        $on = /(manage-b\x64e(\.exe)?["\x27]?[ \t]+(-on|\/on)[ \t]|enable-b\x69tlocker[ \t])/ ascii wide nocase
        $lose = /(manage-b\x64e(\.exe)?["\x27]?[ \t]+-protectors[ \t]+-d\x65lete|remove-b\x69tlockerkeyprotector|manage-b\x64e(\.exe)?["\x27]?[ \t]+[^\r\n]{0,20}-(forcer\x65covery|changep\x61ssword))/ ascii wide nocase
        $off1 = /shutd\x6fwn(\.exe)?[ \t]+[\/-][rsf]/ ascii wide nocase
        $off2 = "stop-c\x6fmputer" ascii wide nocase
        $off3 = "restart-c\x6fmputer" ascii wide nocase
        $off4 = "-forcer\x65covery" ascii wide nocase
        $off5 = "win32shutd\x6fwn" ascii wide nocase
        $disk = /(^|[\r\n\xbf])[ \t@]*([^\r\n`<]{0,80}[ \t"\\])?dcc\x6fn(\.exe)?["\x27]?[ \t]+-encr\x79pt[0-9]?[ \t]/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = "</code>" ascii
        $prose3 = "logsource:" ascii
    condition:
        uint8(0) != 0x3C and uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 1MB and not any of ($prose*) and (($on and $lose and any of ($off*)) or $disk)
}

rule Trousse_Script_Safe_Mode
{
    meta:
        author = "Trousse"
        description = "script that restarts Windows in safe mode, where the antivirus sleeps, to run a program there"
        description_fr = "script qui redémarre Windows en mode sans échec, où l'antivirus dort, pour y lancer un programme"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1562/009/"
        date = "2026-11-22"
    strings:
        $boot = /(^|[\r\n\xbf])[ \t@]*([^\r\n`<]{0,60}[ \t"\\])?bcd\x65dit(\.exe)?["\x27]?[ \t]+[\/-]set[ \t]+[^\r\n`<]{0,24}safeb\x6fot[ \t]+(network|minimal)/ ascii wide nocase
        $restart = /shutd\x6fwn(\.exe)?[ \t]+[\/-]r/ ascii wide nocase
        $start = /(currentversion\\run(once)?\b|safeb\x6fot\\(network|minimal)\\|winlogon)/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = "</code>" ascii
        $prose3 = "logsource:" ascii
    condition:
        uint8(0) != 0x3C and uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 1MB and not any of ($prose*) and all of ($boot, $restart, $start)
}
