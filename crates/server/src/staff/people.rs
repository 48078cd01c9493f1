//! The organisation's people: adding and disabling them, and who holds the organisation's keys.

use super::entry::done;
use super::failure::Answer;
use super::fields::Fields;
use super::frame::{Frame, html};
use super::visit::{At, Sent, Staff};
use super::words::{Choice, Time, Words};
use askama::Template;
use axum::http::StatusCode;
use turnstone_casework::desk::Purpose;
use turnstone_casework::desk::people::FirstPerson;
use turnstone_casework::desk::users::UserView;
use turnstone_casework::permission::{Action, Resource, Role};
use turnstone_casework::{CaseworkError, Id};

/// A person as a row.
struct UserRow {
    id: String,
    version: i64,
    login: String,
    role: String,
    active: bool,
    locked: Option<Time>,
    created: Time,
    holds: String,
    fingerprint: String,
    grantable: bool,
    me: bool,
}

#[derive(Template)]
#[template(path = "staff/people.html")]
struct PeoplePage {
    frame: Frame,
    rows: Vec<UserRow>,
    roles: Vec<Choice>,
    mistake: String,
    login: String,
    may_add: bool,
    may_grant: bool,
    purposes: Vec<Choice>,
}

/// The people.
pub async fn page(staff: Staff) -> Answer {
    html(&people_page(&staff, &Fields::default(), String::new()).await?)
}

async fn people_page(staff: &Staff, fields: &Fields, mistake: String) -> Result<PeoplePage, CaseworkError> {
    let words = staff.words();
    let users = staff.desk().users(staff.person()).await?;
    let now = staff.desk().now();
    let me = staff.person().id;
    let row = |user: UserView| UserRow {
        me: user.id == me,
        id: user.id.to_string(),
        version: user.version,
        role: words.label("role", user.role.name()),
        active: user.active,
        locked: user.locked_until.filter(|until| *until > now).map(|until| words.time(until)),
        created: words.day(user.created),
        grantable: user.active && user.role.holds_team_keys() && user.holds.len() < Purpose::ALL.len(),
        holds: held(words, &user.holds),
        fingerprint: user.fingerprint,
        login: user.login,
    };
    Ok(PeoplePage {
        frame: Frame::of(staff),
        rows: users.into_iter().map(row).collect(),
        roles: words.choices("role", Role::ALL.map(Role::name), fields.text("role")),
        mistake,
        login: fields.text("login").to_owned(),
        may_add: staff.may(Action::Create, Resource::User),
        may_grant: staff.may(Action::Create, Resource::Key),
        purposes: words.choices("purpose", Purpose::ALL.map(Purpose::name), ""),
    })
}

fn held(words: Words, purposes: &[&'static str]) -> String {
    purposes.iter().map(|purpose| words.label("purpose", purpose)).collect::<Vec<_>>().join(", ")
}

#[derive(Template)]
#[template(path = "staff/person_new.html")]
struct NewPersonPage {
    frame: Frame,
    login: String,
    role: String,
    recovery: String,
    totp_secret: String,
    totp_uri: String,
    holds_keys: bool,
}

/// Adds somebody. What they must keep is shown once and has no address.
pub async fn add(Sent { staff, fields }: Sent) -> Answer {
    let role: Role = fields.one("role")?;
    let get = |name: &str| fields.get(name).unwrap_or_default();
    let outcome = if get("new") == get("again") {
        let first =
            FirstPerson { login: fields.text("login").to_owned(), role, passphrase: get("new").to_owned().into() };
        staff.desk().add_user(staff.person(), first).await
    } else {
        Err(CaseworkError::invalid("new", staff.words().t("passphrase-differs")))
    };
    match outcome {
        Ok(new) => html(&NewPersonPage {
            frame: Frame::of(&staff),
            login: new.login,
            role: staff.words().label("role", new.role.name()),
            recovery: new.recovery.printed().to_string(),
            totp_secret: new.totp_secret.to_string(),
            totp_uri: new.totp_uri.to_string(),
            holds_keys: new.role.holds_team_keys(),
        }),
        Err(CaseworkError::Invalid { what, .. }) => {
            let mut page = html(&people_page(&staff, &fields, what).await?)?;
            *page.status_mut() = StatusCode::BAD_REQUEST;
            Ok(page)
        }
        Err(error) => Err(error.into()),
    }
}

/// Disables somebody: their sessions end and their keys open nothing any more.
pub async fn disable(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    staff.desk().disable_user(staff.person(), id, fields.version()?).await?;
    Ok(done("/people", "disabled"))
}

/// Gives somebody the organisation's keys.
pub async fn grant(At(id): At<Id>, Sent { staff, .. }: Sent) -> Answer {
    staff.desk().grant_team_keys(staff.person(), id).await?;
    Ok(done("/people", "granted"))
}

/// Makes a new key of the organisation.
pub async fn rotate(Sent { staff, fields }: Sent) -> Answer {
    let purpose = Purpose::ALL.into_iter().find(|purpose| purpose.name() == fields.text("purpose"));
    let purpose = purpose.ok_or(CaseworkError::invalid("purpose", "triage, referral or signing"))?;
    staff.desk().rotate_team_key(staff.person(), purpose).await?;
    Ok(done("/people", "rotated"))
}
