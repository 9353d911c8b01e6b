// Letters in brackets and words written out keep the matcher from what stands in every text.
// Ransom demands by their wording: a second opinion beside the recogniser, never proof alone.

rule Trousse_Note_English
{
    meta:
        author = "Trousse"
        description = "text worded like a ransom demand, in English"
        description_fr = "texte qui a les mots d'une demande de rançon, en anglais"
        kind = "note"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1486/"
        date = "2026-11-22"
    strings:
        $held1 = /(been|were|was|are|is|we|have)( all| now| also| just)? (en[c]r[\x79]pted|[e]xfiltr\x61ted|co[m]pr[\x6f]mised)/ ascii wide nocase
        $held2 = /(been|were) s[t]\x6fl[e]n\b/ ascii wide nocase
        $held3 = /(and|been|were) d[o]wnl\x6faded\b/ ascii wide nocase
        $held4 = /(en[c]r[\x79]pted|c[o]pied)( and|,) s[t]\x6fl[e]n\b/ ascii wide nocase
        $way2 = /d[e]cr\x79pt(ion|or|er|ing)? (key|tool|software|program|your|all|any|one|two|some|files|for|the|them|it|data|everything|[0-9])/ ascii wide nocase
        $way3 = /re[s]t\x6f[r]e (all )?(of )?your (files|data|network|systems)/ ascii wide nocase
        $way4 = /rec[\x6f]ver (all |the |your |them|it |files|data)/ ascii wide nocase
        $press1 = /(not|never|n.t) ([^\r\n]{0,24} )?modif\x79/ ascii wide nocase
        $press7 = /(not|never|n.t) (t[r]y to|at[t]e[m]pt t[o]) (rename|modify|d[e]crypt|recover|restore|delete|use|contact)/ ascii wide nocase
        $press2 = /(be p[u]bl\x69shed|be l[e]\x61k[e]d|be s[o]ld|be l[o]st fo[r]ev[e]r|be p[e]rm[a]n\x65[n]tly)/ ascii wide nocase
        $press3 = /\b(bitc\x6fin|mon\x65ro|pay us|p\x61ym[e]nt|r\x61[n]s[o]mware|(pay|paid)[^\r\n]{0,20} r[\x61]ns[o]m|r\x61[n]so[m][^\r\n]{0,24}(pay|price|[a]mount|bitc\x6fin))\b/ ascii wide nocase
        $press5 = /(co[n]t[a]ct us|me[s]s[a]ge us|me[s]s[a]ge to us)\b/ ascii wide nocase
        $us1 = "wr\x69te us" ascii wide nocase
        $us2 = "wr\x69te to us" ascii wide nocase
        $us3 = /m\x61il[ ][u]s\b/ ascii wide nocase
        $press6 = /(guar\x61ntee|proof|[t]hird.part)/ ascii wide nocase
        $press4 = /(personal id|vi[c]t[i]m id)\b/ ascii wide nocase
        $id1 = "que id" ascii wide nocase
        $id2 = "client id" ascii wide nocase
        $id3 = "cryption id" ascii wide nocase
        $reach1 = ".onion" ascii wide nocase
        $reach2 = /(w\.t\x6frp[r]ojec[t][.]o[r]g|\/t\x6frp[r]ojec[t][.]o[r]g|: t\x6f[r]p[r]oj[e]c[t][.]o[r]g)/ ascii wide nocase
        $reach301 = "@protonm\x61il.com" ascii wide nocase
        $reach302 = "@proton.me" ascii wide nocase
        $reach303 = "@onionm\x61il." ascii wide nocase
        $reach304 = /@tut\x61no[t]a\.[c]om/ ascii wide nocase
        $reach305 = /@tut[a]\.io/ ascii wide nocase
        $reach306 = /@coc[k]\.li/ ascii wide nocase
        $reach307 = "@m\x61ilfence.com" ascii wide nocase
        $reach308 = "@airm\x61il.cc" ascii wide nocase
        $reach309 = "@cyberf\x65ar.com" ascii wide nocase
        $reach310 = /@keem\x61i[l]\.me/ ascii wide nocase
        $reach311 = "@exploit.im" ascii wide nocase
        $reach312 = "@thes\x65cure.biz" ascii wide nocase
        $reach401 = "qtox id" ascii wide nocase fullword
        $reach402 = /t[o]x id/ ascii wide nocase fullword
        $reach403 = /t[o]x ch[a]t/ ascii wide nocase fullword
        $reach404 = /se[s]si[o]n [i]d(: 05|:05| : 05|: "05| - 05|:\n05|:\r\n05)[0-9a-f]{8}/ ascii wide nocase
        $reach405 = /\/getsess\x69on[.]org/ ascii wide nocase
        $reach406 = /t[o]x\.chat/ ascii wide nocase fullword
        $code1 = "```" ascii
        $code2 = "#include" ascii
        $code3 = /l[o]gsource[:]/ ascii
        $code4 = "</li>" ascii
    condition:
        uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 256KB and filesize > 120
        and any of ($held*) and any of ($way*)
        and (2 of ($press*) or (any of ($press*) and any of ($us*, $id*)) or (any of ($us*) and any of ($id*))) and any of ($reach*) and not any of ($code*)
}

rule Trousse_Note_French
{
    meta:
        author = "Trousse"
        description = "text worded like a ransom demand, in French"
        description_fr = "texte qui a les mots d'une demande de rançon, en français"
        kind = "note"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1486/"
        date = "2026-11-22"
    strings:
        $held1 = /(fichiers?|dossiers|donn.{1,3}es|documents|serveurs?|ordinateurs?|r.{1,3}seau|ba[s]es?)[^\r\n.]{0,60} (en)?([c]hiffr.{1,3}e?s?|[c][r](ypt\xc3.|ypt\xe9|ypt\xc9|ypt\x82|ypt\x90|ypt\x8e|ypte)e?s?|verr[o]uill.{1,3}e?s?|pirat.{1,3}e?s?|(vol\xc3.|vol\xe9|vol\xc9|vol\x82|vol\x90|vol\x8e|vole)e?s|bloqu.{1,3}e?s?)\b/ ascii wide nocase
        $held2 = /no[u]s [a]vons [^\r\n.]{0,30}(chiffr|crypt|verrouill|pirat|copi.{1,3} |vol.{1,3} |t.{1,3}l.{1,3}charg)/ ascii wide nocase
        $way1 = /d.{1,3}([c]hiff[r]em[e]nt|cr[y]ptage|[c]hiffrer|[c]hiffre|cr[y]pter|cr[y]pteur|verr[o]uiller|bloquer)\b/ ascii wide nocase
        $way2 = /(cup.{1,3}re[r] |cup.{1,3}ra[t]io[n] |re[t]ro[u]ver )[^\r\n.]{0,16}(fichiers|donn|documents|dossiers|acc)/ ascii wide nocase
        $way4 = /(restaurer|rendre|re[n]dr[o]ns) [^\r\n.]{0,16}(vos |votre )/ ascii wide nocase
        $way3 = /(cl\xc3\xa9|cl\xc3\x89|cl\xe9|cl\xc9|cl\x82|cl\x90|cl\x8e|clef|cle) (priv|unique|est d.{1,3}truit|se[r]a|de d)/ ascii wide nocase
        $press1 = /(n.{1,3}essaye|ne[ ](renomme|modifie|supprime|tente|contacte|pr.{1,3}vene|red.{1,3}marre|touche|cherche|perde|ch[a]ng[e]))(z pas|z ri[e]n|z au[c]un|z ni |z ja[m]ais|z su[r]to[u]t|z en |z pl[u]s|z l|z vos |z vo[t]re |z pe[r]so[n]ne)/ ascii wide nocase
        $press2 = /(seront|se[r]a) [^\r\n.]{0,30}(p[u](bli\xc3.|bli\xe9|bli\xc9|bli\x82|bli\x90|bli\x8e|blie)|d[i]vulgu|vendu|perdu|d(\xc3\xa9tr|\xc3\x89tr|\xe9tr|\xc9tr|\x82tr|\x90tr)uit)/ ascii wide nocase
        $press8 = /pr[i]x se[r]a dou[b]l/ ascii wide nocase
        $press3 = /(bitcoin|monero|vers[e]m[e]nt|ran(\xc3\xa7on|\xc3\x87on|c\xcc\xa7on|\xe7on|\xc7on|\x87on|\x80on)\b|paiement|payer\b|payez|virement)/ ascii wide nocase
        $press4 = /(votre (identifiant|code|dossi[e]r)|n[u](m\xc3\xa9ro|m\xc3\x89ro|m\xe9ro|m\xc9ro|m\x82ro|m\x90ro|mero) d[e] d[o]s[s]i[e]r)/ ascii wide nocase
        $press5 = "pol\x69ce" ascii wide nocase fullword
        $law1 = "gendarm\x65rie" ascii wide nocase fullword
        $law2 = "votre pr\x65stataire" ascii wide nocase
        $press6 = /(co[n]t[a]ctez|.{1,2}crivez|r.{1,3}pondez|joindre)[ -](nous|.{1,2} |sur|moi)/ ascii wide nocase
        $press7 = / (heures|jours)\b/ ascii wide nocase
        $reach1 = ".onion" ascii wide nocase
        $reach2 = /(w\.t\x6frp[r]ojec[t][.]o[r]g|\/t\x6frp[r]ojec[t][.]o[r]g|: t\x6f[r]p[r]oj[e]c[t][.]o[r]g)/ ascii wide nocase
        $reach301 = "@protonm\x61il.com" ascii wide nocase
        $reach302 = "@proton.me" ascii wide nocase
        $reach303 = "@onionm\x61il." ascii wide nocase
        $reach304 = /@tut\x61no[t]a\.[c]om/ ascii wide nocase
        $reach305 = /@tut[a]\.io/ ascii wide nocase
        $reach306 = /@coc[k]\.li/ ascii wide nocase
        $reach307 = "@m\x61ilfence.com" ascii wide nocase
        $reach308 = "@airm\x61il.cc" ascii wide nocase
        $reach309 = "@cyberf\x65ar.com" ascii wide nocase
        $reach310 = /@keem\x61i[l]\.me/ ascii wide nocase
        $reach311 = "@exploit.im" ascii wide nocase
        $reach312 = "@thes\x65cure.biz" ascii wide nocase
        $reach401 = "qtox id" ascii wide nocase fullword
        $reach402 = /t[o]x id/ ascii wide nocase fullword
        $reach403 = /t[o]x ch[a]t/ ascii wide nocase fullword
        $reach404 = /se[s]si[o]n [i]d(: 05|:05| : 05|: "05| - 05|:\n05|:\r\n05)[0-9a-f]{8}/ ascii wide nocase
        $reach405 = /\/getsess\x69on[.]org/ ascii wide nocase
        $reach406 = /t[o]x\.chat/ ascii wide nocase fullword
        $code1 = "```" ascii
        $code2 = "#include" ascii
        $code3 = /l[o]gsource[:]/ ascii
        $code4 = "</li>" ascii
    condition:
        uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 256KB and filesize > 60
        and any of ($held*) and any of ($reach*) and (2 of ($press*) or (any of ($press*) and any of ($law*)) or (any of ($way*) and any of ($press*, $law*)))
        and not any of ($code*)
}

rule Trousse_Note_Other_Languages
{
    meta:
        author = "Trousse"
        description = "text worded like a ransom demand, in German, Spanish, Italian or Russian"
        description_fr = "texte qui a les mots d'une demande de rançon, en allemand, espagnol, italien ou russe"
        kind = "note"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1486/"
        date = "2026-11-22"
    strings:
        $de1 = /ve[r][s]chl.{1,2}s[s]e[l]t/ ascii wide nocase
        $de2 = /en[t][s]chl.{1,2}s[s]e[l]/ ascii wide nocase
        $de3 = /(bitcoin|monero|b[e]zahl|l.{1,2}segeld)/ ascii wide nocase
        $es1 = /(han sido|fueron|est.{1,2}n) (cifrad|en[c]r[i]ptad|r[o]bado|r[o]bada)/ ascii wide nocase
        $es2 = /(d[e][s]cifr|d[e]s[e]n[c]r[i](ptar|ptac|ptad|ptam|ptem|pte|pto|pci))/ ascii wide nocase
        $es3 = /(bitcoin|monero|pagar|pago|pague|r[e][s]cate)/ ascii wide nocase
        $it1 = /so[n]o (stati )?(cr[i]ptat|cifrat|cr[i]tt[o]grafat|r[u]bati|r[u]bata|r[u]bate)/ ascii wide nocase
        $it2 = /(d[e]c[r]i(ptar|ptat|ptaz|ptag|pto)|d[e]cifr|de[c]ritt[o]graf)/ ascii wide nocase
        $it3 = /(bitcoin|monero|pagare|pagamen[t]o|pagat[e]|r[i][s]catto)/ ascii wide nocase
        // The Russian words for encrypted, decrypt and files, in UTF-8 and in CP1251.
        $ru1 = { D0 B7 D0 B0 D1 88 D0 B8 D1 84 D1 80 D0 BE D0 B2 D0 B0 D0 BD }
        $ru2 = { D1 80 D0 B0 D1 81 D1 88 D0 B8 D1 84 D1 80 }
        $ru3 = { D1 84 D0 B0 D0 B9 D0 BB D1 8B }
        $rc1 = { E7 E0 F8 E8 F4 F0 EE E2 E0 ED }
        $rc2 = { F0 E0 F1 F8 E8 F4 F0 }
        $rc3 = { F4 E0 E9 EB FB }
        $reach1 = ".onion" ascii wide nocase
        $reach2 = /(w\.t\x6frp[r]ojec[t][.]o[r]g|\/t\x6frp[r]ojec[t][.]o[r]g|: t\x6f[r]p[r]oj[e]c[t][.]o[r]g)/ ascii wide nocase
        $reach301 = "@protonm\x61il.com" ascii wide nocase
        $reach302 = "@proton.me" ascii wide nocase
        $reach303 = "@onionm\x61il." ascii wide nocase
        $reach304 = /@tut\x61no[t]a\.[c]om/ ascii wide nocase
        $reach305 = /@tut[a]\.io/ ascii wide nocase
        $reach306 = /@coc[k]\.li/ ascii wide nocase
        $reach307 = "@m\x61ilfence.com" ascii wide nocase
        $reach308 = "@airm\x61il.cc" ascii wide nocase
        $reach309 = "@cyberf\x65ar.com" ascii wide nocase
        $reach310 = /@keem\x61i[l]\.me/ ascii wide nocase
        $reach311 = "@exploit.im" ascii wide nocase
        $reach312 = "@thes\x65cure.biz" ascii wide nocase
        $reach401 = "qtox id" ascii wide nocase fullword
        $reach402 = /t[o]x id/ ascii wide nocase fullword
        $reach403 = /t[o]x ch[a]t/ ascii wide nocase fullword
        $reach404 = /se[s]si[o]n [i]d(: 05|:05| : 05|: "05| - 05|:\n05|:\r\n05)[0-9a-f]{8}/ ascii wide nocase
        $reach405 = /\/getsess\x69on[.]org/ ascii wide nocase
        $reach406 = /t[o]x\.chat/ ascii wide nocase fullword
        $code1 = "```" ascii
        $code2 = "#include" ascii
        $code3 = /l[o]gsource[:]/ ascii
        $code4 = "</li>" ascii
    condition:
        uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 256KB and filesize > 120 and any of ($reach*) and not any of ($code*)
        and (all of ($de*) or all of ($es*) or all of ($it*) or all of ($ru*) or all of ($rc*))
}

rule Trousse_Note_Known_Template
{
    meta:
        author = "Trousse"
        description = "text with the fixed sentences of a known ransom demand"
        description_fr = "texte qui a les phrases toutes faites d'une demande de rançon connue"
        kind = "note"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1486/"
        date = "2026-11-22"
    strings:
        $t1 = /en[c]r\x79[p]te[d] d[u]e [t]o a s[\x65]cu[r]it[y] p[r]obl[e]m wi[t]h you[r] PC/ ascii wide nocase
        $t2 = /AT[T]EN[T]IO[N]![\r\n]{1,4}Don.t [w]or[r]y, y[o]u can re[t]urn all you[r] f[\x69]le[s]!/ ascii wide
        $t3 = /~[~]~ L\x6f[c]kB[i]t [0-9.]{1,4} (the world|R\x61[n]so[m]wa[r]e)/ ascii wide nocase
        $t4 = /::: (Hey|Greetings|Hi) :::[\r\n]{1,4}[^\r\n]{0,40}Li[t]tle F[\x41]Q:/ ascii wide
        $t5 = /Whatever who you are and what your title is if you.re r\x65ading this/ ascii wide
        $t6 = /If[ ]yo[u] a[r]e [r]ea[d]in[g] t[h]is[,] i[t] m[e]an[s] t[h]at[ ]yo[u]r [s]ys[t]\x65m[ ]we[r]e [h]it[ ]by[ ]R[o]yal/ ascii wide
        $t7 = /-- Qil\x69n[\r\n]{1,4}Yo[u]r net[w]or[k]\/s[y]st[e]m was en[c]r\x79[p]ted/ ascii wide
        $t8 = /PL[\x41]Y[\r\n]{1,4}n[e]ws p[o]rt[a]l,[ ]tor n[e]tw[o]rk l\x69[n]ks/ ascii wide
        $t9 = /Yo[u]r [n]et[w]o[r]k has b[e]en br[\x65]ac[h]ed and all dat[a] (was|were) e[n]cr[\x79]pt[e]d/ ascii wide nocase
        $t10 = /-[-]-= G[A]ND[C]R\x41B V/ ascii wide
        $t11 = /-=== W\x65lcome\. Again\. ===-/ ascii wide
        $t12 = /Your data (are|is) st\x6flen and encr\x79pted/ ascii wide nocase
        $t13 = /Oo[o]ps, you[r] (important )?f\x69[l]es (have been|are) e[n]cr[\x79]pt[e]d/ ascii wide nocase
        $t14 = /All o[f] y[o]ur[ ]f\x69[l]es[ ]ar[e] c[u]rr[e]nt[l]y [e]nc[r]\x79p[t]ed[ ]by C[\x4f]NTI/ ascii wide nocase
        $code1 = "```" ascii
        $code2 = "#include" ascii
        $code3 = /l[o]gsource[:]/ ascii
        $code4 = "</li>" ascii
    condition:
        uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 256KB and filesize > 120 and any of ($t*) and not any of ($code*)
}
