// Small pieces of HTML that the charts share: elements, buttons, choices. Not here: ECharts (chart.ts).
// Everything is built from nodes, never from HTML text, so a label from a file cannot become markup.

import type { SeriesInk } from "./palette";

type Child = Node | string | null;

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A labelled drop-down. `onChoice` gets the chosen value. */
export function choice(label: string, options: { value: string; label: string }[], chosen: string, onChoice: (value: string) => void): HTMLLabelElement {
  const select = element("select", {});
  for (const option of options) {
    const made = element("option", { value: option.value }, option.label);
    made.selected = option.value === chosen;
    select.append(made);
  }
  select.addEventListener("change", () => onChoice(select.value));
  return element("label", { class: "choice" }, element("span", {}, label), select);
}

/** A button that stays pressed or not. `mark` is the swatch of what it switches. */
export function toggle(label: string, pressed: boolean, onToggle: (pressed: boolean) => void, mark: Node | null = null): HTMLButtonElement {
  const button = element("button", { type: "button", class: "toggle", "aria-pressed": String(pressed) }, mark, label);
  button.addEventListener("click", () => {
    const now = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(now));
    onToggle(now);
  });
  return button;
}

export function swatch(color: string, edge = color, hatched = false): HTMLSpanElement {
  const ground = hatched ? `repeating-linear-gradient(45deg,${color} 0 2px,transparent 2px 4px)` : color;
  return element("span", { class: "swatch", style: `background:${ground};border-color:${edge}`, "aria-hidden": "true" });
}

/** A key of colours: what each stands for. */
export function colourKey(entries: { color: string; edge?: string; label: string; hatched?: boolean }[]): HTMLElement {
  return element("p", { class: "colour-key" }, ...entries.map((e) => element("span", {}, swatch(e.color, e.edge, e.hatched), e.label)));
}

/** A short piece of a line as it is drawn. */
export function lineMark(ink: SeriesInk): HTMLElement {
  return element("span", { class: "line-mark", "aria-hidden": "true", style: `border-top:3px ${ink.dash} ${ink.color}` }, ...(ink.symbol ? [element("i", { class: ink.symbol, style: `background:${ink.color}` })] : []));
}

/** A point as it is drawn. */
export function shapeMark(ink: SeriesInk): HTMLElement {
  return element("span", { class: "line-mark shape", "aria-hidden": "true" }, element("i", { class: ink.symbol, style: `background:${ink.color}` }));
}

/** The row of controls above a chart (left out of print), made once per figure. */
export function controlsOf(box: HTMLElement): HTMLElement {
  const before = box.previousElementSibling;
  if (before instanceof HTMLElement && before.classList.contains("chart-controls")) return before;
  const controls = element("div", { class: "chart-controls" });
  box.before(controls);
  return controls;
}

/** The tooltip of a chart as nodes: a bold first line and plain further lines. */
export function tooltip(title: string, ...lines: string[]): HTMLElement {
  return element("div", { class: "chart-tooltip" }, element("strong", {}, title), ...lines.map((line) => element("div", {}, line)));
}
