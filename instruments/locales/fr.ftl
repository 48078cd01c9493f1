### L’entretien de repérage en français. Les questions elles-mêmes, leur ordre et ce que disent les réponses sont dans
### `../interview.toml`. Chaque traduction doit être relue par une personne du métier dont c’est la propre langue.

## L’entretien

interview-title = Une conversation sur ce qui s’est passé
interview-intro =
    Il s’agit de savoir quelle aide et quels droits il peut y avoir. C’est volontaire. Vous pouvez passer n’importe
    quelle question, faire une pause ou arrêter à tout moment, sans aucune conséquence négative. Aucun nom n’est noté.
    Ce que vous dites reste uniquement sur cet appareil. Personne ne peut promettre ce qu’une autorité décidera.
interview-resumed = L’entretien reprend là où il s’était arrêté.
interview-recovered =
    { $answers ->
        [one] Le fichier était endommagé. { $answers } réponse a été récupérée ; ce qui n’a pas pu être lu est conservé à côté.
       *[other] Le fichier était endommagé. { $answers } réponses ont été récupérées ; ce qui n’a pas pu être lu est conservé à côté.
    }
interview-safety-stop = Arrêtez-vous ici. La sécurité passe avant tout : veillez à ce que la personne soit en sécurité et puisse parler librement, puis continuez.
interview-break = C’est un bon moment pour une pause. Voulez-vous que nous continuions ?
interview-sensitive = La question suivante peut être difficile. Vous n’avez pas à y répondre.
interview-child = Les questions sont posées à la personne en tant qu’enfant. Une personne chargée de la protection de l’enfance et un tuteur ou une tutrice devraient être présents.
interview-age-disputed = L’âge n’est pas établi ; les questions sont donc posées à la personne, et elle est protégée, en tant qu’enfant.
interview-contradiction = Deux réponses ne vont pas ensemble : « { $fact } » Les deux sont conservées. Celle qui protège compte tant que ce n’est pas éclairci.
interview-stopped = L’entretien est arrêté. Ce qui a été dit est conservé, et l’entretien peut reprendre un autre jour.
interview-done = Il n’y a plus rien à demander.
interview-established = Établi jusqu’ici :
interview-progress =
    { $asked ->
        [0] Rien n’a encore été demandé
        [one] Une question a reçu une réponse
       *[other] { $asked } questions ont reçu une réponse
    } ; { $open ->
        [0] rien n’est en suspens.
        [one] un résultat est en suspens.
       *[other] { $open } résultats sont en suspens.
    }
help-line = y oui · n non · u je ne sais pas · p je préfère ne pas répondre · b retour · s arrêter · ? cette ligne
input-unknown = « { $typed } » n’est pas une réponse. Tapez y, n, u, p, b ou s.

answer-yes = oui
answer-no = non
answer-unknown = Je ne sais pas
answer-prefer-not = Je préfère ne pas répondre
answer-back = retour
answer-stop = arrêter

## Le résumé

summary-title = Ce qui a été dit, et ce qui peut en découler
summary-possible-victim =
    Ce qui a été dit correspond à une définition de la traite. C’est une proposition : la personne est peut-être une
    victime ; elle devrait être protégée et orientée. Seule une autorité accorde un statut officiel.
summary-undetermined = Ce qui a été dit ne permet pas de trancher. Protégez la personne tant que la question reste ouverte.
summary-no-finding = Ce qui a été dit ne correspond pas aux définitions sur lesquelles portaient les questions. Cela ne prouve pas que rien ne s’est passé.
summary-findings = Définitions
summary-shown = { $instrument } : établi par ce qui a été dit
summary-not-shown = { $instrument } : non établi, ce qui a été dit l’exclut
summary-open = { $instrument } : ce qui a été dit ne permet pas de trancher
summary-process = Comment cela s’est déroulé
summary-process-traditional = Par des personnes, en face à face, d’après ce qui a été dit.
summary-process-technology = Au moyen de la technologie ou d’internet, d’après ce qui a été dit.
summary-process-both = À la fois par des personnes et au moyen de la technologie.
summary-process-unknown = Rien n’a été dit à ce sujet.
summary-prompts = À regarder de plus près ; chaque point peut aussi avoir une explication anodine
summary-rights = Droits
summary-rights-follow = découlent de ce qui a été dit
summary-rights-may-follow = peuvent en découler ; à demander tant que la question reste ouverte
summary-unchecked = non vérifié par rapport au texte d’origine
summary-not-legal-advice = Ceci n’est ni un conseil juridique, ni une décision concernant une personne.

## Étapes

stage-safety = La sécurité d’abord
stage-age = L’âge
stage-journey = Le trajet
stage-recruitment = Comment cela a commencé
stage-control = Comment on vous traitait
stage-purpose = À quoi cela servait
stage-intimate = Des questions qui peuvent être difficiles
stage-process = Comment cela s’est passé
stage-surroundings = Où et comment vous vivez
stage-authorities = Les autorités

## Questions, chacune avec la raison pour laquelle elle est posée

q-safe-to-talk = Pouvez-vous parler librement ici, sans que quelqu’un écoute qui ne le devrait pas ?
    .why = Rien d’autre ne compte tant que quelqu’un écoute, répond à la place de la personne ou lui a dit quoi dire.
q-danger-now = Êtes-vous en danger en ce moment même, vous ou une personne qui vous est proche ?
    .why = Un danger présent passe avant toute question : agissez d’abord.
q-age = Aviez-vous moins de 18 ans quand cela a commencé ?
    .why = Un enfant est protégé plus largement et on lui pose moins de questions. Une estimation suffit pour l’instant.
q-age-doubt = Y a-t-il un doute sur l’âge, de votre côté ou de la part d’autres personnes ?
    .why = Quand l’âge n’est pas établi, la personne est protégée comme un enfant.
q-alone = Étiez-vous sans votre père ni votre mère, et sans tuteur ou tutrice ?
    .why = Un enfant seul a des droits qui lui sont propres, dont celui à un tuteur ou une tutrice.
q-foreigner = Dans le pays où cela s’est passé, étiez-vous une personne étrangère sans résidence permanente ?
    .why = Le trafic illicite de migrants ne concerne que les personnes qui n’ont ni la nationalité ni la résidence permanente.
q-entry-help = Quelqu’un vous a-t-il apporté une aide pour entrer dans un pays sans l’autorisation nécessaire ?
    .why = Aider à une entrée irrégulière peut être du trafic illicite de migrants. La personne n’a rien à se reprocher.
q-stay-help = Quelqu’un vous a-t-il apporté une aide pour rester dans un pays sans l’autorisation nécessaire ?
    .why = Aider à un séjour irrégulier peut aussi être du trafic illicite de migrants.
q-paid = Cela a-t-il été fait pour de l’argent ou un autre avantage, venant de vous ou de quelqu’un d’autre ?
    .why = Le trafic illicite de migrants se fait pour un gain ; l’aide en famille ou par bonté n’en est pas.
q-journey-danger = Votre vie ou votre sécurité ont-elles été en danger en chemin ?
    .why = Le danger est une circonstance aggravante du trafic illicite de migrants, ce qui peut ouvrir une protection.
q-journey-treatment = Avez-vous subi un traitement cruel ou dégradant en chemin ou à l’arrivée ?
    .why = Un traitement inhumain est une circonstance aggravante du trafic illicite de migrants, ce qui peut ouvrir une protection.
q-journey-harm = En avez-vous gardé une maladie ou une blessure qui dure encore ?
    .why = Une atteinte durable est une circonstance aggravante du trafic illicite de migrants selon certaines lois, et montre un besoin de soins.
q-false-papers = Quelqu’un a-t-il fabriqué ou procuré pour vous des papiers qui n’étaient pas authentiques ?
    .why = Fabriquer de faux papiers est le fait d’autres que la personne ; elle n’est pas en faute.
q-border = Avez-vous passé une frontière entre des pays en chemin ?
    .why = La traite ne suppose pas de frontière ; il reste utile de savoir où les personnes sont déplacées.
q-inside = Êtes-vous passé(e), ou vous a-t-on fait passer, d’un endroit à un autre à l’intérieur d’un pays ?
    .why = Un déplacement à l’intérieur d’un pays est aussi une migration.
q-brought = Pour cela, quelqu’un vous a-t-il trouvé(e), amené(e), remis(e) à d’autres, accueilli(e) ou gardé(e) quelque part ?
    .why = L’un de ces actes est la première partie de toute définition de la traite.
q-housed = Quelqu’un qui en tirait profit vous a-t-il logé(e), ou gardé(e) quelque part ?
    .why = L’hébergement est l’un des actes, même sans aucun trajet.
q-offered = Quelqu’un vous a-t-il proposé un travail, des études, un mariage ou une vie meilleure, ou persuadé(e) de venir ?
    .why = Le recrutement est l’une des façons dont cela commence.
q-befriended = Quelqu’un a-t-il d’abord noué une amitié ou une relation amoureuse, et était-ce finalement pour cela ?
    .why = Le recrutement commence souvent par la séduction, et la personne peut se sentir fautive.
q-transported = Quelqu’un vous y a-t-il emmené(e), ou a-t-il décidé comment vous voyagiez ?
    .why = Le transport est l’un des actes.
q-passed-on = Avez-vous été remis(e) ou vendu(e) d’une personne à une autre ?
    .why = Le transfert d’une personne est l’un des actes.
q-promise-broken = Était-ce très différent de ce qu’on vous avait dit ou promis ?
    .why = La tromperie est l’un des moyens.
q-job-lie = Le travail lui-même était-il autre chose que ce qu’on vous avait dit ?
    .why = L’élément le plus fort des listes sur la tromperie lors du recrutement.
q-taken = Avez-vous été emmené(e) de force, ou vendu(e) ?
    .why = L’enlèvement est l’un des moyens.
q-hold-over = Quelqu’un s’est-il servi de son pouvoir sur vous, ou du fait que vous n’aviez pas vraiment le choix ?
    .why = L’abus de pouvoir ou d’une situation de vulnérabilité est l’un des moyens. Avoir accepté dans ces conditions ne peut être retenu contre personne.
q-given-away = Quelqu’un qui avait son mot à dire sur vous a-t-il reçu de l’argent ou autre chose pour vous laisser partir ?
    .why = Payer quiconque a autorité sur une personne est l’un des moyens.
q-no-choice = Quelqu’un vous a-t-il fait rester, ou fait faire des choses, si bien que vous sentiez ne pas avoir vraiment le choix ?
    .why = Les autres formes de contrainte sont un moyen, quel que soit le nom qu’on leur donne.
q-threatened = Quelqu’un a-t-il fait des menaces contre vous ou contre des personnes qui vous sont proches ?
    .why = Les menaces sont l’un des moyens.
q-family-threatened = S’agissait-il de vos enfants ou de votre famille ?
    .why = Cela montre qui d’autre peut avoir besoin de protection.
q-police-threatened = A-t-on menacé de vous signaler à la police ou aux services de l’immigration ?
    .why = C’est un moyen, et cela explique pourquoi quelqu’un peut craindre les autorités.
q-free-to-go = Pouviez-vous aller où vous vouliez, quand vous vouliez ?
    .why = Restreindre les déplacements est un moyen.
q-papers-kept = Quelqu’un a-t-il gardé votre passeport ou d’autres papiers à vous ?
    .why = Garder les papiers est un moyen.
q-money = Deviez-vous rembourser une dette en travaillant, ou quelqu’un gardait-il votre paie ou un autre argent à vous ?
    .why = Les dettes et la paie retenue sont des moyens.
q-debt = Était-ce une dette à rembourser en travaillant ?
    .why = La servitude pour dettes est un élément fort des listes.
q-needs-denied = Quelqu’un vous a-t-il empêché(e) d’avoir de la nourriture, du sommeil, des médicaments ou un médecin ?
    .why = Priver une personne de ce dont elle a besoin est un moyen.
q-substances = Quelqu’un vous a-t-il donné de l’alcool, des drogues ou des médicaments pour que vous fassiez des choses ?
    .why = C’est un moyen, et cela montre un besoin de soins.
q-made-to = Quelqu’un vous a-t-il fait faire des choses contre votre volonté : mentir, enfreindre la loi, ou agir contre d’autres personnes comme vous ?
    .why = Ce sont des éléments des listes. Personne ne devrait être puni pour ce qu’on lui a fait faire.
q-hurt = Quelqu’un vous a-t-il fait du mal ou fait subir des humiliations, de quelque façon que ce soit ?
    .why = La maltraitance est l’un des moyens. Il n’est pas nécessaire de dire ici comment exactement.
q-forced-work = Avez-vous dû faire un travail, ou rendre des services à d’autres, sans l’avoir librement accepté ou sans pouvoir partir ?
    .why = Le travail ou les services forcés sont l’un des buts.
q-owned = Quelqu’un vous a-t-il traité(e) comme si vous lui apparteniez, ou fait servir à toute heure ?
    .why = L’esclavage et la servitude font partie des buts.
q-work-conditions = Les horaires, la paie ou les conditions étaient-ils très mauvais ?
    .why = De mauvaises conditions comptent à elles seules selon certaines lois.
q-anything-else = Quelqu’un vous a-t-il imposé de mendier, de vous marier, de combattre, d’enfreindre la loi, ou de faire autre chose dont il tirait profit ?
    .why = Cela peut aussi faire partie des buts. Un non dispense des questions suivantes.
q-begging = Quelqu’un vous a-t-il imposé de mendier ?
    .why = La mendicité forcée est l’un des buts.
q-offences = Quelqu’un vous a-t-il imposé de faire quelque chose de contraire à la loi ?
    .why = C’est l’un des buts, et personne ne devrait être puni pour cela.
q-marriage = Quelqu’un vous a-t-il imposé de vous marier ?
    .why = Le mariage forcé est l’un des buts.
q-army = Quelqu’un vous a-t-il imposé de rejoindre ou de servir un groupe armé ?
    .why = Le service militaire forcé est l’un des buts.
q-organ = Quelqu’un voulait-il un de vos organes, ou en a-t-il pris un ?
    .why = Le prélèvement d’organes est l’un des buts.
q-own-child = Quelqu’un voulait-il que vous portiez un enfant pour d’autres ?
    .why = La gestation pour autrui sous exploitation fait partie des buts.
q-sexual = Quelqu’un a-t-il tiré profit d’actes sexuels ou d’images sexuelles que vous avez dû faire ?
    .why = L’exploitation sexuelle est l’un des buts. Un oui ou un non suffit.
q-unwanted = Y a-t-il eu des contacts sexuels que vous ne vouliez pas ?
    .why = L’abus sexuel qui sert à contrôler une personne est l’un des moyens. Un oui ou un non suffit.
q-other-gain = Y a-t-il eu autre chose dont d’autres ont tiré profit, contre votre volonté ?
    .why = La liste des buts est ouverte.
q-technology = Des téléphones, des applications ou internet y ont-ils joué un rôle ?
    .why = Cela décrit le déroulement et n’enlève rien.
q-online = Cela a-t-il commencé par un site internet, une application ou un message ?
    .why = Cela décrit le déroulement et n’enlève rien.
q-through-apps = Ce que vous faites est-il proposé ou vendu par un site internet ou une application ?
    .why = Cela décrit le déroulement.
q-watched-from-afar = Des personnes au loin regardaient-elles par une caméra, en direct ou plus tard ?
    .why = Cela décrit le déroulement. Ne demandez rien sur ce qu’elles voyaient.
q-sexual-remote = Ces actes ou ces images sexuels étaient-ils pour des personnes qui regardaient par internet ?
    .why = Cela décrit le déroulement, et des traces de paiements peuvent être trouvées.
q-paid-to-watch = Des gens paient-ils à la minute, ou chaque fois qu’ils regardent ?
    .why = Cela décrit le déroulement, et les paiements laissent des traces.
q-devices = Quelqu’un exerçait-il un contrôle sur vous au moyen de votre téléphone, d’une caméra ou d’un traceur ?
    .why = Cela décrit le déroulement, et votre téléphone est peut-être encore surveillé.
q-face-to-face = Une partie s’est-elle faite sans internet : face à face, ou par un journal, la radio ou une affiche ?
    .why = Cela décrit le déroulement et n’enlève rien.
q-relative = Est-ce un membre de votre famille qui vous a amené(e) à cela ?
    .why = On fait souvent confiance aux proches, sans les soupçonner ; la personne peut vouloir les protéger.
q-household = Était-ce chez des particuliers que vous deviez servir ?
    .why = La servitude domestique est souvent cachée derrière une porte.
q-domestic = Le travail se fait-il chez des particuliers ou pour eux ?
    .why = Le travail domestique est rarement inspecté.
q-legal-entry = Êtes-vous entré(e) dans le pays avec une autorisation ?
    .why = Beaucoup de personnes ont été amenées légalement et ont perdu leur statut plus tard.
q-sponsored = Le visa ou le permis était-il lié à un seul employeur ou garant ?
    .why = Un permis lié donne du pouvoir sur la personne.
q-lapsed = Le visa ou le permis a-t-il expiré ?
    .why = Ensuite, la personne peut être traitée comme étant en situation irrégulière.
q-stayed = Avez-vous continué à vivre dans le pays après cela ?
    .why = Ne pas partir n’était peut-être pas un choix.
q-same-sponsor = Êtes-vous toujours avec la personne ou l’entreprise qui vous a fait venir ?
    .why = C’est peut-être au garant de répondre de ce qui s’est passé.
q-lives-there = Vivez-vous là où vous travaillez ?
    .why = Vivre sur le lieu de travail facilite le contrôle.
q-compound = Le lieu où vous travaillez ou séjournez est-il gardé, si bien qu’on ne peut pas en sortir ?
    .why = Les lieux fermés et gardés font partie d’un schéma connu.
q-fraud-work = Le travail consistait-il à tromper des gens en ligne ou par téléphone pour de l’argent ?
    .why = Des centres d’escroquerie retiennent des personnes par la force.
q-others = Y a-t-il d’autres personnes dans la même situation ?
    .why = D’autres peuvent aussi avoir besoin d’aide.
q-young = Y a-t-il plusieurs enfants ou jeunes ensemble ?
    .why = Plusieurs jeunes à une même adresse font partie d’un schéma connu.
q-one-address = Êtes-vous toutes et tous à la même adresse ?
    .why = Une adresse unique fait partie d’un schéma connu.
q-pictures-spread = Quelqu’un a-t-il diffusé des images ou des vidéos privées de vous ?
    .why = Cela aggrave l’infraction selon certaines lois ; il existe une aide pour les faire retirer.
q-authorities = Avez-vous eu affaire à la police, aux services de l’immigration ou à une autre autorité ?
    .why = Les personnes victimes de traite sont souvent prises pour des délinquants ou des migrants en situation irrégulière. Un non dispense des questions suivantes.
q-as-irregular = Une autorité vous a-t-elle traité(e) comme une personne sans droit d’être ici ?
    .why = Les personnes victimes de traite sont souvent prises pour des migrants en situation irrégulière, et perdent des droits.
q-return = Vous a-t-on dit de quitter le pays, ou vous a-t-on renvoyé(e) ?
    .why = Il peut être nécessaire d’arrêter un retour.
q-detained = Une autorité vous a-t-elle enfermé(e) ?
    .why = Une détention est à vérifier tout de suite.
q-as-offender = Une autorité vous a-t-elle traité(e) comme une personne suspecte ?
    .why = Les personnes à qui l’on a fait faire des choses sont souvent prises pour des délinquants.
q-punished = Avez-vous subi une sanction pour quelque chose qu’on vous a fait faire ?
    .why = Personne ne devrait être puni pour ce qu’on lui a fait faire.

## Ce que les réponses établissent

fact-act-recruitment = La personne a été recrutée.
fact-act-luring = La personne a été attirée par une amitié ou une relation amoureuse.
fact-act-transportation = La personne a été transportée.
fact-act-transfer = La personne a été remise d’une personne à une autre.
fact-act-harbouring = La personne a été logée ou gardée quelque part.
fact-act-unspecified = La personne a été trouvée, amenée, remise à d’autres, accueillie ou gardée quelque part.
fact-means-threatens-family = Des enfants ou la famille ont été menacés.
fact-means-threat-of-law-enforcement = La personne a été menacée de la police ou d’une autre autorité.
fact-means-any-threat = La personne a été menacée.
fact-means-any-coercion = La personne n’a pas eu vraiment le choix.
fact-means-deception = La personne a été trompée.
fact-means-abuse-of-power-or-vulnerability = Il y a eu abus de pouvoir ou d’une situation de vulnérabilité.
fact-means-payment-to-controller = Quelqu’un qui avait son mot à dire sur la personne a été payé.
fact-means-debt-bondage = La personne était tenue par une dette.
fact-means-debt-bondage-or-earnings = La personne était tenue par une dette, ou sa paie était gardée.
fact-means-sexual-abuse = La personne a subi des contacts sexuels non voulus.
fact-means-any-abuse = On a fait du mal à la personne, ou elle a été humiliée.
fact-means-psychoactive-substances = La personne a reçu de l’alcool, des drogues ou des médicaments.
fact-means-restricts-movement = La personne ne pouvait pas aller où elle voulait.
fact-means-denies-basic-needs = La personne a été privée de nourriture, de sommeil, de médicaments ou de médecin.
fact-means-withholds-documents = Quelqu’un a gardé les papiers de la personne.
fact-process-traditional = Une partie s’est faite sans internet.
fact-process-technology = Des téléphones, des applications ou internet y ont joué un rôle.
fact-process-recruited-online = Cela a commencé par un site internet, une application ou un message.
fact-process-exploited-online = C’est proposé ou vendu par un site internet ou une application.
fact-process-exploitation-streamed = Cela a été montré à des gens par internet.
fact-process-payment-per-view = Des gens ont payé pour regarder.
fact-process-controlled-through-devices = La personne a été contrôlée au moyen d’un téléphone, d’une caméra ou d’un traceur.
fact-purpose-sexual-exploitation = La personne a été exploitée sexuellement.
fact-purpose-remote-interactive-sexual-services = La personne a été exploitée sexuellement pour des gens qui regardaient par internet.
fact-purpose-forced-labour = La personne a dû travailler ou rendre des services.
fact-purpose-servitude = La personne a été traitée comme si elle appartenait à quelqu’un, ou a dû servir à toute heure.
fact-purpose-domestic-servitude = La personne a dû servir chez des particuliers.
fact-purpose-organ-removal = Un organe a été pris, ou devait l’être.
fact-purpose-forced-begging = La personne a dû mendier.
fact-purpose-forced-criminality = La personne a dû faire quelque chose de contraire à la loi.
fact-purpose-forced-marriage = La personne a dû se marier.
fact-purpose-surrogacy = Quelqu’un voulait que la personne porte un enfant pour d’autres.
fact-purpose-forced-military = La personne a dû servir un groupe armé.
fact-purpose-other = D’autres ont tiré profit d’une autre façon.
fact-recruiter-family = Un membre de la famille a amené la personne à cela.
fact-sector-domestic-work = Le travail se fait chez des particuliers ou pour eux.
fact-smuggling-procured-illegal-entry = La personne a été aidée à entrer dans un pays sans autorisation.
fact-smuggling-procured-illegal-stay = La personne a été aidée à rester dans un pays sans autorisation.
fact-smuggling-document-produced = De faux papiers ont été fabriqués ou procurés pour la personne.
fact-smuggling-facilitated-for-payment = Cela a été fait pour un gain.
fact-smuggling-not-national-or-resident = La personne y était étrangère, sans résidence permanente.
fact-smuggling-life-endangered = La vie ou la sécurité de la personne ont été en danger en chemin.
fact-smuggling-inhuman-treatment = La personne a subi un traitement cruel ou dégradant.
fact-smuggling-lasting-harm = La personne en a gardé une atteinte durable à la santé.
fact-person-child = La personne avait moins de 18 ans.
fact-person-unaccompanied = La personne était sans père ni mère, et sans tuteur ou tutrice.
fact-person-age-disputed = L’âge n’est pas établi.
fact-indicator-deceived-about-job = Le travail était autre chose que ce qui avait été dit.
fact-indicator-recruitment-abduction-or-sale = La personne a été emmenée de force, ou vendue.
fact-indicator-very-bad-working-conditions = Les conditions étaient très mauvaises.
fact-indicator-made-to-serve-against-will = On a fait faire des choses à la personne contre sa volonté.
fact-circumstance-legal-entry = La personne est entrée dans le pays avec une autorisation.
fact-circumstance-sponsored-permit = Le visa ou le permis était lié à un seul employeur ou garant.
fact-circumstance-status-lapsed = Le visa ou le permis a expiré.
fact-circumstance-stayed-after-lapse = La personne est restée après l’expiration.
fact-circumstance-same-sponsor = La personne est toujours avec le garant.
fact-circumstance-lives-at-workplace = La personne vit sur le lieu de travail.
fact-circumstance-several-young-people = Plusieurs jeunes sont ensemble.
fact-circumstance-one-address = Toutes ces personnes sont à une même adresse.
fact-circumstance-guarded-compound = La personne est retenue dans un lieu gardé.
fact-circumstance-online-fraud-work = La personne a dû tromper des gens en ligne ou par téléphone.
fact-circumstance-images-spread = Des images ou des vidéos privées ont été diffusées.
fact-circumstance-moved-within-country = La personne s’est déplacée à l’intérieur d’un pays.
fact-circumstance-moved-across-border = La personne a passé une frontière.
fact-circumstance-treated-as-irregular = La personne a été traitée comme n’ayant pas le droit d’être ici.
fact-circumstance-treated-as-offender = La personne a été traitée comme suspecte.
fact-circumstance-detained = La personne a été enfermée par une autorité.
fact-circumstance-return-ordered = On a dit à la personne de partir, ou elle a été renvoyée.
fact-circumstance-penalised = La personne a été punie pour ce qu’on lui a fait faire.
fact-circumstance-immediate-danger = La personne est en danger en ce moment.
fact-circumstance-cannot-speak-freely = La personne ne peut pas parler librement.
fact-circumstance-others-at-risk = D’autres personnes sont dans la même situation.
