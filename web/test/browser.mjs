// The browser of the tests: Debian's Chromium, and a page of it that is watched.
// Not here: what is tested; the servers of the story are in world.mjs.
import { chromium } from "playwright-core";

/** Starts the browser. */
export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });

/** Opens an address and keeps what the page asks the network for and what it complains about. */
export async function watched(browser, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const requests = [], complaints = [];
  context.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(address);
  return { page, requests, complaints, close: () => context.close() };
}
