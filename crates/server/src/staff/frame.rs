//! What surrounds every page: where one can go, who one is, which organisation, and that it is synthetic.

use super::assets;
use super::failure::Failure;
use super::visit::{Staff, Visit};
use super::words::Words;
use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use turnstone_casework::desk::sessions::IDLE;
use turnstone_casework::permission::{self, Action, Resource, Role, Scope};

/// What surrounds a page.
pub struct Frame {
    /// The words of the page's language.
    pub words: Words,
    /// Who has signed in.
    pub who: Option<Who>,
    /// The token that every form carries.
    pub csrf: String,
    /// Where one can go.
    pub places: Vec<Group>,
    /// What was just done; a message.
    pub done: Option<String>,
    /// The address of the style sheet.
    pub style: String,
    /// The address of the script; empty where it was not built.
    pub script: String,
    /// This page, for the choice of a language.
    pub address: String,
    /// The other languages: tag and own name.
    pub languages: Vec<(&'static str, String)>,
    /// After how many seconds without a request the session ends.
    pub idle: i64,
}

/// Who has signed in.
pub struct Who {
    /// Their name.
    pub login: String,
    /// What they are there for, in words.
    pub role: String,
    /// Their organisation.
    pub organisation: String,
    /// Whether everything in it is invented.
    pub synthetic: bool,
}

/// Places that belong together.
pub struct Group {
    /// The message that heads them.
    pub title: &'static str,
    /// The places.
    pub places: Vec<Place>,
}

/// A place to go to.
pub struct Place {
    /// Its address.
    pub href: &'static str,
    /// The message that names it.
    pub label: &'static str,
    /// Whether one is there or below it.
    pub here: bool,
}

/// What one may do to see a place: one of these.
type Needs = &'static [(Action, Resource)];

/// A place: its address, the message that names it, what it needs.
type Known = (&'static str, &'static str, Needs);

/// The places by group, each group with the message that heads it.
const PLACES: &[(&str, &[Known])] = &[
    (
        "nav-work",
        &[
            ("/", "nav-home", &[]),
            ("/queue", "nav-queue", &[(Action::List, Resource::Report)]),
            ("/contacts/new", "nav-contact", &[(Action::Create, Resource::Signal)]),
            ("/alike", "nav-alike", &[(Action::List, Resource::Likeness)]),
            ("/tasks", "nav-tasks", &[(Action::List, Resource::Task)]),
            ("/cases", "nav-cases", &[(Action::List, Resource::Case)]),
        ],
    ),
    (
        "nav-partners-group",
        &[
            ("/referrals", "nav-referrals", &[(Action::List, Resource::Referral)]),
            ("/arrivals", "nav-arrivals", &[(Action::List, Resource::Arrival)]),
            ("/partners", "nav-partners", &[(Action::List, Resource::Partner)]),
        ],
    ),
    (
        "nav-oversight",
        &[
            (
                "/break-glass",
                "nav-break-glass",
                &[(Action::List, Resource::BreakGlass), (Action::Create, Resource::BreakGlass)],
            ),
            ("/people", "nav-people", &[(Action::List, Resource::User)]),
            ("/erasure", "nav-erasure", &[(Action::Erase, Resource::Report)]),
            ("/audit", "nav-audit", &[(Action::List, Resource::Audit)]),
            ("/statistics", "nav-statistics", &[(Action::Read, Resource::Statistics)]),
        ],
    ),
];

/// What can have been done just now: the messages behind `?done=`. An address can show no other text.
const DONE: &[&str] = &[
    "claimed",
    "released",
    "closed",
    "noted",
    "replied",
    "opened",
    "assessed",
    "facts",
    "consent",
    "drafted",
    "approved",
    "sent",
    "revoked",
    "informed",
    "answered",
    "case",
    "assigned",
    "task",
    "finished",
    "outcome",
    "partner",
    "agreement",
    "user",
    "disabled",
    "granted",
    "rotated",
    "requested",
    "decided",
    "passphrase",
    "contact",
    "compared",
    "alike",
    "confirmed",
    "facts-kept",
    "consent-followed",
    "partner-revoked",
];

impl Frame {
    /// What surrounds a page for somebody of the staff.
    pub fn of(staff: &Staff) -> Frame {
        let mut frame = Frame::of_visit(&staff.visit);
        // A confirmation made the person anew; the token is the same.
        frame.csrf = staff.signed.token.csrf();
        frame
    }

    /// What surrounds a page for whoever asks.
    pub fn of_visit(visit: &Visit) -> Frame {
        let words = visit.words();
        let signed = visit.signed();
        let role = signed.map(|signed| signed.person.role);
        let done = visit.asked().text("done").to_owned();
        Frame {
            words,
            who: signed.map(|signed| Who {
                login: signed.person.login.clone(),
                role: words.label("role", signed.person.role.name()),
                organisation: signed.person.tenant.name.clone(),
                synthetic: signed.person.tenant.synthetic,
            }),
            csrf: signed.map_or_else(String::new, |signed| signed.token.csrf()),
            places: role.map_or_else(Vec::new, |role| places(role, visit)),
            done: DONE.contains(&done.as_str()).then(|| words.t(&format!("done-{done}"))),
            style: assets::style_address(),
            script: assets::script_address(),
            address: visit.address(),
            languages: Words::all()
                .iter()
                .filter(|texts| texts.tag != words.texts.tag)
                .map(|texts| (texts.tag, texts.name()))
                .collect(),
            idle: IDLE,
        }
    }

    /// A message.
    pub fn t(&self, id: &str) -> String {
        self.words.t(id)
    }

    /// A message with a number in it.
    pub fn n(&self, id: &str, n: &i64) -> String {
        self.words.n(id, *n)
    }

    /// A message with a text in it.
    pub fn with(&self, id: &str, name: &str, value: &str) -> String {
        self.words.with(id, name, value)
    }

    /// The language's tag.
    pub fn tag(&self) -> &'static str {
        self.words.texts.tag
    }

    /// The direction of its script.
    pub fn direction(&self) -> &'static str {
        self.words.texts.direction
    }
}

fn places(role: Role, visit: &Visit) -> Vec<Group> {
    let may = |needs: Needs| {
        needs.is_empty()
            || needs.iter().any(|(action, resource)| permission::scope(role, *action, *resource) != Scope::None)
    };
    let mut groups = Vec::new();
    for (title, entries) in PLACES {
        let mut open: Vec<Place> = entries
            .iter()
            .filter(|(_, _, needs)| may(needs))
            .map(|(href, label, _)| Place { href, label, here: is_here(visit.path(), href) })
            .collect();
        if *title == "nav-oversight" && visit.shared().settings.study.is_some() {
            open.push(Place { href: "/study/", label: "nav-study", here: false });
        }
        if !open.is_empty() {
            groups.push(Group { title, places: open });
        }
    }
    groups
}

fn is_here(path: &str, href: &str) -> bool {
    // Reports and their incidents are reached through the queue.
    let through_the_queue = path.starts_with("/reports/") || path.starts_with("/incidents/");
    (href == "/queue" && through_the_queue)
        || path == href
        || (href != "/" && path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/')))
}

/// A page.
///
/// # Errors
/// When the template fails, which only a broken one does.
pub fn html(page: &impl Template) -> Result<Response, Failure> {
    Ok(Html(page.render()?).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_where_one_is_or_above_it() {
        assert!(is_here("/queue", "/queue") && is_here("/cases/12", "/cases") && is_here("/", "/"));
        assert!(!is_here("/casesabc", "/cases") && !is_here("/queue", "/"));
    }
}
