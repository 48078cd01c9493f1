// A question before what cannot be undone. The words come with the page.
// Not here: the check itself; the server asks for a code where one is needed.

/** Asks before a form with `data-ask` is sent. */
export function askBefore(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.dataset.ask || form.dataset.answered) return;
    event.preventDefault();
    // Later listeners would take the form for sent.
    event.stopImmediatePropagation();
    ask(form, event.submitter);
  });
}

function ask(form: HTMLFormElement, submitter: HTMLElement | null): void {
  const words = document.body.dataset;
  const dialog = document.createElement("dialog");
  const question = document.createElement("p");
  question.id = "question";
  question.textContent = form.dataset.ask ?? "";
  dialog.setAttribute("aria-labelledby", question.id);
  const actions = document.createElement("div");
  actions.className = "actions";
  const yes = button(words.yes ?? "OK", "btn primary");
  const no = button(words.no ?? "Cancel", "btn");
  actions.append(yes, no);
  dialog.append(question, actions);
  document.body.append(dialog);
  no.addEventListener("click", () => dialog.close());
  yes.addEventListener("click", () => {
    form.dataset.answered = "yes";
    dialog.close();
    form.requestSubmit(submitter instanceof HTMLButtonElement ? submitter : undefined);
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    submitter?.focus();
  });
  dialog.showModal();
}

/** A button that sends nothing by itself. */
export function button(text: string, className: string): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = text;
  return made;
}
