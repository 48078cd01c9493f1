// Entry of the staff site: keys on the queue, a question before what cannot be undone, times that stay true while a page is open.
// Not here: anything the pages need to work. Without this script every page is complete; nothing is kept in the browser.
import "./styles/tabler.scss";
import "./styles/staff.css";
import { askBefore } from "./staff/ask";
import { filterFacts } from "./staff/facts";
import { guardForms } from "./staff/forms";
import { endWhenIdle } from "./staff/idle";
import { queueKeys } from "./staff/keys";
import { keepTimesTrue } from "./staff/times";

document.documentElement.classList.add("js");

function start(): void {
  const side = document.querySelector<HTMLDetailsElement>(".side details");
  if (side && matchMedia("(max-width: 48rem)").matches) side.open = false;
  askBefore();
  const written = guardForms();
  queueKeys();
  filterFacts();
  keepTimesTrue();
  endWhenIdle(written);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
