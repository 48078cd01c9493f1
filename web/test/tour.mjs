// A tour of every page of the two sites that a browser can come to, in every language, for the survey. What the pages do is in story.test.mjs.
// Not on the tour: pages that only a broken machine shows (the database away, a fault of ours); they are the page of any other refusal.
import assert from "node:assert/strict";
import { fill, press, receipt, walk } from "./pages.mjs";

/** At these widths nothing sticks out: a desk, a telephone, and the least that WCAG asks for. */
export const PUBLIC_WIDTHS = [1280, 390, 320];
/** A desk, a small desk, and a desk at 200 %. */
export const STAFF_WIDTHS = [1280, 1024, 640];

const REPORT = {
  what: "[Invented] A word about a farm.",
  class: "forced_labour",
  danger_now: "no",
  child: "unknown",
  country: "Belgium",
  relation: "neighbour",
  may_contact: "yes",
  channel: "mailbox_only",
};

/** Every page of the public site in a language, in light and in dark. */
export async function publicTour(survey, context, site, tag) {
  const page = await context.newPage();
  const home = `${site.public}/o/${site.slug}/${tag}`;
  const look = async (name, at = page) => {
    await survey.page(at, `public ${tag} ${name}`, PUBLIC_WIDTHS);
    await survey.dark(at, `public ${tag} ${name}`);
  };
  const submit = (form, change) => Promise.all([page.waitForEvent("load"), page.locator(form).evaluate(change)]);
  for (const [name, path] of Object.entries({ first: "", safety: "/safety", mailbox: "/mailbox", missing: "/nothing", method: "/mailbox/write" })) {
    await page.goto(home + path);
    await look(name);
  }
  // The form, with what is missing and what is wrong.
  await page.goto(`${home}/report`);
  await press(page, "#send");
  await look("step what, nothing written");
  await fill(page, { what: "a".repeat(60_000) });
  await press(page, "#send");
  await look("step what, too long");
  await walk(page, REPORT, (step) => look(`step ${step}`));
  await fill(page, { files: { name: "large.bin", mimeType: "application/octet-stream", buffer: Buffer.alloc(11 << 20) } });
  await press(page, "#send");
  assert.equal(await page.locator(".problems").count(), 1, "a file that is too large was taken");
  await look("step check, file too large");
  // Sent, and sent once more from the same page.
  let words = "";
  for (const name of ["sent", "sent again"]) {
    const [other] = await Promise.all([
      context.waitForEvent("page"),
      page.locator("form").evaluate((form) => {
        form.target = "_blank";
        form.querySelector("#send").click();
      }),
    ]);
    await other.waitForLoadState();
    await look(name, other);
    const got = await receipt(other);
    assert.ok(words === "" || words === got, "one report, one receipt");
    words = got;
    await other.close();
  }
  // The mailbox, with words that are none, that are nobody's, and that are right.
  for (const [name, typed] of [["few words", "one two"], ["nobody's words", words.split(" ").reverse().join(" ")], ["open", words]]) {
    await page.goto(`${home}/mailbox`);
    await fill(page, { words: typed });
    await press(page, "form .button");
    await look(`mailbox, ${name}`);
  }
  await press(page, "form .go .button");
  await look("mailbox, nothing written");
  await fill(page, { message: "Thank you." });
  await press(page, "form .go .button");
  await look("mailbox, written");
  // Refusals of what was sent.
  await page.goto(`${home}/report`);
  await submit("form", (form) => {
    form.enctype = "text/plain";
    form.requestSubmit();
  });
  await look("refused, not a form");
  await page.goto(`${home}/report`);
  await submit("form", (form) => {
    // Not where it would be shown: four million letters in one line take a browser minutes.
    Object.assign(form.querySelector('[name="token"]'), { value: "a".repeat(4 << 20) });
    form.requestSubmit();
  });
  await look("refused, too large");
  await page.goto("about:blank");
  await page.setContent(`<!doctype html><form method="post" action="${home}/report"><button>Go</button></form>`);
  await press(page, "button");
  await look("refused, from elsewhere");
  await page.close();
  return words;
}

/** The pages of the staff that have an address, each by who sees it. */
export async function staffTour(survey, page, site, tag, who, addresses) {
  await speak(page, site, tag);
  for (const address of addresses) {
    await page.goto(site.staff + address);
    // The address without what is particular to this run.
    const name = address.replace(/[0-9a-f]{32}/g, "…");
    await survey.page(page, `staff ${tag} ${who} ${name}`, STAFF_WIDTHS);
  }
  await speak(page, site, "en");
}

/** Chooses the language of the staff's pages. */
export async function speak(page, site, tag) {
  await page.context().addCookies([{ name: "turnstone-language", value: tag, url: site.staff }]);
}

/** The page that is open, which may not be there any more later, in both languages. */
export async function inBothLanguages(survey, page, site, name) {
  for (const tag of ["fr", "en"]) {
    await speak(page, site, tag);
    await page.goto(page.url());
    assert.equal(await page.locator("html").getAttribute("lang"), tag);
    await survey.page(page, `staff ${tag} ${name}`, STAFF_WIDTHS);
  }
}

/** The pages before the door: signing in, and a lost passphrase. */
export async function doorTour(survey, context, site, tag) {
  const page = await context.newPage();
  await speak(page, site, tag);
  const look = (name) => survey.page(page, `staff ${tag} door ${name}`, STAFF_WIDTHS);
  for (const address of ["/sign-in", "/sign-in?ended", "/sign-in?recovered", "/recover"]) {
    await page.goto(site.staff + address);
    await look(address);
  }
  await page.goto(`${site.staff}/sign-in`);
  await fill(page, { organisation: site.slug, login: "nobody", passphrase: "nobody knows this one", code: "123456" });
  await press(page, "form button");
  await look("/sign-in, refused");
  await page.goto(`${site.staff}/recover`);
  await fill(page, { organisation: site.slug, login: "nobody", recovery: "ABCD-EFGH", code: "123456", new: "one long passphrase", again: "another long passphrase" });
  await press(page, "form button");
  await look("/recover, refused");
  await page.close();
}

/** Pages that answer a form and have no address. `pages` are those of people who are signed in. */
export async function answersTour(survey, site, tag, pages, made) {
  const look = (page, name) => survey.page(page, `staff ${tag} ${name}`, STAFF_WIDTHS);
  const begin = async (page, address) => {
    await speak(page, site, tag);
    await page.goto(site.staff + address);
  };
  const { admin, triage, caseworker, supervisor, officer } = pages;

  await begin(admin, "/people");
  const somebody = { login: `somebody-${tag}`, role: "triage", new: "one long passphrase", again: "one long passphrase, not" };
  await fill(admin, somebody, 'form[action="/people"]');
  await press(admin, 'form[action="/people"] button');
  await look(admin, "people, refused");
  await fill(admin, { ...somebody, again: somebody.new }, 'form[action="/people"]');
  await press(admin, 'form[action="/people"] button');
  await look(admin, "somebody new");
  await begin(admin, "/partners/new");
  await fill(admin, { card: "no card" }, 'form[action="/partners/card"]');
  await press(admin, 'form[action="/partners/card"] button');
  await look(admin, "card, refused");
  await fill(admin, { card: made.card }, 'form[action="/partners/card"]');
  await press(admin, 'form[action="/partners/card"] button');
  await look(admin, "card, to be compared");
  await begin(admin, made.partner);
  await press(admin, 'form[action$="/token"] button');
  await look(admin, "partner's token");
  await begin(admin, "/account");
  await fill(admin, { old: "not this one at all", new: "one long passphrase", again: "another long passphrase" }, 'form[action="/account/passphrase"]');
  await press(admin, 'form[action="/account/passphrase"] button');
  await look(admin, "account, refused");

  await begin(triage, made.report);
  const reveal = 'form[action$="/reveal"]:has([value="reporter_identity"])';
  await fill(triage, { reason: "To agree on a time" }, reveal);
  await press(triage, `${reveal} button`);
  await look(triage, "identity");
  await begin(triage, made.report);
  await press(triage, 'form[action*="/files/"] button');
  await look(triage, "file");
  await begin(triage, made.report);
  await fill(triage, { text: "The police" }, 'form[action$="/reply"]');
  await press(triage, 'form[action$="/reply"] button');
  await look(triage, "answer, refused");
  await begin(triage, made.report);
  await triage.locator('form[action$="/notes"] [name="csrf"]').evaluate((field) => (field.value = "none"));
  await fill(triage, { text: "A note" }, 'form[action$="/notes"]');
  await press(triage, 'form[action$="/notes"] button');
  await look(triage, "note, refused");
  // What somebody else changed in the meantime.
  await begin(triage, made.incident);
  await fill(triage, { crime_reason: `Another reason (${tag})` }, `form[action="${made.incident}"]`);
  await triage.locator(`form[action="${made.incident}"] [name="version"]`).evaluate((field) => (field.value = "0"));
  await press(triage, `form[action="${made.incident}"] button`);
  await look(triage, "assessment, changed in the meantime");
  await begin(triage, "/queue");
  await triage.keyboard.press("?");
  await look(triage, "keys");
  await triage.keyboard.press("Escape");

  await begin(supervisor, "/confirm?to=/");
  await fill(supervisor, { confirm_code: "000000" }, 'form[action="/confirm"]');
  await press(supervisor, 'form[action="/confirm"] button');
  await look(supervisor, "confirm, refused");
  await begin(caseworker, "/queue");
  await look(caseworker, "queue, of nobody's");
  await begin(officer, "/queue");
  await look(officer, "queue, not allowed");
  await begin(officer, "/audit");
  await press(officer, 'form[action="/audit/verify"] button');
  assert.equal(await officer.locator(".done").count(), 1, "the log is not whole");
  await look(officer, "log, checked");
  await begin(officer, "/erasure");
  await fill(officer, { report: made.others.pop(), reason_code: "person_asked" }, 'form[action="/erasure"]');
  await press(officer, 'form[action="/erasure"] button');
  await look(officer, "erased");
  for (const page of Object.values(pages)) await speak(page, site, "en");
}
