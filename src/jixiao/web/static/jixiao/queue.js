// The reviewer's pages: tick all rows at once, and show which document is open in the frame.
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
