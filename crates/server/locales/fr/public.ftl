### Le site public en français. Phrases courtes, mots de tous les jours : beaucoup de ceux qui lisent ont peur, sont pressés, ou lisent
### une langue qui n’est pas la leur. Chaque traduction doit être relue par une personne du métier dont c’est la propre langue.

language-name = Français
# ltr ou rtl
language-direction = ltr

## Sur chaque page. Le titre figure dans l’historique du navigateur : il ne dit donc pas de quoi il s’agit.

title = Informations
page-step = Page { $step }
page-done = Terminé
page-messages = Messages
page-safety = Bon à savoir
page-problem = À vérifier
exit = Quitter cette page tout de suite
skip = Aller au texte
banner = Démonstration. N’envoyez pas de vrai signalement.
languages = Langue
footer-start = Première page
footer-safety = Rester en sécurité sur ce téléphone
footer-mailbox = J’ai dix mots

## Plusieurs organisations

choose-title = À qui voulez-vous écrire ?
choose-lead = Choisissez la plus proche de vous. Vous pouvez d’abord regarder. Rien n’est encore envoyé.
choose-none = On ne peut encore écrire à personne ici. Revenez plus tard.

## La première page

start-title = Vous pouvez nous le dire
start-lead = Quelqu’un est-il forcé de travailler, d’avoir des rapports sexuels, de mendier ou de faire des choses interdites par la loi ? Quelqu’un est-il vendu, enfermé, blessé ou trompé ? Vous pouvez le dire ici à { $name }.
start-point-anyone = Vous pouvez écrire pour vous ou pour quelqu’un d’autre. Il ne faut pas de preuve.
start-point-name = Vous n’avez pas à dire qui vous êtes.
start-point-skip = Une seule question demande une réponse. Vous pouvez laisser toutes les autres.
start-point-send = Rien n’est envoyé avant que vous appuyiez sur « Envoyer », à la dernière page.
start-point-words = À la fin, vous recevez dix mots secrets. Avec eux, vous pouvez revenir lire notre réponse.
start-go = Commencer
start-again-title = Vous nous avez déjà écrit ?
start-again = Utiliser mes dix mots
start-watched = Quelqu’un peut voir ce que vous faites sur ce téléphone ? Lisez d’abord ceci :
start-reads-title = Qui lit ce que j’écris ?
start-reads = Seulement les personnes de { $name } qui s’occupent des signalements. Ce que vous écrivez est mis sous clé (chiffré) dès son arrivée. Ce site ne garde pas l’adresse de votre téléphone ou de votre ordinateur et n’y dépose pas de cookies.
danger-title = En danger maintenant ?
danger-text = Appelez le numéro d’urgence du pays où vous êtes, si vous pouvez le faire sans risque. Nous ne voyons peut-être pas tout de suite ce que vous écrivez ici.

## Les étapes

step-of = Étape { $step } sur { $steps }
nothing-sent = Rien n’est encore envoyé.
continue = Continuer
back = Revenir
answer-yes = Oui
answer-no = Non
answer-unknown = Je ne sais pas
step-what-title = Que se passe-t-il ?
step-what-lead = Écrivez avec vos mots, dans n’importe quelle langue. Quelques mots suffisent.
step-now-title = Quelqu’un est-il en danger ?
step-now-lead = Vous pouvez laisser n’importe quelle question.
step-where-title = Où et quand ?
step-where-lead = Écrivez seulement ce que vous savez. « Je crois que » aide aussi.
step-people-title = De qui s’agit-il ?
step-people-lead = Laissez ce qui vous paraît dangereux à dire.
step-contact-title = Comment vous joindre sans danger ?
step-contact-lead = Pensez à tous ceux qui peuvent regarder votre téléphone ou votre courrier. Nous suivons ce que vous écrivez ici.
step-check-title = Est-ce que tout est juste ?
step-check-lead = Rien n’est encore envoyé. Vous pouvez encore tout changer.

## Les questions

what-label = Que se passe-t-il ?
what-hint = Par exemple : qui le fait, ce que les personnes doivent faire, comment on les empêche de partir.
class-label = À quoi cela ressemble-t-il le plus ?
class-hint = Vous n’avez pas à choisir.
class-none = Je ne sais pas, ou autre chose
class-forced-labour = Quelqu’un doit travailler et ne peut pas partir
class-domestic-servitude = Quelqu’un est gardé comme domestique dans une maison
class-sexual-exploitation = Quelqu’un est forcé de vendre du sexe
class-child-sex-trafficking = Un enfant est vendu pour du sexe
class-child-abuse-online = Des violences sur un enfant sont montrées sur internet
class-online-enticement = Quelqu’un écrit à un enfant à propos de sexe
class-forced-begging = Quelqu’un est forcé de mendier
class-forced-criminality = Quelqu’un est forcé de faire des choses interdites par la loi
class-forced-marriage = Quelqu’un est forcé de se marier
class-organ-removal = Quelqu’un est forcé de donner un organe
class-work-rights = Mauvais travail ou mauvais salaire, mais sans contrainte
danger-now-label = Quelqu’un est-il en danger en ce moment ?
child-label = Est-ce qu’un enfant est concerné ?
child-hint = Un enfant, c’est toute personne de moins de 18 ans. Si vous n’êtes pas sûr de l’âge, choisissez « Je ne sais pas ».
ongoing-label = Est-ce que cela continue ?
country-label = Dans quel pays ?
place-text-label = Où est-ce ?
place-text-hint = Ville, rue, nom de la maison ou de l’entreprise, ou comment trouver l’endroit.
when-text-label = Quand était-ce ?
when-text-hint = Un jour, un mois, ou « depuis deux ans ».
online-label = Est-ce que cela se passe sur internet ?
online-offline = Non, pas sur internet
online-online = Oui, sur internet
online-both = Les deux
indicators-label = Liens, numéros de téléphone, noms d’utilisateur
indicators-hint = Un par ligne. Par exemple d’un profil, d’une discussion ou d’une annonce.
who-text-label = Qui est peut-être en danger ?
who-text-hint = Noms, âge, à quoi ressemblent ces personnes, combien elles sont.
relation-label = Qui êtes-vous ?
relation-self = Cela m’arrive à moi
relation-family = De la famille
relation-friend = Un ami ou une amie
relation-client = Client ou cliente
relation-neighbour = Du voisinage, ou j’ai vu quelque chose
relation-colleague = J’y travaille ou j’y ai travaillé aussi
relation-professional = Je le sais par mon travail
relation-other = Quelqu’un d’autre
relation-not-said = Je préfère ne pas le dire
may-contact-label = Pouvons-nous vous contacter ?
may-contact-hint = Si vous dites non, vous pouvez quand même revenir avec vos dix mots et lire notre réponse.
name-label = Comment pouvons-nous vous appeler ?
name-hint = Ce n’est pas forcément votre vrai nom.
channel-label = Par quel moyen vous joindre ?
channel-mailbox-only = Seulement ici, avec mes dix mots
channel-phone = Appel téléphonique
channel-sms = Message (SMS)
channel-whatsapp = WhatsApp
channel-signal = Signal
channel-email = E-mail
address-label = Le numéro ou l’adresse
safe-times-label = Quand est-ce sans danger ?
safe-times-hint = Par exemple : le lundi de 10 à 12 heures.
code-word-label = Un mot de passe entre nous
code-word-hint = Nous le disons en premier, pour que vous sachiez que c’est nous. Choisissez un mot qui n’étonne personne.
do-not-label = Que ne devons-nous jamais faire ?
do-not-hint = Par exemple : ne jamais appeler le soir, ne jamais laisser de lettre.
voicemail-ok-label = Pouvons-nous laisser un message vocal ?
language-label = Quelle langue parlez-vous le mieux ?

## La dernière étape

check-change = Changer
check-none = Pas de réponse
files-label = Photos, papiers ou autres fichiers
files-hint = Si vous voulez. Au plus { $most } fichiers de { $size } mégaoctets chacun. Une photo peut contenir le lieu et l’heure où elle a été prise. Si vous quittez cette page pour revenir en arrière, choisissez de nouveau les fichiers.
files-warning = N’envoyez pas de photos ou de vidéos sexuelles d’enfants, ni d’images de violences. Les garder ou les transmettre peut être un délit, même pour aider. Écrivez plutôt le lien de l’endroit où vous les avez vues. Certains services ont le droit de les recevoir. En voici une liste :
send = Envoyer
send-again = Envoyer de nouveau

## Ce qui n’allait pas

summary-title = Regardez ceci encore une fois
problem-missing = Écrivez quelques mots ici. C’est la seule réponse dont nous avons besoin.
problem-long = « { $field } » est trop long. Il y a { $have } caractères ; il y a de la place pour { $most }. Raccourcissez, s’il vous plaît.
problem-letters = Certaines lettres n’ont pas pu être lues. Elles apparaissent maintenant comme « � ». Corrigez-les, s’il vous plaît.
problem-many = Il y a de la place pour { $most } lignes sous « { $field } ». Écrivez les autres sous « Que se passe-t-il ? ».
problem-line = Une ligne sous « { $field } » est trop longue. Écrivez-la sous « Que se passe-t-il ? ».
problem-token = La page n’était pas complète. Vérifiez vos réponses et envoyez-les de nouveau.
problem-refused = Quelque chose dans vos réponses n’a pas pu être accepté. Vérifiez-les, s’il vous plaît.
problem-files-many = On peut envoyer { $most } fichiers au plus. Aucun fichier n’a été envoyé. Choisissez de nouveau.
problem-file-large = Le fichier « { $file } » est trop gros. Un fichier peut avoir { $size } mégaoctets. Aucun fichier n’a été envoyé. Choisissez de nouveau.
problem-files-busy = Trop de fichiers arrivent en ce moment. Réessayez dans une minute, ou envoyez sans fichiers.
lost-title = Votre signalement n’a PAS été reçu
lost-text = Quelque chose ne marche pas de notre côté. Vos réponses sont encore sur cette page. Attendez quelques minutes, puis appuyez sur « Envoyer de nouveau ». Si cela ne marche toujours pas, écrivez votre texte sur papier et essayez demain.

## Envoyé

sent-title = Votre signalement est arrivé
sent-thanks = Merci. Ce n’était pas facile à dire.
sent-again = Ce signalement était déjà là. Nous l’avons gardé une seule fois, tel qu’il était la première fois. Vos dix mots sont les mêmes. Si vous voulez ajouter quelque chose, revenez avec les dix mots et écrivez-nous.
receipt-title = Vos dix mots
receipt-lead = Ils ouvrent vos messages. Personne ne peut vous les donner une deuxième fois, même pas nous.
receipt-paper = Écrivez-les maintenant sur papier, dans cet ordre. Il n’est pas nécessaire de les comprendre.
receipt-hide = Gardez le papier là où personne ne regarde. N’écrivez pas à côté à quoi il sert.
receipt-phone = Si quelqu’un regarde votre téléphone, ne prenez pas de photo de cette page et n’y enregistrez pas les mots.
receipt-never = Ne les dites à personne. Nous ne les demandons jamais par téléphone ou dans un message.
next-title = Et maintenant ?
next-read = Des personnes de { $name } lisent votre signalement. Les plus urgents passent d’abord.
next-decide = Elles décident si quelqu’un a besoin de protection, et si la police doit le savoir.
next-child = Si un enfant est peut-être en danger, nous devons le dire à ceux qui protègent les enfants. À un adulte, on demande d’abord, sauf si une vie est en danger ou si la loi ne nous laisse pas le choix.
next-return = Revenez ici dans un jour ou deux avec vos dix mots. Nous avons peut-être une question.
sent-leave = Quand vous avez noté les mots, quittez cette page.

## Messages

mailbox-title = Lire notre réponse
mailbox-lead = Il faut les dix mots que vous avez reçus à la fin de votre signalement.
words-label = Vos dix mots
words-hint = Dans le même ordre, avec un espace entre eux. Petites ou grandes lettres, les deux vont.
words-open = Ouvrir
words-count = Vous avez écrit { $found } mots. Il en faut { $words }.
words-long = C’est trop de texte. Écrivez seulement vos dix mots.
word-wrong = Le mot numéro { $position } n’est pas un de nos mots.
word-near = Le mot numéro { $position } n’est pas un de nos mots. Est-ce peut-être : { $near } ?
words-nothing = Nous n’avons rien trouvé avec ces mots. Vérifiez chaque mot et l’ordre. Un signalement est effacé quand son temps est passé ; alors les mots n’ouvrent plus rien.
box-title = Vos messages
box-received = Votre signalement est arrivé le { $date }.
box-state = Où il en est
state-new = Il est arrivé. Il attend d’être lu.
state-claimed = Quelqu’un est en train de le lire.
state-triaged = Nous l’avons lu et nous nous en occupons.
state-closed = Nous avons fini de nous en occuper. Vous pouvez encore nous écrire.
state-expired = Son temps est passé. Ce que vous avez écrit a été effacé.
box-none = Il n’y a pas encore de message. Regardez de nouveau dans quelques jours.
box-from-us = De { $name }
box-from-you = De vous
message-label = Écrivez-nous
message-hint = Savez-vous quelque chose de nouveau ? Êtes-vous en sécurité ? Vous pouvez aussi nous poser une question.
message-send = Envoyer le message
message-missing = Écrivez d’abord quelque chose.
message-done = Votre message est arrivé.
message-lost = Votre message n’a PAS été reçu. Il est encore sur cette page. Attendez quelques minutes et envoyez-le de nouveau.
box-leave = Quand vous avez tout lu, quittez cette page.

# Un jour, comme on l’écrit.
date =
    { $day } { $month ->
        [1] janvier
        [2] février
        [3] mars
        [4] avril
        [5] mai
        [6] juin
        [7] juillet
        [8] août
        [9] septembre
        [10] octobre
        [11] novembre
       *[12] décembre
    } { $year }

## Sécurité

safety-title = Rester en sécurité sur ce téléphone
safety-exit-title = « Quitter cette page tout de suite »
safety-exit-does = Le bouton en haut ouvre une page sur la météo.
safety-exit-not = Il n’efface pas l’historique de votre navigateur. Qui y regarde peut voir que vous étiez ici. Le bouton « retour » du navigateur peut ramener ici.
safety-better-title = Ce qui est plus sûr
safety-better-other = Utilisez le téléphone ou l’ordinateur d’une personne de confiance, ou celui d’une bibliothèque ou d’un cybercafé.
safety-better-private = Utilisez une fenêtre privée du navigateur. Elle oublie la page quand vous la fermez.
safety-better-history = Ou effacez ensuite cette page de l’historique. N’effacez que cette page : un historique vide peut étonner.
safety-watched-title = Si quelqu’un surveille peut-être votre téléphone
safety-watched = Il y a des programmes qui montrent à une autre personne tout ce qui se passe sur un téléphone. Contre eux, une fenêtre privée n’aide pas. Utilisez un autre téléphone ou ordinateur.
safety-words-title = Vos dix mots
safety-words = Qui les a peut lire vos messages. Écrivez-les sur papier et cachez-le. Votre signalement lui-même ne s’ouvre pas avec eux.
safety-keep-title = Ce que nous gardons
safety-keep = Pas de cookies. Pas d’adresse de votre téléphone ou ordinateur. Ce que vous écrivez est mis sous clé (chiffré) à son arrivée, et seules les personnes de { $name } qui s’occupent des signalements peuvent l’ouvrir. L’entreprise qui vous relie à internet peut voir que vous avez ouvert ce site, mais pas ce que vous écrivez quand l’adresse commence par « https ».

## Quand on ne peut pas répondre

refusal-missing-title = Cette page n’existe pas
refusal-missing-text = Il y a peut-être une faute dans l’adresse. Rien n’a été envoyé.
refusal-method-title = Cette page ne s’ouvre pas ainsi
refusal-method-text = Allez à la première page et suivez les boutons. Rien n’a été envoyé.
refusal-large-title = C’était trop grand
refusal-large-text = Cela n’a PAS été reçu. Revenez avec le bouton de votre navigateur. Envoyez moins de texte, ou des fichiers moins nombreux ou plus petits.
refusal-media-title = Cela n’a pas été compris
refusal-media-text = Cela n’a PAS été reçu. Votre navigateur l’a envoyé d’une façon que ce site ne connaît pas. Commencez à la première page.
refusal-bad-title = Cela n’a pas pu être lu
refusal-bad-text = Cela n’a PAS été reçu. Quelque chose s’est perdu en route. Revenez avec le bouton de votre navigateur et envoyez de nouveau.
refusal-elsewhere-title = Commencez ici, s’il vous plaît
refusal-elsewhere-text = Un autre site vous a conduit au milieu de notre formulaire. Ce n’est pas sûr : cela n’a PAS été reçu. Commencez à la première page.
refusal-slow-title = Cela a pris trop de temps
refusal-slow-text = Cela n’a PAS été reçu. Votre connexion est peut-être faible. Réessayez, et envoyez sans fichiers.
refusal-busy-title = Il y a trop de monde en ce moment
refusal-busy-text = Cela n’a PAS été reçu. Attendez une minute. Puis revenez avec le bouton de votre navigateur et envoyez de nouveau.
refusal-down-title = Cela ne marche pas en ce moment
refusal-down-text = Si vous étiez en train d’envoyer quelque chose, cela n’a PAS été reçu. Réessayez dans quelques minutes.
refusal-broken-title = Quelque chose s’est mal passé
refusal-broken-text = L’erreur vient de nous. Si vous étiez en train d’envoyer quelque chose, nous ne pouvons pas dire si cela a été reçu. Revenez avec le bouton de votre navigateur et envoyez de nouveau : ce n’est gardé qu’une fois.
