// The data contract between the Rust side (crate `figures`) and the page: what stands in <script id="study-data">.
// Not here: how any of it is drawn. The numbers also stand in the page's HTML tables; nothing is computed anew here
// except sums over rows that the reader asked for.

/** What the map and the Sankey diagram need: of a study, or of a report's chart. */
export interface CorridorData {
  /** True when the records are synthetic: every chart then says so. */
  synthetic: boolean;
  /** Places by code: ISO 3166-1 alpha-3, or ISO 3166-2 below a country. `numeric` is a country's ISO numeric code as three digits, the id world-atlas uses. */
  places: Record<string, Place | undefined>;
  /** One entry per way of reading the corridors. */
  corridors: CorridorTable[];
}

/** Everything the charts of one study page need. */
export interface StudyData extends CorridorData {
  title: string;
  trend: Trend;
  means_by_purpose: CrossTable;
  element_tests: ElementTests;
  unknowns: Unknowns;
}

export interface Place {
  name: string;
  numeric: string | null;
  /** The code of the country it lies in, where it is a part of one. */
  country?: string;
}

/** A corridor table; the bases name the proxies that stand for origin and destination, and are shown with every number. */
export interface CorridorTable {
  title: string;
  /** For example "citizenship". */
  origin_basis: string;
  /** For example "country where identified". */
  destination_basis: string;
  /** What is counted; records where nothing else is said. */
  unit?: string;
  /** Corridors whose number nobody knows: in no row. */
  not_known?: number;
  rows: Corridor[];
}

export const BREAKDOWNS = ["purpose", "means", "sex", "age", "period"] as const;
export type Breakdown = (typeof BREAKDOWNS)[number];

export interface Corridor {
  origin: string;
  destination: string;
  /** Null when the records do not say. */
  border_crossed: boolean | null;
  /** The number; the highest it may be where it is known as an interval. */
  count: number;
  /** From where to where it may lie, where it is not exact; null is no upper end. */
  limits?: [number, number | null];
  /** Absent where nothing of the kind is known. */
  by?: Record<Breakdown, Count[]>;
  /** What else is known of the corridor: label and text. */
  measures?: [string, string][];
}

export interface Count {
  id: string;
  label: string;
  count: number;
}

export interface Trend {
  title: string;
  /** Why the lines are not simply reality: shown beneath them. */
  caution: string;
  years: number[];
  /** One value per year; null where nothing was recorded, drawn as a gap. */
  series: Series[];
  /** How many countries contribute in each year: drawn beneath the lines, on a scale of its own. */
  contributors: Series;
  /** Years in which the reporting changed. */
  breaks: { year: number; text: string }[];
}

export interface Series {
  id: string;
  label: string;
  values: (number | null)[];
}

/** Rows and columns with id `not_recorded` are set apart from the others. */
export interface CrossTable {
  title: string;
  rows: { id: string; label: string }[];
  columns: { id: string; label: string }[];
  /** `cells[row][column]`. */
  cells: number[][];
}

/** Legal element tests. Results of other kinds are drawn as bars in the page's tables. */
export interface ElementTests {
  title: string;
  /** `concern`: what the test is about, such as "Trafficking in persons". */
  instruments: { id: string; concern: string; label: string }[];
  results: {
    instrument: string;
    name: string;
    kind: "element" | "description" | "finding";
    label: string;
    yes: number;
    no: number;
    undetermined: number;
  }[];
}

export interface Unknowns {
  title: string;
  /** The number of records that each column is out of. */
  total: number;
  /** The four counts of a column add up to the total; `value` counts what is neither yes nor no, such as a year. */
  columns: { id: string; label: string; group: string; yes: number; no: number; value: number; unknown: number }[];
}

/** The data is not what a chart needs. The message is shown to the reader in the chart's place. */
export class MissingPart extends Error {}

/** Fields each part must have, and whether each is a list. Deeper shape is the Rust side's test, not the reader's browser's. */
const PARTS = {
  trend: { years: true, series: true, contributors: false, breaks: true },
  means_by_purpose: { rows: true, columns: true, cells: true },
  element_tests: { instruments: true, results: true },
  unknowns: { total: false, columns: true },
} as const;

/** Reads the embedded JSON. Throws `MissingPart` when there is none or it is no JSON object. */
export function readStudy(page: Document): StudyData {
  const text = page.getElementById("study-data")?.textContent;
  if (!text) throw new MissingPart("The page holds no study data.");
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new MissingPart(`The study data cannot be read: ${String(error)}`);
  }
  if (!isObject(data)) throw new MissingPart("The study data is not an object.");
  return data as unknown as StudyData;
}

/** The named part, when it has the fields its chart needs. Throws `MissingPart` otherwise. */
export function part<K extends keyof typeof PARTS>(study: StudyData, name: K): StudyData[K] {
  const value: unknown = study[name];
  if (!isObject(value)) throw new MissingPart(`The study data has no part “${name}”.`);
  for (const [field, list] of Object.entries(PARTS[name])) {
    const found = value[field];
    if (list ? !Array.isArray(found) : found === undefined) throw new MissingPart(`Part “${name}” of the study data has no “${field}”.`);
  }
  return study[name];
}

/** The corridor tables. Throws `MissingPart` when they, or the places they point to, are absent. */
export function corridorTables(study: CorridorData): CorridorTable[] {
  if (!Array.isArray(study.corridors)) throw new MissingPart("The study data has no part “corridors”.");
  if (!isObject(study.places)) throw new MissingPart("The study data has no part “places”.");
  study.corridors.forEach((table, i) => {
    if (!Array.isArray(table.rows)) throw new MissingPart(`Corridor table ${i + 1} of the study data has no “rows”.`);
  });
  return study.corridors;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
