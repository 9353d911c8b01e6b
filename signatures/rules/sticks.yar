// Letters in brackets and words written out keep the matcher from what stands in every text.
// Worms that travel on sticks, and the disc images that play the same part.

rule Trousse_Stick_Autorun_Hidden_Program
{
    meta:
        author = "Trousse"
        description = "start file of a stick that runs a hidden program or a script"
        description_fr = "fichier de démarrage d'une clé qui lance un programme caché ou un script"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1091/"
        date = "2026-11-22"
    strings:
        $head = "[autor\x75n]" ascii wide nocase
        $run = /[\r\n][ \t]*(op\x65n=|[o]p\x65n [ \t]*=|[o]p\x65n\t[ \t]*=|sh[e]llex[\x65]cute[ \t]*=|shell\\[a-z&]{1,16}\\command[ \t]*=)[^\r\n]{0,120}(recycle[rd]?\\|\$recycle|system volume information\\|\.(vbs|vbe|jse|wsf|scr|pif|cmd|bat)\b|(w|c)scr\x69pt|rundll32|p\x6fwershell|msht\x61)/ ascii wide nocase
    condition:
        filesize < 1MB and uint16(0) != 0x5A4D and $head and $run
}

rule Trousse_Stick_Shortcut_Worm
{
    meta:
        author = "Trousse"
        description = "shortcut that starts a hidden program of the stick, then shows the folder it stands for"
        description_fr = "raccourci qui lance un programme caché de la clé, puis montre le dossier qu'il remplace"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1091/"
        date = "2026-11-22"
    strings:
        $one = /(st\x61rt|expl\x6frer|wscr\x69pt|r[u]n[d]l[l]3[2])[^\x00\r\n]{1,120}(\.vbs|\.vbe|\.js|\.wsf|\.dll|\.exe|\.cmd|\.bat|\.scr|\.pif|\.db|\.ini|\.dat|\.tmp)[^\x00\r\n]{0,60}&[^\x00\r\n]{0,20}(st\x61[r]t|ex[p]l\x6fr[e]r)/ ascii wide nocase
        $two = /\/c[ \t"]{1,3}(st\x61rt[ \t]+)?[e]xpl\x6frer[^\x00\r\n]{1,120}&[^\x00\r\n]{1,120}\.(vbs|vbe|js|jse|wsf|dll|exe|cmd|bat|scr|pif)/ ascii wide nocase
    condition:
        uint32(0) == 0x0000004C and uint32(4) == 0x00021401 and filesize < 4MB and any of them
}

rule Trousse_Stick_Shortcut_Msiexec
{
    meta:
        author = "Trousse"
        description = "shortcut that installs a program straight from the network, as the Raspberry Robin worm does"
        description_fr = "raccourci qui installe un programme directement depuis le réseau, comme le ver Raspberry Robin"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/software/S1130/"
        date = "2026-11-22"
    strings:
        $installer = /ms\x69ex[e^"]{0,3}ec/ ascii wide nocase
        $place = /h[t^"]{1,3}t(p:\/|p:\\|ps:\/|ps:\\)[\/\\][a-z0-9.-]{3,60}(:[0-9]{2,5})?[\/\\]/ ascii wide nocase
    condition:
        uint32(0) == 0x0000004C and uint32(4) == 0x00021401 and filesize < 4MB and all of them
}

rule Trousse_Stick_Script_Worm
{
    meta:
        author = "Trousse"
        description = "script that copies itself to sticks and hides their folders behind shortcuts"
        description_fr = "script qui se copie sur les clés et cache leurs dossiers derrière des raccourcis"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1091/"
        date = "2026-11-22"
    strings:
        $system = /scr\x69pti[n]g\.f\x69lesystemobject/ ascii wide nocase
        $drives = /(\.dr\x69ves\b|dr[\x69]vetype[ \t]*=|\.isr\x65ady)/ ascii wide nocase
        $itself = /(copyf\x69le|\.c[o]py)[ \t(]{0,3}[^\r\n]{0,20}wscr\x69pt[.]scriptf\x75llname/ ascii wide nocase
        $hide = /\.attr\x69butes[ \t]*=[ \t]*[0-9]/ ascii wide nocase
        $link = /cr[\x65]ate[s]hortcut/ ascii wide nocase
    condition:
        uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 1MB and $system and $drives and $itself and any of ($hide, $link)
}

rule Trousse_Stick_Program_Worm
{
    meta:
        author = "Trousse"
        description = "program that writes start files onto sticks"
        description_fr = "programme qui écrit des fichiers de démarrage sur les clés"
        kind = "malware"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1091/"
        date = "2026-11-22"
    strings:
        $file = /\\autor\x75n\.inf/ ascii wide nocase
        $head = /\[autor\x75n\]/ ascii wide nocase
        $run = /(sh[e]llex[\x65]cute|shell\\(open|explore|auto)\\c\x6fmmand)[ \t]*=/ ascii wide nocase
        $type = "GetDriveType" ascii
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and filesize < 8MB and all of them
}

rule Trousse_Stick_Disc_Image_Delivers
{
    meta:
        author = "Trousse"
        description = "small disc image that holds a shortcut beside a program or a script"
        description_fr = "petite image de disque qui contient un raccourci à côté d'un programme ou d'un script"
        kind = "script"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1553/005/"
        date = "2026-11-22"
    strings:
        $volume = /CD00[1]/ ascii
        $link = /[A-Z0-9_]{1,30}\.L\x4eK[;]1/ ascii
        $link2 = /\.l\x6ek/ wide
        $beside = /[A-Z0-9_]{1,30}\.(DLL|EXE|JS|VBS|BAT|CMD|PS1|WSF|HTA);1/ ascii
        $header = { 4C 00 00 00 0? 14 02 00 00 00 00 00 C0 00 00 00 00 00 00 46 }
    condition:
        filesize < 64MB and $volume at 32769 and any of ($link, $link2) and $beside and $header
}
