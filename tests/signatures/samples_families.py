"""Samples of the rules on programs of known ransomware: as many words as the rule asks, then one fewer."""

from tests.signatures.pieces import program

# By family: how many of its words a program must hold, and that many of them, broken.
WORDS = {
    "Lockbit": ("LockBit 2¤.0 Ransom", "LockBit_Ran¤somware.hta"),
    "Blackcat": ("locker:¤:core::", "enable_es¤xi_vm_kill", "strict_inc¤lude_paths"),
    "Conti": ("conti_¤v3.dll", "\\cont¤i_v3\\"),
    "Akira": ("akira_re¤adme.txt", "--encryp¤tion_path"),
    "Stop": ("\\_git\\encryption\\relea¤se\\encrypt_win_api.pdb", "{1D6FC66E-D1F3-422C¤-8A53-C0BBCF3D900D}"),
    "Babuk": ("babuk_¤ransom", "DoYouWantToHave¤SexWithCuongDong"),
    "Hive": ("google.com¤/encryptor", "hiveleak¤dbtnp76u"),
    "Blackbasta": ("fkdjsad¤asd.ico", "dlaksjd¤oiwq.jpg"),
    "Royal": ("royal2xt¤hig3ou5h", "weg7sdx5¤4bevnvul"),
    "Medusa": ("!!!READ_ME_M¤EDUSA!!!.txt", "\\Medusa\\Rele¤ase\\gaze.pdb"),
    "Medusalocker": ("{8761ABBD-7F85-42EE¤-B272-A76179687C63}", "[LOCKER] ¤Is running"),
    "Rhysida": ("CriticalBre¤achDetected", "rhysidaf¤ohrhyy2a"),
    "Dharma": ("C:\\crysis\\Releas¤e\\PDB\\payload.pdb",),
    "Mallox": ("/mallox/pr¤ivateSignin", "HOW TO BAC¤K FILES.txt"),
    "Qilin": ("-- Q¤ilin", "README-¤RECOVER-"),
    "Inc": ("INC-REA¤DME.txt", "\\INC Encryp¤tor\\Release\\"),
    "Cactus": ("cAcTuS.r¤eadme.txt", "CaCtUs.R¤eAdMe.txt"),
    "Bianlian": ("C:/Users/jack/Pr¤ojects/project1/", "bianlian¤lbc5an4k"),
    "Wannacry": ("WANA¤CRY!", "WNcry¤@2ol7"),
    "Ryuk": ("RyukR¤eadMe", "UNIQUE_ID_D¤O_NOT_REMOVE"),
    "Gandcrab": ("GDCB-DEC¤RYPT.txt", "CRAB-DEC¤RYPT.txt"),
    "Cuba": ("cuba4ikm¤4jakjgmk", "!!FAQ for Dec¤ryption!!.txt"),
    "Ransomhub": ('"master_p¤ublic_key"', '"note_fi¤le_name"', '"note_fu¤ll_text"', '"runni¤ng_one"'),
    "Avoslocker": ("GET_YOUR_FI¤LES_BACK.txt", "avosjon4¤pfh3y7ew"),
    "Ragnarlocker": ("---RAGNAR¤ SECRET---", "---END RA¤GN KEY---"),
    "Trigona": ("/tes¤t_cid", "/tes¤t_vid", "/is_t¤esting"),
    "Hellokitty": ("HelloKi¤ttyMutex", "read_me¤_lkd.txt"),
    "Clop": ("ClopRea¤dMe.txt", "Clo¤p^_"),
    "Chaos": ("checkAdmi¤nPrivilage", "checkdelete¤ShadowCopies", "checkdisable¤RecoveryMode"),
    "Petya": ("1Mz7153HMuxXTuR2R¤1t78mGSdzaAtNbBWX", "wowsmith1234¤56@posteo.net"),
    "Snatch": ("SuperBa¤ckupMan", "HOW TO RESTORE¤ YOUR FILES.TXT"),
}
KEYS = ("nbody", "nname", "wfld", "dmn", "svc", "prc", "wht", "sub", "pid", "exp")

# By rule: what it must match, then what it must not.
SAMPLES: dict[str, tuple[bytes, bytes]] = {
    **{
        f"Trousse_Family_{name}": (program(*words, wide=True), program(*words[1:]))
        for name, words in WORDS.items()
    },
    "Trousse_Settings_Revil": (
        ("{" + ",".join(f'"{key}":1' for key in KEYS) + "}").encode(),
        ("{" + ",".join(f'"{key}":1' for key in KEYS[:6]) + "}").encode(),
    ),
}
