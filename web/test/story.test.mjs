// The whole story in a real browser, between two running servers: somebody reports in Arabic without JavaScript, a hotline works on it, a
// shelter receives what the person agreed to, and its answers come back to the hotline and, in the mailbox, to whoever reported.
// Then every page that the two sites have, by axe-core, at every width, by keyboard. Not here: what a refused or hostile request gets (the
// Rust side's tests).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { everywhere } from "./everywhere.mjs";
import { fill, picture, press, receipt, until, walk } from "./pages.mjs";
import { Person } from "./site.mjs";
import { STAFF_WIDTHS, inBothLanguages } from "./tour.mjs";
import { another, at, close, enter, holds, line, made, open, outside, says, shelter, survey, text } from "./world.mjs";

before(open);
after(close);

test("an administrator adds people, and a supervisor gives them the keys of the organisation", async () => {
  for (const site of [line, shelter]) {
    const admin = await enter(site, "admin");
    const roles = site === line ? ["triage", "caseworker", "officer"] : ["triage", "caseworker"];
    for (const role of roles) {
      await admin.goto(`${site.staff}/people`);
      const passphrase = `four words for ${role} only`;
      await fill(admin, { login: role, role, new: passphrase, again: passphrase }, 'form[action="/people"]');
      await press(admin, 'form[action="/people"] button');
      await says(admin, /This is shown once/);
      site.people[role] = new Person(site.slug, role, passphrase, await text(admin, ".code"));
      if (role === "triage") await says(admin, /A supervisor still has to give them the keys/);
    }
    const supervisor = await enter(site, "supervisor");
    await supervisor.goto(`${site.staff}/people`);
    await press(supervisor, `tr:has-text("triage worker") form[action$="/grant"] button`);
    await says(supervisor, /The keys were given/, ".done");
  }
  // The program on the server's machine shows the same codes as an authenticator.
  const { authenticator } = line.people.triage;
  const step = () => Math.floor(Date.now() / 30_000);
  const before = step();
  const printed = line.run("admin", "code", authenticator.secret).trim();
  assert.ok([before, step()].some((one) => authenticator.at(one) === printed));
});

/** Gives one organisation the card of the other, compared by its two fingerprints, with an agreement on what may pass. */
async function befriend(here, there, kind) {
  const card = at(there, "admin");
  await card.goto(`${there.staff}/card`);
  const words = await card.locator("textarea#card").inputValue();
  if (there === shelter) made.card = words;
  const fingerprints = await card.locator("dd strong.code").allTextContents();
  assert.equal(fingerprints.length, 2);
  const page = at(here, "admin");
  await page.goto(`${here.staff}/partners/new`);
  await fill(page, { card: words }, 'form[action="/partners/card"]');
  await press(page, 'form[action="/partners/card"] button');
  assert.deepEqual(await page.locator("dd strong.code").allTextContents(), fingerprints);
  if (here === line) await picture(page, "partner-compare");
  const fields = await page.locator('[name="field"]').evaluateAll((boxes) => boxes.map((box) => box.value));
  const agreed = fields.filter((field) => !["migration_status", "nationality"].includes(field));
  await fill(page, { kind, route: ["protection"], field: agreed, compared: "yes" }, 'form[action="/partners"]');
  await press(page, 'form[action="/partners"] button');
  await says(page, /The partner is in the register/, ".done");
  made[`partner of ${here.slug}`] = new URL(page.url()).pathname;
  return fingerprints;
}

test("two organisations exchange their cards and compare fingerprints", async () => {
  made.shelterPrints = await befriend(line, shelter, "shelter");
  made.linePrints = await befriend(shelter, line, "hotline");
});

/** What is told, in Arabic; every name, place and number is invented. */
const TOLD = {
  what:
    "[قصة مختلقة] أعمل في بيت عائلة منذ ثمانية أشهر. أخذوا جواز سفري في اليوم الأول. لا يدفعون لي شيئًا، ولا أستطيع الخروج وحدي. " +
    "عندما طلبت أجري هددوني بأذى عائلتي.",
  class: "domestic_servitude",
  danger_now: "yes",
  child: "no",
  ongoing: "yes",
  country: "بلجيكا",
  place_text: "الطابق الثالث، فوق المخبز",
  when_text: "منذ الربيع",
  online: "offline",
  indicators: "https://example.org/familie",
  who_text: "أنا. عمري 24 سنة.",
  relation: "self",
  may_contact: "yes",
  channel: "phone",
  address: "+32 000 00 00 00",
  name: "نور",
  safe_times: "يوم الأحد من 10 إلى 12",
  code_word: "قارب",
  do_not: "عدم الاتصال مساءً أبدًا",
  voicemail_ok: "no",
  language: "العربية",
};
const FILE = { name: "ورقة.txt", mimeType: "text/plain", buffer: Buffer.from("[قصة مختلقة] 1 - 11: 0 €\n") };

test("somebody reports in Arabic, without JavaScript, and gets ten words", async () => {
  const context = await outside(line, { javaScriptEnabled: false, locale: "ar" });
  const page = await context.newPage();
  await page.goto(line.public);
  // One organisation, a browser that asks for Arabic: the first page is there at once, from right to left.
  assert.deepEqual(await page.locator("html").evaluate((html) => [html.lang, html.dir, getComputedStyle(html).direction]), ["ar", "rtl", "rtl"]);
  await picture(page, "first-page-arabic");
  await page.locator("main a.button").first().click();
  const steps = [];
  await walk(page, TOLD, async (step) => {
    steps.push(step);
    assert.match(await text(page, ".step"), new RegExp(`^الخطوة ${steps.length} من `));
    if (step !== "check") assert.ok((await text(page)).includes("لم يُرسَل شيء بعد"));
    if (step === "now" || step === "contact") await picture(page, `step-${step}-arabic`);
  });
  assert.deepEqual(steps, ["what", "now", "where", "people", "contact", "check"]);
  await holds(page, [TOLD.what, TOLD.place_text, TOLD.code_word, "هناك من يُحبَس خادمًا في بيت"]);
  await picture(page, "step-check-arabic");
  await fill(page, { files: FILE });
  await press(page, '#send[value="send"]');
  assert.equal(await text(page, "h1"), "وصل بلاغكم");
  made.words = await receipt(page);
  await picture(page, "ten-words-arabic");
  assert.ok(!page.url().includes(made.words.split(" ")[0]));
  assert.deepEqual(await context.cookies(), []);
  await context.close();
});

test("a triage worker finds it in the queue, claims it, reads it, and saves its file", async () => {
  const page = await enter(line, "triage");
  await page.goto(`${line.staff}/queue`);
  const row = page.locator("tr[data-row]", { hasText: TOLD.what.slice(0, 30) });
  assert.equal(await row.locator(".opening").evaluate((link) => getComputedStyle(link).direction), "rtl");
  for (const reason of ["Somebody is said to be in danger now", "It is said to go on"]) assert.ok((await row.innerText()).includes(reason), reason);
  await press(page, `tr:has-text("قصة مختلقة") form[action$="/claim"] button`);
  await says(page, /The report is yours/, ".done");
  made.report = new URL(page.url()).pathname;
  await says(page, /Yours/);
  const said = page.locator(".narrative");
  assert.equal(await said.innerText(), TOLD.what);
  assert.deepEqual(await said.evaluate((part) => [part.lang, getComputedStyle(part).direction]), ["ar", "rtl"]);
  await holds(page, ["Domestic servitude", "الطابق الثالث", "example.org/familie", "ورقة.txt"]);
  // Who somebody is stands on no page: it is sealed apart, and shown for a reason.
  for (const hidden of [TOLD.name, TOLD.address, TOLD.code_word]) assert.ok(!(await page.content()).includes(hidden), hidden);
  await picture(page, "report");

  const reveal = 'form[action$="/reveal"]:has([value="reporter_identity"])';
  await fill(page, { reason: "To agree on a safe time to call" }, reveal);
  await press(page, `${reveal} button`);
  await holds(page, [TOLD.code_word, TOLD.do_not, TOLD.safe_times]);
  await picture(page, "identity");

  // The file comes from an origin of its own, and is only ever saved.
  await page.goto(line.staff + made.report);
  await press(page, 'form[action*="/files/"] button');
  const link = await page.locator("a[download]").getAttribute("href");
  assert.notEqual(new URL(link).origin, line.staff);
  const answer = await fetch(link);
  assert.deepEqual(Buffer.from(await answer.arrayBuffer()), FILE.buffer);
  assert.match(answer.headers.get("content-disposition"), /^attachment/);
  assert.notEqual((await fetch(link)).status, 200, "the link works once");
});

test("the two questions are answered, facts are written down, and the finding says what they amount to", async () => {
  const page = at(line, "triage");
  await page.goto(`${line.staff}${made.report}/incidents/new`);
  const assessment = {
    crime: "yes",
    crime_reason: "Her passport was taken, she is not paid, and her family is threatened.",
    protection: "yes",
    protection_reason: "She cannot leave the house alone.",
    age: "adult",
    danger_now: "yes",
    ongoing: "yes",
    technology: "no",
    analyst_class: "domestic_servitude",
    place_text: "Third floor, above the bakery",
    country: "BEL",
  };
  await fill(page, assessment, 'form[action$="/incidents"]');
  await picture(page, "two-questions");
  await press(page, 'form[action$="/incidents"] button');
  await says(page, /The incident is open/, ".done");
  made.incident = new URL(page.url()).pathname;
  await says(page, /Age counts as: adult/);
  await says(page, /Proposed, not decided/, "#finding");
  assert.ok(!(await text(page, "#finding")).includes("Possible victim"), "nothing is known yet");

  await fill(page, { source: "person" }, 'form[action$="/facts"]');
  for (const fact of ["act.harbouring", "means.withholds_documents", "means.threatens_family", "means.restricts_movement", "purpose.domestic_servitude"]) {
    await fill(page, { [`f.${fact}`]: "yes" }, 'form[action$="/facts"]');
  }
  await press(page, 'form[action$="/facts"] button');
  await says(page, /Written down/, ".done");
  await says(page, /Possible victim: at least one definition of trafficking is met/, "#finding");
  await page.locator("#finding details.group").first().evaluate((part) => (part.open = true));
  await says(page, /Because:/, "#finding");
  for (const row of ["Withholds documents", "the person concerned", "by triage", "stands"]) await says(page, new RegExp(row), "#statements");
  await picture(page, "incident");
  await picture(page, "facts", "#facts");
  // Where it could go follows from the two answers.
  await says(page, /An adult may need protection. It rests on consent/);
});

test("consent is written down, and a referral is drafted whose preview shows what leaves and what stays", async () => {
  const page = at(line, "triage");
  const what = ["narrative", "summary", "where", "country", "facts", "assertions", "questions", "danger", "ongoing"];
  const consent = {
    decision: "given",
    words: "Called on Sunday at 10, with the code word. She wants a safe place, and does not want the police.",
    recipient: ["shelter"],
    field: [...what, "age_group", "victim_identity", "safe_contact", "safety"],
    interpreter: "yes",
  };
  await fill(page, consent, 'form[action$="/consents"]');
  await picture(page, "consent", "#consents");
  await press(page, 'form[action$="/consents"] button');
  await says(page, /The decision is written down/, ".done");
  await says(page, /agrees[\s\S]*the person concerned[\s\S]*with an interpreter/, "#consents");

  await page.goto(`${line.staff}${made.incident}/referrals/new?route=protection`);
  await page.locator("label", { hasText: "House of Doors" }).locator("input").check();
  await press(page, 'form[method="get"] button');
  await says(page, /agrees/, 'form[action$="/referrals"]');
  assert.ok(await page.locator('[name="basis"][value="consent"]').isChecked());
  await page.locator('[name="field"][value="indicators"]').uncheck();
  await page.locator('[name="field"][value="reporter"]').check();
  const draft = {
    words: "She asked for a place where the family cannot find her.",
    summary: "One adult needs a bed from Sunday on. She can leave between 10 and 12.",
    safety: "The family looks through her telephone.",
  };
  await fill(page, draft, 'form[action$="/referrals"]');
  await picture(page, "referral-draft");
  await press(page, 'form[action$="/referrals"] button');
  await says(page, /The draft is saved. Nothing has left/, ".done");
  made.referral = new URL(page.url()).pathname;
  const leaves = "section[aria-labelledby=leaves-title]";
  await says(page, /Exactly what would leave/, leaves);
  await holds(page, [TOLD.what, TOLD.who_text, "One adult needs a bed", "Withholds documents", "Domestic servitude"], leaves);
  const stays = page.locator(".card", { hasText: "What stays here, and why" }).last();
  const kept = (await stays.innerText()).replace(/\s+/g, " ");
  const reasons = ["Who reported leaves only by a consent that names it", "Pages, numbers, accounts not chosen", "Online or not the person did not agree to it"];
  for (const part of reasons) assert.ok(kept.includes(part), `${part}: ${kept}`);
  await picture(page, "referral-preview");
  await inBothLanguages(survey, page, line, "triage worker's draft");
  // Whoever drafts it does not let it leave.
  assert.equal(await page.locator('form[action$="/approve"], form[action$="/send"]').count(), 0);
});

test("a supervisor approves it, and sends it with a fresh code", async () => {
  const page = at(line, "supervisor");
  await page.goto(line.staff);
  await Promise.all([page.waitForEvent("load"), page.getByRole("link", { name: /House of Doors/ }).first().click()]);
  assert.equal(new URL(page.url()).pathname, made.referral);
  assert.equal(await page.locator('form[action$="/send"]').count(), 0);
  await inBothLanguages(survey, page, line, "supervisor's draft");
  await fill(page, { words: "Clear" }, 'form[action$="/approve"]');
  await press(page, 'form[action$="/approve"] button', () => survey.page(page, "staff en dialog", STAFF_WIDTHS));
  await says(page, /Approved. Nothing has left yet/, ".done");
  await inBothLanguages(survey, page, line, "approved referral");
  await page.goto(`${line.staff}/confirm?to=${made.referral}`);
  await fill(page, { confirm_code: await line.people.supervisor.authenticator.code() }, 'form[action="/confirm"]');
  await press(page, 'form[action="/confirm"] button');
  await says(page, /Confirmed for a quarter of an hour/, ".done");
  await press(page, 'form[action$="/send"] button');
  await says(page, /On its way/, ".done");
  await says(page, /What has left/);
  await until(page, "main", "delivered");
  await says(page, /sent/, "h1 .chip");
});

test("the shelter opens what arrived, sees whose signature it bears, and takes it on", async () => {
  const page = await enter(shelter, "triage");
  await page.goto(`${shelter.staff}/arrivals`);
  await says(page, /Harbour Line/);
  await Promise.all([page.waitForEvent("load"), page.locator("tr[data-row] a").first().click()]);
  made.arrival = new URL(page.url()).pathname;
  await says(page, /Signature fits the key in the register/);
  assert.ok((await text(page)).includes(made.linePrints[1]), "the fingerprint of the hotline's signing key");
  await holds(page, [TOLD.what, TOLD.who_text, "One adult needs a bed", "Withholds documents"]);
  assert.ok(!(await text(page)).includes("example.org/familie"), "what stays has not left");
  await picture(page, "arrival");
  await inBothLanguages(survey, page, shelter, "arrival to answer");
  // Opened means received, and the hotline hears of it.
  const there = at(line, "supervisor");
  await until(there, "h1 .chip", "received");

  await fill(page, { words: "A bed is free from Sunday on." }, 'form:has(input[value="accept"])');
  await press(page, 'form:has(input[value="accept"]) button');
  made.received = new URL(page.url()).pathname;
  assert.match(made.received, /^\/reports\//);
  assert.ok((await text(page)).includes(TOLD.what));
  assert.equal(await page.locator("#cases ul.lines > li").count(), 1);
  await until(there, "h1 .chip", "accepted");
  await says(there, /A bed is free from Sunday on/);
});

test("the hotline answers in the mailbox, and whoever reported reads it with the ten words, without JavaScript", async () => {
  const staff = at(line, "triage");
  await staff.goto(line.staff + made.report);
  // Whoever looks over a shoulder must not learn what it is about.
  await fill(staff, { text: "اتصلنا بالشرطة" }, 'form[action$="/reply"]');
  await press(staff, 'form[action$="/reply"] button');
  assert.equal(await staff.locator('textarea[name="text"]').inputValue(), "اتصلنا بالشرطة");
  await staff.goto(line.staff + made.report);
  const answer = "شكرًا لك. سنتصل يوم الأحد في العاشرة، ونقول الكلمة أولًا.";
  await fill(staff, { text: answer }, 'form[action$="/reply"]');
  await press(staff, 'form[action$="/reply"] button');
  await says(staff, /The answer is in the mailbox/, ".done");

  const context = await outside(line, { javaScriptEnabled: false, locale: "ar" });
  const page = await context.newPage();
  await page.goto(line.public);
  await page.locator('main a[href$="/mailbox"]').click();
  await fill(page, { words: made.words });
  await press(page, "form .button");
  assert.ok((await text(page, ".talk")).includes(answer));
  assert.equal(await page.locator(".said").first().evaluate((part) => getComputedStyle(part).direction), "rtl");
  const reply = "نعم. سأكون عند الباب.";
  await fill(page, { message: reply }, "form");
  await press(page, "form .go .button");
  assert.equal(await text(page, ".note"), "وصلت رسالتكم.");
  assert.ok((await text(page, ".talk")).includes(reply));
  await picture(page, "mailbox-arabic");
  assert.deepEqual(await context.cookies(), []);
  await context.close();

  await staff.goto(`${line.staff}/queue?show=triaged`);
  await says(staff, /New message/);
  await staff.goto(line.staff + made.report);
  assert.ok((await text(staff, "#mailbox")).includes(reply));
  await picture(staff, "mailbox", "#mailbox");
});

test("the shelter says what came of it, and the hotline sees it", async () => {
  const page = at(shelter, "triage");
  await page.goto(shelter.staff + made.arrival);
  await fill(page, { outcome: "person_safe", words: "She sleeps here." }, 'form:has(input[value="outcome"])');
  await press(page, 'form:has(input[value="outcome"]) button');
  await says(page, /The answer is on its way to the partner/, ".done");
  const there = at(line, "supervisor");
  await until(there, "h1 .chip", "outcome recorded");
  await says(there, /Person safe[\s\S]*She sleeps here/);
  assert.deepEqual(await there.locator('li:has(~ [aria-current="step"])').allTextContents(), ["draft", "approved", "sent", "received", "accepted"]);
  await there.goto(line.staff + made.referral);
  await picture(there, "referral-outcome");
});

test("a case is given to a caseworker, with a task", async () => {
  const supervisor = at(line, "supervisor");
  await supervisor.goto(line.staff + made.report);
  await press(supervisor, 'form[action$="/cases"] button');
  made.case = new URL(supervisor.url()).pathname;
  assert.match(made.case, /^\/cases\//);
  await fill(supervisor, { assignee: { label: "caseworker (caseworker)" } }, 'form[action$="/assign"]');
  await press(supervisor, 'form[action$="/assign"] button');
  const page = await enter(line, "caseworker");
  await page.goto(`${line.staff}/cases?show=mine`);
  await Promise.all([page.waitForEvent("load"), page.locator("tr[data-row] a").first().click()]);
  assert.equal(new URL(page.url()).pathname, made.case);
  await fill(page, { title: "Ask the shelter how she is", due: new Date().toISOString().slice(0, 10) }, '#tasks form:has([name="title"])');
  await press(page, '#tasks form:has([name="title"]) button');
  await says(page, /Ask the shelter how she is/, "#tasks");
  await says(page, /Person safe[\s\S]*House of Doors/, "#outcomes");
  await picture(page, "case");
});

test("in an emergency a second person opens a report to somebody who may not see it, and the officer is told", async () => {
  const { report } = await another("[Invented] Somebody who was given nothing asks for this one.");
  const page = at(line, "caseworker");
  await page.goto(`${line.staff}/reports/${report}`);
  await says(page, /There is nothing here/);
  await page.goto(`${line.staff}/break-glass`);
  await fill(page, { report, reason: "She is at the door, and nobody else is here." }, 'form[action="/break-glass"]');
  await press(page, 'form[action="/break-glass"] button');
  const second = at(line, "supervisor");
  await second.goto(`${line.staff}/break-glass`);
  await says(second, /She is at the door/);
  await picture(second, "break-glass");
  await inBothLanguages(survey, second, line, "emergency to answer");
  await press(second, 'button[name="answer"][value="yes"]');
  await page.goto(`${line.staff}/reports/${report}`);
  await says(page, /Somebody who was given nothing/);
  const officer = await enter(line, "officer");
  await officer.goto(`${line.staff}/tasks`);
  await says(officer, /emergency/);
  await officer.goto(`${line.staff}/break-glass`);
  assert.ok(!(await text(officer)).includes("She is at the door"), "the officer reads no reason");
});

everywhere();
