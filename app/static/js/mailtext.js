/*
 * The placeholders of a mail's text: a button puts its name where the cursor stands in the text. Without script the
 * name is written by hand. Words come from the templates, never from here.
 */
(() => {
  "use strict";

  for (const button of document.querySelectorAll("[data-insert]")) {
    const field = document.getElementById(button.dataset.into);
    if (!field) continue;
    button.previousElementSibling.hidden = true;
    button.hidden = false;
    button.addEventListener("click", () => {
      field.focus();
      // As if it were typed: it can be undone, and the page knows that something is unsaved.
      document.execCommand("insertText", false, button.dataset.insert);
    });
  }
})();
