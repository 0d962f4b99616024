// Rows of medication without a round trip, and specialists narrowed as somebody types. Without
// scripts the same buttons ask the server.

function offerRows(form) {
  const rows = form.querySelector("[data-rows]");
  const template = form.querySelector("[data-row-template]");
  const add = form.querySelector("[data-add-row]");
  const total = form.elements["rx-TOTAL_FORMS"];

  function count() {
    return rows.querySelectorAll("[data-row]").length;
  }

  add.addEventListener("click", (event) => {
    event.preventDefault();
    if (count() >= rows.dataset.mostRows) return;
    const number = Number(total.value);
    total.value = number + 1;
    const holder = document.createElement("template");
    holder.innerHTML = template.innerHTML
      .replaceAll("__prefix__", number)
      .replaceAll("__name__", number + 1);
    rows.append(holder.content);
    if (event.isTrusted) rows.lastElementChild.querySelector("input").focus();
  });

  // The others keep their numbers: the server takes a missing row for an empty one.
  rows.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove-row]");
    if (!button) return;
    event.preventDefault();
    button.closest("[data-row]").remove();
    add.focus();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function offerNarrowing(form) {
  const button = form.querySelector("[data-narrow-button]");
  const search = form.querySelector("[data-narrows]");
  if (!button) return;
  const select = document.getElementById(search.dataset.narrows);
  const all = [...select.children].map((child) => child.cloneNode(true));
  button.hidden = true;

  search.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\s+/);
    const chosen = select.value;
    const kept = all.map((child) => child.cloneNode(true));
    for (const option of kept.flatMap((child) => [...child.querySelectorAll("option")])) {
      const text = `${option.parentElement.label} ${option.text}`.toLowerCase();
      const fits = words.every((word) => text.includes(word));
      if (!fits && option.value !== chosen) option.remove();
    }
    select.replaceChildren(...kept.filter((child) => child.matches("option, :has(option)")));
    select.value = chosen;
  });
  // Enter looks for specialists; it does not save the entry.
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

for (const form of document.querySelectorAll("[data-draft]")) {
  offerRows(form);
  offerNarrowing(form);
}
