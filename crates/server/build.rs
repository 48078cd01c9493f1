//! Takes the staff site's script and style sheet into the crate.
//!
//! Both are built by Vite in `web/` and may not be there: the pages then work without the script, and the rules that are our own
//! (`web/src/styles/staff.css`) stand in for the whole style sheet, so that every page is readable either way.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let web = Path::new(&variable("CARGO_MANIFEST_DIR")).join("../../web");
    let out = PathBuf::from(variable("OUT_DIR"));
    let read = |path: PathBuf| {
        println!("cargo:rerun-if-changed={}", path.display());
        fs::read_to_string(path).ok()
    };
    let (script, style) = (read(web.join("dist/staff.js")), read(web.join("dist/staff.css")));
    if script.is_none() || style.is_none() {
        println!(
            "cargo:warning=web/dist/staff.* is not there: the staff's pages will be plain; `npm ci && npm run build` in web/ dresses them"
        );
    }
    let style = style.or_else(|| read(web.join("src/styles/staff.css"))).unwrap_or_default();
    fs::write(out.join("staff.js"), script.unwrap_or_default())?;
    fs::write(out.join("staff.css"), style)
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}
