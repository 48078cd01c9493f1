### The screening interview in English. The questions themselves, their order and what answers say are in
### `../interview.toml`. Each translation needs review by a practitioner who speaks the language as their own.

## The interview

interview-title = A conversation about what happened
interview-intro =
    This is to find out what help and what rights there may be. It is voluntary. You may leave out any question,
    take a break, or stop at any time, and nothing bad follows from that. No name is written down. What you say is
    kept only on this device. Nobody can promise what an authority will decide.
interview-resumed = The interview goes on where it stopped.
interview-recovered =
    { $answers ->
        [one] The file was damaged. One answer was recovered; what could not be read is kept beside it.
       *[other] The file was damaged. { $answers } answers were recovered; what could not be read is kept beside it.
    }
interview-safety-stop = Stop here. Safety comes first: see to it that the person is safe and can speak freely, then go on.
interview-break = A good moment for a break. Shall we go on?
interview-sensitive = The next question may be hard. You need not answer it.
interview-child = The person is asked as a child. A child-protection worker, and a guardian, should be here.
interview-age-disputed = The age is not settled, so the person is asked, and protected, as a child.
interview-contradiction = Two answers do not go together: "{ $fact }" Both are kept. The one that protects counts until it is settled.
interview-stopped = The interview has stopped. What was said is kept, and it can go on another day.
interview-done = There is nothing more to ask.
interview-established = Established so far:
interview-progress =
    { $asked ->
        [0] Nothing has been asked yet
        [one] One question has been answered
       *[other] { $asked } questions have been answered
    }; { $open ->
        [0] nothing is open.
        [one] one result is open.
       *[other] { $open } results are open.
    }
help-line = y yes · n no · u do not know · p prefer not to say · b back · s stop · ? this line
input-unknown = "{ $typed }" is no answer. Type y, n, u, p, b or s.

answer-yes = yes
answer-no = no
answer-unknown = I do not know
answer-prefer-not = I prefer not to say
answer-back = back
answer-stop = stop

## The summary

summary-title = What was said, and what may follow
summary-possible-victim =
    What was said fits a definition of trafficking. This is a proposal: the person may be a victim and should be
    protected and referred. Only an authority sets a formal status.
summary-undetermined = It is not decided by what was said. Protect the person while it is open.
summary-no-finding = What was said does not fit the definitions that were asked about. That is no proof that nothing happened.
summary-findings = Definitions
summary-shown = { $instrument }: shown by what was said
summary-not-shown = { $instrument }: not shown, what was said excludes it
summary-open = { $instrument }: not decided by what was said
summary-process = How it went about
summary-process-traditional = Through people, face to face, as far as was said.
summary-process-technology = Driven by technology or the internet, as far as was said.
summary-process-both = Both through people and driven by technology.
summary-process-unknown = Nothing was said of it.
summary-prompts = Look closer; each may also have an innocent reading
summary-rights = Rights
summary-rights-follow = follow from what was said
summary-rights-may-follow = may follow; ask while it is open
summary-unchecked = not checked against the primary text
summary-not-legal-advice = This is no legal advice, and no decision about a person.

## Stages

stage-safety = Safety first
stage-age = Age
stage-journey = The journey
stage-recruitment = How it began
stage-control = How you were treated
stage-purpose = What it was for
stage-intimate = Questions that may be hard
stage-process = How it went about
stage-surroundings = Where and how you live
stage-authorities = Authorities

## Questions, each with why it is asked

q-safe-to-talk = Can you talk freely here, with nobody listening who should not?
    .why = Nothing else matters while somebody listens, answers for the person, or has told them what to say.
q-danger-now = Are you, or somebody close to you, in danger right now?
    .why = Danger now comes before any question: act on it first.
q-age = Were you younger than 18 when this began?
    .why = A child is protected more widely and asked less. A guess is enough for now.
q-age-doubt = Is there any doubt about the age, on your side or on the part of others?
    .why = An age that is not settled is protected as a child's.
q-alone = Were you without a parent or guardian?
    .why = A child alone has rights of its own, a guardian among them.
q-foreigner = In the country where this happened, were you a foreigner without permanent residence?
    .why = Smuggling concerns only people who are neither nationals nor permanent residents.
q-entry-help = Did somebody help you to get into a country without the permission one needs?
    .why = Helping with unlawful entry may be smuggling. The person is not to blame for it.
q-stay-help = Did somebody help you to stay in a country without the permission one needs?
    .why = Helping with unlawful stay may be smuggling, too.
q-paid = Was that done for money or another advantage, from you or from somebody else?
    .why = Smuggling is done for gain; help among family and out of kindness is not.
q-journey-danger = Was your life or your safety in danger on the way?
    .why = Danger makes smuggling aggravated, which may open protection.
q-journey-treatment = Were you treated in a cruel or degrading way on the way or on arrival?
    .why = Inhuman treatment makes smuggling aggravated, which may open protection.
q-journey-harm = Did you come away with an illness or an injury that has stayed?
    .why = Lasting harm makes smuggling aggravated under some laws, and shows a need for care.
q-false-papers = Did somebody make or get you papers that were not genuine?
    .why = Making false papers is the deed of others; the person is not to blame.
q-border = Did you cross a border between countries on the way?
    .why = Trafficking needs no border; where people are moved is still worth knowing.
q-inside = Did you move, or were you moved, from one place to another inside a country?
    .why = Movement inside a country is migration, too.
q-brought = Did somebody find you, bring you, pass you on, take you in or keep you somewhere for this?
    .why = One of these is the first part of every definition of trafficking.
q-housed = Did somebody who gained from this house you, or keep you somewhere?
    .why = Harbouring is one of the acts, without any journey.
q-offered = Did somebody offer you work, studies, marriage or a better life, or persuade you to come?
    .why = Recruiting is one way it begins.
q-befriended = Did somebody build up a friendship or a love first, and was it about this in the end?
    .why = Luring is often how recruiting begins, and the person may feel to blame.
q-transported = Did somebody take you there, or decide how you travelled?
    .why = Transporting is one of the acts.
q-passed-on = Were you passed on or sold from one person to another?
    .why = Handing a person over is one of the acts.
q-promise-broken = Was it very different from what you had been told or promised?
    .why = Deception is one of the means.
q-job-lie = Was the work itself something else than you had been told?
    .why = The strongest item of the lists on deception at recruitment.
q-taken = Were you taken away by force, or sold?
    .why = Abduction is one of the means.
q-hold-over = Did somebody use their power over you, or the fact that you had no real choice?
    .why = Abuse of power or of a vulnerable position is one of the means. Agreeing under it does not count against anybody.
q-given-away = Did somebody who had a say over you get money or something else for letting you go?
    .why = Paying whoever controls a person is one of the means.
q-no-choice = Did somebody make you stay, or do things, so that you felt you had no real choice?
    .why = Other forms of coercion are a means, whatever they are called.
q-threatened = Did somebody threaten you or people close to you?
    .why = Threats are one of the means.
q-family-threatened = Was it about your children or your family?
    .why = It shows who else may need protection.
q-police-threatened = Did they threaten to report you to the police or the migration office?
    .why = It is a means, and it tells why somebody may fear authorities.
q-free-to-go = Could you go where you wanted, when you wanted?
    .why = Restricted movement is a means.
q-papers-kept = Did somebody keep your passport or other papers?
    .why = Keeping papers is a means.
q-money = Was there a debt that you had to work off, or did somebody keep your pay or other money of yours?
    .why = Debts and pay kept back are means.
q-debt = Was it a debt to work off?
    .why = Debt bondage is a strong item of the lists.
q-needs-denied = Did somebody keep food, sleep, medicine or a doctor from you?
    .why = Denying what a person needs is a means.
q-substances = Did somebody give you alcohol, drugs or medicine so that you would do things?
    .why = It is a means, and shows a need for care.
q-made-to = Did somebody make you do things against your will: lie, break the law, or act against others like you?
    .why = These are items of the lists. Nobody should be punished for what they were made to do.
q-hurt = Did somebody hurt or humiliate you, in any way?
    .why = Abuse is one of the means. How exactly need not be told here.
q-forced-work = Did you have to work, or do services for others, that you had not freely agreed to or could not leave?
    .why = Forced labour or services is one of the purposes.
q-owned = Did somebody treat you as if they owned you, or make you serve them at all hours?
    .why = Slavery and servitude are among the purposes.
q-work-conditions = Were the hours, the pay or the conditions very bad?
    .why = Bad conditions count by themselves under some laws.
q-anything-else = Did somebody make you beg, marry, fight, break the law, or do anything else that they gained from?
    .why = These may be purposes, too. A no leaves out the next questions.
q-begging = Did somebody make you beg?
    .why = Forced begging is one of the purposes.
q-offences = Did somebody make you do something that is against the law?
    .why = It is one of the purposes, and nobody should be punished for it.
q-marriage = Did somebody make you marry?
    .why = Forced marriage is one of the purposes.
q-army = Did somebody make you join or serve an armed group?
    .why = Forced military service is one of the purposes.
q-organ = Did somebody want an organ of yours, or take one?
    .why = Organ removal is one of the purposes.
q-own-child = Did somebody want you to bear a child for others?
    .why = Exploited surrogacy is among the purposes.
q-sexual = Did somebody gain from sexual acts or pictures that you had to do?
    .why = Sexual exploitation is one of the purposes. A yes or a no is enough.
q-unwanted = Was there any sexual contact that you did not want?
    .why = Sexual abuse that serves to control a person is one of the means. A yes or a no is enough.
q-other-gain = Was there anything else that others gained from, against your will?
    .why = The list of purposes is open.
q-technology = Did phones, apps or the internet play a part in it?
    .why = It describes the process and takes nothing away.
q-online = Did it begin through a website, an app or a message?
    .why = It describes the process and takes nothing away.
q-through-apps = Is what you do offered or sold through a website or an app?
    .why = It describes the process.
q-watched-from-afar = Did people far away watch through a camera, live or later?
    .why = It describes the process. Ask nothing about what they saw.
q-sexual-remote = Were the sexual acts or pictures for people who watched over the internet?
    .why = It describes the process, and traces of payments may be found.
q-paid-to-watch = Do people pay for each minute or each time they watch?
    .why = It describes the process, and payments leave traces.
q-devices = Did somebody control you through your phone, a camera or a tracker?
    .why = It describes the process, and your phone may still be watched.
q-face-to-face = Did people do a part of it without the internet: face to face, or through a newspaper, the radio or a poster?
    .why = It describes the process and takes nothing away.
q-relative = Was it a relative who brought you into this?
    .why = Relatives are often trusted and not suspected; the person may want to protect them.
q-household = Was it in a household that you had to serve?
    .why = Domestic servitude is often hidden behind a door.
q-domestic = Is the work in or for a household?
    .why = Domestic work is rarely inspected.
q-legal-entry = Did you come into the country with permission?
    .why = Many were brought in lawfully and lost their status later.
q-sponsored = Was the visa or permit bound to one employer or sponsor?
    .why = A bound permit gives power over the person.
q-lapsed = Has the visa or permit run out?
    .why = After that the person may be treated as irregular.
q-stayed = Did you stay in the country after that?
    .why = Not leaving may have been no choice.
q-same-sponsor = Are you still with the person or firm that brought you in?
    .why = The sponsor may be the one to hold to account.
q-lives-there = Do you live where you work?
    .why = Living at the workplace makes control easy.
q-compound = Is the place where you work or stay guarded, so that one cannot leave?
    .why = Guarded compounds are part of a known pattern.
q-fraud-work = Was the work to deceive people online or by telephone for money?
    .why = Scam compounds hold people by force.
q-others = Are there others in the same situation?
    .why = Others may need help, too.
q-young = Are there several children or young people together?
    .why = Several young people at one address is part of a known pattern.
q-one-address = Are all of you at the same address?
    .why = One address is part of a known pattern.
q-pictures-spread = Has somebody spread private pictures or videos of you?
    .why = It makes the offence graver under some laws; help to take them down exists.
q-authorities = Have you had to do with the police, the migration office or another authority?
    .why = People who were trafficked are often taken for offenders or irregular migrants. A no leaves out the next questions.
q-as-irregular = Has an authority treated you as somebody without a right to be here?
    .why = People who were trafficked are often taken for irregular migrants, and lose rights.
q-return = Have you been told to leave the country, or sent back?
    .why = A return may have to be stopped.
q-detained = Have you been locked up by an authority?
    .why = Detention is to be checked at once.
q-as-offender = Has an authority treated you as a suspect?
    .why = People who were made to do things are often taken for offenders.
q-punished = Have you been punished for something you were made to do?
    .why = Nobody should be punished for what they were made to do.

## What answers establish

fact-act-recruitment = Was recruited.
fact-act-luring = Was drawn in by a friendship or a love.
fact-act-transportation = Was transported.
fact-act-transfer = Was passed on from one person to another.
fact-act-harbouring = Was housed or kept somewhere.
fact-act-unspecified = Was found, brought, passed on, taken in or kept somewhere.
fact-means-threatens-family = Children or family were threatened.
fact-means-threat-of-law-enforcement = Was threatened with the police or another authority.
fact-means-any-threat = Was threatened.
fact-means-any-coercion = Was left without a real choice.
fact-means-deception = Was deceived.
fact-means-abuse-of-power-or-vulnerability = Power, or a weak position, was abused.
fact-means-payment-to-controller = Somebody with a say over the person was paid.
fact-means-debt-bondage = Was bound by a debt.
fact-means-debt-bondage-or-earnings = Was bound by a debt, or pay was kept.
fact-means-sexual-abuse = There was sexual contact that the person did not want.
fact-means-any-abuse = Was hurt or humiliated.
fact-means-psychoactive-substances = Was given alcohol, drugs or medicine.
fact-means-restricts-movement = Could not go where they wanted.
fact-means-denies-basic-needs = Food, sleep, medicine or a doctor were kept back.
fact-means-withholds-documents = Papers were kept by somebody.
fact-process-traditional = A part of it was done without the internet.
fact-process-technology = Phones, apps or the internet played a part.
fact-process-recruited-online = It began through a website, an app or a message.
fact-process-exploited-online = It is offered or sold through a website or an app.
fact-process-exploitation-streamed = It was shown to people over the internet.
fact-process-payment-per-view = People paid to watch.
fact-process-controlled-through-devices = Was controlled through a phone, a camera or a tracker.
fact-purpose-sexual-exploitation = Was sexually exploited.
fact-purpose-remote-interactive-sexual-services = Was sexually exploited for people who watched over the internet.
fact-purpose-forced-labour = Had to work or do services.
fact-purpose-servitude = Was treated as if owned, or had to serve at all hours.
fact-purpose-domestic-servitude = Had to serve in a household.
fact-purpose-organ-removal = An organ was taken, or was to be.
fact-purpose-forced-begging = Had to beg.
fact-purpose-forced-criminality = Had to do something against the law.
fact-purpose-forced-marriage = Had to marry.
fact-purpose-surrogacy = Somebody wanted the person to bear a child for others.
fact-purpose-forced-military = Had to serve an armed group.
fact-purpose-other = Others gained in another way.
fact-recruiter-family = A relative brought the person into it.
fact-sector-domestic-work = The work is in or for a household.
fact-smuggling-procured-illegal-entry = Was helped into a country without permission.
fact-smuggling-procured-illegal-stay = Was helped to stay in a country without permission.
fact-smuggling-document-produced = False papers were made or got for the person.
fact-smuggling-facilitated-for-payment = That was done for gain.
fact-smuggling-not-national-or-resident = Was a foreigner without permanent residence there.
fact-smuggling-life-endangered = Life or safety was in danger on the way.
fact-smuggling-inhuman-treatment = Was treated in a cruel or degrading way.
fact-smuggling-lasting-harm = Came away with lasting harm to health.
fact-person-child = Was younger than 18.
fact-person-unaccompanied = Was without a parent or guardian.
fact-person-age-disputed = The age is not settled.
fact-indicator-deceived-about-job = The work was something else than told.
fact-indicator-recruitment-abduction-or-sale = Was taken away by force, or sold.
fact-indicator-very-bad-working-conditions = Conditions were very bad.
fact-indicator-made-to-serve-against-will = Was made to do things against their will.
fact-circumstance-legal-entry = Came into the country with permission.
fact-circumstance-sponsored-permit = The visa or permit was bound to one employer or sponsor.
fact-circumstance-status-lapsed = The visa or permit has run out.
fact-circumstance-stayed-after-lapse = Stayed after it ran out.
fact-circumstance-same-sponsor = Is still with the sponsor.
fact-circumstance-lives-at-workplace = Lives at the workplace.
fact-circumstance-several-young-people = Several young people are together.
fact-circumstance-one-address = All are at one address.
fact-circumstance-guarded-compound = Is kept in a guarded place.
fact-circumstance-online-fraud-work = Had to deceive people online or by telephone.
fact-circumstance-images-spread = Private pictures or videos were spread.
fact-circumstance-moved-within-country = Moved inside a country.
fact-circumstance-moved-across-border = Crossed a border.
fact-circumstance-treated-as-irregular = Was treated as without a right to be here.
fact-circumstance-treated-as-offender = Was treated as a suspect.
fact-circumstance-detained = Was locked up by an authority.
fact-circumstance-return-ordered = Was told to leave, or sent back.
fact-circumstance-penalised = Was punished for what they were made to do.
fact-circumstance-immediate-danger = Is in danger now.
fact-circumstance-cannot-speak-freely = Cannot speak freely.
fact-circumstance-others-at-risk = Others are in the same situation.
