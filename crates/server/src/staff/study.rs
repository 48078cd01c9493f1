//! The study that the settings name, for those who have signed in: a folder of pages that were not written here.
//!
//! They get a policy of their own, which lets them run the script inside them and reach nothing.

use super::failure::{Answer, Failure};
use super::visit::{At, Staff};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect};
use std::path::{Path as Folder, PathBuf};

/// The page's one script and style stand inside it. It reaches nothing, sends nothing and frames nothing.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src 'self' data: blob:; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-scripts allow-same-origin allow-downloads",
);

/// The study's first page.
pub async fn first(staff: Staff) -> Answer {
    serve(&staff, "index.html").await
}

/// The same without the slash, which its links need.
pub async fn slash(_: Staff) -> Answer {
    Ok(Redirect::to("/study/").into_response())
}

/// A file of the study.
pub async fn file(At(path): At<String>, staff: Staff) -> Answer {
    serve(&staff, &path).await
}

async fn serve(staff: &Staff, path: &str) -> Answer {
    let root = staff.visit.shared().settings.study.clone().ok_or(Failure::NoPage)?;
    let kind = kind(path).ok_or(Failure::NoPage)?;
    let file = inside(&root, path).ok_or(Failure::NoPage)?;
    // Links inside the folder may lead out of it: what counts is where they lead.
    let (root, file) = (tokio::fs::canonicalize(root).await, tokio::fs::canonicalize(file).await);
    let (Ok(root), Ok(file)) = (root, file) else { return Err(Failure::NoPage) };
    if !file.starts_with(&root) {
        return Err(Failure::NoPage);
    }
    let bytes = tokio::fs::read(file).await.map_err(|_| Failure::NoPage)?;
    Ok(([(CONTENT_TYPE, HeaderValue::from_static(kind)), (CONTENT_SECURITY_POLICY, POLICY)], bytes).into_response())
}

/// A file of a folder, by names that can only lead down.
fn inside(root: &Folder, path: &str) -> Option<PathBuf> {
    let good = |name: &str| {
        !name.is_empty() && !name.starts_with('.') && !name.contains(['\\', ':']) && !name.chars().any(char::is_control)
    };
    let mut file = root.to_owned();
    for name in path.split('/') {
        if !good(name) {
            return None;
        }
        file.push(name);
    }
    Some(file)
}

/// The type of a file by its ending; others are not handed out.
fn kind(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "html" => "text/html; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let root = Folder::new("/srv/study");
        assert_eq!(inside(root, "tables/trend.csv"), Some(PathBuf::from("/srv/study/tables/trend.csv")));
        for bad in [
            "",
            "..",
            "../x.csv",
            "tables/../../x.csv",
            "/etc/passwd",
            "tables//x.csv",
            ".hidden.csv",
            "a\\..\\b.csv",
            "c:x.csv",
            "a\0.csv",
        ] {
            assert_eq!(inside(root, bad), None, "{bad:?}");
        }
        assert_eq!(kind("server.key"), None);
        assert_eq!(kind("index.html"), Some("text/html; charset=utf-8"));
    }
}
