// The key to the map's widths and sizes. Not here: the map.
import { element } from "./elements";
import { INK, number } from "./palette";

export interface MapScale {
  /** Line width of a count, in pixels. */
  width(count: number): number;
  /** Circle radius of a count, in pixels. */
  radius(count: number): number;
}

const SVG = "http://www.w3.org/2000/svg";

/** Three round counts up to the largest, each as a line and as a circle. */
export function mapScaleKey(scale: MapScale, most: number): HTMLElement {
  const samples = [...new Set([most / 100, most / 10, most].map(roundDown))].filter((n) => n > 0);
  return element("p", { class: "scale-key" }, "Records:", ...samples.map((count) => element("span", {}, sample(scale, count), number(count))));
}

function sample(scale: MapScale, count: number): SVGElement {
  const radius = scale.radius(count), height = Math.ceil(Math.max(2 * radius, scale.width(count))) + 2;
  const width = 30 + 2 * radius;
  const svg = document.createElementNS(SVG, "svg");
  const set = (node: Element, attributes: Record<string, string | number>) => {
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
    return node;
  };
  set(svg, { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  svg.append(
    set(document.createElementNS(SVG, "line"), { x1: 0, x2: 22, y1: height / 2, y2: height / 2, stroke: INK, "stroke-width": scale.width(count) }),
    set(document.createElementNS(SVG, "circle"), { cx: 27 + radius, cy: height / 2, r: radius, fill: "none", stroke: INK }),
  );
  return svg;
}

/** 8,648 → 8,000: one significant digit, never more than the data has. */
function roundDown(value: number): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return Math.floor(value / step) * step;
}
