/* The keys of the month and week calendar: arrows go from day to day, in the month up and down by a week; Home and End
   go to the week's ends, Page Up and Page Down to the period before and after. One day at a time is in the tab order.
   Without script every day is a link. */
(function () {
  "use strict";
  var table = document.querySelector("[data-cal]");
  if (!table) return;
  var days = Array.prototype.slice.call(table.querySelectorAll("[data-cal-day]"));
  var byRow = table.dataset.cal === "uge" ? 1 : 7;

  function placeOf(day) {
    return day.closest("[data-day]");
  }

  function enter(at, moves) {
    days.forEach(function (day, place) {
      day.tabIndex = place === at ? 0 : -1;
    });
    if (moves) days[at].focus();
  }

  /* Off the edge of the picture: on in the one before or after, at the day that was meant. */
  function leave(which, daysOn, from) {
    var link = document.querySelector("[data-cal-" + which + "]");
    if (!link) return;
    var meant = new Date(placeOf(days[from]).dataset.day + "T12:00:00Z");
    meant.setUTCDate(meant.getUTCDate() + daysOn);
    location.href = link.href.split("#")[0] + (daysOn ? "#dag-" + meant.toISOString().slice(0, 10) : "");
  }

  table.addEventListener("keydown", function (event) {
    var at = days.indexOf(event.target);
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    var steps = {
      ArrowLeft: -1, ArrowRight: 1, ArrowUp: -byRow, ArrowDown: byRow, Home: -(at % 7), End: 6 - (at % 7)
    };
    if (event.key in steps) {
      var to = at + steps[event.key];
      if (days[to]) enter(to, true);
      else leave(to < 0 ? "before" : "after", steps[event.key], at);
    } else if (event.key === "PageUp" || event.key === "PageDown") {
      leave(event.key === "PageUp" ? "before" : "after", 0, at);
    } else {
      return;
    }
    event.preventDefault();
  });

  table.addEventListener("focusin", function (event) {
    var at = days.indexOf(event.target);
    if (at >= 0) enter(at, false);
  });

  var found = days.findIndex(function (day) { return "#" + day.id === location.hash; });
  var today = days.findIndex(function (day) { return day.hasAttribute("aria-current"); });
  var first = days.findIndex(function (day) { return !placeOf(day).classList.contains("cal__day--outside"); });
  enter(found >= 0 ? found : today >= 0 ? today : Math.max(first, 0), false);
  document.getElementById("cal-hint").hidden = false;
})();
