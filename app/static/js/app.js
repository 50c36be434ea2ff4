/*
 * What a page gains from script. Everything here is a gain: without it the same form posts, the same link leads on.
 * Words come from the templates, never from here.
 */
(() => {
  "use strict";

  const all = (selector, scope = document) => [...scope.querySelectorAll(selector)];
  const typing = (element) => element.matches("input, textarea, select, [contenteditable='true']");

  /* ---- dates: the design system's picker shows Danish dates and posts ISO dates under the field's own name ---- */

  // As text, the field behind the picker can carry what a person mistyped, so that the server can say what is wrong
  // with it; a date field would silently turn it into nothing.
  function prepareDates(scope) {
    all(".date-picker input[type=date]", scope).forEach((input) => {
      const written = input.getAttribute("value") || "";
      input.type = "text";
      input.value = written;
    });
  }

  function keepMistypedDates(form) {
    all(".date-picker--initialized", form).forEach((picker) => {
      const shown = picker.querySelector(".date-picker__external-input");
      const posted = picker.querySelector(".date-picker__internal-input");
      if (shown && posted && shown.value.trim() && !posted.value) posted.value = shown.value;
    });
  }

  /* ---- forms: ask before losing changes, Ctrl+S saves, one press is one post ---- */

  let changedForm = null;
  let leaving = false;

  function prepareForm(form) {
    form.addEventListener("submit", (event) => {
      keepMistypedDates(form);
      if (event.defaultPrevented) return;
      if (form.dataset.sent === "yes") {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "yes";
      leaving = !changedForm || changedForm === form;
    });
  }

  window.addEventListener("beforeunload", (event) => {
    if (changedForm && !leaving) event.preventDefault();
  });

  // Coming back with the browser's arrow finds the form as it was sent; it must be possible to send it again.
  window.addEventListener("pageshow", () => {
    leaving = false;
    all("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });

  /* ---- "are you sure" ---- */

  function askFirst(event) {
    const button = event.target.closest("[data-confirm]");
    const dialog = document.getElementById("confirm-dialog");
    if (!button || button.dataset.confirmed || !dialog || !dialog.showModal) return;
    event.preventDefault();
    dialog.querySelector("#confirm-text").textContent = button.dataset.confirm;
    const yes = dialog.querySelector("[data-confirm-yes]");
    yes.textContent = button.textContent.trim() || yes.textContent;
    yes.onclick = () => {
      dialog.close();
      button.dataset.confirmed = "yes";
      button.click();
      delete button.dataset.confirmed;
    };
    dialog.querySelector("[data-confirm-no]").onclick = () => dialog.close();
    dialog.showModal();
    dialog.querySelector("[data-confirm-no]").focus();
  }

  /* ---- filters: a choice made with the mouse shows its result at once; from the keyboard the button does ---- */

  function prepareFilter(form) {
    let byPointer = false;
    form.addEventListener("pointerdown", () => { byPointer = true; });
    form.addEventListener("keydown", () => { byPointer = false; });
    form.addEventListener("change", (event) => {
      if (byPointer && event.target.tagName === "SELECT") form.requestSubmit();
    });
    form.addEventListener("submit", () => {
      all("input, select", form).forEach((field) => { if (!field.value) field.disabled = true; });
    });
    window.addEventListener("pageshow", () => all("input, select", form).forEach((field) => { field.disabled = false; }));
  }

  /* ---- choosing rows of a list: a box for the whole page, how many are chosen, and the bar that waits for it ---- */

  function prepareBulk(bar) {
    const rows = all("[data-bulk-row]");
    const page = document.querySelector("[data-bulk-page]");
    const said = bar.querySelector("[data-bulk-count]");
    const show = () => {
      const chosen = rows.filter((row) => row.checked).length;
      bar.classList.toggle("is-waiting", !chosen);
      bar.classList.toggle("is-chosen", chosen > 0);
      said.textContent = chosen === 0 ? "" : chosen === 1 ? said.dataset.one : said.dataset.many.replace("#", chosen);
      if (page) {
        page.checked = chosen > 0 && chosen === rows.length;
        page.indeterminate = chosen > 0 && chosen < rows.length;
      }
    };
    if (page) {
      page.hidden = false;
      page.addEventListener("change", () => {
        rows.forEach((row) => { row.checked = page.checked; });
        show();
      });
    }
    rows.forEach((row) => row.addEventListener("change", show));
    // Coming back with the browser's arrow finds the boxes as they were left.
    window.addEventListener("pageshow", show);
    show();
  }

  /* ---- files: drop them on the field, and hear at once when one is too large ---- */

  function prepareFile(input) {
    ["dragenter", "dragover"].forEach((name) => input.addEventListener(name, () => input.classList.add("is-over")));
    ["dragleave", "drop"].forEach((name) => input.addEventListener(name, () => input.classList.remove("is-over")));
    const limit = Number(input.dataset.maxBytes);
    if (!limit || !input.dataset.tooLarge) return;
    const note = document.createElement("p");
    note.className = "form-error-message";
    note.setAttribute("role", "alert");
    input.after(note);
    input.addEventListener("change", () => {
      const isLarge = [...input.files].some((file) => file.size > limit);
      note.textContent = isLarge ? input.dataset.tooLarge : "";
    });
  }

  /* ---- what looks like a CPR number: said as one leaves the field, and never put into an address ---- */

  // As app/core/cpr.py has it.
  const mark = "[-\\u00ad\\u2010-\\u2015\\u2212.\\uff0d/]?";
  const likeCpr = new RegExp(
    "(?<!\\d)(?:0[1-9]|[12]\\d|3[01]|6[1-9]|[78]\\d|9[01])" + mark + "\\s?(?:0[1-9]|1[0-2])" + mark +
    "\\s?\\d{2}\\s{0,2}" + mark + "\\s{0,2}\\d{4}(?!\\d)"
  );
  const words = "textarea, input[type=text]:not([autocomplete=one-time-code]), input[type=search], input[type=email]";

  let isPressed = false;

  function hintAtCpr(field, text) {
    const found = likeCpr.test(field.value);
    let note = field.parentNode.querySelector(":scope > .cpr-hint");
    if (found && !note) {
      note = document.createElement("p");
      note.className = "cpr-hint";
      note.setAttribute("role", "status");
      field.after(note);
    }
    if (note) note.textContent = found ? text : "";
    return found;
  }

  function keepOutOfAddress(event) {
    const form = event.target;
    if (form.method !== "get") return;
    const found = all(words, form).filter((field) => hintAtCpr(field, document.body.dataset.noCprSearch));
    if (!found.length) return;
    event.preventDefault();
    event.stopPropagation();
    found[0].focus();
  }

  /* ---- keys ---- */

  function showKeys() {
    const dialog = document.getElementById("keys-dialog");
    if (!dialog || !dialog.showModal || document.querySelector("dialog[open]")) return;
    dialog.showModal();
    dialog.querySelector("[data-keys-close]").focus();
  }

  function onKey(event) {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
      const form = (document.activeElement && document.activeElement.closest("form[data-save]")) || document.querySelector("form[data-save]");
      if (form) {
        event.preventDefault();
        form.requestSubmit();
      }
      return;
    }
    const single = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "/" && single && document.body.dataset.shortcuts !== "off" && !typing(event.target)) {
      const search = all("[data-search]").find((field) => field.offsetParent !== null);
      if (search) {
        event.preventDefault();
        search.focus();
      }
    }
    if (event.key === "?" && single && document.body.dataset.shortcuts !== "off" && !typing(event.target)) showKeys();
    if (event.key === "Escape") all("details.app-header__fold[open]").forEach((fold) => { fold.open = false; });
  }

  /* ---- a table wider than its place scrolls, and the keyboard must reach it ---- */

  function reachWideTables() {
    all(".table-wrap", document).forEach((wrap) => {
      const isWide = wrap.scrollWidth > wrap.clientWidth;
      wrap.toggleAttribute("tabindex", isWide);
      if (!isWide) return;
      wrap.setAttribute("tabindex", "0");
      wrap.setAttribute("role", "group");
      wrap.setAttribute("aria-label", wrap.querySelector("caption").textContent.trim());
    });
  }

  /* ---- start, and again for fragments that htmx swaps in ---- */

  function prepare(scope) {
    prepareDates(scope);
    if (window.DKFDS) {
      if (scope === document) window.DKFDS.init();
      else window.DKFDS.init({ scope });
    }
    all("form[method=post]", scope).forEach(prepareForm);
    all("form[data-filter]", scope).forEach(prepareFilter);
    all("input[type=file]", scope).forEach(prepareFile);
    all("form[data-bulk]", scope).forEach(prepareBulk);
    all("[data-print]", scope).forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    });
    all("[data-copy]", scope).forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => copy(button));
    });
  }

  /* Where the browser lets no script near the clipboard (http), the text is chosen, and Ctrl+C does the rest. */
  function copy(button) {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    if (!navigator.clipboard) return;
    navigator.clipboard.writeText(field.value).then(() => { button.textContent = button.dataset.copied; }, () => {});
  }

  document.addEventListener("click", askFirst, true);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys]")) showKeys();
    if (event.target.closest("[data-keys-close]")) event.target.closest("dialog").close();
  });
  document.addEventListener("submit", keepOutOfAddress, true);
  document.addEventListener("pointerdown", () => { isPressed = true; }, true);
  ["pointerup", "pointercancel"].forEach((name) => document.addEventListener(name, () => { isPressed = false; }, true));
  document.addEventListener("focusout", (event) => {
    const field = event.target;
    if (!field.matches(words) || !field.form || field.form.method !== "post") return;
    const hint = () => hintAtCpr(field, document.body.dataset.likeCpr);
    // A line that comes while a button is being pressed would move the button from under the pointer.
    if (isPressed) document.addEventListener("pointerup", () => setTimeout(hint), { once: true });
    else hint();
  });
  document.addEventListener("keydown", onKey);
  ["input", "change"].forEach((name) => document.addEventListener(name, (event) => {
    const form = event.isTrusted || event.target.matches("[data-rows]") ? event.target.closest("form[data-guard]") : null;
    if (form) changedForm = form;
  }));
  // forms.js: a row has come, and a draft holds what was written, so that leaving loses nothing.
  document.addEventListener("row:added", (event) => {
    prepareDates(event.target);
    if (window.DKFDS) window.DKFDS.datePicker.init(event.target);
  });
  document.addEventListener("draft:changed", (event) => { changedForm = event.target; });
  document.addEventListener("draft:kept", () => { changedForm = null; });
  document.addEventListener("htmx:after:swap", (event) => prepare(event.target));

  prepare(document);
  reachWideTables();
  window.addEventListener("resize", reachWideTables);
  // A refused form, and one that only showed what it would do, comes back with the changes in it, still unsaved.
  if (document.querySelector("form[data-guard] .form-error, [data-unsaved]")) changedForm = document.querySelector("form[data-guard]");
})();
