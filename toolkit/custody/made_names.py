"""Names the signatures give tools and families; `python -m signatures.made_names` writes this."""

# Of tools of access, of practices, of copying and of backup.
_TOOLS = """
    aagent aakore acronis acronisbackup acroniscyberprotect acronistrueimage acrsch acrschsvc action active
    activebackupforbusiness admin agent ammyy ammyyadmin anydesk appdata applet atera ateraagent ateranetworks
    back backblaze backup backupfor bglaunch boxsync bright brightsparks business bvba bzserv bztransmit
    caddata carbonite carestream carestreamtrophy chrome chromeremotedesktop chromoting client clini cliniview
    cloud clouddriveconnect clouddrivedaemon clouddriveui cloudflare cloudflared cloudflaretunnel cloudstation
    cobian cobianbackup cobianreflector common conf config connect connectwise connectwisecontrol control cozy
    cozydesktop cozydrive cryptolib cryptolibcps csdata csimaging cyber daemon data database dent dental
    dentaldb desk desktop dexis dexisimagingsuite digora digoracliniview docpatient drive dropbox duplicati
    dwagent endpoint endpointbackup exocad exocaddentaldb ezdent ezdenti file files filezilla fmdata free
    freefilesync galss google googledrive googledrivefs googledrivesync gotoassist gotomypc icloud iclouddrive
    icloudhome icloudphotos icloudservices idbglaunch idrive idservice image images imaging julie juliew
    kdrive limited lmiguardian local localservice logmein logos logosw macrium macriumreflect macriumservice
    mega megacmd megacmdserver megalimited megasync mesh meshagent meshcentral netsupport networks nextcloud
    ngrok onedrive orqual orthalis owandy owandyquickvision owncloud patients pcloud pdata profiles program
    programdata programfiles programfilesx programs protect proton protondrive pyxvital qsync quick
    quickvision radmin raserver rclone real realtimesync realvnc realvncservice reflect reflector remote
    resilio resiliosync roaming romexis romexisimages rserver rslsync rust rustdesk santesocial screen
    screenconnect screenconnectclient seadrive seaf seafdaemon seafile seafileapplet server service
    serviceprofiles sesam sesamvitale sidexis sirona sparks splashtop ssuservice station suite support supremo
    supremoremotedesktop supremoservice sync syncback syncthing synctrayzor synology synologyactivebackup
    synologycloudstation synologydrive synologydriveclient team teamviewer tight tightvnc tresorit trophy true
    trueimage tunnel tvnserver twake twakedesktop ultra ultravnc uvnc uvncbvba uvncservice vatech veeam
    veeamagent veeamendpoint veeamendpointbackupsvc view viewer vision vitale vixwin vncconnect vncserver
    vximages windows winscp winvnc wlogos zilla
"""
# Of ransomware families, other names included, each as one word.
_FAMILIES = """
    abcd abclocker abrahamsax abyssdata abysslocker acrowarecryptolocker acrowarescreenlocker adamlocker
    adminlocker adonis aepcrypt aeskeygenassist aesmatrix aesmew aesni aesniapriledition afrodita agenda
    agentiih aglbgvycg ailock airacrop akira akirav alcatrazlocker alco alfa allcry alldatalocker
    allyourdocuments alma almalocker alnamrood alpha alphabet alphacrypt alphalocker alphv amba amjixius
    amnesia anatova ancrypted android angelamerkel angleware angryduck angrykite animuslocker annabelle
    anoncrack anonpop anony antefrigus antibrokrs antiddos antihacker antix anubinotbtcware anubis aperfectday
    apocalypse apocalypsemissing apocalypsevm apollolocker apos aproject aptlock aptransomwarev aptv
    arachnaleak arcane arcrypter arcus arcusmedia argonautsgroup argus arislocker arkanasecurity armage
    armageddon armalocky arsium arvinclub asnencoder assembly astralocker astrolocker ataware atchbo atlas
    atom atomsilo auditteam aura aurora australianaes autoencryptor autoit autolocky autowannacryv
    auuahkouuohk avaddon avastvirusinfo avcrypt avos avoslocker aware awsmsct axcrypter axxes azazel azov
    aztroteam azzasec babax babuk babukbjorka babuklocker babyduck babyk babylockerkz backmydata bacrypt
    badbeeteam badblock badencript badrabbit badrep baksocrypt balbaz baliluware balletspistol bananacrypt
    bancocryptht bandarchor banks bansomqaremanna barackobamasebbv barrax barraxcrypt bart base
    basilisquelocker bassfes bearlyfy beast beethoven belsengroup bert bestchangeru bestcrypt bgroup bianlian
    bidon bigbobross bigbosshorse biglock birbware bitcrypt bitcryptor bitkangoroo bitpaymer bitpylock
    bitshifter bitstak bizhack bjorka blablabla blackbasta blackberserk blackbit blackbyte blackbytecrux
    blackcat blackcatalphv blackclaw blackfeather blackfield blackfireeye blackhatmehtihack blackheart
    blackhunt blackkingdom blacklock blackmatter blackmist blackmoon blacknevas blackout blackpink blackrose
    blackruby blackshades blackshadescrypter blackshadow blacksheep blackshrantac blacksnake blacksuit
    blacktor blackworm blank bleedgreen blind blitzkrieg blocatto blockfile blocky bloodjaws blooper bluebox
    bluecheeser blueeagle bluerose bluesky bober bonacigroup bonsoir booba boom boooamcrypt booyah borisht
    bqtlock braincipher braincrypt brainlag brazilian brazilianglobe brick brickr brkr brlock brotherhood
    browlock btcamant btcking btclocker btcwarealeta btcwaregryphon btcwaremaster btcwarenuclear btcwareonyon
    btcwarepayday btcwarewyvern bucbi buddyransome bugware bulbacryptht buran buyunlockcode bwall
    bytesfromheaven cactus cahout cainxpii cancerfake cancerransomwarefake cartel cassetto catb ccecrypt
    cephalo cephalus cerber cerberimposter cerberos cerbersyslock cerbertear chaos charmant chartwig cheers
    cheerscrypt chekyshka chenlocker chernolocker chilelocker chimera chinayunlong chip chiplocker chort
    christmas ciaspecialagent cicada ciphbit citroni clay clearwater clickme clicocrypter cloak cloaksu clock
    clop cloptorrents clouded cloudsword cobralocker cockblocker codemanager codercrypt codevirus
    coinbasecartel coinlocker coinvault colddraw colossus commonransom comradcircle comradecircle comradeht
    conficker consciousness consoleapplication contfr conti coom cooming core coronavirus corruptcrypt
    coverton covidlock craftul crazyhunterteam crbr crbrencryptor creampie creeper creepy cripton criptonzp
    cripttor cripttr crosslock crptr crpttr crptxxx cryaki cryakl crybola crybrazil crycipher crycryptor
    crydroid cryfile cryforme crying crylock crylocker crymore crynox crypmic crypnc crypncd crypren crypt
    cryptbb cryptconsole cryptear crypted cryptedpay crypter cryptfile cryptfuck cryptghst cryptht
    cryptinfinite cryptlcker cryptnet crypto cryptoapp cryptobit cryptoblock cryptoblocker cryptoboss
    cryptocat cryptoclone cryptodark cryptodefense cryptodemo cryptodevil cryptofinancial cryptofortress
    cryptogod cryptographiclocker cryptohasyou cryptohitman cryptohost cryptojacky cryptojoker cryptokill
    cryptokluchen cryptolab cryptolite cryptolocker cryptolockerbyntk cryptolockerclone cryptolockeremulator
    cryptolockereu cryptoluck cryptomaniac cryptomeister cryptomix cryptomixarena cryptomixazer
    cryptomixbackup cryptomixck cryptomixcoban cryptomixdll cryptomixempty cryptomixerror cryptomixexte
    cryptomixfile cryptomixmole cryptomixnoob cryptomixogonia cryptomixpirate cryptomixrevenge cryptomixserver
    cryptomixshark cryptomixsystem cryptomixtastylock cryptomixtest cryptomixwallet cryptomixwork cryptomixx
    cryptomixxzzx cryptomixzayka crypton cryptonar cryptopatronum cryptopokemon cryptoransomeware cryptorbit
    cryptorium cryptoriumfake cryptoroger cryptoshadow cryptoshield cryptoshocker cryptospider
    cryptosweettooth cryptotorlocker cryptotrooper cryptotyrant cryptoviki cryptowall cryptowire
    cryptowireransomeware cryptprojectxxx cryptr cryptre cryptron cryptsaur cryptxxx crypute crypvault crypy
    crysis crysisxtbl crystal crystalcrypt crytekk crytox csgo csto ctbfaker ctblocker ctblockeroriginal
    ctblockerweb cuba curator curumim cute cutekitty cvlocker cyberdrill cyberdrillexercise cyberex
    cyberpoliceht cyberresearcher cybersccp cybersex cybersoldier cybersplitter cybersplittervbs cyborg
    cyclone cyclops cylance cypherpy cyrat cyrlocker cyrlockerransomwarefake cyron cyspt czech czechoslovak
    dablio daddycrypt dagonlocker daixin dale dalelocker damage dangerous dann darkangel darkangels darkbit
    darkhavc darkkomet darklocker darkodercryptor darkpower darkrace darkrypt darkside darkvault darkwave
    darkylock datacarry datacloud dataflocker datakeeper dataleak datebatut dbger dcrtr dcrtrwdm dcry deadbolt
    deadbydawn deadly deadlyforagoodpurpose deadseccrypto dearcry deathbitches deathgrip deathhiddentear
    deathnote deathofshadow deathransom decovid decryptfox decryptiomega decryptionassistant decryptormax
    decryptprotect decservice decyourdata dedcryptor defender defray defrayglushkov delphimorix delta demo
    dennisthehitman deos depsex derialock derohe desktop desolated desolator desync detoxcrypto devman devos
    dglun dharma dharmacrysis diamond diavol digisom dilmalocker dircrypt direwolf dirtydecrypt dishwasher
    diskdoctor dispossessor district django djvu dmalocker dmalockerimposter dmed dodger dogecrypt dolphintear
    domino donaldtrump donation done donex donotchange dontslip dontworry donut donutleaks doppelpaymer dorra
    dotnodata dotzerocmd dragoncyber dragonforce drakos drfucker driedsister drjimbo drkrmy dualshot dumb
    dummyencrypter dummylocker dunghill dusk dviide dxhwam dxxd dynacrypt dynacryptolocker ebaywall
    ebolarnsmwr echraix eclr edgelocker educrypt educrypter eduransom egalyty egglocker egregor eitest
    ekatidemotool eking elbie elcometa eldorado elonmusknow elpaco elpolocker embargo embrago enciphered
    encodercsl encoderxxxx encrypt encryptedbatch encrypthub encryptile encryptojjs encryptorraas
    encryptserver encryptss endurance enigma enjey enjeycrypter enkripsipc ensiko entropy enybenycrypt
    enybenyhorsuke enybenynuclear eoeo epically epoblockl epsilon eraleign erebus erica eris eruption
    esmeralda estemani esxiargs eternal eternity euclid evasiveht everbe everest evil evnhonet evolution
    executioner executionerplus exerwactf exocryptxtc exolock exorcist exotic expboot explorer extortionscam
    extractor eyecry eylamo ezdz fabiansomeware fabiansomware fabsyscrypto facebookht fadesoft fairware faizal
    fakben fake fakecerber fakecryptolocker fakectblocker fakedma fakegandcrab fakeglobe fakelocky fakemaktub
    fakersa fantom farattack fargo fartplz fastwind faust fblocker fcrypt fenixlocker fenrir fidel filecoder
    fileengineering filefrozr filefuck fileiceransomwaresurvey fileicesurvey filelockedkz filelocker
    fileripper fileslcker filespider final findzip firecrypt first fivehands flamingo flatcher flatchestware
    flkr flotera flowencrypt fluffytar flyper fonco fonix fonixcrypter forma fortunecookie fortunecrypt foxxy
    foxy frag freecivilian freefreedom freeme freeworld freezing freshdesk friedex frog frozen frozrlock
    fscietylocker fscrypt fsociety fsteam ftcode fucksociety fuckthesystem fulcrumsec funfact funksec fury
    fusion fusob fuxsocyencryptor galacticrypter gameover gamma gandcrab gangbang garrantydecrypt garryweber
    gazprom gdlockersec geminis gendarmerie genesis geneve genobot gerber germanwiper getcrypt ghost
    ghostcrypt ghostencryptor ghosthammer gibberish gibon gingerbread giyotin gladius global globe
    globeimposter globev gnllocker gocryptolocker godcryptjoke godra godsomwarev gogoogle gohack goldenaxe
    goldeneye gomasom gomme gonnacry gonnacryransmware goodday goofedht goopic gopher goransompoc gorgon
    gotcha gottacry gpaa gpcode gpgqwerty gremit grep greystars grief grinch grnbld grodexcrypt groove
    grujarsorium gruxer gunra guscrypter guster gwisin gwisinlocker hackdoorcryptr hacked hackedlocker hades
    hadeslocker hakbit hakunamatata halloware handala happycrypter happydayzz harasom haron havoc havoccrypt
    haxerboi haze hcrypto hddcryptor hdlocker heimdall hellcat helldown hellogookie hellokitty helloxd
    helpausi helpdcfile helpme helprestoremydata helpyemen herbst hermes hermesvirusht heropoint hibuddy
    hiddenbeer hiddentear hildacrypt himalayaa hitler hive hlyghst holidaycheer hollycrypt holycrypt holyghost
    homeland honor horros hotarus howareyou hpeilo hrtbld hsharada htcryptor hucky hugeme hungarianlocky hunt
    huntdharmacrysis hunters huntersinternational hydra hydracrypt iamwatching icefire idransomv iencrypt
    igotyou igzac ilelection ilock ilocklight immuni imncrew imsorry imsry incanto incransom indrik inducvirus
    infinitylock infodot inpivx insane insanecrypt installpay interlock invaderx iransom iron ironcat isda
    ishtar israbye itbooks izis jabacrypter jackpot jaff jaffe jagerdecryptor james japanlocker javanotdharma
    jcandy jcrypt jeeperscrypt jeffthe jeiphoos jemd jesuscrypt jgroup jhonwoddy jigsaw jigsaworiginal jneca
    jobcrypter joego johnborn johnycryptor jojocrypter jokerkorean jokeroo jollyroger joofsatan josepcrypt
    jsworm judge junglesec justiceblade juwon kaandsona kaenlupuf kagenohitobito kairos kali kamil kampret
    kangaroo kann kappa karakurt karma karmen karo kasiski kasseika katafrank katyusha kawa kawaiilocker
    kawalocker kctflocker kekw kelvinsecurity keranger kerkoporta keybtc keygroup keyholder keymaker keypass
    killbotvirus killdisk killdiskdimens killerlocker killrabbit killsec killswitch kilobypt kimcilware
    kincrypt kindest kingouroboros kirkspockdecryptor kirov knight knot kokokrypt kokolocker kolobo kolobocheg
    koolova korean kostya kovter kozyjozy kraken krakencryptor kratoscrypt krider kriptovor krybit krypt
    krypte kryptina kryptolocker krypton kryptoniterby kryptonitesnake kryptos kuiper kupidon kuza kyber ladon
    lalabitch lamashtu lambda lambdalocker lamer lamialocker landslide lanran lapiovra lapsus latelol
    lazagnecrypt lcryptorx leaknet leakthemall lechiffre legion lesli lick lickyagent light lightningcrypt
    ligma lilith lime linkc linuxencoder litra littlefinger lkencryption lltplocker lmaoxus lock lockbit
    lockbitblack lockbox lockcrypt lockdata locked lockedbyte lockedfile lockedin lockedinornovalid lockedv
    locker lockergoga lockerleak lockerpay lockify locklock lockme lockon lockout locky lockybart
    lockyimpersonator lockyodin lockyosiris locus loki lokilocker lolkek lolnek lomix longtermmemoryloss
    lonleycrypt loocipher lordofshadow lorenz lortok losers losersdangerous lospolloshermanos lostfiles
    losttrust lovelock lovelockorlovelock loveserver lowlevel ltaflocker lucifercrypt luckbit lucky luckyjoe
    lucy lulzsecmuslims luna lunalock luxnut lynx lyrix mabouia macandchess macransom madafakah madbit
    madliberator mafia mafiaware magaskosh magic magician magniber mailto makop maktublocker malabu malas
    malekteam malki mallox malloxtargetcompany malphas malta malwaredeveloper malwaretechsctf mamba mamona
    manamecrypt mancrosai manifestus maoloa marioesxi marlboro marozka marracrypt mars marsjoke masterbuster
    matrix matroska maui maurigo maxicrypt maykolin maysomware maze mbroni mcafee mcrypt medusa medusalocker
    medusareborn meduza mega megacortex megalocker megazord meister meow mercury merrychristmas merryxmas
    mespinoza metadatabin metaencryptor meteoritan microcop midas miga mijnal mikenotstop mikoponiexe mikoyan
    miliphen milkmanvictory mimic mimicguram mindlost mindsystem mindware mini minotaur mircop mireware mischa
    misha mmlocker mnfsto mnfstofake mnfstoransomwarefake mnscryptolocker mobef mobefjustfun mogilevich moisha
    moneropay moneymessage mongolock monte monti monument mooncryptor mordor morpheus morrisbatchcrypt
    mortalkombat mortar motd moth mountlocker mountlocket mowarehfd mrcr mrdec mrforbidden mrlocker
    msncryptolocker muchlove muhstik muliaka mydata mydecryptor mylittle mystic naampa naga nagini namaste
    nanolocker nasdatacompromiser nasirsecurity nazcrypt nblock ncov ncovid ncry ncrypt nefilim negozl
    neitrino nemesis nemess nemty nemucod nemucodaes nemucodz netflix netix netwalker nevada newwave nextcry
    ngocanh nhtnwcuf nhtnwcuffake nhtnwcufransomwarefake nightmare nightsky nightspire ninjaloc nitrogen
    nmcrypt nmoreia nmoreira noberus noblis nodera noescape nogyhn nokoyawa nomikon noname noobcrypt notahero
    notstonks nova novalid nozelesn nsmf nsplitter ntworm nuke nullbulge nullbyte nulltica nvrmre nxosr nyton
    nzmr obscura obsidianorb oceans ocelot ocelotfake ocelotlocker ocelotransomwarefake octencrypt octovillan
    odcodc offline offwhite ofopentoyou ogre ohno ohnofakepdf oled omero omnisphere onepercent onyx
    onyxransomeware oopslocker oopsramenware opdailyallowance opentoyou operationglobaliii orca ordinal
    ordinypt osirisproject osno osyolorzcollective outsider oxar oxthief ozozalocker pacman padcrypt
    padlockscreenlocker pandora paradise parasite pashka passlock patcher payday paydecrypt paydos
    payfornature paykey payload payloadbin paymen payment payorgrief payorlost payoutsking paypalgenerator
    paysafecard paysafecardgenerator paysafegen paysafegengerman pclock pclockpclock pclocksuppteam
    pclocksysgop pear pedcont pendor pennywise petrwrap petya petyamischa petyaslittlebrother pewcryptdecrypt
    pewdiepie pewpew pgpsnippet phalcon phantom philadelphia phobos phobosimposter phoenix phonenumber pickles
    pico piratelock pirateware pizhon pizzacrypts planetary play playboy playcrypt pleaseread pletor poison
    poisonfang pojie pokemongo polski polyglot polyvice pompous ponyfinal poolezoor popcorntime
    pornblackmailer poshcoder potato povisomware powerhentai powerlocky powershelllocker powerware powerworm
    ppdddp predator prepending priapos princessevolution princesslocker princesslockerevolution prism
    procrustes project prolock prometey prometheus proposalcrypt protected proton providence proxima prtector
    pscrypt psexe pshcrypt pubg pulpfictionquote pulpy pump punisher purelocker purge pwndlocker pycl pylt
    pyrx pysa pytehole python pyza pzdc qilin qilinb qilinsecurotrop qinynore qiulong qlocker qnapcrypt
    quakeway quantum quantumlocker quicklock quimeracrypter quoter qwerty qweuirtksd qyick raaencryptor raasep
    rabbitfox rabbithole rabion radamant radar radiantgroup ragnarlocker ragnarok ragroup rakhni ralord ramp
    ramsey ramsomeer rancoz random randomhex randomlocker ranion ranionraas rannoh ranran ranrans ranscam
    ransed ransmlocked ransoc ransom ransomaes ransombay ransomblox ransomcartel ransomcorp ransomcortex
    ransomcuck ransomed ransomedvc ransomexx ransomhouse ransomhub ransomlock ransommine ransomnetixa
    ransomnix ransomplus ransomprank ransomtroll ransomuhahawhere ransomuserlocker ransomwaregodcrypt
    ransomwarrior ransomx ranzy rapid rapidgillette rapture rarucrypt rarvault rastakhiz raworld raznatovic
    razor razy rcru rector redalert redants redboot redeye redfox redkeeper redroman redrum redshot reetner
    regretlocker rekensom rektlocker rektware relic relock remindme renamex renlocker renlockerfake
    renlockerransomwarefake rensenware rentyr restolocker resurrection retis retmydata revenge reveton revil
    revilsodinokibi revolution reynolds reyptson rhino rhysida rijndael rikirafaelexe rincrypt riplmao
    ripphoenix risen robbinghood robinhood roga rogueht roilocker rokku rontok rook roshalock rotocrypt rotor
    rotorcrypt rotorcryptrotocrypttar royal roza rozalocker rozlok rransom rsani rsapro rsautil rstore
    rtmlocker ruby runexememory runsomewares runsomewere rush russenger russian russianeda russianglobe
    russianroulette ryuk sabbath sadcomputer sadogo sadstory safepay sage salami salsa samas samassamsam
    sambacry samsam samsamexe sanction sanctions santaencryptor saramat saransom sarcoma
    sarcomaransomwaregroup sardoninir sarento satan satana satancd satancryptor satancryptorgo satanlock
    satansdoomcrypter saturn satyr sauron savefiles savethequeen scammerlockerht scammerlockerph scarab
    scarabdiskdoctor scatterbrain scatteredlapsushunters schoolboys schwerer scorpionlocker scrabber scraper
    scroboscope secp secretsystem securecryptor securotrop seginchile sekhmet sendidto sensayq seoirse seon
    sepsis sepsys serbransom serpent serpentdanish serpico servercryptomix sevleg sextortionscam sfxmonster
    shade shadi shadow shadowcryptor shark sharkcryptomix sharpboys shclocker shelllocker sherminator
    shinigamilocker shinolocker shinra shkolotacrypt showmehowtoexe shrug shujin shurlckr shutdown
    shutupanddance siegedsec sifrecikis sifrecozucu sifreli sigma sigrun silent silentransom silentshade
    silentspring silvertor simpleencoder sinobi sintalocker skidlocker skirateam skull skullht skyfile skyname
    skystars slam slankcryptor slimhem slug smash smaug smrss snake snakeekans snakelocker snatch snowpicnic
    snslocker sodinokibi sofucked sojusz soleenya solidbit solider solo solve somik sorebrect sorryht
    spacebears sparta spartacus spartcrypt spectre sphinx spider spitefuldoubletake spongebob spook spora
    sport spring stalinlocker stampado steel stinger stop stopdjvu storagecrypt storagecrypter storm stormous
    strawhat streamer strictor striked stroman stupid stupidjapan styver styx suchcrypt suchsecurity sugar
    suncrypt sundawn superb superblack supercrypt surefake sureransom suri surprise surtr survey symbiom
    symmyware synack synapse synccrypt syncryption synolocker syrk sysdown systemcrypter systemcryptomix
    szflocker takahirolocker targetcompany taronis tastylockcryptomix tbhranso teamo teamunderground teamxrat
    teamxxx teardrp techandstrat technicy teerac telecrypt telegram tellyouthepass telograph tengu termite
    teslacrypt teslacrypta teslacryptx teslarvng teslaware testcryptomix tflower thanatos thanksgiving thanos
    thappy thebrotherhood thecursedmurderer thedarkencryptor thegentlemen themagic thor threatfinder
    thundercrypt thunderx tilde tommyleaks tomnom tooda torchwood torlocker torrentlocker tortoise
    totalwipeout toufan towerweb toxcrypt toxic toxunit trickortreat trigona trinity tripoli trisec trojan
    trojandz trojanencoder trojansyria troldesh troldeshorshadextbl tron truecrypter trumphead trumplocker
    trycry tssxx tuborg turkish turkishcrypter turkishfileencryptor turkishransom turkstatik tycoon tyrant
    ubomb uccu ucylocker uhoh uiwix ukash ultimoht ultracrypter ultradecrypter ultralocker umbrecrypt
    unblockupc underground ungluk unikey unknowncrypted unknownlock unknownxtbl unlckr unlock unluckyware
    unnamd unnamed unnamedramsomware unrans unsafe updatehost uselessdisk uselessfiles userfileslocker vaca
    vaggen vagger valencia valencialeaks vandev vanguard vanhelsing vanirgroup vapelauncher vapor vasalocker
    vaultcrypt vbransom vcrypt vect vegalocker velso vendetta venis venomrat venuslocker vevolocker vfokx
    vhdlocker viacrypt viagra vicesociety videobelle viiperware vindowslocker vipasana virlock viro virobotnet
    virusencoder visioncrypt visvendetta vlocker vmola vnos vohuk voidcrypt voldemort vortex vovalex vsop
    vulcan vulston vurten vxlock wadhrama waffle waiting waldo walocker wanacryptr wannabehappy wannacash
    wannacry wannacrypt wannadecryptorportuguese wannadie wannapeace wannasmile wannaspam wantmoney warlock
    wastedlocker wcry wcrypt wcrypto wearefriends weaxor wechat wechatransom werewolves wesker weyhro
    whatafuck whispergate whitelock whiterose wholocker whycry wickedlockerht wiki wikileaksv wildfirelocker
    windows wininicrypt winnixcryptor winplock winrarer winsecure winupdatesdisabler winword wiperleak woodrat
    workcryptomix worldleaks worldleakssuccessor wsgoransonware wtdi wyvernlocker xcry xcrypt xcryptomix xdata
    xdlocker xelera xeroware xfiles xiaoba xinglocker xinof xleaks xlocker xlockr xmdxtazx xmrlocker xncrypt
    xollam xolzsec xorist xpan xrat xratteam xrtn xtplocker xxlecxx xyuencrypt xyzware xzzxcryptomix
    yafunnlocker yakes yanluowang yashma yatron ymir yogynicof yoshikada youarefucked youhavebeenhacked
    yourransom yurei yyto yyyybjqoqdu zariqacrypt zaykacryptomix zcrypt zcryptor zekwacrypt zeltafree zencrypt
    zenis zeon zeoticus zeppelin zerocrypt zerofucks zerolocker zerolockersec zeronine zeroransom
    zerotolerancegang zeta zetaleaks zgut zhen ziggy zilla zimbra zimbracryptor zinocrypt ziplocker zipper
    zircon zixer zlader zola zoldon zorab zorgocry zorro zportuguese zscreenlocker zxzramsomware zyka zyklon
    zyklonlocker
"""
TOOLS = frozenset(_TOOLS.split())
FAMILIES = frozenset(_FAMILIES.split())
