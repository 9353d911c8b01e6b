"""Words that are nobody's name, and first names that many people share."""

from toolkit.custody import places
from toolkit.custody.program_names import WORDS as PROGRAM_WORDS

TITLES = frozenset({
    "m", "mr", "mme", "mlle", "mrs", "miss", "dr", "docteur", "monsieur", "madame", "mademoiselle", "pr",
    "me",
})  # fmt: skip
PARTICLES = frozenset({
    "de", "du", "des", "la", "le", "les", "et", "d", "l", "en", "au", "aux", "a", "pour", "par", "sur",
    "avec", "sans", "dans", "chez", "un", "une", "ne", "nee", "van", "von", "ben", "bin", "el", "al",
    "da", "dos", "di", "the", "of", "and", "to", "for", "in", "on", "from", "with", "my", "your", "our",
    "by", "is", "it", "mon", "ma", "mes", "nos", "notre", "votre", "vos", "ce", "cette", "son", "sa",
    "ses",
})  # fmt: skip
# What a practice names folders and documents with, and what ransom notes are written in.
_WRITTEN_WORDS = """
    abonnement absence absences accord accueil achat achats acte actes action adhesion administratif
    adresse adresses affiche agenda agendas agence ancien ancienne anciens annee annees annexe annonce
    annuaire annuel annulation apple appel appels application appareil appareils aout apres archive
    archives arret article assistante assistant assurance assurances atelier attestation attestations
    autre autres avant avis avril banque banques base bases bilan bilans bill bleu blanc bon bonjour bons
    bordereau bordereaux bureau cabinet calendrier calcul campagne carte cartes catalogue caisse
    certificat certificats charges charte cheque cheques chirurgie classeur cle client clients cliche
    cliches code codes collaboration collaborateur commande commandes commun communs compta comptable
    comptabilite compte comptes conge conges confrere confreres conseil consentement consentements
    consigne consignes consultation consultations contact contacts contrat contrats controle copie copies
    correspondance correspondant correspondants courrier courriers courriel cours couronne couronnes
    decembre declaration demande demandes dentaire dentaires dentiste dent dents depense depenses dernier
    derniere devis diplome diplomes divers docs document documents dossier dossiers donnee donnees ecole
    electricite email emails emploi employe employes endo endodontie enquete enregistrement entreprise
    enveloppe envoi envois equipe equipement essai etat etats etiquette etude etudes examen examens
    exemple export exports exercice expertise facture factures famille feuille feuilles fevrier fichier
    fichiers fin final finale fiche fiches fiscal fiscalite formation formations formulaire formulaires
    forme fournisseur fournisseurs frais general gestion grand groupe guide habilitation heures horaire
    horaires hygiene image images imagerie implant implants implantologie import important impot impots
    impression informatique information informations interne internet intervention interventions invoice
    invoices internat janvier jour jours journal juillet juin jury kine laboratoire labo lettre lettres
    letter letters liste listes liaison livre livres logiciel logiciels logo loyer machine mail mails
    maison mars maternite materiel matin medecin medecins medical medicale medicaux menu messagerie
    message messages mai mode modele modeles modif mois mutuelle mutuelles note notes notice nouveau
    nouvelle nouveaux novembre numero numerique octobre office offre offres ordonnance ordonnances
    organisation original originaux orthodontie ortho ouverture paie paies paiement paiements panoramique
    panoramiques papier parking patient patiente patients patientes paris payer perso personnel
    personnelle personnels photo photos piece pieces plan planning plans plannings plainte port
    prescription prescriptions presentation present prevention prix privee prive procedure procedures
    produit produits professionnel professionnelle projet projets protheses prothese prothesiste protocole
    protocoles pro publicite qualite question questionnaire questionnaires quittance radio radios
    radiographie radiographies rapport rapports rappel rappels rdv recette recettes recu recus recrutement
    releve releves remboursement remise remplacement remplacant rendez rendu rendus reponse reponses
    reservation reservations resultat resultats resume retour reunion rouge salle salaire salaires
    salaries sante sauvegarde sauvegardes scan scanner scans seance secretaire secretariat securite
    semaine septembre serveur service services signature site sites social societe soin soins stage
    statistiques statuts stock sterilisation subvention suite suivi suivis sujet syndicat tableau tableaux
    tarif tarifs taxe technique telephone temp test tests texte textes titre total tout tous traitement
    traitements transfert transmission travail travaux trimestre tva type urgence urgences urssaf vacances
    vente ventes vers version vert video videos vierge visite visites vitale voyage vue web akira amount
    anydesk attack backup backups bitcoin black bitcoins blog browser chat click company computer
    confidential copy corporate crypt crypto cryptage data days deadline decrypt decryption decryptor
    dechiffrer dechiffrement dechiffrez delete deleted desktop download dump encrypt encrypted encryption
    exfiltrated expert extension file files folder folders free guarantee hacked hard help hours how
    identifiant info instruction instructions key keys leak lire lisez link locked lock lockbit money
    network news onion open paid password pay payment personal please price private program project proton
    publish quick ranson ranco rancon ransom ransomware read readme recover recovery rename report restore
    return security send server servers session software steal stolen support system telegram text time
    tool tools tox tutorial unlock user wallet warning website what win windows write you your alpha beta
    bios boot bravo build camera case cases cloud cluster console cpu daily debug default demo device disk
    disks drive driver external full game games gpu graphics home host hub icon icons index input
    installation intel keyboard kernel lab large light list live local logs macro main major manager
    master maximum media member memory mini minor mobile model monitor mouse music name new nvme old
    online option options output pack page panel part patch person pilote pilotes pixel point portable
    poste postes power premium preview print printer public query queue random ready real red release
    remote reset right root sample script secure serial set sets shop side simple single small snapshot
    solution sound source space special speed split standard star start station status store stream studio
    style super switch table tablet task team template title top touch trace track trial ultra unit update
    upload value view virtual volume wave week white wifi window wizard work worker workstation world year
    zone adobe avast bitdefender canon carestream dell epson eset kaspersky lenovo malwarebytes norton
    planmeca samsung sophos synology veeam acronis dropbox sony xerox administrateur administrator
    allianz amazon ameli bitewing bouygues carpimko cbct ceph defaultuser doctolib edf engie extraoral
    generali guest intraoral invite maaf macif maif matmut occlusal panorex paypal retroalveolaire
    secretaire zoom
"""
WORDS = (
    frozenset(_WRITTEN_WORDS.split())
    | PROGRAM_WORDS
    | frozenset(word for name in places.DATA_FOLDERS for word in name.replace("-", " ").split())
    | frozenset(word for name in places.PROFILE_FOLDERS for word in name.split())
)
# Those that are common in France (INSEE, "Fichier des prénoms"), without accents; words of programs left out.
_WRITTEN_NAMES = """
    abdel adam adele adeline adrien adrienne agathe agnes ahmed aicha aime aimee alain alban albert
    alexandra alexandre alexia alexis alfred ali alice alicia aline alix alphonse amandine ambre amelie
    amelia amine amina anais andre andrea andree angelique angele angelina anne annick annie antoine
    antoinette antonin antonio ariane armand arnaud arthur assia astrid aubin aude audrey augustin aurelia
    aurelie aurelien axel axelle ayoub baptiste barbara bastien baptistine beatrice benedicte benjamin
    benoit berenice bernadette bernard berthe bertrand bilal blanche boris brahim brandon brice brigitte
    bruno camille capucine carine carla carmen carole caroline catherine cecile cecilia cedric celestin
    celia celine chantal charlene charles charlotte chloe christelle christian christiane christine
    christophe clara clarisse claude claudette claudia claudie claudine clea clemence clement clementine
    cloe clotilde colette coline colin constance corentin corinne cyril cyrille cyrielle damien daniel
    daniele danielle david deborah delphine denis denise didier dimitri djamila dominique dorian doriane
    dorothee dylan edith edgar edmond edouard eleonore elena eliane eliott elisa elisabeth elise ella
    elodie eloise elsa elvire emeline emilie emile emilien emma emmanuel emmanuelle enzo eric erwan erwann
    esteban estelle esther ethan etienne eugene eugenie evan evelyne fabien fabienne fabrice faustine
    fatiha fatima fatou felicie felix fernand fernande fiona flavie florent florian francine francis
    franck francois francoise frederic frederique gabin gabriel gabrielle gaelle gael gaetan gaspard
    gaston genevieve georges georgette gerald geraldine gerard germaine ghislaine gilbert gilberte gilles
    gisele gregoire gregory guillaume gustave guy gwenael gwenaelle gwendoline hamid hanna hannah hassan
    helene helena henri henriette herve hicham hortense hubert hugo hugues ibrahim ida imane ines ingrid
    irene isaac isabelle ismael jacky jacqueline jacques jamila janine jasmine jean jeanne jeannine
    jennifer jeremie jeremy jerome jessica joachim joan jocelyne joel joelle johan johanna jonas jonathan
    jordan joris jose josephine joseph josette josiane jules julia julian juliana julie julien juliette
    justin justine karim karima karine kamel katia kelly kevin khadija killian kylian laetitia laila lamia
    lara laure laurence laurent laurie laurine lea leane leila lena leo leon leonard leonie leopold leslie
    liliane lilou lina linda lisa lise loic lola lorenzo lou louane louis louise louisa louna luc lucas
    lucie lucien lucienne lucile ludivine ludovic lydia lydie maelle mael maelys magali mahe malika malo
    manon manuel marc marcel marcelle marcelline margaux margot marguerite maria mariam marianne marie
    marielle marine marion marius marlene martial martine maryline maryse mateo mathias mathieu mathilde
    mathis matteo matthieu maud maurice maurine maxence maxime maeva maylis medhi mehdi melanie melina
    melissa melodie melvin mercedes michel michele micheline michelle mickael mireille mohamed mohammed
    moise monique morgane mourad moussa muriel mustapha myriam nabil nadege nadia nadine naima nathalie
    nathan nathanael nicolas nicole nina noa noah noe noel noelie noella noemie nolan nora norbert oceane
    octave odette odile olga olivia olivier omar oriane oscar pascal pascale patrice patricia patrick paul
    paule paulette pauline philippe pierre pierrette pierrick quentin rachel rachid rachida raoul raphael
    raphaelle raymond raymonde rebecca regine regis remi remy rene renee richard robert roberte robin
    rodolphe rodrigue roger roland romain romane romuald ronan rosalie rosa rose roseline roxane sabine
    sabrina said salome samir samira samuel sandra sandrine sarah sebastien serge severine simon simone
    sofia solange solene sonia sophie soraya stanislas stephane stephanie steve suzanne suzette swann
    sylvain sylvaine sylvette sylvia sylviane sylvie tanguy tatiana teddy teo thea theo theodore therese
    thibault thibaut thierry thomas timeo timothe timothee titouan tom tony tristan ugo ulysse valentin
    valentine valerie vanessa veronique victoire vincent violette virgile virginie vivien viviane wassim
    wilfried william xavier yacine yamina yanis yann yannick yasmina yasmine yassine yoann yohan yolande
    youssef yvan yves yvette yvon yvonne zelie zineb zoe
"""
FIRST_NAMES = frozenset(_WRITTEN_NAMES.split()) - WORDS
