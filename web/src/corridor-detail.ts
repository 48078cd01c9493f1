// The panel with the numbers of the chosen corridor. Not here: choosing one (corridor-map.ts, corridor-sankey.ts).
import { amountOf, CROSSING_WORDS, crossing, titleOf, type CorridorState } from "./corridors";
import { element } from "./elements";
import { number, share } from "./palette";
import { BREAKDOWNS, type Breakdown, type Count } from "./study";

const HEADINGS: Record<Breakdown, string> = { purpose: "Purpose", means: "Means", sex: "Sex", age: "Age", period: "Period" };

/** Keeps `panel` filled with the chosen corridor of `state`. */
export function fillDetail(panel: HTMLElement, state: CorridorState): void {
  function fill(): void {
    const row = state.chosen;
    panel.classList.toggle("empty", row === null);
    if (!row) {
      panel.replaceChildren(element("p", {}, "Choose a corridor, in the list or with a click, to see its numbers."));
      return;
    }
    const { origin_basis, destination_basis, rows } = state.table;
    const total = rows.reduce((sum, r) => sum + r.count, 0);
    panel.replaceChildren(
      element("h4", {}, titleOf(state.data, row)),
      element("p", {},
        element("strong", { class: "corridor-count" }, amountOf(row)), ` ${state.unit}${row.limits ? "" : `, ${share(row.count, total)} of those with a corridor`}; `,
        `${CROSSING_WORDS[crossing(row)]}. Origin is ${origin_basis}; destination is ${destination_basis}.`,
        state.data.synthetic ? " Synthetic records." : null),
      ...(row.measures?.length ? [element("dl", { class: "measures" }, ...row.measures.flatMap(([label, text]) => [element("dt", {}, label), element("dd", {}, text)]))] : []),
      ...(row.by ? [
        element("div", { class: "breakdowns" }, ...BREAKDOWNS.map((name) => breakdown(HEADINGS[name], row.by?.[name] ?? [], row.count))),
        element("p", { class: "note" }, "One record can have several purposes and several means, or none recorded, so these need not add up to the count above. Bars and per cents are of the corridor’s records."),
      ] : []),
    );
  }
  state.onChange(fill);
  fill();
}

function breakdown(heading: string, counts: Count[], total: number): HTMLElement {
  if (counts.length === 0) return element("section", {}, element("h5", {}, heading), element("p", { class: "note" }, "nothing recorded"));
  const rows = counts.map((entry) =>
    element("tr", {},
      element("th", { scope: "row" }, entry.label),
      element("td", { class: "number" }, number(entry.count)),
      element("td", { class: "number" }, share(entry.count, total)),
      element("td", { class: "bar", "aria-hidden": "true" }, element("span", { style: `width:${Math.min(100, (100 * entry.count) / total).toFixed(1)}%` }))));
  return element("section", {}, element("table", {}, element("caption", {}, heading), element("tbody", {}, ...rows)));
}
