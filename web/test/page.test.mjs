// The study page in a real browser: complete, silent on the network, and usable by mouse, keyboard, paper and without
// JavaScript. STUDY_HTML names the page to test; without it the fixture is built and tested, and its broken variants too.
// CASES_HTML names the page of a study of case files, whose timelines are tested beside it.
// STUDY_SCREENSHOT names a PNG to write. Not here: whether the numbers are right (the Rust side's tests).
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { launch, watched } from "./browser.mjs";
import { CHARTS, sample, writePage } from "./fixture.mjs";

const given = process.env.STUDY_HTML;
const path = given ? resolve(given) : writePage("index", sample());
const address = pathToFileURL(path).href;
let browser;

before(async () => {
  assert.ok(existsSync(path), `there is no page ${path}`);
  browser = await launch();
});
after(() => browser?.close());

const open = (url, options) => watched(browser, url, options);

const study = (page) => page.evaluate(() => JSON.parse(document.getElementById("study-data").textContent));

/** The corridor that is clicked: Ukraine to Russia where the data has it, the largest one drawn otherwise. */
async function corridor(page) {
  const rows = (await study(page)).corridors[0].rows.slice().sort((a, b) => b.count - a.count);
  return rows.find((r) => r.origin === "UKR" && r.destination === "RUS") ?? rows[0];
}
const grouped = (count) => new Intl.NumberFormat("en").format(count);

test("every chart is drawn, nothing is asked of the network, nothing complains", async () => {
  const { page, requests, complaints, close } = await open(address);
  const charts = await page.$$eval(".chart[data-chart]", (boxes) => boxes.map((b) => ({ id: b.dataset.chart, ready: b.dataset.ready, points: Number(b.dataset.points), text: b.textContent })));
  assert.deepEqual(charts.map((c) => c.id).sort(), [...CHARTS].sort());
  for (const chart of charts) {
    assert.equal(chart.ready, "true", `${chart.id}: ${chart.text}`);
    assert.ok(chart.points > 0, `${chart.id} has drawn nothing`);
  }
  // Also while it is used, not only while it loads.
  for (const chart of CHARTS) await page.locator(`[data-chart="${chart}"]`).hover();
  assert.deepEqual(requests, [address]);
  assert.deepEqual(complaints, []);
  if (process.env.STUDY_SCREENSHOT) {
    await page.mouse.move(0, 0);
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: process.env.STUDY_SCREENSHOT });
  }
  await close();
});

test("synthetic records say so at every chart", async (t) => {
  const { page, close } = await open(address);
  if (!(await study(page)).synthetic) t.skip("the records are not synthetic");
  else assert.equal(await page.locator("figure:has(.chart) figcaption .synthetic-mark").count(), CHARTS.length);
  await close();
});

test("a click on a corridor of the map shows its numbers", async () => {
  const { page, complaints, close } = await open(address);
  const row = await corridor(page);
  await page.locator('[data-chart="corridor-map"]').scrollIntoViewIfNeeded();
  const spot = await page.evaluate(([o, d]) => {
    const at = window.turnstoneStudy.corridorPoint(o, d);
    return at && { x: at.x - scrollX, y: at.y - scrollY };
  }, [row.origin, row.destination]);
  assert.ok(spot, `${row.origin} → ${row.destination} is not drawn`);
  await page.mouse.click(spot.x, spot.y);
  const detail = page.locator("#corridor-detail");
  await detail.locator("table").first().waitFor();
  assert.equal(await detail.locator(".corridor-count").textContent(), grouped(row.count));
  assert.equal(await detail.getAttribute("aria-live"), "polite");
  assert.deepEqual(complaints, []);
  await close();
});

test("a click on a link of the Sankey diagram does too", async () => {
  const { page, close } = await open(address);
  const links = page.locator('[data-chart="corridor-sankey"] svg path');
  // Links are the paths that ECharts fills half transparent; the widest is a corridor of its own.
  const widest = await links.evaluateAll((paths) => {
    const areas = paths.map((p) => (Number(p.getAttribute("fill-opacity") ?? 1) < 1 ? p.getBoundingClientRect() : null));
    return areas.map((a, i) => [a ? a.height : 0, i]).sort((a, b) => b[0] - a[0])[0][1];
  });
  await links.nth(widest).scrollIntoViewIfNeeded();
  const area = await links.nth(widest).boundingBox();
  let filled = false;
  for (const share of [0.5, 0.35, 0.65, 0.2, 0.8]) {
    await page.mouse.click(area.x + area.width * 0.02 + 6, area.y + area.height * share);
    if ((filled = (await page.locator("#corridor-detail .corridor-count").count()) > 0)) break;
  }
  assert.ok(filled, "no link could be chosen");
  await close();
});

test("the keyboard chooses a corridor", async () => {
  const { page, close } = await open(address);
  const select = page.locator(".corridor-choice select");
  await select.focus();
  await page.keyboard.press("ArrowDown");
  const label = await select.evaluate((s) => s.selectedOptions[0].textContent);
  const count = label.split(": ").at(-1);
  assert.equal(await page.locator("#corridor-detail .corridor-count").textContent(), count);
  await close();
});

test("without JavaScript every figure has its numbers and no chart takes space", async () => {
  const { page, requests, close } = await open(address, { javaScriptEnabled: false });
  for (const chart of CHARTS) {
    const figure = page.locator(`figure:has([data-chart="${chart}"])`);
    assert.match((await figure.locator("table").first().textContent()) ?? "", /\d/, `${chart} has no table with numbers`);
    assert.equal(await figure.locator(".chart").boundingBox(), null, `${chart} takes space`);
  }
  assert.deepEqual(requests, [address]);
  await close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`on paper every table is visible (JavaScript ${javaScriptEnabled ? "on" : "off"})`, async () => {
    const { page, close } = await open(address, { javaScriptEnabled });
    await page.emulateMedia({ media: "print" });
    for (const chart of CHARTS) {
      // checkVisibility sees through closed details, whose content still has a size.
      const seen = await page.$$eval(`figure:has([data-chart="${chart}"]) > :is(table, .numbers, .table)`, (all) =>
        all.flatMap((part) => (part.matches("table") ? [part] : [...part.querySelectorAll("table")])).map((table) => table.checkVisibility() && table.offsetHeight > 0));
      assert.ok(seen.length > 0 && seen.every(Boolean), `a table of ${chart} is not on paper`);
    }
    if (javaScriptEnabled) {
      await page.waitForFunction(() => [...document.querySelectorAll(".chart svg")].every((svg) => svg.getBoundingClientRect().width <= 690));
    }
    await close();
  });
}

for (const width of [360, 1400]) {
  test(`at ${width} px nothing sticks out of the page`, async () => {
    const { page, close } = await open(address, { viewport: { width, height: 800 } });
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width);
    await close();
  });
}

test("element tests show their findings, and their elements on demand", async () => {
  const { page, complaints, close } = await open(address);
  const { element_tests: tests } = await study(page);
  const box = page.locator('[data-chart="element-tests"]');
  const points = async () => Number(await box.getAttribute("data-points"));
  const findings = tests.results.filter((result) => result.kind === "finding");
  assert.equal(await points(), 3 * findings.length);
  await page.getByRole("button", { name: "Show elements too" }).click();
  assert.equal(await points(), 3 * tests.results.length);
  // Each finding that holds for many says so on its bar, with its share.
  const largest = findings.sort((a, b) => b.yes - a.yes)[0];
  if (largest.yes > 0.2 * (largest.yes + largest.no + largest.undetermined)) assert.ok((await box.textContent()).includes(`${grouped(largest.yes)} (`));
  assert.deepEqual(complaints, []);
  await close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`bars inside tables are as long as their numbers say (JavaScript ${javaScriptEnabled ? "on" : "off"})`, async () => {
    const { page, close } = await open(address, { javaScriptEnabled });
    const bars = await page.$$eval("figure:not(:has(.chart)) > .table span.bar", (all) => all.map((bar) => {
      const room = bar.clientWidth;
      return { room, parts: [...bar.children].map((part) => ({ asked: (parseFloat(part.style.width) / 100) * room, is: part.getBoundingClientRect().width })) };
    }));
    assert.ok(bars.length > 0, "there is no bar");
    for (const { room, parts } of bars) {
      assert.ok(room > 40, `a bar has ${room} px`);
      // What is not nothing is seen: two pixels at least.
      for (const { asked, is } of parts) assert.ok(Math.abs(is - Math.max(2, asked)) < 1, `${is} px for ${asked}`);
    }
    await close();
  });
}

test("what goes further is closed with JavaScript and open without", async () => {
  for (const javaScriptEnabled of [true, false]) {
    const { page, close } = await open(address, { javaScriptEnabled });
    const open_ = await page.$$eval("details.more", (all) => all.map((more) => more.open));
    assert.ok(open_.length > 0 && open_.every((is) => is === !javaScriptEnabled));
    await close();
  }
});

test("every kind of result is there, apart from the others", { skip: given ? false : "needs a study" }, async () => {
  const { page, close } = await open(address);
  const kinds = { "#element-tests": "Legal element tests", "#process": "Process", "#dimensions": "Indicator dimensions", "#signs": "Signs", "#prompts": "Prompts to look", "#wanting": "What is undecided, and for want of which column" };
  for (const [id, heading] of Object.entries(kinds)) {
    const section = page.locator(`section${id}`);
    assert.equal(await section.locator("h2").textContent(), heading);
    assert.match((await section.locator("table").first().textContent()) ?? "", /\d/, `${id} has no table with numbers`);
  }
  const prompts = await page.$$eval("#prompts .prompt", (all) => all.map((prompt) => prompt.querySelectorAll("li").length));
  assert.ok(prompts.length > 0 && prompts.every((readings) => readings > 0), "a prompt without its innocent readings");
  await close();
});

test("a case is drawn without JavaScript, and nothing is told by colour alone", { skip: process.env.CASES_HTML ? false : "needs a study of case files (CASES_HTML)" }, async () => {
  const cases = pathToFileURL(resolve(process.env.CASES_HTML ?? "")).href;
  for (const javaScriptEnabled of [true, false]) {
    const { page, requests, complaints, close } = await open(cases, { javaScriptEnabled });
    const drawings = await page.$$eval("details.case[open] > .course svg.timeline", (all) => all.map((svg) => ({
      height: svg.getBoundingClientRect().height, runs: svg.querySelectorAll(".run").length, marks: svg.querySelectorAll(".mark").length,
      words: [...svg.querySelectorAll("text[class^=in-]")].map((text) => text.textContent),
      listed: svg.closest(".course").parentElement.querySelectorAll(":scope > ol")[0]?.children.length ?? 0,
    })));
    assert.ok(drawings.length > 0);
    for (const drawing of drawings) {
      assert.ok(drawing.height > 100 && drawing.runs > 0);
      assert.equal(drawing.words.length, drawing.runs, "a reading without its word");
      assert.ok(drawing.words.every((word) => ["yes", "no", "not decided"].includes(word)));
      assert.equal(drawing.marks, drawing.listed, "a mark without its line in the list");
    }
    await page.emulateMedia({ media: "print" });
    assert.ok((await page.$$eval("svg.timeline", (all) => all.filter((svg) => svg.checkVisibility()).every((svg) => svg.getBoundingClientRect().width <= document.documentElement.clientWidth))));
    assert.deepEqual(requests, [cases]);
    assert.deepEqual(complaints, []);
    await close();
  }
});

test("the map's choices change what is drawn", async () => {
  const { page, close } = await open(address);
  const points = () => page.locator('[data-chart="corridor-map"]').evaluate((box) => Number(box.dataset.points));
  const all = await points();
  const movement = page.locator("label.choice", { hasText: "Movement" }).locator("select");
  await movement.selectOption("within");
  const within = await points();
  await movement.selectOption("across");
  assert.ok(within > 0 && within <= all && (await points()) <= all);
  for (const name of ["Zoom in", "Zoom in", "Zoom out", "Whole world"]) await page.getByRole("button", { name }).click();
  assert.ok((await points()) > 0);
  await close();
});

test("a missing part is named in its own box, the other charts stand", { skip: given ? "needs the fixture" : false }, async () => {
  const { trend: _trend, ...rest } = sample();
  const { page, close } = await open(pathToFileURL(writePage("missing", rest)).href);
  assert.equal(await page.getAttribute('[data-chart="trend"]', "data-ready"), "error");
  assert.match(await page.textContent('[data-chart="trend"]'), /no part “trend”/);
  assert.equal(await page.getAttribute('[data-chart="corridor-map"]', "data-ready"), "true");
  await close();
});

test("empty lists say so instead of drawing empty axes", { skip: given ? "needs the fixture" : false }, async () => {
  const full = sample();
  const empty = {
    ...full, corridors: [{ ...full.corridors[0], rows: [] }], trend: { ...full.trend, years: [], series: [] },
    means_by_purpose: { ...full.means_by_purpose, rows: [], cells: [] }, element_tests: { ...full.element_tests, results: [] }, unknowns: { ...full.unknowns, columns: [] },
  };
  const { page, complaints, close } = await open(pathToFileURL(writePage("empty", empty)).href);
  for (const chart of CHARTS) assert.match(await page.textContent(`[data-chart="${chart}"]`), /^Nothing recorded/, chart);
  assert.deepEqual(complaints, []);
  await close();
});

test("a label from a file stays text", { skip: given ? "needs the fixture" : false }, async () => {
  const hostile = sample();
  hostile.places.UKR.name = `<img src="https://example.org/x" onerror="document.title='run'"></script>`;
  const { page, requests, close } = await open(pathToFileURL(writePage("hostile", hostile)).href);
  await page.locator(".corridor-choice select").selectOption("UKR>RUS>across");
  await page.locator('[data-chart="corridor-map"]').hover();
  assert.equal(requests.length, 1);
  assert.notEqual(await page.title(), "run");
  assert.match(await page.textContent("#corridor-detail h4"), /<img src=/);
  await close();
});
