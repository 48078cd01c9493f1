//! The staff's site as a browser without JavaScript meets it: signing in, forms, refusals, and a day's work from report to referral.
//!
//! What the pages look like in a real browser is tested elsewhere; here every page of every role and language is fetched and read.

#[path = "staff/browser.rs"]
mod browser;
#[path = "staff/conflicts.rs"]
mod conflicts;
#[path = "staff/doors.rs"]
mod doors;
#[path = "staff/files.rs"]
mod files;
#[path = "staff/forms.rs"]
mod forms;
#[path = "support/html.rs"]
mod html;
#[path = "staff/pages.rs"]
mod pages;
#[path = "staff/roles.rs"]
mod roles;
#[path = "staff/story.rs"]
mod story;
#[path = "staff/tenants.rs"]
mod tenants;
#[path = "staff/texts.rs"]
mod texts;
