// Letters in brackets and words written out keep the matcher from what stands in every text.
// Remote control programs. A practice or its supplier may use them honestly: they are a fact, not an accusation.

rule Trousse_Tool_Anydesk
{
    meta:
        author = "Trousse"
        description = "AnyDesk, remote control"
        description_fr = "AnyDesk, prise de contrôle à distance"
        kind = "tool"
        severity = "low"
        reference = "https://attack.mitre.org/techniques/T1219/"
        date = "2026-10-01"
    strings:
        $maker = /An[y]De[s]k Sof[t]wa[r]e GmbH/ ascii wide
        $build = "\\anydesk.pdb" ascii nocase
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and any of them
}

rule Trousse_Tool_Teamviewer
{
    meta:
        author = "Trousse"
        description = "TeamViewer, remote control"
        description_fr = "TeamViewer, prise de contrôle à distance"
        kind = "tool"
        severity = "low"
        reference = "https://attack.mitre.org/techniques/T1219/"
        date = "2026-10-01"
    strings:
        $maker = /Te[a]mV[i]ewer (Germany )?GmbH/ ascii wide
        $product = /Te[a]mViewer/ wide fullword
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and $maker and $product
}

rule Trousse_Tool_Screenconnect
{
    meta:
        author = "Trousse"
        description = "ScreenConnect, remote control"
        description_fr = "ScreenConnect, prise de contrôle à distance"
        kind = "tool"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1219/"
        date = "2026-10-01"
    strings:
        $client = /ScreenConnec[t]\.Client/ ascii wide
        $service = /ScreenConnec[t]\.WindowsClient/ ascii wide
        $core = /ScreenConnec[t]\.Core/ ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and 2 of them
}

rule Trousse_Tool_Managed_Access
{
    meta:
        author = "Trousse"
        description = "remote management agent (Atera, Splashtop, MeshCentral, NetSupport, Action1 or SimpleHelp)"
        description_fr = "agent de télémaintenance (Atera, Splashtop, MeshCentral, NetSupport, Action1 ou SimpleHelp)"
        kind = "tool"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1219/"
        date = "2026-10-01"
    strings:
        $atera = /At[e]ra[A]gent/ ascii wide fullword
        $splashtop = /Sp[l]as[h]t[o]p In[c]\./ ascii wide
        $mesh = /Me[s]hCentral/ ascii wide fullword
        $mesh2 = /Me[s]hAgent/ ascii wide fullword
        $netsupport = /Ne[t]S[u]ppor[t] Ltd/ ascii wide
        $action1 = /Ac[t]io[n]1 Corporation/ ascii wide
        $simplehelp = /Si[m]pl[e]Help Ltd/ ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550
        and ($atera or $splashtop or all of ($mesh*) or $netsupport or $action1 or $simplehelp)
}

rule Trousse_Tool_Open_Remote_Desktop
{
    meta:
        author = "Trousse"
        description = "RustDesk or a VNC server, remote control"
        description_fr = "RustDesk ou serveur VNC, prise de contrôle à distance"
        kind = "tool"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1219/"
        date = "2026-10-01"
    strings:
        $rust1 = "Purslane Ltd" ascii wide
        $rust2 = /l[i]brustdesk/ ascii wide
        $tight = /Ti[g]h[t]VNC Ser[v]er/ ascii wide
        $ultra = /Ul[t]r[a]VNC Ser[v]er/ ascii wide nocase
        $real = /Rea[l]VNC Ltd/ ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and any of them
}

rule Trousse_Tool_Tunnel
{
    meta:
        author = "Trousse"
        description = "program that opens a way from the inside to the outside of the network (ngrok, chisel, frp…)"
        description_fr = "programme qui ouvre un passage de l'intérieur vers l'extérieur du réseau (ngrok, chisel, frp…)"
        kind = "tool"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1572/"
        date = "2026-10-01"
    strings:
        $ngrok = "go.ngrok.com/" ascii
        $chisel = /githu[b]\.co[m]\/jpillora\/chisel/ ascii
        $frp = /githu[b]\.co[m]\/fatedier\/frp/ ascii
        $ligolo = /githu[b]\.co[m]\/nicoch[a]30[\/]ligolo-ng/ ascii
        $cloudflared = "github.com/cloudflare/cloudflared" ascii
    condition:
        (uint16(0) == 0x5A4D or uint32(0) == 0x464C457F) and any of them
}

rule Trousse_Tool_Psexec_Service
{
    meta:
        author = "Trousse"
        description = "service left by PsExec: a program was started from another machine"
        description_fr = "service laissé par PsExec : un programme a été lancé depuis un autre poste"
        kind = "tool"
        severity = "medium"
        reference = "https://attack.mitre.org/techniques/T1569/002/"
        date = "2026-10-01"
    strings:
        $service = /P\x53EXESVC/ ascii wide
        $maker = /[S]ysinternals/ ascii wide
        $client = /PsExec executes a program on a r\x65mote system/ ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and $service and $maker and not $client
}

rule Trousse_Tool_Remote_Execution
{
    meta:
        author = "Trousse"
        description = "program that runs commands on the other machines of the network"
        description_fr = "programme qui lance des commandes sur les autres postes du réseau"
        kind = "tool"
        severity = "medium"
        reference = "https://attack.mitre.org/software/S0029/"
        date = "2026-10-01"
    strings:
        $psexec = /PsExec executes a program on a r\x65mote system/ ascii wide
        $paexec = /PAEx\x65[c]-%u-%s/ ascii wide
        $paexec2 = "\\PAExec.pdb" ascii nocase
        $remcom = /R[\x65]mCom[_]commu[n]ic[a]ton/ ascii wide
        $impacket = /i\x6dpacket\.(dcerpc|smbconnection|examples)/ ascii
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and any of them
}
