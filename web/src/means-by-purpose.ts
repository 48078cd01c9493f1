// The heat map of means by purpose: how many records have both. Not here: any test of association.
import type { HeatmapSeriesOption } from "echarts";
import { mount, NARROW, say, TOOLTIP, type Drawing } from "./chart";
import { colourKey, element, tooltip } from "./elements";
import { depth, greyDepth, INK, number, PAPER, SOFT } from "./palette";
import { part, type StudyData } from "./study";

const NOT_RECORDED = /^not[ _-]?recorded$/i;
/** "Not recorded" is no means and no purpose: it stands in a grid of its own, this far from the others. */
const GAP = 14;
const LINE = 36;
const WIDEST_CELL = 150;

type Entry = { id: string; label: string };

export function meansByPurpose(box: HTMLElement, study: StudyData): void {
  const { rows, columns, cells } = part(study, "means_by_purpose");
  const most = Math.max(0, ...cells.flat());
  if (rows.length === 0 || columns.length === 0 || most === 0) {
    say(box, "Nothing recorded of means and purpose.", "nothing");
    return;
  }
  const across = blocks(columns), down = blocks(rows);
  // Counts span orders of magnitude: with a plain scale all but the largest would look empty.
  const step = (count: number) => Math.log1p(count) / Math.log1p(most);

  function draw(room: number, paper: boolean): Drawing {
    const narrow = room < NARROW + 120;
    const left = narrow ? 120 : Math.min(230, room * 0.24);
    const gaps = GAP * (across.length - 1);
    // Numbers must fit their cells; on paper nothing can scroll, so there the type is smaller instead.
    const width = paper ? room : Math.max(room, left + 8 + gaps + 50 * columns.length);
    const cell = Math.min(WIDEST_CELL, (width - left - 8 - gaps) / columns.length);
    const slanted = cell < 74;
    const head = slanted ? 118 : 50;
    const axis = { axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false } };
    const text = { interval: 0, color: INK, fontSize: 12, lineHeight: 13 };

    const grids: object[] = [], xAxes: object[] = [], yAxes: object[] = [], series: HeatmapSeriesOption[] = [];
    let top = head;
    for (const [v, rowBlock] of down.entries()) {
      let x = left;
      for (const [h, columnBlock] of across.entries()) {
        const at = grids.length;
        grids.push({ left: x, top, width: cell * columnBlock.length, height: LINE * rowBlock.length, outerBoundsMode: "none" });
        xAxes.push({
          ...axis, type: "category", position: "top", gridIndex: at, data: columnBlock.map((i) => columns[i]?.label ?? ""),
          axisLabel: { ...text, show: v === 0, margin: 8, ...(slanted ? { rotate: 48, width: 140, overflow: "truncate" } : { width: cell - 8, overflow: "break" }) },
        });
        yAxes.push({
          ...axis, type: "category", inverse: true, gridIndex: at, data: rowBlock.map((i) => rows[i]?.label ?? ""),
          axisLabel: { ...text, show: h === 0, margin: 10, width: left - 16, overflow: "break" },
        });
        const grey = isApart(rows[rowBlock[0] ?? -1]) || isApart(columns[columnBlock[0] ?? -1]);
        series.push({
          type: "heatmap", xAxisIndex: at, yAxisIndex: at,
          data: rowBlock.flatMap((row, j) => columnBlock.map((column, i) => square(i, j, row, column, grey))) as never,
          label: { show: true, fontSize: cell < 44 ? 9 : cell < 58 ? 10.5 : 12, formatter: ((p: { value: number[] }) => number(p.value[2] ?? 0)) as never },
          emphasis: { itemStyle: { borderColor: INK, borderWidth: 2 } },
        });
        x += cell * columnBlock.length + GAP;
      }
      top += LINE * rowBlock.length + GAP;
    }
    return {
      height: top + 18,
      width,
      points: rows.length * columns.length,
      option: { tooltip: { ...TOOLTIP, trigger: "item", formatter: cellTip as never }, grid: grids, xAxis: xAxes, yAxis: yAxes, series },
    };
  }

  function square(x: number, y: number, row: number, column: number, grey: boolean) {
    const count = cells[row]?.[column] ?? 0;
    const { ground, text } = count === 0 ? { ground: PAPER, text: SOFT } : (grey ? greyDepth : depth)(step(count));
    return {
      value: [x, y, count], name: `${rows[row]?.label ?? ""} × ${columns[column]?.label ?? ""}`,
      itemStyle: { color: ground, borderColor: count === 0 ? "#e4e8eb" : PAPER, borderWidth: 1 }, label: { color: text },
    };
  }

  const cellTip = (p: { name: string; value: number[] }) => tooltip(p.name, `${number(p.value[2] ?? 0)} records`);

  mount(box, study.synthetic, draw);
  box.after(
    colourKey([
      { color: depth(step(1)).ground, edge: SOFT, label: "few records" }, { color: depth(1).ground, label: `up to ${number(most)}` },
      { color: greyDepth(0.5).ground, label: "not recorded" }, { color: PAPER, edge: SOFT, label: "none" },
    ]),
    element("p", { class: "note" }, "Colour follows the logarithm of the count. A record with several means or purposes is counted in each of their cells."),
  );
}

function isApart(entry: Entry | undefined): boolean {
  return entry !== undefined && (NOT_RECORDED.test(entry.id) || NOT_RECORDED.test(entry.label));
}

/** Positions of the entries in one or two blocks: what is recorded, and what is not. */
function blocks(entries: Entry[]): number[][] {
  const all = entries.map((_, i) => i);
  return [all.filter((i) => !isApart(entries[i])), all.filter((i) => isApart(entries[i]))].filter((block) => block.length > 0);
}
