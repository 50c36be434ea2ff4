/*
 * The record's matrix: recipients and transfers choose among the data lines that stand in the form right now.
 * A new line gets its key here; the words of a line are those of register/activity/labels.py (line_words).
 */
(() => {
  "use strict";

  const group = document.getElementById("data_lines");
  if (!group) return;
  const all = (selector, scope = document) => [...scope.querySelectorAll(selector)];
  const EVERY = "*";
  const LONGEST = 80;
  let highest = Number(group.closest("[data-used-keys]").dataset.usedKeys) || 0;

  const part = (row, name) => row.querySelector("[name$='-" + name + "']");
  const chosen = (select) => (select.value ? select.selectedOptions[0].text : "");

  function linesOf() {
    const lines = [];
    all("[data-row]", group).forEach((row) => {
      const key = part(row, "key");
      const kind = [chosen(part(row, "subject")), chosen(part(row, "category"))].filter(Boolean).join(" – ");
      let text = part(row, "text").value.replace(/\s+/g, " ").trim();
      if (!kind && !text) return;
      if (text.length > LONGEST) text = text.slice(0, LONGEST).trimEnd() + "…";
      if (key.value) highest = Math.max(highest, Number(key.value) || 0);
      lines.push({ key, words: kind && text ? kind + " (" + text + ")" : kind || text });
    });
    lines.forEach((line) => {
      if (!line.key.value) line.key.value = String(highest += 1);
    });
    return lines.map((line) => ({ key: line.key.value, words: line.words }));
  }

  function optionFor(list, line, pattern) {
    const known = all("input", list).find((box) => box.value === line.key);
    const option = known ? known.parentElement : pattern.cloneNode(true);
    if (!known) {
      const box = option.querySelector("input");
      const id = list.closest("[data-lines]").id + "-k" + line.key;
      Object.assign(box, { id, value: line.key, checked: list.gone?.has(line.key) || false });
      option.querySelector("label").htmlFor = id;
    }
    const label = option.querySelector("label");
    if (label.textContent !== line.words) label.textContent = line.words;
    return option;
  }

  function summarise(fieldset, total) {
    const words = fieldset.closest("details")?.querySelector("[data-lines-words]");
    if (!words) return;
    const checked = all("input:checked", fieldset);
    const some = words.dataset.some.replace("{n}", checked.length).replace("{all}", total);
    words.textContent = !checked.length ? words.dataset.none : checked[0].value === EVERY ? words.dataset.every : some;
  }

  function show(lines) {
    all("[data-lines]").forEach((fieldset) => {
      const list = fieldset.querySelector("[data-lines-list]");
      const every = list.firstElementChild;
      const options = [every, ...lines.map((line) => optionFor(list, line, every))];
      // What a removed line was ticked for comes back with it when the removal is undone.
      list.gone = list.gone || new Set();
      all(":scope > *", list).filter((option) => !options.includes(option)).forEach((option) => {
        const box = option.querySelector("input");
        if (box.checked) list.gone.add(box.value);
        option.remove();
      });
      options.forEach((option, place) => {
        if (list.children[place] !== option) list.insertBefore(option, list.children[place] || null);
      });
      fieldset.querySelector("[data-lines-none]").hidden = lines.length > 0;
      summarise(fieldset, lines.length);
    });
  }

  function onlyOne(box) {
    all("input", box.closest("[data-lines-list]")).forEach((other) => {
      if (other !== box && (box.value === EVERY || other.value === EVERY)) other.checked = false;
    });
  }

  /* ---- a line for each of the data subjects that are chosen, one press away ---- */

  const offers = document.querySelector("[data-line-offers]");

  function offer() {
    const subjects = all("#subjects input:checked");
    all(":scope > button", offers).forEach((button) => button.remove());
    subjects.forEach((box) => {
      const button = offers.querySelector("template").content.firstElementChild.cloneNode(true);
      button.value = box.value;
      button.querySelector("[data-subject]").textContent = box.labels[0].textContent.trim();
      offers.append(button);
    });
    offers.hidden = subjects.length === 0;
  }

  function addLine(subject) {
    const isBlank = (row) => !["subject", "category", "text"].some((name) => part(row, name).value);
    let row = all("[data-row]", group).find(isBlank);
    if (!row) {
      group.querySelector("[data-row-add]").click();
      row = all("[data-row]", group).pop();
    }
    part(row, "subject").value = subject;
    part(row, "subject").dispatchEvent(new Event("change", { bubbles: true }));
    part(row, "category").focus();
  }

  offers.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) addLine(button.value);
  });

  ["input", "change"].forEach((name) => document.addEventListener(name, (event) => {
    if (event.target.matches("[data-lines] input") && event.target.checked) onlyOne(event.target);
    if (event.target.closest("#data_lines, [data-lines]") || event.target.matches("[data-rows]")) show(linesOf());
    if (event.target.closest("#subjects")) offer();
  }));

  show(linesOf());
  offer();
})();
