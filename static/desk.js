// Keeps the day sheet as the other desks have it. A request that the page makes by itself does
// not hold the session open.
(() => {
  const SECONDS = 10;
  const sheet = document.getElementById("sheet");
  const news = document.getElementById("sheet-news");

  async function look() {
    if (document.hidden) return;
    const address = new URL(location.href);
    address.searchParams.set("seen", sheet.querySelector("[data-version]").dataset.version);
    let answer;
    try {
      answer = await fetch(address, { headers: { "X-By-Itself": "1" } });
    } catch {
      return; // the network is away for a moment
    }
    if (answer.redirected) location.reload(); // the session has ended
    if (answer.status === 404) leave();
    if (answer.status !== 200 || answer.redirected) return;
    const text = await answer.text();
    const focused = document.activeElement?.id;
    sheet.innerHTML = text;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    news.textContent = "The day sheet has changed.";
  }

  // Of a centre that somebody keeps no longer, no name stays on the screen.
  function leave() {
    clearInterval(looking);
    document.removeEventListener("visibilitychange", look);
    sheet.replaceChildren();
    news.classList.remove("visually-hidden");
    news.textContent = "This day sheet is not open to you any more.";
  }

  const print = document.getElementById("print"); // of no use without this script
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  // Not every browser gives the focus to where an address leads.
  document.querySelector(".sheet a:target")?.focus();
  const looking = setInterval(look, SECONDS * 1000);
  document.addEventListener("visibilitychange", look);
})();
