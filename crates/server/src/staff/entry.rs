//! Signing in and out, a code that confirms, a passphrase that is changed or was lost, the language of the pages.

use super::cookies;
use super::failure::{Answer, Failure};
use super::fields::Fields;
use super::frame::{Frame, html};
use super::visit::{AtTheDoor, Sent, Staff, Visit};
use askama::Template;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use turnstone_casework::CaseworkError;
use turnstone_casework::desk::Person;

#[derive(Template)]
#[template(path = "staff/sign_in.html")]
struct SignInPage {
    frame: Frame,
    door: String,
    to: String,
    organisation: String,
    login: String,
    /// A message; empty where nothing went wrong.
    mistake: &'static str,
    ended: bool,
    recovered: bool,
}

#[derive(Template)]
#[template(path = "staff/recover.html")]
struct RecoverPage {
    frame: Frame,
    door: String,
    organisation: String,
    login: String,
    mistake: String,
}

#[derive(Template)]
#[template(path = "staff/confirm.html")]
struct ConfirmPage {
    frame: Frame,
    to: String,
    minutes: i64,
}

#[derive(Template)]
#[template(path = "staff/account.html")]
struct AccountPage {
    frame: Frame,
    mistake: String,
}

/// Where one goes to sign in and come back to `address`.
pub fn sign_in_address(address: &str) -> String {
    if address == "/" { "/sign-in".to_owned() } else { format!("/sign-in?to={}", escape(address)) }
}

/// A text inside a query.
pub fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => escaped.push(byte as char),
            other => escaped.push_str(&format!("%{other:02X}")),
        }
    }
    escaped
}

/// An address of this site, or the first page: a link can never lead elsewhere.
pub fn here(to: &str) -> &str {
    let local = to.starts_with('/') && !to.starts_with("//") && !to.contains('\\') && !to.chars().any(char::is_control);
    if local && to.len() <= 2_000 { to } else { "/" }
}

/// Tells a browser to go on to a page, with a message about what was done.
pub fn done(page: &str, message: &str) -> Response {
    let (page, part) = page.split_once('#').map_or((page, String::new()), |(page, part)| (page, format!("#{part}")));
    let sign = if page.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{page}{sign}done={message}{part}")).into_response()
}

/// A page that somebody sees before signing in: it renews the door's cookie.
fn door_page(visit: &Visit, page: impl FnOnce(String) -> Answer) -> Answer {
    let settings = &visit.shared().settings;
    if let Some(known) = visit.door() {
        return page(known.to_owned());
    }
    let (value, cookie) = cookies::door(settings).ok_or(Failure::Broken("no randomness"))?;
    let mut response = page(value)?;
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(response)
}

/// The page to sign in.
pub async fn sign_in_page(visit: Visit) -> Answer {
    let asked = visit.asked();
    sign_in_form(&visit, &asked, "")
}

fn sign_in_form(visit: &Visit, fields: &Fields, mistake: &'static str) -> Answer {
    door_page(visit, |door| {
        html(&SignInPage {
            frame: Frame::of_visit(visit),
            door,
            to: here(fields.text("to")).to_owned(),
            organisation: organisation(visit, fields),
            login: fields.text("login").to_owned(),
            mistake,
            ended: fields.get("ended").is_some(),
            recovered: fields.get("recovered").is_some(),
        })
    })
}

/// The organisation that was typed, or the one whose site this is.
fn organisation(visit: &Visit, fields: &Fields) -> String {
    match fields.text("organisation") {
        "" => visit.shared().settings.organisation.clone().unwrap_or_default(),
        typed => typed.to_owned(),
    }
}

/// Signs somebody in. The token is new, whatever cookie the browser had.
pub async fn sign_in(AtTheDoor { visit, fields }: AtTheDoor) -> Answer {
    let desk = visit.desk();
    let words = fields.get("passphrase").unwrap_or_default();
    let token = match desk.sign_in(fields.text("organisation"), fields.text("login"), words, fields.text("code")).await
    {
        Ok(token) => token,
        Err(CaseworkError::SignIn) => {
            let mut page = sign_in_form(&visit, &fields, "refused-sign-in")?;
            *page.status_mut() = StatusCode::UNAUTHORIZED;
            return Ok(page);
        }
        Err(error) => return Err(error.into()),
    };
    // Whoever signs in anew on the same browser ends the session they had.
    if let Some(signed) = visit.signed() {
        desk.sign_out(&signed.person).await?;
    }
    let cookie = cookies::session(&visit.shared().settings, &token).ok_or(Failure::Broken("a cookie"))?;
    Ok(with_cookie(Redirect::to(here(fields.text("to"))).into_response(), Some(cookie)))
}

/// Ends the session.
pub async fn sign_out(Sent { staff, .. }: Sent) -> Answer {
    staff.desk().sign_out(staff.person()).await?;
    let cookie = cookies::no_session(&staff.visit.shared().settings);
    Ok(with_cookie(Redirect::to("/sign-in").into_response(), cookie))
}

fn with_cookie(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// The page that asks for a code before a step that needs one.
pub async fn confirm_page(staff: Staff) -> Answer {
    let asked = staff.visit.asked();
    html(&ConfirmPage {
        frame: Frame::of(&staff),
        to: here(asked.text("to")).to_owned(),
        minutes: Person::CONFIRMED_FOR / 60,
    })
}

/// Goes back to where one was: reading the form has confirmed the session by its code.
pub async fn confirm(Sent { fields, .. }: Sent) -> Answer {
    Ok(done(here(fields.text("to")), "confirmed"))
}

/// The page for a lost passphrase.
pub async fn recover_page(visit: Visit) -> Answer {
    recover_form(&visit, &Fields::default(), String::new())
}

fn recover_form(visit: &Visit, fields: &Fields, mistake: String) -> Answer {
    door_page(visit, |door| {
        html(&RecoverPage {
            frame: Frame::of_visit(visit),
            door,
            organisation: organisation(visit, fields),
            login: fields.text("login").to_owned(),
            mistake,
        })
    })
}

/// Sets a new passphrase with the printed code.
pub async fn recover(AtTheDoor { visit, fields }: AtTheDoor) -> Answer {
    let words = visit.words();
    let get = |name: &str| fields.get(name).unwrap_or_default();
    let outcome = if get("new") == get("again") {
        let (slug, login) = (fields.text("organisation"), fields.text("login"));
        visit.desk().recover(slug, login, get("recovery"), fields.text("code"), get("new")).await
    } else {
        Err(CaseworkError::invalid("new", words.t("passphrase-differs")))
    };
    let (mistake, status) = match outcome {
        Ok(()) => return Ok(Redirect::to("/sign-in?recovered").into_response()),
        Err(CaseworkError::SignIn) => (words.t("refused-recovery"), StatusCode::UNAUTHORIZED),
        Err(CaseworkError::Invalid { what, .. }) => (what, StatusCode::BAD_REQUEST),
        Err(error) => return Err(error.into()),
    };
    let mut page = recover_form(&visit, &fields, mistake)?;
    *page.status_mut() = status;
    Ok(page)
}

/// One's own account.
pub async fn account_page(staff: Staff) -> Answer {
    html(&AccountPage { frame: Frame::of(&staff), mistake: String::new() })
}

/// Changes one's passphrase.
pub async fn change_passphrase(Sent { staff, fields }: Sent) -> Answer {
    let words = staff.words();
    let get = |name: &str| fields.get(name).unwrap_or_default();
    let outcome = if get("new") == get("again") {
        staff.desk().change_passphrase(staff.person(), get("old"), get("new")).await
    } else {
        Err(CaseworkError::invalid("new", words.t("passphrase-differs")))
    };
    let mistake = match outcome {
        Ok(()) => return Ok(done("/account", "passphrase")),
        Err(CaseworkError::SignIn) => words.t("refused-old-passphrase"),
        Err(CaseworkError::Invalid { what, .. }) => what,
        Err(error) => return Err(error.into()),
    };
    let mut page = html(&AccountPage { frame: Frame::of(&staff), mistake })?;
    *page.status_mut() = StatusCode::BAD_REQUEST;
    Ok(page)
}

/// Chooses the language of the pages, in or before the door. It changes nothing but a cookie, and so needs no token.
pub async fn choose_language(visit: Visit) -> Answer {
    let asked = visit.asked();
    let chosen = super::words::Words::all().into_iter().find(|texts| texts.tag == asked.text("tag"));
    let cookie = chosen.and_then(|texts| cookies::language(&visit.shared().settings, texts.tag));
    Ok(with_cookie(Redirect::to(here(asked.text("to"))).into_response(), cookie))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_return_address_never_leads_elsewhere() {
        for good in ["/", "/queue?show=new", "/reports/0123#mailbox"] {
            assert_eq!(here(good), good);
        }
        for bad in [
            "",
            "queue",
            "//example.org",
            "https://example.org",
            "/\\example.org",
            "/a\r\nSet-Cookie: x",
            "javascript:alert(1)",
        ] {
            assert_eq!(here(bad), "/", "{bad}");
        }
    }

    #[test]
    fn an_address_inside_an_address_is_escaped() {
        assert_eq!(sign_in_address("/"), "/sign-in");
        assert_eq!(sign_in_address("/queue?show=new&x=é"), "/sign-in?to=/queue%3Fshow%3Dnew%26x%3D%C3%A9");
    }

    #[test]
    fn the_message_of_what_was_done_comes_before_the_part_of_the_page() {
        let to = |page: &str| done(page, "noted").headers()["location"].to_str().unwrap().to_owned();
        assert_eq!(to("/reports/1#notes"), "/reports/1?done=noted#notes");
        assert_eq!(to("/queue?show=new"), "/queue?show=new&done=noted");
    }
}
