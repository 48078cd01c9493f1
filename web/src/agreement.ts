// What each instrument says, element by element, and where two instruments agree. Not here: the definitions themselves.
import { mount, NARROW, say, TOOLTIP, type Drawing } from "./chart";
import { colourKey, element, tooltip } from "./elements";
import { depth, INK, NO, number, PAPER, share, SOFT, UNDETERMINED, UNDETERMINED_EDGE, YES } from "./palette";
import { part, type Agreement, type StudyData } from "./study";

type Answer = "yes" | "no" | "undetermined";
const ANSWERS: { answer: Answer; color: string; edge: string; ink: string }[] = [
  { answer: "yes", color: YES, edge: YES, ink: PAPER },
  { answer: "no", color: NO, edge: NO, ink: INK },
  { answer: "undetermined", color: UNDETERMINED, edge: UNDETERMINED_EDGE, ink: INK },
];

export function agreement(box: HTMLElement, study: StudyData): void {
  const data = part(study, "agreement");
  if (data.elements.length === 0) {
    say(box, "Nothing recorded: no instrument was applied.", "nothing");
    return;
  }
  // A row for each instrument's name, then one for each of its elements.
  type Line = { heading: string } | Agreement["elements"][number];
  const lines: Line[] = data.instruments.flatMap((instrument): Line[] => {
    const elements = data.elements.filter((e) => e.instrument === instrument.id);
    return elements.length ? [{ heading: instrument.label }, ...elements] : [];
  });
  const most = Math.max(1, ...data.elements.map((e) => e.yes + e.no + e.undetermined));

  function draw(width: number): Drawing {
    const narrow = width < NARROW;
    const left = narrow ? 112 : Math.min(250, width * 0.28);
    const row = narrow ? 42 : 28; // a name may take three lines on a phone
    return {
      height: 34 + row * lines.length + 24,
      points: 3 * data.elements.length,
      option: {
        tooltip: {
          ...TOOLTIP, trigger: "axis", axisPointer: { type: "shadow" },
          formatter: ((p: { dataIndex: number }[]) => {
            const line = lines[p[0]?.dataIndex ?? -1];
            if (!line || "heading" in line) return tooltip(line?.heading ?? "");
            const total = line.yes + line.no + line.undetermined;
            return tooltip(line.label, ...ANSWERS.map(({ answer }) => `${answer}: ${number(line[answer])} (${share(line[answer], total)})`));
          }) as never,
        },
        grid: { left, right: 18, top: 34, height: row * lines.length, outerBoundsMode: "none" },
        xAxis: {
          type: "value", position: "top", max: most, splitNumber: narrow ? 2 : 5, splitLine: { lineStyle: { color: "#e9edf0" } },
          axisLabel: { color: INK, fontSize: 12, formatter: (v: number) => number(v), hideOverlap: true, showMaxLabel: false },
        },
        yAxis: {
          type: "category", inverse: true, data: lines.map((_, i) => String(i)), axisLine: { show: false }, axisTick: { show: false },
          axisLabel: {
            interval: 0, color: INK, fontSize: 12, lineHeight: 13, width: left - 14, overflow: "break",
            formatter: (_: string, i: number) => {
              const line = lines[i];
              return !line || "heading" in line ? "" : line.label;
            },
          },
        },
        series: ANSWERS.map(({ answer, color, edge, ink }) => ({
          name: answer, type: "bar", stack: "answers", barWidth: "62%", emphasis: { disabled: true },
          itemStyle: { color, borderColor: edge, borderWidth: 1 },
          data: lines.map((line) => ("heading" in line ? (answer === "yes" ? heading(line.heading, left, width) : null) : line[answer] === 0 ? null : {
            value: line[answer],
            label: {
              show: line[answer] / most > (narrow ? 0.28 : 0.1), color: ink, fontSize: 11,
              formatter: share(line[answer], line.yes + line.no + line.undetermined),
            },
          })),
        })) as never,
      },
    };
  }

  /** The instrument's name over its elements: a bar of no length with a label as wide as the chart, which an axis label cannot be. */
  function heading(text: string, left: number, width: number) {
    return {
      value: 0,
      itemStyle: { borderWidth: 0 },
      label: { show: true, position: [4 - left, 0], width: width - 8, overflow: "break", formatter: () => text, fontWeight: "bold", fontSize: 12, lineHeight: 14, color: INK },
    };
  }

  mount(box, study.synthetic, draw);
  box.after(colourKey(ANSWERS.map(({ answer, color, edge }) => ({ color, edge, label: answer }))), pairs(data));
}

/** Each pair of instruments as a 3 × 3 table: on the diagonal they say the same. */
function pairs(data: Agreement): HTMLElement {
  const label = (id: string) => data.instruments.find((i) => i.id === id)?.label ?? id;
  const tables = data.pairs.map(({ a, b, cells }) => {
    const total = cells.flat().reduce((sum, n) => sum + n, 0);
    const same = cells.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
    const most = Math.max(1, ...cells.flat());
    const head = element("tr", {}, element("td", {}), ...ANSWERS.map(({ answer }) => element("th", { scope: "col" }, answer)));
    const body = ANSWERS.map(({ answer }, i) =>
      element("tr", {}, element("th", { scope: "row" }, answer), ...ANSWERS.map((_, j) => {
        const count = cells[i]?.[j] ?? 0, t = count === 0 ? 0 : 0.08 + 0.92 * (Math.log1p(count) / Math.log1p(most));
        const { ground, text } = count === 0 ? { ground: PAPER, text: SOFT } : depth(t);
        const style = `background:${ground};color:${text}`;
        return element("td", { class: i === j ? "number same" : "number", style }, number(count));
      })));
    return element("table", { class: "matrix" },
      element("caption", {}, element("strong", {}, label(a)), " (rows) and ", element("strong", {}, label(b)), ` (columns): the same for ${share(same, total)} of records`),
      element("thead", {}, head), element("tbody", {}, ...body));
  });
  return element("div", { class: "matrices" }, ...tables);
}
