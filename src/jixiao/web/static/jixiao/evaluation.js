// What is typed on an evaluation's page saves itself. Until the server has said that it is kept, it counts as unsaved,
// stays in the browser, and is sent again: when the connection is back, every 20 seconds, and after the page is reopened.
"use strict";

const place = (form) => `jixiao-unsaved:${form.action}`;
const values = (form) => Object.fromEntries(["text", "evidence", "note"].filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]));
const status = (form, text) => { const shown = document.getElementById(`${form.id}-status`); if (shown) shown.textContent = text; };
const words = { unsaved: "未保存", failed: "没有存上，稍后自动再存", refused: "没有保存" };
if (document.documentElement.lang === "en") Object.assign(words, { unsaved: "Not saved", failed: "Could not save, will try again", refused: "Not saved" });

function mark(form) {
  form.dataset.unsaved = "";
  status(form, words.unsaved);
  localStorage.setItem(place(form), JSON.stringify({ ...values(form), revision: form.elements.revision.value }));
}

function clear(form) {
  delete form.dataset.unsaved;
  localStorage.removeItem(place(form));
}

const send = (form) => htmx.trigger(form, "submit");
const sendAll = () => document.querySelectorAll("form[data-save][data-unsaved]").forEach((form) => { if (!form.querySelector("[data-conflict]")) send(form); });

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-save]");
  if (form) mark(form);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.detail.elt;
  if (form.matches("form[data-save]")) form.dataset.sent = JSON.stringify(values(form));
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (!form.matches("form[data-save]")) return;
  const kept = (event.detail.xhr.getResponseHeader("HX-Trigger") ?? "").includes("evaluation-saved");
  if (!kept) {
    status(form, [409, 422].includes(event.detail.xhr.status) ? words.refused : words.failed);
  } else if (form.dataset.sent === JSON.stringify(values(form))) {
    clear(form);
  } else {
    mark(form);
  }
});

// A conflict shows both values; whichever is taken, it is taken knowingly.
document.addEventListener("click", (event) => {
  const taken = event.target.closest("[data-take]");
  const conflict = taken?.closest("[data-conflict]");
  if (conflict) {
    const form = conflict.closest("form");
    form.elements.revision.value = conflict.dataset.conflict;
    if (taken.dataset.take === "theirs") {
      conflict.querySelectorAll("[data-theirs]").forEach((cell) => { form.elements[cell.dataset.theirs].value = cell.textContent; });
      clear(form);
      status(form, "");
    }
    conflict.remove();
    if (taken.dataset.take === "mine") send(form);
  }
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    const form = document.getElementById(copy.dataset.copy);
    const before = document.getElementById(`${copy.dataset.copy}-before`);
    form.elements.text.value = [...before.querySelectorAll("p")].map((line) => line.innerText).join("\n");
    form.elements.text.focus();
    form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

// A link to an indicator or a question opens what it leads to.
function reveal() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (!target) return;
  const folded = target.closest("details") ?? target.nextElementSibling?.querySelector("details");
  if (folded) folded.open = true;
  target.scrollIntoView({ block: "center" });
  target.querySelector("select, input:not([type=hidden]), textarea")?.focus();
}

window.addEventListener("hashchange", reveal);
window.addEventListener("online", sendAll);
window.setInterval(sendAll, 20000);
window.addEventListener("beforeprint", () => document.querySelectorAll("details.reason").forEach((each) => { each.open = true; }));
window.addEventListener("load", () => {
  document.querySelectorAll("form[data-save]").forEach((form) => {
    const left = localStorage.getItem(place(form));
    if (!left) return;
    const { revision, ...typed } = JSON.parse(left);
    Object.entries(typed).forEach(([name, text]) => { if (form.elements[name]) form.elements[name].value = text; });
    form.elements.revision.value = revision;
    mark(form);
    form.closest("details.reason")?.setAttribute("open", "");
    send(form);
  });
  reveal();
});
