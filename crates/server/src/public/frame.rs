//! What every public page has around it: the organisation, the language, the way out, and links between pages.

use super::Site;
use super::words::Words;
use crate::texts::{FluentValue, Texts};
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::{HeaderMap, Uri};
use turnstone_casework::CaseworkError;
use turnstone_casework::desk::Tenant;

/// What every page has around it.
pub struct Frame {
    /// The words of the page.
    pub words: Words,
    /// What the browser shows and keeps in its history. It does not say what the site is about.
    pub title: String,
    /// Where the way out leads.
    pub exit: String,
    /// The address of the style sheet.
    pub style: &'static str,
    /// The organisation; none on the pages of a server that has several, or whose database is away.
    pub organisation: Option<Organisation>,
    /// Links to the same page in other languages; empty where answers would be lost on the way.
    pub languages: Vec<Link>,
}

/// An organisation, as pages name it.
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// Whether everything in it is invented.
    pub synthetic: bool,
    /// The address of its pages in the language, without a slash at the end.
    pub home: String,
}

/// The page in one of the languages.
pub struct Link {
    /// The language.
    pub texts: &'static Texts,
    /// Its name of itself.
    pub name: String,
    /// Where it leads.
    pub address: String,
    /// Whether it is the language of the page.
    pub current: bool,
}

/// The languages that an organisation speaks and this server has texts in.
pub fn offered(tenant: &Tenant) -> Vec<&'static Texts> {
    let mut offered: Vec<_> = tenant.languages.iter().filter_map(|tag| Texts::find(tag)).collect();
    if offered.is_empty() {
        offered.push(Texts::get("en"));
    }
    offered
}

/// What a browser asks for, among the languages that are offered.
pub fn preferred(headers: &HeaderMap, offered: &[&'static Texts]) -> &'static Texts {
    Texts::preferred(headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()), offered)
}

/// The address of an organisation's pages in a language.
pub fn home(tenant: &Tenant, texts: &Texts) -> String {
    format!("/o/{}/{}", tenant.slug, texts.tag)
}

/// The same page in each language that the organisation speaks; `path` is what comes after the language.
pub fn links(tenant: &Tenant, texts: &Texts, path: &str) -> Vec<Link> {
    let link = |other: &'static Texts| {
        let address = format!("{}{path}", home(tenant, other));
        Link { texts: other, name: other.name(), address, current: other.tag == texts.tag }
    };
    offered(tenant).into_iter().map(link).collect()
}

impl Frame {
    /// The frame of a page of an organisation, or of none. `title` is the message that stands before the site's title, and may be empty.
    pub fn new(site: &Site, tenant: Option<&Tenant>, texts: &'static Texts, title: &str) -> Frame {
        let words = Words(texts);
        let before = if title.is_empty() { String::new() } else { format!("{} · ", words.t(title)) };
        let organisation = tenant.map(|tenant| Organisation {
            name: tenant.name.clone(),
            synthetic: tenant.synthetic,
            home: home(tenant, texts),
        });
        let title = before + &words.t("title");
        Frame {
            words,
            title,
            exit: site.exit.to_string(),
            style: super::style_address(),
            organisation,
            languages: Vec::new(),
        }
    }

    /// Another title.
    pub fn titled(mut self, before: &str) -> Frame {
        self.title = format!("{before} · {}", self.words.t("title"));
        self
    }

    /// A message.
    pub fn t(&self, id: &str) -> String {
        self.words.t(id)
    }

    /// A message that names the organisation.
    pub fn named(&self, id: &str) -> String {
        let name = self.organisation.as_ref().map_or("", |organisation| organisation.name.as_str());
        self.words.with(id, &[("name", FluentValue::from(name))])
    }

    /// The address of a page of the organisation, or of the first page where there is none.
    pub fn at(&self, path: &str) -> String {
        self.organisation.as_ref().map_or_else(|| "/".to_owned(), |organisation| format!("{}{path}", organisation.home))
    }

    /// Whether everything in the organisation is invented.
    pub fn synthetic(&self) -> bool {
        self.organisation.as_ref().is_some_and(|organisation| organisation.synthetic)
    }
}

/// The organisation whose form the first page shows, or those among which it asks to choose.
pub enum Home {
    /// One.
    One(Tenant),
    /// Several, or none yet.
    Choose(Vec<Tenant>),
}

impl Site {
    /// What the first page shows.
    ///
    /// # Errors
    /// When the database fails, or the organisation of the settings is not there.
    pub async fn home(&self) -> Result<Home, CaseworkError> {
        if let Some(slug) = &self.shared.settings.organisation {
            return Ok(Home::One(self.tenant(slug).await?));
        }
        let mut tenants = self.shared.desk.tenants().await?;
        match tenants.len() {
            1 => Ok(Home::One(tenants.remove(0))),
            _ => Ok(Home::Choose(tenants)),
        }
    }

    /// The organisation of a name in addresses. When the database is away, it is the one that was known before: whoever has written
    /// something sees it again, and is told in their language that it was not received.
    ///
    /// # Errors
    /// As [`Desk::tenant`](turnstone_casework::desk::Desk::tenant).
    pub async fn tenant(&self, slug: &str) -> Result<Tenant, CaseworkError> {
        // A poisoned lock only means that a thread panicked while it held the map; the map itself is whole.
        match self.shared.desk.tenant(slug).await {
            Ok(tenant) => {
                let mut known = self.known.write().unwrap_or_else(std::sync::PoisonError::into_inner);
                known.insert(tenant.slug.clone(), tenant.clone());
                Ok(tenant)
            }
            Err(error @ CaseworkError::NotFound(_)) => Err(error),
            Err(error) => {
                let known = self.known.read().unwrap_or_else(std::sync::PoisonError::into_inner);
                known.get(slug).cloned().ok_or(error)
            }
        }
    }

    /// The organisation and language of an address that no page answers, as far as they can be told.
    pub async fn guess(&self, uri: &Uri, headers: &HeaderMap) -> (Option<Tenant>, &'static Texts) {
        let mut parts = uri.path().split('/').skip(1);
        let (slug, tag) = match parts.next() {
            Some("o") => (parts.next(), parts.next()),
            _ => (None, None),
        };
        let tenant = match slug {
            Some(slug) => self.tenant(slug).await.ok(),
            None => match self.home().await {
                Ok(Home::One(tenant)) => Some(tenant),
                _ => None,
            },
        };
        let all: Vec<&'static Texts> = Texts::all().iter().collect();
        let offered = tenant.as_ref().map_or(all, offered);
        let asked = tag.and_then(|tag| offered.iter().find(|texts| texts.tag == tag).copied());
        (tenant, asked.unwrap_or_else(|| preferred(headers, &offered)))
    }
}
