//! A server on a database of its own with two organisations, and a browser that knows cookies, links, forms and nothing else.

pub use crate::html::encoded;
use crate::html::{attribute, between, unescaped};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use std::cell::Cell;
use std::collections::BTreeMap;
use tower::ServiceExt;
use turnstone_casework::desk::intake::{IntakeForm, Upload};
use turnstone_casework::desk::people::{FirstPerson, Founding};
use turnstone_casework::desk::{Desk, DeskOptions};
use turnstone_casework::form::{Online, ReportForm, SafeContact, Say};
use turnstone_casework::permission::Role;
use turnstone_casework::store::{Store, StoreOptions};
use turnstone_casework::triage::Triage;
use turnstone_casework::vault::{Cost, FormToken, Receipt, Totp};
use turnstone_casework::{Id, Moment};
use turnstone_server::files::Links;
use turnstone_server::{Settings, Shared, files, staff};

/// What everybody's passphrase is here.
pub const PASSPHRASE: &str = "seven quiet boats under a bridge";
/// The organisations.
pub const ORGANISATIONS: [&str; 2] = ["hope", "haven"];

thread_local! {
    /// The time of the test that runs on this thread.
    static CLOCK: Cell<i64> = const { Cell::new(1_790_000_000) };
}

fn clock() -> Moment {
    Moment(CLOCK.get())
}

/// Lets time pass.
pub fn pass(seconds: i64) {
    CLOCK.set(CLOCK.get() + seconds);
}

/// A server of which the staff's site and the files' site are asked.
pub struct Server {
    pub desk: Desk,
    pub staff: Router,
    pub files: Router,
    secrets: BTreeMap<(String, &'static str), String>,
    pub folder: tempfile::TempDir,
}

/// An answer, read to its end.
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub html: String,
}

/// A browser: its cookies, and the server it asks.
pub struct Browser<'a> {
    pub server: &'a Server,
    pub cookies: BTreeMap<String, String>,
}

impl Server {
    /// A server with two organisations, in which every role has somebody who is called like it.
    pub async fn new() -> Server {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("casework.db").display());
        let store = Store::open(&url, StoreOptions::new(folder.path())).await.unwrap();
        let options = DeskOptions { cost: Cost::for_tests(), clock, ..DeskOptions::default() };
        let desk = Desk::new(store, Triage::shipped().clone(), options);
        let mut secrets = BTreeMap::new();
        for slug in ORGANISATIONS {
            let people = Role::ALL.map(|role| FirstPerson {
                login: role.name().to_owned(),
                role,
                passphrase: PASSPHRASE.to_owned().into(),
            });
            let founding = Founding {
                slug: slug.to_owned(),
                name: format!("{slug} & <friends>"),
                place: "BEL".to_owned(),
                languages: vec!["en".to_owned()],
                synthetic: true,
                retention_days: 90,
                people: people.into(),
            };
            for new in desk.found(founding).await.unwrap().people {
                secrets.insert((slug.to_owned(), new.role.name()), new.totp_secret.to_string());
            }
        }
        let study = folder.path().join("study");
        std::fs::create_dir_all(study.join("tables")).unwrap();
        std::fs::write(study.join("index.html"), "<!doctype html><title>Study</title><script>1</script>").unwrap();
        std::fs::write(study.join("tables/trend.csv"), "year,count\n").unwrap();
        std::fs::write(folder.path().join("secret.csv"), "not for you").unwrap();
        let settings = Settings {
            public_url: "http://127.0.0.1:8080".into(),
            staff_url: "http://127.0.0.1:8081".into(),
            files_url: "http://127.0.0.1:8082".into(),
            study: Some(study),
            organisation: None,
        };
        let links = Links::default();
        let shared = Shared { desk: desk.clone(), settings: settings.into() };
        Server { staff: staff::router(shared, links.clone()), files: files::router(links), desk, secrets, folder }
    }

    /// The code that somebody's authenticator shows now.
    pub fn code(&self, slug: &str, role: &str) -> String {
        let (_, secret) = self.secrets.iter().find(|((s, r), _)| s == slug && *r == role).unwrap();
        let plain = secret.replace(' ', "").to_ascii_uppercase();
        let bytes = data_encoding::BASE32_NOPAD.decode(plain.as_bytes()).unwrap();
        Totp::from_bytes(&bytes).unwrap().code(clock())
    }

    /// A browser that nobody has signed in with.
    pub fn browser(&self) -> Browser<'_> {
        Browser { server: self, cookies: BTreeMap::new() }
    }

    /// A browser with which somebody has signed in.
    pub async fn signed_in(&self, slug: &str, role: &str) -> Browser<'_> {
        // Each code works once: the next sign-in needs the next one.
        pass(31);
        let mut browser = self.browser();
        let page = browser.sign_in(slug, role, PASSPHRASE).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{slug} {role}: {}", page.html);
        browser
    }

    /// A report that came through the public form, with a file.
    pub async fn report(&self, slug: &str, form: ReportForm) -> (Id, Receipt) {
        let tenant = self.desk.tenant(slug).await.unwrap();
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).unwrap();
        let token = FormToken::parse(&data_encoding::HEXLOWER.encode(&bytes)).unwrap();
        let upload = Upload {
            name: "../photo é.jpg".into(),
            media_type: "image/jpeg".into(),
            bytes: b"\xFF\xD8not shown".to_vec(),
        };
        let intake = IntakeForm { form, token, language: "en".into(), attachments: vec![upload] };
        let received = self.desk.receive(&tenant, intake).await.unwrap();
        let (id,): (Id,) =
            sqlx::query_as("SELECT id FROM reports WHERE tenant = $1 ORDER BY received_at DESC, id LIMIT 1")
                .bind(tenant.id)
                .fetch_one(self.desk.store.reader())
                .await
                .unwrap();
        // The next one is the newest again.
        pass(1);
        (id, received.receipt)
    }

    pub async fn ask(router: &Router, request: Request<Body>) -> Page {
        let response = router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Page { status: parts.status, headers: parts.headers, html: String::from_utf8_lossy(&bytes).into_owned() }
    }
}

/// What a report of the tests says.
pub fn form() -> ReportForm {
    ReportForm {
        what: "They took her papers <script>alert(1)</script> {{7*7}} and she may not leave. هي لا تستطيع المغادرة"
            .into(),
        danger_now: Say::Yes,
        child: Say::Unknown,
        ongoing: Say::Yes,
        online: Online::Both,
        place_text: "Above the laundry".into(),
        country: Some("BEL".into()),
        who_text: "Zebra-canary, about 19".into(),
        contact: SafeContact { name: "Heron-canary".into(), channel: "mailbox_only".into(), ..SafeContact::default() },
        relation: "neighbour".into(),
        ..ReportForm::default()
    }
}

impl Browser<'_> {
    fn request(&self, method: &str, address: &str) -> axum::http::request::Builder {
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let request = Request::builder().method(method).uri(address);
        if cookies.is_empty() { request } else { request.header(header::COOKIE, cookies) }
    }

    fn keep(&mut self, page: &Page) {
        for value in page.headers.get_all(header::SET_COOKIE) {
            let (name, value) = value.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    pub async fn get(&mut self, address: &str) -> Page {
        let request = self.request("GET", address).body(Body::empty()).unwrap();
        let page = Server::ask(&self.server.staff, request).await;
        self.keep(&page);
        page
    }

    /// A page that has to be there.
    pub async fn see(&mut self, address: &str) -> Page {
        let page = self.get(address).await;
        assert_eq!(page.status, StatusCode::OK, "{address}: {}", page.text());
        page
    }

    pub async fn post(&mut self, address: &str, fields: &[(String, String)]) -> Page {
        self.post_as(
            address,
            "application/x-www-form-urlencoded",
            encoded(fields),
            &[("sec-fetch-site", "same-origin")],
        )
        .await
    }

    pub async fn post_as(
        &mut self,
        address: &str,
        media: &str,
        body: impl Into<Body>,
        headers: &[(&str, &str)],
    ) -> Page {
        let mut request = self.request("POST", address).header(header::CONTENT_TYPE, media);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let page = Server::ask(&self.server.staff, request.body(body.into()).unwrap()).await;
        self.keep(&page);
        page
    }

    /// Fills the form of a page that goes to `action` and sends it.
    pub async fn send(&mut self, page: &Page, action: &str, filled: &[(&str, &str)]) -> Page {
        let fields = page.form(action, filled);
        self.post(action, &fields).await
    }

    /// Sends the form of a page that stands at `address`, and follows to the page after it.
    pub async fn does(&mut self, address: &str, action: &str, filled: &[(&str, &str)]) -> Page {
        let page = self.see(address).await;
        let done = self.send(&page, action, filled).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{action}: {}", done.text());
        let to = done.headers[header::LOCATION].to_str().unwrap().to_owned();
        self.see(to.split('#').next().unwrap()).await
    }

    pub async fn sign_in(&mut self, slug: &str, role: &str, passphrase: &str) -> Page {
        let page = self.get("/sign-in").await;
        let code = self.server.code(slug, role);
        let filled = [("organisation", slug), ("login", role), ("passphrase", passphrase), ("code", code.as_str())];
        self.send(&page, "/sign-in", &filled).await
    }
}

fn has(tag: &str, name: &str) -> bool {
    tag.split_whitespace().any(|word| word.trim_end_matches(['>', '/']) == name)
}

impl Page {
    /// What people read of it, roughly.
    pub fn text(&self) -> String {
        let main = self.html.split_once("<main").map_or(self.html.as_str(), |(_, main)| main);
        let text: Vec<&str> = main.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
        unescaped(&text.join(" ")).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Where its forms go.
    pub fn actions(&self) -> Vec<String> {
        let tags = between(&self.html, "<form", ">").into_iter();
        tags.filter(|tag| tag.contains("method=\"post\""))
            .filter_map(|tag| attribute(&format!("{tag} "), "action"))
            .collect()
    }

    /// The addresses of its links.
    pub fn links(&self) -> Vec<String> {
        between(&self.html, "<a ", ">").into_iter().filter_map(|tag| attribute(&format!(" {tag} "), "href")).collect()
    }

    /// The fields of the first form that goes to `action`, as it stands, with these filled in.
    pub fn form(&self, action: &str, filled: &[(&str, &str)]) -> Vec<(String, String)> {
        let forms = between(&self.html, "<form", "</form>");
        let form = forms.into_iter().find(|form| {
            let tag = form.split('>').next().unwrap_or_default();
            tag.contains("method=\"post\"") && attribute(&format!("{tag} "), "action").as_deref() == Some(action)
        });
        let form = form.unwrap_or_else(|| panic!("no form to {action} among {:?}: {}", self.actions(), self.text()));
        let mut fields = Vec::new();
        for part in form.split('<').skip(1) {
            let (tag, text) = part.split_once('>').unwrap_or((part, ""));
            let tag = format!("{tag} ");
            match tag.split_whitespace().next() {
                Some("input") => {
                    let chosen = !matches!(attribute(&tag, "type").as_deref(), Some("radio" | "checkbox"))
                        || has(&tag, "checked");
                    if let (Some(name), true) = (attribute(&tag, "name"), chosen && !has(&tag, "disabled")) {
                        fields.push((name, attribute(&tag, "value").unwrap_or_default()));
                    }
                }
                Some("textarea") => fields.extend(attribute(&tag, "name").map(|name| (name, unescaped(text)))),
                Some("select") => fields.extend(attribute(&tag, "name").map(|name| (name, String::new()))),
                Some("option") if has(&tag, "selected") => {
                    fields.last_mut().unwrap().1 = attribute(&tag, "value").unwrap_or_default();
                }
                _ => {}
            }
        }
        // Several values for one name are boxes that are ticked.
        for (name, _) in filled {
            fields.retain(|(known, _)| known != name);
        }
        fields.extend(filled.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        fields
    }
}
