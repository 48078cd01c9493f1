//! For every operation a record that it can be done with, and a body that it takes.

use crate::records::{Makers, add_partner, agreement, assessment, card, form, rng};
use crate::world::{PASSPHRASE, World, clock};
use serde_json::{Value, json};
use turnstone_casework::Id;
use turnstone_casework::desk::Person;
use turnstone_casework::moment::DAY;
use turnstone_casework::package::NoteState;
use turnstone_casework::permission::Role;
use turnstone_casework::vault::{SecretKey, SigningKey};

/// Where a record is, seen from a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The operation is about no record that exists.
    Nowhere,
    /// In their organisation, and given to the caseworker.
    Given,
    /// In their organisation, and given to nobody by name.
    Apart,
    /// In another organisation.
    Other,
}

/// What an operation is called with.
#[derive(Clone)]
pub struct Target {
    /// The record in the address.
    pub id: String,
    /// The body.
    pub body: Option<Value>,
}

fn on(id: Id, body: Value) -> Target {
    Target { id: id.to_string(), body: Some(body) }
}

fn bare(id: Id) -> Target {
    Target { id: id.to_string(), body: None }
}

fn nothing() -> Target {
    Target { id: String::new(), body: None }
}

fn without(body: Value) -> Target {
    Target { id: String::new(), body: Some(body) }
}

/// Something to call an operation with; `actor` is whoever will do it, where it has to go well.
pub async fn target(world: &World, makers: &Makers, id: &str, given: bool, actor: Option<&Person>) -> Target {
    let desk = world.desk();
    let house = makers.house;
    let due = clock().plus(DAY);
    match id {
        "partners" | "users" | "audit" | "own_card" | "propose_likenesses" | "verify_audit" | "statistics" => nothing(),
        // A list with something in it.
        "queue" => {
            makers.report(world, true).await;
            nothing()
        }
        "likenesses" => {
            makers.likeness(world).await;
            nothing()
        }
        "referrals" => {
            makers.draft(world, true).await;
            nothing()
        }
        "arrivals" => {
            makers.arrival(world).await;
            nothing()
        }
        "cases" => {
            makers.case(world, true).await;
            nothing()
        }
        "tasks" => {
            makers.task(world, true).await;
            nothing()
        }
        "break_glass" => {
            makers.emergency(world).await;
            nothing()
        }
        "decide_likeness" => on(makers.likeness(world).await, json!({"same": false})),

        "log_signal" => without(json!({"kind": "new_report", "channel": "phone", "report": form(house, false)})),
        "report" => bare(makers.report(world, given).await.id),
        "claim_report" => on(makers.report(world, false).await.id, json!({"version": 1 + i64::from(actor.is_none())})),
        "release_report" => {
            let report = makers.report(world, false).await.id;
            let version = desk.report(&makers.triage, report).await.unwrap().version;
            let version = desk.claim(actor.unwrap_or(&makers.triage), report, version).await.unwrap();
            on(report, json!({"version": version}))
        }
        "close_report" => {
            // One with a case cannot be closed.
            let report = makers.report(world, given && actor.is_none()).await.id;
            let version = desk.report(&makers.triage, report).await.unwrap().version;
            on(report, json!({"version": version, "reason": "it was answered"}))
        }
        "reveal_identity" => {
            let report = makers.report(world, given).await.id;
            let whoever = actor.unwrap_or(&makers.triage);
            if whoever.role != Role::Caseworker {
                let version = desk.report(whoever, report).await.unwrap().version;
                desk.claim(whoever, report, version).await.unwrap();
            }
            on(report, json!({"compartment": "victim_identity", "reason": "to arrange transport"}))
        }
        "add_note" => on(makers.report(world, given).await.id, json!({"text": "called back"})),
        "reply" => on(makers.report(world, given).await.id, json!({"text": "We have read your message."})),
        "erase_report" => on(makers.report(world, false).await.id, json!({"reason": "person_asked"})),
        "attachment" => {
            let report = makers.report(world, given).await.id;
            bare(makers.one(world, "SELECT id FROM attachments WHERE report_id = $1", report.to_string()).await)
        }

        "open_incident" => on(makers.report(world, given).await.id, json!(assessment(house, given))),
        "incident" | "finding" => bare(makers.incident(world, given).await.1),
        "assess_incident" => {
            let (_, incident) = makers.incident(world, given).await;
            on(incident, json!({"version": 1, "assessment": assessment(house, given)}))
        }
        "state" => on(makers.incident(world, given).await.1, json!({"fact": "means.deception", "truth": true})),
        "record_consent" => {
            let decision = json!({"kind": "given", "fields": ["narrative"], "recipients": ["shelter"]});
            let body =
                json!({"decision": decision, "given_by": "person", "interpreter": false, "words": "asked twice"});
            on(makers.incident(world, given).await.1, body)
        }

        "draft_referral" => on(makers.incident(world, given).await.1, draft(makers)),
        "referral" => bare(makers.draft(world, given).await.1),
        "redraft_referral" => {
            let (incident, referral) = makers.draft(world, given).await;
            on(referral, json!({"version": 1, "incident": incident, "draft": draft(makers)}))
        }
        "approve_referral" => on(makers.draft(world, given).await.1, json!({"version": 1})),
        "send_referral" => {
            let (_, referral) = makers.draft(world, given).await;
            let version = desk.approve_referral(&makers.supervisor, referral, 1, "").await.unwrap();
            on(referral, json!({"version": version}))
        }
        "give_information" => {
            let states = [NoteState::Received, NoteState::NeedsInformation];
            let referral = makers.answered(world, given, &states).await;
            let version = desk.referral(&makers.supervisor, referral).await.unwrap().version;
            on(referral, json!({"version": version, "words": "The second house on the left."}))
        }
        "revoke_referral" => {
            on(makers.draft(world, given).await.1, json!({"version": 1, "words": "not needed any more"}))
        }
        "close_referral" => {
            let states = [NoteState::Received, NoteState::Rejected];
            let referral = makers.answered(world, given, &states).await;
            let version = desk.referral(&makers.supervisor, referral).await.unwrap().version;
            on(referral, json!({"version": version}))
        }
        "referral_file" => bare(makers.sent(world, given).await),

        "arrival" => bare(makers.arrival(world).await),
        "answer_arrival" => on(makers.arrival(world).await, json!({"version": 1, "answer": "accept"})),

        "open_case" => on(makers.report(world, given).await.id, json!({})),
        "case" => bare(makers.case(world, given).await),
        "assign_case" => {
            // What is nobody's does not become the caseworker's here: it is to stay apart from theirs.
            let assignee = if given { makers.caseworker.id } else { makers.triage.id };
            on(makers.case(world, given).await, json!({"version": 1, "assignee": assignee}))
        }
        "close_case" => {
            let body = json!({"version": 1, "reason": "she is with her sister", "outcome": "person_safe"});
            on(makers.case(world, given).await, body)
        }
        "add_task" => on(makers.report(world, given).await.id, json!({"title": "call the clinic", "due": due})),
        "finish_task" => on(makers.task(world, given).await, json!({"version": 1})),
        "record_outcome" => {
            on(makers.report(world, given).await.id, json!({"kind": "person_safe", "words": "by telephone"}))
        }

        "add_partner" => {
            let (secret, signing) = (SecretKey::generate(&mut rng()), SigningKey::generate(&mut rng()));
            without(json!({"card": card(&secret, &signing), "kind": "shelter", "agreement": agreement()}))
        }
        "partner" => bare(add_partner(world, &makers.admin).await.id),
        "update_partner" => {
            let partner = add_partner(world, &makers.admin).await;
            let card = card(&partner.secret, &partner.signing);
            on(partner.id, json!({"version": 1, "card": card, "kind": "ngo", "agreement": agreement()}))
        }
        "revoke_partner" => on(add_partner(world, &makers.admin).await.id, json!({"version": 1})),
        "issue_token" => bare(add_partner(world, &makers.admin).await.id),

        "add_user" => {
            let login = format!("added.{}", Id::random(&mut rng()));
            without(json!({"login": login, "role": "caseworker", "passphrase": PASSPHRASE}))
        }
        "disable_user" => on(makers.newcomer(world).await, json!({"version": 1})),
        "grant_keys" => bare(makers.newcomer(world).await),
        "rotate_key" => Target { id: "triage".to_owned(), body: None },

        "request_break_glass" => {
            on(makers.report(world, given).await.id, json!({"reason": "she is at the station now"}))
        }
        "approve_break_glass" => on(makers.emergency(world).await.1, json!({"hours": 2})),
        "deny_break_glass" => bare(makers.emergency(world).await.1),
        other => panic!("the sweep does not know what to call {other} with: write it down here"),
    }
}

/// A draft to a partner of the house, with nothing but what is needed.
fn draft(makers: &Makers) -> Value {
    json!({
        "partner": makers.shelter.id,
        "route": "protection",
        "basis": {"kind": "duty", "law": "Act on the protection of children"},
        "words": "the child is in danger",
    })
}

/// Bodies that name something of another organisation, each with who sends it.
pub async fn foreign(world: &World, own: &Makers, other: &Makers) -> Vec<(&'static str, Role, Target)> {
    let due = clock().plus(DAY);
    let report = own.report(world, true).await.id;
    let (_, incident) = own.incident(world, true).await;
    let case = own.case(world, true).await;
    let mut drafted = draft(own);
    drafted["partner"] = json!(other.shelter.id);
    let (their_case, their_referral) = (other.case(world, true).await, other.draft(world, true).await.1);
    let (own_incident, own_draft) = own.draft(world, true).await;
    let mut moved = draft(own);
    moved["partner"] = json!(other.shelter.id);
    let redraft = json!({"version": 1, "incident": own_incident, "draft": moved});
    vec![
        ("draft_referral", Role::Triage, on(incident, drafted)),
        ("redraft_referral", Role::Triage, on(own_draft, redraft)),
        ("open_case", Role::Supervisor, on(report, json!({"assignee": other.caseworker.id}))),
        ("assign_case", Role::Supervisor, on(case, json!({"version": 1, "assignee": other.caseworker.id}))),
        ("add_task", Role::Triage, on(report, json!({"title": "x", "due": due, "assignee": other.triage.id}))),
        ("add_task", Role::Triage, on(report, json!({"title": "x", "due": due, "case": their_case}))),
        ("record_outcome", Role::Triage, on(report, json!({"kind": "unknown", "referral": their_referral}))),
    ]
}
