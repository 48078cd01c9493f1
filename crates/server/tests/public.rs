//! The public site as a browser without JavaScript meets it: pages, forms, hidden fields, headers, refusals.
//!
//! What the pages look like in a real browser is tested elsewhere; here every page of every language is fetched and read.

#[path = "public/browser.rs"]
mod browser;
#[path = "public/headers.rs"]
mod headers;
#[path = "support/html.rs"]
mod html;
#[path = "public/pages.rs"]
mod pages;
#[path = "public/refused.rs"]
mod refused;
#[path = "public/walk.rs"]
mod walk;
