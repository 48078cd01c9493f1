//! What every site shares, and what can be set.

use std::path::PathBuf;
use std::sync::Arc;
use turnstone_casework::desk::Desk;

/// What can be set about the sites. Addresses are as people reach them, without a slash at the end.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where people report, as `https://report.example.org`.
    pub public_url: String,
    /// Where the staff works.
    pub staff_url: String,
    /// Where sealed files are downloaded; an origin of its own.
    pub files_url: String,
    /// The folder of a study (`index.html`, `tables/`, `study.json`) that the staff's site links to.
    pub study: Option<PathBuf>,
    /// The organisation whose form the public site's first page shows; without it, the only one, or a list.
    pub organisation: Option<String>,
}

impl Settings {
    /// Whether cookies can be marked as secure: the staff's site is reached by HTTPS.
    pub fn secure(&self) -> bool {
        self.staff_url.starts_with("https://")
    }
}

/// What every handler has.
#[derive(Clone)]
pub struct Shared {
    /// The operations.
    pub desk: Desk,
    /// The settings.
    pub settings: Arc<Settings>,
}
