// Colours and number formats of the charts. Not here: colours of the page's text (styles/).
// Blue against vermilion stays apart in every common form of colour blindness; each of the inks has at least 3 : 1 against
// white (WCAG 2.2, 1.4.11), and nothing is told by colour alone.

export const INK = "#1f2933";
export const SOFT = "#52606d";
export const LINE = "#cbd2d9";
export const PAPER = "#ffffff";

export const ACROSS = "#0b5c8f";
export const WITHIN = "#b84a00";
export const NOT_KNOWN = "#6b7280";

export const YES = "#0b5c8f";
export const NO = "#d98032";
export const VALUE = "#4d7f63";
export const UNDETERMINED = "#d3d8dd";
export const UNDETERMINED_EDGE = "#7b8794";

export const LAND = "#e6e6e4";
export const LAND_WITH_RECORDS = "#c9d8e2";

/** Lines differ in colour, dash and symbol, so that they are told apart in grey print too. */
export interface SeriesInk {
  color: string;
  dash: "solid" | "dashed" | "dotted";
  symbol: string;
}

export const SERIES: SeriesInk[] = [
  { color: "#0b5c8f", dash: "solid", symbol: "circle" },
  { color: "#b84a00", dash: "solid", symbol: "rect" },
  { color: "#00705a", dash: "dashed", symbol: "triangle" },
  { color: "#8a3b7a", dash: "dashed", symbol: "diamond" },
  { color: "#6f5600", dash: "dotted", symbol: "circle" },
  { color: "#3e4c59", dash: "solid", symbol: "rect" },
  { color: "#2c7fb8", dash: "dotted", symbol: "triangle" },
  { color: "#a33b4b", dash: "dashed", symbol: "diamond" },
];

const NUMBER = new Intl.NumberFormat("en");

export function number(value: number): string {
  return NUMBER.format(value);
}

/** A measured number as `figures::number::measure` writes it: about four significant digits, powers of ten at the far ends. */
export function measure(value: number): string {
  const size = Math.abs(value), sign = value < 0 ? "−" : "";
  if (size === 0) return "0";
  if (size === Infinity) return `${sign}∞`;
  if (size >= 1e9 || size < 1e-4) {
    const [digits = "", power = "0"] = size.toExponential(1).split("e");
    return `${sign}${digits} × 10${[...power.replace("+", "")].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)])).join("")}`;
  }
  if (size >= 100 || Number.isInteger(size)) return sign + number(Math.round(size));
  return sign + size.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : size >= 0.01 ? 4 : 5);
}

/** A share of one in per cent with one decimal, as `figures::number::percent` writes it. */
export function percent(value: number): string {
  const per = 100 * value;
  if (per > 0 && per < 0.1) return "< 0.1 %";
  const text = Math.abs(per).toFixed(1);
  return `${per < 0 && text !== "0.0" ? "−" : ""}${text} %`;
}

/** A share in per cent with one decimal; what is not nothing is not rounded to nothing, what is not all not to all. */
export function share(value: number, total: number): string {
  if (total <= 0) return "–";
  const percent = (100 * value) / total;
  if (percent > 0 && percent < 0.1) return "< 0.1 %";
  return percent < 100 && percent > 99.9 ? "> 99.9 %" : `${percent.toFixed(1)} %`;
}

/** A step of the sequential scale from pale to deep blue, `t` from 0 to 1. Lightness falls evenly, so it prints in grey. */
export function depth(t: number): Shade {
  return blend([236, 242, 246], [9, 62, 98], t);
}

/** The same for what is not recorded: greys, so that it is never read as part of the scale. */
export function greyDepth(t: number): Shade {
  return blend([244, 244, 244], [94, 94, 94], t);
}

/** A ground and the text colour that can be read on it. */
export interface Shade {
  ground: string;
  text: string;
}

type Rgb = readonly [number, number, number];

function blend(from: Rgb, to: Rgb, t: number): Shade {
  const rgb = from.map((f, i) => Math.round(f + ((to[i] ?? 0) - f) * t));
  // Relative luminance (WCAG 2.2). Black and white both reach 4.5 : 1 at 0.18, so one of them does everywhere.
  const [r = 0, g = 0, b = 0] = rgb.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return { ground: `rgb(${rgb.join(",")})`, text: 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? "#000000" : PAPER };
}
