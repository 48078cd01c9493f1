// Lines over years or another measure: bands behind them, gaps where nothing is known, marks that are numbered; and with the
// same axes what a sampler's chains drew. Not here: what a mark means (the table beneath the chart says it).
import { axisOption, extentOf, labelRoom, place, write, writeRange, type Axis, type Extent, type Range, type Reference } from "./axes";
import { FONT, footOf, mount, NARROW, say, TOOLTIP, type Drawing } from "./chart";
import { controlsOf, element, lineMark, toggle, tooltip } from "./elements";
import { INK, PAPER, SERIES, SOFT, type SeriesInk } from "./palette";
import type { DensitiesData, LinesData, TracesData } from "./report";

const ink = (i: number) => SERIES[i % SERIES.length] as SeriesInk;

interface Coord {
  coord(at: number[]): number[];
}

export function lines(box: HTMLElement, data: LinesData, synthetic: boolean): void {
  const { x, y, marks, references } = data;
  const all = data.lines;
  if (!all.some((line) => line.points.some((point) => point.y !== null || point.band !== null))) return say(box, "Nothing recorded.", "nothing");
  const on = new Set(all.slice(0, SERIES.length).map((_, i) => i));
  const along = [...new Set(all.flatMap((line) => line.points.map((point) => point.x)))].sort((a, b) => a - b);
  const marksAt = marks.flatMap((mark) => [mark.x, ...(mark.between ?? [])]);

  function draw(width: number): Drawing {
    const shown = all.map((line, i) => ({ ...line, i, ink: ink(i) })).filter((line) => on.has(line.i));
    const height = width < NARROW ? 260 : 330;
    const xs = extentOf(x, [...along, ...marksAt], false);
    const ys = extentOf(y, [...shown.flatMap((line) => line.points.flatMap((point) => [point.y, ...(point.band ?? [])])), ...references.map((r) => r.at)]);
    const named = width >= NARROW + 140 && shown.length > 1;
    const grid = { left: labelRoom(y, ys, height), right: named ? 150 : 24, top: marks.length ? 52 : 34, height: height - 34, outerBoundsMode: "none" as const };
    const room = width - grid.left - grid.right;
    return {
      height: grid.top + grid.height + footOf(width, synthetic),
      points: shown.reduce((n, line) => n + line.points.filter((point) => point.y !== null || point.band !== null).length, 0),
      option: {
        tooltip: { ...TOOLTIP, trigger: "axis", formatter: (p: unknown) => tip((p as { axisValue: number }[])[0]?.axisValue) },
        grid,
        xAxis: axisOption(x, xs, room, "x") as never,
        yAxis: { ...axisOption(y, ys, height, "y"), nameGap: marks.length ? 28 : 12, nameTextStyle: { color: SOFT, align: "left", fontSize: 12, padding: [0, 0, 0, 4 - grid.left] } } as never,
        series: [
          marksSeries(marks, x, xs, ys),
          ...shown.map((line) => bandSeries(runsOf(line.points.map((point) => ({ x: point.x, range: point.band }))), x, y, ys, line.ink.color)),
          ...shown.map((line, k) => ({
            type: "line", name: line.label, connectNulls: false, showSymbol: line.points.length <= 60 || !line.points.some((point) => point.y !== null), clip: false,
            data: line.points.map((point) => [place(x, point.x), place(y, point.y)]),
            symbol: line.ink.symbol, symbolSize: 6, color: line.ink.color, lineStyle: { width: 2, type: line.ink.dash }, emphasis: { disabled: true },
            ...(named ? { endLabel: { show: true, formatter: "{a}", color: line.ink.color, fontSize: 12, width: 138, overflow: "break" }, labelLayout: { moveOverlap: "shiftY" } } : {}),
            ...(k === 0 ? { markLine: across(references, y, "yAxis") } : {}),
          })),
        ] as never,
      },
    };
  }

  function tip(at: number | undefined): HTMLElement {
    const near = nearest(along, x, at);
    if (near === undefined) return tooltip("");
    const texts = all.filter((_, i) => on.has(i)).map((line) => {
      const point = line.points.find((p) => p.x === near);
      const band = point?.band ? ` (${data.band_label || "interval"}: ${writeRange(y, point.band)})` : "";
      return `${line.label}: ${point?.y == null ? "not known" : write(y, point.y)}${band}`;
    });
    const said = marks.flatMap((mark, i) => (mark.x === near ? [element("div", { class: "break" }, `${i + 1}. ${mark.what}: ${mark.text}`)] : []));
    const made = tooltip(`${x.label}: ${write(x, near)}`, ...texts);
    made.append(...said);
    return made;
  }

  const chart = mount(box, synthetic, draw);
  if (all.length > 1) key(box, all.map((line) => line.label), on, chart.redraw);
}

/** The draws of chains in their order. */
export function traces(box: HTMLElement, data: TracesData, synthetic: boolean): void {
  const along: Axis = { label: "Draw", scale: "linear" };
  chains(box, data.chains, data.draws, along, data.value, [], synthetic, false);
}

/** How the draws of chains are distributed. */
export function densities(box: HTMLElement, data: DensitiesData, synthetic: boolean): void {
  chains(box, data.chains, data.at, data.value, { label: "Density (highest = 1)", scale: "linear" }, data.references, synthetic, true);
}

function chains(box: HTMLElement, all: TracesData["chains"], along: number[], x: Axis, y: Axis, references: Reference[], synthetic: boolean, filled: boolean): void {
  if (along.length === 0 || all.length === 0) return say(box, "Nothing was drawn, or no draw differs from another.", "nothing");
  const on = new Set(all.map((_, i) => i));

  function draw(width: number): Drawing {
    const height = width < NARROW ? 220 : 270;
    const xs = extentOf(x, [...along, ...references.map((r) => r.at)], false);
    const ys = extentOf(y, all.flatMap((chain) => chain.values), filled);
    const grid = { left: filled ? 16 : labelRoom(y, ys, height), right: 24, top: references.length ? 52 : 34, height: height - 34, outerBoundsMode: "none" as const };
    return {
      height: grid.top + grid.height + footOf(width, synthetic),
      points: all.reduce((n, chain, i) => n + (on.has(i) ? chain.values.length : 0), 0),
      option: {
        tooltip: { ...TOOLTIP, trigger: "axis", formatter: (p: unknown) => tip((p as { axisValue: number }[])[0]?.axisValue) },
        grid,
        xAxis: axisOption(x, xs, width - grid.left - grid.right, "x") as never,
        yAxis: {
          ...axisOption(y, ys, height, "y"), nameGap: references.length ? 28 : 12, nameTextStyle: { color: SOFT, align: "left", fontSize: 12, padding: [0, 0, 0, 4 - grid.left] },
          ...(filled ? { axisLabel: { show: false }, axisTick: { show: false }, splitLine: { show: false } } : {}),
        } as never,
        series: all.flatMap((chain, i) => (on.has(i) ? [{
          type: "line", name: chain.label, showSymbol: false, connectNulls: false, color: ink(i).color, emphasis: { disabled: true },
          data: along.map((at, k) => [place(x, at), place(y, chain.values[k] ?? null)]),
          lineStyle: { width: filled ? 2 : 1.1, type: filled ? ink(i).dash : "solid", opacity: filled ? 1 : 0.8 },
          ...(filled ? { areaStyle: { color: ink(i).color, opacity: 0.1 } } : {}),
          ...(i === Math.min(...on) ? { markLine: across(references, x, "xAxis") } : {}),
        }] : [])) as never,
      },
    };
  }

  function tip(at: number | undefined): HTMLElement {
    const near = nearest(along, x, at);
    if (near === undefined) return tooltip("");
    const k = along.indexOf(near);
    return tooltip(`${x.label}: ${write(x, near)}`, ...all.flatMap((chain, i) => (on.has(i) ? [`${chain.label}: ${chain.values[k] == null ? "none" : write(y, chain.values[k])}`] : [])));
  }

  const chart = mount(box, synthetic, draw);
  if (all.length > 1) key(box, all.map((chain) => chain.label), on, chart.redraw, filled ? "dashes" : "solid");
}

/** Buttons that switch lines on and off and say how each is drawn: with symbols, without, or without dashes too. */
function key(box: HTMLElement, labels: string[], on: Set<number>, redraw: () => void, without: "solid" | "dashes" | "nothing" = "nothing"): void {
  const bar = controlsOf(box);
  bar.classList.add("series-key");
  labels.forEach((label, i) => bar.append(toggle(label, on.has(i), (pressed) => {
    if (pressed) on.add(i);
    else on.delete(i);
    redraw();
  }, lineMark(without === "nothing" ? ink(i) : { ...ink(i), symbol: "", ...(without === "solid" ? { dash: "solid" } : {}) }))));
}

function nearest(along: number[], x: Axis, at: number | undefined): number | undefined {
  if (at === undefined) return undefined;
  const away = (value: number) => Math.abs((place(x, value) ?? Infinity) - at);
  return along.reduce<number | undefined>((best, value) => (best === undefined || away(value) < away(best) ? value : best), undefined);
}

/** Lines across at values of one axis. Above them `end` is their label's place, or `start` where rows run downwards. */
export function across(references: Reference[], axis: Axis, which: "xAxis" | "yAxis", above: "start" | "end" = "end"): unknown {
  return {
    silent: true, symbol: "none", lineStyle: { color: SOFT, type: "dashed", width: 1.2 },
    label: { color: INK, fontSize: 11, formatter: "{b}", position: which === "xAxis" ? above : "insideEndTop" },
    data: references.flatMap((reference) => {
      const at = place(axis, reference.at);
      return at === null ? [] : [{ name: `${reference.label}: ${write(axis, reference.at)}`, [which]: at }];
    }),
  };
}

/** Pieces of a band without a gap in them. */
function runsOf(points: { x: number; range: Range | null }[]): { x: number; range: Range }[][] {
  const runs: { x: number; range: Range }[][] = [];
  let run: { x: number; range: Range }[] = [];
  for (const { x, range } of points) {
    if (range) run.push({ x, range });
    else if (run.length) {
      runs.push(run);
      run = [];
    }
  }
  return run.length ? [...runs, run] : runs;
}

/** A band: a polygon for each piece; a piece of one point is an upright bar. */
function bandSeries(runs: { x: number; range: Range }[][], x: Axis, y: Axis, ys: Extent, color: string): unknown {
  return {
    type: "custom", silent: true, z: 1, clip: true, tooltip: { show: false },
    renderItem: (params: { dataIndex: number }, api: Coord) => {
      const run = runs[params.dataIndex] ?? [];
      const at = (px: number, value: number | null, edge: number) => api.coord([place(x, px) ?? 0, place(y, value) ?? edge]);
      const up = run.map((point) => at(point.x, point.range[1], ys.max)), down = run.map((point) => at(point.x, point.range[0], ys.min)).reverse();
      const [a, b] = [up[0], down[0]];
      if (run.length === 1 && a && b) return { type: "rect", shape: { x: (a[0] ?? 0) - 3, y: a[1], width: 6, height: (b[1] ?? 0) - (a[1] ?? 0) }, style: { fill: color, opacity: 0.3 } };
      return { type: "polygon", shape: { points: [...up, ...down] }, style: { fill: color, opacity: 0.14 } };
    },
    data: runs.map((run) => [place(x, run[0]?.x ?? null) ?? 0, ys.min]),
  };
}

/** Marks: where they may lie as a pale ground, where they are as a dashed line, their number above. */
function marksSeries(marks: LinesData["marks"], x: Axis, xs: Extent, ys: Extent): unknown {
  return {
    type: "custom", silent: true, z: 0, clip: false, tooltip: { show: false },
    renderItem: (params: { dataIndex: number }, api: Coord) => {
      const mark = marks[params.dataIndex];
      const at = mark ? place(x, mark.x) : null;
      if (!mark || at === null) return { type: "group", children: [] };
      const [px = 0, top = 0] = api.coord([at, ys.max]), [, bottom = 0] = api.coord([at, ys.min]);
      const [from = 0] = api.coord([place(x, mark.between?.[0] ?? null) ?? (mark.between ? xs.min : at), ys.max]), [to = 0] = api.coord([place(x, mark.between?.[1] ?? null) ?? (mark.between ? xs.max : at), ys.max]);
      return {
        type: "group",
        children: [
          { type: "rect", shape: { x: from, y: top, width: Math.max(0, to - from), height: bottom - top }, style: { fill: "#eceff2" } },
          { type: "line", shape: { x1: px, y1: top - 2, x2: px, y2: bottom }, style: { stroke: SOFT, lineWidth: 1.2, lineDash: [4, 3] } },
          { type: "circle", shape: { cx: px, cy: top - 12, r: 9 }, style: { fill: PAPER, stroke: INK, lineWidth: 1.4 } },
          { type: "text", x: px, y: top - 12, style: { text: String(params.dataIndex + 1), fill: INK, fontSize: 11, fontFamily: FONT, fontWeight: "bold", align: "center", verticalAlign: "middle" } },
        ],
      };
    },
    data: marks.map((mark) => [place(x, mark.x) ?? xs.min, ys.max]),
  };
}
