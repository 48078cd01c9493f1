// How lists overlap (UpSet plot): above, how many are on exactly the lists that the dots below name; at the left, how many
// are on each list. Not here: any count of who is on no list.
import { FONT, mount, NARROW, say, TOOLTIP, type Drawing } from "./chart";
import { controlsOf, element, toggle, tooltip } from "./elements";
import { ACROSS, INK, LINE, number, PAPER, SOFT } from "./palette";
import type { OverlapsData } from "./report";

/** More columns than this cannot be compared. */
const MOST = 40;
const COLUMN = 25, ROW = 26;

interface Coord {
  coord(at: number[]): number[];
}

export function overlaps(box: HTMLElement, data: OverlapsData, synthetic: boolean): void {
  const { lists, sizes, unit } = data;
  const observed = data.histories.filter((history) => history.count > 0);
  if (observed.length === 0 || lists.length === 0) return say(box, "Nobody is on any list.", "nothing");
  const one = (on: boolean[]) => on.filter(Boolean).length === 1;
  const several = observed.filter((history) => !one(history.on));
  let chosen = observed;
  const note = element("p", { class: "note" });
  const named = (on: boolean[]) => lists.filter((_, i) => on[i]).join(" and ");

  function draw(room: number, paper: boolean): Drawing {
    const narrow = room < NARROW;
    const names = Math.min(narrow ? 100 : 160, 22 + 8 * Math.max(...lists.map((list) => list.length)));
    const sizeBars = narrow ? 60 : 130;
    const left = names + sizeBars + 14;
    const most = paper ? Math.floor((room - left - 10) / 20) : MOST;
    const shown = chosen.slice(0, most);
    const width = Math.max(room, paper ? 0 : left + 10 + COLUMN * shown.length);
    const right = Math.max(10, width - left - Math.min(54, (width - left - 10) / shown.length) * shown.length);
    const top = 44, bars = narrow ? 150 : 190, matrix = ROW * lists.length, gap = 10;
    note.textContent = "Grey: on one list only. Blue: on several." +
      (chosen.length > shown.length ? ` Drawn are the ${number(shown.length)} commonest of ${number(chosen.length)} combinations; all are in the table.` : "");
    const columns = shown.map((_, i) => String(i));
    const plain = { axisLine: { show: false }, axisTick: { show: false }, axisLabel: { show: false }, splitLine: { show: false } };
    return {
      width,
      height: top + bars + gap + matrix + 40,
      points: shown.length + lists.length,
      option: {
        tooltip: { ...TOOLTIP, trigger: "item" },
        grid: [
          { left, right, top, height: bars, outerBoundsMode: "none" },
          { left, right, top: top + bars + gap, height: matrix, outerBoundsMode: "none" },
          { left: names + 4, width: sizeBars - 4, top: top + bars + gap, height: matrix, outerBoundsMode: "none" },
        ],
        xAxis: [
          { type: "category", gridIndex: 0, data: columns, ...plain, axisLine: { show: true, lineStyle: { color: SOFT } } },
          { type: "category", gridIndex: 1, data: columns, ...plain },
          { type: "value", gridIndex: 2, inverse: true, max: Math.max(1, ...sizes) * 1.02, min: 0, ...plain, name: "on the list", nameLocation: "middle", nameGap: 8, nameTextStyle: { color: SOFT, fontSize: 11 } },
        ] as never,
        yAxis: [
          { type: "value", gridIndex: 0, name: `${unit || "people"} on exactly these lists`, nameGap: 24, nameTextStyle: { color: SOFT, align: "left", fontSize: 12, padding: [0, 0, 0, -44] }, splitNumber: 4, axisLabel: { color: INK, fontSize: 11, formatter: (v: number) => number(v) }, splitLine: { lineStyle: { color: "#e9edf0" } }, minInterval: 1 },
          { type: "category", gridIndex: 1, inverse: true, data: lists, ...plain },
          { type: "category", gridIndex: 2, inverse: true, data: lists, ...plain },
        ] as never,
        series: [
          {
            type: "bar", xAxisIndex: 0, yAxisIndex: 0, barWidth: "62%", barMinHeight: 2, cursor: "default", emphasis: { disabled: true },
            label: { show: true, position: "top", distance: 3, color: INK, fontSize: 11, formatter: (p: { value: number }) => number(p.value) },
            data: shown.map((history) => ({
              value: history.count, itemStyle: { color: one(history.on) ? SOFT : ACROSS },
              tooltip: { formatter: () => tooltip(`${named(history.on)} only`, `${number(history.count)} ${unit || "people"}`) },
            })),
          },
          {
            type: "custom", xAxisIndex: 1, yAxisIndex: 1, silent: true, clip: false, tooltip: { show: false },
            data: shown.map((_, i) => [i, 0]),
            renderItem: (params: { dataIndex: number }, api: Coord) => {
              const history = shown[params.dataIndex];
              if (!history) return { type: "group", children: [] };
              const at = (row: number) => api.coord([params.dataIndex, row]);
              const rows = lists.map((_, row) => row).filter((row) => history.on[row]);
              const [x = 0, first = 0] = at(rows[0] ?? 0), [, last = 0] = at(rows.at(-1) ?? 0);
              const ink = one(history.on) ? SOFT : ACROSS;
              return {
                type: "group",
                children: [
                  ...lists.map((_, row) => ({ type: "circle", shape: { cx: x, cy: at(row)[1] ?? 0, r: history.on[row] ? 6.5 : 4 }, style: { fill: history.on[row] ? ink : "#e3e7ea" } })),
                  ...(rows.length > 1 ? [{ type: "line", shape: { x1: x, y1: first, x2: x, y2: last }, style: { stroke: ink, lineWidth: 3 } }] : []),
                ],
              };
            },
          },
          {
            type: "bar", xAxisIndex: 2, yAxisIndex: 2, barWidth: 14, color: SOFT, emphasis: { disabled: true },
            label: { show: true, position: "left", color: INK, fontSize: 11, formatter: (p: { value: number }) => number(p.value) },
            data: sizes.map((size, i) => ({ value: size, label: { position: size > 0.55 * Math.max(...sizes) ? "inside" : "left", color: size > 0.55 * Math.max(...sizes) ? PAPER : INK }, tooltip: { formatter: () => tooltip(lists[i] ?? "", `${number(size)} ${unit || "people"} on the list`) } })),
          },
          {
            type: "custom", xAxisIndex: 1, yAxisIndex: 1, silent: true, clip: false, z: 0, tooltip: { show: false },
            data: lists.map((_, row) => [0, row]),
            renderItem: (params: { dataIndex: number }, api: Coord) => {
              const y = api.coord([0, params.dataIndex])[1] ?? 0;
              return {
                type: "group",
                children: [
                  ...(params.dataIndex % 2 === 0 ? [{ type: "rect", shape: { x: 0, y: y - ROW / 2, width: width - right + 4, height: ROW }, style: { fill: "#f4f6f8" } }] : []),
                  { type: "text", x: names - 6, y, style: { text: lists[params.dataIndex] ?? "", fill: INK, fontSize: 12, fontFamily: FONT, align: "right", verticalAlign: "middle", width: names - 10, overflow: "truncate" } },
                  { type: "line", shape: { x1: names + sizeBars, y1: y - ROW / 2, x2: names + sizeBars, y2: y + ROW / 2 }, style: { stroke: LINE, lineWidth: 1 } },
                ],
              };
            },
          },
        ] as never,
      },
    };
  }

  const chart = mount(box, synthetic, draw);
  box.after(note);
  // Beside those on one list only, those on several, of whom an estimate is made, may be too few to see.
  if (several.length > 0 && several.length < observed.length) {
    controlsOf(box).append(toggle("Only those on several lists", false, (pressed) => {
      chosen = pressed ? several : observed;
      chart.redraw();
    }));
  }
}
