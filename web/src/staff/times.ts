// Times that stay true while a page is open. The server wrote them; without this script they stand as they were then.

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];

/** Rewrites every due time once a minute, and shows any time in the reader's own clock when it is pointed at. */
export function keepTimesTrue(): void {
  const language = document.documentElement.lang || "en";
  const local = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  for (const time of document.querySelectorAll<HTMLTimeElement>("time[datetime]")) {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.getTime())) time.title = local.format(at);
  }
  const due = [...document.querySelectorAll<HTMLTimeElement>("time[data-due]")];
  if (due.length) setInterval(() => due.forEach((time) => rewrite(time, language)), 60_000);
}

function rewrite(time: HTMLTimeElement, language: string): void {
  const seconds = (new Date(time.dateTime).getTime() - Date.now()) / 1000;
  if (Number.isNaN(seconds)) return;
  const late = seconds < 0;
  const words = late ? time.dataset.late : time.dataset.due;
  if (!words?.includes("{}")) return;
  time.classList.toggle("late", late);
  time.textContent = words.replace("{}", span(Math.abs(seconds), language));
}

/** A span of time in the largest unit that fits, in words. */
function span(seconds: number, language: string): string {
  const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? (["minute", 60] as const);
  const count = Math.floor(seconds / size);
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count);
}
