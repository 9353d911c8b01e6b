// Letters in brackets and words written out keep the matcher from what stands in every text.
// Shortcuts and documents that start programs.

rule Trousse_Shortcut_Runs_Command
{
    meta:
        author = "Trousse"
        description = "shortcut that starts a hidden command or a download"
        description_fr = "raccourci qui lance une commande cachée ou un téléchargement"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1204/002/"
        date = "2026-10-01"
    strings:
        $interpreter = /(p[\x6f]wershell|msht\x61|wscr\x69pt|cscr[\x69]pt|[r]\x75ndl[l]32|r\x65gsvr32|[c]md\.exe)/ ascii wide nocase
        $coded = /[ ]-e(nc|ncodedcommand|c)? +["']?[a-z0-9+\/=]{40}/ ascii wide nocase
        $fetch = /(ht[t]ps?:\/\/|\\\\[a-z0-9.-]{4,60}@(ssl|[0-9]{2,5})\\|d[o]wnlo[a]d(string|file)|invok[e]-webrequest|[^a-z][i]wr )/ ascii wide nocase
        $hidden = /-w(indowstyle)? +h(idden)?\b/ ascii wide nocase
        $recovery = /(d\x65lete +[s]hadows|r\x65[c]ove[r]yenabled +no)/ ascii wide nocase
    condition:
        uint32(0) == 0x0000004C and uint32(4) == 0x00021401 and filesize < 4MB
        and $interpreter and ($coded or $fetch or $recovery or ($hidden and filesize > 4096))
}

rule Trousse_Shortcut_Oversized
{
    meta:
        author = "Trousse"
        description = "shortcut far larger than those of Windows: something is hidden in it"
        description_fr = "raccourci bien plus gros que ceux de Windows : quelque chose y est caché"
        kind = "script"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1027/012/"
        date = "2026-10-01"
    condition:
        uint32(0) == 0x0000004C and uint32(4) == 0x00021401 and filesize > 512KB
}

rule Trousse_Hta_Runs_Command
{
    meta:
        author = "Trousse"
        description = "HTML application that runs commands of Windows"
        description_fr = "application HTML qui lance des commandes de Windows"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1218/005/"
        date = "2026-10-01"
    strings:
        $start = /(<html|<head|<script|<hta:|<title|<meta|<!doctype|<!--)/ ascii wide nocase
        $application = "<hta:application" ascii wide nocase
        $script = /<script/ ascii wide nocase
        $shell = /["']WScr\x69pt[.]Shell["']/ ascii wide nocase
        $shell2 = /["']Sh[e]l[l]\.Appl\x69cation["']/ ascii wide nocase
        $command = /(p[\x6f]wershell|cmd(\.exe)? +\/c|c[e]r[t]\x75til|b\x69ts[a]dm[i]n|d\x65lete +[s]hadows)/ ascii wide nocase
    condition:
        uint16(0) != 0x5A4D and filesize < 4MB and $start in (0..64) and $application in (0..65536)
        and $script and any of ($shell, $shell2) and $command
}

rule Trousse_Macro_Runs_Command
{
    meta:
        author = "Trousse"
        description = "old Office document with a macro that starts by itself and runs commands"
        description_fr = "document Office ancien dont une macro se lance seule et exécute des commandes"
        kind = "script"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1137/"
        date = "2026-10-01"
    strings:
        // Macro code is stored compressed: words are often, not always, whole at their first use.
        $macro = "Attribut\x00e VB_Nam" ascii
        $open = /(Au[t]o_?[O]pen|D[o]cum\x65[n]t_[O]pen|Wo[r]kb\x6fo[k]_O[p]en|Au[t]o[E]x\x65c)/ ascii nocase
        $act = /(WScr\x69pt[.]Shell|p[\x6f]wershell|UR[L]D[\x6f]wnloadToFile|MSXML2[.]|[S]hell\$?[ \t]*\(|wi[n]mgmt[s]:)/ ascii nocase
    condition:
        uint32(0) == 0xE011CFD0 and $macro and $open and $act
}

rule Trousse_Rtf_Opens_Object
{
    meta:
        author = "Trousse"
        description = "RTF document with an object that opens by itself"
        description_fr = "document RTF dont un objet s'ouvre seul"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1203/"
        date = "2026-10-01"
    strings:
        $update = "\\objupdate" ascii
        $content = "\\objdata" ascii
        // "Equation.3" in the hexadecimal of RTF.
        $equation = /45[7]17[5]6[1]74696f6e2e33/ ascii nocase
    condition:
        uint32(0) == 0x74725C7B and filesize < 32MB and $content and ($update or $equation)
}

rule Trousse_Onenote_Carries_Program
{
    meta:
        author = "Trousse"
        description = "OneNote section holding a script or a program"
        description_fr = "section OneNote qui contient un script ou un programme"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1566/001/"
        date = "2026-10-01"
    strings:
        // The mark before an embedded file, FileDataStoreObject of MS-ONESTORE 2.6.13.
        $embedded = { E7 16 E3 BD 65 26 11 45 A4 C4 8D 4D 0B 7A 9E AC }
        $act = /(<ht[a]:application|WScr\x69pt[.]Shell|p[\x6f]wershell[ .]|@?e[c]ho off[\r\n]|Th[i]s [p]ro[g]r[a]m ca[n]not be run)/ ascii wide nocase
    condition:
        uint32(0) == 0x7B5C52E4 and uint32(4) == 0x4DA7D88C and $embedded and $act
}
