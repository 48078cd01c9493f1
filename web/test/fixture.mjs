// Builds a small study page from dist/ and invented numbers, in the HTML the Rust side writes, so that the page can be
// tested without it. Not here: real records, and the tests (page.test.mjs).
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "..", "dist");

export const CSP = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";
export const CHARTS = ["corridor-map", "corridor-sankey", "trend", "means-by-purpose", "element-tests", "unknowns"];

const PLACES = `USA 840 United States of America;UKR 804 Ukraine;RUS 643 Russian Federation;MEX 484 Mexico;PHL 608 Philippines;POL 616 Poland;
MMR 104 Myanmar;IDN 360 Indonesia;SGP 702 Singapore;BHR 048 Bahrain;MUS 480 Mauritius;FJI 242 Fiji;TKL 772 Tokelau;NZL 554 New Zealand;HKG 344 China, Hong Kong SAR;
NGA 566 Nigeria;ITA 380 Italy;BGD 050 Bangladesh;GBR 826 United Kingdom;ROU 642 Romania;XKX - Kosovo;SCG 891 Serbia and Montenegro;ZZZ - A place without a point`
  .split(";").map((line) => line.trim().split(/ (.+?) (.+)/));

/** origin, destination, border crossed (1, 0 or ? for not known), records */
const CORRIDORS = `USA USA 0 8648;UKR RUS 1 6997;MEX USA 1 2744;PHL PHL 0 2157;UKR POL 1 1641;MMR IDN 1 1543;PHL USA 1 640;NGA ITA 1 512;BGD BHR 1 205;
PHL SGP 1 180;BGD MUS 1 77;FJI NZL 1 41;TKL NZL 1 12;IDN HKG 1 98;ROU GBR 1 310;GBR GBR 0 150;XKX ITA 1 33;SCG ITA 1 21;RUS USA 1 64;USA MEX ? 17;UKR UKR 0 420;
ROU ITA 1 290;NGA GBR 1 140;FJI FJI 0 25;PHL BHR 1 160;MMR SGP 1 51;BGD SGP 1 49;IDN SGP 1 230;RUS RUS 0 88;MEX MEX 0 61;NGA NGA 0 75;ZZZ USA 1 9;POL GBR 1 44;ITA ITA 0 13`
  .split(";").map((line) => line.trim().split(" "));

const MEANS = ["Debt bondage", "Takes earnings", "Threats", "Psychological abuse", "Physical abuse", "False promises", "Psychoactive substances", "Restricts movement", "Excessive working hours", "Withholds documents", "Not recorded"];
const PURPOSES = ["Forced labour", "Sexual exploitation", "Domestic servitude", "Forced marriage", "Other exploitation", "Not recorded"];

const id = (label) => label.toLowerCase().replaceAll(" ", "_");
const entries = (labels) => labels.map((label) => ({ id: id(label), label }));
/** Parts of a count that are the same every time and never more than it. */
const parts = (labels, count, salt) => labels.map((label, i) => ({ id: id(label), label, count: Math.floor((count * ((i * 37 + salt * 13) % 61)) / 100) }));

export function sample() {
  const places = Object.fromEntries(PLACES.map(([code, numeric, name]) => [code, { name, numeric: numeric === "-" ? null : numeric }]));
  const rows = CORRIDORS.map(([origin, destination, border, count], i) => ({
    origin, destination, count: Number(count), border_crossed: border === "?" ? null : border === "1",
    by: {
      purpose: parts(PURPOSES, count, i), means: parts(MEANS.slice(0, 5), count, i + 1), sex: parts(["Female", "Male", "Not recorded"], count, i + 2),
      age: parts(["0–8", "9–17", "18–20", "21–23", "24–26", "27–29", "30–38", "39–47", "48+"], count, i + 3), period: [],
    },
  }));
  const years = Array.from({ length: 18 }, (_, i) => 2002 + i);
  const wave = (base, salt) => years.map((_, i) => (salt === 2 && i < 6 ? null : Math.round(base * (1 + 0.08 * i) + base * 0.4 * Math.sin(i + salt))));
  const instruments = [
    { id: "palermo-2000", concern: "Trafficking in persons", label: "Palermo Protocol" },
    { id: "contemporary-2013", concern: "Trafficking in persons", label: "Contemporary (2013) †" },
    { id: "smuggling-2000", concern: "Smuggling of migrants", label: "Smuggling Protocol" },
  ];
  const results = [["act", "element", "Act"], ["means", "element", "Means (or a child)"], ["how", "description", "Process"], ["finding", "finding", "Elements shown"]];
  const columns = Array.from({ length: 110 }, (_, i) => ({
    id: `column_${i}`, group: ["Act", "Means", "Purpose", "Person"][i % 4], label: i % 7 ? `Variable ${i} of the list` : `A variable with quite a long label, number ${i}`,
    yes: i < 36 ? 3000 - 80 * i : 0, no: i % 5 === 0 && i < 36 ? 900 : 0, value: 0, unknown: i < 36 ? 27000 - 3000 + 80 * i - (i % 5 === 0 ? 900 : 0) : 27000,
  }));
  return {
    title: "A study of invented records",
    synthetic: true,
    places,
    corridors: [{ title: "Corridors by citizenship", origin_basis: "citizenship", destination_basis: "country where identified", rows }],
    trend: {
      title: "Records by year of registration", caution: "Coverage moves these lines as well as reality: lists begin, grow and end.",
      years, series: [...entries(["All records", "Sexual exploitation", "Forced labour", "Children"])].map((s, i) => ({ ...s, values: wave([900, 400, 310, 120][i], i) })),
      contributors: { id: "contributors", label: "Contributing countries", values: years.map((_, i) => 4 + ((i * 5) % 9)) },
      breaks: [{ year: 2008, text: "A second list begins to report." }, { year: 2015, text: "The first list changes its form; older variables end." }],
    },
    means_by_purpose: {
      title: "Means by purpose", rows: entries(MEANS), columns: entries(PURPOSES),
      cells: MEANS.map((_, r) => PURPOSES.map((_, c) => ((r * 7 + c * 3) % 11 === 0 ? 0 : Math.round(10 ** (((r * 5 + c * 11) % 17) / 4))))),
    },
    element_tests: {
      title: "What the records say under each definition", instruments,
      results: instruments.flatMap((instrument, i) => results.map(([name, kind, label], j) => ({
        instrument: instrument.id, name, kind, label, yes: 9000 + 1000 * j, no: 500 * i * j, undetermined: 27000 - 9000 - 1000 * j - 500 * i * j,
      }))),
    },
    unknowns: { title: "What is recorded at all", total: 27000, columns },
  };
}

const escape = (text) => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const table = (head, rows) => `<table><thead><tr>${head.map((h) => `<th>${escape(h)}</th>`).join("")}</tr></thead><tbody>${rows
  .map((row) => `<tr>${row.map((cell, i) => (i ? `<td class="number">${escape(cell)}</td>` : `<th scope="row">${escape(cell)}</th>`)).join("")}</tr>`).join("")}</tbody></table>`;

function numbers(study) {
  const pairs = study.corridors?.[0]?.rows?.map((r) => [`${r.origin} → ${r.destination}`, r.count]) ?? [];
  return {
    "corridor-map": table(["Corridor", "Records"], pairs),
    "corridor-sankey": table(["Corridor", "Records"], pairs),
    trend: table(["Year", ...(study.trend?.series ?? []).map((s) => s.label)], (study.trend?.years ?? []).map((y, i) => [y, ...study.trend.series.map((s) => s.values[i] ?? "")])),
    "means-by-purpose": table(["Means", ...(study.means_by_purpose?.columns ?? []).map((c) => c.label)], (study.means_by_purpose?.rows ?? []).map((r, i) => [r.label, ...study.means_by_purpose.cells[i]])),
    "element-tests": table(["Result", "yes", "no", "undetermined"], (study.element_tests?.results ?? []).map((r) => [`${r.instrument}: ${r.label}`, r.yes, r.no, r.undetermined])),
    unknowns: table(["Column", "yes", "no", "not recorded"], (study.unknowns?.columns ?? []).map((c) => [c.label, c.yes, c.no, c.unknown])),
  };
}

/** The page as the Rust side writes it: everything inside, nothing outside. */
export function page(study) {
  const css = readFileSync(join(dist, "study.css"), "utf8"), js = readFileSync(join(dist, "study.js"), "utf8");
  const json = JSON.stringify(study).replaceAll("<", "\\u003c");
  const tables = numbers(study);
  const titles = {
    "corridor-map": "Corridors on the map", "corridor-sankey": "Where the corridors begin and end", trend: study.trend?.title, "means-by-purpose": study.means_by_purpose?.title,
    "element-tests": study.element_tests?.title, unknowns: study.unknowns?.title,
  };
  const figures = CHARTS.map((chart) => `<section><h2>${escape(titles[chart] ?? chart)}</h2>
<figure class="figure" id="figure-${chart}"><figcaption>${escape(titles[chart] ?? chart)}</figcaption>
<div class="chart" data-chart="${chart}" role="img" aria-label="${escape(titles[chart] ?? chart)}; the numbers are in the table below"></div>
<details class="numbers"><summary>The numbers</summary>${tables[chart]}</details></figure></section>`).join("\n");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${CSP}">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(study.title)}</title><style>${css}</style></head>
<body><header><h1>${escape(study.title)}</h1><p class="subtitle">Invented numbers for testing the page</p></header>
<p class="synthetic-banner">Synthetic records: no row describes a person.</p>
<main><div class="findings"><div class="finding"><span class="value">27,000</span> records read</div><div class="finding"><span class="value">34.2 %</span> of corridors stay in one country</div></div>
${figures}
<figure class="figure" id="figure-signs"><figcaption>Signs <span class="synthetic-mark">synthetic records</span></figcaption>
<div class="table"><table><tbody><tr><th scope="row">A sign</th><td class="bar"><span class="bar" aria-hidden="true"><i class="yes" style="width:30%"></i><i class="no" style="width:0.01%"></i></span></td><td class="number">8,100</td></tr></tbody></table></div></figure>
<details class="more" open><summary>What goes further</summary><div class="table">${table(["What", "Records"], [["A further table", 12]])}</div></details></main>
<script type="application/json" id="study-data">${json}</script>
<script>${js}</script></body></html>
`;
}

/** Writes a page under test/out and returns its path. */
export function writePage(name, study) {
  const out = join(here, "out");
  mkdirSync(out, { recursive: true });
  const path = join(out, `${name}.html`);
  writeFileSync(path, page(study));
  return path;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) console.log(writePage("index", sample()));
