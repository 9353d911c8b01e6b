// Letters in brackets and words written out keep the matcher from what stands in every text.
// Programs that prepare the ground: services and programs stopped, logs cleared, protection off.

rule Trousse_Program_Stops_Services
{
    meta:
        author = "Trousse"
        description = "program holding a list of backup, mail and protection services to stop"
        description_fr = "programme qui contient une liste de services de sauvegarde, de messagerie et de protection à arrêter"
        kind = "malware"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1489/"
        date = "2026-10-01"
    strings:
        // One or two names a maker: a maker's own program holds its own only.
        $acronis = /AcrS[c]h2Svc/ ascii wide nocase
        $arcserve = /CAA[R]CUpdateSvc/ ascii wide nocase
        $backupexec = /Ba[c]kup[E]xecAgentAccelerator/ ascii wide nocase
        $backupexec2 = /Ba[c]ku[p]Ex[e]cVSS[P]ro[v]id[e]r/ ascii wide nocase
        $commvault = "GxVss" ascii wide nocase fullword
        $intuit = "QBIDPService" ascii wide nocase
        $intuit2 = /Intui[t]\.QuickBooks\.FCS/ ascii wide nocase
        $veeam = /Vee[a]mTransportSvc/ ascii wide nocase
        $veeam2 = /Vee[a]mNFSSvc/ ascii wide nocase
        $veritas = "PDVFSService" ascii wide nocase
        $storagecraft = /st[c]_r[a]w_agent/ ascii wide nocase
        $storagecraft2 = "VSNAPVSS" ascii wide nocase
        $yoo = /YooB[a]ck[u]p/ ascii wide nocase
        $qihoo = "zhudongfangyu" ascii wide nocase
        $symantec = /cc[E]vtMgr/ ascii wide nocase
        $sap = /m[e]pocs/ ascii wide nocase fullword
        $memtas = /m[e]mtas/ ascii wide nocase fullword
        $sql = /MS[S]QLFDLauncher/ ascii wide nocase
        $exchange = "MSExchangeIS" ascii wide nocase
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 6 of them
}

rule Trousse_Program_Ends_Programs
{
    meta:
        author = "Trousse"
        description = "program holding a list of programs to end so that their files are free"
        description_fr = "programme qui contient une liste de logiciels à fermer pour libérer leurs fichiers"
        kind = "malware"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1489/"
        date = "2026-10-01"
    strings:
        $ = /[a]gntsvc/ ascii wide nocase fullword
        $ = /[d]bsnmp/ ascii wide nocase fullword
        $ = /e[n]csvc/ ascii wide nocase fullword
        $ = /i[s]qlpl[u]ssvc/ ascii wide nocase fullword
        $ = "mydesktopqos" ascii wide nocase fullword
        $ = "mydesktopservice" ascii wide nocase fullword
        $ = /oc[a]ut[o][u]pds/ ascii wide nocase fullword
        $ = /[o]cssd/ ascii wide nocase fullword
        $ = /[s]qbcoreservice/ ascii wide nocase fullword
        $ = /[t]birdconfig/ ascii wide nocase fullword
        $ = /th[e]bat/ ascii wide nocase fullword
        $ = "xfssvccon" ascii wide nocase fullword
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 6 of them
}

rule Trousse_Program_Clears_Logs
{
    meta:
        author = "Trousse"
        description = "program holding commands that clear the logs of Windows"
        description_fr = "programme qui contient des commandes effaçant les journaux de Windows"
        kind = "malware"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1070/001/"
        date = "2026-10-01"
    strings:
        // The help of wevtutil clears one log, with a backup: two different logs are asked for.
        $security = /w\x65vtutil(\.exe)?["']? +(cl|clear-log) +["']?security/ ascii wide nocase
        $system = /w\x65vtutil(\.exe)?["']? +(cl|clear-log) +["']?system/ ascii wide nocase
        $application = /w\x65vtutil(\.exe)?["']? +(cl|clear-log) +["']?application/ ascii wide nocase
        $every = /w\x65vtutil(\.exe)?["']? +el[^\x00]{1,60}w\x65vtutil(\.exe)?["']? +cl/ ascii wide nocase
        $journal = /f\x73[u]til(\.exe)?["']? +usn +delet[e]journal +\/d +[a-z]:/ ascii wide nocase
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550
        and ($every or 2 of ($security, $system, $application, $journal))
}

rule Trousse_Program_Disables_Defender
{
    meta:
        author = "Trousse"
        description = "program holding a command that switches off the protection of Windows"
        description_fr = "programme qui contient une commande désactivant la protection de Windows"
        kind = "malware"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1562/001/"
        date = "2026-10-01"
    strings:
        $preference = /se[t]-mppr\x65ference[^\x00]{1,80}-d[i]sable(realtimemonitoring|behaviormonitoring|ioavprotection) +(\$true|1\b)/ ascii wide nocase
        $exclusion = /ad[d]-mppr\x65ference +-e[x]clusionpath +["']?c:\\["']?[^\\a-z]/ ascii wide nocase
        $policy = /r\x65g(\.exe)? +add[^\x00]{1,100}wi[n]do[w]s def[e]nd[e]r[^\x00]{1,80}di[s]ab[l]ea[n]tis[p]yware/ ascii wide nocase
        $service = /(net(\.exe)? +stop|sc(\.exe)? +(stop|delete|config)) +["']?wind\x65fend/ ascii wide nocase
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and any of them
}

rule Trousse_Program_Holds_Ransom_Demand
{
    meta:
        author = "Trousse"
        description = "program holding the sentences of a ransom demand"
        description_fr = "programme qui contient les phrases d'une demande de rançon"
        kind = "malware"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1486/"
        date = "2026-10-01"
    strings:
        $held1 = /fi[l]es +(on your (network|computers?) +)?(have been|has been|were|are) +(now +)?(en[c]r[y]pted|l[o]cked)/ ascii wide nocase
        $held2 = /fi[c]hiers +(ont \S{1,3}t\S{1,2} +|sont +)(chiffr|crypt|verrouill)/ ascii wide nocase
        $held3 = /n[e]t[w]o[r](k has been|k was) (en[c]ry[p]t[e]d|l[o]c[k]ed|co[m]pr[o]m[i]s[e]d)/ ascii wide nocase
        $held4 = /(stole|stolen|exfiltrated|d[o]w[n]l[o]a[d]e[d]) [^\x00]{0,40}your [a-z, ]{0,30}(data|files|documents)/ ascii wide nocase
        $pay1 = /(pay|buy|purchase|se[n]d)[^\x00]{1,60}(d[e]crypt|bitcoin|btc|monero|xmr)/ ascii wide nocase
        $pay2 = /d[e]crypt(ion|or)? +(key|tool|software|program)/ ascii wide nocase
        $pay3 = /(payer|acheter|en[v]oy[e]r)[^\x00]{1,60}(bitcoin|btc|monero|[c]hiffr)/ ascii wide nocase
        $warn1 = /(do not|don.?t) +([a-z, ]{0,20}modif\x79|re[n]a(me f|me e|me t|me y|me a|me o)|t[r]y to (d[e]cr[\x79]p[t]|re[c]ov[e]r|re[n]am[e]))/ ascii wide nocase
        $warn2 = /ne +(ren[o]mmez|modifiez|s[u]ppri[m]ez) +pas/ ascii wide nocase
        $reach1 = /[a-z2-7]{16,56}\.onion/ ascii wide nocase
        $reach2 = /(w\.t\x6frp[r]ojec[t][.]o[r]g|\/t\x6frp[r]ojec[t][.]o[r]g)/ ascii wide nocase
        $reach3 = /(t[o]x id|t[o]x me[s]s[e]n[g]er|se[s]si[o]n +id(: 05|:05| : 05)|\/getsess\x69on[.]org)/ ascii wide nocase
        $reach4 = /(@proton[.]?mail[.]com|@proton\.me|@onionmai[l][.]org|@tutanot[a][.]com|@tut[a][.]io|@coc[k][.]li)/ ascii wide nocase
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550
        and any of ($held*) and any of ($pay*) and (any of ($reach*) or any of ($warn*))
}
