// What somebody writes in a consultation, kept in this tab until it is saved or they log out. The
// session may end, or the connection: nothing that was typed is lost. page.js takes drafts out.

const NOT_KEPT = new Set(["csrfmiddlewaretoken", "seen", "before"]);

function keep(form, key) {
  const values = [];
  for (const field of form.elements) {
    if (field.name && field.type !== "submit" && !NOT_KEPT.has(field.name)) {
      values.push([field.name, field.value]);
    }
  }
  sessionStorage.setItem(key, JSON.stringify(values));
}

function restore(form, key) {
  const draft = new Map(JSON.parse(sessionStorage.getItem(key)));
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
  // Who followed a link to amend an entry means that one, whatever was chosen before.
  if (new URLSearchParams(location.search).has("amends")) draft.delete("amends");
  for (const [name, value] of draft) {
    const field = form.elements[name];
    if (field instanceof Element) field.value = value;
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
  if ("draftRestores" in form.dataset && sessionStorage.getItem(key)) restore(form, key);
  else if (!("draftRestores" in form.dataset)) keep(form, key);
  form.addEventListener("input", () => keep(form, key));
}
