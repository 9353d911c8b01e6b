// Letters in brackets and words written out keep the matcher from what stands in every text.
// Shortcuts, documents and tasks by which an attack comes in.

rule Trousse_Shortcut_Poses_As_Document
{
    meta:
        author = "Trousse"
        description = "shortcut with the icon of a document that starts a command"
        description_fr = "raccourci à l'icône d'un document qui lance une commande"
        kind = "script"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1036/008/"
        date = "2026-11-22"
    strings:
        $interpreter = /(p\x6fwershell|msht\x61|wscr\x69pt|cscr\x69pt|cmd)\.exe/ wide ascii nocase
        $order = /(\/c |\/k |\/r |[ ](-command|-enc|-exec|-nop|-window|-ep )|\.vbs|\.vbe|\.jse|\.wsf|\.hta)/ wide nocase
        $icon = /(word[i]c[o]n|xlic[o]ns|winw[o]rd|[e]xcel|[a]cr[o]r[d]32|[a]cr[o]bat|mse[d]g[e]|[a-z0-9_ -]{1,40}(\.pdf|\.docx?|\.xlsx?|\.jpe?g|\.ico))[^\x00]{0,8}\x00/ wide nocase
        $worded = /(imageres|sh[e]ll[3]2)\.dll/ wide nocase
        $double = /\.(pdf|docx?|xlsx?|jpe?g|png)\.l\x6ek/ wide ascii nocase
    condition:
        uint32(0) == 0x0000004C and uint32(4) == 0x00021401 and filesize < 4MB and $interpreter and $order and any of ($icon, $double, $worded) and filesize > 300
}

rule Trousse_Shortcut_Coded_Command
{
    meta:
        author = "Trousse"
        description = "shortcut that runs a coded command, or fetches a script and runs it"
        description_fr = "raccourci qui lance une commande codée, ou qui télécharge un script et l'exécute"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1204/002/"
        date = "2026-11-23"
    strings:
        $shell = /p[\x6f]wershell/ ascii wide nocase
        $fetch = /(d\x6fwnload(string|data|file)[ \t]*\(|invoke-w\x65brequest|invoke-r\x65stmethod)/ ascii wide nocase
        $page = /msht\x61/ ascii wide nocase
    condition:
        uint32(0) == 0x0000004C and uint32(4) == 0x00021401 and filesize < 4MB
        and (($shell and $fetch)
        // Base64 of a text in 2 bytes a letter, after a space or a quote, a letter of it in 1 byte or 2.
        or ($shell and for any place in (76..filesize) : ((uint8(place) == 0x20 or uint8(place) == 0x22 or uint8(place) == 0x27)
            and for any step in (1..2) : (uint8(place + 5 * step) == 0x41 and uint8(place + 8 * step) == 0x41
            and (uint8(place + 3 * step) == 0x41 or uint8(place + 3 * step) == 0x42)
            and (uint8(place + 2 * step) == 0x41 or uint8(place + 2 * step) == 0x51 or uint8(place + 2 * step) == 0x67 or uint8(place + 2 * step) == 0x77)
            and uint8(place + 6 * step) >= 0x41 and uint8(place + 6 * step) <= 0x48
            and uint8(place + step) >= 0x41 and uint8(place + 4 * step) >= 0x41 and uint8(place + 7 * step) >= 0x2F)))
        // A page of the network, or a script in the place of one: http, javascript and vbscript, their first letters.
        or ($page and for any place in (76..filesize) : (for any step in (1..2) : (
            (uint8(place) == 0x68 and uint8(place + step) == 0x74 and uint8(place + 2 * step) == 0x74 and uint8(place + 3 * step) == 0x70)
            or (uint8(place) == 0x73 and uint8(place + step) == 0x63 and uint8(place + 2 * step) == 0x72 and uint8(place + 3 * step) == 0x69
            and uint8(place + 4 * step) == 0x70 and uint8(place + 5 * step) == 0x74 and uint8(place + 6 * step) == 0x3A)))))
}

rule Trousse_Shortcut_Remote_Icon
{
    meta:
        author = "Trousse"
        description = "shortcut whose icon or target lies on a machine of the Internet: opening the folder gives the account away"
        description_fr = "raccourci dont l'icône ou la cible est sur une machine d'Internet : ouvrir le dossier livre le compte"
        kind = "script"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1187/"
        date = "2026-11-22"
    strings:
        $address = /\\\\[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(@[a-z0-9]{2,5}){0,2}\\[^\x00]{2,80}/ ascii wide nocase
        $dav = /\\\\[a-z0-9.-]{4,60}@(ssl|[0-9]{2,5})\\/ ascii wide nocase
        $inside = /(\\\\10\.|\\\\127\.|\\\\192\.168\.|\\\\172\.(1[6-9]|2[0-9]|3[01])\.)/ ascii wide
    condition:
        uint32(0) == 0x0000004C and uint32(4) == 0x00021401 and filesize < 4MB and any of ($address, $dav) and not $inside
}

rule Trousse_Internet_Shortcut_Runs_Remote
{
    meta:
        author = "Trousse"
        description = "link file that opens a program or a script on another machine"
        description_fr = "fichier de lien qui ouvre un programme ou un script placé sur une autre machine"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1204/001/"
        date = "2026-11-22"
    strings:
        $head = /\[I[n]ternetShortcut\]/ ascii wide nocase
        $url = /[\r\n][ \t]*(url|workingdirectory)[ \t]*=?[ \t]*(["\x27=]?f[i]l[e](:\/\/|:\/\\|:\\\/|:\\\\)[\/\\]{0,2}|=\\\\| \\\\|\t\\\\|"\\\\|\x27\\\\)[a-z0-9.-]{4,60}(@[a-z0-9]{2,5})?[\/\\][^\r\n]{1,200}\.(exe|lnk|vbs|vbe|js|jse|wsf|hta|cmd|bat|msi|cpl|scr|url|zip)/ ascii wide nocase
    condition:
        filesize < 64KB and $head in (0..512) and $url
}

rule Trousse_Hta_Hidden_Start
{
    meta:
        author = "Trousse"
        description = "script page that starts a command and closes itself at once"
        description_fr = "page de script qui lance une commande et se ferme aussitôt"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1218/005/"
        date = "2026-11-22"
    strings:
        $script = /<script/ ascii wide nocase
        $shell = /(CreateObject|Ac[t]iv[e]XO[b]je[c]t)[ \t]*\([ \t]*["\x27](WScr\x69pt[.]Shell|Sh[e]l[l]\.Appl\x69cation)["\x27]/ ascii wide nocase
        $run = /(\.Run|\.Exec|\.ShellExecute)[ \t(]/ ascii wide nocase
        $close = /(window|self)\.close[ \t]*(\(|[\r\n<])/ ascii wide nocase
        $command = /(p[\x6f]wershell|cmd(\.exe)?[ \t]+\/c|c[e]r[t]\x75til|b\x69ts[a]dm[i]n|[r]\x75ndl[l]32|r\x65gsvr32)/ ascii wide nocase
        $address = "://" ascii wide
    condition:
        uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 4MB and $script and $shell and $run and $close and any of ($command, $address)
}

rule Trousse_Html_Carries_Archive
{
    meta:
        author = "Trousse"
        description = "web page that builds an archive or a program from its own text and saves it"
        description_fr = "page web qui fabrique une archive ou un programme à partir de son texte et l'enregistre"
        kind = "script"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1027/006/"
        date = "2026-11-22"
    strings:
        $script = /<script/ ascii nocase
        $decode = /\bat[\x6f](b\(|b \(|b  [ \t]*\(|b\t[ \t]*\()/ ascii
        $save = /(ms[S]av[e]Or[O]pe[n]Bl\x6fb|cr[e]at[e]Obj[\x65]ctURL)[ \t]*\(/ ascii
        $name = /(\.downl\x6fad[ \t]*=|ms[S]av[e]Or[O]pe[n]Bl\x6fb|se[t]Attri[b]ut[e]\(["\x27]d[o]wnl\x6fad)/ ascii
        $held = /["\x27`](UEsDB[AB]|T[V]qQAA|T[V]pQAA|N[3]q8ry|[U]mFyIR|[T]VNDRg)[a-zA-Z0-9+\/]{400}/ ascii
    condition:
        uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 32MB and all of them
}

rule Trousse_Macro_Source_Runs_Command
{
    meta:
        author = "Trousse"
        description = "macro that starts by itself and runs commands or fetches files"
        description_fr = "macro qui se lance seule et exécute des commandes ou télécharge des fichiers"
        kind = "script"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1137/"
        date = "2026-11-22"
    strings:
        $module = /At[t]ri[b]ute[ ]VB_/ ascii nocase
        $open = /\b([A]utoO[p]\x65n|[A]uto_[O]p\x65n|[A]utoC[l]\x6fse|[A]uto_[C]l\x6fse|[A]utoE[x]\x65c|D[o]c[u]m[e]n[t]_Op\x65[n]|D[o]c[u]m[e]n[t]_Cl\x6f[s]e|W[o]r[k]b[o][o]k_O[p]en|W[o]r[k]b[o][o]k_A[c]t[i]v[a]te|W[o]r[k]b[o][o]k_B[e]f[o]r[e]C[l]o[s]e)[ \t]*\(/ ascii nocase
        $act = /(WScr\x69pt[.]Shell|p[\x6f]wershell|UR[L]D[\x6f]wnloadToFile|MSXML2[.]|WinHttp\.|\b[S]h\x65ll[$]?[ \t]*[( ][ \t]*["a-z]|w\x69[n]mgmt[s]:|msht\x61)/ ascii nocase
    condition:
        uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 4MB and $module in (0..1024) and $open and $act
}

rule Trousse_Macro_Source_Fetches_Program
{
    meta:
        author = "Trousse"
        description = "macro that starts by itself, fetches a program and runs it"
        description_fr = "macro qui se lance seule, télécharge un programme et l'exécute"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1105/"
        date = "2026-11-22"
    strings:
        $module = /At[t]ri[b]ute[ ]VB_/ ascii nocase
        $open = /\b([A]utoO[p]\x65n|[A]uto_[O]p\x65n|[A]utoC[l]\x6fse|[A]uto_[C]l\x6fse|[A]utoE[x]\x65c|D[o]c[u]m[e]n[t]_Op\x65[n]|D[o]c[u]m[e]n[t]_Cl\x6f[s]e|W[o]r[k]b[o][o]k_O[p]en|W[o]r[k]b[o][o]k_A[c]t[i]v[a]te|W[o]r[k]b[o][o]k_B[e]f[o]r[e]C[l]o[s]e)[ \t]*\(/ ascii nocase
        $fetch1 = /UR[L]D[\x6f]wnloadToFile/ ascii nocase
        $fetch2 = ".XMLH\x54TP" ascii nocase
        $fetch3 = "WinHttpR\x65quest" ascii nocase
        $fetch4 = /d[\x6f]wnloadstring/ ascii nocase
        $fetch5 = /d[\x6f]wnloadfile/ ascii nocase
        $fetch6 = /b\x69ts[a]dm[i]n/ ascii nocase
        $fetch7 = /c[e]r[t]\x75til/ ascii nocase
        $fetch8 = /invok[e]-w\x65brequest/ ascii nocase
        $run = /(\b[S]h\x65ll[$]?[ \t]*[( ]|\.R\x75n\b|Sh[e]llEx[\x65]cute|Wi[n]32_Pr\x6fcess|\.Ex\x65c\b)/ ascii nocase
        $kept = /(\.exe|\.dll|\.scr|\.ps1|\.vbs|\.hta|p[\x6f]wershell|msht\x61)/ ascii nocase
    condition:
        uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 4MB and $module in (0..1024) and $open and any of ($fetch*) and $run and $kept
}

rule Trousse_Sheet_Old_Macro_Runs
{
    meta:
        author = "Trousse"
        description = "workbook with a macro of the oldest kind (Excel 4.0) that calls Windows"
        description_fr = "classeur avec une macro du type le plus ancien (Excel 4.0) qui appelle Windows"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1059/"
        date = "2026-11-22"
    strings:
        $sheet = "<xm:macrosheet" ascii
        $function = /<f[^>]{0,40}>[^<]{0,60}\b(EX[\x45]C\(|C\x41LL\(|R\x45GISTER\()/ ascii nocase
        $old = /([E]xcel 4\.0 Macros|Ma[c]ros? [E]xcel 4\.0)/ ascii
        $act = /(UR[L]D[\x6f]wnloadToFile|Sh[e]ll\x45x[e]cute|r\x65gsvr32|[r]\x75ndl[l]32|p[\x6f]wershell|msht\x61)/ ascii wide nocase
    condition:
        filesize < 16MB and (($sheet in (0..4096) and $function) or (uint32(0) == 0xE011CFD0 and $old and $act))
}

rule Trousse_Office_Outside_Template
{
    meta:
        author = "Trousse"
        description = "Office document that takes its template from a site when it is opened"
        description_fr = "document Office qui prend son modèle sur un site à l'ouverture"
        kind = "script"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1221/"
        date = "2026-11-22"
    strings:
        $root = "<Relationships" ascii
        $kind = /\/attachedTemplat[e]"/ ascii
        $place = /Target=["](https?|ftp)[:]\/\/[^"]{4}/ ascii nocase
        $outside = /TargetMod[e]="External"/ ascii
    condition:
        filesize < 1MB and $root in (0..512) and all of them
}

rule Trousse_Office_Outside_Object
{
    meta:
        author = "Trousse"
        description = "Office document that runs a page of a site when it is opened"
        description_fr = "document Office qui exécute une page d'un site à l'ouverture"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1203/"
        date = "2026-11-22"
    strings:
        $root = "<Relationships" ascii
        $kind = /(\/oleObj\x65ct|\/frame|\/externalLink)"/ ascii
        $place = /Target=["](mhtml:|x-usc:|https?:[^"]{4,200}(!x-usc:|\.html?!|\.(hta|sct)["!]))/ ascii nocase
        $outside = /TargetMod[e]="External"/ ascii
    condition:
        filesize < 1MB and $root in (0..512) and all of them
}

rule Trousse_Sheet_Or_Text_Runs_Command
{
    meta:
        author = "Trousse"
        description = "spreadsheet, text or document with a formula or a field that starts a command"
        description_fr = "tableur, texte ou document dont une formule ou un champ lance une commande"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1559/002/"
        date = "2026-11-22"
    strings:
        $formula = /(^|[\r\n;,\t])[\x22\x27]{0,2}[=+@-]((cmd|p[\x6f]wershell|msht\x61|regsvr32|ms[e]\x78cel)(\.exe)?\||ru[n]dl[l]3[2]\.exe\||ru[n]dl[l]32\|)["\x27]{1,2}[^\r\n]{1,200}["\x27]!/ ascii wide nocase
        $field = /DDE(AUTO)?[ \t]{1,4}["\x27]?[^<\r\n]{0,80}(cmd|p[\x6f]wershell|msht\x61)(\.exe)?/ ascii wide nocase
        $slk2 = /(;EEX[\x45]C\(|;EC\x41LL\(|;ER\x45GISTER[(]|\(EEX[\x45]C\(|\(EC\x41LL\(|\(ER\x45GISTER[(])/ ascii nocase
        $word = /(<w:(instrText|fl[d]Si[m]ple)|\\fldinst|[{]\\rtf)/ ascii
        $prose = /l[o]gsource[:]/ ascii
    condition:
        uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 8MB and not $prose and (($formula and filesize < 1MB) or ($word and $field) or (uint32be(0) == 0x49443B50 and $slk2))
}

rule Trousse_Pdf_Starts_Program
{
    meta:
        author = "Trousse"
        description = "PDF document that starts a program of Windows or opens the file it carries"
        description_fr = "document PDF qui lance un programme de Windows ou ouvre le fichier qu'il transporte"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1204/002/"
        date = "2026-11-22"
    strings:
        $head = "%PDF-" ascii
        $launch = /\/L\x61unch[\s\/<]/ ascii
        $target = /\((\/c |\/c\)|[^)\r\n]{0,60}((cmd|p[\x6f]wershell|msht\x61|wscr\x69pt)(\.exe)?[ )]|[r]undl[l]32(\.exe)?[ )]))/ ascii nocase
        $export = /[e]xp\x6frtDataObject[ \t]*\([ \t]*\{[^}]{0,120}nL\x61unch["\x27]?[ \t]*:[ \t]*[12]/ ascii
    condition:
        $head in (0..1024) and filesize < 64MB and (($launch and $target) or $export)
}

rule Trousse_Task_Runs_Hidden_Command
{
    meta:
        author = "Trousse"
        description = "scheduled task that starts a coded or fetched command"
        description_fr = "tâche planifiée qui lance une commande codée ou téléchargée"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1053/005/"
        date = "2026-11-22"
    strings:
        $task = /schemas\.microsoft\.com\/windows[\/]200[4]\/02\/mit\/task/ ascii wide
        $program = /<Command>[^<]{0,120}(p\x6fwershell|msht\x61|wscr\x69pt|cscr\x69pt|cmd|rundll32|regsvr32)/ ascii wide nocase
        $order = /<Arguments>[^<]{0,400}(-e(nc|ncodedcommand|c)?[ ]+[a-z0-9+\/=]{40}|https?:\/\/|d\x6fwnloadstring|frombase64str\x69ng)/ ascii wide nocase
    condition:
        filesize < 256KB and $task in (0..1024) and $program and $order
}

rule Trousse_Registry_Starts_Hidden_Command
{
    meta:
        author = "Trousse"
        description = "registry file that has a hidden, coded or fetched command start with Windows"
        description_fr = "fichier de registre qui fait lancer avec Windows une commande cachée, codée ou téléchargée"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1547/001/"
        date = "2026-11-23"
    strings:
        $head = /(Windows Registry Editor Version 5\.00|REGEDIT4)[\r\n]/ ascii wide
        $key = /[\r\n]\[HKEY_[^\r\n\]]{1,120}\\CurrentVersio[n]\\Run(Once|Services)?(\\[^\r\n\]]{0,40})?\]/ ascii wide nocase
        $order = /=[ \t]*"[^\r\n]{0,80}p\x6fwershell[^\r\n]{0,120}[ \t](-w[a-z]{0,10}[ \t]+(hidden|1)[ \t][^\r\n]{0,80}(-e(nc|ncodedcommand|c)?[ \t]|iex|ht[t]ps?:\/\/|d\x6fwnload|-file|-c[ \t])|-e(nc|ncodedcommand|c)?[ \t]+[a-z0-9+\/]{8})/ ascii wide nocase
        $page = /=[ \t]*"[^\r\n]{0,80}msht\x61(\.exe)?[\\" \t]{1,4}(ht[t]ps?:|(vb|java)script:)/ ascii wide nocase
    condition:
        filesize < 1MB and $head in (0..4) and $key and any of ($order, $page)
}

rule Trousse_Mail_Carries_Disguised_Program
{
    meta:
        author = "Trousse"
        description = "message with an attached program that is named like a document"
        description_fr = "message dont une pièce jointe est un programme nommé comme un document"
        kind = "malware"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1036/007/"
        date = "2026-11-23"
    strings:
        $part = /[\r\n]Content-Disposition:[ \t]*att\x61chment;[^\r\n]{0,80}([\r\n]{1,2}[ \t][^\r\n]{0,80})?filen\x61me\*?=["\x27]?[^\r\n"]{0,120}\.(pdf|docx?|xlsx?|pptx?|jpe?g|png|gif|txt|rtf|odt|csv|zip)[ \t_]{0,40}\.(exe|scr|com|pif|bat|cmd|js|jse|vbs|vbe|wsf|hta|lnk|ps1|cpl|msi)["\x27]?[ \t]*[;\r\n]/ nocase
        $sender = /(^|[\r\n])(From|Subject|MIME-Versio[n]):[ \t]/ nocase
    condition:
        uint16(0) != 0x5A4D and uint8(0) != 0x3C and filesize < 64MB and $sender in (0..16384) and $part
}
