// The queue by keyboard: j and k move, Enter opens, c claims, n is the next page; ? says so.
import { button } from "./ask";

/** Whether a key belongs to a field that somebody types in. */
function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=radio], [type=checkbox]), textarea, select"));
}

/** Listens for the keys; on pages without a list only `?` and `/` do anything. */
export function queueKeys(): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  let at = -1;
  const go = (to: number) => {
    const row = rows[to];
    if (!row) return;
    rows[at]?.classList.remove("chosen");
    at = to;
    row.classList.add("chosen");
    row.querySelector<HTMLElement>("a")?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  // Whoever moves by Tab goes on from there.
  rows.forEach((row, place) =>
    row.addEventListener("focusin", () => {
      if (at === place) return;
      rows[at]?.classList.remove("chosen");
      at = place;
      row.classList.add("chosen");
    }),
  );
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const done = act(event.key, rows[at], (step) => go(Math.min(Math.max(at + step, 0), rows.length - 1)));
    if (done) event.preventDefault();
  });
}

function act(key: string, row: HTMLElement | undefined, move: (step: number) => void): boolean {
  switch (key) {
    case "j":
      move(1);
      return true;
    case "k":
      move(-1);
      return true;
    case "c": {
      const claim = row?.querySelector<HTMLFormElement>("form[data-claim]");
      claim?.requestSubmit();
      return Boolean(claim);
    }
    case "n": {
      const next = document.querySelector<HTMLAnchorElement>("a[rel=next]");
      next?.click();
      return Boolean(next);
    }
    case "/": {
      const field = document.querySelector<HTMLElement>("[data-find]");
      field?.focus();
      return Boolean(field);
    }
    case "?":
      help();
      return true;
    default:
      return false;
  }
}

/** The keys in words; the list comes with the page. */
function help(): void {
  const list = document.querySelector<HTMLTemplateElement>("template#keys");
  if (!list) return;
  const dialog = document.createElement("dialog");
  dialog.append(list.content.cloneNode(true));
  const close = button(document.body.dataset.close ?? "Close", "btn");
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.append(close);
  dialog.setAttribute("aria-label", document.body.dataset.keys ?? "");
  document.body.append(dialog);
  dialog.showModal();
}
