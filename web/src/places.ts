// Where a country lies on the map. Not here: its outline (the geometry is made by geometry/plugin.ts).
import { points } from "virtual:geometry";
import type { CorridorData } from "./study";

export type LonLat = [number, number];

/**
 * Places that Natural Earth's 1:50m countries leave out or draw as part of another country, and codes that ISO 3166-1 has
 * withdrawn but older records still carry. Approximate geographic coordinates as the CIA World Factbook gives them
 * ("Geographic coordinates"), rounded to a tenth of a degree; for former states those of the state that kept the capital.
 */
const ELSEWHERE: Record<string, LonLat | undefined> = {
  ANT: [-69.0, 12.2], // Netherlands Antilles (to 2010), at Curaçao
  BES: [-68.3, 12.2],
  BVT: [3.4, -54.4],
  CCK: [96.8, -12.5],
  CSK: [15.5, 49.8], // Czechoslovakia (to 1993)
  CXR: [105.7, -10.5],
  GIB: [-5.4, 36.1],
  GLP: [-61.6, 16.3],
  GUF: [-53.0, 4.0],
  MTQ: [-61.0, 14.7],
  MYT: [45.2, -12.8],
  REU: [55.6, -21.1],
  SCG: [21.0, 44.0], // Serbia and Montenegro (to 2006)
  SJM: [20.0, 78.0],
  SUN: [37.6, 55.8], // Soviet Union (to 1992)
  TKL: [-172.0, -9.0],
  TUV: [178.0, -8.0],
  UMI: [166.6, 19.3], // at Wake Island
  XKX: [20.9, 42.6],
  YUG: [21.0, 44.0], // Yugoslavia (to 2003)
};

/** Where the provinces of Korea lie (ISO 3166-2): about their middles, to a tenth of a degree. Of other countries' parts no point is known here. */
const PROVINCES: Record<string, LonLat | undefined> = {
  "KR-11": [127.0, 37.6], "KR-26": [129.1, 35.2], "KR-27": [128.6, 35.9], "KR-28": [126.6, 37.5], "KR-29": [126.9, 35.2], "KR-30": [127.4, 36.3],
  "KR-31": [129.3, 35.5], "KR-41": [127.3, 37.3], "KR-42": [128.3, 37.8], "KR-43": [127.8, 36.8], "KR-44": [126.8, 36.5], "KR-45": [127.1, 35.7],
  "KR-46": [126.9, 34.9], "KR-47": [128.8, 36.4], "KR-48": [128.2, 35.3], "KR-49": [126.5, 33.4], "KR-50": [127.3, 36.6],
};

/** Longitude and latitude of a place by its code, or undefined when it has none: the map then lists it beneath. */
export function pointOf(data: CorridorData, code: string): LonLat | undefined {
  const numeric = data.places[code]?.numeric;
  return (numeric ? points[numeric] : undefined) ?? points[code] ?? ELSEWHERE[code] ?? PROVINCES[code];
}

/** The name under which the geometry knows the outline of the place, or of the country it lies in. */
export function outlineOf(data: CorridorData, code: string): string {
  const place = data.places[code];
  return place?.numeric ?? (place?.country ? (data.places[place.country]?.numeric ?? place.country) : code);
}

export function nameOf(data: CorridorData, code: string): string {
  return data.places[code]?.name ?? code;
}
