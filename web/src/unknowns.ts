// How much of each column is recorded at all: yes, no, another value, and not recorded, which is never "no".
// Not here: why it is not recorded.
import { mount, NARROW, say, TOOLTIP, type Drawing } from "./chart";
import { colourKey, controlsOf, element, toggle, tooltip } from "./elements";
import { INK, NO, number, share, UNDETERMINED, UNDETERMINED_EDGE, VALUE, YES } from "./palette";
import { part, type StudyData, type Unknowns } from "./study";

type Column = Unknowns["columns"][number];
const STATES = [
  { state: "yes", label: "yes", color: YES, edge: YES },
  { state: "no", label: "no", color: NO, edge: NO },
  { state: "value", label: "another value", color: VALUE, edge: VALUE },
  { state: "unknown", label: "not recorded", color: UNDETERMINED, edge: UNDETERMINED_EDGE },
] as const;

export function unknowns(box: HTMLElement, study: StudyData): void {
  const { columns, total } = part(study, "unknowns");
  if (columns.length === 0 || total === 0) {
    say(box, "Nothing recorded: there are no columns or no records.", "nothing");
    return;
  }
  const recorded = (column: Column) => column.yes + column.no + column.value;
  const some = columns.filter((column) => recorded(column) > 0);
  let all = some.length === 0;
  const note = element("p", { class: "note" });

  /** Groups in the order they first occur; inside each the most recorded first. */
  function lines(every: boolean): ({ heading: string } | Column)[] {
    const groups = new Map<string, Column[]>();
    for (const column of every ? columns : some) groups.set(column.group, [...(groups.get(column.group) ?? []), column]);
    return [...groups].flatMap(([heading, members]) => [{ heading }, ...members.sort((a, b) => recorded(b) - recorded(a) || a.label.localeCompare(b.label, "en"))]);
  }

  function draw(width: number): Drawing {
    const list = lines(all);
    const narrow = width < NARROW;
    const left = narrow ? 132 : Math.min(300, width * 0.34);
    const row = narrow ? 34 : 24;
    const drawn = list.filter((line) => !("heading" in line)).length;
    note.textContent =
      `${number(drawn)} of ${number(columns.length)} columns shown, each out of ${number(total)} records. ` +
      (narrow ? "" : "The per cent after a bar is the share recorded. ") +
      (all || drawn === columns.length ? "" : `In the other ${number(columns.length - drawn)} columns nothing is recorded.`);
    return {
      height: 34 + row * list.length + 24,
      points: drawn,
      option: {
        tooltip: {
          ...TOOLTIP, trigger: "axis", axisPointer: { type: "shadow" },
          formatter: ((p: { dataIndex: number }[]) => {
            const line = list[p[0]?.dataIndex ?? -1];
            if (!line || "heading" in line) return tooltip(line?.heading ?? "");
            return tooltip(line.label, ...STATES.map((s) => `${s.label}: ${number(line[s.state])} (${share(line[s.state], total)})`));
          }) as never,
        },
        grid: { left, right: narrow ? 20 : 84, top: 34, height: row * list.length, outerBoundsMode: "none" },
        xAxis: {
          type: "value", position: "top", max: total, splitLine: { lineStyle: { color: "#e9edf0" } },
          interval: total / (narrow ? 2 : 4), axisLabel: { color: INK, fontSize: 12, formatter: (v: number) => `${Math.round((100 * v) / total)} %` },
        },
        yAxis: {
          type: "category", inverse: true, data: list.map((_, i) => String(i)), axisLine: { show: false }, axisTick: { show: false },
          axisLabel: {
            interval: 0, color: INK, fontSize: 12, lineHeight: 13, width: left - 12, overflow: narrow ? "break" : "truncate",
            formatter: (_: string, i: number) => {
              const line = list[i];
              return !line ? "" : "heading" in line ? `{h|${line.heading}}` : line.label;
            },
            rich: { h: { fontWeight: "bold", fontSize: 12, lineHeight: 14, color: INK } },
          },
        },
        series: STATES.map((s) => ({
          name: s.label, type: "bar", stack: "states", barWidth: "64%", emphasis: { disabled: true },
          itemStyle: { color: s.color, borderColor: s.edge, borderWidth: 0.6 },
          data: list.map((line) => ("heading" in line || (line[s.state] === 0 && s.state !== "unknown") ? null : {
            value: line[s.state],
            // The share that is recorded stands at the end of the bar.
            label: { show: !narrow && s.state === "unknown", position: "right", formatter: share(recorded(line), total), color: INK, fontSize: 11 },
          })),
        })) as never,
      },
    };
  }

  const chart = mount(box, study.synthetic, draw);
  box.classList.add("tall");
  box.tabIndex = 0; // it scrolls: the keyboard must reach it
  if (some.length > 0 && some.length < columns.length) {
    controlsOf(box).append(toggle(`All ${number(columns.length)} columns`, all, (pressed) => {
      all = pressed;
      chart.redraw();
    }));
  }
  box.after(colourKey(STATES.map((s) => ({ color: s.color, edge: s.edge, label: s.label }))), note);
}
