// The list of facts gets shorter while one types: groups without a match close.

/** Filters `.fact` by the words in the field with `data-find`. */
export function filterFacts(): void {
  const field = document.querySelector<HTMLInputElement>("input[data-find]");
  if (!field) return;
  const groups = [...document.querySelectorAll<HTMLDetailsElement>("details.group")];
  const open = new Map(groups.map((group) => [group, group.open]));
  field.addEventListener("input", () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    for (const group of groups) {
      let found = 0;
      for (const fact of group.querySelectorAll<HTMLElement>(".fact")) {
        const text = plain(fact.textContent ?? "");
        fact.hidden = !words.every((word) => text.includes(word));
        if (!fact.hidden) found += 1;
      }
      group.hidden = found === 0;
      group.open = words.length > 0 ? found > 0 : Boolean(open.get(group));
    }
  });
}

/** Small letters without accents. */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
