// Letters in brackets and words written out keep the matcher from what stands in every text.
// The rules that let the toolkit check itself.

rule Trousse_Control
{
    meta:
        author = "Trousse"
        description = "Must match the control of the toolkit at every start, and is never reported"
        description_fr = "Doit répondre au témoin de la boîte à outils à chaque démarrage ; jamais signalée"
        kind = "control"
        severity = "low"
        reference = ""
        date = "2026-10-01"
    strings:
        $plain = /trousse-[c]ontro[l]-plain/ fullword
        $wide = /trouss[e]-control-wide/ wide
        $either = /TR[O]US[S]E-[a-z]{7}(-plain|-wide)/ ascii wide nocase
        $header = { 4D 5A 00 74 ( 72 | 52 ) ?? 75 }
    condition:
        uint16(0) == 0x5A4D and all of them and #either == 2 and $header at 0
}

rule Trousse_Demo_Harmless_Program
{
    meta:
        author = "Trousse"
        description = "harmless program of the demonstration"
        description_fr = "programme inoffensif de la démonstration"
        kind = "demo"
        severity = "high"
        reference = ""
        date = "2026-10-01"
    strings:
        $mark = /TROUSS[E]-DEMO-HARMLESS-PROGRAM/ ascii wide
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550 and $mark
}
