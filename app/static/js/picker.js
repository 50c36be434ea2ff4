/*
 * Choosing several among many (components/picker.html): the chosen ones stand on top, the list is searched as one writes.
 * Everything is read from the page, and events are caught at the document, so that rows may be copied, moved and removed.
 */
(() => {
  "use strict";

  const all = (selector, scope) => [...scope.querySelectorAll(selector)];
  const boxes = (picker) => all("[data-picker-option] input", picker);
  const nameOf = (box) => box.labels[0].textContent.trim();
  const plain = (text) => text.toLocaleLowerCase("da").replace(/\s+/g, " ").trim();

  function say(picker, words) {
    picker.querySelector("[data-picker-says]").textContent = words;
  }

  function showChosen(picker) {
    const list = picker.querySelector("[data-picker-chosen]");
    const pattern = picker.querySelector("template[data-picker-chip]");
    list.replaceChildren(...boxes(picker).filter((box) => box.checked).map((box) => {
      const chip = pattern.content.firstElementChild.cloneNode(true);
      chip.querySelector("[data-name]").textContent = nameOf(box);
      chip.querySelector("button").dataset.value = box.value;
      return chip;
    }));
  }

  function filter(picker, text) {
    const words = plain(text).split(" ");
    const options = all("[data-picker-option]", picker);
    options.forEach((option) => {
      const name = plain(option.textContent);
      option.hidden = !words.every((word) => name.includes(word));
    });
    say(picker, text.trim() ? picker.dataset.found.replace("{n}", options.filter((option) => !option.hidden).length) : "");
  }

  function choose(box, isChosen) {
    box.checked = isChosen;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function prepare(scope) {
    all("[data-picker]", scope).forEach((picker) => {
      const search = picker.querySelector("[data-picker-search]");
      if (search) search.hidden = false;
      showChosen(picker);
    });
  }

  document.addEventListener("input", (event) => {
    const search = event.target.closest("[data-picker-search]");
    if (search) filter(search.closest("[data-picker]"), event.target.value);
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-picker-option] input")) showChosen(event.target.closest("[data-picker]"));
    // A row has come: what it was copied from may have had something chosen.
    else if (event.target.matches("[data-rows]")) prepare(event.target);
  });

  document.addEventListener("click", (event) => {
    const chip = event.target.closest(".picker__chip");
    if (!chip) return;
    const picker = chip.closest("[data-picker]");
    const place = all(".picker__chip", picker).indexOf(chip);
    choose(boxes(picker).find((box) => box.value === chip.dataset.value), false);
    const left = all(".picker__chip", picker);
    (left[Math.min(place, left.length - 1)] || picker.querySelector("summary")).focus();
  });

  document.addEventListener("keydown", (event) => {
    const search = event.target.closest("[data-picker-search]");
    const picker = event.target.closest("[data-picker]");
    if (search && event.key === "Enter") {
      event.preventDefault();
      const first = all("[data-picker-option]:not([hidden]) input", picker).find((box) => !box.checked);
      if (!first || !event.target.value.trim()) return;
      choose(first, true);
      event.target.value = "";
      filter(picker, "");
      say(picker, picker.dataset.taken.replace("{name}", nameOf(first)));
    } else if (picker && event.key === "Escape" && event.target.closest("details[open]")) {
      event.target.closest("details").open = false;
      picker.querySelector("summary").focus();
    }
  });

  document.addEventListener("toggle", (event) => {
    if (event.target.matches("[data-picker-list][open]")) event.target.querySelector("input[type=search]").focus();
  }, true);

  prepare(document);
})();
