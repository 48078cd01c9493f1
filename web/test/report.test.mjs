// A report's page in a real browser: every chart drawn, silent on the network, usable by mouse, keyboard, paper and without
// JavaScript, and nothing found by axe-core. REPORT_HTML names pages to test, with `:` between them; without it the sample of
// the Rust side's tests is built (report-page.mjs) and tested, and its broken variants too.
// Not here: whether the numbers are right, and that each of them stands in a table (the Rust side's tests).
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, resolve } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { launch, watched } from "./browser.mjs";
import { writePage } from "./report-page.mjs";

const given = process.env.REPORT_HTML?.split(":").filter(Boolean).map((path) => resolve(path));
const paths = given ?? [writePage("report")];
const sample = { skip: given ? "needs the sample" : false };
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser;

before(async () => {
  for (const path of paths) assert.ok(existsSync(path), `there is no page ${path}`);
  browser = await launch();
});
after(() => browser?.close());

const open = (path, options) => watched(browser, pathToFileURL(path).href, options);

const boxes = (page) => page.$$eval(".chart[data-chart]", (all) => all.map((box) => ({
  id: box.dataset.chart, ready: box.dataset.ready, points: Number(box.dataset.points), text: box.textContent, width: box.querySelector("svg")?.getBoundingClientRect().width ?? 0,
})));
const chart = (page, name) => page.locator(`[data-chart="${name}"]`);
const points = async (page, name) => Number(await chart(page, name).getAttribute("data-points"));

for (const path of paths) {
  const name = basename(dirname(path)) + "/" + basename(path);

  test(`${name}: every chart is drawn, nothing is asked of the network, nothing complains`, async () => {
    const { page, requests, complaints, close } = await open(path);
    const charts = await boxes(page);
    assert.ok(charts.length > 0, "there is no chart");
    for (const box of charts) {
      assert.equal(box.ready, "true", `${box.id}: ${box.text}`);
      assert.ok(box.points > 0 && box.width > 0, `${box.id} has drawn nothing`);
    }
    // Also while it is used, not only while it loads.
    for (const box of charts) await chart(page, box.id).hover();
    assert.deepEqual(requests, [pathToFileURL(path).href]);
    assert.deepEqual(complaints, []);
    await close();
  });

  test(`${name}: without JavaScript every figure has its numbers, and nothing is closed`, async () => {
    const { page, requests, close } = await open(path, { javaScriptEnabled: false });
    const figures = await page.$$eval("figure", (all) => all.map((figure) => ({
      id: figure.id, numbers: /\d/.test([...figure.querySelectorAll("table")].map((table) => table.textContent).join("")),
      chart: [...figure.querySelectorAll(".chart")].reduce((sum, box) => sum + box.offsetHeight, 0), shut: figure.querySelectorAll("details.numbers:not([open])").length,
    })));
    assert.ok(figures.length > 0);
    for (const figure of figures) assert.deepEqual({ ...figure, id: "" }, { id: "", numbers: true, chart: 0, shut: 0 }, figure.id);
    assert.equal(await page.locator("details.more:not([open])").count(), 0);
    assert.match(await page.locator("body").innerText(), /Charts are drawn with JavaScript, which is off/);
    assert.deepEqual(requests, [pathToFileURL(path).href]);
    await close();
  });

  for (const javaScriptEnabled of [true, false]) {
    test(`${name}: on paper every table is seen that is not too long for it (JavaScript ${javaScriptEnabled ? "on" : "off"})`, async () => {
      const { page, close } = await open(path, { javaScriptEnabled });
      await page.emulateMedia({ media: "print" });
      // checkVisibility sees through closed details, whose content still has a size.
      const hidden = await page.$$eval("main table", (all) => all.filter((table) => !table.closest(".screen-only, .corridor-detail") && !(table.checkVisibility() && table.offsetHeight > 0)).map((table) => table.caption?.textContent));
      assert.deepEqual(hidden, []);
      const long = await page.$$eval(".screen-only", (all) => all.map((part) => [part.checkVisibility(), /stand in tables\/.+\.csv/.test(part.previousElementSibling?.textContent ?? "")]));
      assert.ok(long.every(([seen, said]) => !seen && said), "what is left out on paper is not said");
      if (javaScriptEnabled) await page.waitForFunction(() => [...document.querySelectorAll(".chart svg")].every((svg) => svg.getBoundingClientRect().width <= 690));
      await close();
    });
  }

  for (const width of [360, 768, 1400]) {
    test(`${name}: at ${width} px nothing sticks out, and axe-core finds nothing`, async () => {
      const { page, close } = await open(path, { viewport: { width, height: 800 } });
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, "the page scrolls sideways");
      // With everything open, so that everything is looked at.
      await page.evaluate(() => { for (const details of document.querySelectorAll("details")) details.open = true; });
      await page.evaluate(AXE);
      const found = await page.evaluate(async () => (await window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })).violations);
      assert.deepEqual(found.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(", ")}`), []);
      await close();
    });
  }

  test(`${name}: every chart has a name, a link to it from the page's list of sections works`, async () => {
    const { page, close } = await open(path);
    const names = await page.$$eval(".chart", (all) => all.map((box) => box.getAttribute("aria-label")));
    assert.ok(names.every((name) => name?.includes("the numbers are in the table below")));
    const targets = await page.$$eval("nav a", (all) => all.map((link) => [link.hash, document.querySelector(link.hash)?.querySelector("h2")?.textContent, link.textContent]));
    for (const [hash, heading, text] of targets) assert.equal(heading, text, hash);
    await close();
  });
}

test("what is withheld is said in the drawing, in its table, and has no point", sample, async () => {
  const { page, close } = await open(paths[0]);
  const drawn = await chart(page, "models").locator("text").allTextContents();
  assert.ok(drawn.some((text) => text.includes("withheld: split R-hat 1.367 is above 1.05")), drawn.join(" | "));
  assert.ok(drawn.includes("6,900  (6,100 or more)"), "an open end is not said");
  const row = await page.locator("#figure-models tr", { hasText: "Latent classes" }).locator("td").allTextContents();
  assert.deepEqual(row.slice(1, 3), ["–", "–"]);
  await close();
});

test("a gap is a gap: what is not known is not drawn as zero", sample, async () => {
  const { page, close } = await open(paths[0]);
  // 11 years of three lines, without the reported count of 2014 and the first year of the panel; the adjusted value of 2018 is a band alone.
  assert.equal(await points(page, "by-year"), 11 - 1 + 10 + 11);
  const row = await page.locator("#figure-by-year tr", { has: page.locator("th", { hasText: /^2014$/ }) }).locator("td").allTextContents();
  assert.equal(row[0], "–");
  await close();
});

test("the keyboard switches lines, chooses a corridor and scrolls a wide table", sample, async () => {
  const { page, complaints, close } = await open(paths[0], { viewport: { width: 420, height: 800 } });
  const all = await points(page, "by-year");
  await page.locator("#figure-by-year .toggle", { hasText: "As reported" }).focus();
  await page.keyboard.press("Enter");
  assert.equal(await points(page, "by-year"), all - 10);
  const select = page.locator(".corridor-choice select");
  await select.focus();
  await page.keyboard.press("ArrowDown");
  const label = await select.evaluate((s) => s.selectedOptions[0].textContent);
  assert.equal(await page.locator("#corridors-detail .corridor-count").textContent(), label.split(": ").at(-1));
  const wide = await page.$$eval(".table", (all) => all.filter((part) => part.scrollWidth > part.clientWidth + 1).map((part) => part.tabIndex));
  assert.ok(wide.length > 0 && wide.every((index) => index === 0), "a table that scrolls cannot be reached");
  assert.deepEqual(complaints, []);
  await close();
});

test("the map shows countries, and the provinces of one on demand; the Sankey diagram goes with it", sample, async () => {
  const { page, complaints, close } = await open(paths[0]);
  assert.deepEqual([await points(page, "corridors"), await points(page, "corridors-sankey")], [7, 6]);
  await page.locator("label.choice", { hasText: "Look at" }).locator("select").selectOption("KOR");
  assert.equal(await points(page, "corridors"), 10);
  assert.match(await chart(page, "corridors-sankey").textContent(), /Gyeonggi-do/);
  await page.locator(".corridor-choice select").selectOption("PHL>KR-26>across");
  const detail = page.locator("#corridors-detail");
  assert.equal(await detail.locator(".corridor-count").textContent(), "1 to 4");
  await page.locator(".corridor-choice select").selectOption("UKR>RUS>across");
  assert.match(await detail.locator("dl").textContent(), /Expected from migration81\.5/);
  assert.match(await page.locator(".map-note").textContent(), /nobody knows the number: in the table, not drawn/);
  assert.deepEqual(complaints, []);
  await close();
});

test("a click on a corridor of the map shows its numbers", sample, async () => {
  const { page, close } = await open(paths[0]);
  await chart(page, "corridors").scrollIntoViewIfNeeded();
  const spot = await page.evaluate(() => {
    const at = window.turnstoneStudy.corridorPoint("UKR", "RUS");
    return at && { x: at.x - scrollX, y: at.y - scrollY };
  });
  await page.mouse.click(spot.x, spot.y);
  assert.equal(await page.locator("#corridors-detail .corridor-count").textContent(), "190");
  await close();
});

test("overlaps can be seen without those on one list only", sample, async () => {
  const { page, close } = await open(paths[0]);
  assert.equal(await points(page, "overlaps"), 18 + 5);
  await page.getByRole("button", { name: "Only those on several lists" }).click();
  assert.equal(await points(page, "overlaps"), 13 + 5);
  await close();
});

test("synthetic records say so at every chart", sample, async () => {
  const { page, close } = await open(paths[0]);
  assert.equal(await page.locator("figure:has(.chart) figcaption .synthetic-mark").count(), (await boxes(page)).length);
  for (const box of await boxes(page)) assert.match(box.text, /Synthetic records/, box.id);
  await close();
});

test("a chart that is missing or unknown is named in its own box, the others stand", sample, async () => {
  const path = writePage("report-missing", (data) => {
    delete data.charts.models;
    data.charts.shares.kind = "pie";
    delete data.charts.traces.chains;
    return data;
  });
  const { page, close } = await open(path);
  const of = Object.fromEntries((await boxes(page)).map((box) => [box.id, box]));
  assert.match(of.models.text, /no chart named “models”/);
  assert.match(of.shares.text, /does not know how to draw “shares”/);
  assert.equal(of.traces.ready, "error");
  for (const id of ["overlaps", "densities", "corridors", "corridors-sankey", "by-year"]) assert.equal(of[id].ready, "true", id);
  // Where a chart is missing its table stays open.
  assert.equal(await page.locator("#figure-models details.numbers").getAttribute("open"), "");
  await close();
});

test("empty charts say so instead of drawing empty axes", sample, async () => {
  const lists = { intervals: ["rows"], bars: ["rows"], lines: ["lines"], overlaps: ["histories"], traces: ["draws", "chains"], densities: ["at", "chains"], scatter: ["points"], corridors: ["corridors"] };
  const path = writePage("report-empty", (data) => {
    for (const chart of Object.values(data.charts)) for (const list of lists[chart.kind]) chart[list] = [];
    return data;
  });
  const { page, complaints, close } = await open(path);
  for (const box of await boxes(page)) assert.match(box.text, /^(No|Nobody|Nothing)/, box.id);
  assert.deepEqual(complaints, []);
  await close();
});

test("values that a logarithmic axis cannot show do not spoil the chart", sample, async () => {
  const path = writePage("report-zeros", (data) => {
    data.charts["odds-ratio"].lines[0].points[0].y = 0;
    data.charts["odds-ratio"].lines[0].points[1].band = [0, null];
    data.charts.models.rows[0].interval = [0, 14700];
    data.charts.expected.points[0].x = -1;
    data.charts.expected.points[2].y = null;
    return data;
  });
  const { page, complaints, close } = await open(path);
  for (const box of await boxes(page)) assert.equal(box.ready, "true", `${box.id}: ${box.text}`);
  assert.match(await page.locator("#figure-expected").textContent(), /In the table only: 3 of 60/);
  const numbers = await page.$$eval(".chart svg path", (all) => all.map((path) => path.getAttribute("d") ?? ""));
  assert.ok(numbers.every((d) => !d.includes("NaN") && !d.includes("Infinity")));
  assert.deepEqual(complaints, []);
  await close();
});

test("a label from a file stays text", sample, async () => {
  const hostile = `<img src="https://example.org/x" onerror="document.title='run'"></script>`;
  const path = writePage("report-hostile", (data) => {
    data.charts.models.rows[0].label = hostile;
    data.charts.shares.rows[0].label = hostile;
    data.charts["by-year"].lines[0].label = hostile;
    data.charts.corridors.places.UKR.name = hostile;
    return data;
  });
  const { page, requests, close } = await open(path);
  for (const box of await boxes(page)) {
    const area = await chart(page, box.id).boundingBox();
    await chart(page, box.id).scrollIntoViewIfNeeded();
    await chart(page, box.id).hover({ position: { x: area.width / 2, y: area.height / 3 } });
  }
  await page.locator(".corridor-choice select").selectOption("UKR>RUS>across");
  assert.equal(requests.length, 1);
  assert.notEqual(await page.title(), "run");
  assert.match(await page.textContent("#corridors-detail h4"), /<img src=/);
  await close();
});
