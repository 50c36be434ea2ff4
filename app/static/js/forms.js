/*
 * What a form gains from script beside what app.js gives it: rows that come, move and go in place, and a draft that
 * keeps what is written. Loaded before app.js, which prepares the date pickers: a row's pattern is taken without them.
 * Words come from the templates and from the server's answers, never from here.
 */
(() => {
  "use strict";

  const all = (selector, scope = document) => [...scope.querySelectorAll(selector)];
  const FIELDS = "input:not([type=hidden]), select, textarea";

  function say(words, list, row) {
    const place = document.querySelector("[data-form-says]");
    const rows = all(":scope > [data-row]", list);
    if (place) place.textContent = words.replace("{n}", rows.indexOf(row) + 1).replace("{all}", rows.length);
  }

  /* ---- rows of a list ---- */

  const prefix = (list) => new RegExp("^" + list.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") + "-(\\d+)");

  function renumber(row, list, index) {
    const pattern = prefix(list);
    for (const element of [row, ...all("*", row)]) {
      for (const name of ["id", "name", "for", "aria-describedby", "aria-labelledby", "aria-controls"]) {
        const value = element.getAttribute(name);
        if (value) {
          element.setAttribute(name, value.split(" ").map((part) => part.replace(pattern, list + "-" + index)).join(" "));
        }
      }
    }
  }

  function indexOf(row, list) {
    const found = all("[name]", row).map((field) => field.name.match(prefix(list))).find(Boolean);
    return found ? Number(found[1]) : -1;
  }

  function emptied(row) {
    const copy = row.cloneNode(true);
    all("input, select, textarea", copy).forEach((field) => {
      field.removeAttribute("aria-invalid");
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = false;
        field.removeAttribute("checked");
      } else if (field.tagName === "SELECT") {
        all("option", field).forEach((option) => option.removeAttribute("selected"));
      } else if (field.tagName === "TEXTAREA") {
        field.textContent = "";
      } else {
        field.setAttribute("value", "");
        field.value = "";
      }
    });
    all(".date-picker", copy).forEach((picker) => delete picker.dataset.defaultValue);
    all(".form-error-message, .findings, .cpr-hint", copy).forEach((message) => message.remove());
    all(".form-error", copy).forEach((group) => group.classList.remove("form-error"));
    return copy;
  }

  // What a person knows a row by: the first thing that is written or chosen in it.
  function wordsOf(row) {
    for (const field of all(FIELDS, row)) {
      const chosen = field.tagName === "SELECT" ? field.value && field.selectedOptions[0].text : field.value;
      if (field.type !== "checkbox" && field.type !== "radio" && chosen && chosen.trim()) return "«" + chosen.trim().slice(0, 60) + "»";
    }
    return "";
  }

  function prepareRows(group) {
    const list = group.querySelector("[data-rows-list]");
    const add = group.querySelector("[data-row-add]");
    const name = group.dataset.rows;
    const rows = all(":scope > [data-row]", list);
    if (!rows.length || !add) return;
    const pattern = emptied(rows[rows.length - 1]);
    let next = Math.max(-1, ...rows.map((row) => indexOf(row, name))) + 1;
    // The empty rows are for those without script; here one adds what one needs, and begins with one.
    const blank = rows.filter((row) => row.hasAttribute("data-blank"));
    blank.slice(blank.length === rows.length ? 1 : 0).forEach((row) => row.remove());

    const changed = () => {
      const left = all(":scope > [data-row]", list);
      all("[data-row-up], [data-row-down]", list).forEach((button) => { button.hidden = left.length < 2; });
      group.dispatchEvent(new Event("change", { bubbles: true }));
    };

    function remove(row) {
      const gone = group.querySelector("template[data-row-gone]").content.firstElementChild.cloneNode(true);
      const words = wordsOf(row);
      if (words) gone.querySelector("[data-row-words]").textContent = words;
      const undo = gone.querySelector("[data-row-undo]");
      undo.addEventListener("click", () => {
        gone.replaceWith(row);
        row.querySelector(FIELDS).focus();
        changed();
        say(group.dataset.restored, list, row);
      });
      row.replaceWith(gone);
      undo.focus();
      changed();
      say(group.dataset.removed, list, row);
    }

    // Rows are sent by their number, so two that change places change numbers too.
    function move(row, way) {
      let other = row;
      do other = way < 0 ? other.previousElementSibling : other.nextElementSibling; while (other && !other.matches("[data-row]"));
      if (!other) return;
      const focused = document.activeElement;
      const [mine, theirs] = [indexOf(row, name), indexOf(other, name)];
      renumber(row, name, next);
      renumber(other, name, mine);
      renumber(row, name, theirs);
      if (way < 0) other.before(row);
      else other.after(row);
      if (row.contains(focused)) focused.focus();
      changed();
      say(group.dataset.moved, list, row);
    }

    function insert() {
      const row = pattern.cloneNode(true);
      renumber(row, name, next);
      next += 1;
      list.append(row);
      arm(row);
      row.dispatchEvent(new Event("row:added", { bubbles: true }));
      row.querySelector(FIELDS).focus();
      changed();
      say(group.dataset.added, list, row);
    }

    function arm(row) {
      row.querySelector("[data-row-tools]").hidden = false;
      row.querySelector("[data-row-remove]").addEventListener("click", () => remove(row));
      row.querySelector("[data-row-up]").addEventListener("click", () => move(row, -1));
      row.querySelector("[data-row-down]").addEventListener("click", () => move(row, 1));
    }

    all(":scope > [data-row]", list).forEach(arm);
    add.hidden = false;
    add.addEventListener("click", insert);
    group.addEventListener("keydown", (event) => {
      if (event.shiftKey || event.isComposing) return;
      const row = event.target.closest("[data-row]");
      const onlyAlt = event.altKey && !event.ctrlKey && !event.metaKey;
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.altKey) {
        event.preventDefault();
        insert();
      } else if (onlyAlt && (event.key === "ArrowUp" || event.key === "ArrowDown") && row && event.target.tagName !== "SELECT") {
        event.preventDefault();
        move(row, event.key === "ArrowUp" ? -1 : 1);
      }
    });
    all("[data-row-up], [data-row-down]", list).forEach((button) => { button.hidden = all(":scope > [data-row]", list).length < 2; });
  }

  /* ---- a draft of what is written ---- */

  const AFTER = 2500;
  const AGAIN = [5000, 10000, 20000, 40000, 60000];
  const LONGEST = 15000;
  // What a browser sends on after its page is gone; with more it refuses the whole.
  const ON_THE_WAY_OUT = 60000;

  function prepareDraft(form) {
    const state = document.querySelector("[data-draft-says]");
    const words = form.dataset;
    let change = 0;
    let kept = 0;
    let last = null;
    let failures = 0;
    let isOut = false;
    let isRenewed = false;
    let timer = 0;
    let sending = null;
    let isOver = false;

    const tell = (text) => { if (state.textContent !== text) state.textContent = text; };
    const later = (wait) => {
      clearTimeout(timer);
      timer = setTimeout(save, wait);
    };
    const isSent = () => form.dataset.sent === "yes";

    function labelOf(field) {
      const own = form.elements[field];
      const first = own && (own.labels ? own : own[0]);
      const label = first && first.labels && first.labels[0];
      return label ? label.firstChild.textContent.trim() : field;
    }

    function fail(text) {
      tell(text);
      later(AGAIN[Math.min(failures, AGAIN.length - 1)]);
      failures += 1;
    }

    // The session may have ended and another begun in the next window: then the form goes on with that one's token,
    // also when it is saved, if it is the same person's.
    async function renew() {
      const answer = await fetch(words.draftRenew, { redirect: "manual", signal: AbortSignal.timeout(LONGEST) });
      isOut = !answer.ok;
      if (isOut) return fail(words.draftSignedOut);
      const fresh = await answer.json();
      if (String(fresh.person_id) !== words.draftPerson) {
        isOver = true;
        return tell(words.draftStranger);
      }
      all("input[name=csrf_token]").forEach((field) => { field.value = fresh.csrf_token; });
      if (isRenewed) return fail(words.draftFailed);
      isRenewed = true;
      return later(0);
    }

    // What would be sent; a token is no change.
    function written() {
      const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
      return new URLSearchParams(fields.filter(([name]) => name !== "csrf_token")).toString();
    }

    async function send() {
      const upTo = change;
      const body = new URLSearchParams(written());
      body.set("csrf_token", form.elements.csrf_token.value);
      const options = { method: "POST", body, redirect: "manual", keepalive: body.toString().length < ON_THE_WAY_OUT };
      const answer = await fetch(words.draft, { ...options, signal: AbortSignal.timeout(LONGEST) });
      if (answer.type === "opaqueredirect" || answer.status === 400) return renew();
      if (answer.status === 403 || answer.status === 404) {
        isOver = true;
        return tell(words.draftRefused);
      }
      if (answer.status === 409) return tell((await answer.json()).message);
      if (!answer.ok) return fail(words.draftFailed);
      const said = await answer.json();
      failures = 0;
      isRenewed = false;
      kept = upTo;
      tell(said.message.replace("{fields}", said.left_out.map(labelOf).join(", ")));
      if (kept === change && !said.left_out.length) form.dispatchEvent(new Event("draft:kept", { bubbles: true }));
      if (kept !== change) later(AFTER);
    }

    function save() {
      clearTimeout(timer);
      if (isOver || isSent() || kept === change) return;
      if (sending) {
        later(AFTER);
        return;
      }
      sending = (isOut ? renew() : send()).catch(() => fail(words.draftFailed)).finally(() => { sending = null; });
    }

    function noteChange() {
      change += 1;
      form.dispatchEvent(new Event("draft:changed", { bubbles: true }));
      later(AFTER);
    }

    // The date pickers write by script, also while the page is being made ready: what counts is whether the form says
    // something else than before.
    window.addEventListener("load", () => { last ??= written(); });
    ["input", "change"].forEach((name) => form.addEventListener(name, (event) => {
      if (last === null && !event.isTrusted) return;
      const now = written();
      if (now === last) return;
      last = now;
      noteChange();
    }));
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
    window.addEventListener("online", () => { if (failures) save(); });

    // A draft on its way must not arrive after the save that takes it away.
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      if (!sending) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const button = event.submitter;
      sending.finally(() => form.requestSubmit(button));
    });

    // A refused form comes back with the changes in it.
    if (document.querySelector(".error-summary")) noteChange();
  }

  all("[data-rows]").forEach(prepareRows);
  all("form[data-draft]").forEach(prepareDraft);
  document.addEventListener("htmx:after:swap", (event) => all("[data-rows]", event.target).forEach(prepareRows));
  if (document.getElementById("keys-dialog") && document.querySelector("[data-rows]")) {
    all("[data-keys]").forEach((button) => { button.hidden = false; });
  }
})();
