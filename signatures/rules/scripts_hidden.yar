// Letters in brackets and words written out keep the matcher from what stands in every text.
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
        // The three ways base64 writes a text: the modifier of libyara would look for commoner letters.
        $ = /(ZWxldGUg[c]2hhZG9[3]cyAv|VsZXRlIHNoYWRv[d]3MgL|lb[G]V0Z[S]BzaGFkb[3]dzIC)/ ascii wide  // "elete shado\x77s /" in base64
        $ = /(ZQBsAGUAdABlACAAcwBoAGEAZABvAHcAcwAgAC8[A]|UAbABlAHQAZQAgAHMAaABhAGQAbwB3AHMAIAAv[A]|lAGwAZQB0AGUAIABzAGgAYQBkAG8AdwBzACAAL[w])/ ascii wide  // "elete shado\x77s /" wide in base64
        $ = /(aQBuADMAMgBfAFMAaABhAGQAbwB3AGMAbwBwAHk[A]|kAbgAzADIAXwBTAGgAYQBkAG8AdwBjAG8AcAB5[A]|pAG4AMwAyAF8AUwBoAGEAZABvAHcAYwBvAHAAe[Q])/ ascii wide  // "in32_Sh\x61dowcopy" wide in base64
        $ = /(aQBuADMAMgBfAFMAaABhAGQAbwB3AEMAbwBwAHk[A]|kAbgAzADIAXwBTAGgAYQBkAG8AdwBDAG8AcAB5[A]|pAG4AMwAyAF8AUwBoAGEAZABvAHcAQwBvAHAAe[Q])/ ascii wide  // "in32_Sh\x61dowCopy" wide in base64
        $ = /(YQBkAG8AdwBjAG8AcAB5ACAAZABlAGwAZQB0AGU[A]|EAZABvAHcAYwBvAHAAeQAgAGQAZQBsAGUAdABl[A]|hAGQAbwB3AGMAbwBwAHkAIABkAGUAbABlAHQAZ[Q])/ ascii wide  // "adowcopy d\x65lete" wide in base64
        $ = /(LQ[B]EA[G]kA[c]wB[h]AG[I]Ab[A]Bl[A]FI[A]ZQ[B]h[A]GwAdABp[A]G0[A]ZQBNA[G]8A[b]gBpAHQAbwByAGkAbgBnA|0A[R]AB[p]AH[M]AY[Q]Bi[A]Gw[A]ZQ[B]SA[G]UA[Y]QB[s]AH[Q]Aa[Q]BtAGUATQBv[A]G4[A]aQ[B]0A[G]8A[c]gBpAG[4]AZw|tA[E]QA[a]QB[z]AGE[A]YgBsAGUAUgBlAGEAbAB[0]AGkAbQBl[A]E0[A]bwBuAGkAdABvAHIAaQBuAGcA)/ ascii wide  // "-DisableR\x65altimeMonitoring" wide in base64
        $ = /(cgBlAGMAbwB2AGUAcgB5AGUAbgBhAGIAbABlAGQAIABuAG8[A]|IAZQBjAG8AdgBlAHIAeQBlAG4AYQBiAGwAZQBkACAAbgBv[A]|yAGUAYwBvAHYAZQByAHkAZQBuAGEAYgBsAGUAZAAgAG4Ab[w])/ ascii wide  // "recovery\x65nabled no" wide in base64
        $ = /(ZQ[B]sA[G]UAdAB[l]ACA[A]YwBhAHQAYQBsA[G]8A[Z]w|UAbABlAHQAZQAgAGMA[Y]QB0AGEAbABvAGcA|l[A]GwAZ[Q]B0[A]GUAIABjAGEAdABhAGwAbwBnA)/ ascii wide  // "elete c\x61talog" wide in base64
        $ = /(Y[Q]BtAHMAaQBJ[A]G4[A]aQ[B]0A[E]YAYQBpAGwAZQBkA|EAb[Q]BzAGkASQBuAGkAdABGAGEAaQBsAGUAZA|hA[G]0A[c]wB[p]AE[k]Ab[g]Bp[A]HQARgBhAGkAbABlAGQA)/ ascii wide  // "a\x6dsiInitFailed" wide in base64
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
        $ = /(ZQ[B]0A[C]4A[V]wB[l]AGI[A]QwBsAGkAZQBuAHQAKQAuAEQAb[w]B3[A]G4A|UAdAAuAF[c]AZ[Q]Bi[A]EM[A]bA[B]pA[G]UA[b]gB0[A]CkALgBE[A]G8[A]dwBuA|lA[H]QA[L]gB[X]AGU[A]YgBDAGwAaQBlA[G]4AdAApAC[4]ARABvAHcAbg)/ ascii wide  // "et.Web\x43lient).Down" wide in base64
        $ = /(ZQ[B]0A[C]4A[d]wB[l]AGI[A]YwBsAGkAZQBuAHQAKQAuAGQAb[w]B3[A]G4A|UAdAAuAH[c]AZ[Q]Bi[A]GM[A]bA[B]pA[G]UA[b]gB0[A]CkALgBk[A]G8[A]dwBuA|lA[H]QA[L]gB[3]AGU[A]YgBjAGwAaQBlA[G]4AdAApAC[4]AZABvAHcAbg)/ ascii wide  // "et.web\x63lient).down" wide in base64
        $ = /(RA[B]vA[H]cA[b]gB[s]AG[8]A[Y]QBkAFMAdAByAGkAbgBnACgA|QA[b]wB[3]AG[4]Ab[A]Bv[A]GE[A]Z[A]BTAHQAcgBp[A]G4[A]ZwAoA|EA[G]8A[d]wBu[A]GwAbwBhAGQAUw[B]0A[H]IAaQBuAGcAKA)/ ascii wide  // "Downl\x6fadString(" wide in base64
        $ = /(ZA[B]vA[H]cA[b]gB[s]AG[8]A[Y]QBkAHMAdAByAGkAbgBnACgA|QA[b]wB[3]AG[4]Ab[A]Bv[A]GE[A]Z[A]BzAHQAcgBp[A]G4[A]ZwAoA|kA[G]8A[d]wBu[A]GwAbwBhAGQAcw[B]0A[H]IAaQBuAGcAKA)/ ascii wide  // "downl\x6fadstring(" wide in base64
        $ = /([S]QBFAFgAIAAoAE[4]AZ[Q]B3[A]C0[A]TwBiAGoAZQBjAHQA|kA[R]QB[Y]ACAAK[A]BO[A]GU[A]dw[A]tA[E]8[A]YgBqAGUAYw[B]0A|JA[E]UAWAAgACgATgBlAHcALQBPAGIAagBlAGMAdA)/ ascii wide  // "IEX (N\x65w-Object" wide in base64
        $ = /(SQ[B]FAFgA[K]AB[O]AG[U]Ad[w]At[A]E8[A]YgBqAGUAYw[B]0A|kA[R]QBY[A]CgATgBlAHcALQBPAGIAagBlAGMAdA|JAEUAWAAoAE[4]A[Z]QB3A[C]0ATwBiAGoAZQBjAHQA)/ ascii wide  // "IEX(N\x65w-Object" wide in base64
        $ = /(SQBuAHYAbwBrAGUALQBXAGUAYgBSAGUAcQB1AGUAcwB0[A]|kA[b]gB[2]AG[8]Aa[w]Bl[A]C0[A]Vw[B]lA[G]IA[U]gB[l]AHEA[d]QBlAHMAdA|JA[G]4A[d]gB[v]AG[s]AZ[Q]At[A]Fc[A]ZQ[B]iA[F]IA[Z]QB[x]AH[U]AZ[Q]BzAHQA)/ ascii wide  // "Invoke-W\x65bRequest" wide in base64
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
        $class = /[a]\x6dsi[\x27"+ ]{0,6}ut[i]ls/ ascii wide nocase
        $field = /[a]\x6dsi[\x27"+ ]{0,6}in[i]t[\x27"+ ]{0,6}f\x61[i]led/ ascii wide nocase
        $set = /\.s\x65tvalue[ \t]*\(/ ascii wide nocase
        $scan = /[a]\x6dsis[c]an[\x27"+ ]{0,6}buffer/ ascii wide nocase
        $protect = /v\x69rtualprotect/ ascii wide nocase
        $copy = /marsh[a]l\][:]:c\x6fpy/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = /[<]\/code>/ ascii
        $prose3 = /l[o]gsource[:]/ ascii
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
        $fetch = /(i\x65x|invoke-expr\x65ssion)[ \t(&$]{1,5}[^\r\n]{0,80}(d\x6fwnloadstring|d\x6fwnloaddata|invoke-w\x65brequest|invoke-r\x65stmethod|\biwr\b|\birm\b)[^\r\n]{0,40}ht[t]ps?(:\/\/0[0-9.]|:\/\/1[0-9.]|:\/\/2[0-9.]|:\/\/3[0-9.]|:\/\/4[0-9.]|:\/\/5[0-9.]|:\/\/6[0-9.]|:\/\/7[0-9.]|:\/\/8[0-9.]|:\/\/9[0-9.]|:\/\/pastebin\.com|:\/\/cdn\.discordapp\.com|:\/\/transfer\.sh|:\/\/paste\.ee|:\/\/rentry\.co|:\/\/anonfiles\.com|:\/\/temp\.sh)/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = /[<]\/code>/ ascii
        $prose3 = /l[o]gsource[:]/ ascii
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
        $rar = /(^|[\r\n\xbf])[ \t@]*([^\r\n`<]{0,120}[ \t"\\])?(win)?rar(\.exe)?["\x27]?[ \t]+[am][ \t][^\r\n`<]{0,120}-(hp|p)[^ \t\r\n]{3}[^\r\n`<]{0,120}(-df|-dw)\b/ ascii wide nocase
        $rar2 = /(^|[\r\n\xbf])[ \t@]*([^\r\n`<]{0,120}[ \t"\\])?(win)?rar(\.exe)?["\x27]?[ \t]+[am][ \t][^\r\n`<]{0,120}(-df|-dw)[ \t][^\r\n`<]{0,120}-(hp|p)[^ \t\r\n]{3}/ ascii wide nocase
        $key = /fo[r][ \t]+(\/r |\/r\t|\/r"|\/r%)[^\r\n`<]{0,200}(g[p]g|o[p]e[n]s[s]l)(\.exe)?["\x27]?[ \t]/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = /[<]\/code>/ ascii
        $prose3 = /l[o]gsource[:]/ ascii
    condition:
        uint8(0) != 0x3C and uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 1MB and not any of ($prose*) and (any of ($seven*) or $rar or $rar2 or ($key
        // Its options (-e, -c, -aes, --encrypt, --symmetric) are read here too: a second long gap in the pattern would cost seconds on a hostile text.
        and for any key in (1..100) : (for any after in (6..380) : (for any step in (1..2) : (uint8(@key[key] + after * step) == 0x2D and (
            ((uint8(@key[key] + (after + 1) * step) & 0xDF == 0x45 or uint8(@key[key] + (after + 1) * step) & 0xDF == 0x43) and uint8(@key[key] + (after + 2) * step) == 0x20)
            or (uint8(@key[key] + (after + 1) * step) & 0xDF == 0x41 and uint8(@key[key] + (after + 2) * step) & 0xDF == 0x45 and uint8(@key[key] + (after + 3) * step) & 0xDF == 0x53)
            or (uint8(@key[key] + (after + 1) * step) == 0x2D and uint8(@key[key] + (after + 2) * step) & 0xDF == 0x45 and uint8(@key[key] + (after + 3) * step) & 0xDF == 0x4E)
            or (uint8(@key[key] + (after + 1) * step) == 0x2D and uint8(@key[key] + (after + 2) * step) & 0xDF == 0x53 and uint8(@key[key] + (after + 3) * step) & 0xDF == 0x59)))))
        // del, erase, sdelete and cipher stand in every text: they are read here, once a key is found, a letter in 1 byte or 2.
        and for any step in (1..2) : (for any place in (0..filesize) : (
            ((uint8(place) & 0xDF == 0x44 and uint8(place + step) & 0xDF == 0x45 and uint8(place + 2 * step) & 0xDF == 0x4C and (uint8(place + 3 * step) == 0x20 or uint8(place + 3 * step) == 0x09))
            or (uint8(place) & 0xDF == 0x45 and uint8(place + step) & 0xDF == 0x52 and uint8(place + 2 * step) & 0xDF == 0x41 and uint8(place + 3 * step) & 0xDF == 0x53 and uint8(place + 4 * step) & 0xDF == 0x45)
            or (uint8(place) & 0xDF == 0x53 and uint8(place + step) & 0xDF == 0x44 and uint8(place + 2 * step) & 0xDF == 0x45 and uint8(place + 3 * step) & 0xDF == 0x4C and uint8(place + 4 * step) & 0xDF == 0x45)
            or (uint8(place) & 0xDF == 0x43 and uint8(place + step) & 0xDF == 0x49 and uint8(place + 2 * step) & 0xDF == 0x50 and uint8(place + 3 * step) & 0xDF == 0x48 and uint8(place + 4 * step) & 0xDF == 0x45))
            and (place < 4 or uint8(place - step) < 0x30 or uint8(place - step) == 0x40 or uint8(place - step) == 0x5C or uint8(place - step) > 0x7A)
            and for any after in (4..64) : (uint8(place + after * step) == 0x22 or uint8(place + after * step) == 0x25 or uint8(place + after * step) == 0x2F
                or (uint8(place + after * step) == 0x2D and uint8(place + (after - 1) * step) == 0x20))))))
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
        $on = /(manag[e]-b\x64e(\.exe)?["\x27]?[ \t]+(-on|\/on)[ \t]|enabl[e]-b\x69tlocker[ \t])/ ascii wide nocase
        $lose = /(manag[e]-b\x64e(\.exe)?["\x27]?[ \t]+-protectors[ \t]+-d\x65lete|remov[e]-b\x69tlockerkeyprotector|manag[e]-b\x64e(\.exe)?["\x27]?[ \t]+[^\r\n]{0,20}-(forcer\x65covery|changep\x61ssword))/ ascii wide nocase
        $off1 = /[s]hutd\x6fwn(\.exe)?[ \t]+[\/-][rsf]/ ascii wide nocase
        $off2 = /st[o]p-c\x6fmputer/ ascii wide nocase
        $off3 = /restar[t]-c\x6fmputer/ ascii wide nocase
        $off4 = "-forcer\x65covery" ascii wide nocase
        $off5 = /wi[n]32[s]hutd\x6fwn/ ascii wide nocase
        $disk = /(^|[\r\n\xbf])[ \t@]*([^\r\n`<]{0,80}[ \t"\\])?dcc\x6fn(\.exe)?["\x27]?[ \t]+-encr\x79pt[0-9]?[ \t]/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = /[<]\/code>/ ascii
        $prose3 = /l[o]gsource[:]/ ascii
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
        $restart = /[s]hutd\x6fwn(\.exe)?[ \t]+[\/-]r/ ascii wide nocase
        $start = /(currentversio[n]\\run(once)?\b|saf[e]b\x6fot[\\](network|minim[a]l)\\|wi[n]l[o]gon)/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = /[<]\/code>/ ascii
        $prose3 = /l[o]gsource[:]/ ascii
    condition:
        uint8(0) != 0x3C and uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 1MB and not any of ($prose*) and all of ($boot, $restart, $start)
}

rule Trousse_Script_Host_Hidden_Start
{
    meta:
        author = "Trousse"
        description = "VBScript or JScript that starts a coded PowerShell command behind a hidden window"
        description_fr = "script VBScript ou JScript qui lance une commande PowerShell codée dans une fenêtre cachée"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1059/005/"
        date = "2026-11-23"
    strings:
        $shell = /(CreateObject|Ac[t]iv[e]XO[b]je[c]t)[ \t]*\([ \t]*["\x27](WScr\x69pt[.]Shell|Sh[e]l[l]\.Appl\x69cation)["\x27]/ ascii wide nocase
        $run = /\.(Run|Exec|ShellExecute)[ \t(]*["\x27][^\r\n`<]{0,60}p[\x6f]wershell[^\r\n`<]{0,80}[ \t]-w[a-z]{0,10}[ \t]+(hidden|1)[ \t][^\r\n`<]{0,80}-e(nc|ncodedcommand|c)?[ \t]+[a-z0-9+\/][aqgw][ab][a-z0-9+\/]a[a-h][a-z0-9+\/]a/ ascii wide nocase
        $prose1 = "```" ascii
        $prose2 = /[<]\/code>/ ascii
        $prose3 = /l[o]gsource[:]/ ascii
    condition:
        (uint8(0) != 0x3C or uint32(0) == 0x626F6A3C or uint32(0) == 0x6361703C or uint32(0) == 0x6D783F3C)
        and uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 1MB and $shell and $run and not any of ($prose*)
}
