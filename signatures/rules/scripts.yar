// Letters in brackets and words written out keep the matcher from what stands in every text.
// Scripts that do what ransomware does. A command counts where a script would run it, at the start of a line:
// a text that speaks of the command puts it inside a sentence, a fence or a page.

rule Trousse_Script_Destroys_Recovery
{
    meta:
        author = "Trousse"
        description = "script that deletes rescue copies or backups, or switches off repair"
        description_fr = "script qui supprime les copies de secours ou les sauvegardes, ou désactive la réparation"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1490/"
        date = "2026-10-01"
    strings:
        $head = /(@echo[ \t]+off|@setlocal|se[t]lo[c]al (en[a]bl[e]de[l][a]yed|en[a]bleext)|[c]hcp[ \t]+[0-9]|\[[c]mdletbinding|<#|#requires)/ ascii wide nocase
        $c1 = /(^|[\r\n\xbf])[ \t@]*((cmd|start)[^\r\n`|<]{0,40}[ \t])?([a-z%:\\]{0,40}\\)?vss\x61[d]min(\.exe)?["']?[ \t]+(delete[ \t]+shadows|re[s]ize[ \t]+sh[a]do[w]st[o]ra[g]e)[ \t]+\/[^\r\n`<]{0,80}($|[\r\n])/ ascii wide nocase
        $c2 = /(^|[\r\n\xbf])[ \t@]*((cmd|start)[^\r\n`|<]{0,40}[ \t])?wm\x69c(\.exe)?["']?[ \t]+shadowcopy[ \t]+[^\r\n`<]{0,60}delete/ ascii wide nocase
        $c3 = /(^|[\r\n\xbf])[ \t@]*((cmd|start)[^\r\n`|<]{0,40}[ \t])?bcd\x65dit(\.exe)?["']?[ \t]+\/set[ \t]+[^\r\n`<]{1,40}(recoveryenabled[ \t]+(no|off)|ignoreallfailures)/ ascii wide nocase
        $c4 = /(^|[\r\n\xbf])[ \t@]*((cmd|start)[^\r\n`|<]{0,40}[ \t])?wb\x61dmin(\.exe)?["']?[ \t]+delete[ \t]+(catalog|systemstatebackup|backup)[^\r\n`<]{0,60}(-quiet|-keepversions:0|-d[e]leteoldest)/ ascii wide nocase
        $c5 = /(^|[\r\n\xbf])[ \t]*(get-wmiobject|gwmi|ge[t]-c[i]mi[n]st[a]nce)[ \t]+[^\r\n`<]{0,20}wi[n]32[_]sh[\x61]d[o]wcopy[ \t]*\|[^\r\n`<]{0,60}(\.d[e]lete\(|remove-)/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = /[<]\/code>/ ascii
        $prose4 = "</pre>" ascii
        $prose3 = /l[o]gsource[:]/ ascii
    condition:
        uint8(0) != 0x3C and uint16(0) != 0x5A4D and filesize < 1MB and not any of ($prose*)
        and (2 of ($c*) or (any of ($c*) and ($head in (0..256) or filesize < 512
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

rule Trousse_Script_Stops_Services
{
    meta:
        author = "Trousse"
        description = "script that stops databases, backups or protection in series"
        description_fr = "script qui arrête en série des bases de données, des sauvegardes ou des protections"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1489/"
        date = "2026-10-01"
    strings:
        // Letters in brackets keep the matcher from looking for words that stand in every text.
        $stop1 = /(^|[\r\n\xbf])[ \t@]*(net1?(\.exe)?|sc(\.exe)?)[ \t]+(s[t]o[p]|c[o]n[f]i[g]|d[e]l[e]t[e])[ \t]+[^\r\n]{0,40}(mssql|mysql|[s]qls|[s]qlw|[s]qlb|[s]qla|[s]qlt|[s]qle|[s]qld|[s]qlv|[s]qlm|[s]ql s|[s]ql a|[s]ql b|[s]ql v|[s]ql i|[s]ql f|[s]ql_|[s]ql-|[s]ql\$|[s]ql\r|[s]ql\n|[s]ql"|[s]ql\x27|[s]ql \/|veeam|b[a]ckup|[a]cronis|vss|[e]xchange|or[a]cle|fir[e]bird|pos[t]gres|mar[i]adb|s[o]phos|wind[e]f|wind[o]w[s] d[e]f|bitd[e]f|msmp[e]ng|[s]ymantec|mcafee|mbamse|malw[a]rebytes|kaspersky|qui[c]kbooks|[s]hado[w]|[o]utl[o]ok|winw[o]rd|excel)/ ascii wide nocase
        $stop2 = /(^|[\r\n\xbf])[ \t@]*ta[s]kkill(\.exe)?[ \t]+(\/f[ \t]+)?\/im[ \t]+[^\r\n]{0,40}(sql|veeam|backup|acronis|vss|exchange|oracle|firebird|postgres|mariadb|sophos|defend|msmpeng|symantec|mcafee|malwarebytes|kaspersky|quickbooks|shadow|outlook|winword|excel)/ ascii wide nocase
        $stop3 = /(^|[\r\n\xbf])[ \t@]*st[o]p-service[ \t]+[^\r\n]{0,40}(sql|veeam|backup|acronis|vss|exchange|oracle|firebird|postgres|mariadb|sophos|defend|msmpeng|symantec|mcafee|malwarebytes|kaspersky|quickbooks|shadow|outlook|winword|excel)/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = /[<]\/code>/ ascii
        $prose4 = "</pre>" ascii
    condition:
        uint8(0) != 0x3C and uint16(0) != 0x5A4D and filesize < 1MB and not any of ($prose*) and #stop1 + #stop2 + #stop3 >= 8
}

rule Trousse_Script_Disables_Protection
{
    meta:
        author = "Trousse"
        description = "script that switches off the protection or the firewall of Windows"
        description_fr = "script qui désactive la protection ou le pare-feu de Windows"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1562/001/"
        date = "2026-10-01"
    strings:
        $c1 = /(^|[\r\n\xbf])[ \t@]*(powershell[^\r\n`<]{0,60}[ \t"'])?se[t]-mppr\x65ference[ \t]+[^\r\n`<]{0,80}-d[i]sable(realtimemonitoring|behaviormonitoring|ioavprotection|scriptscanning)[ \t]+(\$true|1\b)/ ascii wide nocase
        $c2 = /(^|[\r\n\xbf])[ \t@]*reg(\.exe)?[ \t]+add[ \t]+[^\r\n`<]{0,60}wi[n]d[o]ws d[\x65]fe[n]der[^\r\n`<]{0,80}di[s]ab[l]e(an[t]is[p]yw[a]re|realtimemonitoring)[^\r\n`<]{0,40}\/d[ \t]+["']?(1|0x1)/ ascii wide nocase
        $c3 = /(^|[\r\n\xbf])[ \t@]*(sc|net)(\.exe)?[ \t]+(stop|delete|config)[ \t]+["']?wind\x65fend/ ascii wide nocase
        $c4 = /(^|[\r\n\xbf])[ \t@]*ne[t]sh(\.exe)?[ \t]+a[d]vf\x69rewall[ \t]+set[ \t]+allprofiles[ \t]+state[ \t]+off/ ascii wide nocase
        $c5 = /(^|[\r\n\xbf])[ \t@]*(powershell[^\r\n`<]{0,60}[ \t"'])?ad[d]-mppr\x65ference[ \t]+-e[x]clusionpath[ \t]+["']?c:\\["']?[ \t]*["']?($|[\r\n])/ ascii wide nocase
        $head = /(@echo[ \t]+off|@setlocal|se[t]lo[c]al (en[a]bl[e]de[l][a]yed|en[a]bleext)|[c]hcp[ \t]+[0-9]|\[[c]mdletbinding|<#|#requires)/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = /[<]\/code>/ ascii
        $prose4 = "</pre>" ascii
        $prose3 = /l[o]gsource[:]/ ascii
    condition:
        uint8(0) != 0x3C and uint16(0) != 0x5A4D and filesize < 1MB and not any of ($prose*)
        and (2 of ($c*) or (any of ($c*) and ($head in (0..256) or filesize < 512
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

rule Trousse_Script_Clears_Logs
{
    meta:
        author = "Trousse"
        description = "script that clears the logs of Windows"
        description_fr = "script qui efface les journaux de Windows"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1070/001/"
        date = "2026-10-01"
    strings:
        $one = /(^|[\r\n\xbf])[ \t@]*w\x65vtutil(\.exe)?[ \t]+(cl|clear-log)[ \t]+["']?(security|system|application|setup)/ ascii wide nocase
        $each = /(^|[\r\n\xbf])[ \t@]*for[ \t]+[^\r\n]{0,60}w\x65vtutil(\.exe)?[ \t]+el[^\r\n]{1,80}(cl|clear-log)\b/ ascii wide nocase
        $shell = /(^|[\r\n\xbf])[ \t]*(ge[t]-eventlog[^\r\n|]{1,40}\|[^\r\n]{0,40}cl\x65ar[-]eventlog|cl[\x65]a[r]-eventlog[ \t]+-l[o]gname[ \t]+[^\r\n]{0,40}security)/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = /[<]\/code>/ ascii
        $prose4 = "</pre>" ascii
    condition:
        uint8(0) != 0x3C and uint16(0) != 0x5A4D and filesize < 1MB and not any of ($prose*) and (#one >= 2 or $each or $shell)
}

rule Trousse_Script_Coded_Command
{
    meta:
        author = "Trousse"
        description = "script that runs a long coded PowerShell command"
        description_fr = "script qui lance une longue commande PowerShell codée"
        kind = "script"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1027/010/"
        date = "2026-10-01"
    strings:
        $batch = /(^|[\r\n\xbf])[ \t@]*((cmd|start)[^\r\n`<]{0,60}[ \t"])?([a-z%:\\0-9.]{0,60}\\)?p[\x6f]wershell(\.exe)?["']?[ \t]+[^\r\n`<]{0,80}-e(nc|ncodedcommand|c)?[ \t]+["']?[a-z0-9+\/]{120}/ ascii wide nocase
        $other = /(\.Run|\.Exec|ShellExecute|Sh[e]ll)[ \t(]*["'][^\r\n`<]{0,60}p[\x6f]wershell[^\r\n`<]{1,80}-e(nc|ncodedcommand|c)?[ \t]+[a-z0-9+\/]{120}/ ascii wide nocase
        // Base64 of a text in 2 bytes a letter.
        $hidden = /(^|[\r\n\xbf])[ \t@]*((cmd|start)[^\r\n`<]{0,60}[ \t"])?([a-z%:\\0-9.]{0,60}\\)?p[\x6f]wershell(\.exe)?["']?[ \t]+[^\r\n`<]{0,80}-w[a-z]{0,10}[ \t]+(hidden|1)[ \t][^\r\n`<]{0,80}-e(nc|ncodedcommand|c)?[ \t]+["']?[a-z0-9+\/][aqgw][ab][a-z0-9+\/]a[a-h][a-z0-9+\/]a/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = /[<]\/code>/ ascii
        $prose3 = /l[o]gsource[:]/ ascii
    condition:
        uint16(0) != 0x5A4D and filesize < 4MB and (any of ($batch, $other) or ($hidden and uint8(0) != 0x3C and not any of ($prose*)))
}

rule Trousse_Script_Downloads_And_Runs
{
    meta:
        author = "Trousse"
        description = "script that downloads a program"
        description_fr = "script qui télécharge un programme"
        kind = "script"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1105/"
        date = "2026-10-01"
    strings:
        $expression = /(^|[\r\n\xbf])[ \t@]*(cmd[^\r\n`<]{0,40}[ \t])?p[\x6f]wershell(\.exe)?["']?[^\r\n`<]{0,120}(iex|invoke-expression)[^\r\n`<]{0,80}download(string|data)/ ascii wide nocase
        $file = /(^|[\r\n\xbf])[ \t@]*(cmd[^\r\n`<]{0,40}[ \t])?p[\x6f]wershell(\.exe)?["']?[^\r\n`<]{0,120}(downloadfile|invoke-webrequest|iwr|start-bitstransfer)[^\r\n`<]{0,200}\.(exe|dll|scr|bat|ps1)["']?[^\r\n`<]{0,200}(start-process|start |iex|;[ \t]*&)/ ascii wide nocase
        $certutil = /(^|[\r\n\xbf])[ \t@]*c\x65[r]tu[t]i[l](\.exe)?[ \t]+[^\r\n`<]{0,40}(-url[c]a[c]h[e]|-dec[o]de|\/url[c]a[c]h[e]|\/dec[o]de)[^\r\n`<]{0,200}\.(exe|dll|scr|bat|ps1|txt)/ ascii wide nocase
        $bits = /(^|[\r\n\xbf])[ \t@]*b\x69tsadmin(\.exe)?[ \t]+\/transfer[^\r\n`<]{0,200}\.(exe|dll|scr|bat|ps1)/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = /[<]\/code>/ ascii
        $prose4 = "</pre>" ascii
        $prose3 = /l[o]gsource[:]/ ascii
    condition:
        uint8(0) != 0x3C and uint16(0) != 0x5A4D and filesize < 1MB and not any of ($prose*) and any of ($expression, $file, $certutil, $bits)
}

rule Trousse_Script_Host_Runs_Attack
{
    meta:
        author = "Trousse"
        description = "VBScript or JScript that deletes rescue copies, or downloads a program"
        description_fr = "script VBScript ou JScript qui supprime les copies de secours, ou télécharge un programme"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1059/005/"
        date = "2026-10-01"
    strings:
        $shell = /(CreateObject|Ac[t]iv[e]XO[b]je[c]t)[ \t]*\([ \t]*["']WScr\x69pt[.]Shell["']/ ascii wide nocase
        $application = /(CreateObject|Ac[t]iv[e]XO[b]je[c]t)[ \t]*\([ \t]*["']Sh[e]l[l]\.Appl\x69cation["']/ ascii wide nocase
        $run = /(\.Run|\.Exec|\.ShellExecute)[ \t(]/ ascii wide nocase
        $fetch = /(CreateObject|ActiveXObject)[ \t]*\([ \t]*["'](MSXML2[.](Server)?XMLHTTP|Microsof[t]\.XMLHTTP|WinHtt[p]\.WinHttpRequest)/ ascii wide nocase
        $store = /(CreateObject|ActiveXObject)[ \t]*\([ \t]*["']ADO[D]B\.Str\x65am["']/ ascii wide nocase
        $keep = /\.S\x61veToFile/ ascii wide nocase
        $drops = /\.(Run|Exec|ShellExecute)[ \t(]*["'][^\r\n`<]{0,60}p[\x6f]wershell[^\r\n`<]{1,160}d\x6fwnload(string|data)/ ascii wide nocase
        $recovery = /(d\x65lete +[s]hadows +\/|sh[\x61]d[o]wcopy +delete|r\x65[c]ove[r]yenabled +no|wb\x61dmin +delete)/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = /[<]\/code>/ ascii
        $prose4 = "</pre>" ascii
    condition:
        // <job, <pac(kage) and <?xm(l) are how files of the script host begin.
        (uint8(0) != 0x3C or uint32(0) == 0x626F6A3C or uint32(0) == 0x6361703C or uint32(0) == 0x6D783F3C)
        and uint16(0) != 0x5A4D and filesize < 1MB and any of ($shell, $application) and $run
        and ($recovery or $drops or ($fetch and $store and $keep)) and not any of ($prose*)
}

rule Trousse_Script_Encrypts_Folders
{
    meta:
        author = "Trousse"
        description = "PowerShell script that goes through folders, encrypts the files and removes the originals"
        description_fr = "script PowerShell qui parcourt des dossiers, chiffre les fichiers et retire les originaux"
        kind = "script"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1486/"
        date = "2026-10-01"
    strings:
        $cipher = /(Securi[t]y\.Cryptography\.(Aes|Rijndael)[a-z]{0,16}\]?(::Create|\b)|Cr[e]at[e]En[c]r[y]ptor[ \t]*\()/ ascii wide nocase
        $walk = /(^|[\r\n\xbf=(|;{])[ \t]*(Get-ChildItem|gci|dir)[ \t][^\r\n`<]{0,120}-Recurse/ ascii wide nocase
        $encryptor = /\.CreateEncryptor[ \t]*\(/ ascii wide nocase
        $write = /(\[(System\.)?IO[.]Fi[l]e\][:]:WriteAllBytes|Cr[y]ptoStream|Se[t]-Content)/ ascii wide nocase
        $remove = /(^|[\r\n\xbf|;{])[ \t]*(Remov[e]-Item|Renam[e]-Item|Mov[e]-Item|\[(System\.)?I[O]\.Fil[e]\]::(Delete|Move))/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = /[<]\/code>/ ascii
        $prose4 = "</pre>" ascii
    condition:
        uint8(0) != 0x3C and uint16(0) != 0x5A4D and filesize < 1MB and all of ($cipher, $walk, $encryptor, $write, $remove) and not any of ($prose*)
}

rule Trousse_Script_Carries_Program
{
    meta:
        author = "Trousse"
        description = "script that carries a whole program as text"
        description_fr = "script qui transporte un programme entier sous forme de texte"
        kind = "script"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1027/009/"
        date = "2026-10-01"
    strings:
        // The first bytes of a program in base64.
        $program = /([T]\x56qQAAMAAAAEAAAA|T\x56[p]QAAIAAAAEA[A]8A|[T]\x56oAAAAAAAAAAAAA|[T]\x56qAAAEAAAAEABAA)[a-z0-9+\/]{200}/ ascii wide nocase
        $shell = /Fr[o]mB\x61s[e]64[S]tring[ \t]*\(/ ascii wide nocase
        $certutil = /(^|[\r\n\xbf])[ \t@]*c\x65[r]tu[t]i[l](\.exe)?[ \t]+([\/-]f[ \t]+)?(-dec[o]de|\/dec[o]de)\b/ ascii wide nocase
        $node = /\.d[a]taType[ \t]*=[ \t]*["']bi[n]\.bas[e]64["']/ ascii wide nocase
    condition:
        uint16(0) != 0x5A4D and filesize < 32MB and $program and any of ($shell, $certutil, $node)
}
