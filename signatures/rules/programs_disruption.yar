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
        $acronis = "AcrSch2Svc" ascii wide nocase
        $arcserve = "CAARCUpdateSvc" ascii wide nocase
        $backupexec = "BackupExecAgentAccelerator" ascii wide nocase
        $backupexec2 = "BackupExecVSSProvider" ascii wide nocase
        $commvault = "GxVss" ascii wide nocase fullword
        $intuit = "QBIDPService" ascii wide nocase
        $intuit2 = "Intuit.QuickBooks.FCS" ascii wide nocase
        $veeam = "VeeamTransportSvc" ascii wide nocase
        $veeam2 = "VeeamNFSSvc" ascii wide nocase
        $veritas = "PDVFSService" ascii wide nocase
        $storagecraft = "stc_raw_agent" ascii wide nocase
        $storagecraft2 = "VSNAPVSS" ascii wide nocase
        $yoo = "YooBackup" ascii wide nocase
        $qihoo = "zhudongfangyu" ascii wide nocase
        $symantec = "ccEvtMgr" ascii wide nocase
        $sap = "mepocs" ascii wide nocase fullword
        $memtas = "memtas" ascii wide nocase fullword
        $sql = "MSSQLFDLauncher" ascii wide nocase
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
        $ = "agntsvc" ascii wide nocase fullword
        $ = "dbsnmp" ascii wide nocase fullword
        $ = "encsvc" ascii wide nocase fullword
        $ = "isqlplussvc" ascii wide nocase fullword
        $ = "mydesktopqos" ascii wide nocase fullword
        $ = "mydesktopservice" ascii wide nocase fullword
        $ = "ocautoupds" ascii wide nocase fullword
        $ = "ocssd" ascii wide nocase fullword
        $ = "sqbcoreservice" ascii wide nocase fullword
        $ = "tbirdconfig" ascii wide nocase fullword
        $ = "thebat" ascii wide nocase fullword
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
        $journal = /f\x73util(\.exe)?["']? +usn +deletejournal +\/d +[a-z]:/ ascii wide nocase
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
        $preference = /set-mppr\x65ference[^\x00]{1,80}-disable(realtimemonitoring|behaviormonitoring|ioavprotection) +(\$true|1\b)/ ascii wide nocase
        $exclusion = /add-mppr\x65ference +-exclusionpath +["']?c:\\["']?[^\\a-z]/ ascii wide nocase
        $policy = /r\x65g(\.exe)? +add[^\x00]{1,100}windows defender[^\x00]{1,80}disableantispyware/ ascii wide nocase
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
        $held1 = /files +(on your (network|computers?) +)?(have been|has been|were|are) +(now +)?(encrypted|locked)/ ascii wide nocase
        $held2 = /fichiers +(ont \S{1,3}t\S{1,2} +|sont +)(chiffr|crypt|verrouill)/ ascii wide nocase
        $held3 = /network (has been|was) (encrypted|locked|compromised)/ ascii wide nocase
        $held4 = /(stole|stolen|exfiltrated|downloaded) [^\x00]{0,40}(your|confidential|sensitive) (data|files|documents)/ ascii wide nocase
        $pay1 = /(pay|buy|purchase|send)[^\x00]{1,60}(decrypt|bitcoin|btc|monero|xmr)/ ascii wide nocase
        $pay2 = /decrypt(ion|or)? +(key|tool|software|program)/ ascii wide nocase
        $pay3 = /(payer|acheter|envoyer)[^\x00]{1,60}(bitcoin|btc|monero|chiffr)/ ascii wide nocase
        $warn1 = /(do not|don'?t) +(rename|modify|delete|try to (decrypt|recover))/ ascii wide nocase
        $warn2 = /ne +(renommez|modifiez|supprimez) +pas/ ascii wide nocase
        $reach1 = /[a-z2-7]{16,56}\.onion/ ascii wide nocase
        $reach2 = "torproject.org" ascii wide nocase
        $reach3 = /(tox|session) +(id|messenger)/ ascii wide nocase
        $reach4 = /@(proton\.?mail\.com|proton\.me|onionmail\.org|tutanota\.com|tuta\.io|cock\.li)/ ascii wide nocase
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550
        and any of ($held*) and any of ($pay*) and (any of ($reach*) or any of ($warn*))
}
