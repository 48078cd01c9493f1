// The map of corridors: an arc from origin to destination, a circle for what stays within one country.
// Not here: the numbers of the chosen corridor (corridor-detail.ts) and the geometry (geometry/plugin.ts).
import { geoNaturalEarth1Raw } from "d3-geo";
import { outlines } from "virtual:geometry";
import type { EChartsOption, ScatterSeriesOption } from "echarts";
import { mount, NARROW, say, TOOLTIP, echarts, type Chart, type Drawing } from "./chart";
import { amountOf, CROSSING_WORDS, crossing, isBelowCountry, isVague, keyOf, sumOf, titleOf, type CorridorState, type Crossing } from "./corridors";
import { fillDetail } from "./corridor-detail";
import { choice, colourKey, controlsOf, element, tooltip } from "./elements";
import { mapScaleKey, type MapScale } from "./map-scale";
import { ACROSS, INK, LAND, LAND_WITH_RECORDS, NOT_KNOWN, number, PAPER, WITHIN } from "./palette";
import { nameOf, outlineOf, pointOf, type LonLat } from "./places";
import type { Corridor, CorridorData } from "./study";

export const CROSSING_INK: Record<Crossing, string> = { across: ACROSS, within: WITHIN, unknown: NOT_KNOWN };

const ARCS = "arcs", CIRCLES = "circles";
const CURVE = 0.22;
const DEGREE = Math.PI / 180;
/** Width to height of the Natural Earth projection without Antarctica. */
const ASPECT = 2.16;

/** Natural Earth I keeps shapes familiar and areas near true; ECharts wants y to grow downwards. */
const PROJECTION = {
  project: (p: number[]) => flip(geoNaturalEarth1Raw((p[0] ?? 0) * DEGREE, (p[1] ?? 0) * DEGREE), 100),
  unproject: (p: number[]) => {
    const back = geoNaturalEarth1Raw.invert?.((p[0] ?? 0) / 100, -(p[1] ?? 0) / 100) ?? [0, 0];
    return [back[0] / DEGREE, back[1] / DEGREE];
  },
};

function flip([x, y]: [number, number], scale: number): [number, number] {
  return [x * scale, -y * scale];
}

interface View {
  top: number;
  crossing: Crossing | "all";
  zoom: number;
  center: number[] | undefined;
}

/** Page coordinates at which a click meets the corridor drawn between two countries, or null when it is not drawn. */
export type CorridorPoint = (origin: string, destination: string) => { x: number; y: number } | null;

/** What stands in the place of a map of no corridor. */
export function nothingRecorded(state: CorridorState): string {
  return state.unit === "records" ? "Nothing recorded: no record has both an origin and a destination." : "Nothing recorded: no corridor has a number above zero.";
}

/** Draws the map into `box`, its controls before it and the detail panel after it. */
export function corridorMap(box: HTMLElement, state: CorridorState): CorridorPoint {
  const { data } = state;
  if (state.tables.every((table) => !table.rows.some((row) => row.count > 0))) {
    say(box, nothingRecorded(state), "nothing");
    return () => null;
  }
  echarts.registerMap("world", outlines as never);
  const view: View = { top: 50, crossing: "all", zoom: 1, center: undefined };
  let shown: Corridor[] = [];
  let scale: MapScale = { width: () => 1, radius: () => 1 };
  const note = element("p", { class: "note map-note" });
  const key = element("div", { class: "map-key" });

  function pick(): void {
    const matching = state.rows.filter((row) => view.crossing === "all" || crossing(row) === view.crossing);
    shown = matching.slice(0, view.top).filter((row) => pointOf(data, row.origin) && pointOf(data, row.destination));
    if (state.chosen && !shown.includes(state.chosen) && pointOf(data, state.chosen.origin) && pointOf(data, state.chosen.destination)) shown.push(state.chosen);
    const nowhere = [...new Set(state.rows.flatMap((row) => [row.origin, row.destination]))].filter((code) => !pointOf(data, code));
    note.textContent =
      `${number(shown.length)} of ${number(state.rows.length)} corridors drawn, ${sumOf(shown)} of ${sumOf(state.rows)} ${state.unit}. ` +
      `Origin is ${state.table.origin_basis}; destination is ${state.table.destination_basis}. ` +
      (nowhere.length ? `Not on the map: ${nowhere.map((code) => nameOf(data, code)).join(", ")}. ` : "") +
      (shown.some(isVague) ? "Dashed: known only as a range; as wide as its upper end. " : "") +
      (state.table.not_known ? `Of ${number(state.table.not_known)} further ${state.table.not_known === 1 ? "corridor" : "corridors"} nobody knows the number: in the table, not drawn. ` : "") +
      "An arc runs between the middles of two countries, not between the places where people were. " +
      "Grey countries: no corridor recorded. Outlines: Natural Earth; they take no position on the status of any territory.";
  }

  function draw(width: number): Drawing {
    pick();
    const narrow = width < NARROW;
    const most = state.rows[0]?.count ?? 1;
    const grow = Math.min(1.4, Math.sqrt(view.zoom));
    scale = {
      width: (count) => (0.7 + (narrow ? 4 : 7.3) * Math.sqrt(count / most)) * grow,
      radius: (count) => (1.8 + (narrow ? 9 : 20) * Math.sqrt(count / most)) * grow,
    };
    const height = Math.round(width / ASPECT);
    const kinds = [...new Set(state.rows.map(crossing))];
    key.replaceChildren(
      colourKey(kinds.map((kind) => ({ color: CROSSING_INK[kind], label: CROSSING_WORDS[kind] }))),
      mapScaleKey(scale, most),
    );
    return { option: option(width, height), height, points: shown.length };
  }

  function option(width: number, height: number): EChartsOption {
    const chosenKey = state.chosen ? keyOf(state.chosen) : null;
    const faded = (row: Corridor) => chosenKey !== null && keyOf(row) !== chosenKey;
    const most = state.rows[0]?.count ?? 1;
    // The largest are drawn last, the chosen one above all.
    const ordered = [...shown].sort((a, b) => Number(!faded(a)) - Number(!faded(b)) || a.count - b.count);
    const opacity = (row: Corridor) => (faded(row) ? 0.13 : chosenKey ? 1 : 0.38 + 0.5 * Math.sqrt(row.count / most));
    const involved = new Set(state.rows.flatMap((row) => [row.origin, row.destination]));
    return {
      tooltip: { ...TOOLTIP, trigger: "item" },
      geo: {
        map: "world", projection: PROJECTION, left: 0, right: 0, top: 0, bottom: 0, width, height,
        zoom: view.zoom, ...(view.center ? { center: view.center } : {}),
        // Dragging only once zoomed in: otherwise a finger on the map could not scroll the page.
        roam: view.zoom > 1 ? "move" : false,
        itemStyle: { areaColor: LAND, borderColor: PAPER, borderWidth: 0.6 },
        regions: [...involved].map((code) => ({ name: outlineOf(data, code), itemStyle: { areaColor: LAND_WITH_RECORDS } })),
        emphasis: { disabled: true }, select: { disabled: true },
        tooltip: { show: true, formatter: (p: unknown) => country(String((p as { name: string }).name)) } as never,
      },
      series: [
        {
          id: ARCS, name: ARCS, type: "lines", coordinateSystem: "geo", polyline: false,
          emphasis: { lineStyle: { opacity: 1, color: INK } },
          tooltip: { formatter: corridorTip } as never,
          data: ordered.filter((row) => row.origin !== row.destination).flatMap((row) => ways(data, row).map((coords) => ({
            name: keyOf(row),
            coords,
            // The copy that leaves the map points nowhere.
            symbol: Math.abs(coords[1][0]) > 180 ? "none" : ["none", "arrow"], symbolSize: 4 + 1.3 * scale.width(row.count),
            lineStyle: { type: isVague(row) ? "dashed" : "solid", color: CROSSING_INK[crossing(row)], width: scale.width(row.count), opacity: opacity(row), curveness: CURVE },
          }))) as never,
        },
        {
          id: CIRCLES, name: CIRCLES, type: "scatter", coordinateSystem: "geo",
          emphasis: { itemStyle: { color: INK } },
          tooltip: { formatter: corridorTip } as never,
          data: [...ordered].filter((row) => row.origin === row.destination).sort((a, b) => b.count - a.count).map((row) => ({
            name: keyOf(row), value: pointOf(data, row.origin) as number[], symbolSize: 2 * scale.radius(row.count),
            itemStyle: { color: CROSSING_INK[crossing(row)], opacity: Math.min(0.78, opacity(row)), borderColor: PAPER, borderWidth: 1 },
          })),
        },
        names(width),
      ],
    };
  }

  /** Names of the countries with most records, so that the map can be read on paper and without hovering. */
  function names(width: number): ScatterSeriesOption {
    const weight = new Map<string, number>();
    const relevant = state.chosen ? [state.chosen] : shown;
    for (const row of relevant) for (const code of new Set([row.origin, row.destination])) weight.set(code, (weight.get(code) ?? 0) + row.count);
    const most = [...weight].sort((a, b) => b[1] - a[1]).slice(0, width < NARROW ? 5 : width < 900 ? 12 : 20);
    return {
      id: "names", type: "scatter", coordinateSystem: "geo", silent: true, symbolSize: 1, z: 5,
      itemStyle: { color: "rgba(0,0,0,0)" },
      label: { show: true, position: "bottom", distance: 3, formatter: "{b}", color: INK, fontSize: width < NARROW ? 10 : 11, textBorderColor: "rgba(255,255,255,.9)", textBorderWidth: 3 },
      labelLayout: { hideOverlap: true },
      data: most.map(([code]) => ({ name: nameOf(data, code), value: pointOf(data, code) as number[] })),
    };
  }

  function corridorTip(p: unknown): HTMLElement {
    const row = shown.find((r) => keyOf(r) === (p as { name: string }).name);
    if (!row) return tooltip("");
    return tooltip(
      titleOf(data, row), `${amountOf(row)} ${state.unit}`,
      `Origin: ${nameOf(data, row.origin)} (${state.table.origin_basis})`,
      `Destination: ${nameOf(data, row.destination)} (${state.table.destination_basis})`,
    );
  }

  function country(outline: string): HTMLElement {
    const here = (code: string) => outlineOf(data, code) === outline;
    const codes = Object.keys(data.places).filter(here);
    const label = outlines.features.find((f) => f.properties.name === outline)?.properties.label ?? outline;
    const [code] = codes;
    if (code === undefined || !state.rows.some((r) => here(r.origin) || here(r.destination))) return tooltip(label, "no corridor recorded");
    const sum = (where: (row: Corridor) => boolean) => sumOf(state.rows.filter(where));
    return tooltip(
      codes.length === 1 ? nameOf(data, code) : label,
      `${sum((r) => here(r.origin) && !here(r.destination))} ${state.unit} with it as origin only`,
      `${sum((r) => here(r.destination) && !here(r.origin))} as destination only`,
      `${sum((r) => here(r.origin) && here(r.destination))} as both`,
    );
  }

  const chart = mount(box, data.synthetic, draw);
  chart.echart.on("click", (p) => {
    if (p.componentType === "series") state.choose(p.name);
  });
  chart.echart.on("georoam", () => {
    const geo = (chart.echart.getOption() as { geo: { center?: number[] }[] }).geo[0];
    view.center = geo?.center;
  });
  box.after(key, note);
  detailPanel(note, state, box.dataset.chart ?? "corridor-map");
  controls(box, state, view, chart);
  state.onChange(chart.redraw);
  return (origin, destination) => corridorPoint(box, chart, shown, origin, destination, data);
}

/** The panel of the page when it has one (wherever it stands), a new one after the map otherwise. */
function detailPanel(after: HTMLElement, state: CorridorState, name: string): void {
  const id = name === "corridor-map" ? "corridor-detail" : `${name}-detail`;
  let panel = document.getElementById(id);
  if (!panel) after.after((panel = element("div", { id, "aria-live": "polite" })));
  panel.classList.add("corridor-detail");
  fillDetail(panel, state);
}

function controls(box: HTMLElement, state: CorridorState, view: View, chart: Chart): void {
  const bar = controlsOf(box);
  if (state.tables.length > 1) {
    bar.append(choice("Corridors by", state.tables.map((t, i) => ({ value: String(i), label: t.title })), "0", (v) => state.look(Number(v))));
  }
  const tops = [10, 25, 50, 100, 250].filter((n) => n < state.rows.length);
  view.top = tops.includes(50) ? 50 : Number.MAX_SAFE_INTEGER;
  const topOptions = [...tops.map((n) => ({ value: String(n), label: `largest ${n}` })), { value: String(Number.MAX_SAFE_INTEGER), label: "all" }];
  bar.append(choice("Show", topOptions, String(view.top), (v) => { view.top = Number(v); chart.redraw(); }));
  const kinds: (Crossing | "all")[] = ["all", "within", "across"];
  if (state.tables.some((t) => t.rows.some((r) => r.border_crossed === null))) kinds.push("unknown");
  const words = { all: "all movement", within: "within a country", across: "across borders", unknown: "crossing not known" };
  bar.append(choice("Movement", kinds.map((k) => ({ value: k, label: words[k] })), "all", (v) => { view.crossing = v as Crossing | "all"; chart.redraw(); }));

  lookAt(bar, state, view, chart);

  const list = choice("Corridor", [], "", (v) => state.choose(v || null));
  list.classList.add("corridor-choice");
  const select = list.querySelector("select") as HTMLSelectElement;
  let listed: Corridor[] | null = null;
  const sync = () => {
    if (listed !== state.rows) {
      listed = state.rows;
      select.replaceChildren(
        element("option", { value: "" }, "none chosen"),
        ...listed.map((row) => element("option", { value: keyOf(row) }, `${titleOf(state.data, row)}: ${amountOf(row)}`)));
    }
    select.value = state.chosen ? keyOf(state.chosen) : "";
  };
  state.onChange(sync);
  sync();
  bar.append(list);

  const zoom = (label: string, text: string, change: () => void) => {
    const button = element("button", { type: "button", class: "zoom", "aria-label": label, title: label }, text);
    button.addEventListener("click", () => { change(); chart.redraw(); });
    return button;
  };
  bar.append(element("span", { class: "zooms" },
    zoom("Zoom in", "+", () => { view.zoom = Math.min(12, view.zoom * 1.6); focus(view, state); }),
    zoom("Zoom out", "−", () => { view.zoom = Math.max(1, view.zoom / 1.6); if (view.zoom === 1) view.center = undefined; }),
    zoom("Whole world", "⤢", () => { view.zoom = 1; view.center = undefined; })));
}

/** Where parts of a country have a point of their own, a choice brings the map there: on the whole world they cannot be told apart. */
function lookAt(bar: HTMLElement, state: CorridorState, view: View, chart: Chart): void {
  const parts = new Map<string, LonLat[]>();
  for (const code of Object.keys(state.data.places)) {
    const country = state.data.places[code]?.country, point = isBelowCountry(code) ? pointOf(state.data, code) : undefined;
    if (country && point) parts.set(country, [...(parts.get(country) ?? []), point]);
  }
  if (parts.size === 0) return;
  const countries = [...parts.keys()].map((code) => ({ value: code, label: `${nameOf(state.data, code)} and its parts` }));
  const finest = state.tables.findIndex((table) => table.rows.some((row) => isBelowCountry(row.origin) || isBelowCountry(row.destination)));
  const tableChoice = bar.querySelector("select");
  bar.append(choice("Look at", [{ value: "", label: "the whole world" }, ...countries], "", (code) => {
    const at = parts.get(code);
    if (!at) {
      view.zoom = 1;
      view.center = undefined;
    } else {
      const [xs, ys] = [at.map((p) => p[0]), at.map((p) => p[1])];
      const wide = Math.max(Math.max(...xs) - Math.min(...xs), 1.6 * (Math.max(...ys) - Math.min(...ys)), 3);
      view.zoom = Math.min(60, 360 / (4.5 * wide));
      view.center = PROJECTION.project([(Math.max(...xs) + Math.min(...xs)) / 2, (Math.max(...ys) + Math.min(...ys)) / 2]);
      if (finest > 0 && tableChoice) {
        tableChoice.value = String(finest);
        state.look(finest);
      }
    }
    chart.redraw();
  }));
}

/** Zooming in goes to the chosen corridor, or else to the largest: buttons have no place of their own to zoom to. */
function focus(view: View, state: CorridorState): void {
  const row = state.chosen ?? (view.center ? null : state.rows[0]);
  const a = row && pointOf(state.data, row.origin), b = row && pointOf(state.data, row.destination);
  // With a projection of our own ECharts takes the centre in projected coordinates.
  if (a && b) view.center = PROJECTION.project([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]);
}

/**
 * The arc of a corridor as pairs of ends: one pair, or two where the short way crosses the antimeridian. Then it is drawn
 * twice, once out of each side of the map (the projection repeats evenly beyond 180°), not the long way round.
 */
function ways(data: CorridorData, row: Corridor): [LonLat, LonLat][] {
  const a = pointOf(data, row.origin), b = pointOf(data, row.destination);
  if (!a || !b) return [];
  if (Math.abs(b[0] - a[0]) <= 180) return [[a, b]];
  const turn = b[0] > a[0] ? 360 : -360;
  return [[a, [b[0] - turn, b[1]]], [[a[0] + turn, a[1]], b]];
}

function corridorPoint(box: HTMLElement, chart: Chart, shown: Corridor[], origin: string, destination: string, data: CorridorData) {
  const row = shown.find((r) => r.origin === origin && r.destination === destination);
  if (!row) return null;
  const frame = (box.firstElementChild ?? box).getBoundingClientRect();
  const pixel = (at: LonLat) => chart.echart.convertToPixel("geo", at) as unknown as [number, number];
  const inside = ([x, y]: [number, number]) => x > 2 && y > 2 && x < frame.width - 2 && y < frame.height - 2;
  /** Points along the arc as ECharts bends it: a quadratic curve whose middle is off by `CURVE` of the chord. */
  const along = (r: Corridor): [number, number][] => ways(data, r).flatMap(([from, to]) => {
    const a = pixel(from), b = pixel(to);
    if (r.origin === r.destination) return [a];
    const c = [(a[0] + b[0]) / 2 - (a[1] - b[1]) * CURVE, (a[1] + b[1]) / 2 - (b[0] - a[0]) * CURVE] as const;
    return Array.from({ length: 25 }, (_, i): [number, number] => {
      const t = 0.1 + (i * 0.75) / 24, u = 1 - t;
      return [u * u * a[0] + 2 * u * t * c[0] + t * t * b[0], u * u * a[1] + 2 * u * t * c[1] + t * t * b[1]];
    });
  });
  // The spot farthest from all other corridors, so that a click there can only mean this one.
  const others = shown.filter((r) => r !== row).flatMap(along);
  let best = { room: -1, at: [0, 0] as [number, number] };
  for (const at of along(row).filter(inside)) {
    const room = Math.min(Infinity, ...others.map((o) => Math.hypot(o[0] - at[0], o[1] - at[1])));
    if (room > best.room) best = { room, at };
  }
  return best.room < 0 ? null : { x: frame.left + scrollX + best.at[0], y: frame.top + scrollY + best.at[1] };
}
