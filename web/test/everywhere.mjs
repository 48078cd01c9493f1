// What holds on every page, whoever comes to it: it is small and silent, works with the keyboard alone, loses nothing while the database is
// away, and has nothing that axe-core's rules for WCAG 2.2 AA find, in every language. It uses what the story has made (story.test.mjs).
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { DESK, TELEPHONE, fill, picture, press, receipt, walk } from "./pages.mjs";
import { Site } from "./site.mjs";
import { Survey, tabTo } from "./survey.mjs";
import { PUBLIC_WIDTHS, STAFF_WIDTHS, answersTour, doorTour, publicTour, staffTour } from "./tour.mjs";
import { another, at, browser, enter, line, made, outside, says, shelter, survey, text } from "./world.mjs";

/** The tests, after those of the story. */
export function everywhere() {
  test("a report is triaged with the keyboard alone, and the focus is always seen", async () => {
    const context = await outside(line);
    const reporter = await context.newPage();
    await reporter.goto(`${line.public}/o/line/en`);
    const unseen = await tabTo(reporter, "a.button");
    await Promise.all([reporter.waitForEvent("load"), reporter.keyboard.press("Enter")]);
    // What is typed at each place; nothing typed is a button to press.
    const keys = [["textarea[name=what]", "[Invented] Men sleep in a barn and are not paid."], ["#send"], ["input[name=danger_now]", " "], ["input[name=child]", " "]];
    for (const [place, typed] of [...keys, ["#send"], ["#send"], ["#send"], ["#send[value=send]"]]) {
      unseen.push(...(await tabTo(reporter, place)));
      if (typed) await reporter.keyboard.type(typed);
      else await Promise.all([reporter.waitForEvent("load"), reporter.keyboard.press("Enter")]);
    }
    await receipt(reporter);
    await context.close();

    const page = at(line, "triage");
    const enterAt = async (selector) => {
      unseen.push(...(await tabTo(page, selector)));
      await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    };
    const write = async (selector, words) => {
      unseen.push(...(await tabTo(page, selector)));
      await page.keyboard.type(words);
    };
    await page.goto(`${line.staff}/queue?show=new`);
    await enterAt("form[data-claim] button");
    await says(page, /The report is yours/, ".done");
    await page.goto(`${line.staff}/queue?show=mine`);
    // The letters of the list, where the script runs: down to the newest, and open it.
    const rows = await page.locator("tr[data-row]").allInnerTexts();
    for (let down = 0; down <= rows.findIndex((row) => row.includes("barn")); down += 1) await page.keyboard.press("j");
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    await says(page, /Men sleep in a barn/);
    await enterAt('a[href$="/incidents/new"]');
    await write('input[name="crime"]', " ");
    await write('textarea[name="crime_reason"]', "They are not paid.");
    await write('input[name="protection"]', " ");
    await write('textarea[name="protection_reason"]', "They sleep in a barn.");
    await enterAt('form[action$="/incidents"] button');
    await says(page, /The incident is open/, ".done");
    await page.keyboard.press("/");
    await page.keyboard.type("forced labour");
    await write('input[name="f.purpose.forced_labour"]', "");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    assert.ok(await page.locator('input[name="f.purpose.forced_labour"][value="yes"]').isChecked());
    await enterAt('form[action$="/facts"] button');
    await says(page, /What is known\s+1/, "#facts");
    assert.deepEqual(unseen, []);
  });

  test("the first page is small, keeps nothing, and asks nobody else", async () => {
    const context = await outside(line, { javaScriptEnabled: false });
    const page = await context.newPage();
    const network = await context.newCDPSession(page);
    let bytes = 0;
    await network.send("Network.enable");
    network.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
    await page.goto(line.public, { waitUntil: "networkidle" });
    assert.ok(bytes > 1000 && bytes <= 50 * 1024, `${bytes} bytes`);
    console.log(`the first page is ${(bytes / 1024).toFixed(1)} KiB with everything it needs`);
    assert.deepEqual(await context.cookies(), []);
    await context.close();
  });

  const python = spawnSync("python3", ["-c", "import sqlite3"]).status === 0;
  test("while the database is away, whoever reports is told, and loses nothing", { skip: python ? false : "needs Python 3" }, async () => {
    const context = await outside(line, { locale: "ar" });
    const page = await context.newPage();
    await page.goto(`${line.public}/o/line/ar/report`);
    const what = "[قصة مختلقة] هذا البلاغ يصل في المرة الثانية.";
    await walk(page, { what });
    const release = await line.hold();
    try {
      await press(page, "#send");
      assert.equal(await text(page, "h2"), "لم يصل بلاغكم");
      assert.ok((await text(page)).includes(what));
      await survey.page(page, "public ar not received", PUBLIC_WIDTHS);
      await survey.dark(page, "public ar not received");
      const staff = at(line, "triage");
      await staff.goto(line.staff + made.report);
      await says(staff, /The database does not answer/);
      await survey.page(staff, "staff en database away", STAFF_WIDTHS);
    } finally {
      await release();
    }
    await press(page, "#send");
    await receipt(page);
    await context.close();
  });

  for (const tag of ["en", "fr", "es", "ar"]) {
    test(`every page of the public site is accessible (${tag})`, async () => {
      const context = await outside(line, { locale: tag });
      await publicTour(survey, context, line, tag);
      assert.deepEqual(await context.cookies(), []);
      await context.close();
    });
  }

  for (const tag of ["en", "fr"]) {
    test(`every page of the staff's site is accessible (${tag})`, async () => {
      const context = await browser.newContext({ viewport: DESK });
      survey.watch(context, "staff door", [line.staff]);
      await doorTour(survey, context, line, tag);
      await context.close();
      const referral = `${made.incident}/referrals/new?route=protection`;
      const partner = made["partner of line"];
      const tour = (site, login, addresses) => staffTour(survey, at(site, login), site, tag, login, addresses);
      await tour(line, "admin", ["/", "/people", "/partners", "/partners/new", partner, "/card", "/statistics", "/account", "/queue", "/nothing"]);
      const queues = ["open", "new", "mine", "triaged", "closed"].map((show) => `/queue?show=${show}`);
      const referrals = ["open", "approve", "late", "ended", "all"].map((show) => `/referrals?show=${show}`);
      await tour(line, "triage", [
        "/", ...queues, "/contacts/new", "/alike", "/tasks", "/cases", ...referrals, "/arrivals", "/partners", partner, "/break-glass", "/statistics", "/account",
        made.report, `${made.report}/incidents/new`, made.incident, made.referral,
        referral, `${referral}&partner=${partner.split("/").pop()}`, referral.replace("protection", "police"),
      ]);
      const work = [made.case, made.report, made.incident, made.referral];
      await tour(line, "supervisor", ["/", "/people", "/confirm?to=/", "/break-glass", "/cases", "/cases?show=closed", "/referrals", ...work]);
      await tour(line, "caseworker", ["/", "/tasks", "/cases", "/cases?show=mine", made.case, made.report, made.incident, "/break-glass", "/queue"]);
      await tour(line, "officer", ["/", "/tasks", "/people", "/audit", "/erasure", "/break-glass", "/partners", "/statistics"]);
      await tour(shelter, "triage", ["/", "/arrivals", made.arrival, made.received, "/cases", "/tasks"]);
      const pages = Object.fromEntries(["admin", "triage", "caseworker", "supervisor", "officer"].map((login) => [login, at(line, login)]));
      const { report } = await another(`[Invented] This one is erased again (${tag}).`);
      await answersTour(survey, line, tag, pages, { ...made, partner, others: [report], card: made.card });
    });
  }

  test("two invented organisations on one server: one chooses, and everything is marked as invented", async () => {
    const demo = await Site.start("hotline", "--demo");
    try {
      for (const tag of ["en", "fr", "es", "ar"]) {
        const context = await outside(demo, { locale: tag });
        const page = await context.newPage();
        for (const [name, address] of [["choice", `/?${tag}`], ["first, invented", `/o/hotline/${tag}`]]) {
          await page.goto(demo.public + address);
          assert.ok((await page.locator(".banner").count()) > 0, "invented, and not marked so");
          await survey.page(page, `public ${tag} ${name}`, PUBLIC_WIDTHS);
        }
        await context.close();
      }
      const page = await enter(demo, "hotline/tariq");
      await picture(page, "home");
      await page.goto(`${demo.staff}/queue`);
      await says(page, /Demonstration: every person, report and case here is invented/, ".synthetic");
      await picture(page, "queue");
      await page.goto(`${demo.staff}/alike`);
      await press(page, 'form[action="/alike/compare"] button');
      await says(page, /The open reports were compared/, ".done");
      for (const tag of ["en", "fr"]) await staffTour(survey, page, demo, tag, "demonstration", ["/", "/queue", "/alike", "/statistics", "/partners"]);
      await page.goto(`${demo.staff}/queue`);
      await Promise.all([page.waitForEvent("load"), page.locator("a[rel=next]").click()]);
      await survey.page(page, "staff en demonstration second page of the queue", STAFF_WIDTHS);
    } finally {
      await demo.stop();
    }
  });

  test("the survey finds what is wrong", async () => {
    const bad = new Survey();
    const context = await browser.newContext({ viewport: TELEPHONE });
    bad.watch(context, "bad", [line.public]);
    const page = await context.newPage();
    const image = '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">';
    await page.setContent(`<p style="color: #aaa; width: 900px">Pale and wide</p>${image}<img src="${shelter.public}/x" alt="Elsewhere"><script>console.error("oh")</script>`);
    await bad.page(page, "bad", [390]);
    for (const found of ["html-has-lang", "document-title", "color-contrast", "image-alt", "sticks out", "a request to", "the browser says: oh"]) {
      assert.ok(bad.findings.some((finding) => finding.includes(found)), found);
    }
    await assert.rejects(tabTo(page, "a"));
    await context.close();
  });

  test("nothing was found", () => {
    console.log(String(survey));
    assert.deepEqual([...new Set(survey.findings)], []);
  });
}
