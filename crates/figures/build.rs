//! Takes the page's script and style sheet into the crate.
//!
//! The script is built by Vite in `web/` and may not be there: the page is then complete as tables. The style sheet is
//! taken from its sources in that case, so that the page is readable either way.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

const STYLE_SOURCES: [&str; 3] = ["page.css", "charts.css", "print.css"];

fn main() -> io::Result<()> {
    let web = Path::new(&variable("CARGO_MANIFEST_DIR")).join("../../web");
    let out = PathBuf::from(variable("OUT_DIR"));
    let built = |name: &str| {
        let path = web.join("dist").join(name);
        println!("cargo:rerun-if-changed={}", path.display());
        fs::read_to_string(path).ok()
    };
    let (script, style) = (built("study.js"), built("study.css"));
    if script.is_none() {
        println!(
            "cargo:warning=web/dist/study.js is not there: pages will have tables only; `npm ci && npm run build` in web/ adds the charts"
        );
    }
    let style = style.unwrap_or_else(|| {
        let sources = web.join("src/styles");
        println!("cargo:rerun-if-changed={}", sources.display());
        STYLE_SOURCES.iter().filter_map(|name| fs::read_to_string(sources.join(name)).ok()).collect()
    });
    let script = script.unwrap_or_default();
    // Inside their elements neither may contain what would end it.
    for (what, text, end) in [("study.js", &script, "</script"), ("study.css", &style, "</style")] {
        if text.to_ascii_lowercase().contains(end) || text.contains("<!--") {
            return Err(io::Error::other(format!(
                "web/dist/{what} contains `{end}` or `<!--` and cannot stand in the page"
            )));
        }
    }
    fs::write(out.join("study.js"), script)?;
    fs::write(out.join("study.css"), style)
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}
