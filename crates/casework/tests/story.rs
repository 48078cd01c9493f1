//! A report becomes a referral that arrives at another organisation, and its answers come back: two organisations, each with a database of
//! its own, and a courier that carries what waits between them. Then everything that may go wrong on the way.

#[allow(dead_code, reason = "another test program uses the rest")]
#[path = "desk/office.rs"]
mod office;
#[path = "story/pair.rs"]
mod pair;
#[path = "support/postgres.rs"]
mod postgres;
#[path = "story/wrong.rs"]
mod wrong;

use office::{form, now, pass};
use pair::{Pair, assessment, everything, statement};
use turnstone_casework::CaseworkError::{Conflict, NeedsConfirmation, Refused};
use turnstone_casework::Id;
use turnstone_casework::basis::{Basis, ConsentDecision};
use turnstone_casework::desk::Person;
use turnstone_casework::desk::arrivals::answer::Answer;
use turnstone_casework::desk::arrivals::{ArrivalState, TAKEN_BACK};
use turnstone_casework::desk::incidents::Statement;
use turnstone_casework::desk::outbox::Carried;
use turnstone_casework::desk::referrals::answers::{OVERDUE, QUESTION};
use turnstone_casework::desk::referrals::{LeftOut, ReferralFilter};
use turnstone_casework::form::{ReportForm, Say};
use turnstone_casework::incident::AgeSaid;
use turnstone_casework::moment::{DAY, HOUR, MINUTE};
use turnstone_casework::outcome::OutcomeKind;
use turnstone_casework::package::{NoteState, NoticeKind, ReasonCode};
use turnstone_casework::partner::{Field, PartnerKind};
use turnstone_casework::permission::Resource;
use turnstone_casework::referral::{Move, State, Withdrawal};
use turnstone_casework::triage::Route;
use turnstone_casework::vault::Compartment;

/// Runs each of these on both databases.
macro_rules! on_both {
    ($($name:ident)+) => {
        mod on_sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name(super::Pair::sqlite().await).await;
            })+
        }
        mod on_postgresql {
            $(#[tokio::test]
            async fn $name() {
                if let Some(pair) = super::Pair::postgres().await {
                    super::$name(pair).await;
                }
            })+
        }
    };
}
pub(crate) use on_both;

/// Expects an error of a kind.
macro_rules! refuses {
    ($done:expr, $error:pat) => {
        match $done.await {
            Err($error) => {}
            Err(other) => panic!("{other:?}"),
            Ok(_) => panic!("it was done"),
        }
    };
}
pub(crate) use refuses;

on_both! {
    the_whole_story
    nothing_earlier_is_lost
    a_question_is_answered_in_a_second_package
    a_withdrawal_stops_what_has_not_left
    a_withdrawal_tells_who_has_it
    a_childs_protection_goes_on_without_consent
    the_police_take_two_people
    only_what_was_approved_leaves
    who_somebody_is_is_shown_after_a_code
    time_tells_and_lets_lapse
    an_erased_report_leaves_nothing_behind
}

async fn the_whole_story(pair: Pair) {
    let (line, shelter) = (&pair.line, &pair.shelter);
    let (triage, supervisor) = (line.person("triage").await, line.person("supervisor").await);
    let told = ReportForm {
        what: "[Invented] She works in a flat and is not paid".to_owned(),
        danger_now: Say::Yes,
        ongoing: Say::Yes,
        place_text: "Third floor, above the bakery".to_owned(),
        country: Some("BEL".to_owned()),
        relation: "neighbour".to_owned(),
        ..form("")
    };
    let (report, _) = line.report(told).await;
    let version = line.desk.report(&triage, report).await.unwrap().version;
    line.desk.claim(&triage, report, version).await.unwrap();

    let incident = line.desk.open_incident(&triage, report, assessment(AgeSaid::Adult)).await.unwrap();
    for said in [statement("act.harbouring"), statement("means.deception"), statement("purpose.servitude")] {
        line.desk.assert(&triage, incident, said).await.unwrap();
    }
    let finding = line.desk.finding(&triage, incident, "international").await.unwrap();
    assert!(finding.proposal_words.starts_with("Proposed: possible victim"), "{}", finding.proposal_words);
    let view = line.desk.incident(&triage, incident).await.unwrap();
    assert!(
        view.destinations.iter().any(|destination| destination.kind == PartnerKind::Shelter),
        "{:?}",
        view.destinations
    );
    assert!(view.statements.iter().all(|one| one.stands && one.recorded_by == "triage"));
    assert_eq!(line.desk.report(&triage, report).await.unwrap().state.name(), "triaged");

    let consent = pair.consents(&triage, incident).await;
    let draft = pair.draft(incident, Basis::Consent { consent });
    let referral = line.desk.draft_referral(&triage, draft).await.unwrap();
    refuses!(line.desk.approve_referral(&triage, referral, 1, ""), turnstone_casework::CaseworkError::Forbidden { .. });
    let seen = line.desk.referral(&supervisor, referral).await.unwrap();
    assert_eq!(seen.moves, [Move::Approve, Move::Revoke]);
    // Who may be harmed goes with consent; who reported does not, for nobody asked them.
    let preview = seen.preview.package.as_ref().unwrap();
    assert_eq!(preview.fields[&Field::VictimIdentity], "The girl from the yellow house");
    assert!(
        seen.preview.leaves_out.contains(&(Field::Reporter, LeftOut::NeedsNamedConsent)),
        "{:?}",
        seen.preview.leaves_out
    );
    let version = line.desk.approve_referral(&supervisor, referral, 1, "Clear").await.unwrap();
    line.desk.send_referral(&supervisor, referral, version).await.unwrap();
    assert_eq!(pair.state(&triage, referral).await, State::Sent);

    // The courier carries it, and carries it again because the answer was lost.
    let waiting = line.desk.deliveries().await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].kind, Carried::Package);
    assert!(line.desk.deliveries().await.unwrap().is_empty(), "it was given out a moment ago");
    let ack = shelter.desk.arrive("shelter", &waiting[0].body).await.unwrap();
    let again = shelter.desk.arrive("shelter", &waiting[0].body).await.unwrap();
    assert_eq!((ack.fresh, again.fresh, ack.digest), (true, false, waiting[0].digest));
    line.desk.delivered(waiting[0].id, ack.digest).await.unwrap();
    line.desk.delivered(waiting[0].id, ack.digest).await.unwrap();
    pass(DAY);
    assert!(line.desk.deliveries().await.unwrap().is_empty());

    let welcome = shelter.person("triage").await;
    let arrival = shelter.desk.arrivals(&welcome).await.unwrap()[0].id;
    let opened = shelter.desk.arrival(&welcome, arrival).await.unwrap();
    assert_eq!(opened.state, ArrivalState::Opened);
    assert_eq!(opened.package.fields[&Field::Narrative], "[Invented] She works in a flat and is not paid");
    assert_eq!(opened.package.fields[&Field::Where], "Third floor, above the bakery");
    assert!(!opened.package.fields.contains_key(&Field::Reporter));
    assert_eq!(opened.package.from.name, "The line");
    pair.carry_back().await;
    assert_eq!(pair.state(&line.person("triage").await, referral).await, State::Received);

    let version = opened.version;
    let done = shelter.desk.answer_arrival(&welcome, arrival, version, Answer::Accept, "A bed is free").await.unwrap();
    let (new_report, case) = (done.report.unwrap(), done.case.unwrap());
    let here = shelter.desk.report(&welcome, new_report).await.unwrap();
    assert_eq!(
        (here.form.what.lines().next(), here.channel.as_str()),
        (Some("[Invented] She works in a flat and is not paid"), "partner")
    );
    assert_eq!(here.form.place_text, "Third floor, above the bakery");
    assert_eq!(here.cases.iter().map(|case| case.id).collect::<Vec<_>>(), [case]);
    let there = shelter.desk.incident(&welcome, here.incidents[0].id).await.unwrap();
    assert_eq!((there.assessment.questions.crime, there.assessment.questions.protection), (Say::Yes, Say::Yes));
    assert_eq!(there.statements.len(), 3);
    assert!(
        there.statements.iter().all(|one| one.stands && one.said.said_by == "The line: caller"),
        "{:?}",
        there.statements[0].said
    );
    let who = shelter
        .desk
        .reveal(pair.claimer(&welcome, new_report).await, new_report, Compartment::VictimIdentity, "To meet her")
        .await;
    assert!(who.unwrap()["who_text"].as_str().unwrap().starts_with("The girl from the yellow house"));
    let outcome = Answer::Outcome(OutcomeKind::PersonSafe);
    shelter.desk.answer_arrival(&welcome, arrival, done.version, outcome, "She sleeps here").await.unwrap();

    pair.carry_back().await;
    let supervisor = line.person("supervisor").await;
    let seen = line.desk.referral(&supervisor, referral).await.unwrap();
    let states: Vec<State> = seen.history.iter().map(|step| step.state).collect();
    let expected =
        [State::Draft, State::Approved, State::Sent, State::Received, State::Accepted, State::OutcomeRecorded];
    assert_eq!(states, expected);
    assert_eq!(seen.history[1].reason, "Clear");
    assert_eq!(seen.history[4].by, "The shelter");
    assert_eq!(seen.receipts[1].note.words.as_deref(), Some("A bed is free"));
    assert_eq!(seen.receipts[2].note.outcome, Some(OutcomeKind::PersonSafe));
    assert!(seen.receipts.iter().all(|receipt| receipt.opened) && seen.preview.left);
    line.desk.close_referral(&supervisor, referral, seen.version, "").await.unwrap();
    assert_eq!(line.count("SELECT COUNT(*) FROM outcomes WHERE kind = 'person_safe'").await, 1);
    assert!(line.desk.deliveries().await.unwrap().is_empty() && shelter.desk.deliveries().await.unwrap().is_empty());
}

async fn nothing_earlier_is_lost(pair: Pair) {
    let line = &pair.line;
    let triage = line.person("triage").await;
    let (report, _) = line.report(form("[Invented] first")).await;
    let incident = line.desk.open_incident(&triage, report, assessment(AgeSaid::Unknown)).await.unwrap();
    let mut second = assessment(AgeSaid::Adult);
    second.place_text = "A farm".to_owned();
    assert_eq!(line.desk.assess(&triage, incident, 1, second.clone()).await.unwrap(), 2);
    let mut third = second.clone();
    third.questions.crime_reason = "Another reason".to_owned();
    // Two people who assess at once: the second hears of it, and loses nothing.
    let error = line.desk.assess(&triage, incident, 1, third.clone()).await.unwrap_err();
    assert!(matches!(error, Conflict { what: Resource::Incident, seen: 1, now: 2 }), "{error:?}");
    line.desk.assess(&triage, incident, 2, third.clone()).await.unwrap();
    let view = line.desk.incident(&triage, incident).await.unwrap();
    assert_eq!((view.earlier, view.assessment), (vec![assessment(AgeSaid::Unknown), second], third));

    let said = line.desk.assert(&triage, incident, statement("means.threats")).await.unwrap();
    pass(DAY);
    let triage = line.person("triage").await;
    refuses!(
        line.desk.assert(&triage, incident, Statement { retracts: Some(Id([9; 16])), ..Statement::default() }),
        turnstone_casework::CaseworkError::Invalid { .. }
    );
    line.desk.assert(&triage, incident, Statement { retracts: Some(said), ..Statement::default() }).await.unwrap();
    // Where one says adult and another child, the age is not settled, and nothing of it is overwritten.
    line.desk.assert(&triage, incident, statement("person.child")).await.unwrap();
    let view = line.desk.incident(&triage, incident).await.unwrap();
    let stands: Vec<(bool, bool)> = view.statements.iter().map(|one| (one.stands, one.taken_back)).collect();
    assert_eq!(stands, [(false, true), (false, false), (true, false)]);
    assert_eq!(view.age, AgeSaid::Disputed);
}

async fn a_question_is_answered_in_a_second_package(pair: Pair) {
    let (line, shelter) = (&pair.line, &pair.shelter);
    let (incident, referral) = pair.sent().await;
    pair.carry().await;
    let welcome = shelter.person("supervisor").await;
    let first = shelter.desk.arrivals(&welcome).await.unwrap()[0].id;
    let version = shelter.desk.arrival(&welcome, first).await.unwrap().version;
    refuses!(
        shelter.desk.answer_arrival(&welcome, first, version, Answer::AskInformation, ""),
        turnstone_casework::CaseworkError::Invalid { .. }
    );
    shelter
        .desk
        .answer_arrival(&welcome, first, version, Answer::AskInformation, "Does she speak French?")
        .await
        .unwrap();
    pair.carry_back().await;
    let triage = line.person("triage").await;
    assert_eq!(pair.state(&triage, referral).await, State::NeedsInformation);
    let tasks = line.desk.my_tasks(&triage).await.unwrap();
    assert_eq!(tasks.iter().map(|task| task.kind.as_str()).collect::<Vec<_>>(), [QUESTION]);

    let supervisor = line.person("supervisor").await;
    let version = line.desk.referral(&supervisor, referral).await.unwrap().version;
    line.desk.give_information(&supervisor, referral, version, "Yes, and some Dutch").await.unwrap();
    pair.carry().await;
    let all = shelter.desk.arrivals(&welcome).await.unwrap();
    let second = all.iter().find(|arrival| arrival.id != first).unwrap().id;
    let view = shelter.desk.arrival(&welcome, second).await.unwrap();
    assert_eq!(view.package.fields[&Field::Summary], "Yes, and some Dutch");
    assert_eq!(view.others, [first]);
    let earlier = shelter.desk.arrival(&welcome, first).await.unwrap();
    assert_eq!((earlier.state, earlier.possible.len()), (ArrivalState::Superseded, 0));
    assert_eq!(earlier.answers[1].words.as_deref(), Some("Does she speak French?"));
    shelter.desk.answer_arrival(&welcome, second, view.version, Answer::Accept, "").await.unwrap();
    pair.carry_back().await;
    let supervisor = line.person("supervisor").await;
    let seen = line.desk.referral(&supervisor, referral).await.unwrap();
    assert_eq!(seen.state, State::Accepted);
    // Numbered through both packages: received, asked, received, accepted.
    let said: Vec<(u32, NoteState)> =
        seen.receipts.iter().map(|receipt| (receipt.note.seq, receipt.note.state)).collect();
    use NoteState::{Accepted, NeedsInformation, Received};
    assert_eq!(said, [(1, Received), (2, NeedsInformation), (3, Received), (4, Accepted)]);
    assert_eq!(line.desk.incident(&supervisor, incident).await.unwrap().referrals.len(), 1);
}

async fn a_withdrawal_stops_what_has_not_left(pair: Pair) {
    let line = &pair.line;
    let (triage, supervisor) = (line.person("triage").await, line.person("supervisor").await);
    let (incident, draft) = pair.drafted(&triage, AgeSaid::Adult).await;
    let approved =
        line.desk.draft_referral(&triage, pair.draft(incident, pair.basis(&triage, incident).await)).await.unwrap();
    let waits =
        line.desk.draft_referral(&triage, pair.draft(incident, pair.basis(&triage, incident).await)).await.unwrap();
    line.desk.approve_referral(&supervisor, approved, 1, "").await.unwrap();
    let version = line.desk.approve_referral(&supervisor, waits, 1, "").await.unwrap();
    let version = line.desk.send_referral(&supervisor, waits, version).await.unwrap();
    assert_eq!(version, 3);

    let done = pair.decides(&triage, incident, ConsentDecision::Withdrawn).await;
    assert_eq!(done.followed[&draft], Withdrawal::Stopped);
    assert_eq!(done.followed[&approved], Withdrawal::Stopped);
    for referral in [draft, approved, waits] {
        assert_eq!(pair.state(&triage, referral).await, State::Revoked);
    }
    // What waited for the courier had not left: nothing leaves, not even a word that it does not.
    assert!(line.desk.deliveries().await.unwrap().is_empty());
    refuses!(line.desk.send_referral(&supervisor, approved, 3), Refused(_));
    let again =
        line.desk.draft_referral(&triage, pair.draft(incident, pair.basis(&triage, incident).await)).await.unwrap();
    refuses!(line.desk.approve_referral(&supervisor, again, 1, ""), Refused(_));
    let seen = line.desk.referral(&supervisor, again).await.unwrap();
    assert!(seen.preview.package.is_none() && seen.preview.refused.unwrap().contains("took the consent back"));
}

async fn a_withdrawal_tells_who_has_it(pair: Pair) {
    let (line, shelter) = (&pair.line, &pair.shelter);
    let (incident, referral) = pair.sent().await;
    pair.carry().await;
    let welcome = shelter.person("triage").await;
    let arrival = shelter.desk.arrivals(&welcome).await.unwrap()[0].id;
    let version = shelter.desk.arrival(&welcome, arrival).await.unwrap().version;
    let done = shelter.desk.answer_arrival(&welcome, arrival, version, Answer::Accept, "").await.unwrap();
    // A caseworker, who holds no key that signs, writes it down; the notice was signed beforehand.
    let report = line.desk.incident(&line.person("triage").await, incident).await.unwrap().report;
    let supervisor = line.person("supervisor").await;
    line.desk.open_case(&supervisor, report, Some(line.id("caseworker"))).await.unwrap();
    let ann = line.person("caseworker").await;
    let followed = pair.decides(&ann, incident, ConsentDecision::Withdrawn).await.followed;
    assert_eq!(followed[&referral], Withdrawal::NoticeOwed);
    let waiting = line.desk.deliveries().await.unwrap();
    assert_eq!(waiting.iter().map(|one| one.kind).collect::<Vec<_>>(), [Carried::ConsentWithdrawn]);
    shelter.desk.note_arrived("shelter", &waiting[0].body).await.unwrap();
    shelter.desk.note_arrived("shelter", &waiting[0].body).await.unwrap();
    line.desk.delivered(waiting[0].id, waiting[0].digest).await.unwrap();

    let welcome = shelter.person("triage").await;
    let view = shelter.desk.arrival(&welcome, arrival).await.unwrap();
    assert_eq!(view.state, ArrivalState::Withdrawn);
    assert_eq!(view.taken_back.map(|(kind, _)| kind), Some(NoticeKind::ConsentWithdrawn));
    assert_eq!(view.possible, [NoteState::Outcome], "work had begun, so what came of it is still said");
    assert_eq!(shelter.count(&format!("SELECT COUNT(*) FROM tasks WHERE kind = '{TAKEN_BACK}'")).await, 1);
    refuses!(shelter.desk.answer_arrival(&welcome, arrival, view.version, Answer::Accept, ""), Refused(_));
    assert_eq!(view.report, done.report);
    // A second decision tells nobody a second time.
    pair.decides(&ann, incident, ConsentDecision::Withdrawn).await;
    pass(DAY);
    assert!(line.desk.deliveries().await.unwrap().is_empty());
}

async fn a_childs_protection_goes_on_without_consent(pair: Pair) {
    let line = &pair.line;
    let (triage, supervisor) = (line.person("triage").await, line.person("supervisor").await);
    for age in [AgeSaid::Child, AgeSaid::Disputed, AgeSaid::Unknown] {
        let (incident, referral) = pair.drafted(&triage, age).await;
        let version = line.desk.approve_referral(&supervisor, referral, 1, "").await.unwrap();
        let done = pair.decides(&triage, incident, ConsentDecision::Withdrawn).await;
        let version = if done.followed.contains_key(&referral) { version + 1 } else { version };
        assert_eq!(pair.state(&triage, referral).await, State::Approved, "{age}");
        line.desk.send_referral(&supervisor, referral, version).await.unwrap();
        let left = line.desk.referral(&supervisor, referral).await.unwrap().preview.package.unwrap();
        assert_eq!(left.basis.kind.name(), "duty", "{age}");
        assert!(left.fields.contains_key(&Field::VictimIdentity), "{age}");
        // Taken back while it waits for the courier: it leaves, and so does the word that consent was taken back.
        pair.decides(&triage, incident, ConsentDecision::Withdrawn).await;
        let first = line.desk.deliveries().await.unwrap();
        assert_eq!(first.iter().map(|one| one.kind).collect::<Vec<_>>(), [Carried::Package], "{age}");
        line.desk.delivered(first[0].id, first[0].digest).await.unwrap();
        let second = line.desk.deliveries().await.unwrap();
        assert_eq!(second.iter().map(|one| one.kind).collect::<Vec<_>>(), [Carried::ConsentWithdrawn], "{age}");
        line.desk.delivered(second[0].id, second[0].digest).await.unwrap();
    }
}

async fn the_police_take_two_people(pair: Pair) {
    let line = &pair.line;
    let supervisor = line.person("supervisor").await;
    let police = pair.police(line).await;
    let (report, _) = line.report(form("[Invented] a crime")).await;
    let incident = line.desk.open_incident(&supervisor, report, assessment(AgeSaid::Adult)).await.unwrap();
    pair.consents_to(&supervisor, incident, &[PartnerKind::Police]).await;
    let basis = pair.basis(&supervisor, incident).await;
    let draft = |route, basis| pair.draft_to(police, route, incident, basis);
    refuses!(line.desk.draft_referral(&supervisor, draft(Route::Protection, basis.clone())), Refused(_));
    let referral = line.desk.draft_referral(&supervisor, draft(Route::Police, basis)).await.unwrap();
    let seen = line.desk.referral(&supervisor, referral).await.unwrap();
    assert_eq!(seen.moves, [Move::Revoke], "whoever drafted it does not approve it");
    refuses!(line.desk.approve_referral(&supervisor, referral, 1, ""), Refused(_));
    let second = line.person("supervisor2").await;
    // A code is a while ago: nothing is approved or sent on it.
    pass(16 * MINUTE);
    refuses!(line.desk.approve_referral(&second, referral, 1, ""), NeedsConfirmation);
    let second = line.person("supervisor2").await;
    let version = line.desk.approve_referral(&second, referral, 1, "").await.unwrap();
    // Of two who act on what both saw, one hears of the other.
    line.desk.send_referral(&second, referral, version).await.unwrap();
    refuses!(line.desk.send_referral(&second, referral, version), Conflict { what: Resource::Referral, .. });
    let left = line.desk.referral(&second, referral).await.unwrap().preview.package.unwrap();
    assert!(!left.fields.contains_key(&Field::MigrationStatus), "consent did not name it");
}

async fn only_what_was_approved_leaves(pair: Pair) {
    let line = &pair.line;
    let (triage, supervisor) = (line.person("triage").await, line.person("supervisor").await);
    let (incident, referral) = pair.drafted(&triage, AgeSaid::Adult).await;
    let version = line.desk.approve_referral(&supervisor, referral, 1, "").await.unwrap();
    line.desk.assert(&triage, incident, statement("means.threats")).await.unwrap();
    let error = line.desk.send_referral(&supervisor, referral, version).await.unwrap_err().to_string();
    assert!(error.contains("not what was approved") && error.contains("facts.means.threats"), "{error}");
    let seen = line.desk.referral(&supervisor, referral).await.unwrap();
    assert_eq!(seen.preview.changed, ["assertions", "facts.means.threats"]);
    assert!(line.desk.deliveries().await.unwrap().is_empty());
    line.desk.revoke_referral(&triage, referral, version, "Draft it anew").await.unwrap();

    // Less than was approved is no change: consent that is narrowed narrows what leaves.
    let basis = pair.basis(&triage, incident).await;
    let referral = line.desk.draft_referral(&triage, pair.draft(incident, basis)).await.unwrap();
    line.desk.approve_referral(&supervisor, referral, 1, "").await.unwrap();
    let fewer = ConsentDecision::Given {
        fields: [Field::Narrative, Field::AgeGroup].into(),
        recipients: [PartnerKind::Shelter].into(),
        until: None,
    };
    let done = pair.decides(&triage, incident, fewer).await;
    assert!(matches!(done.followed[&referral], Withdrawal::Narrowed(_)), "{:?}", done.followed);
    line.desk.send_referral(&supervisor, referral, 3).await.unwrap();
    let left = line.desk.referral(&supervisor, referral).await.unwrap().preview.package.unwrap();
    assert_eq!(left.fields.keys().copied().collect::<Vec<_>>(), [Field::Narrative, Field::AgeGroup]);

    // A draft is changed until it is approved, and then no more.
    let mut draft = pair.draft(incident, pair.basis(&triage, incident).await);
    draft.fields = [Field::Narrative].into();
    let referral = line.desk.draft_referral(&triage, draft.clone()).await.unwrap();
    draft.fields = everything();
    draft.added.insert(Field::Summary, "Please call first".into());
    assert_eq!(line.desk.redraft_referral(&triage, referral, 1, draft.clone()).await.unwrap(), 2);
    let version = line.desk.approve_referral(&supervisor, referral, 2, "").await.unwrap();
    refuses!(line.desk.redraft_referral(&triage, referral, version, draft), Refused(_));
    let preview = line.desk.referral(&supervisor, referral).await.unwrap().preview;
    assert_eq!(preview.package.unwrap().fields.len(), 2);
    assert!(preview.leaves_out.contains(&(Field::Summary, LeftOut::NotConsented)), "{:?}", preview.leaves_out);
}

async fn who_somebody_is_is_shown_after_a_code(pair: Pair) {
    let line = &pair.line;
    let triage = line.person("triage").await;
    let (_, referral) = pair.drafted(&triage, AgeSaid::Adult).await;
    let shown = line.desk.referral(&triage, referral).await.unwrap().preview;
    assert_eq!(shown.package.unwrap().fields[&Field::VictimIdentity], "The girl from the yellow house");
    pass(16 * MINUTE);
    let preview = line.desk.referral(&triage, referral).await.unwrap().preview;
    assert!(preview.withheld.contains(&Field::VictimIdentity) && !preview.withheld.contains(&Field::Narrative));
    assert!(preview.package.unwrap().fields[&Field::VictimIdentity].is_null());
    let logged = |action| format!("SELECT COUNT(*) FROM audit WHERE action = '{action}'");
    assert_eq!((line.count(&logged("referral.reveal")).await, line.count(&logged("referral.read")).await), (1, 1));
}

async fn time_tells_and_lets_lapse(pair: Pair) {
    let line = &pair.line;
    let (_, referral) = pair.sent().await;
    let triage = line.person("triage").await;
    let (_, forgotten) = pair.drafted(&triage, AgeSaid::Adult).await;
    assert_eq!(line.desk.expire_referrals().await.unwrap(), 0);
    assert!(line.desk.my_tasks(&triage).await.unwrap().is_empty());
    // In danger a partner confirms within the hour (`instruments/triage/default.toml`), and a draft is finished within it.
    pass(2 * HOUR);
    let triage = line.person("triage").await;
    for _ in 0..2 {
        assert_eq!(line.desk.expire_referrals().await.unwrap(), 0);
        let kinds: Vec<String> = line.desk.my_tasks(&triage).await.unwrap().into_iter().map(|task| task.kind).collect();
        assert_eq!(kinds, [OVERDUE, OVERDUE]);
    }
    let overdue = ReferralFilter { overdue: true, ..ReferralFilter::default() };
    assert_eq!(line.desk.referrals(&triage, &overdue).await.unwrap().len(), 2);
    pass(31 * DAY);
    assert_eq!(line.desk.expire_referrals().await.unwrap(), 1);
    let triage = line.person("triage").await;
    assert_eq!(pair.state(&triage, forgotten).await, State::Expired);
    assert_eq!(pair.state(&triage, referral).await, State::Sent);
    // The courier tries for a quarter of the year; then it lapses, and the partner is told if it may have it.
    assert_eq!(line.desk.deliveries().await.unwrap().len(), 1);
    pass(60 * DAY);
    let triage = line.person("triage").await;
    assert_eq!(line.desk.expire_referrals().await.unwrap(), 1);
    assert_eq!(pair.state(&triage, referral).await, State::Expired);
    let waiting = line.desk.deliveries().await.unwrap();
    assert_eq!(waiting.iter().map(|one| one.kind).collect::<Vec<_>>(), [Carried::Revoked]);
}

async fn an_erased_report_leaves_nothing_behind(pair: Pair) {
    let (line, shelter) = (&pair.line, &pair.shelter);
    let (incident, _) = pair.sent().await;
    pair.carry().await;
    let welcome = shelter.person("triage").await;
    let arrival = shelter.desk.arrivals(&welcome).await.unwrap()[0].id;
    let version = shelter.desk.arrival(&welcome, arrival).await.unwrap().version;
    shelter.desk.answer_arrival(&welcome, arrival, version, Answer::Accept, "Come at noon").await.unwrap();
    pair.carry_back().await;
    let report = line.desk.incident(&line.person("triage").await, incident).await.unwrap().report;
    turnstone_casework::store::retention::erase(&line.desk.store, line.tenant.id, report, "server".to_owned(), now())
        .await
        .unwrap();
    assert_eq!(line.count("SELECT COUNT(*) FROM sealed").await, 0);
    assert_eq!(line.count("SELECT COUNT(*) FROM referrals WHERE package IS NOT NULL").await, 0);
    assert_eq!(line.count("SELECT COUNT(*) FROM outbox WHERE kind = 'package' AND LENGTH(body) > 0").await, 0);
    let there = shelter.desk.arrivals(&welcome).await.unwrap()[0].report.unwrap();
    turnstone_casework::store::retention::erase(
        &shelter.desk.store,
        shelter.tenant.id,
        there,
        "server".to_owned(),
        now(),
    )
    .await
    .unwrap();
    assert_eq!(shelter.count("SELECT COUNT(*) FROM sealed").await, 0);
    assert_eq!(shelter.count("SELECT COUNT(*) FROM arrivals WHERE LENGTH(package) > 0").await, 0);
}

/// Whoever signs in reads it; this only says that a rejection is one.
#[tokio::test]
async fn a_rejection_has_its_reason() {
    let pair = Pair::sqlite().await;
    let (_, referral) = pair.sent().await;
    pair.carry().await;
    let welcome: Person = pair.shelter.person("triage").await;
    let arrival = pair.shelter.desk.arrivals(&welcome).await.unwrap()[0].id;
    let version = pair.shelter.desk.arrival(&welcome, arrival).await.unwrap().version;
    let reject =
        |code, words| pair.shelter.desk.answer_arrival(&welcome, arrival, version, Answer::Reject(code), words);
    refuses!(reject(ReasonCode::Other, ""), turnstone_casework::CaseworkError::Invalid { .. });
    reject(ReasonCode::NoCapacity, "").await.unwrap();
    pair.carry_back().await;
    let supervisor = pair.line.person("supervisor").await;
    let seen = pair.line.desk.referral(&supervisor, referral).await.unwrap();
    assert_eq!(seen.state, State::Rejected);
    assert_eq!(seen.receipts[1].note.reason_code, Some(ReasonCode::NoCapacity));
    pair.line.desk.close_referral(&supervisor, referral, seen.version, "Another shelter was found").await.unwrap();
}
