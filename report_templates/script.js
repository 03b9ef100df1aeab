"use strict";
// Search, sort and filter for tables that have a filter bar; the report is whole without it.
(function () {
  const state = new URLSearchParams(location.hash.startsWith("#?") ? location.hash.slice(2) : "");
  function save() {
    const text = state.toString();
    history.replaceState(null, "", text ? "#?" + text : location.pathname + location.search);
  }
  for (const bar of document.querySelectorAll(".filter-bar")) {
    const name = bar.dataset.for, table = document.getElementById(name);
    if (!table) continue;
    const input = bar.querySelector("input"), count = bar.querySelector(".filter-count");
    const body = table.tBodies[0], rows = Array.from(body.rows);
    const texts = rows.map((row) => row.textContent.toLowerCase());
    function filter(store) {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, at) => { row.hidden = !words.every((word) => texts[at].includes(word)); shown += row.hidden ? 0 : 1; });
      count.textContent = words.length ? shown + " of " + rows.length : rows.length + " rows";
      if (store) { if (input.value) state.set(name, input.value); else state.delete(name); save(); }
    }
    function sort(column, direction, store) {
      const cell = (row) => row.cells[column].textContent.trim();
      const order = rows.slice().sort((a, b) => cell(a).localeCompare(cell(b), undefined, { numeric: true }) * direction);
      body.append(...order);
      Array.from(table.tHead.rows[0].cells).forEach((head, at) =>
        head.setAttribute("aria-sort", at === column ? (direction > 0 ? "ascending" : "descending") : "none"));
      if (store) { state.set(name + ".sort", column * direction || (direction > 0 ? "0" : "-0")); save(); }
    }
    Array.from(table.tHead.rows[0].cells).forEach((head, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => sort(at, head.getAttribute("aria-sort") === "ascending" ? -1 : 1, true));
    });
    input.value = state.get(name) || "";
    input.addEventListener("input", () => filter(true));
    bar.hidden = false;
    filter(false);
    const sorted = state.get(name + ".sort");
    if (sorted !== null && Math.abs(+sorted) < table.tHead.rows[0].cells.length) {
      sort(Math.abs(+sorted), sorted.startsWith("-") ? -1 : 1, false);
    }
  }
  // A link into a closed row opens it.
  function reveal() {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (target) { const row = target.querySelector("details"); if (row) row.open = true; }
  }
  addEventListener("hashchange", reveal);
  reveal();
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
})();
