// Points with their intervals, row by row (forest plot): the label, the drawing and the numbers of a row side by side, or
// one above the other where it is narrow. Not here: the axis (axes.ts).
import { axisOption, extentOf, place, write, writeRange, type Range } from "./axes";
import { FONT, footOf, mount, NARROW, say, TOOLTIP, type Drawing } from "./chart";
import { tooltip } from "./elements";
import { ACROSS, INK, PAPER, SOFT } from "./palette";
import type { IntervalRow, IntervalsData } from "./report";

const MAIN_GROUND = "#eef4f8";
const LINE = 15;

interface Laid {
  /** Null for the heading of a group. */
  row: IntervalRow | null;
  text: string;
  top: number;
  height: number;
}

export function intervals(box: HTMLElement, data: IntervalsData, synthetic: boolean): void {
  if (data.rows.length === 0) return say(box, "Nothing to compare.", "nothing");
  const { value, rows, references } = data;
  const numbers = rows.flatMap((row) => [row.point, ...(row.interval ?? []), ...(row.inner ?? [])]);

  function draw(width: number): Drawing {
    const narrow = width < NARROW + 80;
    const left = narrow ? 8 : Math.min(250, Math.round(width * 0.26));
    // ECharts would break a line at the comma of a number: the numbers get the room they need.
    const right = narrow ? 16 : Math.min(340, 30 + Math.max(...rows.map((row) => (row.withheld ? 0 : numbersOf(row).length * (row.is_main ? 7.9 : 7)))));
    const extent = extentOf(value, [...numbers, ...references.map((reference) => reference.at)], value.scale === "share");
    const laid = layOut(rows, left, narrow, width);
    const last = laid.at(-1);
    const inner = last ? last.top + last.height + 6 : 40;
    const top = references.length ? 26 : 8;
    const room = width - left - right;

    function item(index: number, api: { coord(at: number[]): number[]; }): unknown {
      const { row, text, top: y, height } = laid[index] as Laid;
      const x0 = narrow ? left : 0;
      const at = (v: number) => api.coord([v, 0])[0] ?? 0;
      const oy = api.coord([extent.min, y])[1] ?? 0;
      const children: unknown[] = [];
      if (!row) {
        children.push(textOf(text, x0, oy + height - 8, { fontWeight: "bold", verticalAlign: "bottom" }));
        return { type: "group", children };
      }
      const middle = oy + (narrow ? height - 12 : height / 2);
      if (row.is_main) children.push({ type: "rect", shape: { x: 0, y: oy, width, height }, style: { fill: MAIN_GROUND }, z2: -5 });
      const weight = row.is_main ? "bold" : "normal";
      if (narrow) {
        const rest = row.withheld ? 0 : 20;
        children.push(textOf(row.label, x0, oy + 5, { fontWeight: row.is_main ? "bold" : 500, verticalAlign: "top", width: width - 16, overflow: "break", lineHeight: LINE }));
        children.push(textOf(numbersOf(row), x0, oy + height - rest - 4, { fill: row.withheld ? SOFT : INK, fontWeight: weight, fontStyle: row.withheld ? "italic" : "normal", verticalAlign: "bottom", width: width - 16, overflow: "break", lineHeight: LINE }));
      } else {
        children.push(textOf(row.label, left - 14, middle, { fontWeight: weight, align: "right", verticalAlign: "middle", width: left - 20, overflow: "break", lineHeight: LINE }));
        if (!row.withheld) children.push(textOf(numbersOf(row), width - right + 14, middle, { fontWeight: weight, verticalAlign: "middle" }));
      }
      if (row.withheld) {
        if (!narrow) children.push(textOf(`withheld: ${row.withheld}`, left + 8, middle, { fill: SOFT, fontStyle: "italic", verticalAlign: "middle", backgroundColor: PAPER, padding: [2, 4], width: width - left - 24, overflow: "break", lineHeight: LINE }));
        return { type: "group", children };
      }
      const span = (range: Range, thick: number) => {
        const [a, b] = ends(range);
        children.push({ type: "rect", shape: { x: at(a), y: middle - thick / 2, width: Math.max(1, at(b) - at(a)), height: thick }, style: { fill: ACROSS } });
        return [at(a), at(b)] as const;
      };
      if (row.interval) {
        const [a, b] = span(row.interval, 2);
        for (const [end, x, way] of [[row.interval[0], a, -1], [row.interval[1], b, 1]] as const) {
          children.push(place(value, end) === null
            ? { type: "polygon", shape: { points: [[x, middle - 5], [x + 9 * way, middle], [x, middle + 5]] }, style: { fill: ACROSS } }
            : { type: "rect", shape: { x: x - 1, y: middle - 4, width: 2, height: 8 }, style: { fill: ACROSS } });
        }
      }
      if (row.inner) span(row.inner, 6);
      const point = place(value, row.point);
      if (point !== null) {
        const x = at(point), r = row.is_main ? 7 : 5;
        children.push(row.is_main
          ? { type: "polygon", shape: { points: [[x - r, middle], [x, middle - r], [x + r, middle], [x, middle + r]] }, style: { fill: INK, stroke: PAPER, lineWidth: 1.5 } }
          : { type: "circle", shape: { cx: x, cy: middle, r }, style: { fill: ACROSS, stroke: PAPER, lineWidth: 1.5 } });
      }
      return { type: "group", children };
    }

    /** The ends in the axis' own places; one without limit is at the edge. */
    function ends([low, high]: Range): [number, number] {
      return [place(value, low) ?? extent.min, place(value, high) ?? extent.max];
    }

    function numbersOf(row: IntervalRow): string {
      if (row.withheld) return `withheld: ${row.withheld}`;
      const parts = [row.point === null ? "" : write(value, row.point), row.interval ? (row.point === null ? writeRange(value, row.interval) : `(${writeRange(value, row.interval)})`) : ""];
      return parts.filter(Boolean).join("  ") || "not known";
    }

    const tip = (row: IntervalRow) => tooltip(
      row.label,
      ...(row.withheld ? [`withheld: ${row.withheld}`] : []),
      ...(row.point === null ? [] : [`${data.point_label || "Point"}: ${write(value, row.point)}`]),
      ...(row.interval ? [`${data.interval_label || "Interval"}: ${writeRange(value, row.interval)}`] : []),
      ...(row.inner ? [`${data.inner_label || "Inner interval"}: ${writeRange(value, row.inner)}`] : []),
      ...(row.note ? [row.note] : []));

    return {
      height: top + inner + footOf(width, synthetic),
      points: rows.length,
      option: {
        tooltip: { ...TOOLTIP, trigger: "item" },
        grid: { left, right, top, height: inner, outerBoundsMode: "none" },
        xAxis: axisOption(value, extent, room, "x") as never,
        yAxis: { type: "value", inverse: true, min: 0, max: inner, show: false },
        series: [{
          type: "custom", clip: false, silent: false,
          renderItem: ((params: { dataIndex: number }, api: { coord(at: number[]): number[] }) => item(params.dataIndex, api)) as never,
          data: laid.map((row) => ({
            value: [extent.min, row.top],
            tooltip: row.row ? { formatter: () => tip(row.row as IntervalRow) } : { show: false },
          })) as never,
          markLine: {
            silent: true, symbol: "none", lineStyle: { color: SOFT, type: "dashed", width: 1 },
            label: { color: INK, position: "start", fontSize: 11, formatter: "{b}" },
            data: references.map((reference) => {
              const at = place(value, reference.at) ?? extent.min, along = (at - extent.min) / (extent.max - extent.min);
              // A label near an edge would be cut off there.
              return { name: `${reference.label}: ${write(value, reference.at)}`, xAxis: at, label: { align: along < 0.15 ? "left" : along > 0.85 ? "right" : "center" } };
            }),
          },
        }] as never,
      },
    };
  }

  mount(box, synthetic, draw);
}

function layOut(rows: IntervalRow[], left: number, narrow: boolean, width: number): Laid[] {
  const laid: Laid[] = [];
  let top = 0, group = "";
  const add = (row: IntervalRow | null, text: string, height: number) => {
    laid.push({ row, text, top, height });
    top += height;
  };
  for (const row of rows) {
    if (row.group !== group) {
      group = row.group;
      if (group) add(null, group, laid.length ? 38 : 28);
    }
    const linesOf = (letters: number) => Math.max(1, Math.ceil((letters * 6.7) / (narrow ? width - 16 : left - 20)));
    const lines = linesOf(row.label.length * (row.is_main ? 1.08 : 1));
    const reason = row.withheld ? Math.ceil(((row.withheld.length + 10) * 6.9) / (width - left - 24)) : 1;
    if (!narrow) add(row, row.label, Math.max(28, Math.max(lines, reason) * LINE + 12));
    else add(row, row.label, 10 + (lines + linesOf(row.withheld ? row.withheld.length + 10 : 1)) * LINE + (row.withheld ? 6 : 24));
  }
  return laid;
}

function textOf(text: string, x: number, y: number, style: Record<string, unknown>): unknown {
  return { type: "text", x, y, style: { text, fill: INK, fontSize: 12, fontFamily: FONT, ...style } };
}
