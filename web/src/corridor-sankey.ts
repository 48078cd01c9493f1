// The Sankey diagram: origins on the left, destinations on the right. A country can be both, so it has a node on each side.
// Not here: the choice of a corridor (corridors.ts) and its numbers (corridor-detail.ts).
import { mount, NARROW, say, TOOLTIP, type Drawing } from "./chart";
import { fillDetail } from "./corridor-detail";
import { CROSSING_INK, nothingRecorded } from "./corridor-map";
import { amountOf, CROSSING_WORDS, isBelowCountry, crossing, keyOf, titleOf, type CorridorState, type Crossing } from "./corridors";
import { colourKey, element, tooltip } from "./elements";
import { INK, number, share, SOFT } from "./palette";
import { nameOf } from "./places";

/** The countries of so many corridors get nodes; all others are summed, so that the whole still adds up. */
const SINGLY = 24;

interface Link {
  source: string;
  target: string;
  value: number;
  crossing: Crossing;
  /** Key of the corridor when the link is one corridor, null when it is a sum of `corridors`. */
  key: string | null;
  corridors: number;
}

export function corridorSankey(box: HTMLElement, state: CorridorState): void {
  const { data } = state;
  if (state.tables.every((table) => !table.rows.some((row) => row.count > 0))) {
    say(box, nothingRecorded(state), "nothing");
    return;
  }
  let links: Link[] = [];
  const key = element("div", { class: "map-key" });
  const note = element("p", { class: "note" });

  function draw(width: number): Drawing {
    links = linksOf(state);
    const narrow = width < NARROW;
    const sums = new Map<string, number>();
    for (const link of links) for (const end of [link.source, link.target]) sums.set(end, (sums.get(end) ?? 0) + link.value);
    const total = links.reduce((sum, link) => sum + link.value, 0);
    const left = [...sums.keys()].filter((name) => name.startsWith("o:")), right = [...sums.keys()].filter((name) => name.startsWith("d:"));
    const height = 40 + (narrow ? 52 : 30) * Math.max(left.length, right.length);
    const margin = narrow ? 96 : Math.min(220, width * 0.22);
    const label = (end: string) => {
      const code = end.slice(2);
      return code.startsWith("others") ? OTHERS[code] ?? code : nameOf(data, code);
    };
    // ECharts would break a line at the comma of a number, so a number that may not fit gets a line of its own.
    const nodeText = (name: string, count: string) => `${name}${(name.length + count.length + 2) * 6.8 > margin - 12 ? "\n" : "  "}${count}`;
    const chosenKey = state.chosen ? keyOf(state.chosen) : null;
    key.replaceChildren(colourKey([...new Set(links.map((l) => l.crossing))].map((kind) => ({ color: CROSSING_INK[kind], label: CROSSING_WORDS[kind] }))));
    note.textContent =
      `Named are the ${state.rows.some((row) => isBelowCountry(row.origin) || isBelowCountry(row.destination)) ? "places" : "countries"} of the ${number(Math.min(SINGLY, state.rows.length))} largest of ${number(state.rows.length)} corridors; the rest is summed as others. ` +
      `Left, origin: ${state.table.origin_basis}. Right, destination: ${state.table.destination_basis}.` + (state.rows.some((row) => row.limits) ? " A number that is known only as a range is as wide as its upper end." : "");
    return {
      height,
      points: links.length,
      option: {
        tooltip: { ...TOOLTIP, trigger: "item" },
        series: {
          type: "sankey", left: margin, right: margin, top: narrow ? 16 : 8, bottom: narrow ? 40 : 24, nodeWidth: 10, nodeGap: narrow ? 36 : 12, draggable: false,
          layoutIterations: 48, emphasis: { focus: "none" },
          label: { color: INK, fontSize: narrow ? 11 : 12, width: margin - 12, overflow: "break", lineHeight: narrow ? 12.5 : 14 },
          // One node per side and country, so the names carry the side.
          data: [...left, ...right].map((name) => ({
            name, depth: name.startsWith("o:") ? 0 : 1,
            itemStyle: { color: SOFT, borderWidth: 0 },
            label: { position: name.startsWith("o:") ? "left" : "right", formatter: nodeText(label(name), number(sums.get(name) ?? 0)) },
            tooltip: { formatter: () => tooltip(label(name), `${number(sums.get(name) ?? 0)} ${state.unit} as ${name.startsWith("o:") ? "origin" : "destination"} (${share(sums.get(name) ?? 0, total)})`) },
          })) as never,
          links: links.map((link) => ({
            source: link.source, target: link.target, value: link.value,
            lineStyle: {
              color: CROSSING_INK[link.crossing], curveness: 0.5,
              opacity: chosenKey ? (link.key === chosenKey ? 0.85 : 0.12) : link.key ? 0.5 : 0.22,
            },
            tooltip: { formatter: () => linkTip(link, label) },
          })) as never,
        },
      },
    };
  }

  function linkTip(link: Link, label: (end: string) => string): HTMLElement {
    const row = link.key ? state.rows.find((r) => keyOf(r) === link.key) : undefined;
    return row
      ? tooltip(titleOf(data, row), `${amountOf(row)} ${state.unit}`)
      : tooltip(`${label(link.source)} → ${label(link.target)}`, `${number(link.value)} ${state.unit} in ${number(link.corridors)} smaller corridors`, CROSSING_WORDS[link.crossing]);
  }

  const chart = mount(box, data.synthetic, draw);
  chart.echart.on("click", (p) => {
    const { source, target } = p.data as { source?: string; target?: string };
    const link = links.find((l) => l.source === source && l.target === target);
    if (link?.key) state.choose(link.key);
  });
  // A second panel here, so that a reader who clicks in the diagram need not look for the answer at the map. It is not a live
  // region: the first one already speaks.
  const panel = element("div", { class: "corridor-detail second" });
  box.after(key, note, panel);
  fillDetail(panel, state);
  state.onChange(chart.redraw);
}

const OTHERS: Record<string, string> = {
  "others-across": "Other countries",
  "others-within": "Others, within",
  "others-unknown": "Others, not known",
};

function linksOf(state: CorridorState): Link[] {
  const single = state.rows.slice(0, SINGLY);
  const origins = new Set(single.map((row) => row.origin)), destinations = new Set(single.map((row) => row.destination));
  const links = new Map<string, Link>();
  for (const row of state.rows) {
    const kind = crossing(row);
    // What stays in a country that has no node of its own is kept apart from what moves between such countries.
    const source = origins.has(row.origin) ? `o:${row.origin}` : `o:others-${kind}`;
    const target = destinations.has(row.destination) ? `d:${row.destination}` : `d:others-${kind}`;
    // ECharts keeps one link per pair of nodes. Where a pair has several kinds, the first (the largest) gives the colour.
    const pair = `${source} ${target}`;
    const known = links.get(pair);
    if (known) {
      known.value += row.count;
      known.corridors += 1;
      known.key = null;
    } else links.set(pair, { source, target, value: row.count, crossing: kind, key: isNamed(source, target) ? keyOf(row) : null, corridors: 1 });
  }
  return [...links.values()];
}

function isNamed(source: string, target: string): boolean {
  return !source.startsWith("o:others") && !target.startsWith("d:others");
}
