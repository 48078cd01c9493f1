//! The staff site's style sheet, script and mark, served from memory under addresses that change with their content.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/staff.css"));
const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/staff.js"));
const MARK: &str = include_str!("../../assets/staff-mark.svg");

static STYLE_NAME: LazyLock<String> = LazyLock::new(|| named("staff", STYLE, "css"));
static SCRIPT_NAME: LazyLock<String> = LazyLock::new(|| named("staff", SCRIPT, "js"));

fn named(stem: &str, content: &str, extension: &str) -> String {
    format!("{stem}-{}.{extension}", &HEXLOWER.encode(&Sha256::digest(content.as_bytes()))[..16])
}

/// The address of the style sheet.
pub fn style_address() -> String {
    format!("/assets/{}", *STYLE_NAME)
}

/// The address of the script; empty where it was not built.
pub fn script_address() -> String {
    if SCRIPT.is_empty() { String::new() } else { format!("/assets/{}", *SCRIPT_NAME) }
}

/// One of them, by its name.
pub async fn serve(Path(name): Path<String>) -> Response {
    // Nothing of a report is in them, and their address changes with their content: they may be kept.
    const KEPT: &str = "public, max-age=31536000, immutable";
    let (kind, content, kept) = match name.as_str() {
        name if name == *STYLE_NAME => ("text/css; charset=utf-8", STYLE, KEPT),
        name if name == *SCRIPT_NAME => ("text/javascript; charset=utf-8", SCRIPT, KEPT),
        "staff-mark.svg" => ("image/svg+xml", MARK, "public, max-age=3600"),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, kept)], content).into_response()
}
