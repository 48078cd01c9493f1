// The data contract between the Rust side (module `figures::report`) and a report's page: what stands in
// <script id="report-data">, and which chart draws which part of it. Not here: how any of it is drawn.
import type { Axis, Range, Reference } from "./axes";
import { bars } from "./bars";
import { corridorMap, type CorridorPoint } from "./corridor-map";
import { corridorSankey } from "./corridor-sankey";
import { corridorState, type CorridorState } from "./corridors";
import { intervals } from "./intervals";
import { densities, lines, traces } from "./lines";
import { overlaps } from "./overlaps";
import { scatter } from "./scatter";
import { isObject, MissingPart, type CorridorTable, type Place } from "./study";

export interface ReportData {
  synthetic: boolean;
  charts: Record<string, ReportChart | undefined>;
}

export type ReportChart =
  | ({ kind: "intervals" } & IntervalsData)
  | ({ kind: "lines" } & LinesData)
  | ({ kind: "bars" } & BarsData)
  | ({ kind: "overlaps" } & OverlapsData)
  | ({ kind: "traces" } & TracesData)
  | ({ kind: "densities" } & DensitiesData)
  | ({ kind: "scatter" } & ScatterData)
  | ({ kind: "corridors" } & { places: Record<string, Place | undefined>; corridors: CorridorTable[] });

export interface IntervalsData {
  value: Axis;
  point_label: string;
  interval_label: string;
  inner_label: string;
  rows: IntervalRow[];
  references: Reference[];
}

export interface IntervalRow {
  group: string;
  label: string;
  point: number | null;
  interval: Range | null;
  inner: Range | null;
  /** Why there is no answer, where there is none. */
  withheld: string | null;
  is_main: boolean;
  note: string;
}

export interface LinesData {
  x: Axis;
  y: Axis;
  band_label: string;
  /** `y` null is a gap. */
  lines: { label: string; points: { x: number; y: number | null; band: Range | null }[] }[];
  marks: { x: number; between: Range | null; what: string; text: string }[];
  references: Reference[];
}

export interface BarsData {
  value: Axis;
  row_label: string;
  parts: string[];
  stacked: boolean;
  /** A value for each part; null is not known. */
  rows: { label: string; values: (number | null)[] }[];
  references: Reference[];
}

export interface OverlapsData {
  unit: string;
  lists: string[];
  sizes: number[];
  /** The commonest first. */
  histories: { on: boolean[]; count: number }[];
}

export interface Chain {
  label: string;
  values: (number | null)[];
}

export interface TracesData {
  value: Axis;
  draws: number[];
  chains: Chain[];
}

export interface DensitiesData {
  value: Axis;
  at: number[];
  chains: Chain[];
  references: Reference[];
}

export interface ScatterData {
  x: Axis;
  y: Axis;
  point_label: string;
  diagonal: boolean;
  points: { label: string; group: string; x: number | null; y: number | null; is_labelled: boolean }[];
}

/** Reads the embedded JSON, or null where the page is no report. Throws `MissingPart` when it cannot be read. */
export function readReport(page: Document): ReportData | null {
  const text = page.getElementById("report-data")?.textContent;
  if (text === undefined || text === null) return null;
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new MissingPart(`The report's data cannot be read: ${String(error)}`);
  }
  if (!isObject(data) || !isObject(data.charts)) throw new MissingPart("The report's data has no charts.");
  return data as unknown as ReportData;
}

/** Draws the charts of one report. The map and the Sankey diagram of the same corridors share what is chosen. */
export function drawerOf(report: ReportData, onMap: (point: CorridorPoint) => void): (box: HTMLElement) => void {
  const states = new Map<string, CorridorState>();
  return (box) => {
    const asked = box.dataset.chart ?? "";
    const name = report.charts[asked] ? asked : asked.replace(/-sankey$/, "");
    const chart = report.charts[name];
    if (!chart) throw new MissingPart(`The report has no chart named “${asked}”.`);
    switch (chart.kind) {
      case "intervals": return intervals(box, chart, report.synthetic);
      case "lines": return lines(box, chart, report.synthetic);
      case "bars": return bars(box, chart, report.synthetic);
      case "overlaps": return overlaps(box, chart, report.synthetic);
      case "traces": return traces(box, chart, report.synthetic);
      case "densities": return densities(box, chart, report.synthetic);
      case "scatter": return scatter(box, chart, report.synthetic);
      case "corridors": {
        const state = states.get(name) ?? corridorState({ ...chart, synthetic: report.synthetic });
        states.set(name, state);
        if (asked === name) onMap(corridorMap(box, state));
        else corridorSankey(box, state);
        return;
      }
      default:
        throw new MissingPart(`This page does not know how to draw “${asked}”.`);
    }
  };
}
