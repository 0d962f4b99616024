// What somebody writes in a consultation, kept in this tab until it is saved or they log out. The
// session may end, or the connection: nothing that was typed is lost. page.js takes drafts out.

const NOT_KEPT = new Set(["csrfmiddlewaretoken", "seen", "before"]);

function keep(form, key) {
  const values = [];
  for (const field of form.elements) {
    if (field.name && field.type !== "submit" && !NOT_KEPT.has(field.name)) {
      values.push([field.name, field.value, field.selectedOptions?.[0]?.text]);
    }
  }
  sessionStorage.setItem(key, JSON.stringify(values));
}

// A list may not hold what was chosen from that of another page.
function choose(select, value, words) {
  const isListed = [...select.options].some((option) => option.value === value);
  if (!isListed) select.add(new Option(words, value));
  select.value = value;
}

function restore(form, key) {
  const values = JSON.parse(sessionStorage.getItem(key));
  const draft = new Map(values);
  const total = form.elements["rx-TOTAL_FORMS"];
  const add = form.querySelector("[data-add-row]");
  const takeOutGaps = () => {
    for (const row of form.querySelectorAll("[data-row]")) {
      if (![...row.querySelectorAll("input")].some((field) => draft.has(field.name))) row.remove();
    }
  };
  takeOutGaps();
  while (Number(total.value) < Number(draft.get("rx-TOTAL_FORMS"))) {
    const before = total.value;
    add.click();
    if (total.value === before) break; // no more rows are taken
    takeOutGaps();
  }
  for (const [name, value, words] of values) {
    const field = form.elements[name];
    if (field instanceof HTMLSelectElement) choose(field, value, words);
    else if (field instanceof Element) field.value = value;
  }
  for (const details of form.querySelectorAll("details")) {
    details.open ||= draft.get("letter") !== draft.get("given") || Boolean(draft.get("specialist"));
  }
  const status = form.querySelector("[data-draft-status]");
  status.textContent = "What you had written is back. It is not saved.";
  status.hidden = false;
}

for (const form of document.querySelectorAll("[data-draft]")) {
  const key = `draft:${form.dataset.draft}`;
  const isToRestore = "draftRestores" in form.dataset;
  const bringBack = () => sessionStorage.getItem(key) && restore(form, key);
  if (isToRestore) bringBack();
  else keep(form, key);
  form.addEventListener("input", () => keep(form, key));
  // Who comes back to a page finds on it what the browser kept of it, which may be older.
  addEventListener("pageshow", (event) => (isToRestore || event.persisted) && bringBack());
  // A page of the history is only read: an address of its own, to which Back leads, too.
  for (const button of document.querySelectorAll("[data-turns-to]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      location.assign(button.dataset.turnsTo);
    });
  }
}

// Who corrects an entry is told of the note that they left for it.
for (const notice of document.querySelectorAll("[data-beside]")) {
  notice.hidden = !sessionStorage.getItem(`draft:${notice.dataset.beside}`);
}
