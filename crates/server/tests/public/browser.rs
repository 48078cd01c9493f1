//! A site on a database of its own, and a browser that knows links, forms and nothing else.

pub use crate::html::{attribute, between, encoded, unescaped};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use tower::ServiceExt;
use turnstone_casework::desk::people::{FirstPerson, Founding};
use turnstone_casework::desk::{Desk, DeskOptions};
use turnstone_casework::permission::Role;
use turnstone_casework::store::{Store, StoreOptions};
use turnstone_casework::triage::Triage;
use turnstone_casework::vault::Cost;
use turnstone_server::{Settings, Shared, public};

/// A server of which only the public site is asked.
pub struct Server {
    pub desk: Desk,
    pub site: Router,
    _folder: tempfile::TempDir,
}

/// An answer, read to its end.
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub html: String,
}

impl Server {
    /// A server with these organisations: name in addresses, languages, invented or not.
    pub async fn with(organisations: &[(&str, &[&str], bool)]) -> Server {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("casework.db").display());
        let store = Store::open(&url, StoreOptions::new(folder.path())).await.unwrap();
        let desk = Desk::new(
            store,
            Triage::shipped().clone(),
            DeskOptions { cost: Cost::for_tests(), ..DeskOptions::default() },
        );
        for (slug, languages, synthetic) in organisations {
            let supervisor = FirstPerson {
                login: "supervisor".into(),
                role: Role::Supervisor,
                passphrase: "seven quiet boats under a bridge".to_owned().into(),
            };
            let founding = Founding {
                slug: (*slug).into(),
                name: "Hope & <Harbour>".into(),
                place: "BEL".into(),
                languages: languages.iter().map(|tag| (*tag).to_owned()).collect(),
                synthetic: *synthetic,
                retention_days: 90,
                people: vec![supervisor],
            };
            desk.found(founding).await.unwrap();
        }
        let settings = Settings {
            public_url: "https://report.example.org".into(),
            staff_url: "https://staff.example.org".into(),
            files_url: "https://files.example.org".into(),
            study: None,
            organisation: None,
        };
        let site = public::router(Shared { desk: desk.clone(), settings: settings.into() });
        Server { desk, site, _folder: folder }
    }

    /// A server with one organisation that speaks every language.
    pub async fn new() -> Server {
        Server::with(&[("hope", &["en", "fr", "es", "ar"], false)]).await
    }

    pub async fn send(&self, request: Request<Body>) -> Page {
        let response = self.site.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Page { status: parts.status, headers: parts.headers, html: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    pub async fn get(&self, address: &str) -> Page {
        self.send(Request::get(address).body(Body::empty()).unwrap()).await
    }

    /// Sends a form that is encoded in the usual way.
    pub async fn post(&self, address: &str, fields: &[(String, String)]) -> Page {
        self.post_bytes(address, "application/x-www-form-urlencoded", encoded(fields)).await
    }

    pub async fn post_bytes(&self, address: &str, media: &str, body: impl Into<Body>) -> Page {
        let request =
            Request::post(address).header(header::CONTENT_TYPE, media).header("sec-fetch-site", "same-origin");
        self.send(request.body(body.into()).unwrap()).await
    }

    /// Sends a form with files: name, type, bytes.
    pub async fn post_files(&self, address: &str, fields: &[(String, String)], files: &[(&str, &str, &[u8])]) -> Page {
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
        }
        for (name, media, bytes) in files {
            let head = format!(
                "--B\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: {media}\r\n\r\n"
            );
            body.extend(head.bytes());
            body.extend(*bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--B--\r\n");
        self.post_bytes(address, "multipart/form-data; boundary=B", body).await
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> i64 {
        sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}")))
            .fetch_one(self.desk.store.reader())
            .await
            .unwrap()
    }

    /// Walks to the last step with these answers, and gives its page.
    pub async fn filled(&self, tag: &str, answers: &[(&str, &str)]) -> Page {
        let address = format!("/o/hope/{tag}/report");
        let mut page = self.get(&address).await;
        for _ in 0..6 {
            if page.html.contains("name=\"files\"") {
                return page;
            }
            page = self.post(&address, &page.form(answers, "next")).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.html);
        }
        panic!("the last step did not come: {}", page.html);
    }
}

impl Page {
    /// What a browser sends when a button of the form is pressed: what is in its fields, what was typed, the button.
    pub fn form(&self, typed: &[(&str, &str)], go: &str) -> Vec<(String, String)> {
        let mut fields: Vec<(String, String)> = Vec::new();
        for tag in between(&self.html, "<input ", ">") {
            let tag = format!(" {tag}");
            let name = attribute(&tag, "name").unwrap();
            match attribute(&tag, "type").unwrap().as_str() {
                "hidden" | "text" => fields.push((name, attribute(&tag, "value").unwrap_or_default())),
                "radio" if tag.ends_with(" checked") => fields.push((name, attribute(&tag, "value").unwrap())),
                _ => {}
            }
        }
        for area in between(&self.html, "<textarea ", "</textarea>") {
            let (tag, text) = area.split_once('>').unwrap();
            // The first line feed after the tag belongs to no text.
            fields.push((
                attribute(&format!(" {tag}"), "name").unwrap(),
                unescaped(text.strip_prefix('\n').unwrap_or(text)),
            ));
        }
        for list in between(&self.html, "<select ", "</select>") {
            let chosen = between(list, "<option ", ">").into_iter().find(|tag| tag.ends_with(" selected"));
            let first = between(list, "<option ", ">")[0];
            let value = attribute(&format!(" {}", chosen.unwrap_or(first)), "value").unwrap();
            fields.push((attribute(&format!(" {list}"), "name").unwrap(), value));
        }
        for (name, value) in typed {
            let here = self.html.contains(&format!("name=\"{name}\""));
            let hidden = self.html.contains(&format!("type=\"hidden\" name=\"{name}\""));
            if here && !hidden {
                fields.retain(|(known, _)| known != name);
                fields.push(((*name).to_owned(), (*value).to_owned()));
            }
        }
        fields.push(("go".to_owned(), go.to_owned()));
        fields
    }

    /// What is in a field, hidden or not.
    pub fn field(&self, name: &str) -> Option<String> {
        self.form(&[], "").into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The ten words of the page.
    pub fn receipt(&self) -> Vec<String> {
        let list = between(&self.html, "<ol class=\"receipt\"", "</ol>");
        between(list.first().copied().unwrap_or_default(), "<li>", "</li>").into_iter().map(str::to_owned).collect()
    }

    pub fn title(&self) -> String {
        unescaped(between(&self.html, "<title>", "</title>")[0])
    }
}
