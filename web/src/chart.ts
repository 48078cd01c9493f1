// One chart in its box: ECharts with only the parts used, redrawn when the box changes width and for paper.
// Not here: what each chart shows.
import { CustomChart, HeatmapChart, LineChart, LinesChart, BarChart, SankeyChart, ScatterChart } from "echarts/charts";
import { GeoComponent, GridComponent, MarkLineComponent, TitleComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";
import type { EChartsOption } from "echarts";
import { element } from "./elements";
import { INK, LINE, SOFT } from "./palette";

echarts.use([
  BarChart, CustomChart, HeatmapChart, LineChart, LinesChart, SankeyChart, ScatterChart,
  GeoComponent, GridComponent, MarkLineComponent, TitleComponent, TooltipComponent,
  LabelLayout, SVGRenderer,
]);

export { echarts };

export const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif";

/** An A4 page less its margins, in CSS pixels. */
const PAPER_WIDTH = 680;
/** Below this a chart is drawn for a phone. */
export const NARROW = 560;

export interface Drawing {
  option: EChartsOption;
  height: number;
  /** How many data items are drawn. */
  points: number;
  /** When wider than the box, the box scrolls sideways. */
  width?: number;
}

export interface Chart {
  echart: echarts.ECharts;
  redraw(): void;
}

/**
 * Draws into `box` and keeps it drawn. `draw` is given the width there is, and whether it is for paper (where nothing can be
 * scrolled or hovered). The box is marked `data-ready` and `data-points` for tests, and shows "synthetic records" inside
 * the drawing too when they are, so that a picture of the chart alone still says it.
 */
export function mount(box: HTMLElement, synthetic: boolean, draw: (width: number, paper: boolean) => Drawing): Chart {
  const sheet = element("div", { class: "chart-sheet" });
  box.replaceChildren(sheet);
  const echart = echarts.init(sheet, null, { renderer: "svg", width: Math.max(box.clientWidth, 300), height: 300 });
  const paper = matchMedia("print");
  let drawnWidth = -1;

  function redraw(): void {
    const room = paper.matches ? PAPER_WIDTH : box.clientWidth;
    if (room === 0) return; // hidden for now; the observer calls again
    drawnWidth = room;
    const { option, height, points, width = room } = draw(room, paper.matches);
    sheet.style.width = `${width}px`;
    sheet.style.height = `${height}px`;
    echart.resize({ width, height, silent: true });
    echart.setOption(
      {
        // No animation at all: it is calm for everybody, not only for readers who prefer reduced motion.
        animation: false,
        textStyle: { fontFamily: FONT, color: INK },
        ...(synthetic ? { title: syntheticMark() } : {}),
        ...option,
      },
      { notMerge: true },
    );
    echart.getZr().flush();
    // Lets the style sheet scale the drawing, where a browser prints without telling the page first.
    sheet.querySelector("svg")?.setAttribute("viewBox", `0 0 ${width} ${height}`);
    if (width > room) box.tabIndex = 0; // it scrolls: the keyboard must reach it
    box.dataset.ready = "true";
    box.dataset.points = String(points);
  }

  new ResizeObserver(() => {
    if (!paper.matches && box.clientWidth !== drawnWidth) redraw();
  }).observe(box);
  paper.addEventListener("change", redraw);
  redraw();
  return { echart, redraw };
}

function syntheticMark(): EChartsOption["title"] {
  return {
    text: "Synthetic records", right: 4, bottom: 2, padding: [0, 0, 3, 0],
    textStyle: { fontSize: 11, fontWeight: "normal", fontStyle: "italic", color: SOFT, fontFamily: FONT },
  };
}

/** Room beneath an axis for its name, and on a phone for the mark of synthetic records beneath the name. */
export function footOf(width: number, synthetic: boolean): number {
  return 48 + (synthetic && width < NARROW ? 18 : 0);
}

/** A plain sentence in the chart's place: nothing recorded, or what is wrong with the data. */
export function say(box: HTMLElement, text: string, kind: "nothing" | "error"): void {
  box.replaceChildren(element("p", { class: `chart-message ${kind}` }, text));
  box.dataset.ready = kind === "error" ? "error" : "true";
  box.dataset.points = "0";
}

/** How tooltips look in all charts: dark on light, inside the chart. */
export const TOOLTIP = {
  confine: true,
  transitionDuration: 0,
  backgroundColor: "#ffffff",
  borderColor: LINE,
  padding: [8, 10] as [number, number],
  textStyle: { color: INK, fontSize: 13, fontFamily: FONT },
  extraCssText: "max-width:min(320px,85vw);white-space:normal;box-shadow:0 1px 4px rgba(0,0,0,.18)",
};
