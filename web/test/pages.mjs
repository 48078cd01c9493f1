// How the pages are used: filling a form by the names of its fields, sending it, walking through the public form, signing in.
// STORY_PICTURES names a folder for the pictures of the guide; a palette makes each small for docs/src/images/reporting:
// convert PICTURE.png -dither None -colors 200 PNG8:PNG. Not here: what the pages have to say (story.test.mjs).
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

/** A telephone, for the public pages. */
export const TELEPHONE = { width: 390, height: 844 };
/** A desk, for the staff's. */
export const DESK = { width: 1280, height: 800 };

const PICTURES = process.env.STORY_PICTURES && resolve(process.env.STORY_PICTURES);

/** A picture of what is in sight, for the guide; only where one is asked for. `from` is an element that is scrolled to first. */
export async function picture(page, name, from) {
  if (!PICTURES) return;
  // A page that came with a place in its address is still on its way there.
  await page.waitForTimeout(400);
  mkdirSync(PICTURES, { recursive: true });
  await page.evaluate((selector) => {
    document.activeElement?.blur();
    const place = selector && document.querySelector(selector);
    scrollTo({ top: place ? place.getBoundingClientRect().top + scrollY - 12 : 0, behavior: "instant" });
  }, from);
  await page.screenshot({ path: join(PICTURES, `${name}.png`), animations: "disabled" });
}

/** Fills the fields of a page by their names: a text, the value of a choice, or a list of the values to tick. */
export async function fill(page, values, form = "form") {
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`${form} [name="${name}"]`);
    const kind = await field.first().evaluate((part) => (part.tagName === "INPUT" ? part.type : part.tagName));
    await unfold(field);
    if (kind === "radio" || kind === "checkbox") {
      for (const one of [value].flat()) await page.locator(`${form} [name="${name}"][value="${one}"]`).check();
    } else if (kind === "SELECT") await field.selectOption(value);
    else if (kind === "file") await field.setInputFiles(value);
    else await field.fill(value);
  }
}

/** Opens what is folded around a part of the page, as a click on its heading does. */
export async function unfold(locator) {
  await locator.first().evaluate((part) => {
    for (let fold = part.closest("details:not([open])"); fold; fold = fold.parentElement?.closest("details:not([open])")) fold.querySelector("summary").click();
  });
}

/** Presses a button that sends a form, says yes where the page asks, and waits for the answer. */
export async function press(page, button, asked) {
  const locator = page.locator(button).first();
  const asks = await locator.evaluate((part) => Boolean(part.form?.dataset.ask) && document.documentElement.classList.contains("js"));
  if (asks) {
    await locator.click();
    await page.locator("dialog[open] .btn.primary").waitFor();
    await asked?.();
  }
  await Promise.all([page.waitForEvent("load"), asks ? page.locator("dialog[open] .btn.primary").click() : locator.click()]);
}

/** Walks through the public form from its first step, and shows every step to `visit` once it is filled. */
export async function walk(page, answers, visit = async () => {}) {
  for (;;) {
    const step = await page.locator('input[name="at"]').getAttribute("value");
    const here = {};
    for (const [name, value] of Object.entries(answers)) {
      if ((await page.locator(`:is(textarea, select, input:not([type=hidden]))[name="${name}"]`).count()) > 0) here[name] = value;
    }
    await fill(page, here);
    await visit(step);
    if (step === "check") return;
    await press(page, "#send");
    assert.notEqual(await page.locator('input[name="at"]').getAttribute("value"), step, `the step “${step}” was not taken: ${await page.locator(".problems").allTextContents()}`);
  }
}

/** The ten words of the page after sending. */
export async function receipt(page) {
  const words = await page.locator(".receipt li").allTextContents();
  assert.equal(words.length, 10);
  return words.map((word) => word.trim()).join(" ");
}

/** A page of somebody of the staff who has just signed in, in a browser context of their own. */
export async function signIn(context, site, person) {
  const page = await context.newPage();
  await page.goto(`${site.staff}/sign-in`);
  const { organisation, login, passphrase } = person;
  await fill(page, { organisation, login, passphrase, code: await person.authenticator.code() });
  await press(page, 'form[action="/sign-in"] button');
  assert.equal(new URL(page.url()).pathname, "/", `${login} could not sign in: ${await page.locator("main").textContent()}`);
  return page;
}

/** Asks for a page again until it says what is waited for: the courier comes by every two seconds. */
export async function until(page, selector, text, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const said = (await page.locator(selector).allTextContents()).join(" ");
    if (said.includes(text)) return;
    assert.ok(Date.now() < end, `“${text}” does not come at ${page.url()}: ${said}`);
    await page.waitForTimeout(500);
    await page.reload();
  }
}
