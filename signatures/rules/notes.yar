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
        $held1 = /(been|were|was|are|is|we|have)( all| now| also| just)? (encr\x79pted|exfiltr\x61ted|compr\x6fmised)/ ascii wide nocase
        $held2 = /(and|been|were) (st\x6flen|downl\x6faded)\b/ ascii wide nocase
        $way1 = /(to|can|only|will) decr\x79pt/ ascii wide nocase
        $way2 = /decr\x79pt(ion|or|er)? (key|tool|software|program|your|all|one|two|some|files|for)/ ascii wide nocase
        $way3 = /(rec\x6fver|rest\x6fre) (all )?(your |the )?(files|data|network|systems)/ ascii wide nocase
        $press1 = /(not|never|n.t) (try to |attempt to )?(rename|modify|decr\x79pt|delete the|use third|contact the police|recover)/ ascii wide nocase
        $press2 = /be (publ\x69shed|le\x61ked|sold|lost forever|perman\x65ntly)/ ascii wide nocase
        $press3 = /\b(bitc\x6fin|mon\x65ro|r\x61nsom|pay us|paym\x65nt)\b/ ascii wide nocase
        $press5 = /(write|e-?mail|contact|message|reach)( to)? us\b/ ascii wide nocase
        $press6 = /(free decr\x79pt|decr\x79pt[^\r\n]{0,40} (for )?free|guar\x61ntee|proof|third.party)/ ascii wide nocase
        $press4 = /(personal|unique|decr\x79ption|victim|client) id\b/ ascii wide nocase
        $reach1 = ".onion" ascii wide nocase
        $reach2 = "torproject.org" ascii wide nocase
        $reach301 = "@protonm\x61il.com" ascii wide nocase
        $reach302 = "@proton.me" ascii wide nocase
        $reach303 = "@onionm\x61il." ascii wide nocase
        $reach304 = "@tut\x61nota.com" ascii wide nocase
        $reach305 = "@tuta.io" ascii wide nocase
        $reach306 = "@cock.li" ascii wide nocase
        $reach307 = "@m\x61ilfence.com" ascii wide nocase
        $reach308 = "@airm\x61il.cc" ascii wide nocase
        $reach309 = "@cyberf\x65ar.com" ascii wide nocase
        $reach310 = "@keem\x61il.me" ascii wide nocase
        $reach311 = "@exploit.im" ascii wide nocase
        $reach312 = "@thes\x65cure.biz" ascii wide nocase
        $reach401 = "qtox id" ascii wide nocase fullword
        $reach402 = "tox id" ascii wide nocase fullword
        $reach403 = "tox chat" ascii wide nocase fullword
        $reach404 = "session id" ascii wide nocase fullword
        $reach405 = "getsess\x69on.org" ascii wide nocase fullword
        $reach406 = "tox.chat" ascii wide nocase fullword
        $code1 = "```" ascii
        $code2 = "#include" ascii
        $code3 = "logsource:" ascii
        $code4 = "</li>" ascii
        $code5 = "import " ascii
    condition:
        uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 256KB and filesize > 120
        and any of ($held*) and any of ($way*)
        and 2 of ($press*) and any of ($reach*) and not any of ($code*)
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
        $held1 = /(fichiers?|dossiers|donn.{1,3}es|documents|serveurs?|ordinateurs?|r.{1,3}seau|bases?)[^\r\n.]{0,60} (en)?(chiffr.{1,3}e?s?|crypt.{1,3}e?s?|verrouill.{1,3}e?s?|pirat.{1,3}e?s?|vol.{1,3}e?s|bloqu.{1,3}e?s?)\b/ ascii wide nocase
        $held2 = /nous avons [^\r\n.]{0,30}(chiffr|crypt|verrouill|pirat|copi.{1,3} |vol.{1,3} |t.{1,3}l.{1,3}charg)/ ascii wide nocase
        $way1 = /d.{1,3}(chiffrement|cryptage|chiffrer|chiffre|crypter|crypteur|verrouiller|bloquer)\b/ ascii wide nocase
        $way2 = /(cup.{1,3}r(er|ation)|restaurer|retrouver|rendre|rendrons) [^\r\n.]{0,16}(fichiers|donn|documents|dossiers|acc)/ ascii wide nocase
        $way3 = /(cl.{1,3}|code) (priv|unique|est d.{1,3}truit|sera|de d)/ ascii wide nocase
        $press1 = /(n.essayez|ne renomm|ne modifi|ne supprim|ne tentez|ne contactez|ne pr.{1,3}venez|ne red.{1,3}marr|ne touchez|ne cherchez|ne perdez|ne changez)/ ascii wide nocase
        $press2 = /(seront|sera) [^\r\n.]{0,30}(publi|divulgu|vendu|perdu|d.{1,3}truit|diffus|doubl)/ ascii wide nocase
        $press3 = /(bitcoin|monero|ran.{1,3}on\b|paiement|payer\b|payez|versement)/ ascii wide nocase
        $press4 = /(votre (identifiant|code|dossier)|num.{1,3}ro de dossier)/ ascii wide nocase
        $press5 = /\b(police|gendarmerie|prestataire)\b/ ascii wide nocase
        $press6 = /(contactez|.{1,2}crivez|r.{1,3}pondez|joindre)[ -](nous|.{1,2} |sur|moi)/ ascii wide nocase
        $press7 = / (heures|jours)\b/ ascii wide nocase
        $reach1 = ".onion" ascii wide nocase
        $reach2 = "torproject.org" ascii wide nocase
        $reach301 = "@protonm\x61il.com" ascii wide nocase
        $reach302 = "@proton.me" ascii wide nocase
        $reach303 = "@onionm\x61il." ascii wide nocase
        $reach304 = "@tut\x61nota.com" ascii wide nocase
        $reach305 = "@tuta.io" ascii wide nocase
        $reach306 = "@cock.li" ascii wide nocase
        $reach307 = "@m\x61ilfence.com" ascii wide nocase
        $reach308 = "@airm\x61il.cc" ascii wide nocase
        $reach309 = "@cyberf\x65ar.com" ascii wide nocase
        $reach310 = "@keem\x61il.me" ascii wide nocase
        $reach311 = "@exploit.im" ascii wide nocase
        $reach312 = "@thes\x65cure.biz" ascii wide nocase
        $reach401 = "qtox id" ascii wide nocase fullword
        $reach402 = "tox id" ascii wide nocase fullword
        $reach403 = "tox chat" ascii wide nocase fullword
        $reach404 = "session id" ascii wide nocase fullword
        $reach405 = "getsess\x69on.org" ascii wide nocase fullword
        $reach406 = "tox.chat" ascii wide nocase fullword
        $code1 = "```" ascii
        $code2 = "#include" ascii
        $code3 = "logsource:" ascii
        $code4 = "</li>" ascii
        $code5 = "import " ascii
    condition:
        uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 256KB and filesize > 60
        and any of ($held*) and any of ($reach*) and (2 of ($press*) or (any of ($way*) and any of ($press*)))
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
        $de1 = /verschl.{1,2}sselt/ ascii wide nocase
        $de2 = /entschl.{1,2}ssel/ ascii wide nocase
        $de3 = /(bitcoin|monero|bezahl|l.{1,2}segeld)/ ascii wide nocase
        $es1 = /(han sido|fueron|est.{1,2}n) (cifrad|encriptad|robad)/ ascii wide nocase
        $es2 = /(descifr|desencript)/ ascii wide nocase
        $es3 = /(bitcoin|monero|pagar|rescate)/ ascii wide nocase
        $it1 = /sono (stati )?(criptat|cifrat|crittografat|rubat)/ ascii wide nocase
        $it2 = /(decript|decifr|decrittograf)/ ascii wide nocase
        $it3 = /(bitcoin|monero|pagare|riscatto)/ ascii wide nocase
        // The Russian words for encrypted, decrypt and files, in UTF-8 and in CP1251.
        $ru1 = { D0 B7 D0 B0 D1 88 D0 B8 D1 84 D1 80 D0 BE D0 B2 D0 B0 D0 BD }
        $ru2 = { D1 80 D0 B0 D1 81 D1 88 D0 B8 D1 84 D1 80 }
        $ru3 = { D1 84 D0 B0 D0 B9 D0 BB D1 8B }
        $rc1 = { E7 E0 F8 E8 F4 F0 EE E2 E0 ED }
        $rc2 = { F0 E0 F1 F8 E8 F4 F0 }
        $rc3 = { F4 E0 E9 EB FB }
        $reach1 = ".onion" ascii wide nocase
        $reach2 = "torproject.org" ascii wide nocase
        $reach301 = "@protonm\x61il.com" ascii wide nocase
        $reach302 = "@proton.me" ascii wide nocase
        $reach303 = "@onionm\x61il." ascii wide nocase
        $reach304 = "@tut\x61nota.com" ascii wide nocase
        $reach305 = "@tuta.io" ascii wide nocase
        $reach306 = "@cock.li" ascii wide nocase
        $reach307 = "@m\x61ilfence.com" ascii wide nocase
        $reach308 = "@airm\x61il.cc" ascii wide nocase
        $reach309 = "@cyberf\x65ar.com" ascii wide nocase
        $reach310 = "@keem\x61il.me" ascii wide nocase
        $reach311 = "@exploit.im" ascii wide nocase
        $reach312 = "@thes\x65cure.biz" ascii wide nocase
        $reach401 = "qtox id" ascii wide nocase fullword
        $reach402 = "tox id" ascii wide nocase fullword
        $reach403 = "tox chat" ascii wide nocase fullword
        $reach404 = "session id" ascii wide nocase fullword
        $reach405 = "getsess\x69on.org" ascii wide nocase fullword
        $reach406 = "tox.chat" ascii wide nocase fullword
        $code1 = "```" ascii
        $code2 = "#include" ascii
        $code3 = "logsource:" ascii
        $code4 = "</li>" ascii
        $code5 = "import " ascii
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
        $t1 = /encr\x79pted due to a s\x65curity problem with your PC/ ascii wide nocase
        $t2 = /ATTENTION![\r\n]{1,4}Don.t worry, you can return all your f\x69les!/ ascii wide
        $t3 = /~~~ L\x6fckBit [0-9.]{1,4} (the world|R\x61nsomware)/ ascii wide nocase
        $t4 = /::: (Hey|Greetings|Hi) :::[\r\n]{1,4}[^\r\n]{0,40}Little F\x41Q:/ ascii wide
        $t5 = /Whatever who you are and what your title is if you.re r\x65ading this/ ascii wide
        $t6 = /If you are reading this, it means that your syst\x65m were hit by Royal/ ascii wide
        $t7 = /-- Qil\x69n[\r\n]{1,4}Your network\/system was encr\x79pted/ ascii wide
        $t8 = /PL\x41Y[\r\n]{1,4}news portal, tor network l\x69nks/ ascii wide
        $t9 = /Your network has been br\x65ached and all data (was|were) encr\x79pted/ ascii wide nocase
        $t10 = /---= GANDCR\x41B V/ ascii wide
        $t11 = /-=== W\x65lcome\. Again\. ===-/ ascii wide
        $t12 = /Your data (are|is) st\x6flen and encr\x79pted/ ascii wide nocase
        $t13 = /Ooops, your (important )?f\x69les (have been|are) encr\x79pted/ ascii wide nocase
        $t14 = /All of your f\x69les are currently encr\x79pted by C\x4fNTI/ ascii wide nocase
        $code1 = "```" ascii
        $code2 = "#include" ascii
        $code3 = "logsource:" ascii
        $code4 = "</li>" ascii
        $code5 = "import " ascii
    condition:
        uint16(0) != 0x5A4D and uint32(0) != 0x464C457F and filesize < 256KB and filesize > 120 and any of ($t*) and not any of ($code*)
}
