//! One record of every kind, made through the desk, with a word in each compartment that shows where it turns up.

#![allow(dead_code, reason = "each of the two test programs uses a part")]

use super::world::{House, PASSPHRASE, World, clock};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use turnstone_casework::basis::{Basis, BasisKind, ConsentDecision, GivenBy, Scope};
use turnstone_casework::desk::Person;
use turnstone_casework::desk::consents::NewConsent;
use turnstone_casework::desk::incidents::Statement;
use turnstone_casework::desk::intake::{IntakeForm, Upload};
use turnstone_casework::desk::partners::Card;
use turnstone_casework::desk::people::FirstPerson;
use turnstone_casework::desk::referrals::Draft;
use turnstone_casework::desk::tasks::NewTask;
use turnstone_casework::form::{Channel, ReportForm, SafeContact, Say, SignalKind};
use turnstone_casework::incident::{AgeSaid, Assessment, TwoQuestions};
use turnstone_casework::indicator::{Indicator, IndicatorKind};
use turnstone_casework::moment::DAY;
use turnstone_casework::outcome::OutcomeKind;
use turnstone_casework::package::{
    Digest, NoteState, Parts, Party, ReasonCode, ReceiptNote, build, seal_package, write_receipt,
};
use turnstone_casework::partner::{Agreement, Field, PartnerKind};
use turnstone_casework::permission::Role;
use turnstone_casework::store::rows::{LikenessRow, Row};
use turnstone_casework::triage::Route;
use turnstone_casework::vault::{FormToken, Receipt, SecretKey, SigningKey};
use turnstone_casework::{Id, Moment};

/// A different one each time, the same ones at each run.
pub fn rng() -> ChaCha20Rng {
    static DRAWN: AtomicU64 = AtomicU64::new(1);
    ChaCha20Rng::seed_from_u64(DRAWN.fetch_add(1, Ordering::Relaxed))
}

/// The word that stands in a compartment of a record. `given` says that the record was given to the caseworker.
pub fn canary(house: usize, given: bool, compartment: &str) -> String {
    format!("canary.{}.{}.{compartment}.", ["north", "south"][house], if given { "given" } else { "apart" })
}

/// Every such word in a text: house, whether given, compartment.
pub fn canaries(text: &str) -> BTreeSet<(usize, bool, String)> {
    let read = |rest: &str| {
        let mut parts = rest.split('.');
        let slug = parts.next()?;
        let house = ["north", "south"].iter().position(|known| *known == slug)?;
        let given = parts.next()? == "given";
        Some((house, given, parts.next()?.to_owned()))
    };
    text.split("canary.").skip(1).filter_map(read).collect()
}

/// A partner that is not on this server.
pub struct Abroad {
    pub id: Id,
    pub secret: SecretKey,
    pub signing: SigningKey,
}

/// Those who make records in one house.
pub struct Makers {
    pub house: usize,
    pub triage: Person,
    pub supervisor: Person,
    pub caseworker: Person,
    pub admin: Person,
    pub shelter: Abroad,
    tokens: Vec<String>,
}

/// A report that was made.
pub struct Report {
    pub id: Id,
    pub receipt: Receipt,
}

impl Makers {
    /// Signed in, with a partner in the register.
    pub async fn new(world: &World, house: usize) -> Makers {
        let mut tokens = Vec::new();
        for role in [Role::Triage, Role::Supervisor, Role::Caseworker, Role::Admin] {
            tokens.push(world.sign_in(house, role).await);
        }
        let [triage, supervisor, caseworker, admin] = people(world, &tokens).await;
        let shelter = add_partner(world, &admin).await;
        Makers { house, triage, supervisor, caseworker, admin, shelter, tokens }
    }

    /// The same people with the keys that they hold by now.
    pub async fn reload(&mut self, world: &World) {
        [self.triage, self.supervisor, self.caseworker, self.admin] = people(world, &self.tokens).await;
    }

    fn house<'a>(&self, world: &'a World) -> &'a House {
        &world.houses[self.house]
    }

    /// A report from the form with something in every compartment; with a case of the caseworker when it is given to them.
    pub async fn report(&self, world: &World, given: bool) -> Report {
        let desk = world.desk();
        let tenant = desk.tenant(&self.house(world).slug).await.unwrap();
        let token = FormToken::new(&mut rng());
        let says = |compartment| canary(self.house, given, compartment);
        let intake = IntakeForm {
            form: form(self.house, given),
            token: token.clone(),
            language: "en".to_owned(),
            attachments: vec![Upload {
                name: says("attachments"),
                media_type: "text/plain".to_owned(),
                bytes: says("attachments").into_bytes(),
            }],
        };
        let received = desk.receive(&tenant, intake).await.unwrap();
        let receipt = received.receipt;
        let once = FormToken::new(&mut rng());
        desk.write_to_staff(&tenant, &receipt, &says("mailbox"), once).await.unwrap();
        let id = self.one(world, "SELECT id FROM reports WHERE receipt_lookup = $1", receipt.lookup().to_vec()).await;
        desk.add_note(&self.triage, id, &says("staff_notes")).await.unwrap();
        if given {
            desk.open_case(&self.supervisor, id, Some(self.caseworker.id)).await.unwrap();
        }
        Report { id, receipt }
    }

    /// An identifier that the desk gives to nobody.
    pub async fn one<'q, T>(&self, world: &World, statement: &'static str, value: T) -> Id
    where
        T: 'q + sqlx::Encode<'q, sqlx::Any> + sqlx::Type<sqlx::Any>,
    {
        let (id,): (String,) =
            sqlx::query_as(statement).bind(value).fetch_one(world.desk().store.reader()).await.unwrap();
        id.parse().unwrap()
    }

    /// An incident of a new report.
    pub async fn incident(&self, world: &World, given: bool) -> (Id, Id) {
        let report = self.report(world, given).await.id;
        let desk = world.desk();
        let incident = desk.open_incident(&self.triage, report, assessment(self.house, given)).await.unwrap();
        let says = |compartment| canary(self.house, given, compartment);
        let statement = Statement {
            fact: "means.threats".to_owned(),
            truth: Some(true),
            said_by: says("narrative"),
            ..Statement::default()
        };
        desk.assert(&self.triage, incident, statement).await.unwrap();
        let consent = NewConsent {
            decision: ConsentDecision::Refused { recipients: BTreeSet::from([PartnerKind::Police]) },
            given_by: GivenBy::Person,
            interpreter: false,
            words: says("staff_notes"),
        };
        desk.record_consent(&self.triage, incident, consent).await.unwrap();
        (report, incident)
    }

    /// A draft of a referral.
    pub async fn draft(&self, world: &World, given: bool) -> (Id, Id) {
        let (_, incident) = self.incident(world, given).await;
        let says = |compartment| canary(self.house, given, compartment);
        let added = BTreeMap::from([
            (Field::Summary, Value::from(says("narrative"))),
            (Field::Safety, Value::from(says("victim_identity"))),
        ]);
        let draft = Draft {
            incident,
            partner: self.shelter.id,
            route: Route::Protection,
            basis: Basis::Duty { law: "Act on the protection of children".to_owned() },
            words: says("staff_notes"),
            fields: BTreeSet::new(),
            added,
        };
        (incident, world.desk().draft_referral(&self.triage, draft).await.unwrap())
    }

    /// A referral that has left.
    pub async fn sent(&self, world: &World, given: bool) -> Id {
        let (_, id) = self.draft(world, given).await;
        let version = world.desk().approve_referral(&self.supervisor, id, 1, "").await.unwrap();
        world.desk().send_referral(&self.supervisor, id, version).await.unwrap();
        id
    }

    /// The partner answers a referral, step by step.
    pub async fn answered(&self, world: &World, given: bool, states: &[NoteState]) -> Id {
        let id = self.sent(world, given).await;
        for bytes in self.receipts(world, id, states).await {
            world.desk().note_arrived(&self.house(world).slug, &bytes).await.unwrap();
        }
        id
    }

    /// The receipts of a partner for a referral, numbered from 1.
    pub async fn receipts(&self, world: &World, referral: Id, states: &[NoteState]) -> Vec<Vec<u8>> {
        let file = world.desk().referral_file(&self.supervisor, referral).await.unwrap();
        let card = world.desk().own_card(&self.house(world).slug, "https://report.example.org").await.unwrap();
        let receipt = |(at, state): (usize, &NoteState)| {
            let note = ReceiptNote {
                referral,
                package_digest: Digest::of(&file),
                state: *state,
                reason_code: (*state == NoteState::Rejected).then_some(ReasonCode::NoCapacity),
                words: Some("In the partner's words".to_owned()),
                outcome: (*state == NoteState::Outcome).then_some(OutcomeKind::PersonSafe),
                seq: u32::try_from(at + 1).unwrap(),
                at: clock(),
            };
            write_receipt(&note, &card.hpke_public, &self.shelter.signing, &mut rng()).unwrap()
        };
        states.iter().enumerate().map(receipt).collect()
    }

    /// A package of the partner, as it is sent over the network.
    pub async fn package(&self, world: &World) -> Vec<u8> {
        let card = world.desk().own_card(&self.house(world).slug, "https://report.example.org").await.unwrap();
        let fields = BTreeSet::from([Field::Narrative, Field::VictimIdentity, Field::Questions]);
        let scope = Scope { identity: true, fields, rests_on: BasisKind::Duty, law: Some("Act".to_owned()) };
        let says = |compartment| Value::from(canary(self.house, false, compartment));
        let available = BTreeMap::from([
            (Field::Narrative, says("narrative")),
            (Field::VictimIdentity, says("victim_identity")),
            (Field::Questions, json!({"crime": "unknown", "protection": "yes"})),
        ]);
        let (id, referral) = (Id::random(&mut rng()), Id::random(&mut rng()));
        let from = Party { name: "Shelter".to_owned(), fingerprint: self.shelter.signing.verifying().fingerprint() };
        let to = Party { name: card.name.clone(), fingerprint: card.hpke_fingerprint.clone() };
        let package = build(Parts {
            id,
            referral,
            from,
            to,
            route: Route::Protection,
            scope: &scope,
            available,
            record: None,
            made_at: clock(),
            retention_days: 30,
            synthetic: true,
        });
        seal_package(&package.unwrap(), &card.hpke_public, &self.shelter.signing, &mut rng()).unwrap()
    }

    /// A package that arrived.
    pub async fn arrival(&self, world: &World) -> Id {
        let bytes = self.package(world).await;
        let ack = world.desk().arrive(&self.house(world).slug, &bytes).await.unwrap();
        self.one(world, "SELECT id FROM arrivals WHERE digest = $1", ack.digest.to_vec()).await
    }

    /// A case of a new report: the caseworker's, or nobody's.
    pub async fn case(&self, world: &World, given: bool) -> Id {
        let report = self.report(world, given).await.id;
        if !given {
            return world.desk().open_case(&self.supervisor, report, None).await.unwrap();
        }
        self.one(world, "SELECT id FROM cases WHERE report_id = $1", report.to_string()).await
    }

    /// A task.
    pub async fn task(&self, world: &World, given: bool) -> Id {
        let report = self.report(world, given).await.id;
        let title = canary(self.house, given, "staff_notes");
        let task = NewTask { report, case: None, title, due: clock().plus(DAY), assignee: None };
        world.desk().add_task(&self.triage, task).await.unwrap()
    }

    /// A request of the caseworker for access in an emergency. Its report counts as given: who approves gives it to them.
    pub async fn emergency(&self, world: &World) -> (Id, Id) {
        let report = self.unassigned_but_given(world).await;
        let reason = canary(self.house, true, "emergency");
        (report, world.desk().request_break_glass(&self.caseworker, report, &reason).await.unwrap())
    }

    async fn unassigned_but_given(&self, world: &World) -> Id {
        let form = form(self.house, true);
        world.desk().log_signal(&self.triage, SignalKind::NewReport, Channel::Phone, Some(form)).await.unwrap().unwrap()
    }

    /// The task that tells the officer of an emergency.
    pub async fn alert(&self, world: &World) -> Id {
        let (report, request) = self.emergency(world).await;
        world.desk().approve_break_glass(&self.supervisor, request, 1).await.unwrap();
        self.one(world, "SELECT id FROM tasks WHERE kind = 'break_glass_alert' AND report_id = $1", report.to_string())
            .await
    }

    /// Two reports that a program thinks are alike.
    pub async fn likeness(&self, world: &World) -> Id {
        let (first, second) = (self.report(world, false).await.id, self.report(world, false).await.id);
        let id = Id::random(&mut rng());
        let tenant = self.triage.tenant.id;
        let write = world.desk().store.write(move |conn| {
            Box::pin(async move {
                let row = LikenessRow {
                    id,
                    tenant,
                    first_report: first.min(second),
                    second_report: first.max(second),
                    score: 700,
                    state: "proposed".to_owned(),
                    decided_by: None,
                };
                row.insert(conn).await?;
                Ok(())
            })
        });
        write.await.unwrap();
        id
    }

    /// A person who was just added and holds nothing.
    pub async fn newcomer(&self, world: &World) -> Id {
        let login = format!("newcomer.{}", Id::random(&mut rng()));
        let first = FirstPerson { login, role: Role::Triage, passphrase: PASSPHRASE.to_owned().into() };
        world.desk().add_user(&self.admin, first).await.unwrap().id
    }
}

async fn people(world: &World, tokens: &[String]) -> [Person; 4] {
    let mut people = Vec::new();
    for token in tokens {
        people.push(world.person(token).await);
    }
    people.try_into().ok().unwrap()
}

/// Answers with a word in every compartment, and enough chance that no two reports are alike.
pub fn form(house: usize, given: bool) -> ReportForm {
    let says = |compartment| canary(house, given, compartment);
    let noise: Vec<String> = (0..24).map(|_| Id::random(&mut rng()).to_string()[..7].to_owned()).collect();
    ReportForm {
        what: format!("{} {}", says("narrative"), noise.join(" ")),
        when_text: says("narrative"),
        child: Say::Yes,
        ongoing: Say::Yes,
        place_text: says("location"),
        country: Some("BEL".to_owned()),
        who_text: says("victim_identity"),
        relation: "family".to_owned(),
        may_contact: Say::Yes,
        contact: SafeContact {
            name: says("reporter_identity"),
            channel: "phone".to_owned(),
            address: says("reporter_identity"),
            ..SafeContact::default()
        },
        indicators: vec![Indicator::new(
            IndicatorKind::Url,
            format!("https://chat.example/{}{}", says("narrative"), noise[0]),
        )],
        ..ReportForm::default()
    }
}

/// An assessment with both questions answered yes.
pub fn assessment(house: usize, given: bool) -> Assessment {
    let says = |compartment| canary(house, given, compartment);
    Assessment {
        questions: TwoQuestions {
            crime: Say::Yes,
            crime_reason: says("narrative"),
            protection: Say::Yes,
            protection_reason: says("narrative"),
        },
        age: AgeSaid::Child,
        place_text: says("location"),
        country: Some("BEL".to_owned()),
        legal_basis: says("narrative"),
        ..Assessment::default()
    }
}

/// The card of a partner that is not on this server.
pub fn card(secret: &SecretKey, signing: &SigningKey) -> Card {
    let (hpke_public, verify_public) = (secret.public(), signing.verifying());
    Card {
        name: "Shelter".to_owned(),
        slug: "shelter".to_owned(),
        address: "https://shelter.example.org/api/v1/o/shelter".to_owned(),
        hpke_fingerprint: hpke_public.fingerprint(),
        verify_fingerprint: verify_public.fingerprint(),
        hpke_public,
        verify_public,
        synthetic: true,
    }
}

/// An agreement on everything.
pub fn agreement() -> Agreement {
    Agreement {
        purposes: Route::ALL.to_vec(),
        fields: Field::ALL.iter().copied().collect(),
        from: Moment(0),
        until: clock().plus(3650 * DAY),
        retention_days: 30,
    }
}

/// Registers a partner with keys of its own.
pub async fn add_partner(world: &World, admin: &Person) -> Abroad {
    let (secret, signing) = (SecretKey::generate(&mut rng()), SigningKey::generate(&mut rng()));
    let card = card(&secret, &signing);
    let id = world.desk().add_partner(admin, card, PartnerKind::Shelter, agreement()).await.unwrap();
    Abroad { id, secret, signing }
}
