// Forms: nothing typed is lost by a wrong click, nothing is sent twice, and Control with Enter sends what one is writing.

/** Watches every form; the answer says whether something typed was not sent yet. */
export function guardForms(): () => boolean {
  const changed = new Set<HTMLFormElement>();
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement)) return;
    if (field.form?.method === "post") changed.add(field.form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    changed.delete(form);
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    // A download or a refused network answers without leaving the page: the form must not stay dead.
    setTimeout(() => delete form.dataset.sent, 4000);
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !(field instanceof HTMLTextAreaElement)) return;
    field.form?.requestSubmit();
  });
  const unsent = () => [...changed].some((form) => form.isConnected && form.dataset.free === undefined);
  addEventListener("beforeunload", (event) => {
    if (unsent()) event.preventDefault();
  });
  return unsent;
}
