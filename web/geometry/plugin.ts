// The map's geometry, made at build time from world-atlas (Natural Earth): outlines from the 1:110m file, and one point per
// country from the 1:50m file, which knows the small islands the coarse one leaves out.
// Not here: points for places in neither file (src/places.ts) and anything that runs in the page.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoArea, geoCentroid, geoEquirectangular } from "d3-geo";
import { geoProject } from "d3-geo-projection";
import type { Feature, FeatureCollection, Geometry, MultiPolygon, Polygon, Position } from "geojson";
import { feature, merge } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import type { Plugin } from "vite";

const VIRTUAL = "virtual:geometry";
const ANTARCTICA = "010";

// Outlines that Natural Earth draws but ISO 3166-1 has no code for. Records from there carry the code on the right: the map
// follows the records, and says under it that it takes no position. XKX is the user-assigned code in common use.
const WITHOUT_ISO_CODE: Record<string, string> = { "N. Cyprus": "196", Somaliland: "706", Kosovo: "XKX" };

type Country = { name: string };
type World = Topology<{ countries: GeometryCollection<Country> }>;

function atlas(file: string): World {
  return JSON.parse(readFileSync(createRequire(import.meta.url).resolve(`world-atlas/${file}`), "utf8")) as World;
}

/** The world as planar GeoJSON in degrees; `properties.name` is the ISO numeric code, `properties.label` the English name. */
function outlines(): FeatureCollection {
  const world = atlas("countries-110m.json");
  const byCode = new Map<string, { label: string; parts: typeof world.objects.countries.geometries }>();
  for (const part of world.objects.countries.geometries) {
    const label = (part.properties as Country).name;
    const code = part.id === undefined ? WITHOUT_ISO_CODE[label] : String(part.id);
    if (!code || code === ANTARCTICA) continue; // nobody is recorded as living there, and it takes a fifth of the map
    const known = byCode.get(code);
    if (!known) byCode.set(code, { label, parts: [part] });
    else {
      known.parts.push(part);
      if (part.id !== undefined) known.label = label;
    }
  }
  // world-atlas joins rings over the antimeridian (Russia, Fiji). Projecting to a plane with d3 cuts them there, so that no
  // outline runs across the whole map.
  const plane = geoEquirectangular().scale(180 / Math.PI).translate([0, 0]).reflectY(true).precision(0);
  const features = [...byCode].map(([name, { label, parts }]): Feature => {
    const joined = merge(world, parts as Parameters<typeof merge>[1]);
    return { type: "Feature", properties: { name, label }, geometry: rounded(geoProject(joined, plane) as Geometry) };
  });
  return { type: "FeatureCollection", features };
}

/** Two decimals of a degree are about 1 km: less than a quarter of a pixel on the widest page. */
function rounded(geometry: Geometry): Geometry {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : (geometry as MultiPolygon).coordinates;
  const round = (p: Position): Position => p.slice(0, 2).map((v) => Math.round(v * 100) / 100);
  return { type: "MultiPolygon", coordinates: polygons.map((polygon) => polygon.map((ring) => ring.map(round))) };
}

/** Where a country's arcs begin and end: the centroid of its largest piece (so France's is not in the Atlantic). */
function points(): Record<string, [number, number]> {
  const world = atlas("countries-50m.json");
  const largest = new Map<string, { area: number; piece: Polygon }>();
  for (const country of feature(world, world.objects.countries).features) {
    const code = country.id === undefined ? WITHOUT_ISO_CODE[country.properties.name] : String(country.id);
    if (!code || (country.id === undefined && code !== "XKX")) continue;
    const polygons = country.geometry.type === "Polygon" ? [country.geometry.coordinates] : (country.geometry as MultiPolygon).coordinates;
    for (const coordinates of polygons) {
      const piece: Polygon = { type: "Polygon", coordinates };
      const area = geoArea(piece);
      if (area > (largest.get(code)?.area ?? 0)) largest.set(code, { area, piece });
    }
  }
  const tenth = (v: number) => Math.round(v * 10) / 10;
  return Object.fromEntries(
    [...largest].map(([code, { piece }]) => {
      const [longitude, latitude] = geoCentroid(piece);
      return [code, [tenth(longitude), tenth(latitude)]];
    }),
  );
}

export function geometry(): Plugin {
  return {
    name: "turnstone-geometry",
    resolveId: (id) => (id === VIRTUAL ? `\0${VIRTUAL}` : undefined),
    load(id) {
      if (id !== `\0${VIRTUAL}`) return undefined;
      const json = (value: unknown) => `JSON.parse(${JSON.stringify(JSON.stringify(value))})`;
      return `export const outlines = ${json(outlines())};\nexport const points = ${json(points())};`;
    },
  };
}
