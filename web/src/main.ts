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
import { drawerOf, readReport } from "./report";
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
  const onMap = (point: CorridorPoint) => {
    window.turnstoneStudy.corridorPoint = point;
  };
  let draw: (box: HTMLElement) => void, synthetic: boolean;
  try {
    const report = readReport(document), study = report ?? readStudy(document);
    draw = report ? drawerOf(report, onMap) : studyDrawer(study as StudyData, onMap);
    synthetic = study.synthetic;
  } catch (error) {
    for (const box of boxes) say(box, message(error), "error");
    return;
  }
  for (const box of boxes) {
    // One chart that cannot be drawn must not take the others with it.
    try {
      draw(box);
      closeNumbers(box.closest("figure"));
    } catch (error) {
      say(box, message(error), "error");
    }
    if (synthetic) markSynthetic(box);
  }
  for (const wide of document.querySelectorAll<HTMLElement>(".table, .numbers")) reachable(wide);
}

/** Draws the charts of a study. */
function studyDrawer(study: StudyData, onMap: (point: CorridorPoint) => void): (box: HTMLElement) => void {
  let shared: CorridorState | undefined;
  const corridors = () => (shared ??= corridorState(study));
  const charts: Record<string, (box: HTMLElement) => void> = {
    "corridor-map": (box) => onMap(corridorMap(box, corridors())),
    "corridor-sankey": (box) => corridorSankey(box, corridors()),
    trend: (box) => trend(box, study),
    "means-by-purpose": (box) => meansByPurpose(box, study),
    "element-tests": (box) => elementTests(box, study),
    unknowns: (box) => unknowns(box, study),
  };
  return (box) => {
    const draw = charts[box.dataset.chart ?? ""];
    if (!draw) throw new MissingPart(`This page has no chart named “${box.dataset.chart ?? ""}”.`);
    draw(box);
  };
}

/** A table that scrolls must be reached by the keyboard. */
function reachable(wide: HTMLElement): void {
  new ResizeObserver(() => {
    if (wide.scrollWidth > wide.clientWidth + 1) wide.tabIndex = 0;
    else wide.removeAttribute("tabindex");
  }).observe(wide);
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
