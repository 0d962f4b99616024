// What every page may do when JavaScript runs; none of it is needed to use the page.

// Lead keyboard and screen reader to what went wrong.
function focusErrorSummary(root) {
  const summary = root.querySelector("[data-error-summary]");
  if (summary) summary.focus();
}

// A button that shows the password of the field it controls.
function offerShowButtons(root) {
  for (const button of root.querySelectorAll("[data-shows]")) {
    const field = document.getElementById(button.dataset.shows);
    button.hidden = false;
    button.addEventListener("click", () => {
      const shown = field.type === "password";
      field.type = shown ? "text" : "password";
      button.textContent = shown ? "Hide" : "Show";
      button.setAttribute("aria-label", shown ? "Hide password" : "Show password");
    });
    // A shown password would be kept by the browser as ordinary text.
    field.form.addEventListener("submit", () => {
      field.type = "password";
    });
  }
}

// Beside a field of limited length, how much it still takes: told, also aloud, once typing rests.
function offerCounters(root) {
  for (const field of root.querySelectorAll("[data-most]")) {
    const count = document.createElement("p");
    count.className = "form-text mt-2";
    count.setAttribute("role", "status");
    field.after(count);
    const tell = () => {
      // As the server counts: whole signs, without the space around them.
      const left = field.dataset.most - [...field.value.trim()].length;
      const number = Math.abs(left);
      const characters = number === 1 ? "character" : "characters";
      count.textContent = `${number} ${characters} ${left < 0 ? "too many" : "left"}`;
    };
    let rest;
    field.addEventListener("input", () => {
      clearTimeout(rest);
      rest = setTimeout(tell, 400);
    });
    tell();
  }
}

// Buttons that print the page.
function offerPrinting(root) {
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

// What a provider wrote and did not save (draft.js) leaves this tab once it is saved, at the log-out,
// and when somebody else is here.
function removeDrafts(isGone) {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith("draft:") && isGone(key)) sessionStorage.removeItem(key);
  }
}

function tidyDrafts() {
  const { person } = document.body.dataset;
  if (person) removeDrafts((key) => key.split(":")[1] !== person);
  for (const { dataset } of document.querySelectorAll("[data-saved]")) {
    removeDrafts((key) => key === `draft:${person}:${dataset.saved}`);
  }
  document.addEventListener("submit", (event) => {
    // Not `action`: a button of that name hides it.
    const action = new URL(event.target.getAttribute("action") || "", location.href);
    if (action.pathname === "/accounts/logout/") removeDrafts(() => true);
  });
}

// A swap that would bring an error, or another page such as the log-in once a session has ended,
// opens that page whole instead.
function openWhole(event) {
  const { xhr, pathInfo } = event.detail;
  const asked = new URL(pathInfo.finalRequestPath, location.href);
  const came = new URL(xhr.responseURL || asked);
  if (xhr.status >= 400 || came.pathname !== asked.pathname) {
    event.detail.shouldSwap = false;
    location.assign(came);
  }
}

focusErrorSummary(document);
offerShowButtons(document);
offerCounters(document);
offerPrinting(document);
tidyDrafts();
document.addEventListener("htmx:afterSwap", (event) => focusErrorSummary(event.target));
document.addEventListener("htmx:beforeSwap", openWhole);
