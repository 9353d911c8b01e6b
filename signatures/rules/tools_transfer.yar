// Letters in brackets and words written out keep the matcher from what stands in every text.
// Programs and settings that carry files away. Honest in themselves; on the wrong machine they tell of a theft.

rule Trousse_Tool_Rclone
{
    meta:
        author = "Trousse"
        description = "rclone, copies whole folders to online storage"
        description_fr = "rclone, copie de dossiers entiers vers un stockage en ligne"
        kind = "tool"
        severity = "medium"
        reference = "https://attack.mitre.org/software/S1040/"
        date = "2026-10-01"
    strings:
        $path = "github.com/rclone/rclone/" ascii
        $command = /rclon[e]\/cmd/ ascii
    condition:
        (uint16(0) == 0x5A4D or uint32(0) == 0x464C457F) and all of them
}

rule Trousse_Tool_Rclone_Settings
{
    meta:
        author = "Trousse"
        description = "settings of rclone with an online storage and its password"
        description_fr = "réglages de rclone avec un stockage en ligne et son mot de passe"
        kind = "tool"
        severity = "high"
        reference = "https://attack.mitre.org/techniques/T1567/002/"
        date = "2026-10-01"
    strings:
        $section = /\[[a-z0-9_. -]{1,64}\]\r?\nt[y]pe = (mega|sftp|ftp|s3|b2|webdav|dropbox|drive|onedrive|pcloud|azureblob|swift|box|protondrive)\r?\n([^\x00]{0,800}\n)?(pass|key_pem|token|key|access_key_id|secret_access_key|account|sas_url|client_secret) = [^\r\n]{6}/ nocase 
    condition:
        filesize < 256KB and $section in (0..512)
}

rule Trousse_Tool_Mega
{
    meta:
        author = "Trousse"
        description = "MEGAsync or MEGAcmd, copies folders to MEGA online storage"
        description_fr = "MEGAsync ou MEGAcmd, copie de dossiers vers le stockage en ligne MEGA"
        kind = "tool"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1567/002/"
        date = "2026-10-01"
    strings:
        $maker = "Mega Limited" ascii wide
        $sync = "MEGAsync" ascii wide
        $command = "MEGAcmd" ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and $maker and any of ($sync, $command)
}

rule Trousse_Tool_Winscp
{
    meta:
        author = "Trousse"
        description = "WinSCP, sends files to a server"
        description_fr = "WinSCP, envoi de fichiers vers un serveur"
        kind = "tool"
        severity = "low"
        reference = "https://attack.mitre.org/techniques/T1048/"
        date = "2026-10-01"
    strings:
        $maker = "Martin Prikryl" ascii wide
        $name = "WinSCP" ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and all of them
}

rule Trousse_Tool_Winscp_Settings
{
    meta:
        author = "Trousse"
        description = "settings of WinSCP with a saved server: files may have been sent there"
        description_fr = "réglages de WinSCP avec un serveur enregistré : des fichiers ont pu y être envoyés"
        kind = "tool"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1048/"
        date = "2026-10-01"
    strings:
        $session = /\[Sessions\\[^\]\r\n]{1,120}\]/ ascii wide
        $host = /[\n]HostNam[e]=[^\r\n]{3}/ ascii wide
        $settings = "[Configuration\\" ascii wide
    condition:
        filesize < 1MB and uint16(0) != 0x5A4D and $session and $host and $settings
}

rule Trousse_Tool_Filezilla_Settings
{
    meta:
        author = "Trousse"
        description = "servers used by FileZilla: files may have been sent there"
        description_fr = "serveurs utilisés par FileZilla : des fichiers ont pu y être envoyés"
        kind = "tool"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1048/"
        date = "2026-10-01"
    strings:
        $root = "<FileZilla3" ascii
        $host = /<Host>[^<]{3}/ ascii
    condition:
        filesize < 4MB and $root in (0..256) and $host
}
