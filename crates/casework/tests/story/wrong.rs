//! What must not work: forged and replayed receipts, a changed bit, a partner whose time is over, another organisation's identifiers.

use crate::office::{Office, form, now, pass};
use crate::pair::{Pair, agreement, assessment, card, statement};
use crate::{on_both, refuses};
use turnstone_casework::CaseworkError::{Conflict, Forbidden, NotFound, Refused};
use turnstone_casework::basis::ConsentDecision;
use turnstone_casework::desk::arrivals::answer::Answer;
use turnstone_casework::desk::consents::NewConsent;
use turnstone_casework::incident::AgeSaid;
use turnstone_casework::moment::{DAY, Moment};
use turnstone_casework::package::{
    Digest, NoteState, NoticeKind, ReceiptNote, SenderNotice, open_package, seal_package, write_notice, write_receipt,
};
use turnstone_casework::partner::{Agreement, PartnerKind};
use turnstone_casework::permission::Resource;
use turnstone_casework::referral::State;
use turnstone_casework::vault::{PublicKey, SecretKey, SigningKey};
use turnstone_casework::{CaseworkError, Id};

on_both! {
    a_forged_receipt_moves_nothing
    a_changed_bit_is_refused
    nothing_goes_to_a_partner_whose_time_is_over
    another_organisations_identifiers_are_not_there
    two_at_once_lose_nothing
}

/// A partner whose keys the test holds, with a referral that it has.
struct Held {
    secret: SecretKey,
    signing: SigningKey,
    referral: Id,
    digest: Digest,
    /// What the hotline's partners seal to.
    line: PublicKey,
}

impl Held {
    async fn new(pair: &Pair) -> Held {
        let line = &pair.line;
        let (secret, signing) = (SecretKey::from_seed(&[3; 32]), SigningKey::from_bytes(&[4; 32]).unwrap());
        let partner = Pair::register(line, card("Refuge", &secret, &signing), PartnerKind::Shelter).await;
        let (triage, supervisor) = (line.person("triage").await, line.person("supervisor").await);
        let (incident, _) = pair.drafted(&triage, AgeSaid::Adult).await;
        let basis = pair.basis(&triage, incident).await;
        let draft = pair.draft_to(partner, turnstone_casework::triage::Route::Protection, incident, basis);
        let referral = line.desk.draft_referral(&triage, draft).await.unwrap();
        let version = line.desk.approve_referral(&supervisor, referral, 1, "").await.unwrap();
        line.desk.send_referral(&supervisor, referral, version).await.unwrap();
        let delivery = line.desk.deliveries().await.unwrap().remove(0);
        line.desk.delivered(delivery.id, delivery.digest).await.unwrap();
        let own = line.desk.own_card("line", "https://line.example").await.unwrap();
        let opened = open_package(&delivery.body, &secret, &[(Id([7; 16]), own.verify_public)]).unwrap();
        assert_eq!((opened.package.referral, opened.digest.0), (referral, delivery.digest));
        Held { secret, signing, referral, digest: opened.digest, line: own.hpke_public }
    }

    fn note(&self, seq: u32, state: NoteState) -> ReceiptNote {
        ReceiptNote {
            referral: self.referral,
            package_digest: self.digest,
            state,
            reason_code: None,
            words: Some("zebra".to_owned()),
            outcome: None,
            seq,
            at: now(),
        }
    }

    fn write(&self, note: &ReceiptNote) -> Vec<u8> {
        write_receipt(note, &self.line, &self.signing, &mut crate::office::rng()).unwrap()
    }
}

async fn a_forged_receipt_moves_nothing(pair: Pair) {
    let line = &pair.line;
    let held = Held::new(&pair).await;
    let triage = line.person("triage").await;
    let accepted = held.note(1, NoteState::Accepted);
    // Signed by nobody who is known, or by another partner than the one that has it.
    let stranger = SigningKey::from_bytes(&[9; 32]).unwrap();
    let forged = write_receipt(&accepted, &held.line, &stranger, &mut crate::office::rng()).unwrap();
    refuses!(line.desk.note_arrived("line", &forged), Refused(_));
    let (other_secret, other) = (SecretKey::from_seed(&[5; 32]), SigningKey::from_bytes(&[6; 32]).unwrap());
    Pair::register(line, card("Other", &other_secret, &other), PartnerKind::Shelter).await;
    let stolen = write_receipt(&accepted, &held.line, &other, &mut crate::office::rng()).unwrap();
    refuses!(line.desk.note_arrived("line", &stolen), NotFound(Resource::Referral));
    // Rightly signed, for another referral, another package, or sealed to somebody else.
    let elsewhere = ReceiptNote { referral: Id([8; 16]), ..accepted.clone() };
    refuses!(line.desk.note_arrived("line", &held.write(&elsewhere)), NotFound(Resource::Referral));
    let another = ReceiptNote { package_digest: Digest([8; 32]), ..accepted.clone() };
    refuses!(line.desk.note_arrived("line", &held.write(&another)), Refused(_));
    let sealed_away =
        write_receipt(&accepted, &held.secret.public(), &held.signing, &mut crate::office::rng()).unwrap();
    refuses!(line.desk.note_arrived("line", &sealed_away), Refused(_));
    for bytes in [&b""[..], b"TURNSLIP", b"<script>alert(1)</script>", &[0xff; 300]] {
        refuses!(line.desk.note_arrived("line", bytes), Refused(_));
    }
    let right = held.write(&accepted);
    for at in (0..right.len()).step_by(7) {
        let mut changed = right.clone();
        changed[at] ^= 0x10;
        refuses!(line.desk.note_arrived("line", &changed), Refused(_));
    }
    assert_eq!(pair.state(&triage, held.referral).await, State::Sent);

    // The right one moves it once, however often it comes; another one under its number is refused.
    for _ in 0..3 {
        line.desk.note_arrived("line", &right).await.unwrap();
    }
    let seen = line.desk.referral(&triage, held.referral).await.unwrap();
    assert_eq!((seen.state, seen.history.len(), seen.receipts.len()), (State::Accepted, 5, 1));
    refuses!(
        line.desk.note_arrived("line", &held.write(&ReceiptNote { at: Moment(5), ..accepted.clone() })),
        Refused(_)
    );
    // One that comes late is kept and moves nothing back.
    let mut late = held.note(3, NoteState::Received);
    late.words = None;
    line.desk.note_arrived("line", &held.write(&late)).await.unwrap();
    let seen = line.desk.referral(&triage, held.referral).await.unwrap();
    assert_eq!((seen.state, seen.receipts.len()), (State::Accepted, 2));
    assert_eq!(seen.receipts[0].note.words.as_deref(), Some("zebra"));
    // What was refused and yet signed by a partner is in the log; its words are nowhere in the clear.
    let refused = "SELECT COUNT(*) FROM audit WHERE action = 'referral.receipt' AND outcome = 'refused'";
    assert_eq!(line.count(refused).await, 2);
}

async fn a_changed_bit_is_refused(pair: Pair) {
    let (line, shelter) = (&pair.line, &pair.shelter);
    pair.sent().await;
    let delivery = line.desk.deliveries().await.unwrap().remove(0);
    let body = &delivery.body;
    // Every byte of the header and the signature, and a part of the body.
    let places = (0..94).chain((94..body.len() - 64).step_by(61)).chain(body.len() - 64..body.len());
    for at in places {
        let mut changed = body.clone();
        changed[at] ^= 1 << (at % 8);
        refuses!(shelter.desk.arrive("shelter", &changed), Refused(_));
    }
    refuses!(shelter.desk.arrive("shelter", &body[..body.len() - 1]), Refused(_));
    refuses!(shelter.desk.arrive("shelter", &[body.as_slice(), b"x"].concat()), Refused(_));
    refuses!(shelter.desk.arrive("nobody", body), NotFound(_));
    assert_eq!(shelter.count("SELECT COUNT(*) FROM arrivals").await, 0);
    // Sent to an organisation that it is not sealed to, by a sender whom that one knows.
    let other = shelter.neighbour("other", true).await;
    let ours = line.desk.own_card("line", "https://line.example").await.unwrap();
    Pair::register(&other, ours, PartnerKind::Hotline).await;
    refuses!(shelter.desk.arrive("other", body), Refused(_));
    shelter.desk.arrive("shelter", body).await.unwrap();
    // Somebody takes the sender's signature off and puts their own on: they are not in the register.
    let stranger = SigningKey::from_bytes(&[9; 32]).unwrap();
    let secret = SecretKey::from_seed(&[3; 32]);
    let mut package =
        shelter.desk.arrival(&shelter.person("triage").await, arrival(shelter).await).await.unwrap().package;
    package.to.fingerprint = secret.public().fingerprint();
    package.from.fingerprint = stranger.verifying().fingerprint();
    let forged = seal_package(&package, &secret.public(), &stranger, &mut crate::office::rng()).unwrap();
    refuses!(shelter.desk.arrive("shelter", &forged), Refused(_));
}

async fn arrival(office: &Office) -> Id {
    let (id,): (Id,) =
        sqlx::query_as("SELECT id FROM arrivals").fetch_one(office.desk.store.reader()).await.expect("one has arrived");
    id
}

async fn nothing_goes_to_a_partner_whose_time_is_over(pair: Pair) {
    let (line, shelter) = (&pair.line, &pair.shelter);
    let (triage, supervisor) = (line.person("triage").await, line.person("supervisor").await);
    let (_, referral) = pair.drafted(&triage, AgeSaid::Adult).await;
    let version = line.desk.approve_referral(&supervisor, referral, 1, "").await.unwrap();
    // The agreement ends.
    let admin = line.person("admin").await;
    let theirs = shelter.desk.own_card("shelter", "https://shelter.example").await.unwrap();
    let soon = Agreement { until: now().plus(DAY), ..agreement() };
    let partner =
        line.desk.update_partner(&admin, pair.partner, 1, theirs.clone(), PartnerKind::Shelter, soon).await.unwrap();
    pass(2 * DAY);
    let supervisor = line.person("supervisor").await;
    let error = line.desk.send_referral(&supervisor, referral, version).await.unwrap_err().to_string();
    assert!(error.contains("agreement with this partner ended"), "{error}");
    // It is renewed, the package is on its way, and the partner is revoked: it does not leave.
    let admin = line.person("admin").await;
    let partner = line
        .desk
        .update_partner(&admin, pair.partner, partner, theirs, PartnerKind::Shelter, agreement())
        .await
        .unwrap();
    line.desk.send_referral(&supervisor, referral, version).await.unwrap();
    let body = line.desk.deliveries().await.unwrap().remove(0).body;
    line.desk.revoke_partner(&admin, pair.partner, partner).await.unwrap();
    pass(DAY);
    assert!(line.desk.deliveries().await.unwrap().is_empty());
    let triage = line.person("triage").await;
    let (report, _) = line.report(form("[Invented] more")).await;
    let incident = line.desk.open_incident(&triage, report, assessment(AgeSaid::Adult)).await.unwrap();
    let consent = pair.consents(&triage, incident).await;
    let draft = pair.draft(incident, turnstone_casework::basis::Basis::Consent { consent });
    refuses!(line.desk.draft_referral(&triage, draft), Refused(_));
    // Taking it back reaches even a revoked partner that may have it.
    let version = line.desk.referral(&triage, referral).await.unwrap().version;
    line.desk.revoke_referral(&triage, referral, version, "The partner was revoked").await.unwrap();
    assert_eq!(line.desk.deliveries().await.unwrap().len(), 1);
    // The other side revokes the hotline: nothing is taken from it any more.
    let admin = shelter.person("admin").await;
    shelter.desk.revoke_partner(&admin, pair.sender, 1).await.unwrap();
    refuses!(shelter.desk.arrive("shelter", &body), Refused(_));
    assert_eq!(shelter.count("SELECT COUNT(*) FROM arrivals").await, 0);
}

async fn another_organisations_identifiers_are_not_there(pair: Pair) {
    let (line, shelter) = (&pair.line, &pair.shelter);
    let (incident, referral) = pair.sent().await;
    pair.carry().await;
    let id = arrival(shelter).await;
    for (office, role) in [(line, "supervisor"), (line, "triage"), (shelter, "supervisor")] {
        let other = office.neighbour(if role == "triage" { "second" } else { "third" }, true).await;
        let stranger = other.person(role).await;
        let desk = &other.desk;
        refuses!(desk.incident(&stranger, incident), NotFound(Resource::Incident));
        refuses!(desk.assess(&stranger, incident, 1, assessment(AgeSaid::Adult)), NotFound(Resource::Incident));
        refuses!(desk.assert(&stranger, incident, statement("means.threats")), NotFound(Resource::Incident));
        refuses!(desk.finding(&stranger, incident, "international"), NotFound(Resource::Incident));
        let new = NewConsent {
            decision: ConsentDecision::Withdrawn,
            given_by: turnstone_casework::basis::GivenBy::Person,
            interpreter: false,
            words: "Somebody else".to_owned(),
        };
        refuses!(desk.record_consent(&stranger, incident, new), NotFound(Resource::Incident));
        refuses!(desk.referral(&stranger, referral), NotFound(Resource::Referral));
        refuses!(desk.revoke_referral(&stranger, referral, 3, "No"), NotFound(Resource::Referral));
        assert!(desk.referrals(&stranger, &Default::default()).await.unwrap().is_empty());
        assert!(desk.arrivals(&stranger).await.unwrap().is_empty());
        refuses!(desk.arrival(&stranger, id), NotFound(Resource::Arrival));
        refuses!(desk.answer_arrival(&stranger, id, 1, Answer::Accept, ""), NotFound(Resource::Arrival));
    }
    // Who reads no reports reads none of this either.
    for role in ["officer", "admin"] {
        let person = line.person(role).await;
        refuses!(line.desk.incident(&person, incident), Forbidden { .. });
        refuses!(line.desk.referral(&person, referral), Forbidden { .. });
        refuses!(line.desk.arrivals(&person), Forbidden { .. });
    }
    // A caseworker sees what was assigned to them, and this was not.
    let ann = line.person("caseworker").await;
    refuses!(line.desk.incident(&ann, incident), NotFound(Resource::Incident));
    refuses!(line.desk.referral(&ann, referral), NotFound(Resource::Referral));
    assert!(line.desk.referrals(&ann, &Default::default()).await.unwrap().is_empty());
    // A notice about a package of somebody else.
    let (secret, signing) = (SecretKey::from_seed(&[3; 32]), SigningKey::from_bytes(&[4; 32]).unwrap());
    Pair::register(shelter, card("Refuge", &secret, &signing), PartnerKind::Hotline).await;
    let own = shelter.desk.own_card("shelter", "https://shelter.example").await.unwrap();
    let (digest,): (Vec<u8>,) =
        sqlx::query_as("SELECT digest FROM arrivals").fetch_one(shelter.desk.store.reader()).await.unwrap();
    let notice = SenderNotice {
        referral,
        package_digest: Digest(digest.try_into().unwrap()),
        kind: NoticeKind::Revoked,
        at: now(),
    };
    let body = write_notice(&notice, &own.hpke_public, &signing, &mut crate::office::rng()).unwrap();
    refuses!(shelter.desk.note_arrived("shelter", &body), NotFound(Resource::Arrival));
}

async fn two_at_once_lose_nothing(pair: Pair) {
    let (line, shelter) = (&pair.line, &pair.shelter);
    let (triage, supervisor) = (line.person("triage").await, line.person("supervisor").await);
    let (incident, referral) = pair.drafted(&triage, AgeSaid::Adult).await;
    let version = line.desk.approve_referral(&supervisor, referral, 1, "").await.unwrap();
    // Sending and taking consent back at the same moment: whichever comes second sees the first.
    let withdrawn = NewConsent {
        decision: ConsentDecision::Withdrawn,
        given_by: turnstone_casework::basis::GivenBy::Person,
        interpreter: false,
        words: "She called".to_owned(),
    };
    let (sent, taken) = tokio::join!(
        line.desk.send_referral(&supervisor, referral, version),
        line.desk.record_consent(&triage, incident, withdrawn)
    );
    taken.unwrap();
    assert!(matches!(sent, Ok(_) | Err(Conflict { .. } | Refused(_))), "{sent:?}");
    assert_eq!(pair.state(&triage, referral).await, State::Revoked);
    assert!(line.desk.deliveries().await.unwrap().is_empty());

    // Two colleagues answer the same package.
    pair.sent().await;
    pair.carry().await;
    let (one, two) = (shelter.person("triage").await, shelter.person("triage2").await);
    let id = arrival(shelter).await;
    let (first, second) = tokio::join!(shelter.desk.arrival(&one, id), shelter.desk.arrival(&two, id));
    assert_eq!(first.unwrap().version, second.unwrap().version);
    let accept = |person| shelter.desk.answer_arrival(person, id, 2, Answer::Accept, "");
    let (first, second) = tokio::join!(accept(&one), accept(&two));
    let conflicts = [&first, &second].iter().filter(|done| matches!(done, Err(CaseworkError::Conflict { .. }))).count();
    assert_eq!((conflicts, first.is_ok() || second.is_ok()), (1, true), "{first:?} {second:?}");
    assert_eq!(shelter.count("SELECT COUNT(*) FROM cases").await, 1);
    assert_eq!(shelter.count("SELECT COUNT(*) FROM reports").await, 1);
    pair.carry_back().await;
}
