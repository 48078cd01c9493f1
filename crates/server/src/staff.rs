//! The staff's site: where a hotline worker spends the day. Complete without JavaScript; every page is rendered here.
//!
//! A handler reads what a form sent, calls one operation of the [`desk`](turnstone_casework::desk) and renders a page. Who may do what is
//! decided there; here a permission only decides whether a button is shown. Files are handed out by [`crate::files`].

mod arrival;
mod assets;
mod builder;
mod cases;
mod consents;
mod contact;
mod cookies;
mod entry;
mod facts;
mod failure;
mod fields;
mod finding;
mod frame;
mod home;
mod incident;
mod lists;
mod oversight;
mod package;
mod partners;
mod people;
mod queue;
mod referral;
mod report;
mod study;
mod tasks;
mod visit;
mod words;

use crate::files::Links;
use crate::headers;
use crate::state::Shared;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use axum::{Extension, Router, middleware};

/// The staff's site. `links` are those that the files' site hands out files for.
pub fn router(shared: Shared, links: Links) -> Router {
    let pages = Router::new()
        .merge(entry_routes())
        .merge(work_routes())
        .merge(partner_routes())
        .merge(oversight_routes())
        .fallback(failure::no_page)
        .method_not_allowed_fallback(failure::no_page)
        .layer(Extension(links))
        .layer(DefaultBodyLimit::max(fields::FORM_LIMIT))
        .layer(middleware::from_fn_with_state(shared, visit::visit));
    Router::new()
        .route("/assets/{name}", get(assets::serve))
        .merge(pages)
        .layer(middleware::map_response(headers::staff))
}

fn entry_routes() -> Router {
    Router::new()
        .route("/", get(home::page))
        .route("/sign-in", get(entry::sign_in_page).post(entry::sign_in))
        .route("/sign-out", post(entry::sign_out))
        .route("/confirm", get(entry::confirm_page).post(entry::confirm))
        .route("/recover", get(entry::recover_page).post(entry::recover))
        .route("/account", get(entry::account_page))
        .route("/account/passphrase", post(entry::change_passphrase))
        .route("/language", get(entry::choose_language))
}

fn work_routes() -> Router {
    Router::new()
        .route("/queue", get(queue::page))
        .route("/contacts", post(contact::add))
        .route("/contacts/new", get(contact::page))
        .route("/alike", get(queue::alike))
        .route("/alike/compare", post(queue::compare))
        .route("/alike/{id}", post(queue::decide))
        .route("/tasks", get(tasks::page))
        .route("/tasks/{id}/finish", post(tasks::finish))
        .route("/reports/{id}", get(report::page))
        .route("/reports/{id}/claim", post(queue::claim))
        .route("/reports/{id}/release", post(queue::release))
        .route("/reports/{id}/close", post(report::close))
        .route("/reports/{id}/notes", post(report::note))
        .route("/reports/{id}/reply", post(report::reply))
        .route("/reports/{id}/reveal", post(report::reveal))
        .route("/reports/{id}/outcomes", post(report::outcome))
        .route("/reports/{id}/tasks", post(tasks::add))
        .route("/reports/{id}/cases", post(cases::open))
        .route("/reports/{id}/files/{file}", post(report::download))
        .route("/reports/{id}/incidents/new", get(incident::new))
        .route("/reports/{id}/incidents", post(incident::open))
        .route("/incidents/{id}", get(incident::page).post(incident::assess))
        .route("/incidents/{id}/facts", post(incident::state))
        .route("/incidents/{id}/answer", post(incident::answer))
        .route("/incidents/{id}/statements/{statement}/take-back", post(incident::take_back))
        .route("/incidents/{id}/consents", post(consents::record))
        .route("/cases", get(cases::list))
        .route("/cases/{id}", get(cases::page))
        .route("/cases/{id}/assign", post(cases::assign))
        .route("/cases/{id}/notes", post(cases::note))
        .route("/cases/{id}/close", post(cases::close))
}

fn partner_routes() -> Router {
    Router::new()
        .route("/incidents/{id}/referrals/new", get(builder::new))
        .route("/incidents/{id}/referrals", post(builder::add))
        .route("/referrals", get(referral::list))
        .route("/referrals/{id}", get(referral::page).post(referral::redraft))
        .route("/referrals/{id}/approve", post(referral::approve))
        .route("/referrals/{id}/send", post(referral::send))
        .route("/referrals/{id}/information", post(referral::inform))
        .route("/referrals/{id}/revoke", post(referral::revoke))
        .route("/referrals/{id}/close", post(referral::close))
        .route("/referrals/{id}/file", post(referral::file))
        .route("/arrivals", get(arrival::list))
        .route("/arrivals/{id}", get(arrival::page))
        .route("/arrivals/{id}/answer", post(arrival::answer))
        .route("/partners", get(partners::list).post(partners::add))
        .route("/partners/new", get(partners::new))
        .route("/partners/card", post(partners::read_card))
        .route("/partners/{id}", get(partners::page).post(partners::update))
        .route("/partners/{id}/revoke", post(partners::revoke))
        .route("/partners/{id}/token", post(partners::token))
        .route("/card", get(partners::card))
        .route("/card/file", get(partners::card_file))
}

fn oversight_routes() -> Router {
    Router::new()
        .route("/people", get(people::page).post(people::add))
        .route("/people/keys", post(people::rotate))
        .route("/people/{id}/disable", post(people::disable))
        .route("/people/{id}/grant", post(people::grant))
        .route("/break-glass", get(oversight::break_glass).post(oversight::ask))
        .route("/break-glass/{id}", post(oversight::decide))
        .route("/erasure", get(oversight::erasure).post(oversight::erase))
        .route("/audit", get(oversight::audit))
        .route("/audit/verify", post(oversight::verify))
        .route("/statistics", get(oversight::statistics))
        .route("/study", get(study::slash))
        .route("/study/", get(study::first))
        .route("/study/{*path}", get(study::file))
}
