// The reviewer's pages: tick all rows at once, show which document is open in the frame, save scores row by row.
"use strict";

document.addEventListener("change", (event) => {
  const all = event.target.dataset.all;
  if (all) event.target.form.querySelectorAll(`input[name="${all}"]`).forEach((box) => { box.checked = event.target.checked; });
});

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-frames] a");
  if (!tab) return;
  tab.parentElement.querySelectorAll("a").forEach((each) => each.removeAttribute("aria-current"));
  tab.setAttribute("aria-current", "true");
});

// A row of scores is sent when it is left: a score without its basis would be refused, and the answer would take the
// place of what is being typed.
document.addEventListener("input", (event) => {
  const row = event.target.closest("table.scores tbody tr");
  if (row) row.dataset.unsaved = "";
});

document.addEventListener("focusout", (event) => {
  const row = event.target.closest("table.scores tr[data-unsaved]");
  if (row && !row.contains(event.relatedTarget)) htmx.trigger(row.querySelector("form"), "left");
});
