// Two measures of the same things against each other. Groups differ in colour and shape; the line on which both measures are
// equal can be drawn. Not here: the axes (axes.ts).
import { axisOption, extentOf, labelRoom, place, write } from "./axes";
import { footOf, mount, NARROW, say, TOOLTIP, type Drawing } from "./chart";
import { controlsOf, element, lineMark, shapeMark, tooltip } from "./elements";
import { INK, number, PAPER, SERIES, SOFT, type SeriesInk } from "./palette";
import type { ScatterData } from "./report";

const SHAPES = ["circle", "triangle", "rect", "diamond"];

export function scatter(box: HTMLElement, data: ScatterData, synthetic: boolean): void {
  const { x, y } = data;
  const points = data.points.filter((point) => place(x, point.x) !== null && place(y, point.y) !== null);
  if (points.length === 0) return say(box, "Nothing that both axes can show.", "nothing");
  const groups = [...new Set(data.points.map((point) => point.group))];
  const ink = (i: number): SeriesInk => ({ ...(SERIES[i % SERIES.length] as SeriesInk), symbol: SHAPES[i % SHAPES.length] ?? "circle" });

  function draw(width: number): Drawing {
    const height = Math.min(460, Math.max(280, Math.round(width * 0.56)));
    let xs = extentOf(x, points.map((point) => point.x)), ys = extentOf(y, points.map((point) => point.y));
    // With the diagonal both axes run alike, so that it is one.
    if (data.diagonal && x.scale === y.scale) xs = ys = { min: Math.min(xs.min, ys.min), max: Math.max(xs.max, ys.max) };
    const grid = { left: labelRoom(y, ys, height), right: 24, top: 34, height: height - 34, outerBoundsMode: "none" as const };
    return {
      height: height + footOf(width, synthetic),
      points: points.length,
      option: {
        tooltip: { ...TOOLTIP, trigger: "item" },
        grid,
        xAxis: axisOption(x, xs, width - grid.left - grid.right, "x") as never,
        yAxis: { ...axisOption(y, ys, height, "y"), nameGap: 12, nameTextStyle: { color: SOFT, align: "left", fontSize: 12, padding: [0, 0, 0, 4 - grid.left] } } as never,
        series: groups.map((group, i) => ({
          type: "scatter", name: group, symbol: ink(i).symbol, symbolSize: width < NARROW ? 7 : 9, emphasis: { itemStyle: { color: INK } },
          itemStyle: { color: ink(i).color, opacity: 0.72, borderColor: PAPER, borderWidth: 0.7 },
          labelLayout: { hideOverlap: true },
          data: points.filter((point) => point.group === group).map((point) => ({
            value: [place(x, point.x), place(y, point.y)],
            label: { show: point.is_labelled, position: "top", distance: 4, formatter: point.label, color: INK, fontSize: 11, textBorderColor: "rgba(255,255,255,.9)", textBorderWidth: 3 },
            tooltip: { formatter: () => tooltip(point.label, ...(group ? [group] : []), `${x.label}: ${write(x, point.x ?? 0)}`, `${y.label}: ${write(y, point.y ?? 0)}`) },
          })),
          ...(i === 0 && data.diagonal ? {
            markLine: {
              silent: true, symbol: "none", lineStyle: { color: SOFT, type: "dashed", width: 1.2 }, label: { show: false },
              data: [[{ coord: [Math.max(xs.min, ys.min), Math.max(xs.min, ys.min)] }, { coord: [Math.min(xs.max, ys.max), Math.min(xs.max, ys.max)] }]],
            },
          } : {}),
        })) as never,
      },
    };
  }

  mount(box, synthetic, draw);
  const keys = groups.length > 1 ? groups.map((group, i) => element("span", {}, shapeMark(ink(i)), group || "other")) : [];
  if (data.diagonal) keys.push(element("span", {}, lineMark({ color: SOFT, dash: "dashed", symbol: "" }), " both are equal"));
  if (keys.length > 0) controlsOf(box).append(element("p", { class: "colour-key" }, ...keys));
  const left = data.points.length - points.length;
  if (left > 0) box.after(element("p", { class: "note" }, `In the table only: ${number(left)} of ${number(data.points.length)}; a value is missing, or is not above zero, which a logarithmic axis cannot show.`));
}
