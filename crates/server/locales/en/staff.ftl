### The staff's site in English. Calm and exact: somebody reads here for eight hours. What the machine says is proposed; what is not known is
### never a no. Names of facts are those of the vocabulary; a test compares them.

## On every page

skip-to-main = Go to the content
synthetic-label = Demonstration
synthetic-banner = Demonstration: every person, report and case here is invented.
nav-label = Places
nav-menu = Menu
nav-work = Work
nav-home = What waits for me
nav-queue = Queue
nav-contact = Write down a contact
nav-alike = Near-duplicates
nav-tasks = My tasks
nav-cases = Cases
nav-partners-group = Partners
nav-referrals = Referrals
nav-arrivals = Received from partners
nav-partners = Partner register
nav-oversight = Oversight
nav-break-glass = Emergency access
nav-people = People and keys
nav-erasure = Erasure
nav-audit = Audit log
nav-statistics = Figures
nav-study = Study
sign-out = Sign out
ask-yes = Yes, go on
ask-no = No, go back
close-dialog = Close
choose = Please choose
choose-none = Nothing chosen
report = Report
partner = Partner
case = Case
idle-ended = Your session has ended because nothing was sent for half an hour. What you typed is still here: sign in in another window, then send it.

## Keys

keys-title = Keys
keys-hint = Keys:
keys-move = down and up in a list
keys-open = open what is chosen
keys-claim = claim the chosen report
keys-next = next page
keys-find = go to the search field
keys-send = send the form you are writing in

## Time

span-minutes =
    { $n ->
        [one] 1 minute
       *[other] { $n } minutes
    }
span-hours =
    { $n ->
        [one] 1 hour
       *[other] { $n } hours
    }
span-days =
    { $n ->
        [one] 1 day
       *[other] { $n } days
    }
due-ahead = due in { $span }
due-behind = { $span } late

## Done

done-claimed = The report is yours for an hour. Claim it again to go on longer.
done-released = The report is back in the queue.
done-closed = Closed, with your reason.
done-noted = The note is written.
done-replied = The answer is in the mailbox.
done-opened = The incident is open, and its report counts as triaged.
done-assessed = The assessment is saved. The earlier one is kept.
done-facts = Written down. Earlier statements are kept.
done-facts-kept = Written down. Something that another source says still stands: only that source takes it back.
done-consent = The decision is written down.
done-consent-followed = The decision is written down, and referrals followed it: what had not left stops or leaves with less, and partners that may have received something are told.
done-drafted = The draft is saved. Nothing has left.
done-approved = Approved. Nothing has left yet.
done-sent = On its way. The courier tries until the partner confirms.
done-revoked = Taken back. If the partner may have received it, it is told.
done-informed = The information is on its way to the partner.
done-answered = The answer is on its way to the partner.
done-case = The case is open.
done-assigned = The case was given, with the keys of its report.
done-task = The task is given.
done-finished = Finished.
done-outcome = The outcome is recorded.
done-partner = The partner is in the register.
done-partner-revoked = The partner is revoked: nothing goes to it and nothing is taken from it.
done-agreement = The agreement is saved.
done-user = The person was added.
done-disabled = The person can no longer sign in.
done-granted = The keys were given.
done-rotated = There is a new key. What was sealed to the old one still opens.
done-requested = The request is with those who can answer it.
done-decided = Answered. The data protection officer is told.
done-passphrase = The passphrase is changed. Your other sessions have ended.
done-contact = The contact is written down.
done-compared = The open reports were compared.
done-alike = Noted.
done-confirmed = Confirmed for a quarter of an hour.

## Refusals

refused-input = Something in the form cannot be taken
refused-signed-out = You are signed out
refused-permission = Your role does not allow this
refused-permission-detail = As { $role } you may not do this: { $action } ({ $resource }). Ask somebody whose role allows it, or an administrator if your role is wrong.
refused-not-found = There is nothing here
refused-not-found-detail = There is no such record ({ $resource }), or it was not given to you. In an emergency you can ask for access to a report under “Emergency access”.
refused-no-page = There is no page at this address.
refused-conflict = Somebody changed this in the meantime
refused-conflict-detail = Nothing of yours is lost. What stands now is shown beside what you wrote where there is something to compare. Change your text if you like, then send it again, or look at the page anew.
refused-too-large = This is too large
refused-too-large-detail = A form can have at most 256 KiB. Nothing was saved.
refused-now = This cannot be done now
refused-busy = Just a moment
refused-busy-detail = Too many people are signing in at this moment. Try again in a few seconds.
refused-database = The database does not answer. Nothing was lost; try again in a few seconds.
refused-broken = Something went wrong here
refused-broken-detail = The server could not do this. Nothing was changed halfway. If it happens again, tell whoever runs the server at which time it happened.
refused-confirm = Please confirm with a code
refused-confirm-detail = This step reveals or sends something. Type the code that your authenticator shows now; what you filled in is kept.
refused-code = The code did not match, or it was used before. Wait for the next one and type that.
refused-form = This form was not sent from here
refused-elsewhere = Your browser says that another site sent this. It was refused, and nothing was changed.
refused-token = The form does not carry the mark of your session. That happens when you signed in anew in another window: send it again from here.
refused-door = The form has waited too long, or cookies are switched off. Go back and try again.
refused-no-form = This is not a form as this site sends it.
refused-signed-out-detail = Your session has ended, so that this was not saved. Sign in and send it again.
refused-sign-in = That did not match. Check the organisation, the name, the passphrase and the code. After several wrong tries one has to wait a little.
refused-old-passphrase = The present passphrase did not match.
refused-recovery = That did not match. Check the organisation, the name, the recovery code and the code of the authenticator.
refused-kept = This is what you wrote. Change what was wrong and send it again.
refused-send = Send again
refused-back = Back
refused-copy-title = What you wrote
refused-copy = It was not saved. Copy it before you leave this page.
conflict-yours = yours
conflict-theirs = What stands now
conflict-empty = (nothing)
conflict-send = Send mine over it

## Signing in

sign-in-title = Sign in
sign-in-about = For the staff of the organisation. Whoever wants to report something does so on the public site.
sign-in = Sign in
sign-in-ended = You were signed out because nothing happened for half an hour.
sign-in-recovered = The new passphrase is set. Sign in with it.
sign-in-lost = I have lost my passphrase
code-about = Six digits from your authenticator. Each code works once.
recover-title = A lost passphrase
recover-about = The code that was printed for you opens your keys. Nobody else can do it for you, not even an administrator.
recovery-about = The printed groups of letters and digits. Capital or small makes no difference.
recover-do = Set the new passphrase
recover-back = Back to signing in
passphrase-about = At least 15 characters. Several words that only you put together are best; no special characters are needed.
passphrase-differs = the two new passphrases are not the same
confirm-title = Confirm with a code
confirm-about =
    { $n ->
        [one] Steps that reveal or send something need a fresh code. It lasts for 1 minute.
       *[other] Steps that reveal or send something need a fresh code. It lasts for { $n } minutes.
    }
confirm-do = Confirm
account-title = My account
account-about-title = About you
account-keys = Your passphrase opens your keys, and your keys open what was given to you. The server keeps neither.
account-session = A session ends after half an hour without a request, and after twelve hours in any case.
passphrase-title = Passphrase
passphrase-change = Change the passphrase
passphrase-change-about = Your other sessions end. Your printed recovery code stays valid.

## Names of fields

field-organisation = Organisation
field-login = Name
field-passphrase = Passphrase
field-code = Code
field-recovery = Recovery code
field-old = Present passphrase
field-new = New passphrase
field-again = The new passphrase once more
field-role = Role
field-reason = Reason
field-text = Text
field-words = In words
field-words-optional = In words (may be left out)
field-title = What is to be done
field-due = By
field-outcome = Outcome
field-kind = What kind of contact
field-what = What was said
field-who-text = Who may be harmed
field-crime-reason = Why
field-protection-reason = Why
field-legal-basis = Law it rests on
field-place-text = Where
field-name = Name
field-address = Address
field-partner-kind = Kind
field-law = Law (for a duty)
field-danger = Danger (for a vital interest)
field-basis-words = Why this basis holds
field-summary = Summary
field-safety = Dangers and precautions
field-identifies = identifies
field-needs-consent = needs a consent that names it

## First page

home-greeting = Good to see you, { $login }
home-new = reports nobody has looked at
home-overdue = reports past their time
home-late-tasks = tasks of mine past their date
home-arrivals = packages to answer
home-drafts = referrals to approve
home-break-glass = emergency requests to answer
home-quiet-title = Nothing waits for you
home-quiet = What is given to you or claimed by you appears here.
home-mine = Reports I have claimed
home-approve = Referrals to approve
home-all = All
home-more =
    { $n ->
        [one] and 1 more
       *[other] and { $n } more
    }

## Queue

queue-title = Queue
queue-caption = Reports, the most pressing first
queue-filter = Which are shown
queue-show-open = Open
queue-show-new = New
queue-show-mine = Mine
queue-show-triaged = Triaged
queue-show-closed = Closed
queue-show-all = All
queue-waiting =
    { $n ->
        [0] Nothing new
        [one] 1 new
       *[other] { $n } new
    }
queue-overdue =
    { $n ->
        [one] 1 past its time
       *[other] { $n } past their time
    }
queue-none-overdue = None past its time
queue-rank = Rank
queue-report = Report
queue-due = Due
queue-came = Came by
queue-who = Who
queue-received = arrived
queue-unread = New message
queue-bundle =
    { $n ->
        [one] 1 report together
       *[other] { $n } reports together
    }
queue-mine = You
queue-claim = Claim
queue-claim-one = Claim report { $report }
queue-release = Give back
queue-release-one = Give back report { $report }
queue-sealed = Sealed: you hold no key to this report
queue-empty-title = Nothing is waiting here
queue-empty = When a report arrives that fits this choice, it appears here.
queue-end = There are no more reports.
queue-pages = Pages
queue-first = First page
queue-next = Next page
queue-alike = Reports that may be about the same

## Near-duplicates

alike-title = May be about the same
alike-about = The program compares open reports and proposes pairs. It never merges: you say whether two are about the same, and both stay.
alike-compare = Compare the open reports now
alike-empty-title = No pair is proposed
alike-empty = Pairs appear here after a comparison.
alike-percent = { $n } % alike
alike-same = About the same
alike-different = Different
likeness-proposed = proposed
likeness-same = about the same
likeness-different = different

## Report

report-called = Report { $id }
report-yours = Yours
report-renew = Claim for another hour
report-claimed-by = { $login } is working on it
report-said = What was said
report-sealed = You hold no key to what was said.
report-unsaid = Not said: { $what }. Not said is not no.
report-indicators = Pages, numbers, accounts
report-indicators-about = As they were given. Do not open them from here.
report-about = About this report
report-rank = Why it stands where it stands
report-no-reasons = No rule added anything.
report-channel = Came by
report-language = Language
report-received = Arrived
report-expires = Kept until
report-close = Close the report
report-close-about = When neither question is answered with yes, or information was all that was needed. The reason is kept as a note.
report-close-ask = Close this report?
report-erase = Erase for good
report-erase-about = The keys of the report are destroyed. Nobody can open it again, and it cannot be undone. What remains are its clear columns, for the figures.
report-erase-ask = Destroy the keys of this report? This cannot be undone.
report-state-incoming = incoming
report-state-new = new
report-state-claimed = claimed
report-state-triaged = triaged
report-state-closed = closed
report-state-expired = expired
answer-danger-now = Danger now
answer-child = A child
answer-ongoing = Still going on
answer-online = Online or not
answer-class = What the reporter says it is
answer-when-text = When
answer-place-text = Where
answer-country = Country
indicator-seen = seen { $when }
files-title = Files
files-about = Files are never shown here. They are saved as they came, from another address. They may be harmful, and may show what nobody should look at: hand abuse imagery to the hotline that may receive it.
files-ask = Save this file? That you did is written into the audit log.
files-save = Save
file-said-type = said to be { $type }
file-kilobytes = { $n } KiB
download-title = Your file
download-warning = Open it only on a machine that is made for it, without a network. Do not pass it on.
download-about =
    { $n ->
        [one] The link works once, within 1 second.
       *[other] The link works once, within { $n } seconds.
    }
download-do = Save the file
mailbox-title = Mailbox
mailbox-about = Whoever reported reads this with their ten words, perhaps with somebody looking over their shoulder. Write nothing that tells what it is about; the program checks for such words.
mailbox-empty = Nothing was written yet.
mailbox-none = There is no mailbox: this report did not come through the form.
mailbox-send = Answer
mailbox-reporter = Whoever reported
mailbox-staff = Us
notes-title = Notes of the staff
notes-new = New note
notes-add = Write the note
notes-none = No notes yet.
identity-title = Identities
identity-about = They are sealed apart. To see one, say why: your reason is kept as a note, and that you looked is in the audit log.
identity-show = Show: { $what }
identity-do = Show it
identity-sealed = Sealed for you: { $what }
revealed-about = This page has no address: it is shown once. Write nothing down that you do not need.
revealed-nothing = There is nothing in it.
revealed-back = Back to the report
identity-who-text = Who may be harmed
identity-relation = Who reports
identity-may-contact = May we get in touch
identity-contact = Contact
identity-name = What to call them
identity-channel = How
identity-address = Number or address
identity-safe-times = When it is safe
identity-code-word = Code word
identity-do-not = What must not be done
identity-voicemail-ok = May a message be left
identity-language = Language to speak
relation-self = the person concerned
relation-family = family
relation-friend = a friend
relation-client = a client or buyer
relation-neighbour = a neighbour
relation-colleague = a colleague
relation-professional = somebody at work
relation-other = somebody else
compartment-narrative = What was said
compartment-victim-identity = Who may be harmed
compartment-reporter-identity = Who reported
compartment-location = Where
compartment-attachments = Files
compartment-staff-notes = Notes of the staff
compartment-mailbox = Mailbox

## Reasons of the ranking

reason-danger-now = Somebody is said to be in danger now
reason-danger-now-unknown = Danger now: not said
reason-child = A child is said to be concerned
reason-child-unknown = A child: not said, it may be one
reason-ongoing = It is said to go on
reason-ongoing-unknown = Going on: not said
reason-located = A place is named
reason-traceable = Something that can be traced is named
reason-described = Whoever may be harmed is named or described
reason-technology = Driven by technology
reason-reachable = Whoever reports can be asked
reason-child-in-danger = A child is said to be in danger now

## Writing down a contact

contact-about = Telephone, chat, text message, in person. Write only what was volunteered. Without a text, a contact that is no report is only counted.
contact-what-about = In their words, as far as you can.
contact-who-about = Sealed apart. Whoever works on the report sees it only with a reason.
contact-indicators-about = One a line: web addresses, telephone numbers, e-mail addresses. Pictures of abuse never.
contact-safe-title = How to reach them safely
contact-safe-about = Sealed apart.
contact-add = Write it down
signal-new-report = New report
signal-update = More on a report that is there
signal-information = Asks for information
signal-counselling = Needs somebody to talk to
signal-spam = Spam
signal-wrong-number = Wrong number
channel-web = public form
channel-phone = telephone
channel-chat = chat
channel-sms = text message
channel-walk-in = in person
channel-partner = partner
channel-email = e-mail
channel-mailbox-only = mailbox only
channel-whatsapp = WhatsApp
channel-signal = Signal

## Answers

say-yes = Yes
say-no = No
say-unknown = Not known
online-online = online
online-offline = not online
online-both = both
online-unknown = not known
age-child = child
age-adult = adult
age-disputed = disputed
age-unknown = not known
class-sexual-exploitation = Trafficking for sexual exploitation
class-child-sex-trafficking = Child sex trafficking
class-online-enticement = Online enticement of a child
class-child-sex-tourism = Child sex tourism
class-child-abuse-online = Sexual abuse of a child, online
class-forced-labour = Forced labour
class-domestic-servitude = Domestic servitude
class-forced-criminality = Forced criminality
class-forced-begging = Forced begging
class-forced-marriage = Forced marriage
class-organ-removal = Removal of organs
class-smuggling = Smuggling of migrants
class-work-rights = Rights at work
class-other-crime = Another crime
class-other-need = Another need
class-unclear = Not clear
indicator-url = Web page
indicator-emailAddress = E-mail address
indicator-phoneNumber = Telephone number
indicator-chatClient = Messenger
indicator-chatRoomName = Chat room
indicator-screenName = Screen name
indicator-profileUrl = Profile page
indicator-gameName = Online game
indicator-fileNames = Names of files
indicator-ipAddress = IP address
indicator-possibleProxy = IP address, perhaps a proxy
indicator-IMEI = IMEI
indicator-ICCID = ICCID
indicator-SSID = Wireless network
indicator-originalFileHash = Digest of a file

## Incident

incidents-title = Incidents
incidents-none = None yet. A report can hold several: one for each technology or place.
incident-called = Incident { $id }
incident-new = New incident
incident-new-about = Two questions, independent of each other. Both yes, one, or neither: each is a normal outcome, and each answer needs its reason.
incident-open = Open the incident
incident-questions = The two questions
incident-follows = What follows
incident-save = Save the assessment
incident-earlier = Earlier assessments
incident-age-counts = Age counts as: { $age }
incident-child-rules = Not known to be an adult: for protection a child's rules apply.
incident-state-open = open
incident-state-assessed = assessed
incident-crime-is = Crime: { $answer }
incident-protection-is = Protection: { $answer }
question-crime = May a crime have happened?
question-crime-about = Then the police or another authority.
question-protection = May somebody need protection?
question-protection-about = Then child welfare, the referral mechanism or a shelter.
assess-age = Age
assess-age-about = As far as anybody says.
assess-technology = Driven by technology
assess-class = What you say it is
assess-public-class = The reporter said: { $class }

facts-title = Facts
facts-about = Yes, no, or not known. What you change is written down as a statement of the source you name, with today's date. Nothing earlier is lost.
facts-source = Who says so
facts-period = True of (year, month or day)
facts-find = Find a fact
facts-known = What is known
facts-save = Write down
source-me = I, from what I saw or heard
source-reporter = whoever reported
source-person = the person concerned
source-family = family
source-professional = somebody at work (doctor, teacher, inspector)
source-police = police
source-document = a document
source-partner = a partner organisation
element-act = Acts
element-means = Means
element-process = Process
element-purpose = Purposes
element-person = Person
element-smuggling = Smuggling
element-circumstance = Circumstances
element-recruiter = Recruiter
element-status = What somebody says the person is
status-trafficked = Trafficked
status-smuggled = Smuggled
status-exploited = Exploited
status-at-risk = At risk

statements-title = Who said what, and when
statements-about = The newest first. What was taken back stays visible.
statements-none = No statement yet.
statement-what = What
statement-says = Says
statement-who = Who
statement-when = Written down
statement-state = State
statement-recorded-by = by { $login }
statement-stands = stands
statement-followed = followed by a later one
statement-taken-back = taken back
statement-retraction = takes another back
statement-takes-back = takes it back
statement-take-back = Take back
statement-take-back-ask = Take this statement back? It stays visible beside its retraction.

consents-title = Consent
consents-none = Nobody was asked yet.
consents-child = Consent is asked for and never blocks a child's protection.
consent-new = Write down a decision
consent-decision = Decision
consent-given = agrees
consent-refused = refuses
consent-withdrawn = takes it back
consent-words = How it was asked and answered
consent-by = Who decided
consent-until-field = Until (may be left out)
consent-interpreted = with an interpreter
consent-recipients = Towards whom
consent-recipients-about = For a refusal, nobody ticked means everybody.
consent-fields = For which of it
consent-fields-about = Only for an agreement.
consent-add = Write it down
consent-everybody = everybody
consent-towards = Towards: { $who }
consent-covers = For: { $what }
consent-until = Until { $day }
given-by-person = the person concerned
given-by-guardian = a parent or guardian
given-by-representative = a representative

finding-title = What the definitions say
finding-proposed = Proposed, not decided
finding-about = The program proposes from what is written down; a person decides. Only an authority sets a formal status. Consent is never an input.
finding-profile = Law of
finding-profile-do = Apply
finding-process = How it went about: { $reading }
finding-next = Ask next
finding-sensitive = This question may be hard. It need not be answered.
finding-settles = With a probability of { $n } % the answer settles something.
finding-tests = Definitions
finding-because = Because:
finding-would-decide = Would decide it:
finding-more =
    { $n ->
        [one] and 1 more
       *[other] and { $n } more
    }
finding-rights = Rights
finding-rights-none = No right follows from what is written down.
finding-unchecked = Not compared with the primary text.
right-follows = follows
right-may-follow = may follow
truth-yes = yes
truth-no = no
truth-open = not decided
proposal-possible = Possible victim: at least one definition of trafficking is met by what is written down.
proposal-open = Open: what is written down neither meets nor excludes the definitions. Protect while it is open.
proposal-not-shown = Not shown: what is written down excludes every definition that applies. That is no proof that nothing happened.
process-reading-traditional = traditional
process-reading-technology-driven = driven by technology
process-reading-both-traditional-and-technology-driven = both traditional and driven by technology
process-reading-not-shown-by-what-is-recorded = not shown by what is written down

ways-title = Where it could go
ways-about = Proposed from the two answers. Whether it may leave, and with what, is decided when a referral is drafted.
ways-none = Neither question is answered with yes: nothing is proposed.
way-mandatory = not to be left out
way-within = within { $span }
way-refer = Draft a referral
way-child-protection = A child may need protection. A disputed age counts as a child's. No consent is needed.
way-child-and-crime = A crime may have happened to a child.
way-child-in-danger-now = The child is said to be in danger now.
way-age-unknown-in-danger = Nobody has said how old the person is, and they are said to be in danger now: ask child welfare while the age is open.
way-adult-protection = An adult may need protection. It rests on consent, a duty or a vital interest, and is offered, never imposed.
way-shelter = The person is said to be in danger now and may need a safe place.
way-crime = A crime may have happened.
way-crime-in-danger = Somebody is said to be in danger now.
way-crime-online = It is driven by technology: the hotline of the country where pages are hosted can have them kept as evidence and taken down.

## Facts

fact-act-recruitment = Recruitment
fact-act-luring = Luring
fact-act-transportation = Transportation
fact-act-transfer = Transfer
fact-act-harbouring = Harbouring
fact-act-receipt = Receipt
fact-act-exchange-of-control = Exchange or transfer of control
fact-act-unspecified = An act, not said which
fact-means-force = Force
fact-means-threats = Threats
fact-means-threatens-family = Threats against children or family
fact-means-uses-children = Uses the person's children
fact-means-threat-of-law-enforcement = Threat of the authorities
fact-means-any-threat = Threats, not said which
fact-means-any-coercion = Force, threat or coercion, not said which
fact-means-abduction = Abduction
fact-means-fraud = Fraud
fact-means-deception = Deception
fact-means-false-promises = False promises
fact-means-abuse-of-power = Abuse of power
fact-means-abuse-of-vulnerability = Abuse of a position of vulnerability
fact-means-abuse-of-power-or-vulnerability = Abuse of power or of vulnerability, not said which
fact-means-payment-to-controller = Payment to a person in control
fact-means-debt-bondage = Debt bondage
fact-means-takes-earnings = Takes earnings
fact-means-debt-bondage-or-earnings = Debt bondage or earnings taken
fact-means-restricts-financial-access = Restricts financial access
fact-means-psychological-abuse = Psychological abuse
fact-means-physical-abuse = Physical abuse
fact-means-sexual-abuse = Sexual abuse
fact-means-any-abuse = Abuse, not said which
fact-means-psychoactive-substances = Drugs or alcohol
fact-means-restricts-movement = Restricts movement
fact-means-restricts-medical-care = Restricts medical care
fact-means-withholds-necessities = Withholds necessities
fact-means-denies-basic-needs = Denies basic needs or freedom, not said which
fact-means-withholds-documents = Withholds documents
fact-means-excessive-working-hours = Excessive working hours
fact-means-other = Other means of control
fact-process-traditional = Traditional process
fact-process-technology = Technology-driven process
fact-process-recruited-in-person = Recruited in person
fact-process-recruited-through-media = Recruited through print or broadcast media
fact-process-recruited-online = Recruited through a site or app
fact-process-exploited-online = Exploited through a site or app
fact-process-exploitation-streamed = Exploitation streamed
fact-process-payment-per-view = Paid per view or minute
fact-process-controlled-through-devices = Controlled through devices
fact-purpose-sexual-exploitation = Sexual exploitation
fact-purpose-prostitution = Prostitution
fact-purpose-pornography = Pornography
fact-purpose-remote-interactive-sexual-services = Remote interactive sexual services
fact-purpose-private-sexual-services = Private sexual services
fact-purpose-other-sexual-exploitation = Other sexual exploitation
fact-purpose-forced-labour = Forced labour or services
fact-purpose-slavery-like = Slavery or similar practices
fact-purpose-servitude = Servitude
fact-purpose-domestic-servitude = Domestic servitude
fact-purpose-organ-removal = Organ removal
fact-purpose-forced-begging = Forced begging
fact-purpose-forced-criminality = Forced criminality
fact-purpose-forced-marriage = Forced marriage
fact-purpose-illegal-adoption = Illegal adoption
fact-purpose-surrogacy = Exploitation of surrogacy
fact-purpose-forced-military = Forced military service or child soldiering
fact-purpose-child-labour = Child labour
fact-purpose-other = Other exploitation
fact-recruiter-intimate-partner = Intimate partner
fact-recruiter-family = Family
fact-recruiter-friend = Friend
fact-recruiter-acquaintance = Acquaintance
fact-recruiter-stranger = Stranger
fact-recruiter-employer = Employer or agency
fact-recruiter-other = Other relation
fact-smuggling-procured-illegal-entry = Illegal entry procured
fact-smuggling-procured-illegal-stay = Illegal stay enabled
fact-smuggling-document-produced = Fraudulent document
fact-smuggling-facilitated-for-payment = For payment or benefit
fact-smuggling-not-national-or-resident = Neither national nor permanent resident
fact-smuggling-life-endangered = Life or safety endangered
fact-smuggling-inhuman-treatment = Inhuman or degrading treatment
fact-smuggling-lasting-harm = Lasting harm to health
fact-person-child = Child
fact-person-unaccompanied = Unaccompanied
fact-person-age-disputed = Age not settled
fact-person-consented = Agreed
fact-circumstance-legal-entry = Entered legally
fact-circumstance-sponsored-permit = On a sponsored visa or permit
fact-circumstance-status-lapsed = The visa or permit ran out
fact-circumstance-stayed-after-lapse = Did not leave after it ran out
fact-circumstance-same-sponsor = Still with the sponsor
fact-circumstance-lives-at-workplace = Lives at the workplace
fact-circumstance-several-young-people = Several young people together
fact-circumstance-one-address = Together at one address
fact-circumstance-guarded-compound = Kept in a guarded compound
fact-circumstance-online-fraud-work = Made to defraud people online
fact-circumstance-images-spread = Sexual images spread
fact-circumstance-moved-within-country = Moved within a country
fact-circumstance-moved-across-border = Moved across a border
fact-circumstance-treated-as-irregular = Treated as an irregular migrant
fact-circumstance-treated-as-offender = Treated as an offender
fact-circumstance-detained = Detained
fact-circumstance-return-ordered = Return ordered
fact-circumstance-penalised = Penalised
fact-circumstance-immediate-danger = In immediate danger
fact-circumstance-cannot-speak-freely = Cannot speak freely
fact-circumstance-others-at-risk = Others at risk

## Referral

referrals-show-open = Open
referrals-show-approve = To approve
referrals-show-late = Past their time
referrals-show-ended = Ended
referrals-show-all = All
referrals-empty-title = No referral here
referrals-empty = A referral is drafted from an incident.
referral-called = Referral { $id }
referral-to = Referral to { $partner }
referral-new = New referral
referral-route = What for
referral-stands = Where it stands
referral-course = Course
referral-step-partner = 1. To whom
referral-step-basis = 2. On what it rests
referral-step-fields = 3. What may leave
referral-continue = Continue
referral-others = Partners that cannot receive this, and why
referral-no-partner = No partner's agreement covers this route now. An administrator keeps the register.
referral-standing = Towards { $partner }:
referral-child = Not known to be an adult: protection is never blocked by a missing consent. Where none stands, it rests on the duty to protect children.
referral-fields-about = Only what the agreement covers is offered. What may not leave on this basis stays here, whatever is ticked; the preview shows it.
referral-no-field = tick at least one field
referral-draft = Save the draft
referral-draft-about = Nothing leaves by that. You see a preview first.
referral-change = Change the draft
referral-do = What can be done
referral-nothing-to-do = Nothing can be done here by you now.
referral-approve = Approve what will leave
referral-approve-ask = Approve exactly what the preview shows?
referral-send = Send
referral-send-ask = Seal this and let it leave to { $partner }?
referral-inform = Send the information
referral-inform-words = What the partner asked for
referral-close = Close the referral
referral-revoke = Take back
referral-revoke-ask = Take this referral back? If the partner may have received it, it is told to delete it.
referral-file = Save the sealed file
referral-file-about = To hand it over in another way. Only the partner opens it.
referral-history = History
partner-not-revoked = was revoked
partner-not-kind = this kind of partner is not referred to on this route
partner-not-ended = the agreement has ended
partner-not-yet = the agreement has not begun
partner-not-route = the agreement does not cover this route
standing-not-asked = nobody was asked
standing-agrees = agrees
standing-ran-out = agreed; it has run out
standing-refuses = refuses
standing-took-back = took it back
basis-title = Basis
basis-consent = Consent
basis-duty = Duty
basis-vital-interest = Vital interest
basis-no-consent = (no consent stands towards this partner)
basis-words-about = Stays here: it is never sent.
summary-about = What the partner needs to know and what is asked of it.
safety-about = Which dangers there are, and what was agreed. No addresses of shelters.
preview-leaves = Exactly what would leave
preview-left = What has left
preview-stays = What stays here, and why
preview-refused = Nothing may leave:
preview-changed = Changed since it was approved, and not leaving:
preview-confirm = Show the identities with a code
stays-not-chosen = not chosen
stays-agreement = the agreement with the partner does not cover it
stays-needs-consent = leaves only by a consent that names it
stays-identifies = can tell who somebody is, and this may identify nobody
stays-not-consented = the person did not agree to it
receipts-title = What the partner said
receipt-sealed = Its words are sealed to the organisation's key, which you do not hold.
carried-title = On its way
carried-tries =
    { $n ->
        [0] not tried yet
        [one] tried once
       *[other] tried { $n } times
    }
carried-package = package
carried-note = answer
carried-consent-withdrawn = consent taken back
carried-revoked = referral taken back
carried-state-held = held
carried-state-waiting = waiting
carried-state-delivered = delivered
carried-state-cancelled = cancelled
route-police = Police or authority
route-protection = Protection
referral-state-draft = draft
referral-state-approved = approved
referral-state-sent = sent
referral-state-received = received
referral-state-accepted = accepted
referral-state-rejected = rejected
referral-state-needs-information = needs information
referral-state-outcome-recorded = outcome recorded
referral-state-closed = closed
referral-state-revoked = revoked
referral-state-expired = expired
deadline-draft = Finish it and ask for approval, or close it with a reason.
deadline-approved = Send it.
deadline-sent = The partner has not confirmed that it arrived: call them.
deadline-received = The partner has not said whether it takes this on: ask them.
deadline-needs-information = The partner waits for an answer: give it, under the same rules.
deadline-accepted = Ask the partner what came of it.
deadline-rejected = The partner does not take this on: choose another, or close with a reason.
deadline-outcome-recorded = Close it, or write down what is still open.
note-state-received = received
note-state-accepted = accepted
note-state-rejected = rejected
note-state-needs-information = needs information
note-state-outcome = outcome
reason-code-outside-mandate = outside its mandate
reason-code-outside-area = outside its area
reason-code-no-capacity = no capacity
reason-code-duplicate = known already
reason-code-too-little = too little to go on
reason-code-declined-by-person = declined by the person
reason-code-other = another reason
package-from = From
package-to = To
package-made = Made
package-delete-by = Delete by
package-notification = Identifies nobody
package-withheld = shown after a fresh code
package-htcds = As a file of the Human Trafficking Case Data Standard
package-narrative = What happened
package-summary = Summary
package-when = When, in words
package-period = When, as a date
package-where = Where, in words
package-country = Country
package-facts = Facts
package-assertions = Who said what
package-questions = The two questions
package-danger = Danger now
package-ongoing = Still going on
package-online = Online or not
package-age-group = Child or adult
package-gender = Gender
package-nationality = Nationality
package-journey = Journey
package-migration-status = Migration status
package-victim-identity = Who may be harmed
package-safe-contact = Safe contact
package-reporter = Who reported
package-safety = Safety
package-indicators = Pages, numbers, accounts

## Received from partners

arrival = Package
arrivals-about = What partners sent. Opening one for the first time tells the partner that it was received.
arrivals-empty-title = Nothing has arrived
arrivals-empty = Packages of partners in the register appear here.
arrival-called = Package { $id }
arrival-from = Package from { $partner }
arrival-at = Arrived
arrival-report = Its report
arrival-package = What is in it
arrival-verified = Signature fits the key in the register
arrival-verified-about = If you have doubts, compare this fingerprint with the partner over the telephone.
arrival-agreement-ended = The agreement with this partner does not cover this any more. Speak with an administrator.
arrival-partner-revoked = This partner was revoked: it gets no answer.
arrival-consent-withdrawn = { $time }: the person took their consent back. Stop, and delete what no law obliges you to keep.
arrival-revoked = { $time }: the partner took the referral back. Stop, and delete what no law obliges you to keep.
arrival-answer = Answer
arrival-answers = What was answered
arrival-accept = Take it on
arrival-accept-ask = Take this on? A report, an incident and a case are made of it, and the partner is told.
arrival-ask = Ask for information
arrival-ask-words = What you need to know
arrival-ask-do = Ask
arrival-reject = Do not take it on
arrival-reject-do = Tell the partner
arrival-outcome = Tell the outcome
arrival-nothing-to-do = Nothing is to be answered now.
arrival-others = Other packages of the same referral
arrival-state-arrived = arrived
arrival-state-opened = opened
arrival-state-accepted = accepted
arrival-state-rejected = rejected
arrival-state-needs-information = asked for information
arrival-state-outcome = outcome told
arrival-state-withdrawn = taken back
arrival-state-superseded = replaced by a later one

## Cases and tasks

cases-open = Open
cases-mine = Mine
cases-closed = Closed
cases-none = No case yet.
cases-empty-title = No case here
cases-empty = A case is opened from a report.
case-called = Case { $id }
case-begins = The report begins
case-whose = Whose
case-nobody = nobody yet
case-opened = Opened
case-closed-on = Closed
case-open = Open a case
case-report = Report
case-assign = Give it to
case-assign-about = Whoever gets it gets every key of its report; whoever had it loses theirs.
case-assign-do = Give
case-close = Close the case
case-close-ask = Close this case? Its keys are taken from whoever has it.
case-state-open = open
case-state-closed = closed
tasks-title = Tasks
tasks-none = No task.
task-new = New task
task-add = Give the task
task-mine = For me
task-nobody = nobody
task-finish = Finished
task-finish-one = Finished: task on { $task }
task-kind-task = task
task-kind-escalation = past its date
task-kind-break-glass-alert = emergency access
task-kind-arrival-taken-back = taken back by a partner
task-kind-arrival-delete-by = to be deleted
task-does-task = A task
task-does-escalation = A task is past its date: see to it
task-does-break-glass-alert = Somebody opened a report in an emergency: look at it
task-does-arrival-taken-back = The partner took a package back: stop, and delete what no law obliges you to keep
task-does-arrival-delete-by = By the agreement, what came with a package is to be deleted
task-state-open = open
task-state-done = finished
task-state-escalated = passed on
my-tasks-late = Past their date
my-tasks-soon = Within a week
my-tasks-later = Later
my-tasks-empty-title = No task waits for you
my-tasks-empty = Tasks are given on a report or a case.
outcomes-title = Outcomes
outcomes-none = Nothing is recorded yet.
outcome-new = Record an outcome
outcome-add = Record it
outcome-of-referral = of a referral
outcome-person-safe = Person safe
outcome-services-given = Help given
outcome-child-protected = Child protected
outcome-identified-as-victim = Recognised as a victim
outcome-not-identified = Not recognised as a victim
outcome-investigation-opened = Investigation opened
outcome-arrest-or-charge = Arrest or charge
outcome-content-removed = Content removed
outcome-passed-on = Passed on
outcome-information-given = Information given
outcome-person-not-found = Person not found
outcome-declined-by-person = Declined by the person
outcome-no-further-action = No further action
outcome-unknown = Not known

## Partners

partners-empty-title = No partner yet
partners-empty = Exchange cards with another organisation and compare the fingerprints over the telephone.
partner-add = Add a partner
partner-is-revoked = revoked
partner-since = In the register since { $day }
partner-step-card = 1. The partner's card
partner-step-compare = 2. Compare the keys
partner-step-agreement = 3. The agreement
partner-revoke = Revoke the partner
partner-revoke-about = Nothing goes to it any more, and nothing is taken from it.
partner-revoke-ask = Revoke this partner?
partner-token-title = Token for reports by program
partner-token-has = The partner has a token. A new one makes it void.
partner-token-none = The partner has no token: it cannot submit reports by program.
partner-token-make = Make a new token
partner-token-ask = Make a new token? The one before is void from then on.
partner-token-once = This is shown once and kept nowhere. Hand it over on a safe way.
partner-kind-police = Police
partner-kind-child-welfare = Child welfare
partner-kind-referral-mechanism = Referral mechanism
partner-kind-shelter = Shelter
partner-kind-ngo = Non-governmental organisation
partner-kind-hotline = Hotline
partner-kind-other-authority = Other authority
card-own = Our card
card-own-about = Give it to partners. It is public: it says where packages for us go and with which keys. Read the two fingerprints to them over the telephone.
card-save = Save as a file
card-text = The card as text
card-keys = Card
card-seals = Seals to
card-signs = Signs with
card-synthetic = invented
card-about = The partner gives you its card as a file or as text.
card-paste = Paste the card
card-upload = or choose the file
card-read = Read the card
card-unreadable = This is no card. Ask for it again, and paste all of it.
card-compare-about = Call the partner on a number that you know from elsewhere. Let them read the fingerprints to you. Whoever enters a wrong key sends people's words to the wrong organisation.
card-compared = I have compared both fingerprints with the partner over the telephone.
card-not-compared = compare the fingerprints with the partner over the telephone first, and tick that you did
card-replace = A new card (may be left out)
card-replace-about = Only when the partner has new keys or a new address. Compare the fingerprints first.
agreement-title = Agreement
agreement-routes = For what
agreement-fields = Which fields
agreement-fields-about = Nothing else ever leaves to this partner.
agreement-from = From
agreement-until = Until
agreement-ended = ended
agreement-retention = The partner deletes after (days)
agreement-change = Change the agreement
agreement-save = Save the agreement

## People and keys

people-holds = Holds keys of the organisation
people-holds-none = none
people-fingerprint = Fingerprint
people-since = Since
people-do = What can be done
people-you = you
people-disabled = disabled
people-waits = must wait until { $until }
people-add = Add somebody
people-add-do = Add
people-grant = Give the keys
people-grant-ask = Have you compared the fingerprint with { $login }? Whoever holds the keys opens every report.
people-disable = Disable
people-disable-ask = Disable { $login }? Their sessions end, and keys given to them are taken away.
login-about = Small letters, digits, dots, hyphens.
keys-of-organisation = Keys of the organisation
keys-of-organisation-about = When somebody who held them has left, make new ones. What was sealed to the old ones still opens for those who hold them.
keys-purpose = What for
keys-rotate = Make a new key
keys-rotate-ask = Make a new key? Partners need the new card after that.
purpose-triage = reports
purpose-referral = packages of partners
purpose-signing = signing
person-new-title = Somebody was added
person-new-once = This is shown once. Print it and hand it over in person; it is kept nowhere.
person-new-totp = For the authenticator
person-new-totp-about = Type this secret into the authenticator program (6 digits, 30 seconds).
person-new-uri = As an address
person-new-recovery-about = To be printed and put away. It opens their keys when the passphrase is lost.
person-new-keys = A supervisor still has to give them the keys of the organisation, after comparing the fingerprint.
person-new-back = Back to the list
role-triage = triage worker
role-caseworker = caseworker
role-supervisor = supervisor
role-officer = data protection officer
role-admin = administrator

## Oversight

break-glass-about = Somebody who cannot open a report asks; a second person who can says yes, for some hours. The data protection officer is told, and reads neither the report nor the reason.
break-glass-empty-title = Nobody has asked
break-glass-empty = Requests of the last time appear here.
break-glass-who = Who
break-glass-answer = Answer
break-glass-reason-sealed = sealed
break-glass-until = until { $time }
break-glass-hours = For how many hours
break-glass-yes = Give access
break-glass-no = No
break-glass-mine = a second person answers
break-glass-ask = Ask for access
break-glass-ask-do = Ask
break-glass-report = Number of the report
break-glass-requested = waits
break-glass-approved = access lasts
break-glass-refused = refused
break-glass-ended = ended
erased-sealed =
    { $n ->
        [one] Erased: 1 sealed part was destroyed.
       *[other] Erased: { $n } sealed parts were destroyed.
    }
erased-partners = Ask these partners to erase what they received:
erasure-person-asked = the person asked
erasure-no-longer-needed = no longer needed
erasure-unlawful = unlawful
erasure-ordered = ordered by a court or authority
erasure-mistake = by mistake
audit-about = Everything that anybody did, reading included. Entries are chained: an edit, a deletion, another order or a missing end is found.
audit-verify = Check the log
audit-whole =
    { $n ->
        [one] The log is whole: 1 entry.
       *[other] The log is whole: { $n } entries.
    }
audit-broken = The log is not as it was written:
audit-number = No.
audit-at = When
audit-who = Who
audit-action = What
audit-object = To what
audit-outcome = How it went
audit-newest = Newest
audit-older = Older
fault-edited = Entry { $n } does not follow from the one before it: one of the two was edited.
fault-missing = Entry { $n } was deleted.
fault-reordered = Entry { $n } stood in another place.
fault-added = Entry { $n } comes after the sealed end: it was added from outside.
fault-truncated = The entries from { $n } on were cut off.
fault-head-missing = The end of the chain, { $n }, is not recorded any more.
fault-head-forged = The end of the chain, { $n }, is not sealed by the server's key.
fault-rewritten = Entry { $n } is not the one that was sealed.
fault-older = The database is older than its checkpoints: entry { $n } was there already.
fault-checkpoint = A checkpoint at entry { $n } is not sealed by the server's key.
statistics-about = Counts below { $n } are not shown, and with them as many others as it takes that nobody can subtract. Zero is said to be zero.
statistics-from = From
statistics-until = Until
statistics-do = Show
statistics-order = a day that is not before the first one
statistics-reports = reports
statistics-median = until somebody took a report (median)
statistics-without-outcome = without a recorded outcome
statistics-hidden = not shown
statistics-too-few = too few
statistics-not-reached = not yet half
statistics-nothing = Nothing
statistics-by-state = Where reports stand
statistics-by-channel = How they came
statistics-by-language = Languages
statistics-by-contact = Contacts
statistics-by-route = Referrals sent
statistics-by-outcome = Outcomes

## The matrix, for refusals

action-list = see the list
action-read = open
action-create = make
action-update = change
action-claim = claim
action-assign = give to somebody
action-decide = decide
action-send = send
action-close = close
action-reveal = reveal
action-erase = erase
resource-signal = contact
resource-report = report
resource-identity = identity
resource-attachment = file
resource-mailbox = mailbox
resource-likeness = near-duplicate
resource-incident = incident
resource-referral = referral
resource-arrival = package of a partner
resource-case = case
resource-task = task
resource-note = note
resource-outcome = outcome
resource-partner = partner
resource-user = user
resource-key = key
resource-audit-log = audit log
resource-break-glass = emergency access
resource-statistics = figures
