### Le site de l’équipe en français. Calme et exact : on le lit huit heures par jour. Ce que dit la machine est proposé ; ce qui n’est pas connu n’est
### jamais un non. Cette traduction est à relire par quelqu’un du métier dont c’est la langue.

## Sur chaque page

skip-to-main = Aller au contenu
synthetic-label = Démonstration
synthetic-banner = Démonstration : toutes les personnes, tous les signalements et tous les dossiers sont inventés.
nav-label = Rubriques
nav-menu = Menu
nav-work = Travail
nav-home = Ce qui m’attend
nav-queue = File d’attente
nav-contact = Noter un contact
nav-alike = Quasi-doublons
nav-tasks = Mes tâches
nav-cases = Dossiers
nav-partners-group = Partenaires
nav-referrals = Orientations
nav-arrivals = Reçu de partenaires
nav-partners = Registre des partenaires
nav-oversight = Contrôle
nav-break-glass = Accès d’urgence
nav-people = Personnes et clés
nav-erasure = Effacement
nav-audit = Journal
nav-statistics = Chiffres
nav-study = Étude
sign-out = Se déconnecter
ask-yes = Oui, continuer
ask-no = Non, revenir
close-dialog = Fermer
choose = Veuillez choisir
choose-none = Rien de choisi
report = Signalement
partner = Partenaire
case = Dossier
idle-ended = Votre session est terminée, car rien n’a été envoyé depuis une demi-heure. Ce que vous avez écrit est toujours là : connectez-vous dans une autre fenêtre, puis envoyez-le.

## Touches

keys-title = Touches
keys-hint = Touches :
keys-move = descendre et monter dans une liste
keys-open = ouvrir ce qui est choisi
keys-claim = prendre le signalement choisi
keys-next = page suivante
keys-find = aller au champ de recherche
keys-send = envoyer le formulaire où l’on écrit

## Temps

span-minutes =
    { $n ->
        [one] { $n } minute
       *[other] { $n } minutes
    }
span-hours =
    { $n ->
        [one] { $n } heure
       *[other] { $n } heures
    }
span-days =
    { $n ->
        [one] { $n } jour
       *[other] { $n } jours
    }
due-ahead = dans { $span }
due-behind = { $span } de retard

## C’est fait

done-claimed = Le signalement est à vous pour une heure. Reprenez-le pour continuer plus longtemps.
done-released = Le signalement est de retour dans la file.
done-closed = Clos, avec votre motif.
done-noted = La note est écrite.
done-replied = La réponse est dans la boîte aux lettres.
done-opened = L’incident est ouvert, et son signalement compte comme trié.
done-assessed = L’appréciation est enregistrée. La précédente est conservée.
done-facts = C’est noté. Les déclarations antérieures sont conservées.
done-facts-kept = C’est noté. Ce qu’une autre source affirme tient toujours : elle seule peut le retirer.
done-consent = La décision est notée.
done-consent-followed = La décision est notée et des orientations l’ont suivie : ce qui n’était pas parti s’arrête ou part avec moins, et les partenaires qui ont pu recevoir quelque chose sont prévenus.
done-drafted = Le brouillon est enregistré. Rien n’est parti.
done-approved = Approuvé. Rien n’est encore parti.
done-sent = En route. Le coursier essaie jusqu’à ce que le partenaire confirme.
done-revoked = Retiré. Si le partenaire a pu la recevoir, il est prévenu.
done-informed = Les renseignements sont en route vers le partenaire.
done-answered = La réponse est en route vers le partenaire.
done-case = Le dossier est ouvert.
done-assigned = Le dossier a été confié, avec les clés de son signalement.
done-task = La tâche est confiée.
done-finished = Terminé.
done-outcome = L’issue est enregistrée.
done-partner = Le partenaire est dans le registre.
done-partner-revoked = Le partenaire est révoqué : rien ne lui est envoyé, rien n’est accepté de lui.
done-agreement = L’accord est enregistré.
done-user = La personne a été ajoutée.
done-disabled = La personne ne peut plus se connecter.
done-granted = Les clés ont été données.
done-rotated = Il y a une nouvelle clé. Ce qui était scellé avec l’ancienne s’ouvre encore.
done-requested = La demande est auprès de celles et ceux qui peuvent y répondre.
done-decided = Réponse donnée. Le délégué à la protection des données est prévenu.
done-passphrase = La phrase secrète est changée. Vos autres sessions sont terminées.
done-contact = Le contact est noté.
done-compared = Les signalements ouverts ont été comparés.
done-alike = Noté.
done-confirmed = Confirmé pour un quart d’heure.

## Refus

refused-input = Quelque chose dans le formulaire ne peut pas être pris
refused-signed-out = Vous êtes déconnecté
refused-permission = Votre rôle ne le permet pas
refused-permission-detail = Votre rôle ({ $role }) ne permet pas ceci : { $action } ({ $resource }). Demandez à quelqu’un dont le rôle le permet, ou à l’administration si votre rôle est erroné.
refused-not-found = Il n’y a rien ici
refused-not-found-detail = Cette fiche n’existe pas ({ $resource }) ou ne vous a pas été confiée. En cas d’urgence, vous pouvez demander l’accès à un signalement sous « Accès d’urgence ».
refused-no-page = Il n’y a pas de page à cette adresse.
refused-conflict = Quelqu’un d’autre l’a modifié entre-temps
refused-conflict-detail = Rien de ce que vous avez écrit n’est perdu. Ce qui vaut maintenant est montré à côté de votre texte, là où il y a quelque chose à comparer. Modifiez votre texte si vous le souhaitez, puis renvoyez-le, ou revoyez la page.
refused-too-large = C’est trop grand
refused-too-large-detail = Un formulaire a au plus 256 Kio. Rien n’a été enregistré.
refused-now = Ce n’est pas possible maintenant
refused-busy = Un instant
refused-busy-detail = Trop de personnes se connectent en ce moment. Réessayez dans quelques secondes.
refused-database = La base de données ne répond pas. Rien n’est perdu ; réessayez dans quelques secondes.
refused-broken = Quelque chose n’a pas marché ici
refused-broken-detail = Le serveur n’a pas pu le faire. Rien n’a été modifié à moitié. Si cela se répète, dites à qui gère le serveur à quelle heure c’était.
refused-confirm = Veuillez confirmer avec un code
refused-confirm-detail = Cette étape révèle ou envoie quelque chose. Tapez le code que votre authentificateur affiche maintenant ; ce que vous avez rempli est gardé.
refused-code = Le code ne correspond pas ou a déjà servi. Attendez le suivant et tapez-le.
refused-form = Ce formulaire n’a pas été envoyé d’ici
refused-elsewhere = Votre navigateur dit qu’un autre site l’a envoyé. C’est refusé, et rien n’a été modifié.
refused-token = Le formulaire ne porte pas la marque de votre session. Cela arrive quand on s’est reconnecté dans une autre fenêtre : renvoyez-le d’ici.
refused-door = Le formulaire a attendu trop longtemps, ou les cookies sont désactivés. Revenez en arrière et réessayez.
refused-no-form = Ce n’est pas un formulaire tel que ce site en envoie.
refused-signed-out-detail = Votre session est terminée, si bien que ceci n’a pas été enregistré. Connectez-vous et renvoyez-le.
refused-sign-in = Cela ne correspond pas. Vérifiez l’organisation, le nom, la phrase secrète et le code. Après plusieurs essais erronés, il faut attendre un peu.
refused-old-passphrase = La phrase secrète actuelle ne correspond pas.
refused-recovery = Cela ne correspond pas. Vérifiez l’organisation, le nom, le code de secours et le code de l’authentificateur.
refused-kept = Voici ce que vous avez écrit. Corrigez ce qui ne va pas et renvoyez-le.
refused-send = Renvoyer
refused-back = Retour
refused-copy-title = Ce que vous avez écrit
refused-copy = Cela n’a pas été enregistré. Copiez-le avant de quitter cette page.
conflict-yours = le vôtre
conflict-theirs = Ce qui vaut maintenant
conflict-empty = (rien)
conflict-send = Mettre le mien par-dessus

## Connexion

sign-in-title = Connexion
sign-in-about = Pour l’équipe de l’organisation. Qui veut signaler quelque chose le fait sur le site public.
sign-in = Se connecter
sign-in-ended = Vous avez été déconnecté, car rien ne s’est passé pendant une demi-heure.
sign-in-recovered = La nouvelle phrase secrète est en place. Connectez-vous avec elle.
sign-in-lost = J’ai perdu ma phrase secrète
code-about = Six chiffres de votre authentificateur. Chaque code ne sert qu’une fois.
recover-title = Une phrase secrète perdue
recover-about = Le code imprimé pour vous ouvre vos clés. Personne d’autre ne peut le faire pour vous, pas même l’administration.
recovery-about = Les groupes imprimés de lettres et de chiffres. Majuscules ou minuscules, peu importe.
recover-do = Mettre la nouvelle phrase secrète
recover-back = Retour à la connexion
passphrase-about = Au moins 15 caractères. Le mieux : plusieurs mots que vous seul mettriez ensemble ; aucun caractère spécial n’est exigé.
passphrase-differs = les deux nouvelles phrases secrètes ne sont pas identiques
confirm-title = Confirmer avec un code
confirm-about =
    { $n ->
        [one] Les étapes qui révèlent ou envoient quelque chose demandent un code frais. Il vaut { $n } minute.
       *[other] Les étapes qui révèlent ou envoient quelque chose demandent un code frais. Il vaut { $n } minutes.
    }
confirm-do = Confirmer
account-title = Mon compte
account-about-title = À propos de vous
account-keys = Votre phrase secrète ouvre vos clés, et vos clés ouvrent ce qui vous a été confié. Le serveur ne garde ni l’une ni les autres.
account-session = Une session se termine après une demi-heure sans demande, et après douze heures dans tous les cas.
passphrase-title = Phrase secrète
passphrase-change = Changer la phrase secrète
passphrase-change-about = Vos autres sessions se terminent. Votre code de secours imprimé reste valable.

## Noms des champs

field-organisation = Organisation
field-login = Nom
field-passphrase = Phrase secrète
field-code = Code
field-recovery = Code de secours
field-old = Phrase secrète actuelle
field-new = Nouvelle phrase secrète
field-again = La nouvelle phrase secrète encore une fois
field-role = Rôle
field-reason = Motif
field-text = Texte
field-words = En mots
field-words-optional = En mots (facultatif)
field-title = Ce qui est à faire
field-due = Pour le
field-outcome = Issue
field-kind = Quel genre de contact
field-what = Ce qui a été dit
field-who-text = Qui peut être en danger
field-crime-reason = Pourquoi
field-protection-reason = Pourquoi
field-legal-basis = Loi sur laquelle cela repose
field-place-text = Où
field-name = Nom
field-address = Adresse
field-partner-kind = Genre
field-law = Loi (pour une obligation)
field-danger = Danger (pour un intérêt vital)
field-basis-words = Pourquoi ce fondement vaut
field-summary = Résumé
field-safety = Dangers et précautions
field-identifies = identifie
field-needs-consent = exige un consentement qui le nomme

## Première page

home-greeting = Bonjour, { $login }
home-new = signalements que personne n’a regardés
home-overdue = signalements en retard
home-late-tasks = de mes tâches en retard
home-arrivals = envois auxquels répondre
home-drafts = orientations à approuver
home-break-glass = demandes d’urgence auxquelles répondre
home-quiet-title = Rien ne vous attend
home-quiet = Ce qui vous est confié ou que vous avez pris apparaît ici.
home-mine = Signalements que j’ai pris
home-approve = Orientations à approuver
home-all = Tout
home-more =
    { $n ->
        [one] et { $n } de plus
       *[other] et { $n } de plus
    }

## File d’attente

queue-title = File d’attente
queue-caption = Signalements, les plus pressants d’abord
queue-filter = Lesquels sont montrés
queue-show-open = Ouverts
queue-show-new = Nouveaux
queue-show-mine = Les miens
queue-show-triaged = Triés
queue-show-closed = Clos
queue-show-all = Tous
queue-waiting =
    { $n ->
        [0] Rien de nouveau
        [one] { $n } nouveau
       *[other] { $n } nouveaux
    }
queue-overdue =
    { $n ->
        [one] { $n } en retard
       *[other] { $n } en retard
    }
queue-none-overdue = Aucun en retard
queue-rank = Rang
queue-report = Signalement
queue-due = Délai
queue-came = Venu par
queue-who = Qui
queue-received = arrivé
queue-unread = Nouveau message
queue-bundle =
    { $n ->
        [one] { $n } signalement ensemble
       *[other] { $n } signalements ensemble
    }
queue-mine = Vous
queue-claim = Prendre
queue-claim-one = Prendre le signalement { $report }
queue-release = Rendre
queue-release-one = Rendre le signalement { $report }
queue-sealed = Scellé : vous n’avez pas de clé pour ce signalement
queue-empty-title = Rien n’attend ici
queue-empty = Quand un signalement qui correspond à ce choix arrive, il apparaît ici.
queue-end = Il n’y a pas d’autres signalements.
queue-pages = Pages
queue-first = Première page
queue-next = Page suivante
queue-alike = Signalements qui parlent peut-être de la même chose

## Quasi-doublons

alike-title = Parle peut-être de la même chose
alike-about = Le programme compare les signalements ouverts et propose des paires. Il ne fusionne jamais : c’est vous qui dites si deux parlent de la même chose, et les deux restent.
alike-compare = Comparer maintenant les signalements ouverts
alike-empty-title = Aucune paire n’est proposée
alike-empty = Les paires apparaissent ici après une comparaison.
alike-percent = semblables à { $n } %
alike-same = La même chose
alike-different = Autre chose
likeness-proposed = proposé
likeness-same = la même chose
likeness-different = autre chose

## Signalement

report-called = Signalement { $id }
report-yours = À vous
report-renew = Prendre pour une heure de plus
report-claimed-by = { $login } y travaille
report-said = Ce qui a été dit
report-sealed = Vous n’avez pas de clé pour ce qui a été dit.
report-unsaid = Pas dit : { $what }. Pas dit n’est pas non.
report-indicators = Pages, numéros, comptes
report-indicators-about = Tels qu’ils ont été donnés. Ne les ouvrez pas d’ici.
report-about = À propos de ce signalement
report-rank = Pourquoi il est à cette place
report-no-reasons = Aucune règle n’a rien ajouté.
report-channel = Venu par
report-language = Langue
report-received = Arrivé
report-expires = Gardé jusqu’au
report-close = Clore le signalement
report-close-about = Quand aucune des deux questions n’a reçu de oui, ou que des renseignements suffisaient. Le motif est gardé comme note.
report-close-ask = Clore ce signalement ?
report-erase = Effacer pour de bon
report-erase-about = Les clés du signalement sont détruites. Plus personne ne peut l’ouvrir, et c’est définitif. Il reste ses colonnes en clair, pour les chiffres.
report-erase-ask = Détruire les clés de ce signalement ? C’est définitif.
report-state-incoming = en cours d’envoi
report-state-new = nouveau
report-state-claimed = pris
report-state-triaged = trié
report-state-closed = clos
report-state-expired = expiré
answer-danger-now = Danger en ce moment
answer-child = Un enfant
answer-ongoing = Cela continue
answer-online = En ligne ou non
answer-class = Ce que c’est, d’après qui signale
answer-when-text = Quand
answer-place-text = Où
answer-country = Pays
indicator-seen = vu { $when }
files-title = Fichiers
files-about = Les fichiers ne sont jamais montrés ici. Ils s’enregistrent tels qu’ils sont venus, depuis une autre adresse. Ils peuvent être nuisibles et montrer ce que personne ne devrait voir : remettez les images d’abus au service qui a le droit de les recevoir.
files-ask = Enregistrer ce fichier ? Le journal en garde la trace.
files-save = Enregistrer
file-said-type = dit être { $type }
file-kilobytes = { $n } Kio
download-title = Votre fichier
download-warning = Ne l’ouvrez que sur une machine prévue pour cela, sans réseau. Ne le transmettez pas.
download-about =
    { $n ->
        [one] Le lien marche une fois, pendant { $n } seconde.
       *[other] Le lien marche une fois, pendant { $n } secondes.
    }
download-do = Enregistrer le fichier
mailbox-title = Boîte aux lettres
mailbox-about = La personne qui a signalé lit ceci avec ses dix mots, peut-être avec quelqu’un qui regarde par-dessus son épaule. N’écrivez rien qui dise de quoi il s’agit ; le programme cherche de tels mots.
mailbox-empty = Rien n’a encore été écrit.
mailbox-none = Il n’y a pas de boîte aux lettres : ce signalement n’est pas venu par le formulaire.
mailbox-send = Répondre
mailbox-reporter = La personne qui a signalé
mailbox-staff = Nous
notes-title = Notes de l’équipe
notes-new = Nouvelle note
notes-add = Écrire la note
notes-none = Pas encore de notes.
identity-title = Identités
identity-about = Elles sont scellées à part. Pour en voir une, dites pourquoi : votre motif est gardé comme note, et le journal garde que vous avez regardé.
identity-show = Montrer : { $what }
identity-do = Montrer
identity-sealed = Scellé pour vous : { $what }
revealed-about = Cette page n’a pas d’adresse : elle n’est montrée qu’une fois. Ne notez rien dont vous n’avez pas besoin.
revealed-nothing = Il n’y a rien dedans.
revealed-back = Retour au signalement
identity-who-text = Qui peut être en danger
identity-relation = Qui signale
identity-may-contact = Peut-on prendre contact
identity-contact = Contact
identity-name = Comment l’appeler
identity-channel = Par quel moyen
identity-address = Numéro ou adresse
identity-safe-times = Quand c’est sûr
identity-code-word = Mot de passe convenu
identity-do-not = Ce qu’il ne faut pas faire
identity-voicemail-ok = Peut-on laisser un message
identity-language = Langue à parler
relation-self = la personne concernée
relation-family = la famille
relation-friend = un ami ou une amie
relation-client = un client ou un acheteur
relation-neighbour = le voisinage
relation-colleague = un ou une collègue
relation-professional = quelqu’un dans son travail
relation-other = quelqu’un d’autre
compartment-narrative = Ce qui a été dit
compartment-victim-identity = Qui peut être en danger
compartment-reporter-identity = Qui a signalé
compartment-location = Où
compartment-attachments = Fichiers
compartment-staff-notes = Notes de l’équipe
compartment-mailbox = Boîte aux lettres

## Raisons du rang

reason-danger-now = Quelqu’un serait en danger en ce moment
reason-danger-now-unknown = Danger en ce moment : pas dit
reason-child = Un enfant serait concerné
reason-child-unknown = Un enfant : pas dit, c’en est peut-être un
reason-ongoing = Cela continuerait
reason-ongoing-unknown = Cela continue : pas dit
reason-located = Un lieu est nommé
reason-traceable = Quelque chose de traçable est nommé
reason-described = La personne en danger est nommée ou décrite
reason-technology = La technologie y joue un rôle
reason-reachable = On peut poser des questions à qui signale
reason-child-in-danger = Un enfant serait en danger en ce moment

## Noter un contact

contact-about = Téléphone, discussion, message, en personne. N’écrivez que ce qui a été dit de plein gré. Sans texte, un contact qui n’est pas un signalement est seulement compté.
contact-what-about = Dans ses mots, autant que possible.
contact-who-about = Scellé à part. Qui travaille sur le signalement ne le voit qu’avec un motif.
contact-indicators-about = Un par ligne : adresses web, numéros de téléphone, adresses électroniques. Jamais d’images d’abus.
contact-safe-title = Comment joindre cette personne sans danger
contact-safe-about = Scellé à part.
contact-add = Noter
signal-new-report = Nouveau signalement
signal-update = Suite d’un signalement existant
signal-information = Demande un renseignement
signal-counselling = A besoin de parler à quelqu’un
signal-spam = Indésirable
signal-wrong-number = Faux numéro
channel-web = formulaire public
channel-phone = téléphone
channel-chat = discussion en ligne
channel-sms = message court
channel-walk-in = en personne
channel-partner = partenaire
channel-email = courrier électronique
channel-mailbox-only = boîte aux lettres seulement
channel-whatsapp = WhatsApp
channel-signal = Signal

## Réponses

say-yes = Oui
say-no = Non
say-unknown = Pas connu
online-online = en ligne
online-offline = pas en ligne
online-both = les deux
online-unknown = pas connu
age-child = enfant
age-adult = adulte
age-disputed = contesté
age-unknown = pas connu
class-sexual-exploitation = Traite à des fins d’exploitation sexuelle
class-child-sex-trafficking = Traite sexuelle d’enfant
class-online-enticement = Sollicitation d’un enfant en ligne
class-child-sex-tourism = Tourisme sexuel impliquant des enfants
class-child-abuse-online = Abus sexuel d’un enfant, en ligne
class-forced-labour = Travail forcé
class-domestic-servitude = Servitude domestique
class-forced-criminality = Criminalité forcée
class-forced-begging = Mendicité forcée
class-forced-marriage = Mariage forcé
class-organ-removal = Prélèvement d’organes
class-smuggling = Trafic illicite de migrants
class-work-rights = Droits au travail
class-other-crime = Une autre infraction
class-other-need = Un autre besoin
class-unclear = Pas clair
indicator-url = Page web
indicator-emailAddress = Adresse électronique
indicator-phoneNumber = Numéro de téléphone
indicator-chatClient = Messagerie
indicator-chatRoomName = Salon de discussion
indicator-screenName = Pseudonyme
indicator-profileUrl = Page de profil
indicator-gameName = Jeu en ligne
indicator-fileNames = Noms de fichiers
indicator-ipAddress = Adresse IP
indicator-possibleProxy = Adresse IP, peut-être un relais
indicator-IMEI = IMEI
indicator-ICCID = ICCID
indicator-SSID = Réseau sans fil
indicator-originalFileHash = Empreinte d’un fichier

## Incident

incidents-title = Incidents
incidents-none = Pas encore. Un signalement peut en contenir plusieurs : un par technologie ou par lieu.
incident-called = Incident { $id }
incident-new = Nouvel incident
incident-new-about = Deux questions, indépendantes l’une de l’autre. Deux oui, un seul ou aucun : chaque issue est normale, et chaque réponse a besoin de son motif.
incident-open = Ouvrir l’incident
incident-questions = Les deux questions
incident-follows = Ce qui en suit
incident-save = Enregistrer l’appréciation
incident-earlier = Appréciations antérieures
incident-age-counts = L’âge compte comme : { $age }
incident-child-rules = Pas connu comme adulte : pour la protection, les règles d’un enfant valent.
incident-state-open = ouvert
incident-state-assessed = apprécié
incident-crime-is = Infraction : { $answer }
incident-protection-is = Protection : { $answer }
question-crime = Une infraction a-t-elle pu être commise ?
question-crime-about = Alors la police ou une autre autorité.
question-protection = Quelqu’un a-t-il besoin de protection ?
question-protection-about = Alors la protection de l’enfance, le mécanisme d’orientation ou un refuge.
assess-age = Âge
assess-age-about = Pour autant que quelqu’un le dise.
assess-technology = La technologie y joue un rôle
assess-class = Ce que c’est, d’après vous
assess-public-class = D’après qui signale : { $class }

facts-title = Faits
facts-about = Oui, non, ou pas connu. Ce que vous changez est noté comme déclaration de la source que vous nommez, à la date d’aujourd’hui. Rien d’antérieur n’est perdu.
facts-source = Qui le dit
facts-period = Vrai pour (année, mois ou jour)
facts-find = Trouver un fait
facts-known = Ce qui est connu
facts-save = Noter
source-me = moi, d’après ce que j’ai vu ou entendu
source-reporter = qui a signalé
source-person = la personne concernée
source-family = la famille
source-professional = quelqu’un dans son travail (médecin, enseignant, inspecteur)
source-police = la police
source-document = un document
source-partner = une organisation partenaire
element-act = Actes
element-means = Moyens
element-process = Processus
element-purpose = Buts
element-person = Personne
element-smuggling = Trafic illicite
element-circumstance = Circonstances
element-recruiter = Qui a recruté
element-status = Ce que quelqu’un dit de la personne
status-trafficked = Victime de traite
status-smuggled = Objet d’un trafic illicite
status-exploited = Exploitée
status-at-risk = À risque

statements-title = Qui a dit quoi, et quand
statements-about = La plus récente d’abord. Ce qui a été retiré reste visible.
statements-none = Pas encore de déclaration.
statement-what = Quoi
statement-says = Dit
statement-who = Qui
statement-when = Noté
statement-state = État
statement-recorded-by = par { $login }
statement-stands = vaut
statement-followed = suivie d’une plus récente
statement-taken-back = retirée
statement-retraction = en retire une autre
statement-takes-back = le retire
statement-take-back = Retirer
statement-take-back-ask = Retirer cette déclaration ? Elle reste visible à côté de son retrait.

consents-title = Consentement
consents-none = Personne n’a encore été interrogé.
consents-child = Le consentement est demandé et ne bloque jamais la protection d’un enfant.
consent-new = Noter une décision
consent-decision = Décision
consent-given = accepte
consent-refused = refuse
consent-withdrawn = revient dessus
consent-words = Comment cela a été demandé et répondu
consent-by = Qui a décidé
consent-until-field = Jusqu’au (facultatif)
consent-interpreted = avec interprète
consent-recipients = Envers qui
consent-recipients-about = Pour un refus, personne de coché veut dire tout le monde.
consent-fields = Pour quoi
consent-fields-about = Seulement pour un accord.
consent-add = Noter
consent-everybody = tout le monde
consent-towards = Envers : { $who }
consent-covers = Pour : { $what }
consent-until = Jusqu’au { $day }
given-by-person = la personne concernée
given-by-guardian = un parent, un tuteur ou une tutrice
given-by-representative = un représentant ou une représentante

finding-title = Ce que disent les définitions
finding-proposed = Proposé, pas décidé
finding-about = Le programme propose d’après ce qui est noté ; une personne décide. Seule une autorité fixe un statut officiel. Le consentement n’entre jamais en compte.
finding-profile = Droit de
finding-profile-do = Appliquer
finding-process = Comment cela s’est fait : { $reading }
finding-next = À demander ensuite
finding-sensitive = Cette question peut être dure. On n’a pas à y répondre.
finding-settles = Avec une probabilité de { $n } %, la réponse tranche quelque chose.
finding-tests = Définitions
finding-because = Parce que :
finding-would-decide = Le trancherait :
finding-more =
    { $n ->
        [one] et { $n } de plus
       *[other] et { $n } de plus
    }
finding-rights = Droits
finding-rights-none = Aucun droit ne découle de ce qui est noté.
finding-unchecked = Pas comparé avec le texte d’origine.
right-follows = en découle
right-may-follow = peut en découler
truth-yes = oui
truth-no = non
truth-open = pas tranché
proposal-possible = Victime possible : au moins une définition de la traite est remplie par ce qui est noté.
proposal-open = Ouvert : ce qui est noté ne remplit ni n’exclut les définitions. Protéger tant que c’est ouvert.
proposal-not-shown = Pas montré : ce qui est noté exclut toutes les définitions applicables. Cela ne prouve pas que rien ne s’est passé.
process-reading-traditional = traditionnel
process-reading-technology-driven = porté par la technologie
process-reading-both-traditional-and-technology-driven = à la fois traditionnel et porté par la technologie
process-reading-not-shown-by-what-is-recorded = pas montré par ce qui est noté

ways-title = Où cela pourrait aller
ways-about = Proposé d’après les deux réponses. Si cela peut partir, et avec quoi, se décide en préparant une orientation.
ways-none = Aucune des deux questions n’a reçu de oui : rien n’est proposé.
way-mandatory = à ne pas omettre
way-within = dans { $span }
way-refer = Préparer une orientation
way-child-protection = Un enfant a peut-être besoin de protection. Un âge contesté compte comme celui d’un enfant. Aucun consentement n’est nécessaire.
way-child-and-crime = Une infraction a pu être commise envers un enfant.
way-child-in-danger-now = L’enfant serait en danger en ce moment.
way-age-unknown-in-danger = Personne n’a dit quel âge a la personne, et elle serait en danger en ce moment : interrogez la protection de l’enfance tant que l’âge est ouvert.
way-adult-protection = Une personne adulte a peut-être besoin de protection. Cela repose sur le consentement, une obligation ou un intérêt vital ; c’est proposé, jamais imposé.
way-shelter = La personne serait en danger en ce moment et a peut-être besoin d’un lieu sûr.
way-crime = Une infraction a pu être commise.
way-crime-in-danger = Quelqu’un serait en danger en ce moment.
way-crime-online = La technologie y joue un rôle : le service du pays où les pages sont hébergées peut les faire conserver comme preuves et retirer.

## Faits

fact-act-recruitment = Recrutement
fact-act-luring = Appâtage
fact-act-transportation = Transport
fact-act-transfer = Transfert
fact-act-harbouring = Hébergement
fact-act-receipt = Accueil
fact-act-exchange-of-control = Échange ou transfert du contrôle
fact-act-unspecified = Un acte, sans dire lequel
fact-means-force = Force
fact-means-threats = Menaces
fact-means-threatens-family = Menaces contre les enfants ou la famille
fact-means-uses-children = Se sert des enfants de la personne
fact-means-threat-of-law-enforcement = Menace des autorités
fact-means-any-threat = Menaces, sans dire lesquelles
fact-means-any-coercion = Force, menace ou contrainte, sans dire laquelle
fact-means-abduction = Enlèvement
fact-means-fraud = Fraude
fact-means-deception = Tromperie
fact-means-false-promises = Fausses promesses
fact-means-abuse-of-power = Abus d’autorité
fact-means-abuse-of-vulnerability = Abus d’une situation de vulnérabilité
fact-means-abuse-of-power-or-vulnerability = Abus d’autorité ou de vulnérabilité, sans dire lequel
fact-means-payment-to-controller = Paiement à une personne ayant autorité
fact-means-debt-bondage = Servitude pour dettes
fact-means-takes-earnings = Prend les gains
fact-means-debt-bondage-or-earnings = Servitude pour dettes ou gains pris
fact-means-restricts-financial-access = Restreint l’accès à l’argent
fact-means-psychological-abuse = Violence psychologique
fact-means-physical-abuse = Violence physique
fact-means-sexual-abuse = Violence sexuelle
fact-means-any-abuse = Violence, sans dire laquelle
fact-means-psychoactive-substances = Drogues ou alcool
fact-means-restricts-movement = Restreint les mouvements
fact-means-restricts-medical-care = Restreint les soins
fact-means-withholds-necessities = Prive du nécessaire
fact-means-denies-basic-needs = Refuse les besoins essentiels ou la liberté, sans dire lesquels
fact-means-withholds-documents = Retient les papiers
fact-means-excessive-working-hours = Horaires excessifs
fact-means-other = Autres moyens de contrôle
fact-process-traditional = Processus traditionnel
fact-process-technology = Processus porté par la technologie
fact-process-recruited-in-person = Recrutement en personne
fact-process-recruited-through-media = Recrutement par la presse ou la radiotélévision
fact-process-recruited-online = Recrutement par un site ou une application
fact-process-exploited-online = Exploitation par un site ou une application
fact-process-exploitation-streamed = Exploitation diffusée en direct
fact-process-payment-per-view = Payé à la vue ou à la minute
fact-process-controlled-through-devices = Contrôle par des appareils
fact-purpose-sexual-exploitation = Exploitation sexuelle
fact-purpose-prostitution = Prostitution
fact-purpose-pornography = Pornographie
fact-purpose-remote-interactive-sexual-services = Services sexuels interactifs à distance
fact-purpose-private-sexual-services = Services sexuels privés
fact-purpose-other-sexual-exploitation = Autre exploitation sexuelle
fact-purpose-forced-labour = Travail ou services forcés
fact-purpose-slavery-like = Esclavage ou pratiques analogues
fact-purpose-servitude = Servitude
fact-purpose-domestic-servitude = Servitude domestique
fact-purpose-organ-removal = Prélèvement d’organes
fact-purpose-forced-begging = Mendicité forcée
fact-purpose-forced-criminality = Criminalité forcée
fact-purpose-forced-marriage = Mariage forcé
fact-purpose-illegal-adoption = Adoption illégale
fact-purpose-surrogacy = Exploitation de la gestation pour autrui
fact-purpose-forced-military = Service militaire forcé ou enfant soldat
fact-purpose-child-labour = Travail des enfants
fact-purpose-other = Autre exploitation
fact-recruiter-intimate-partner = Partenaire intime
fact-recruiter-family = Famille
fact-recruiter-friend = Ami ou amie
fact-recruiter-acquaintance = Connaissance
fact-recruiter-stranger = Inconnu ou inconnue
fact-recruiter-employer = Employeur ou agence
fact-recruiter-other = Autre relation
fact-smuggling-procured-illegal-entry = Entrée illégale procurée
fact-smuggling-procured-illegal-stay = Séjour illégal rendu possible
fact-smuggling-document-produced = Document frauduleux
fact-smuggling-facilitated-for-payment = Contre paiement ou avantage
fact-smuggling-not-national-or-resident = Ni ressortissant ni résident permanent
fact-smuggling-life-endangered = Vie ou sécurité mise en danger
fact-smuggling-inhuman-treatment = Traitement inhumain ou dégradant
fact-smuggling-lasting-harm = Atteinte durable à la santé
fact-person-child = Enfant
fact-person-unaccompanied = Non accompagné
fact-person-age-disputed = Âge pas établi
fact-person-consented = A donné son accord
fact-circumstance-legal-entry = Entrée légale
fact-circumstance-sponsored-permit = Avec un visa ou permis parrainé
fact-circumstance-status-lapsed = Le visa ou permis a expiré
fact-circumstance-stayed-after-lapse = N’est pas parti après l’expiration
fact-circumstance-same-sponsor = Toujours chez le même parrain
fact-circumstance-lives-at-workplace = Vit sur le lieu de travail
fact-circumstance-several-young-people = Plusieurs jeunes ensemble
fact-circumstance-one-address = Ensemble à une seule adresse
fact-circumstance-guarded-compound = Retenu dans une enceinte gardée
fact-circumstance-online-fraud-work = Forcé d’escroquer des gens en ligne
fact-circumstance-images-spread = Images sexuelles diffusées
fact-circumstance-moved-within-country = Déplacé à l’intérieur d’un pays
fact-circumstance-moved-across-border = Déplacé par-delà une frontière
fact-circumstance-treated-as-irregular = Traité en migrant irrégulier
fact-circumstance-treated-as-offender = Traité en délinquant
fact-circumstance-detained = Détenu
fact-circumstance-return-ordered = Retour ordonné
fact-circumstance-penalised = Puni
fact-circumstance-immediate-danger = En danger immédiat
fact-circumstance-cannot-speak-freely = Ne peut pas parler librement
fact-circumstance-others-at-risk = D’autres sont en danger

## Orientation

referrals-show-open = Ouvertes
referrals-show-approve = À approuver
referrals-show-late = En retard
referrals-show-ended = Terminées
referrals-show-all = Toutes
referrals-empty-title = Pas d’orientation ici
referrals-empty = Une orientation se prépare à partir d’un incident.
referral-called = Orientation { $id }
referral-to = Orientation vers { $partner }
referral-new = Nouvelle orientation
referral-route = Pour quoi
referral-stands = Où elle en est
referral-course = Déroulement
referral-step-partner = 1. Vers qui
referral-step-basis = 2. Sur quoi elle repose
referral-step-fields = 3. Ce qui peut partir
referral-continue = Continuer
referral-others = Partenaires qui ne peuvent pas la recevoir, et pourquoi
referral-no-partner = Aucun accord avec un partenaire ne couvre cette voie en ce moment. L’administration tient le registre.
referral-standing = Envers { $partner } :
referral-child = Pas connu comme adulte : la protection n’est jamais bloquée par un consentement absent. Sans consentement, elle repose sur le devoir de protéger les enfants.
referral-fields-about = Seul ce que couvre l’accord est proposé. Ce qui ne peut pas partir sur ce fondement reste ici, quoi qu’on coche ; l’aperçu le montre.
referral-no-field = cochez au moins un champ
referral-draft = Enregistrer le brouillon
referral-draft-about = Rien ne part par là. Vous voyez d’abord un aperçu.
referral-change = Modifier le brouillon
referral-do = Ce qui peut être fait
referral-nothing-to-do = Vous ne pouvez rien faire ici en ce moment.
referral-approve = Approuver ce qui partira
referral-approve-ask = Approuver exactement ce que montre l’aperçu ?
referral-send = Envoyer
referral-send-ask = Sceller et laisser partir vers { $partner } ?
referral-inform = Envoyer les renseignements
referral-inform-words = Ce que le partenaire a demandé
referral-close = Clore l’orientation
referral-revoke = Retirer
referral-revoke-ask = Retirer cette orientation ? Si le partenaire a pu la recevoir, il est prié de l’effacer.
referral-file = Enregistrer le fichier scellé
referral-file-about = Pour le remettre par un autre chemin. Seul le partenaire l’ouvre.
referral-history = Historique
partner-not-revoked = a été révoqué
partner-not-kind = on n’oriente pas vers ce genre de partenaire par cette voie
partner-not-ended = l’accord est terminé
partner-not-yet = l’accord n’a pas commencé
partner-not-route = l’accord ne couvre pas cette voie
standing-not-asked = personne n’a été interrogé
standing-agrees = accepte
standing-ran-out = a accepté ; c’est expiré
standing-refuses = refuse
standing-took-back = est revenu dessus
basis-title = Fondement
basis-consent = Consentement
basis-duty = Obligation
basis-vital-interest = Intérêt vital
basis-no-consent = (aucun consentement ne vaut envers ce partenaire)
basis-words-about = Reste ici : ce n’est jamais envoyé.
summary-about = Ce que le partenaire doit savoir et ce qui lui est demandé.
safety-about = Quels dangers il y a et ce qui a été convenu. Pas d’adresses de refuges.
preview-leaves = Exactement ce qui partirait
preview-left = Ce qui est parti
preview-stays = Ce qui reste ici, et pourquoi
preview-refused = Rien ne peut partir :
preview-changed = Changé depuis l’approbation, et ne part pas :
preview-confirm = Montrer les identités avec un code
stays-not-chosen = pas choisi
stays-agreement = l’accord avec le partenaire ne le couvre pas
stays-needs-consent = ne part qu’avec un consentement qui le nomme
stays-identifies = peut dire qui est quelqu’un, et ceci ne doit identifier personne
stays-not-consented = la personne n’y a pas consenti
receipts-title = Ce qu’a dit le partenaire
receipt-sealed = Ses mots sont scellés à la clé de l’organisation, que vous n’avez pas.
carried-title = En route
carried-tries =
    { $n ->
        [0] pas encore essayé
        [one] essayé { $n } fois
       *[other] essayé { $n } fois
    }
carried-package = envoi
carried-note = réponse
carried-consent-withdrawn = consentement retiré
carried-revoked = orientation retirée
carried-state-held = retenu
carried-state-waiting = attend
carried-state-delivered = remis
carried-state-cancelled = annulé
route-police = Police ou autorité
route-protection = Protection
referral-state-draft = brouillon
referral-state-approved = approuvée
referral-state-sent = envoyée
referral-state-received = reçue
referral-state-accepted = acceptée
referral-state-rejected = refusée
referral-state-needs-information = demande des renseignements
referral-state-outcome-recorded = issue enregistrée
referral-state-closed = close
referral-state-revoked = retirée
referral-state-expired = expirée
deadline-draft = Terminez-la et demandez l’approbation, ou fermez-la avec un motif.
deadline-approved = Envoyez-la.
deadline-sent = Le partenaire n’a pas confirmé l’arrivée : appelez-le.
deadline-received = Le partenaire n’a pas dit s’il s’en charge : demandez-lui.
deadline-needs-information = Le partenaire attend une réponse : donnez-la, selon les mêmes règles.
deadline-accepted = Demandez au partenaire ce qui en est sorti.
deadline-rejected = Le partenaire ne s’en charge pas : choisissez-en un autre, ou fermez-la avec un motif.
deadline-outcome-recorded = Fermez-la, ou notez ce qui reste ouvert.
note-state-received = reçu
note-state-accepted = accepté
note-state-rejected = refusé
note-state-needs-information = demande des renseignements
note-state-outcome = issue
reason-code-outside-mandate = hors de son mandat
reason-code-outside-area = hors de son territoire
reason-code-no-capacity = pas de capacité
reason-code-duplicate = déjà connu
reason-code-too-little = trop peu d’éléments
reason-code-declined-by-person = refusé par la personne
reason-code-other = une autre raison
package-from = De
package-to = À
package-made = Fait le
package-delete-by = À effacer avant le
package-notification = N’identifie personne
package-withheld = montré après un code frais
package-htcds = Comme fichier de la norme Human Trafficking Case Data Standard
package-narrative = Ce qui s’est passé
package-summary = Résumé
package-when = Quand, en mots
package-period = Quand, comme date
package-where = Où, en mots
package-country = Pays
package-facts = Faits
package-assertions = Qui a dit quoi
package-questions = Les deux questions
package-danger = Danger en ce moment
package-ongoing = Cela continue
package-online = En ligne ou non
package-age-group = Enfant ou adulte
package-gender = Genre
package-nationality = Nationalité
package-journey = Parcours
package-migration-status = Situation migratoire
package-victim-identity = Qui peut être en danger
package-safe-contact = Contact sans danger
package-reporter = Qui a signalé
package-safety = Sécurité
package-indicators = Pages, numéros, comptes

## Reçu de partenaires

arrival = Envoi
arrivals-about = Ce que des partenaires ont envoyé. Ouvrir un envoi pour la première fois dit au partenaire qu’il est reçu.
arrivals-empty-title = Rien n’est arrivé
arrivals-empty = Les envois des partenaires du registre apparaissent ici.
arrival-called = Envoi { $id }
arrival-from = Envoi de { $partner }
arrival-at = Arrivé
arrival-report = Son signalement
arrival-package = Ce qu’il contient
arrival-verified = La signature correspond à la clé du registre
arrival-verified-about = En cas de doute, comparez cette empreinte par téléphone avec le partenaire.
arrival-agreement-ended = L’accord avec ce partenaire ne couvre plus ceci. Parlez-en à l’administration.
arrival-partner-revoked = Ce partenaire a été révoqué : il ne reçoit pas de réponse.
arrival-consent-withdrawn = { $time } : la personne est revenue sur son consentement. Arrêtez, et effacez ce qu’aucune loi ne vous oblige à garder.
arrival-revoked = { $time } : le partenaire a retiré l’orientation. Arrêtez, et effacez ce qu’aucune loi ne vous oblige à garder.
arrival-answer = Répondre
arrival-answers = Ce qui a été répondu
arrival-accept = S’en charger
arrival-accept-ask = S’en charger ? Un signalement, un incident et un dossier en sont faits, et le partenaire est prévenu.
arrival-ask = Demander des renseignements
arrival-ask-words = Ce que vous devez savoir
arrival-ask-do = Demander
arrival-reject = Ne pas s’en charger
arrival-reject-do = Le dire au partenaire
arrival-outcome = Dire l’issue
arrival-nothing-to-do = Il n’y a rien à répondre en ce moment.
arrival-others = Autres envois de la même orientation
arrival-state-arrived = arrivé
arrival-state-opened = ouvert
arrival-state-accepted = accepté
arrival-state-rejected = refusé
arrival-state-needs-information = renseignements demandés
arrival-state-outcome = issue dite
arrival-state-withdrawn = retiré
arrival-state-superseded = remplacé par un plus récent

## Dossiers et tâches

cases-open = Ouverts
cases-mine = Les miens
cases-closed = Clos
cases-none = Pas encore de dossier.
cases-empty-title = Pas de dossier ici
cases-empty = Un dossier s’ouvre à partir d’un signalement.
case-called = Dossier { $id }
case-begins = Le signalement commence
case-whose = À qui
case-nobody = à personne encore
case-opened = Ouvert
case-closed-on = Clos
case-open = Ouvrir un dossier
case-report = Signalement
case-assign = Le confier à
case-assign-about = Qui le reçoit reçoit toutes les clés de son signalement ; qui l’avait perd les siennes.
case-assign-do = Confier
case-close = Clore le dossier
case-close-ask = Clore ce dossier ? Ses clés sont retirées à qui l’a.
case-state-open = ouvert
case-state-closed = clos
tasks-title = Tâches
tasks-none = Pas de tâche.
task-new = Nouvelle tâche
task-add = Confier la tâche
task-mine = Pour moi
task-nobody = personne
task-finish = Terminé
task-finish-one = Terminé : tâche sur { $task }
task-kind-task = tâche
task-kind-escalation = en retard
task-kind-break-glass-alert = accès d’urgence
task-kind-arrival-taken-back = retiré par un partenaire
task-kind-arrival-delete-by = à effacer
task-does-task = Une tâche
task-does-escalation = Une tâche est en retard : occupez-vous-en
task-does-break-glass-alert = Quelqu’un a ouvert un signalement en urgence : regardez-le
task-does-arrival-taken-back = Le partenaire a retiré un envoi : arrêtez, et effacez ce qu’aucune loi ne vous oblige à garder
task-does-arrival-delete-by = Selon l’accord, ce qui est venu avec un envoi est à effacer
task-state-open = ouverte
task-state-done = terminée
task-state-escalated = transmise
my-tasks-late = En retard
my-tasks-soon = Dans la semaine
my-tasks-later = Plus tard
my-tasks-empty-title = Aucune tâche ne vous attend
my-tasks-empty = Les tâches se confient sur un signalement ou un dossier.
outcomes-title = Issues
outcomes-none = Rien n’est encore enregistré.
outcome-new = Enregistrer une issue
outcome-add = Enregistrer
outcome-of-referral = d’une orientation
outcome-person-safe = Personne en sécurité
outcome-services-given = Aide donnée
outcome-child-protected = Enfant protégé
outcome-identified-as-victim = Reconnue comme victime
outcome-not-identified = Pas reconnue comme victime
outcome-investigation-opened = Enquête ouverte
outcome-arrest-or-charge = Arrestation ou inculpation
outcome-content-removed = Contenu retiré
outcome-passed-on = Transmis
outcome-information-given = Renseignements donnés
outcome-person-not-found = Personne introuvable
outcome-declined-by-person = Refusé par la personne
outcome-no-further-action = Pas d’autre suite
outcome-unknown = Pas connu

## Partenaires

partners-empty-title = Pas encore de partenaire
partners-empty = Échangez vos cartes avec une autre organisation et comparez les empreintes par téléphone.
partner-add = Ajouter un partenaire
partner-is-revoked = révoqué
partner-since = Dans le registre depuis le { $day }
partner-step-card = 1. La carte du partenaire
partner-step-compare = 2. Comparer les clés
partner-step-agreement = 3. L’accord
partner-revoke = Révoquer le partenaire
partner-revoke-about = Rien ne lui est plus envoyé, et rien n’est plus accepté de lui.
partner-revoke-ask = Révoquer ce partenaire ?
partner-token-title = Jeton pour les signalements par programme
partner-token-has = Le partenaire a un jeton. Un nouveau rend l’ancien nul.
partner-token-none = Le partenaire n’a pas de jeton : il ne peut pas signaler par programme.
partner-token-make = Faire un nouveau jeton
partner-token-ask = Faire un nouveau jeton ? L’ancien est nul dès ce moment.
partner-token-once = Il n’est montré qu’une fois et n’est gardé nulle part. Remettez-le par un chemin sûr.
partner-kind-police = Police
partner-kind-child-welfare = Protection de l’enfance
partner-kind-referral-mechanism = Mécanisme d’orientation
partner-kind-shelter = Refuge
partner-kind-ngo = Organisation non gouvernementale
partner-kind-hotline = Ligne d’écoute
partner-kind-other-authority = Autre autorité
card-own = Notre carte
card-own-about = Donnez-la aux partenaires. Elle est publique : elle dit où vont les envois pour nous et avec quelles clés. Lisez-leur les deux empreintes par téléphone.
card-save = Enregistrer comme fichier
card-text = La carte en texte
card-keys = Carte
card-seals = Scelle vers
card-signs = Signe avec
card-synthetic = inventé
card-about = Le partenaire vous donne sa carte comme fichier ou comme texte.
card-paste = Collez la carte
card-upload = ou choisissez le fichier
card-read = Lire la carte
card-unreadable = Ce n’est pas une carte. Redemandez-la, et collez-la en entier.
card-compare-about = Appelez le partenaire à un numéro que vous connaissez par ailleurs. Faites-vous lire les empreintes. Qui inscrit une fausse clé envoie les mots des gens à la mauvaise organisation.
card-compared = J’ai comparé les deux empreintes par téléphone avec le partenaire.
card-not-compared = comparez d’abord les empreintes par téléphone avec le partenaire, et cochez que c’est fait
card-replace = Une nouvelle carte (facultatif)
card-replace-about = Seulement si le partenaire a de nouvelles clés ou une nouvelle adresse. Comparez d’abord les empreintes.
agreement-title = Accord
agreement-routes = Pour quoi
agreement-fields = Quels champs
agreement-fields-about = Rien d’autre ne part jamais vers ce partenaire.
agreement-from = Du
agreement-until = Au
agreement-ended = terminé
agreement-retention = Le partenaire efface après (jours)
agreement-change = Modifier l’accord
agreement-save = Enregistrer l’accord

## Personnes et clés

people-holds = A des clés de l’organisation
people-holds-none = aucune
people-fingerprint = Empreinte
people-since = Depuis
people-do = Ce qui peut être fait
people-you = vous
people-disabled = désactivé
people-waits = doit attendre jusqu’à { $until }
people-add = Ajouter quelqu’un
people-add-do = Ajouter
people-grant = Donner les clés
people-grant-ask = Avez-vous comparé l’empreinte avec { $login } ? Qui a les clés ouvre tous les signalements.
people-disable = Désactiver
people-disable-ask = Désactiver { $login } ? Ses sessions se terminent, et les clés qui lui ont été données sont retirées.
login-about = Minuscules, chiffres, points, traits d’union.
keys-of-organisation = Clés de l’organisation
keys-of-organisation-about = Quand quelqu’un qui les avait est parti, faites-en de nouvelles. Ce qui était scellé avec les anciennes s’ouvre encore pour qui les a.
keys-purpose = Pour quoi
keys-rotate = Faire une nouvelle clé
keys-rotate-ask = Faire une nouvelle clé ? Les partenaires ont ensuite besoin de la nouvelle carte.
purpose-triage = signalements
purpose-referral = envois des partenaires
purpose-signing = signature
person-new-title = Quelqu’un a été ajouté
person-new-once = Ceci n’est montré qu’une fois. Imprimez-le et remettez-le en personne ; ce n’est gardé nulle part.
person-new-totp = Pour l’authentificateur
person-new-totp-about = Tapez ce secret dans le programme d’authentification (6 chiffres, 30 secondes).
person-new-uri = Comme adresse
person-new-recovery-about = À imprimer et à ranger. Il ouvre ses clés quand la phrase secrète est perdue.
person-new-keys = Une personne qui supervise doit encore lui donner les clés de l’organisation, après comparaison de l’empreinte.
person-new-back = Retour à la liste
role-triage = tri
role-caseworker = suivi
role-supervisor = supervision
role-officer = protection des données
role-admin = administration

## Contrôle

break-glass-about = Qui ne peut pas ouvrir un signalement demande ; une seconde personne qui le peut dit oui, pour quelques heures. Le délégué à la protection des données est prévenu et ne lit ni le signalement ni le motif.
break-glass-empty-title = Personne n’a demandé
break-glass-empty = Les demandes récentes apparaissent ici.
break-glass-who = Qui
break-glass-answer = Réponse
break-glass-reason-sealed = scellé
break-glass-until = jusqu’à { $time }
break-glass-hours = Pour combien d’heures
break-glass-yes = Donner l’accès
break-glass-no = Non
break-glass-mine = une seconde personne répond
break-glass-ask = Demander l’accès
break-glass-ask-do = Demander
break-glass-report = Numéro du signalement
break-glass-requested = attend
break-glass-approved = l’accès dure
break-glass-refused = refusé
break-glass-ended = terminé
erased-sealed =
    { $n ->
        [one] Effacé : { $n } partie scellée a été détruite.
       *[other] Effacé : { $n } parties scellées ont été détruites.
    }
erased-partners = Demandez à ces partenaires d’effacer ce qu’ils ont reçu :
erasure-person-asked = la personne l’a demandé
erasure-no-longer-needed = plus nécessaire
erasure-unlawful = illicite
erasure-ordered = ordonné par un tribunal ou une autorité
erasure-mistake = par erreur
audit-about = Tout ce que chacun a fait, lectures comprises. Les entrées sont enchaînées : une modification, une suppression, un autre ordre ou une fin manquante se trouve.
audit-verify = Vérifier le journal
audit-whole =
    { $n ->
        [one] Le journal est entier : { $n } entrée.
       *[other] Le journal est entier : { $n } entrées.
    }
audit-broken = Le journal n’est pas tel qu’il a été écrit :
audit-number = N°
audit-at = Quand
audit-who = Qui
audit-action = Quoi
audit-object = Sur quoi
audit-outcome = Résultat
audit-newest = Les plus récentes
audit-older = Plus anciennes
fault-edited = L’entrée { $n } ne suit pas la précédente : l’une des deux a été modifiée.
fault-missing = L’entrée { $n } a été supprimée.
fault-reordered = L’entrée { $n } était à une autre place.
fault-added = L’entrée { $n } vient après la fin scellée : elle a été ajoutée du dehors.
fault-truncated = Les entrées à partir de { $n } ont été coupées.
fault-head-missing = La fin de la chaîne, { $n }, n’est plus enregistrée.
fault-head-forged = La fin de la chaîne, { $n }, n’est pas scellée par la clé du serveur.
fault-rewritten = L’entrée { $n } n’est pas celle qui avait été scellée.
fault-older = La base de données est plus ancienne que ses points de contrôle : l’entrée { $n } existait déjà.
fault-checkpoint = Un point de contrôle à l’entrée { $n } n’est pas scellé par la clé du serveur.
statistics-about = Les nombres inférieurs à { $n } ne sont pas montrés, ni autant d’autres qu’il en faut pour que personne ne puisse soustraire. Zéro est dit zéro.
statistics-from = Du
statistics-until = Au
statistics-do = Montrer
statistics-order = un jour qui n’est pas avant le premier
statistics-reports = signalements
statistics-median = avant que quelqu’un prenne un signalement (médiane)
statistics-without-outcome = sans issue enregistrée
statistics-hidden = pas montré
statistics-too-few = trop peu
statistics-not-reached = pas encore la moitié
statistics-nothing = Rien
statistics-by-state = Où en sont les signalements
statistics-by-channel = Comment ils sont venus
statistics-by-language = Langues
statistics-by-contact = Contacts
statistics-by-route = Orientations envoyées
statistics-by-outcome = Issues

## La table des droits, pour les refus

action-list = voir la liste
action-read = ouvrir
action-create = créer
action-update = modifier
action-claim = prendre
action-assign = confier à quelqu’un
action-decide = décider
action-send = envoyer
action-close = clore
action-reveal = révéler
action-erase = effacer
resource-signal = contact
resource-report = signalement
resource-identity = identité
resource-attachment = fichier
resource-mailbox = boîte aux lettres
resource-likeness = quasi-doublon
resource-incident = incident
resource-referral = orientation
resource-arrival = envoi d’un partenaire
resource-case = dossier
resource-task = tâche
resource-note = note
resource-outcome = issue
resource-partner = partenaire
resource-user = personne
resource-key = clé
resource-audit-log = journal
resource-break-glass = accès d’urgence
resource-statistics = chiffres
