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

// Buttons that print the page.
function offerPrinting(root) {
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
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
offerPrinting(document);
document.addEventListener("htmx:afterSwap", (event) => focusErrorSummary(event.target));
document.addEventListener("htmx:beforeSwap", openWhole);
