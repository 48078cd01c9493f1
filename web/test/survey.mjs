// What every page has to be, whatever it says: accessible by axe-core's rules for WCAG 2.2 AA, without anything that sticks out, silent on
// the network, and without a complaint of the browser. Findings are collected, so that one run shows them all.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];

export class Survey {
  /** How often a page was checked, by what it is. */
  pages = new Map();
  /** How many checks there were: a page in another colour scheme is one more. */
  checks = 0;
  findings = [];

  /** Checks the page that is open. `widths` are those at which nothing may stick out. */
  async page(page, name, widths) {
    this.pages.set(name, (this.pages.get(name) ?? 0) + 1);
    await this.rules(page, name, { type: "tag", values: TAGS });
    await this.widths(page, name, widths);
  }

  /** The same page in its dark colours. */
  async dark(page, name) {
    await page.emulateMedia({ colorScheme: "dark" });
    await this.rules(page, `${name}, dark`, { type: "rule", values: ["color-contrast", "link-in-text-block"] });
    await page.emulateMedia({ colorScheme: "light" });
  }

  /** The rules of axe-core. It is evaluated from outside, so that the page keeps its policy while it is checked. */
  async rules(page, name, runOnly) {
    this.checks += 1;
    await page.evaluate(`window.axe ?? (() => {${AXE}})()`);
    const found = await page.evaluate(async (only) => (await window.axe.run(document, { runOnly: only, resultTypes: ["violations"] })).violations, runOnly);
    for (const { id, impact, nodes } of found) {
      for (const node of nodes) this.findings.push(`${name}: ${id} (${impact}) at ${node.target.join(" ")}: ${node.failureSummary.replace(/\s+/g, " ")}`);
    }
  }

  /** Whether everything fits at a width. What scrolls inside its own box, as a wide table does, does not stick out. */
  async widths(page, name, widths) {
    const before = page.viewportSize();
    for (const width of widths) {
      await page.setViewportSize({ width, height: before.height });
      const out = await page.evaluate(() => {
        const room = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= room) return [];
        const wide = [...document.body.querySelectorAll("*")].filter((part) => {
          const { left, right } = part.getBoundingClientRect();
          return (right > room + 1 || left < -1) && !part.closest(".scroll, .hidden-text, .skip");
        });
        return wide.slice(0, 3).map((part) => `${part.tagName.toLowerCase()}.${part.className} “${part.textContent.trim().slice(0, 40)}”`).concat("");
      });
      if (out.length) this.findings.push(`${name}: sticks out at ${width} px: ${out.join(", ")}`);
    }
    await page.setViewportSize(before);
  }

  /** Watches what a context asks the network for and what its pages complain about; only the origins in `allowed` may be asked. */
  watch(context, name, allowed) {
    context.on("request", (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol !== "data:" && !allowed.includes(origin)) this.findings.push(`${name}: a request to ${request.url()}`);
    });
    context.on("console", (message) => {
      if (!["error", "warning"].includes(message.type())) return;
      // A refusal is a page with the status of a refusal; the browser notes the status.
      const refusal = /^Failed to load resource: the server responded with a status of (4\d\d|503)/.test(message.text());
      if (!(refusal && message.location().url === message.page()?.url())) this.findings.push(`${name}: the browser says: ${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (error) => this.findings.push(`${name}: ${error.error()}`));
  }

  /** How many pages were checked, in one sentence. */
  toString() {
    return `axe-core checked ${this.pages.size} pages in ${this.checks} checks; ${this.findings.length} findings`;
  }
}

/** Presses Tab until something that fits `selector` has the focus, and says which stops on the way showed no focus. */
export async function tabTo(page, selector, most = 250) {
  const unseen = [];
  for (let presses = 0; presses < most; presses += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate((wanted) => {
      const here = document.activeElement;
      if (!here || here === document.body) return { seen: true, found: false };
      const ring = (part) => {
        const style = getComputedStyle(part);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
      };
      // A transparent choice over its label shows the focus on the label.
      const seen = ring(here) || (here.nextElementSibling !== null && ring(here.nextElementSibling));
      const area = here.getBoundingClientRect();
      const bar = document.querySelector("header.bar")?.getBoundingClientRect();
      const covered = bar !== undefined && !here.closest("header.bar") && area.bottom <= bar.bottom;
      const label = `${here.tagName.toLowerCase()}#${here.id}.${here.className} “${(here.textContent ?? "").trim().slice(0, 30)}”`;
      return { seen: seen && !covered, found: here.matches(wanted), label };
    }, selector);
    if (!at.seen) unseen.push(at.label);
    if (at.found) return unseen;
  }
  throw new Error(`Tab does not reach ${selector}`);
}
