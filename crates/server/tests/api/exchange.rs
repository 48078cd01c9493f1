//! What partners' servers exchange: packages and receipts that are taken once, and forged or damaged ones that are not taken.

use crate::records::{Makers, rng};
use crate::world::World;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use turnstone_casework::package::NoteState;
use turnstone_casework::permission::Role;
use turnstone_casework::vault::SigningKey;

const PACKAGES: &str = "/api/v1/o/north/packages";
const NOTES: &str = "/api/v1/o/north/notes";

fn digest(bytes: &[u8]) -> Value {
    json!(data_encoding::HEXLOWER.encode(&Sha256::digest(bytes)))
}

async fn arrivals(world: &World, house: usize) -> usize {
    let token = world.sign_in(house, Role::Triage).await;
    world.get(&world.staff, "/api/v1/arrivals", Some(&token)).await.good().as_array().unwrap().len()
}

#[tokio::test]
async fn a_package_is_taken_once_and_acknowledged_each_time() {
    let world = World::new().await;
    let makers = Makers::new(&world, 0).await;
    let card = world.get(&world.exchange, "/api/v1/o/north/card", None).await.good();
    assert_eq!(card["address"], "https://report.example.org/api/v1/o/north");
    let bytes = makers.package(&world).await;
    let first = world.octets(PACKAGES, bytes.clone()).await;
    let again = world.octets(PACKAGES, bytes.clone()).await;
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 200));
    assert_eq!(first.good()["digest"], digest(&bytes));
    assert_eq!(first.good(), again.good());
    assert_eq!(arrivals(&world, 0).await, 1);
}

#[tokio::test]
async fn one_changed_bit_anywhere_and_nothing_is_kept() {
    let world = World::new().await;
    let makers = Makers::new(&world, 0).await;
    let bytes = makers.package(&world).await;
    let mut refused = 0;
    for at in 0..bytes.len() {
        // Every byte of the head and of the signature, one in sixteen of what is sealed.
        if (100..bytes.len() - 70).contains(&at) && at % 16 != 0 {
            continue;
        }
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        world.octets(PACKAGES, changed).await.problem(422, "refused");
        refused += 1;
    }
    for cut in [0, 7, 93, 94, bytes.len() - 1] {
        world.octets(PACKAGES, bytes[..cut].to_vec()).await.problem(422, "refused");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    world.octets(PACKAGES, longer).await.problem(422, "refused");
    eprintln!("{refused} packages with one flipped bit, all refused");
    assert_eq!(arrivals(&world, 0).await, 0);
}

#[tokio::test]
async fn who_is_not_in_the_register_or_not_any_more_sends_nothing() {
    let world = World::new().await;
    let mut makers = Makers::new(&world, 0).await;
    let other = Makers::new(&world, 1).await;
    let good = makers.package(&world).await;
    // Sealed to the other organisation, and signed by its partner.
    let elsewhere = other.package(&world).await;
    world.octets(PACKAGES, elsewhere).await.problem(422, "refused");
    world.octets("/api/v1/o/south/packages", good.clone()).await.problem(422, "refused");
    world.octets("/api/v1/o/nowhere/packages", good.clone()).await.problem(404, "not_found");
    // A key of its own making.
    let signing = std::mem::replace(&mut makers.shelter.signing, SigningKey::generate(&mut rng()));
    let forged = makers.package(&world).await;
    let problem = world.octets(PACKAGES, forged).await.problem(422, "refused");
    assert!(problem["detail"].as_str().unwrap().contains("no partner in the register"), "{problem}");
    makers.shelter.signing = signing;
    // A partner that was revoked.
    let later = makers.package(&world).await;
    let admin = world.sign_in(0, Role::Admin).await;
    let path = format!("/api/v1/partners/{}/revoke", makers.shelter.id);
    world.post(&world.staff, &path, Some(&admin), &json!({"version": 1})).await.good();
    world.octets(PACKAGES, later).await.problem(422, "refused");
    assert_eq!(arrivals(&world, 0).await, 0);
    // Not even bytes of this kind.
    let body = Some(("application/json", good));
    world.call(&world.exchange, axum::http::Method::POST, PACKAGES, None, body).await.problem(415, "media_type");
}

#[tokio::test]
async fn receipts_move_a_referral_once_and_only_those_of_its_partner() {
    let world = World::new().await;
    let mut makers = Makers::new(&world, 0).await;
    let referral = makers.sent(&world, false).await;
    let token = world.sign_in(0, Role::Supervisor).await;
    let state = async || {
        world.get(&world.staff, &format!("/api/v1/referrals/{referral}"), Some(&token)).await.good()["state"].clone()
    };
    assert_eq!(state().await, "sent");
    let receipts = makers.receipts(&world, referral, &[NoteState::Received, NoteState::Accepted]).await;
    // One flipped bit.
    for at in (0..receipts[0].len()).step_by(11) {
        let mut changed = receipts[0].clone();
        changed[at] ^= 1 << (at % 8);
        world.octets(NOTES, changed).await.problem(422, "refused");
    }
    // Somebody else's signature.
    let signing = std::mem::replace(&mut makers.shelter.signing, SigningKey::generate(&mut rng()));
    let forged = makers.receipts(&world, referral, &[NoteState::Accepted]).await;
    world.octets(NOTES, forged[0].clone()).await.problem(422, "refused");
    makers.shelter.signing = signing;
    assert_eq!(state().await, "sent");
    for _ in 0..2 {
        let taken = world.octets(NOTES, receipts[0].clone()).await.good();
        assert_eq!(taken["digest"], digest(&receipts[0]));
        assert_eq!(state().await, "received");
    }
    // Another receipt with a number that was used, and the same one after the next.
    let twice = makers.receipts(&world, referral, &[NoteState::Rejected]).await;
    world.octets(NOTES, twice[0].clone()).await.problem(422, "refused");
    assert_eq!(state().await, "received");
    world.octets(NOTES, receipts[1].clone()).await.good();
    world.octets(NOTES, receipts[0].clone()).await.good();
    assert_eq!(state().await, "accepted");
    // To the other organisation it is nothing.
    world.octets("/api/v1/o/south/notes", receipts[1].clone()).await.problem(422, "refused");
    // About a referral that is not here.
    let other = Makers::new(&world, 1).await;
    let theirs = other.sent(&world, false).await;
    let receipts = other.receipts(&world, theirs, &[NoteState::Received]).await;
    world.octets(NOTES, receipts[0].clone()).await.problem(422, "refused");
}
