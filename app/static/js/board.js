/*
 * The five-year board: a card is drawn to another year, or pushed there with the arrow keys. Both do what the card's
 * own buttons do, and the server answers with the whole board. Words come from the templates, never from here.
 */
(() => {
  "use strict";

  const place = document.querySelector("[data-board]");
  if (!place) return;

  const column = (element) => element.closest("[data-drop-year]");
  let drawn = null;

  async function move(card, year) {
    const form = card.querySelector("form");
    const body = new FormData(form);
    body.set("year", year);
    const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
    // Signed out, or no right any more: the page itself says so.
    if (!answer.ok || answer.redirected) {
      location.reload();
      return;
    }
    place.innerHTML = await answer.text();
    const moved = document.getElementById(card.id);
    if (moved) moved.focus();
  }

  place.addEventListener("submit", (event) => {
    const card = event.target.closest("[data-card]");
    if (!card || !event.submitter) return;
    event.preventDefault();
    move(card, event.submitter.value);
  });

  place.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: "-1", ArrowRight: "1" };
    if (!event.target.matches("[data-card]") || !(event.key in steps)) return;
    event.preventDefault();
    const button = event.target.querySelector(`[data-move="${steps[event.key]}"]`);
    if (button) move(event.target, button.value);
  });

  place.addEventListener("dragstart", (event) => {
    drawn = event.target.closest("[data-card]");
    if (!drawn) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", drawn.id);
  });

  place.addEventListener("dragover", (event) => {
    const over = column(event.target);
    if (!drawn || !over) return;
    event.preventDefault();
    over.classList.add("board-column--over");
  });

  place.addEventListener("dragleave", (event) => {
    const left = column(event.target);
    if (left && !left.contains(event.relatedTarget)) left.classList.remove("board-column--over");
  });

  place.addEventListener("drop", (event) => {
    const over = column(event.target);
    if (!drawn || !over) return;
    event.preventDefault();
    over.classList.remove("board-column--over");
    const card = drawn;
    drawn = null;
    if (over.dataset.dropYear !== card.dataset.year) move(card, over.dataset.dropYear);
  });

  place.addEventListener("dragend", () => {
    drawn = null;
  });
})();
