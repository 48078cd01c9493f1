// Which corridors are looked at and which one is chosen: the state the map, the Sankey diagram and the detail share.
// Not here: drawing.
import { nameOf } from "./places";
import { corridorTables, type Corridor, type CorridorTable, type StudyData } from "./study";

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

export function titleOf(study: StudyData, row: Corridor): string {
  const to = row.origin === row.destination ? "within the country" : `→ ${nameOf(study, row.destination)}`;
  const odd = row.origin === row.destination ? crossing(row) !== "within" : crossing(row) !== "across";
  const name = row.origin === row.destination && odd ? `${nameOf(study, row.origin)} → ${nameOf(study, row.destination)}` : `${nameOf(study, row.origin)} ${to}`;
  return odd ? `${name} (${CROSSING_WORDS[crossing(row)]})` : name;
}

export interface CorridorState {
  readonly study: StudyData;
  readonly tables: CorridorTable[];
  readonly table: CorridorTable;
  /** Rows with anything in them, the largest first. */
  readonly rows: Corridor[];
  readonly chosen: Corridor | null;
  look(table: number): void;
  choose(key: string | null): void;
  onChange(listener: () => void): void;
}

/** Throws `MissingPart` when the study has no corridors at all. */
export function corridorState(study: StudyData): CorridorState {
  const tables = corridorTables(study);
  const listeners: (() => void)[] = [];
  let looked = 0;
  let rows = ranked(tables[0]);
  let chosen: Corridor | null = null;
  const tell = () => listeners.forEach((listener) => listener());
  return {
    study,
    tables,
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
