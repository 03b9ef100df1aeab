"use strict";
// Loads the page again while the workbook is watched; without scripts a plain refresh does the same.
(function () {
  const box = document.getElementById("renew"), note = document.getElementById("renewing");
  if (!box) return;
  const store = { get: (key) => { try { return sessionStorage.getItem(key); } catch { return null; } },
    set: (key, value) => { try { sessionStorage.setItem(key, value); } catch { /* private window: nothing is kept */ } } };
  box.checked = store.get("paused") !== "yes";
  note.hidden = false;
  for (const part of document.querySelectorAll("details[id]")) {
    const was = store.get("open " + part.id);
    if (was) part.open = was === "yes";
    part.addEventListener("toggle", () => store.set("open " + part.id, part.open ? "yes" : "no"));
  }
  const place = Number(store.get("scroll"));
  if (place && !location.hash) window.scrollTo(0, place);
  box.addEventListener("change", () => store.set("paused", box.checked ? "no" : "yes"));
  window.addEventListener("pagehide", () => store.set("scroll", String(window.scrollY)));
  window.setInterval(() => {
    if (box.checked && !document.hidden && !String(window.getSelection())) location.reload();
  }, 1000 * Number(box.dataset.every));
})();
