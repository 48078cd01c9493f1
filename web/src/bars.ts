// Bars that lie: one row for each thing, its parts beside or upon each other. Parts are numbered where they lie upon each
// other, so that the key can be followed in grey print. Not here: the axis (axes.ts).
import { axisOption, extentOf, place, write } from "./axes";
import { footOf, mount, NARROW, say, TOOLTIP, type Drawing } from "./chart";
import { colourKey, controlsOf, tooltip } from "./elements";
import { across } from "./lines";
import { INK, PAPER, SERIES, SOFT } from "./palette";
import type { BarsData } from "./report";

export function bars(box: HTMLElement, data: BarsData, synthetic: boolean): void {
  const { value, parts, rows, stacked, references } = data;
  if (rows.length === 0 || parts.length === 0) return say(box, "Nothing to show.", "nothing");
  const color = (part: number) => SERIES[part % SERIES.length]?.color ?? INK;
  const known = (row: BarsData["rows"][number]) => row.values.filter((v): v is number => v !== null);
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

  function draw(width: number): Drawing {
    const narrow = width < NARROW;
    const left = narrow ? Math.round(width * 0.36) : Math.min(250, Math.round(width * 0.26));
    const right = stacked ? 24 : 76;
    const reach: number[] = stacked ? rows.flatMap((row) => [sum(known(row).filter((v) => v > 0)), sum(known(row).filter((v) => v < 0))]) : rows.flatMap(known);
    const extent = extentOf(value, [...reach, ...references.map((r) => r.at)]);
    // A whole ends at the edge.
    if (stacked && value.scale === "share" && extent.max > 1 && Math.max(...reach) <= 1.000001) extent.max = 1;
    // The number of a bar below zero stands at its left.
    if (!stacked && extent.min < 0) extent.min -= (58 / Math.max(100, width - left - right - 58)) * (extent.max - extent.min);
    const bar = stacked ? 26 : parts.length === 1 ? 18 : 14;
    const rowHeight = Math.max(narrow ? 46 : 34, (stacked ? 1 : parts.length) * (bar + 2) + 14);
    const room = width - left - right, inner = rows.length * rowHeight, top = references.length ? 26 : 8;
    const pixels = (v: number) => (Math.abs(v) / Math.max(1e-12, extent.max - extent.min)) * room;
    return {
      height: top + inner + footOf(width, synthetic),
      points: rows.reduce((n, row) => n + known(row).length, 0),
      option: {
        tooltip: { ...TOOLTIP, trigger: "axis", axisPointer: { type: "shadow", shadowStyle: { color: "rgba(31,41,51,.05)" } }, formatter: (p: unknown) => tip((p as { dataIndex: number }[])[0]?.dataIndex ?? 0) },
        grid: { left, right, top, height: inner, outerBoundsMode: "none" },
        xAxis: axisOption(value, extent, room, "x") as never,
        yAxis: {
          type: "category", inverse: true, data: rows.map((row) => row.label), axisTick: { show: false }, axisLine: { show: false },
          axisLabel: { color: INK, fontSize: 12, width: left - 14, overflow: "break", lineHeight: 14, interval: 0 },
        },
        series: parts.map((part, k) => ({
          type: "bar", name: part, color: color(k), barWidth: bar, barGap: "15%", ...(stacked ? { stack: "parts" } : {}),
          itemStyle: stacked ? { borderColor: PAPER, borderWidth: 1.5 } : {}, emphasis: { disabled: true },
          label: stacked
            ? { show: true, position: "inside", fontSize: 11, color: PAPER, formatter: (p: { dataIndex: number }) => inside(rows[p.dataIndex]?.values[k] ?? null, k, pixels) }
            : { show: true, position: "right", distance: 5, fontSize: 12, color: INK, formatter: (p: { dataIndex: number }) => beside(rows[p.dataIndex]?.values[k] ?? null) },
          // A value that is not known has its words where its bar would begin; one below zero has its number at the right of zero.
          data: rows.map((row) => {
            const v = row.values[k] ?? null, at = place(value, v);
            return { value: at ?? (stacked ? null : 0), ...(v === null && !stacked ? { label: { color: SOFT, fontStyle: "italic" } } : v !== null && v < 0 && !stacked ? { label: { position: "left" } } : {}) };
          }),
          ...(k === 0 ? { markLine: across(references, value, "xAxis", "start") } : {}),
        })) as never,
      },
    };
  }

  const beside = (v: number | null) => (v === null ? "not known" : write(value, v));
  function inside(v: number | null, k: number, pixels: (v: number) => number): string {
    if (v === null) return "";
    const room = pixels(v), text = write(value, v);
    if (room > 8 * text.length + 22) return `${k + 1}:  ${text}`;
    return room > 12 ? String(k + 1) : "";
  }

  function tip(i: number): HTMLElement {
    const row = rows[i];
    return row ? tooltip(row.label, ...parts.map((part, k) => `${parts.length > 1 ? `${part}: ` : ""}${beside(row.values[k] ?? null)}`)) : tooltip("");
  }

  mount(box, synthetic, draw);
  if (parts.length > 1) controlsOf(box).append(colourKey(parts.map((part, k) => ({ color: color(k), label: stacked ? `${k + 1}: ${part}` : part }))));
}
