// Small helpers of every page. Each behaviour hangs on a data attribute, so that pages carry no script of their own.
"use strict";

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  document.querySelectorAll(".who details[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});

// A form that asks before it does something that cannot be taken back.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// Whatever has been typed and not yet saved is not lost by closing the page unasked.
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("[data-unsaved]")) event.preventDefault();
});

// Answers with faults (422) and conflicts (409) are shown where the answer would have stood.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([409, 422].includes(event.detail.xhr?.status)) { event.detail.shouldSwap = true; event.detail.isError = false; }
});
