// Entry: draws every chart the page has a box for, and gives tests their hook.
// Not here: what a chart shows, and any number: those come with the page.
import "./styles/page.css";
import "./styles/charts.css";
import "./styles/print.css";
import { say } from "./chart";
import { corridorMap, type CorridorPoint } from "./corridor-map";
import { corridorSankey } from "./corridor-sankey";
import { corridorState, type CorridorState } from "./corridors";
import { elementTests } from "./element-tests";
import { element } from "./elements";
import { meansByPurpose } from "./means-by-purpose";
import { MissingPart, readStudy, type StudyData } from "./study";
import { trend } from "./trend";
import { unknowns } from "./unknowns";

declare global {
  interface Window {
    /** For tests: where on the page a click meets a corridor of the map. */
    turnstoneStudy: { corridorPoint: CorridorPoint };
  }
}

document.documentElement.classList.add("js");
window.turnstoneStudy = { corridorPoint: () => null };

function start(): void {
  // What goes further stands open for readers without JavaScript.
  for (const more of document.querySelectorAll<HTMLDetailsElement>("details.more")) more.open = false;
  for (const figure of document.querySelectorAll<HTMLElement>("figure:not(:has(.chart))")) closeNumbers(figure);
  const boxes = [...document.querySelectorAll<HTMLElement>(".chart[data-chart]")];
  let study: StudyData;
  try {
    study = readStudy(document);
  } catch (error) {
    for (const box of boxes) say(box, message(error), "error");
    return;
  }
  let shared: CorridorState | undefined;
  const corridors = () => (shared ??= corridorState(study));
  const charts: Record<string, (box: HTMLElement) => void> = {
    "corridor-map": (box) => {
      window.turnstoneStudy.corridorPoint = corridorMap(box, corridors());
    },
    "corridor-sankey": (box) => corridorSankey(box, corridors()),
    trend: (box) => trend(box, study),
    "means-by-purpose": (box) => meansByPurpose(box, study),
    "element-tests": (box) => elementTests(box, study),
    unknowns: (box) => unknowns(box, study),
  };
  for (const box of boxes) {
    const draw = charts[box.dataset.chart ?? ""];
    // One chart that cannot be drawn must not take the others with it.
    try {
      if (!draw) throw new MissingPart(`This page has no chart named “${box.dataset.chart ?? ""}”.`);
      draw(box);
      closeNumbers(box.closest("figure"));
    } catch (error) {
      say(box, message(error), "error");
    }
    if (study.synthetic) markSynthetic(box);
  }
}

/** The tables behind a figure stand open for readers without JavaScript. */
function closeNumbers(figure: HTMLElement | null): void {
  for (const numbers of figure?.querySelectorAll<HTMLDetailsElement>(":scope > details.numbers") ?? []) numbers.open = false;
}

/** The title of every chart of synthetic records says so, also when a figure is read or copied alone. */
function markSynthetic(box: HTMLElement): void {
  const caption = box.closest("figure")?.querySelector("figcaption");
  if (caption && !caption.querySelector(".synthetic-mark")) caption.append(" ", element("span", { class: "synthetic-mark" }, "synthetic records"));
}

function message(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return `This chart could not be drawn. ${why} The numbers are in the table below it.`;
}

/** On paper every table is open. The style sheet says so too, for browsers that can (and with JavaScript off). */
function openForPaper(): void {
  let opened: HTMLDetailsElement[] = [];
  matchMedia("print").addEventListener("change", (paper) => {
    if (paper.matches) opened = [...document.querySelectorAll<HTMLDetailsElement>("details:not([open])")];
    for (const details of opened) details.open = paper.matches;
  });
}

openForPaper();
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
