// What an axis of a report's chart measures, where values lie on it and how its numbers are written.
// Not here: what is drawn between the axes.
import { INK, measure, number, percent, SOFT } from "./palette";

export interface Axis {
  /** What is measured, with its unit. */
  label: string;
  scale: "linear" | "log" | "year" | "share";
}

/** A line across a chart at a value. */
export interface Reference {
  at: number;
  label: string;
}

/** An end that is null has no limit. */
export type Range = [number | null, number | null];

/** A number as people read it on this axis. */
export function write(axis: Axis, value: number): string {
  if (axis.scale === "share") return percent(value);
  return axis.scale === "year" ? String(value) : measure(value);
}

/** A range in words. */
export function writeRange(axis: Axis, [low, high]: Range): string {
  if (low === null && high === null) return "no limits";
  if (low === null) return `${write(axis, high ?? 0)} or less`;
  if (high === null) return `${write(axis, low)} or more`;
  return low === high ? write(axis, low) : `${write(axis, low)} to ${write(axis, high)}`;
}

/** Where a value lies: its logarithm on a logarithmic axis, so that ticks can be chosen here. Null where it cannot be shown. */
export function place(axis: Axis, value: number | null): number | null {
  if (value === null || !Number.isFinite(value)) return null;
  if (axis.scale !== "log") return value;
  return value > 0 ? Math.log10(value) : null;
}

/** The values of a logarithmic axis that get a tick: as many of 1, 2, 3 and 5 in each power of ten as there is room for. */
function logTicks(min: number, max: number, room: number): number[] {
  const decades = Math.max(max - min, 0.01);
  const most = Math.max(2, room / 75);
  // A short stretch has few round powers in it: ticks lie as on a linear axis, only not evenly.
  if (decades < 0.8) return linearTicks(10 ** min, 10 ** max, most).filter((value) => value > 0).map(Math.log10);
  for (const steps of [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 5], [1, 2, 5], [1, 3], [1]]) {
    const ticks = inside(min, max, 1, steps);
    if (ticks.length <= most && (ticks.length > 1 || decades > 0.3)) return ticks;
  }
  return inside(min, max, Math.max(1, Math.ceil(decades / most)), [1]);
}

function inside(min: number, max: number, every: number, steps: number[]): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(min); power <= max; power++) {
    if (power % every !== 0) continue;
    for (const step of steps) {
      const at = power + Math.log10(step);
      if (at >= min - 1e-9 && at <= max + 1e-9) ticks.push(at);
    }
  }
  return ticks;
}

/** Short enough for a tick. */
function tick(axis: Axis, value: number): string {
  if (axis.scale === "year") return Number.isInteger(value) ? String(value) : "";
  if (axis.scale === "share") return `${number(Math.round(1000 * value) / 10).replace("-", "−")} %`;
  const size = Math.abs(value);
  if (size >= 1e6 && size < 1e9) return `${number(value / 1e6)} million`;
  return size >= 1e9 || (size > 0 && size < 1e-3) ? measure(value) : number(value).replace("-", "−");
}

/** Ticks one above the other need less room than side by side. */
const UPRIGHT = 1.9;

export interface Extent {
  min: number;
  max: number;
}

/** From where to where an axis runs for these values, in its own places. Linear ones begin at nothing unless told. */
export function extentOf(axis: Axis, values: (number | null)[], fromZero = true): Extent {
  const places = values.map((value) => place(axis, value)).filter((at) => at !== null);
  if (places.length === 0) return { min: 0, max: 1 };
  let min = Math.min(...places), max = Math.max(...places);
  const zero = fromZero && (axis.scale === "linear" || axis.scale === "share");
  if (zero) {
    min = Math.min(0, min);
    max = Math.max(0, max);
  }
  if (min === max) return axis.scale === "year" ? { min: min - 1, max: max + 1 } : { min: min - 0.5 * Math.abs(min || 1), max: max + 0.5 * Math.abs(max || 1) };
  if (axis.scale === "year") return { min, max };
  const pad = 0.045 * (max - min);
  return { min: zero && min === 0 ? 0 : min - pad, max: zero && max === 0 ? 0 : max + pad };
}

/** The ticks of an axis in `room` pixels, in its own places. */
export function ticksOf(axis: Axis, { min, max }: Extent, room: number): number[] {
  if (axis.scale === "log") return logTicks(min, max, room);
  return linearTicks(min, max, Math.max(3, room / (axis.scale === "year" ? 52 : 80)), axis.scale === "year" ? 1 : 0);
}

function linearTicks(min: number, max: number, most: number, least = 0): number[] {
  const rough = (max - min) / most;
  let step = 10 ** Math.floor(Math.log10(rough));
  for (const times of [1, 2, 5, 10]) if (step * times >= rough) { step *= times; break; }
  step = Math.max(step, least);
  const ticks: number[] = [];
  for (let i = Math.ceil(min / step - 1e-9); i * step <= max + 1e-9 * step; i++) ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

/** The axis for ECharts with ticks of its own; `room` is how long it is, in pixels. */
export function axisOption(axis: Axis, extent: Extent, room: number, kind: "x" | "y"): Record<string, unknown> {
  const ticks = ticksOf(axis, extent, kind === "y" ? UPRIGHT * room : room);
  const shown = (at: number) => tick(axis, axis.scale === "log" ? Number((10 ** at).toPrecision(6)) : at);
  return {
    type: "value", min: extent.min, max: extent.max, name: axis.label,
    nameTextStyle: { color: SOFT, fontSize: 12, ...(kind === "y" ? { align: "left" } : {}) },
    ...(kind === "x" ? { nameLocation: "middle", nameGap: 30 } : {}),
    axisLine: { show: kind === "x", onZero: false, lineStyle: { color: SOFT } },
    axisTick: { show: kind === "x", customValues: ticks },
    axisLabel: { color: INK, fontSize: 12, hideOverlap: true, customValues: ticks, formatter: shown },
    splitLine: { show: true, customValues: ticks, lineStyle: { color: "#e9edf0" } },
    axisPointer: { label: { show: false } },
  };
}

/** How many pixels the tick labels of a standing axis need. */
export function labelRoom(axis: Axis, extent: Extent, room: number): number {
  const texts = ticksOf(axis, extent, UPRIGHT * room).map((at) => tick(axis, axis.scale === "log" ? Number((10 ** at).toPrecision(6)) : at).length);
  return 14 + 7 * Math.max(1, ...texts);
}
