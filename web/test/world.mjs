// The two organisations of the story, running, and what the tests have in common: who is signed in, what was made so far, what was found.
import assert from "node:assert/strict";
import { launch } from "./browser.mjs";
import { DESK, TELEPHONE, press, receipt, signIn, walk } from "./pages.mjs";
import { Site } from "./site.mjs";
import { Survey } from "./survey.mjs";

export const survey = new Survey();
/** What the story has made so far: addresses, words, pages of people who are signed in. */
export const made = { pages: {} };
export let browser, line, shelter;

export async function open() {
  browser = await launch();
  [line, shelter] = await Promise.all([
    Site.start("line", "--organisation", "Harbour Line"),
    Site.start("doors", "--organisation", "House of Doors", "--languages", "en,fr,ar"),
  ]);
}

export async function close() {
  await browser?.close();
  await Promise.all([line?.stop(), shelter?.stop()]);
}

/** A report that is sent for another test: its number and its ten words. */
export async function another(what) {
  const context = await outside(line);
  const page = await context.newPage();
  await page.goto(`${line.public}/o/line/en/report`);
  await walk(page, { what, danger_now: "no", may_contact: "no" });
  await press(page, '#send[value="send"]');
  const words = await receipt(page);
  await context.close();
  const staff = at(line, "triage");
  await staff.goto(`${line.staff}/queue?show=new`);
  const address = await staff.locator("tr[data-row]", { hasText: what.slice(0, 60) }).locator("a.opening").first().getAttribute("href");
  return { words, report: address.split("/").pop() };
}

/** A context of a person who reports. */
export async function outside(site, options = {}) {
  const context = await browser.newContext({ viewport: TELEPHONE, colorScheme: "light", locale: "en-GB", ...options });
  survey.watch(context, "public", [site.public]);
  return context;
}

/** Signs somebody in and keeps their page. */
export async function enter(site, login) {
  const context = await browser.newContext({ viewport: DESK, colorScheme: "light", locale: "en-GB" });
  survey.watch(context, `staff ${login}`, [site.staff]);
  const page = await signIn(context, site, site.people[login]);
  made.pages[`${site.slug}/${login}`] = page;
  return page;
}

export const at = (site, login) => made.pages[`${site.slug}/${login}`];
/** What a part of a page says, without the unseen signs that keep values in another script apart. */
export const text = async (page, selector = "main") => (await page.locator(selector).first().innerText()).replace(/[\u2066-\u2069]/g, "");
/** That a part of a page says something, by a pattern or by its parts. */
export const says = async (page, words, selector) => assert.match(await text(page, selector), words);
export const holds = async (page, parts, selector) => {
  const whole = await text(page, selector);
  for (const part of parts) assert.ok(whole.includes(part), `“${part}” is not in: ${whole}`);
};
