### The public site in English. Short sentences, everyday words: many who read this are afraid, in a hurry, or read a language that is
### not their own. `docs/src/howto/add-a-language.md` says how to add a language.

language-name = English
# ltr or rtl
language-direction = ltr

## On every page. The title stands in the history of the browser, so that it does not say what the site is about.

title = Information
page-step = Page { $step }
page-done = Done
page-messages = Messages
page-safety = Good to know
page-problem = Please check
exit = Leave this page now
skip = Go to the text
banner = Demonstration. Do not send a real report.
languages = Language
footer-start = First page
footer-safety = Stay safe on this phone
footer-mailbox = I have ten words

## Several organisations

choose-title = Who would you like to write to?
choose-lead = Choose the one that is nearest to you. You can look around first. Nothing is sent yet.
choose-none = Nobody can be written to here yet. Please come back later.

## The first page

start-title = You can tell us
start-lead = Is someone made to work, to have sex, to beg or to break the law? Is someone sold, locked in, hurt or cheated? You can tell { $name } here.
start-point-anyone = You can write for yourself or for someone else. You do not need proof.
start-point-name = You do not have to say who you are.
start-point-skip = Only one question needs an answer. You can leave out all the others.
start-point-send = Nothing is sent until you press “Send” on the last page.
start-point-words = At the end you get ten secret words. With them you can come back and read our answer.
start-go = Start
start-again-title = Have you written to us before?
start-again = Use my ten words
start-watched = Can someone see what you do on this phone? Read this first:
start-reads-title = Who reads it?
start-reads = Only the people at { $name } who work on reports. What you write is locked (encrypted) as soon as it arrives. This site does not keep the address of your phone or computer, and it puts no cookies on it.
danger-title = In danger right now?
danger-text = Call the emergency number of the country where you are, if you can do it safely. We may not see at once what you write here.

## Steps

step-of = Step { $step } of { $steps }
nothing-sent = Nothing is sent yet.
continue = Continue
back = Go back
answer-yes = Yes
answer-no = No
answer-unknown = I do not know
step-what-title = What happened?
step-what-lead = Write in your own words, in any language. A few words are enough.
step-now-title = Is anyone in danger?
step-now-lead = You can leave out any question.
step-where-title = Where and when?
step-where-lead = Write only what you know. A guess helps, too.
step-people-title = Who is it about?
step-people-lead = Leave out what feels unsafe to say.
step-contact-title = How can we reach you safely?
step-contact-lead = Think of everyone who can look at your phone or your post. We follow what you write here.
step-check-title = Is everything right?
step-check-lead = Nothing is sent yet. You can still change everything.

## Questions

what-label = What happened?
what-hint = For example: who does it, what people are made to do, how they are kept from leaving.
class-label = What is it most like?
class-hint = You do not have to choose.
class-none = I am not sure, or something else
class-forced-labour = Someone has to work and cannot leave
class-domestic-servitude = Someone is kept as a servant in a house
class-sexual-exploitation = Someone is made to sell sex
class-child-sex-trafficking = A child is sold for sex
class-child-abuse-online = Abuse of a child is shown on the internet
class-online-enticement = Someone writes to a child about sex
class-forced-begging = Someone is made to beg
class-forced-criminality = Someone is made to break the law
class-forced-marriage = Someone is made to marry
class-organ-removal = Someone is made to give an organ
class-work-rights = Bad work or bad pay, but nobody is forced
danger-now-label = Is someone in danger right now?
child-label = Is a child affected?
child-hint = A child is anyone under 18. If you are not sure of the age, choose “I do not know”.
ongoing-label = Is it still going on?
country-label = Which country?
place-text-label = Where is it?
place-text-hint = Town, street, name of the house or business, or how to find it.
when-text-label = When was it?
when-text-hint = A day, a month, or “for two years now”.
online-label = Does it happen on the internet?
online-offline = No, not on the internet
online-online = Yes, on the internet
online-both = Both
indicators-label = Links, phone numbers, user names
indicators-hint = One on each line. For example of a profile, a chat or an advert.
who-text-label = Who may be harmed?
who-text-hint = Names, age, what they look like, how many there are.
relation-label = Who are you?
relation-self = It happens to me
relation-family = Family
relation-friend = A friend
relation-client = A customer
relation-neighbour = A neighbour, or someone who saw it
relation-colleague = I work or worked there, too
relation-professional = I know of it from my work
relation-other = Someone else
relation-not-said = I would rather not say
may-contact-label = May we contact you?
may-contact-hint = If you say no, you can still come back with your ten words and read our answer.
name-label = What may we call you?
name-hint = It does not have to be your real name.
channel-label = How should we reach you?
channel-mailbox-only = Only here, with my ten words
channel-phone = Phone call
channel-sms = Text message (SMS)
channel-whatsapp = WhatsApp
channel-signal = Signal
channel-email = Email
address-label = The number or the address
safe-times-label = When is it safe?
safe-times-hint = For example: Monday from 10 to 12.
code-word-label = A code word
code-word-hint = We say it first, so that you know it is us. Choose a word that nobody will wonder about.
do-not-label = What should we never do?
do-not-hint = For example: never call in the evening, never leave a letter.
voicemail-ok-label = May we leave a voice message?
language-label = Which language do you speak best?

## The last step

check-change = Change
check-none = No answer
files-label = Pictures, papers or other files
files-hint = If you want. At most { $most } files of up to { $size } megabytes each. A photo can carry the place and time where it was taken. If you go back from this page, choose the files again.
files-warning = Do not send sexual pictures or videos of children, or pictures of abuse. Keeping or passing them on can be a crime, even when you want to help. Write the link to where you saw them instead. Some hotlines are allowed to receive them. Here is a list:
send = Send
send-again = Send again

## What was wrong

summary-title = Please look at this again
problem-missing = Please write a few words here. This is the only answer that we need.
problem-long = “{ $field }” is too long. It has { $have } characters; { $most } fit. Please shorten it.
problem-letters = Some letters could not be read. They look like “�” now. Please correct them.
problem-many = { $most } lines fit under “{ $field }”. Please write the others under “What happened?”.
problem-line = A line under “{ $field }” is too long. Please write it under “What happened?”.
problem-token = The page was not complete. Please check your answers and send them again.
problem-refused = Something in your answers could not be taken. Please check them.
problem-files-many = At most { $most } files can be sent. No file was sent. Please choose again.
problem-file-large = The file “{ $file }” is too large. A file can have { $size } megabytes. No file was sent. Please choose again.
problem-files-busy = Too many files are arriving right now. Please try again in a minute, or send without files.
lost-title = Your report was NOT received
lost-text = Something does not work on our side. Your answers are still on this page. Wait a few minutes, then press “Send again”. If it still does not work, write your text on paper and try tomorrow.

## Sent

sent-title = Your report has arrived
sent-thanks = Thank you. Telling this was not easy.
sent-again = This report was here already. We kept it once, as it was the first time. Your ten words are the same. If you want to add something, come back with the ten words and write to us.
receipt-title = Your ten words
receipt-lead = They open your messages. Nobody can give them to you a second time, not even we.
receipt-paper = Write them on paper now, in this order. You do not have to understand them.
receipt-hide = Keep the paper where nobody looks. Do not write next to it what it is for.
receipt-phone = If someone looks at your phone, take no picture of this page and do not save the words.
receipt-never = Tell them to nobody. We never ask for them by phone or in a message.
next-title = What happens next
next-read = People at { $name } read your report. The most urgent ones come first.
next-decide = They decide if someone needs protection, and if the police should know.
next-child = If a child may be in danger, we must tell those who protect children. An adult is asked first, unless a life is in danger or the law leaves us no choice.
next-return = Come back here in a day or two with your ten words. We may have a question for you.
sent-leave = When you have written the words down, leave this page.

## Messages

mailbox-title = Read our answer
mailbox-lead = You need the ten words that you got at the end of your report.
words-label = Your ten words
words-hint = In the same order, with a space between. Small or capital letters, both are right.
words-open = Open
words-count = You wrote { $found } words. There have to be { $words }.
words-long = That is too much text. Write only your ten words.
word-wrong = Word number { $position } is not one of our words.
word-near = Word number { $position } is not one of our words. Did you mean: { $near }?
words-nothing = We found nothing with these words. Please check each word and the order. A report is deleted when its time is over; then the words open nothing any more.
box-title = Your messages
box-received = Your report arrived on { $date }.
box-state = How far it is
state-new = It has arrived. It is waiting to be read.
state-claimed = Someone is reading it now.
state-triaged = We have read it and are working on it.
state-closed = We have finished our work on it. You can still write to us.
state-expired = Its time is over. What you wrote was deleted.
box-none = There is no message yet. Look again in a few days.
box-from-us = From { $name }
box-from-you = From you
message-label = Write to us
message-hint = Do you know something new? Are you safe? You can also ask us something.
message-send = Send the message
message-missing = Please write something first.
message-done = Your message has arrived.
message-lost = Your message was NOT received. It is still on this page. Please wait a few minutes and send it again.
box-leave = When you have read everything, leave this page.

# A day, as people write it.
date =
    { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }

## Safety

safety-title = Stay safe on this phone
safety-exit-title = “Leave this page now”
safety-exit-does = The button at the top opens a page about the weather.
safety-exit-not = It does not delete the history of your browser. Someone who looks there can see that you were here. The “back” button of the browser can lead back here.
safety-better-title = What is safer
safety-better-other = Use the phone or computer of someone you trust, or one in a library or an internet café.
safety-better-private = Use a private window of the browser. It forgets the page when you close it.
safety-better-history = Or delete this page from the history afterwards. Delete only this page: an empty history can make someone wonder.
safety-watched-title = If someone may be watching your phone
safety-watched = There are programs that show another person everything on a phone. Against them, a private window does not help. Use another phone or computer.
safety-words-title = Your ten words
safety-words = Whoever has them can read your messages. Write them on paper and hide it. Your report itself cannot be opened with them.
safety-keep-title = What we keep
safety-keep = No cookies. No address of your phone or computer. What you write is locked (encrypted) when it arrives, and only the people at { $name } who work on reports can open it. The company that connects you to the internet can see that you opened this site, but not what you write when the address begins with “https”.

## When something cannot be answered

refusal-missing-title = This page does not exist
refusal-missing-text = Perhaps the address has a mistake in it. Nothing was sent.
refusal-method-title = This page cannot be opened like that
refusal-method-text = Please go to the first page and follow the buttons. Nothing was sent.
refusal-large-title = That was too large
refusal-large-text = It was NOT received. Go back with the button of your browser. Send less text, or fewer or smaller files.
refusal-media-title = That was not understood
refusal-media-text = It was NOT received. Your browser sent it in a way that this site does not know. Please start at the first page.
refusal-bad-title = That could not be read
refusal-bad-text = It was NOT received. Something was lost on the way. Go back with the button of your browser and send it again.
refusal-elsewhere-title = Please start here
refusal-elsewhere-text = Another site sent you into the middle of our form. That is not safe, so it was NOT received. Please start at the first page.
refusal-slow-title = That took too long
refusal-slow-text = It was NOT received. Your connection may be weak. Try again, and send without files.
refusal-busy-title = Too many people are here right now
refusal-busy-text = It was NOT received. Please wait a minute. Then go back with the button of your browser and send it again.
refusal-down-title = This does not work right now
refusal-down-text = If you were sending something, it was NOT received. Please try again in a few minutes.
refusal-broken-title = Something went wrong
refusal-broken-text = The mistake is ours. If you were sending something, we cannot say whether it was received. Go back with the button of your browser and send it again: it is kept only once.
