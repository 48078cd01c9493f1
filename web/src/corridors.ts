// Which corridors are looked at and which one is chosen: the state the map, the Sankey diagram and the detail share.
// Not here: drawing.
import { number } from "./palette";
import { nameOf } from "./places";
import { corridorTables, type Corridor, type CorridorTable, type CorridorData } from "./study";

/** What the border did. `unknown` is kept beside the two, never folded into one of them. */
export type Crossing = "across" | "within" | "unknown";

export function crossing(row: Corridor): Crossing {
  return row.border_crossed === null ? "unknown" : row.border_crossed ? "across" : "within";
}

export const CROSSING_WORDS: Record<Crossing, string> = {
  across: "border crossed",
  within: "within the country",
  unknown: "border crossing not known",
};

/** Origin, destination and crossing name a corridor: the same two countries can occur with and without a border crossed. */
export function keyOf(row: Corridor): string {
  return `${row.origin}>${row.destination}>${crossing(row)}`;
}

export function titleOf(data: CorridorData, row: Corridor): string {
  const to = row.origin === row.destination ? (isBelowCountry(row.origin) ? "within the place" : "within the country") : `→ ${nameOf(data, row.destination)}`;
  const odd = row.origin === row.destination ? crossing(row) !== "within" : crossing(row) !== "across";
  const name = row.origin === row.destination && odd ? `${nameOf(data, row.origin)} → ${nameOf(data, row.destination)}` : `${nameOf(data, row.origin)} ${to}`;
  return odd ? `${name} (${CROSSING_WORDS[crossing(row)]})` : name;
}

/** Whether a code is that of a part of a country (ISO 3166-2). */
export function isBelowCountry(code: string): boolean {
  return code.includes("-");
}

/** Whether nobody knows a corridor's number to within a half. */
export function isVague(row: Corridor): boolean {
  return row.limits !== undefined && (row.limits[1] === null || row.limits[0] < 0.5 * row.limits[1]);
}

/** The number of a corridor, or from where to where it may lie. */
export function amountOf(row: Corridor): string {
  return sumOf([row]);
}

/** The sum of corridors; a range where one of them is known as one. */
export function sumOf(rows: Corridor[]): string {
  const low = rows.reduce((sum, row) => sum + (row.limits ? row.limits[0] : row.count), 0);
  const high = rows.reduce((sum, row) => sum + (row.limits ? (row.limits[1] ?? Infinity) : row.count), 0);
  if (low === high) return number(low);
  return high === Infinity ? `${number(low)} or more` : `${number(low)} to ${number(high)}`;
}

export interface CorridorState {
  readonly data: CorridorData;
  /** What is counted. */
  readonly unit: string;
  readonly tables: CorridorTable[];
  readonly table: CorridorTable;
  /** Rows with anything in them, the largest first. */
  readonly rows: Corridor[];
  readonly chosen: Corridor | null;
  look(table: number): void;
  choose(key: string | null): void;
  onChange(listener: () => void): void;
}

/** Throws `MissingPart` when the data has no corridors at all. */
export function corridorState(data: CorridorData): CorridorState {
  const tables = corridorTables(data);
  const listeners: (() => void)[] = [];
  let looked = 0;
  let rows = ranked(tables[0]);
  let chosen: Corridor | null = null;
  const tell = () => listeners.forEach((listener) => listener());
  return {
    data,
    tables,
    get unit() {
      return this.table.unit ?? "records";
    },
    get table() {
      return tables[looked] ?? { title: "", origin_basis: "", destination_basis: "", rows: [] };
    },
    get rows() {
      return rows;
    },
    get chosen() {
      return chosen;
    },
    look(table) {
      looked = table;
      rows = ranked(tables[table]);
      chosen = null;
      tell();
    },
    choose(key) {
      chosen = rows.find((row) => keyOf(row) === key) ?? null;
      tell();
    },
    onChange(listener) {
      listeners.push(listener);
    },
  };
}

/** Equal counts are ordered by name, so that the page is the same every time. */
function ranked(table: CorridorTable | undefined): Corridor[] {
  return (table?.rows ?? []).filter((row) => row.count > 0).sort((a, b) => b.count - a.count || (keyOf(a) < keyOf(b) ? -1 : 1));
}
