// Types of what the build makes or imports without types. Not here: any code.
declare module "*.css";

declare module "virtual:geometry" {
  export const outlines: {
    type: "FeatureCollection";
    features: { type: "Feature"; properties: { name: string; label: string }; geometry: import("geojson").Geometry }[];
  };
  /** Longitude and latitude by ISO 3166-1 numeric code (XKX for Kosovo, which has none). */
  export const points: Record<string, [number, number] | undefined>;
}

declare module "d3-geo-projection" {
  export function geoProject(object: import("geojson").Geometry, projection: import("d3-geo").GeoProjection): import("geojson").Geometry | null;
}
