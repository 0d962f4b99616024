// Select2 gives the box of a choice the role of a text field, and no name: here it takes the name
// of the choice itself.
(() => {
  function nameBoxes() {
    for (const box of document.querySelectorAll(".select2-selection__rendered")) {
      const choice = box.closest(".select2-container").previousElementSibling;
      const column = choice.closest("td")?.className.match(/field-(\w+)/)?.[1];
      const name = choice.labels?.[0]?.textContent ?? column?.replaceAll("_", " ");
      box.setAttribute("aria-label", name.trim());
    }
  }

  // Both after the admin's own script, which stands before this one and makes the boxes then.
  django.jQuery(nameBoxes);
  document.addEventListener("formset:added", nameBoxes);
})();
