// The picture of the README: three parts of a study's page as a browser shows them, one below the other.
// node test/picture.mjs STUDY/index.html PICTURE.png, then a palette of 200 colours to make it small:
// convert PICTURE.png -dither None -colors 200 PNG8:PICTURE.png. Not here: any test.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "./browser.mjs";

const [study, picture] = process.argv.slice(2);
if (!study || !picture) {
  console.error("usage: node test/picture.mjs STUDY/index.html PICTURE.png");
  process.exit(2);
}
const WIDTH = 1280;
/** From the top of one element to the bottom of another, with some room around them. */
const PARTS = [
  ["body > header", "#answer > p"],
  ["#element-tests h2", "#figure-element-tests .colour-key"],
  ["#figure-corridor-map", "#figure-corridor-map .map-key"],
];

const browser = await launch();
const page = await browser.newPage({ viewport: { width: WIDTH, height: 900 } });
await page.goto(pathToFileURL(resolve(study)).href);
const images = [];
for (const [first, last] of PARTS) {
  const [from, to] = await Promise.all([page.locator(first).first(), page.locator(last).first()].map((l) => l.boundingBox()));
  const y = Math.max(0, from.y - 16);
  const clip = { x: 0, y, width: WIDTH, height: to.y + to.height + 8 - y };
  images.push((await page.screenshot({ fullPage: true, clip })).toString("base64"));
}
const joined = images.map((image) => `<img alt="" src="data:image/png;base64,${image}">`).join("<hr>");
await page.setContent(`<style>body{margin:0}img{display:block;width:${WIDTH}px}hr{margin:0;border:0;border-top:6px dotted #cbd2d9}</style>${joined}`);
await page.screenshot({ path: picture, fullPage: true });
await browser.close();
