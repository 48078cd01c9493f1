//! Two organisations on one server, with a person of every role in each, and a client that speaks to the interface without a network.

#![allow(dead_code, reason = "each of the two test programs uses a part")]

use axum::Router;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;
use tower::ServiceExt;
use turnstone_casework::desk::people::{FirstPerson, Founding};
use turnstone_casework::desk::{Desk, DeskOptions, Person};
use turnstone_casework::permission::Role;
use turnstone_casework::store::{Store, StoreOptions};
use turnstone_casework::triage::Triage;
use turnstone_casework::vault::{Cost, SessionToken, Totp};
use turnstone_casework::{Id, Moment};
use turnstone_server::{Settings, Shared, api};

thread_local! {
    /// The time. Everything of one test runs on one thread.
    static NOW: Cell<i64> = const { Cell::new(1_900_000_000) };
}

/// The time.
pub fn clock() -> Moment {
    NOW.with(|now| Moment(now.get()))
}

/// Lets time pass.
pub fn pass(seconds: i64) {
    NOW.with(|now| now.set(now.get() + seconds));
}

/// What everybody's passphrase is in these tests.
pub const PASSPHRASE: &str = "seven quiet herons wade";

/// Two organisations.
pub struct World {
    pub shared: Shared,
    pub staff: Router,
    pub exchange: Router,
    pub houses: Vec<House>,
    /// When each last used a code: one is good once.
    codes: RefCell<BTreeMap<(usize, Role), i64>>,
    _dir: tempfile::TempDir,
}

/// One organisation.
pub struct House {
    pub slug: String,
    pub people: BTreeMap<Role, Member>,
}

/// One of its people.
pub struct Member {
    pub id: Id,
    pub login: String,
    totp: Totp,
}

/// An answer.
pub struct Answered {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answered {
    /// Its body as JSON; `null` when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    /// Its body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Checks that it is a problem of a kind, and gives it.
    #[track_caller]
    pub fn problem(&self, status: u16, kind: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.headers[CONTENT_TYPE], "application/problem+json");
        assert_eq!(self.headers[CACHE_CONTROL], "no-store");
        let problem = self.json();
        assert_eq!(problem["type"], format!("urn:problem-type:turnstone:{kind}"), "{problem}");
        assert_eq!(problem["status"], status);
        assert!(
            problem["title"].is_string() && problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()),
            "{problem}"
        );
        assert!(problem.get("instance").is_none());
        problem
    }

    /// Checks that it went well, and gives its body.
    #[track_caller]
    pub fn good(&self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.text());
        assert_eq!(self.headers[CACHE_CONTROL], "no-store");
        self.json()
    }
}

impl World {
    /// A new one.
    pub async fn new() -> World {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", dir.path().join("casework.db").display());
        let store = Store::open(&url, StoreOptions::new(dir.path())).await.unwrap();
        let options = DeskOptions { cost: Cost::for_tests(), sign_ins: 2, waiting: 16, clock };
        let desk = Desk::new(store, Triage::shipped().clone(), options);
        let settings = Settings {
            public_url: "https://report.example.org".to_owned(),
            staff_url: "https://staff.example.org".to_owned(),
            files_url: "https://files.example.org".to_owned(),
            study: None,
            organisation: None,
        };
        let shared = Shared { desk, settings: Arc::new(settings) };
        let mut houses = Vec::new();
        for slug in ["north", "south"] {
            houses.push(found(&shared.desk, slug).await);
        }
        let (staff, exchange) = (api::staff(shared.clone()), api::exchange(shared.clone()));
        World { shared, staff, exchange, houses, codes: RefCell::default(), _dir: dir }
    }

    /// The operations.
    pub fn desk(&self) -> &Desk {
        &self.shared.desk
    }

    /// Signs somebody in over the interface.
    pub async fn sign_in(&self, house: usize, role: Role) -> String {
        let code = self.code(house, role);
        let house = &self.houses[house];
        let login = &house.people[&role].login;
        let body = json!({"organisation": house.slug, "login": login, "passphrase": PASSPHRASE, "code": code});
        let answer = self.post(&self.staff, "/api/v1/session", None, &body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        answer.json()["token"].as_str().unwrap().to_owned()
    }

    /// The next code that somebody's authenticator shows.
    pub fn code(&self, house: usize, role: Role) -> String {
        let step = || clock().0 / 30;
        if self.codes.borrow().get(&(house, role)) == Some(&step()) {
            pass(30);
        }
        self.codes.borrow_mut().insert((house, role), step());
        self.houses[house].people[&role].totp.code(clock())
    }

    /// The person of a session, for what is made beside the interface.
    pub async fn person(&self, token: &str) -> Person {
        self.desk().person(&SessionToken::parse(token).unwrap()).await.unwrap()
    }

    /// Asks for something.
    pub async fn get(&self, router: &Router, path: &str, token: Option<&str>) -> Answered {
        self.call(router, Method::GET, path, token, None).await
    }

    /// Sends JSON.
    pub async fn post(&self, router: &Router, path: &str, token: Option<&str>, body: &Value) -> Answered {
        self.call(router, Method::POST, path, token, Some(("application/json", body.to_string().into_bytes()))).await
    }

    /// Sends bytes as they are.
    pub async fn octets(&self, path: &str, bytes: Vec<u8>) -> Answered {
        self.call(&self.exchange, Method::POST, path, None, Some(("application/octet-stream", bytes))).await
    }

    /// A request.
    pub async fn call(
        &self,
        router: &Router,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<(&str, Vec<u8>)>,
    ) -> Answered {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let (media_type, bytes) = body.unwrap_or_default();
        if !media_type.is_empty() {
            request = request.header(CONTENT_TYPE, media_type);
        }
        self.send(router, request.body(Body::from(bytes)).unwrap()).await
    }

    /// A request as it is.
    pub async fn send(&self, router: &Router, request: Request<Body>) -> Answered {
        let response = router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answered { status: parts.status, headers: parts.headers, bytes }
    }
}

async fn found(desk: &Desk, slug: &str) -> House {
    let first = |role: Role| FirstPerson {
        login: format!("{}.{slug}", role.name()),
        role,
        passphrase: PASSPHRASE.to_owned().into(),
    };
    let founding = Founding {
        slug: slug.to_owned(),
        name: format!("Line of the {slug}"),
        place: "BEL".to_owned(),
        languages: vec!["en".to_owned(), "fr".to_owned()],
        synthetic: true,
        retention_days: 365,
        people: Role::ALL.into_iter().map(first).collect(),
    };
    let founded = desk.found(founding).await.unwrap();
    let member = |user: turnstone_casework::desk::people::NewUser| {
        let secret: String = user.totp_secret.chars().filter(|sign| !sign.is_whitespace()).collect();
        let totp = Totp::from_bytes(&data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap()).unwrap();
        (user.role, Member { id: user.id, login: user.login, totp })
    };
    House { slug: slug.to_owned(), people: founded.people.into_iter().map(member).collect() }
}
