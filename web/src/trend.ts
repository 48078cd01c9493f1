// Counts by year: a line per series, how many countries contribute on a scale of its own, breaks in the reporting marked,
// and the caution beneath.
// Not here: any smoothing or modelling; the points are the counts.
import { mount, NARROW, say, TOOLTIP, type Drawing } from "./chart";
import { controlsOf, element, lineMark, toggle } from "./elements";
import { INK, number, SERIES, SOFT, type SeriesInk } from "./palette";
import { part, type StudyData } from "./study";

/** The panel of contributors: its height, and the room above it for its name. */
const PANEL = 64, PANEL_NAME = 44;

export function trend(box: HTMLElement, study: StudyData): void {
  const { years, series, contributors, breaks, caution } = part(study, "trend");
  if (years.length === 0 || !series.some((line) => line.values.some((value) => value !== null))) {
    say(box, "Nothing recorded by year.", "nothing");
    return;
  }
  const ink = (i: number) => SERIES[i % SERIES.length] as SeriesInk;
  // With many lines the first eight start switched on: more cannot be told apart.
  const on = new Set(series.slice(0, SERIES.length).map((line) => line.id));
  const categories = years.map(String);
  const most = Math.max(1, ...series.flatMap((line) => line.values.map((value) => value ?? 0)));

  function draw(width: number, paper: boolean): Drawing {
    const lines = series.map((line, i) => ({ ...line, ink: ink(i) })).filter((line) => on.has(line.id));
    const roomy = width >= NARROW + 140;
    // Names at the ends of lines only where they do not crowd each other; the buttons above name the lines anyway.
    const ends = lines.map((line) => line.values.at(-1) ?? null).filter((value) => value !== null).sort((a, b) => a - b);
    const named = roomy && ends.every((value, i) => i === 0 || value - (ends[i - 1] ?? 0) > most / 28);
    const marks = breaks.map((b, i) => ({ xAxis: String(b.year), label: { formatter: `${i + 1}` } })).filter((m) => categories.includes(m.xAxis));
    const lower = contributors.values.some((value) => value !== null);
    const upper = roomy || paper ? 340 : 280;
    // Both panels begin at the same place, so that a year stands under itself.
    const grid = { left: 22 + 7.5 * number(most).length, right: named ? 170 : 18, outerBoundsMode: "none" as const };
    const years = {
      type: "category" as const, data: categories, boundaryGap: false, axisLine: { lineStyle: { color: SOFT } }, axisTick: { alignWithLabel: true },
      axisLabel: { color: INK, fontSize: 12, hideOverlap: true },
    };
    const values = {
      type: "value" as const, minInterval: 1, nameTextStyle: { color: SOFT, align: "left" as const, fontSize: 12, padding: [0, 0, 0, 4 - grid.left] },
      axisLabel: { color: INK, fontSize: 12, formatter: (v: number) => number(v) }, splitLine: { lineStyle: { color: "#e9edf0" } },
    };
    return {
      height: upper + (lower ? PANEL_NAME + PANEL : 0) + 40,
      points: lines.reduce((n, line) => n + line.values.filter((value) => value !== null).length, 0),
      option: {
        tooltip: {
          ...TOOLTIP, trigger: "axis",
          formatter: (p: unknown) => yearTip((p as { axisValue: string }[])[0]?.axisValue ?? ""),
        },
        grid: [{ ...grid, top: 30, height: upper - 30 }, ...(lower ? [{ ...grid, top: upper + PANEL_NAME, height: PANEL }] : [])],
        xAxis: [{ ...years, gridIndex: 0, axisLabel: { ...years.axisLabel, show: !lower } }, ...(lower ? [{ ...years, gridIndex: 1 }] : [])],
        yAxis: [{ ...values, gridIndex: 0, name: "records" }, ...(lower ? [{ ...values, gridIndex: 1, name: contributors.label, splitNumber: 2 }] : [])],
        series: [...lines.map((line, i) => ({
          type: "line", name: line.label, data: line.values, connectNulls: false, showSymbol: true,
          symbol: line.ink.symbol, symbolSize: 6, color: line.ink.color, lineStyle: { width: 2, type: line.ink.dash },
          emphasis: { disabled: true },
          ...(named ? {
            endLabel: { show: true, formatter: "{a}", color: line.ink.color, fontSize: 12, width: 155, overflow: "truncate" },
            labelLayout: { moveOverlap: "shiftY" },
          } : {}),
          ...(i === 0 && marks.length ? {
            markLine: {
              silent: true, symbol: "none", lineStyle: { color: SOFT, type: "dashed", width: 1 },
              label: { color: INK, position: "end", fontSize: 11, fontWeight: "bold" }, data: marks,
            },
          } : {}),
        })), ...(lower ? [{
          type: "line", name: contributors.label, xAxisIndex: 1, yAxisIndex: 1, data: contributors.values, connectNulls: false, color: SOFT, symbol: "circle", symbolSize: 4,
          lineStyle: { width: 1.5 }, areaStyle: { color: "#e9edf0" }, emphasis: { disabled: true },
        }] : [])] as never,
      },
    };
  }

  function yearTip(year: string): HTMLElement {
    const at = categories.indexOf(year);
    const lines = [...series.filter((line) => on.has(line.id)), contributors].map((line) => {
      const value = line.values[at] ?? null;
      return `${line.label}: ${value === null ? "not recorded" : number(value)}`;
    });
    return element("div", { class: "chart-tooltip" }, element("strong", {}, year), ...lines.map((l) => element("div", {}, l)),
      ...breaks.filter((b) => String(b.year) === year).map((b) => element("div", { class: "break" }, b.text)));
  }

  const chart = mount(box, study.synthetic, draw);
  const bar = controlsOf(box);
  bar.classList.add("series-key");
  series.forEach((line, i) => bar.append(toggle(line.label, on.has(line.id), (pressed) => {
    if (pressed) on.add(line.id);
    else on.delete(line.id);
    chart.redraw();
  }, lineMark(ink(i)))));
  const figure = box.closest("figure");
  const after: HTMLElement[] = [];
  // The page says these two itself when it can be read without JavaScript; once is enough.
  if (breaks.length && !figure?.querySelector(".breaks")) {
    const list = breaks.map((b) => element("li", {}, element("strong", {}, `${b.year}: `), b.text));
    after.push(element("div", { class: "breaks" }, element("p", {}, "Marked in the chart:"), element("ol", {}, ...list)));
  }
  if (caution && !figure?.querySelector(".caution")) after.push(element("p", { class: "caution" }, caution));
  box.after(...after);
}
