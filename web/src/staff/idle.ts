// When nobody has asked the server for anything until the session ends, what is on the screen goes too.
// Not here: the end of the session itself, which is the server's.

/** Covers or leaves the page after `data-idle` seconds. `written` says whether something typed was not sent. */
export function endWhenIdle(written: () => boolean): void {
  const seconds = Number(document.body.dataset.idle);
  if (!seconds) return;
  setTimeout(() => {
    if (!written()) {
      location.replace("/sign-in?ended");
      return;
    }
    // What was typed stays in the page, to be sent or copied after signing in in another window; the rest is covered.
    const dialog = document.createElement("dialog");
    dialog.className = "cover";
    const words = document.createElement("p");
    words.textContent = document.body.dataset.ended ?? "";
    dialog.append(words);
    const close = document.createElement("form");
    close.method = "dialog";
    const button = document.createElement("button");
    button.className = "btn primary";
    button.textContent = document.body.dataset.close ?? "Close";
    close.append(button);
    dialog.append(close);
    document.body.append(dialog);
    dialog.showModal();
  }, seconds * 1000);
}
