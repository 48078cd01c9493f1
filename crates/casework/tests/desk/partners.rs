//! The register of partners, and what their programs submit.

use crate::office::{Office, agreement, card, form, now, pass};
use turnstone_casework::CaseworkError::{self, Conflict, Forbidden, Invalid, NotFound, Refused, SignedOut};
use turnstone_casework::desk::intake::Upload;
use turnstone_casework::desk::partners::{Card, PartnerState, SubmissionToken};
use turnstone_casework::desk::queue::QueueFilter;
use turnstone_casework::desk::submissions::{OPEN_FOR, SubmissionState};
use turnstone_casework::moment::HOUR;
use turnstone_casework::partner::{Agreement, PartnerKind};
use turnstone_casework::permission::Resource;
use turnstone_casework::vault::{PublicKey, VerifyingKey};

on_both! {
    partners_are_registered_by_their_card
    a_submission_is_seen_when_it_is_finished
    a_submission_that_is_retracted_or_left_is_shredded
}

async fn partners_are_registered_by_their_card(office: Office) {
    let desk = &office.desk;
    let admin = office.person("admin").await;
    let shelter = office.neighbour("shelter", true).await;
    let real = office.neighbour("real", false).await;
    let good = card(&shelter).await;
    assert_eq!(good.hpke_fingerprint, good.hpke_public.fingerprint());
    let json = serde_json::to_string(&good).unwrap();
    assert_eq!(serde_json::from_str::<Card>(&json).unwrap(), good);

    refuses!(
        desk.add_partner(&office.person("triage").await, good.clone(), PartnerKind::Shelter, agreement()),
        Forbidden { .. }
    );
    let add = |card: Card| desk.add_partner(&admin, card, PartnerKind::Shelter, agreement());
    // Invented people's reports must not reach real ones, nor the other way round.
    refuses!(add(card(&real).await), Refused(_));
    refuses!(add(card(&office).await), Refused(_));
    refuses!(add(Card { hpke_public: PublicKey([9; 32]), ..good.clone() }), Invalid { field: "card", .. });
    refuses!(
        add(Card { address: "http://partner.example".to_owned(), ..good.clone() }),
        Invalid { field: "address", .. }
    );
    refuses!(add(Card { name: " ".to_owned(), ..good.clone() }), Invalid { field: "name", .. });
    let weak = PublicKey([0; 32]);
    refuses!(
        add(Card { hpke_public: weak, hpke_fingerprint: weak.fingerprint(), ..good.clone() }),
        CaseworkError::Vault(_)
    );
    let ended = Agreement { until: agreement().from, ..agreement() };
    refuses!(desk.add_partner(&admin, good.clone(), PartnerKind::Shelter, ended), Invalid { field: "agreement", .. });
    let id = add(good.clone()).await.unwrap();
    refuses!(add(good.clone()), Refused(_));
    let view = &desk.partners(&admin).await.unwrap()[0];
    assert_eq!((view.id, view.kind, view.state, view.submits), (id, PartnerKind::Shelter, PartnerState::Active, false));
    assert_eq!((&view.agreement, &view.verify_fingerprint), (&agreement(), &good.verify_fingerprint));

    // A changed key comes with a changed card.
    let key = VerifyingKey([7; 32]);
    let changed = Card {
        name: "The new shelter".to_owned(),
        verify_public: key,
        verify_fingerprint: key.fingerprint(),
        ..good.clone()
    };
    refuses!(
        desk.update_partner(&admin, id, 7, changed.clone(), PartnerKind::Ngo, agreement()),
        Conflict { seen: 7, now: 1, .. }
    );
    assert_eq!(desk.update_partner(&admin, id, 1, changed, PartnerKind::Ngo, agreement()).await.unwrap(), 2);
    let token = desk.issue_submission_token(&admin, id).await.unwrap();
    let view = desk.partner(&admin, id).await.unwrap();
    assert_eq!(
        (view.name.as_str(), view.kind, view.submits, view.version),
        ("The new shelter", PartnerKind::Ngo, true, 3)
    );
    desk.revoke_partner(&admin, id, 3).await.unwrap();
    let view = desk.partner(&admin, id).await.unwrap();
    assert_eq!((view.state, view.submits), (PartnerState::Revoked, false));
    refuses!(desk.revoke_partner(&admin, id, 4), Refused(_));
    refuses!(desk.issue_submission_token(&admin, id), Refused(_));
    let token = SubmissionToken::parse(&token).unwrap();
    refuses!(desk.open_submission(&token, "1", "en", &form("A")), SignedOut);
    // The card of one that was revoked can be registered again.
    add(good).await.unwrap();
}

async fn a_submission_is_seen_when_it_is_finished(office: Office) {
    let desk = &office.desk;
    let (token, other) = (submitter(&office, "one").await, submitter(&office, "two").await);
    let triage = office.person("triage").await;
    let opened = desk.open_submission(&token, "Maria/7", "fr", &form("Elle ne sort pas")).await.unwrap();
    assert_eq!(opened.state, SubmissionState::Open);
    let again = desk.open_submission(&token, "Maria/7", "fr", &form("Elle ne sort pas")).await.unwrap();
    assert_eq!(again, opened);
    let words = form("B");
    let both =
        tokio::join!(desk.open_submission(&token, "8", "xx", &words), desk.open_submission(&token, "8", "xx", &words));
    assert_eq!(both.0.unwrap(), both.1.unwrap());
    assert_eq!(office.count("SELECT COUNT(*) FROM reports").await, 2);
    assert_eq!(office.count("SELECT COUNT(*) FROM submissions WHERE client_id LIKE '%Maria%'").await, 0);
    refuses!(desk.open_submission(&token, "", "fr", &form("A")), Invalid { field: "client_id", .. });
    refuses!(desk.open_submission(&token, "9", "fr", &form("")), Invalid { field: "form", .. });
    refuses!(desk.attach(&other, opened.id, file("a")), NotFound(_));
    refuses!(desk.finish(&other, opened.id), NotFound(_));

    let first = desk.attach(&token, opened.id, file("a")).await.unwrap();
    assert_eq!(desk.attach(&token, opened.id, file("a")).await.unwrap(), first);
    for name in ["b", "c", "d", "e"] {
        desk.attach(&token, opened.id, file(name)).await.unwrap();
    }
    refuses!(desk.attach(&token, opened.id, file("f")), Invalid { field: "attachments", .. });
    // Nobody sees it.
    assert!(desk.queue(&triage, &QueueFilter::default(), None, 50).await.unwrap().rows.is_empty());
    refuses!(desk.report(&triage, opened.report), NotFound(Resource::Report));
    refuses!(desk.attachment(&triage, first), NotFound(_));
    refuses!(desk.open_case(&office.person("supervisor").await, opened.report, None), NotFound(_));

    pass(HOUR);
    let before = now();
    assert_eq!(desk.finish(&token, opened.id).await.unwrap().state, SubmissionState::Finished);
    assert_eq!(desk.finish(&token, opened.id).await.unwrap().state, SubmissionState::Finished);
    refuses!(desk.attach(&token, opened.id, file("g")), Refused(_));
    refuses!(desk.retract(&token, opened.id), Refused(_));
    let triage = office.person("triage").await;
    let queue = desk.queue(&triage, &QueueFilter::default(), None, 50).await.unwrap().rows;
    assert_eq!(queue.len(), 1);
    assert_eq!((queue[0].id, queue[0].received, queue[0].language.as_str()), (opened.report, before, "fr"));
    assert!(queue[0].due > before);
    let view = desk.report(&triage, opened.report).await.unwrap();
    assert_eq!(
        (view.form.what.as_str(), view.attachments.len(), view.channel.as_str()),
        ("Elle ne sort pas", 5, "partner")
    );
    let name = view.attachments.iter().find(|card| card.id == first).map(|card| card.name.as_str());
    assert_eq!((name, &desk.attachment(&triage, first).await.unwrap().bytes[..]), (Some("a"), &b"a"[..]));
    // The partner's token opens nothing any more.
    assert_eq!(office.count(&format!("SELECT COUNT(*) FROM wraps WHERE recipient = '{}'", opened.id)).await, 0);
    assert_eq!(office.count("SELECT COUNT(*) FROM signals WHERE channel = 'partner'").await, 1);
    // Without files no key for files.
    let second = desk.open_submission(&token, "8", "xx", &form("B")).await.unwrap();
    desk.finish(&token, second.id).await.unwrap();
    let view = desk.report(&triage, second.report).await.unwrap();
    assert_eq!(view.language, "und");
    assert!(!view.hidden.iter().any(|hidden| hidden.label() == "attachments"));
}

async fn a_submission_that_is_retracted_or_left_is_shredded(office: Office) {
    let desk = &office.desk;
    let token = submitter(&office, "one").await;
    let opened = desk.open_submission(&token, "1", "en", &form("A")).await.unwrap();
    desk.attach(&token, opened.id, file("a")).await.unwrap();
    for _ in 0..2 {
        assert_eq!(desk.retract(&token, opened.id).await.unwrap().state, SubmissionState::Shredded);
    }
    assert_eq!(desk.submission(&token, opened.id).await.unwrap().state, SubmissionState::Shredded);
    refuses!(desk.finish(&token, opened.id), Refused(_));
    refuses!(desk.attach(&token, opened.id, file("b")), Refused(_));
    let left = desk.open_submission(&token, "2", "en", &form("B")).await.unwrap();
    assert_eq!(desk.expire().await.unwrap().reports, 0);
    pass(OPEN_FOR);
    refuses!(desk.attach(&token, left.id, file("b")), Refused(_));
    assert_eq!(desk.expire().await.unwrap().reports, 1);
    refuses!(desk.finish(&token, left.id), Refused(_));
    for table in ["sealed", "attachments", "wraps w JOIN compartment_keys k ON k.id = w.key_id"] {
        assert_eq!(office.count(&format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
    }
}

async fn submitter(office: &Office, slug: &str) -> SubmissionToken {
    let neighbour = office.neighbour(slug, true).await;
    let admin = office.person("admin").await;
    let id = office.desk.add_partner(&admin, card(&neighbour).await, PartnerKind::Hotline, agreement()).await.unwrap();
    SubmissionToken::parse(&office.desk.issue_submission_token(&admin, id).await.unwrap()).unwrap()
}

fn file(name: &str) -> Upload {
    Upload { name: name.to_owned(), media_type: "text/plain".to_owned(), bytes: name.as_bytes().to_vec() }
}
