// Letters in brackets and words written out keep the matcher from what stands in every text.
// Pages that an intruder leaves on a web server to come back.

rule Trousse_Webshell_Php_Runs_Request
{
    meta:
        author = "Trousse"
        description = "web page in PHP that runs whatever a visitor sends it"
        description_fr = "page web en PHP qui exécute tout ce qu'un visiteur lui envoie"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1505/003/"
        date = "2026-11-22"
    strings:
        $open = /<\?(php|=|[ \t\r\n])/ ascii nocase
        $call = /\b(ev\x61l|ass\x65rt|sys\x74em|shell_ex\x65c|passth\x72u|pcntl_ex\x65c|p\x6fpen|proc_\x6fpen|ex\x65c)[ \t]*\([ \t]*(@?[a-z0-9_]{4,16}[ \t]*\([ \t]*){0,3}@?(\$_GET|\$_POST|\$_REQUEST|\$_COOKIE|\$\{"_|\$\{\x27_)/ ascii nocase
        $name = /(\$_GET|\$_POST|\$_REQUEST|\$_COOKIE)[ \t]*\[[^\]\r\n]{1,40}\][ \t]*\([ \t]*@?\$_(GET|POST|REQUEST|COOKIE)/ ascii nocase
        $made = /cr\x65ate_function[ \t]*\([^\r\n]{0,40}(\$_GET|\$_POST|\$_REQUEST|\$_COOKIE)/ ascii nocase
        $prose = /l[o]gsource[:]/ ascii
    condition:
        uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 1MB and $open and any of ($call, $name, $made) and not $prose
}

rule Trousse_Webshell_Php_Packed
{
    meta:
        author = "Trousse"
        description = "web page in PHP whose whole program is packed in a coded text"
        description_fr = "page web en PHP dont tout le programme est caché dans un texte codé"
        kind = "script"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1505/003/"
        date = "2026-11-22"
    strings:
        $open = /<\?(php|=|[ \t\r\n])/ ascii nocase
        $unpack = /(ev\x61l\(|[e]v\x61l [ \t]*\(|[e]v\x61l\t[ \t]*\()[ \t]*(["\x27?>. ]{0,8})(gzinfl\x61te|gzuncompr\x65ss|gzdec\x6fde|str_r\x6ft13|ba[s]e6[4]_d[e]c\x6f[d]e)[ \t]*\(([ \t]*[a-z0-9_]{6,16}[ \t]*\(){0,3}[ \t]*["\x27][a-z0-9+\/=\r\n]{300}/ ascii nocase
    condition:
        uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 4MB and all of them
}

rule Trousse_Webshell_Php_Known
{
    meta:
        author = "Trousse"
        description = "file manager in PHP used by intruders (WSO, b374k, c99, r57, p0wny, Weevely)"
        description_fr = "gestionnaire de fichiers en PHP employé par des intrus (WSO, b374k, c99, r57, p0wny, Weevely)"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1505/003/"
        date = "2026-11-22"
    strings:
        $open = /<\?(php|=|[ \t\r\n])/ ascii nocase
        $wso1 = /F\x69le[s]Ma[n]/ ascii
        $wso2 = /\$def[a]ul[t]_a[c]t[i]on/ ascii
        $b1 = /b374k/ ascii nocase
        $b2 = "$GLOBALS[" ascii
        $c1 = /c99sh(ell|_)/ ascii nocase
        $c2 = /r[5]7shell/ ascii nocase
        $p1 = /p[0]wny@shell/ ascii
        $p2 = /fe[a]tu[r]e[S]hell/ ascii
        $w1 = /\$k[\x68]="[0-9a-f]{8,12}["];\$kf="/ ascii
    condition:
        uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 1MB and $open in (0..512) and (all of ($wso*) or all of ($b*) or any of ($c*) or all of ($p*) or $w1)
}

rule Trousse_Webshell_Asp_Runs_Request
{
    meta:
        author = "Trousse"
        description = "web page in ASP or ASP.NET that runs whatever a visitor sends it"
        description_fr = "page web en ASP ou ASP.NET qui exécute tout ce qu'un visiteur lui envoie"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1505/003/"
        date = "2026-11-22"
    strings:
        $a1 = /<%[^%]{0,80}\b(ev\x61l|ex[\x65]cu[t]e(global)?)[ \t(]{1,4}[^%\r\n]{0,24}r\x65[q]ue[s]t(\.(item|form|querystring))?[ \t]*[\[(]/ ascii wide nocase
        $a2 = /(ev\x61l\(|[e]v\x61l [ \t]*\(|[e]v\x61l\t[ \t]*\()[^\r\n%]{0,60}Re[q]ue[s]t[^\r\n%]{1,60}["\x27]un[s]\x61fe["\x27]/ ascii wide nocase
        $n1 = /(\.St\x61rt(Info|[ \t]*\()|Pr\x6fc[e]s[s]S[t]a[r]tI[n]fo)/ ascii wide nocase
        $n4 = "proc\x65ss" ascii wide nocase
        $n5 = /WScr\x69pt[.]Shell/ ascii wide nocase
        $n2 = /(R[e]qu\x65st(\.(Item|Form|QueryString|Params|Headers))?[ \t]*[\[(][ \t]*["\x27]|\bR[e]qu\x65st(\.(Item|Form|QueryString|Params|Headers))?[\[(][a-z_])/ ascii wide nocase
        $n3 = /["\x27](c:\\windows\\system32\\)?(cmd|p[o]wershell)(\.exe)?["\x27 ]/ ascii wide nocase
        $page = /<%@[ \t]*(page|webhandler|la[n]gu[a]ge|webservice)/ ascii wide nocase
        $prose = /l[o]gsource[:]/ ascii
    condition:
        uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 1MB and not $prose and (any of ($a*) or ($page in (0..512) and $n2 and $n3 and ($n5 or ($n1 and $n4))))
}

rule Trousse_Webshell_Jsp_Runs_Request
{
    meta:
        author = "Trousse"
        description = "web page in JSP that runs whatever a visitor sends it"
        description_fr = "page web en JSP qui exécute tout ce qu'un visiteur lui envoie"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1505/003/"
        date = "2026-11-22"
    strings:
        $open = "<%" ascii
        $exec = /(ge[t]Ru[n]ti[m]e\(\)[ \t\r\n]*\.ex\x65c|Pr[o]ces[s]Bu\x69lder)[ \t]*\(/ ascii
        $ask = /r\x65quest[ \t\r\n]*\.getPar\x61meter[ \t]*\(/ ascii
        $load1 = "xt\x65nds ClassLoader" ascii
        $load2 = /de[f]\x69n[e]Class[ \t]*\(/ ascii
        $load3 = /(jav[a]x\.crypto|BASE[6]4D[e]c\x6fder|getDec\x6fder)/ ascii
        $load4 = /re[q]ue[s]t[ \t\r\n]*\.get[PRIH](arameter|eader|nputStream)/ ascii
        $prose = /l[o]gsource[:]/ ascii
    condition:
        uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 1MB and $open in (0..2048) and not $prose and (($exec and $ask) or all of ($load*))
}

rule Trousse_Webshell_Web_Tunnel
{
    meta:
        author = "Trousse"
        description = "web page that lets an intruder through to the inside network (reGeorg, Neo-reGeorg)"
        description_fr = "page web qui fait passer un intrus vers le réseau interne (reGeorg, Neo-reGeorg)"
        kind = "script"
        severity = "high"
        reference = "https://attack.mitre.org/software/S1189/"
        date = "2026-11-22"
    strings:
        $g1 = /Ge[o]rg s[\x61]ys, .All s[e]ems f[i]ne/ ascii
        $c1 = /["\x27]X-C\x4dD["\x27]/ ascii
        $c2 = /["\x27]X-ST\x41TUS["\x27]/ ascii
        $c3 = /["\x27]X-T\x41RGET["\x27]/ ascii
    condition:
        uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 1MB and (uint16(0) == 0x253C or uint16(0) == 0x3F3C) and ($g1 or all of ($c*))
}
