// The page of a report as the Rust side writes it: its snapshot (crates/figures, test `the_page_of_the_sample`) with what
// Vite built in the places that are kept for it. Not here: the tests (report.test.mjs).
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const built = (name) => readFileSync(join(here, "..", "dist", name), "utf8");
const SNAPSHOT = join(here, "../../crates/figures/src/report/snapshots/turnstone_figures__report__tests__page.snap");

/** The page; `change` gets the data of its charts and gives back what is embedded instead. */
export function page(change = (data) => data) {
  const text = readFileSync(SNAPSHOT, "utf8");
  const html = text.slice(text.indexOf("<!doctype html>"));
  const put = (html, mark, text) => {
    const parts = html.split(mark);
    if (parts.length !== 2) throw new Error(`the snapshot has ${parts.length - 1} places for ${mark}`);
    return parts.join(text);
  };
  const [before, data, after] = html.split(/(?<=<script type="application\/json" id="report-data">)(.*?)(?=<\/script>)/s);
  const changed = JSON.stringify(change(JSON.parse(data))).replaceAll("<", "\\u003c");
  return put(put(before + changed + after, "/* the style sheet */", built("study.css")), "/* the script */", built("study.js"));
}

/** Writes a page under test/out and returns its path. */
export function writePage(name, change) {
  const out = join(here, "out");
  mkdirSync(out, { recursive: true });
  const path = join(out, `${name}.html`);
  writeFileSync(path, page(change));
  return path;
}
