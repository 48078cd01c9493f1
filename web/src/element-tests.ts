// What each legal element test says: its findings, and on demand its elements. Not here: the definitions themselves, how
// they differ from each other and results of other kinds, which are tables of the page.
import { mount, NARROW, say, TOOLTIP, type Drawing } from "./chart";
import { colourKey, controlsOf, toggle, tooltip } from "./elements";
import { INK, NO, number, PAPER, share, UNDETERMINED, UNDETERMINED_EDGE, YES } from "./palette";
import { part, type ElementTests, type StudyData } from "./study";

type Answer = "yes" | "no" | "undetermined";
type Result = ElementTests["results"][number];
/** `no` is hatched too, so that the three are told apart without colour. */
const ANSWERS: { answer: Answer; color: string; edge: string; ink: string; hatched?: true }[] = [
  { answer: "yes", color: YES, edge: YES, ink: PAPER },
  { answer: "no", color: NO, edge: NO, ink: INK, hatched: true },
  { answer: "undetermined", color: UNDETERMINED, edge: UNDETERMINED_EDGE, ink: INK },
];
const HATCH = { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4, color: "rgba(255,255,255,.55)" };

export function elementTests(box: HTMLElement, study: StudyData): void {
  const data = part(study, "element_tests");
  if (data.results.length === 0) {
    say(box, "Nothing recorded: no element test was applied.", "nothing");
    return;
  }
  const findings = data.results.filter((result) => result.kind === "finding");
  let all = findings.length === 0;
  const most = Math.max(1, ...data.results.map((r) => r.yes + r.no + r.undetermined));

  /** A line for each instrument's name, then one for each of its results. */
  function linesOf(every: boolean): ({ heading: string } | Result)[] {
    return data.instruments.flatMap((instrument) => {
      const results = (every ? data.results : findings).filter((r) => r.instrument === instrument.id);
      return results.length ? [{ heading: `${instrument.label} · ${instrument.concern}` }, ...results] : [];
    });
  }

  function draw(width: number): Drawing {
    const lines = linesOf(all);
    const narrow = width < NARROW;
    const left = narrow ? 112 : Math.min(330, width * 0.32);
    const row = narrow ? 56 : 26; // a name may take four lines on a phone
    return {
      height: 34 + row * lines.length + 24,
      points: 3 * lines.filter((line) => !("heading" in line)).length,
      option: {
        tooltip: {
          ...TOOLTIP, trigger: "axis", axisPointer: { type: "shadow" },
          formatter: ((p: { dataIndex: number }[]) => {
            const line = lines[p[0]?.dataIndex ?? -1];
            if (!line || "heading" in line) return tooltip(line?.heading ?? "");
            const total = line.yes + line.no + line.undetermined;
            return tooltip(nameOf(line), ...ANSWERS.map(({ answer }) => `${answer}: ${number(line[answer])} (${share(line[answer], total)})`));
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
              return !line || "heading" in line ? "" : nameOf(line);
            },
          },
        },
        series: ANSWERS.map(({ answer, color, edge, ink, hatched }) => ({
          name: answer, type: "bar", stack: "answers", barWidth: "66%", emphasis: { disabled: true },
          itemStyle: { color, borderColor: edge, borderWidth: 1, ...(hatched ? { decal: HATCH } : {}) },
          data: lines.map((line) => ("heading" in line ? (answer === "yes" ? heading(line.heading, left, width) : null) : line[answer] === 0 ? null : {
            value: line[answer],
            label: {
              show: line[answer] / most > (narrow ? 0.34 : 0.16), color: ink, fontSize: 11,
              ...(hatched ? { backgroundColor: PAPER, padding: [1, 3] } : {}),
              formatter: narrow ? share(line[answer], total(line)) : `${number(line[answer])} (${share(line[answer], total(line))})`,
            },
          })),
        })) as never,
      },
    };
  }

  /** The instrument's name over its results: a bar of no length with a label as wide as the chart, which an axis label cannot be. */
  function heading(text: string, left: number, width: number) {
    return {
      value: 0,
      itemStyle: { borderWidth: 0 },
      label: { show: true, position: [4 - left, 4], width: width - 8, overflow: width < NARROW ? "break" : "truncate", formatter: () => text, fontWeight: "bold", fontSize: 12, lineHeight: 14, color: INK },
    };
  }

  const chart = mount(box, study.synthetic, draw);
  if (findings.length > 0 && findings.length < data.results.length) {
    controlsOf(box).append(toggle("Show elements too", all, (pressed) => {
      all = pressed;
      chart.redraw();
    }));
  }
  box.after(colourKey(ANSWERS.map(({ answer, color, edge, hatched }) => ({ color, edge, label: answer, ...(hatched ? { hatched } : {}) }))));
}

const total = (result: Result): number => result.yes + result.no + result.undetermined;

function nameOf(result: Result): string {
  return result.kind === "description" ? `${result.label}, describes only` : result.label;
}
