// One running `turnstone serve` with its people: started on free ports and a folder of its own, and ended by its process id in every case.
// TURNSTONE names the program; without it the one that `cargo build` made. Not here: what is done on the pages (story.test.mjs).
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const WEB = fileURLToPath(new URL("..", import.meta.url));
const BUILT = join(resolve(WEB, "..", process.env.CARGO_TARGET_DIR || "target"), "debug", "turnstone");
/** The program that is tested. */
export const PROGRAM = process.env.TURNSTONE ? resolve(WEB, process.env.TURNSTONE) : BUILT;
/** How long a server may take until it takes reports. */
const PATIENCE = 60_000;
/** Seconds of a step of one-time codes, as `turnstone` has them (RFC 6238). */
const STEP = 30;

/** What has to be ended in every case, and the folders that go with it. */
const running = new Map();
process.on("exit", () => {
  for (const [child, folder] of running) {
    child.kill("SIGKILL");
    if (folder) rmSync(folder, { recursive: true, force: true });
  }
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));

/** A person's authenticator: gives each code once, as the server takes each once, and waits for the next one where it must. */
export class Authenticator {
  #key;
  #last = 0;

  constructor(secret) {
    this.secret = secret;
    const bits = [...secret.replaceAll(" ", "")].map((sign) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(sign).toString(2).padStart(5, "0")).join("");
    this.#key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  }

  /** A code that was not given before. The server takes those of the step after this one, too. */
  async code() {
    for (;;) {
      const now = Math.floor(Date.now() / 1000 / STEP);
      const step = Math.max(now, this.#last + 1);
      if (step <= now + 1) {
        this.#last = step;
        return this.at(step);
      }
      await delay(500);
    }
  }

  /** Leaves the present code out: whoever set the account up has used it. */
  skip() {
    this.#last = Math.floor(Date.now() / 1000 / STEP);
  }

  /** The code of a step (RFC 4226, section 5.3). */
  at(step) {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(step));
    const digest = createHmac("sha1", this.#key).update(counter).digest();
    const number = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
    return String(number % 1_000_000).padStart(6, "0");
  }
}

/** Somebody of the staff, with what signs them in. */
export class Person {
  constructor(organisation, login, passphrase, secret) {
    Object.assign(this, { organisation, login, passphrase, authenticator: new Authenticator(secret) });
  }
}

/** A running server. */
export class Site {
  people = {};
  /** What the server logs; it is shown when the server does not start. */
  log = "";

  /** Starts a server on a new folder; it founds an organisation, or the two invented ones with `--demo`. */
  static async start(slug, ...options) {
    assert.ok(existsSync(PROGRAM), `there is no program ${PROGRAM}: build it, or name it in TURNSTONE`);
    const site = new Site();
    site.slug = slug;
    site.folder = mkdtempSync(join(tmpdir(), "turnstone-story-"));
    const places = ["--public", "--staff", "--files"].flatMap((place) => [place, "127.0.0.1:0"]);
    const child = spawn(PROGRAM, ["serve", "--data", join(site.folder, "data"), "--slug", slug, ...places, ...options], { stdio: ["ignore", "pipe", "pipe"] });
    site.child = child;
    running.set(child, site.folder);
    let said = "";
    child.stdout.on("data", (part) => (said += part));
    child.stderr.on("data", (part) => (site.log += part));
    const until = Date.now() + PATIENCE;
    while (!said.includes("Stop with Ctrl-C")) {
      if (child.exitCode !== null || Date.now() > until) {
        await site.stop();
        throw new Error(`the server of ${slug} did not start:\n${said}${site.log}`);
      }
      await delay(50);
    }
    site.public = /Reports are taken at (\S+)/.exec(said)[1];
    site.staff = /The staff works at\s+(\S+)/.exec(said)[1];
    site.#meet(said);
    return site;
  }

  /** The people whose passphrases the first start prints. */
  #meet(said) {
    for (const [, login, passphrase, secret] of said.matchAll(/name +(\S+) \(\S+\)\n +passphrase +(.+)\n +authenticator +(.+)\n/g)) {
      this.people[login] = new Person(this.slug, login, passphrase, secret);
    }
    let organisation = "";
    for (const line of said.split("\n")) {
      organisation = /^organisation (\S+) /.exec(line)?.[1] ?? organisation;
      const [, login, passphrase, secret] = /^ +(\S+) +\S+ +passphrase: (.+?) +secret: (.+)$/.exec(line) ?? [];
      if (!login) continue;
      const person = (this.people[`${organisation}/${login}`] = new Person(organisation, login, passphrase, secret));
      // The demonstration signs its people in to do what is found done.
      person.authenticator.skip();
    }
  }

  /** What the program prints on this machine beside the server. */
  run(...words) {
    return execFileSync(PROGRAM, words, { encoding: "utf8" });
  }

  /** Holds the database, so that nothing can be written until what this gives is called; needs Python 3. */
  async hold() {
    const program = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()";
    const child = spawn("python3", ["-c", program, join(this.folder, "data", "casework.db")], { stdio: ["pipe", "pipe", "inherit"] });
    running.set(child);
    const ended = new Promise((done) => child.once("close", done));
    await new Promise((held, failed) => {
      child.stdout.once("data", held);
      child.once("error", failed);
      child.once("close", () => failed(new Error("the database could not be held")));
    });
    return async () => {
      child.stdin.end();
      await ended;
      running.delete(child);
    };
  }

  /** Ends the server, and removes its folder. */
  async stop() {
    const { child } = this;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((done) => child.once("exit", done));
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(force);
    }
    running.delete(child);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
