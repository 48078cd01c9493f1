//! A hotline and a shelter, each on a database of its own, in each other's registers, and a courier between them.

use crate::office::{Office, Place, form, now};
use std::collections::{BTreeMap, BTreeSet};
use turnstone_casework::Id;
use turnstone_casework::basis::{Basis, ConsentDecision, GivenBy};
use turnstone_casework::desk::Person;
use turnstone_casework::desk::consents::{ConsentRecorded, NewConsent};
use turnstone_casework::desk::incidents::Statement;
use turnstone_casework::desk::outbox::Carried;
use turnstone_casework::desk::partners::Card;
use turnstone_casework::desk::referrals::Draft;
use turnstone_casework::form::{ReportForm, Say};
use turnstone_casework::incident::{AgeSaid, Assessment, TwoQuestions};
use turnstone_casework::moment::DAY;
use turnstone_casework::partner::{Agreement, Field, PartnerKind};
use turnstone_casework::referral::State;
use turnstone_casework::triage::Route;
use turnstone_casework::vault::{PublicKey, SecretKey, SigningKey};

pub struct Pair {
    pub line: Office,
    pub shelter: Office,
    /// The shelter, in the register of the hotline.
    pub partner: Id,
    /// The hotline, in the register of the shelter.
    pub sender: Id,
}

/// Every field there is.
pub fn everything() -> BTreeSet<Field> {
    Field::ALL.iter().copied().collect()
}

/// An agreement on everything, for a year.
pub fn agreement() -> Agreement {
    Agreement {
        purposes: vec![Route::Police, Route::Protection],
        fields: everything(),
        from: now(),
        until: now().plus(365 * DAY),
        retention_days: 180,
    }
}

/// A card of keys that the test holds itself.
pub fn card(name: &str, secret: &SecretKey, signing: &SigningKey) -> Card {
    let (hpke_public, verify_public): (PublicKey, _) = (secret.public(), signing.verifying());
    Card {
        name: name.to_owned(),
        slug: name.to_lowercase(),
        address: format!("https://{}.example/api/v1/arrivals", name.to_lowercase()),
        hpke_fingerprint: hpke_public.fingerprint(),
        verify_fingerprint: verify_public.fingerprint(),
        hpke_public,
        verify_public,
        synthetic: true,
    }
}

/// An assessment in which both questions are yes and somebody is in danger.
pub fn assessment(age: AgeSaid) -> Assessment {
    Assessment {
        questions: TwoQuestions {
            crime: Say::Yes,
            crime_reason: "She is not paid".to_owned(),
            protection: Say::Yes,
            protection_reason: "She cannot leave".to_owned(),
        },
        age,
        danger_now: Say::Yes,
        ..Assessment::default()
    }
}

/// A caller says that a fact holds.
pub fn statement(fact: &str) -> Statement {
    Statement { fact: fact.to_owned(), truth: Some(true), said_by: "caller".to_owned(), ..Statement::default() }
}

impl Pair {
    pub async fn sqlite() -> Pair {
        let place = || Place::sqlite().expect("SQLite is always there");
        Pair::on(place(), place()).await
    }

    pub async fn postgres() -> Option<Pair> {
        Some(Pair::on(Place::postgres()?, Place::postgres()?).await)
    }

    async fn on(here: Place, there: Place) -> Pair {
        let (line, shelter) = (Office::new(here).await, Office::named(there, "shelter").await);
        let card = |office: &Office| {
            let (desk, slug) = (office.desk.clone(), office.tenant.slug.clone());
            async move { desk.own_card(&slug, &format!("https://{slug}.example/api/v1/arrivals")).await.unwrap() }
        };
        let (ours, theirs) = (card(&line).await, card(&shelter).await);
        let partner = Pair::register(&line, theirs, PartnerKind::Shelter).await;
        let sender = Pair::register(&shelter, ours, PartnerKind::Hotline).await;
        Pair { line, shelter, partner, sender }
    }

    /// Adds a partner to a register.
    pub async fn register(office: &Office, card: Card, kind: PartnerKind) -> Id {
        let admin = office.person("admin").await;
        office.desk.add_partner(&admin, card, kind, agreement()).await.unwrap()
    }

    /// A police station whose keys nobody here holds.
    pub async fn police(&self, office: &Office) -> Id {
        let card = card("Police", &SecretKey::from_seed(&[1; 32]), &SigningKey::from_bytes(&[2; 32]).unwrap());
        Pair::register(office, card, PartnerKind::Police).await
    }

    /// The person decides.
    pub async fn decides(&self, person: &Person, incident: Id, decision: ConsentDecision) -> ConsentRecorded {
        let new = NewConsent {
            decision,
            given_by: GivenBy::Person,
            interpreter: false,
            words: "Asked on the telephone".to_owned(),
        };
        self.line.desk.record_consent(person, incident, new).await.unwrap()
    }

    /// The person agrees to everything but what only a name of its own opens.
    pub async fn consents_to(&self, person: &Person, incident: Id, recipients: &[PartnerKind]) -> Id {
        let mut fields = everything();
        fields.remove(&Field::Reporter);
        fields.remove(&Field::MigrationStatus);
        let recipients = recipients.iter().copied().collect();
        self.decides(person, incident, ConsentDecision::Given { fields, recipients, until: None }).await.id
    }

    pub async fn consents(&self, person: &Person, incident: Id) -> Id {
        self.consents_to(person, incident, &[PartnerKind::Shelter]).await
    }

    /// The consent that was given last.
    pub async fn basis(&self, person: &Person, incident: Id) -> Basis {
        let view = self.line.desk.incident(person, incident).await.unwrap();
        let given = view.consents.iter().rfind(|record| record.decision.name() == "given").expect("somebody agreed");
        Basis::Consent { consent: given.id }
    }

    pub fn draft_to(&self, partner: Id, route: Route, incident: Id, basis: Basis) -> Draft {
        Draft {
            incident,
            partner,
            route,
            basis,
            words: "She wants this and knows what is sent".to_owned(),
            fields: BTreeSet::new(),
            added: BTreeMap::from([(Field::Summary, "Needs a bed tonight".into())]),
        }
    }

    pub fn draft(&self, incident: Id, basis: Basis) -> Draft {
        self.draft_to(self.partner, Route::Protection, incident, basis)
    }

    /// An incident with statements and consent, and a draft to the shelter.
    pub async fn drafted(&self, person: &Person, age: AgeSaid) -> (Id, Id) {
        let told = ReportForm { what: "[Invented] She cannot leave".to_owned(), ..form("") };
        let (report, _) = self.line.report(told).await;
        let incident = self.line.desk.open_incident(person, report, assessment(age)).await.unwrap();
        self.line.desk.assert(person, incident, statement("act.harbouring")).await.unwrap();
        let consent = self.consents(person, incident).await;
        let referral =
            self.line.desk.draft_referral(person, self.draft(incident, Basis::Consent { consent })).await.unwrap();
        (incident, referral)
    }

    /// A referral that waits for the courier.
    pub async fn sent(&self) -> (Id, Id) {
        let (triage, supervisor) = (self.line.person("triage").await, self.line.person("supervisor").await);
        let (incident, referral) = self.drafted(&triage, AgeSaid::Adult).await;
        let version = self.line.desk.approve_referral(&supervisor, referral, 1, "").await.unwrap();
        self.line.desk.send_referral(&supervisor, referral, version).await.unwrap();
        (incident, referral)
    }

    pub async fn state(&self, person: &Person, referral: Id) -> State {
        self.line.desk.referral(person, referral).await.unwrap().state
    }

    /// The person with the report claimed.
    pub async fn claimer<'a>(&self, person: &'a Person, report: Id) -> &'a Person {
        let version = self.shelter.desk.report(person, report).await.unwrap().version;
        self.shelter.desk.claim(person, report, version).await.unwrap();
        person
    }

    /// Carries what waits at the hotline to the shelter.
    pub async fn carry(&self) {
        carry(&self.line, &self.shelter).await;
    }

    /// Carries what waits at the shelter to the hotline.
    pub async fn carry_back(&self) {
        carry(&self.shelter, &self.line).await;
    }
}

async fn carry(from: &Office, to: &Office) {
    loop {
        let deliveries = from.desk.deliveries().await.unwrap();
        if deliveries.is_empty() {
            break;
        }
        for delivery in deliveries {
            let slug = &to.tenant.slug;
            match delivery.kind {
                Carried::Package => {
                    let ack = to.desk.arrive(slug, &delivery.body).await.unwrap();
                    assert_eq!(ack.digest, delivery.digest);
                }
                Carried::Note | Carried::ConsentWithdrawn | Carried::Revoked => {
                    to.desk.note_arrived(slug, &delivery.body).await.unwrap();
                }
            }
            from.desk.delivered(delivery.id, delivery.digest).await.unwrap();
        }
    }
}
