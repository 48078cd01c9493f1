//! An invented organisation on an empty database, with a clock that the tests turn.

use crate::postgres::{self, Postgres};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;
use turnstone_casework::desk::intake::IntakeForm;
use turnstone_casework::desk::partners::Card;
use turnstone_casework::desk::people::{FirstPerson, Founding, NewUser};
use turnstone_casework::desk::tasks::NewTask;
use turnstone_casework::desk::{Desk, DeskOptions, Person, Tenant};
use turnstone_casework::form::ReportForm;
use turnstone_casework::moment::{DAY, MINUTE};
use turnstone_casework::partner::{Agreement, Field};
use turnstone_casework::permission::Role;
use turnstone_casework::store::{Store, StoreOptions};
use turnstone_casework::triage::{Route, Triage};
use turnstone_casework::vault::{Cost, FormToken, Receipt, SessionToken, Totp};
use turnstone_casework::{CaseworkError, Id, Moment};
use zeroize::Zeroizing;

/// 2026-05-28, 20:26:40.
const BEGINNING: i64 = 1_780_000_000;
const WORDS: &str = "seventeen lanterns over the quiet harbour";

thread_local! {
    /// Each test has its thread, and so its clock.
    static CLOCK: Cell<i64> = const { Cell::new(BEGINNING) };
}

pub fn now() -> Moment {
    Moment(CLOCK.get())
}

/// Turns the clock forward.
pub fn pass(seconds: i64) {
    CLOCK.set(CLOCK.get() + seconds);
}

/// A database with nothing in it.
pub struct Place {
    dir: tempfile::TempDir,
    url: String,
}

impl Place {
    pub fn sqlite() -> Option<Place> {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let url = format!("sqlite:{}", dir.path().join("turnstone.db").display());
        Some(Place { dir, url })
    }

    pub fn postgres() -> Option<Place> {
        let url = postgres::shared().map(Postgres::database)?;
        Some(Place { dir: tempfile::tempdir().expect("a temporary directory"), url })
    }
}

/// An organisation with two of each role: `triage`, `triage2`, `caseworker`, `caseworker2`, …
pub struct Office {
    pub desk: Desk,
    pub tenant: Tenant,
    people: BTreeMap<String, Known>,
    _place: Option<Arc<Place>>,
}

struct Known {
    id: Id,
    totp: Totp,
}

impl Office {
    pub async fn new(place: Place) -> Office {
        Office::named(place, "line").await
    }

    /// An organisation of another name.
    pub async fn named(place: Place, slug: &str) -> Office {
        let store = Store::open(&place.url, StoreOptions::new(place.dir.path().join("data")))
            .await
            .expect("an empty place opens");
        let options = DeskOptions { cost: Cost::for_tests(), clock: now, ..DeskOptions::default() };
        let desk = Desk::new(store, Triage::shipped().clone(), options);
        Office::found(desk, slug, true, Some(Arc::new(place))).await
    }

    /// Another organisation on the same server.
    pub async fn neighbour(&self, slug: &str, synthetic: bool) -> Office {
        Office::found(self.desk.clone(), slug, synthetic, self._place.clone()).await
    }

    async fn found(desk: Desk, slug: &str, synthetic: bool, place: Option<Arc<Place>>) -> Office {
        let people = Role::ALL.into_iter().flat_map(|role| {
            ["", "2"].map(|number| FirstPerson { login: format!("{}{number}", role.name()), role, passphrase: words() })
        });
        let founding = Founding {
            slug: slug.to_owned(),
            name: format!("The {slug}"),
            place: "BEL".to_owned(),
            languages: vec!["en".to_owned(), "fr".to_owned()],
            synthetic,
            retention_days: 90,
            people: people.collect(),
        };
        let founded = desk.found(founding).await.expect("an organisation can be founded");
        let mut office = Office { desk, tenant: founded.tenant, people: BTreeMap::new(), _place: place };
        founded.people.iter().for_each(|user| office.know(user));
        office
    }

    /// Remembers the authenticator of somebody who was added.
    pub fn know(&mut self, user: &NewUser) {
        let secret = user.totp_secret.replace(' ', "");
        let bytes = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).expect("base 32");
        let totp = Totp::from_bytes(&bytes).expect("a secret of 160 bits");
        self.people.insert(user.login.clone(), Known { id: user.id, totp });
    }

    pub fn id(&self, login: &str) -> Id {
        self.people[login].id
    }

    /// Signs somebody in, a minute after whatever was before: a code serves once.
    pub async fn session(&self, login: &str) -> Result<SessionToken, CaseworkError> {
        pass(MINUTE);
        let code = self.people[login].totp.code(now());
        self.desk.sign_in(&self.tenant.slug, login, WORDS, &code).await
    }

    pub async fn person(&self, login: &str) -> Person {
        let token = self.session(login).await.expect("they may sign in");
        self.desk.person(&token).await.expect("they have just signed in")
    }

    /// A report from the public form. Gives its identifier and its receipt.
    pub async fn report(&self, form: ReportForm) -> (Id, Receipt) {
        let token = FormToken::new(&mut rng());
        let intake = IntakeForm { form, token, language: "en".to_owned(), attachments: Vec::new() };
        let received = self.desk.receive(&self.tenant, intake).await.expect("a report is accepted");
        let (id,): (Id,) = sqlx::query_as("SELECT id FROM reports WHERE receipt_lookup = $1")
            .bind(received.receipt.lookup().to_vec())
            .fetch_one(self.desk.store.reader())
            .await
            .expect("it is kept");
        (id, received.receipt)
    }

    /// How many rows a statement counts.
    pub async fn count(&self, statement: &str) -> i64 {
        let (count,): (i64,) =
            sqlx::query_as(sqlx::AssertSqlSafe(statement.replace("COUNT(*)", "CAST(COUNT(*) AS BIGINT)")))
                .fetch_one(self.desk.store.reader())
                .await
                .expect("the statement runs");
        count
    }
}

pub fn words() -> Zeroizing<String> {
    Zeroizing::new(WORDS.to_owned())
}

pub fn rng() -> impl rand::CryptoRng {
    rand::rand_core::UnwrapErr(getrandom::SysRng)
}

/// A report in which everything is said.
pub fn form(what: &str) -> ReportForm {
    ReportForm { what: what.to_owned(), who_text: "The girl from the yellow house".to_owned(), ..ReportForm::default() }
}

/// A task for whoever writes it down.
pub fn task(report: Id, title: &str, due: Moment) -> NewTask {
    NewTask { report, case: None, title: title.to_owned(), due, assignee: None }
}

/// An agreement of a year on one field.
pub fn agreement() -> Agreement {
    Agreement {
        purposes: vec![Route::Protection],
        fields: [Field::Narrative].into(),
        from: now().plus(-DAY),
        until: now().plus(365 * DAY),
        retention_days: 365,
    }
}

/// The card of an organisation.
pub async fn card(of: &Office) -> Card {
    of.desk.own_card(&of.tenant.slug, &format!("https://partner.example/{}", of.tenant.slug)).await.unwrap()
}
