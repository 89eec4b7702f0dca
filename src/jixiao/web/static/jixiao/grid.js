// A grid to type into. A row saves itself when it is left; what could not be saved stays marked until it is.
"use strict";

(() => {
  const grid = document.getElementById("grid");
  if (!grid) return;
  const body = grid.tBodies[0];
  const blank = document.getElementById("blank");
  const words = JSON.parse(document.getElementById("grid-words").textContent);
  const told = document.getElementById("told");
  const retryButton = document.getElementById("retry");
  const undoButton = document.getElementById("undo");
  const sure = document.getElementById("sure");
  const FIRST_WAIT = 5, LONGEST_WAIT = 60; // seconds between attempts
  let wait = FIRST_WAIT, timer = 0, keys = 0, removed = null;

  const fill = (text, ...values) => values.reduce((made, value, index) => made.replaceAll(`{${index}}`, value), text);
  const say = (text) => { told.textContent = text; };
  const inputs = (row) => [...row.querySelectorAll("td > input[name]")];
  const rows = () => [...body.rows].filter((row) => !row.matches(".before, .clash"));
  const isUnsaved = (row) => row.classList.contains("unsaved");
  const isEmpty = (row) => !row.dataset.pk && inputs(row).every((input) => !input.value.trim());
  const unsaved = () => rows().filter((row) => isUnsaved(row) && !isEmpty(row));

  async function send(address, content) {
    // From the cookie, which a new login in another window renews; the page's own copy is then out of date.
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";
    const answer = await fetch(address, {
      method: "POST", body: JSON.stringify(content), redirect: "manual",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    });
    if (![200, 409, 422].includes(answer.status)) throw answer;
    return answer.json();
  }

  // --- saving

  function mark(row) {
    row.classList.add("unsaved");
    row.classList.remove("saved");
    row.toggleAttribute("data-unsaved", true);
  }

  function settle(row) {
    row.classList.remove("unsaved");
    row.removeAttribute("data-unsaved");
  }

  function clear(row) {
    row.querySelectorAll(".why").forEach((each) => each.remove());
    row.querySelectorAll(".wrong").forEach((each) => each.classList.remove("wrong"));
    row.querySelectorAll("[aria-invalid]").forEach((each) => { each.removeAttribute("aria-invalid"); each.removeAttribute("aria-describedby"); });
    if (row.nextElementSibling?.matches(".clash")) row.nextElementSibling.remove();
  }

  async function save(chosen) {
    const sending = chosen.filter((row) => isUnsaved(row) && !row.busy && !isEmpty(row));
    chosen.filter((row) => isEmpty(row)).forEach(settle);
    if (!sending.length) return;
    const content = sending.map((row) => {
      row.busy = true;
      row.sent = Object.fromEntries(inputs(row).map((input) => [input.name, input.value]));
      row.key = row.key || `row-${++keys}`;
      return { key: row.key, pk: row.dataset.pk ? Number(row.dataset.pk) : null, revision: Number(row.dataset.revision || 0), typed: row.sent };
    });
    say(words.saving);
    try {
      const answer = await send(grid.dataset.save, { rows: content });
      answer.rows.forEach((each, index) => take(sending[index], each));
      sums(answer);
      wait = FIRST_WAIT;
      const refused = answer.rows.filter((each) => each.state !== "saved").length;
      const open = unsaved().length;
      say(refused ? fill(words.refused, refused) : open ? fill(words.unsaved, open) : words.saved);
      retryButton.hidden = true;
    } catch (fault) {
      failed(fault);
    } finally {
      sending.forEach((row) => { row.busy = false; });
    }
    // What was typed while the answer was on its way.
    const again = sending.filter((row) => row.changed && !row.contains(document.activeElement));
    again.forEach((row) => { row.changed = false; });
    if (again.length) save(again);
  }

  function failed(fault) {
    const count = unsaved().length;
    const expired = fault instanceof Response && (fault.type === "opaqueredirect" || fault.status === 403);
    retryButton.hidden = false;
    clearTimeout(timer);
    if (expired) { say(fill(words.login, count)); return; }
    say(fill(words.failed, count, wait));
    timer = setTimeout(() => save(unsaved()), wait * 1000);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }

  function take(row, answer) {
    clear(row);
    if (answer.state === "conflict") { clash(row, answer); return; }
    (answer.faults || []).forEach((each) => explain(row, each));
    if (answer.state !== "saved") return;
    row.dataset.pk = answer.pk;
    row.dataset.revision = answer.revision;
    row.dataset.number = answer.number;
    document.querySelector("[data-empty]")?.remove();
    let still = false;
    inputs(row).forEach((input) => {
      input.defaultValue = answer.texts[input.name] ?? "";
      if (input.value === row.sent[input.name]) input.value = input.defaultValue;
      else still = true;
    });
    row.querySelectorAll("[data-computed]").forEach((cell) => { cell.textContent = answer.computed[cell.dataset.computed] ?? ""; });
    link(row);
    if (still) { row.changed = true; mark(row); } else { settle(row); row.classList.add("saved"); }
  }

  // A row that has a number of its own now can be opened by itself.
  function link(row) {
    const number = row.querySelector("span[data-number]");
    number.textContent = row.dataset.number;
    if (number.closest("a")) return;
    const anchor = document.createElement("a");
    anchor.href = `${grid.dataset.save}${row.dataset.pk}/`;
    number.replaceWith(anchor);
    anchor.append(number);
  }

  function explain(row, fault) {
    const input = inputs(row).find((each) => each.name === fault.column) || inputs(row)[0];
    const why = document.createElement("span");
    why.className = `why ${fault.severity}`;
    why.id = `why-${++keys}`;
    why.textContent = fault.message;
    input.after(why);
    if (fault.severity !== "error") return;
    input.parentElement.classList.add("wrong");
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", why.id);
  }

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  // Somebody else changed the row meanwhile. What only they changed is taken over; where both did, both values are
  // shown, and the person decides.
  function clash(row, answer) {
    const gone = "" in answer.now;
    const both = gone ? [] : inputs(row).filter((input) => {
      const theirs = answer.now[input.name] ?? "", before = input.defaultValue;
      if (row.sent[input.name] === before && input.value === before) input.value = theirs;
      input.defaultValue = theirs;
      return theirs !== before && theirs !== input.value;
    });
    if (!gone && !both.length) {
      row.dataset.revision = answer.revision;
      row.changed = true;
      return;
    }
    const line = document.createElement("tr");
    const cell = line.insertCell();
    line.className = "clash";
    cell.colSpan = row.cells.length;
    cell.setAttribute("role", "alert");
    const theirs = both.map((input) => `${input.getAttribute("aria-label")} “${answer.now[input.name]}”`).join("；");
    cell.append(gone ? words.gone : fill(words.conflict, theirs), " ");
    cell.append(button(gone ? words.as_new : words.mine, () => {
      if (gone) { delete row.dataset.pk; row.dataset.revision = 0; } else { row.dataset.revision = answer.revision; }
      line.remove();
      mark(row);
      save([row]);
    }), " ");
    cell.append(button(gone ? words.drop : words.theirs, () => {
      line.remove();
      if (gone) { row.remove(); return; }
      row.dataset.revision = answer.revision;
      inputs(row).forEach((input) => { input.value = input.defaultValue = answer.now[input.name] ?? ""; });
      settle(row);
    }));
    row.after(line);
  }

  function sums(answer) {
    grid.querySelector("[data-total]").textContent = answer.total;
    grid.querySelectorAll("[data-sum]").forEach((cell) => { cell.textContent = answer.sums[cell.dataset.sum] ?? ""; });
  }

  // --- rows

  function add(typed = {}) {
    const row = blank.content.firstElementChild.cloneNode(true);
    inputs(row).forEach((input) => { input.value = typed[input.name] ?? ""; });
    body.append(row);
    return row;
  }

  const focus = (row, name) => (inputs(row).find((input) => input.name === name) || inputs(row)[0])?.focus();

  async function remove() {
    const chosen = rows().filter((row) => row.querySelector("[data-choose]")?.checked);
    if (!chosen.length) { say(words.none_chosen); return; }
    document.getElementById("sure-text").textContent = fill(words.confirm, chosen.length);
    sure.returnValue = "no";
    sure.showModal();
    await new Promise((resolve) => { sure.addEventListener("close", resolve, { once: true }); });
    if (sure.returnValue !== "yes") return;
    const kept = chosen.filter((row) => row.dataset.pk);
    chosen.filter((row) => !row.dataset.pk).forEach((row) => { clear(row); row.remove(); });
    if (!kept.length) return;
    try {
      const answer = await send(grid.dataset.remove, { rows: Object.fromEntries(kept.map((row) => [row.dataset.pk, Number(row.dataset.revision)])) });
      removed = { places: answer.removed, rows: [] };
      kept.filter((row) => row.dataset.pk in answer.removed).forEach((row) => {
        clear(row);
        removed.rows.push([row, row.nextElementSibling]);
        row.remove();
      });
      sums(answer);
      undoButton.hidden = !removed.rows.length;
      say([fill(words.removed, removed.rows.length), answer.kept.length ? fill(words.kept, answer.kept.length) : ""].join(""));
    } catch (fault) {
      failed(fault);
    }
  }

  async function undo() {
    try {
      const answer = await send(grid.dataset.restore, { rows: removed.places });
      removed.rows.reverse().forEach(([row, next]) => {
        if (!(row.dataset.pk in answer.rows)) return;
        row.dataset.revision = answer.rows[row.dataset.pk];
        row.querySelector("[data-choose]").checked = false;
        body.insertBefore(row, next?.isConnected ? next : null);
      });
      sums(answer);
      undoButton.hidden = true;
      say(fill(words.undone, Object.keys(answer.rows).length));
    } catch (fault) {
      failed(fault);
    }
  }

  async function paste(input, text) {
    say(words.pasting);
    let block;
    try {
      block = await send(grid.dataset.paste, { text, column: input.name });
    } catch {
      say(words.paste_failed);
      return;
    }
    const here = rows();
    let at = here.indexOf(input.closest("tr"));
    const filled = block.rows.map((typed) => {
      const row = here[at++] || add();
      inputs(row).forEach((each) => { if (each.name in typed) each.value = typed[each.name]; });
      mark(row);
      return row;
    });
    await save(filled);
    const more = [
      fill(words.pasted, filled.length),
      block.left_out.length ? fill(words.left_out, block.left_out.join("、")) : "",
      block.skipped ? fill(words.skipped, block.skipped) : "",
      told.textContent,
    ];
    say(more.filter(Boolean).join("；"));
  }

  // --- what the person does

  body.addEventListener("input", (event) => {
    const row = event.target.closest("tr");
    if (!event.target.name || !row) return;
    if (row.busy) row.changed = true;
    mark(row);
  });

  body.addEventListener("focusout", (event) => {
    const row = event.target.closest("tr");
    if (row && !row.contains(event.relatedTarget)) save([row]);
  });

  body.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").replace(/[\r\n]+$/, "");
    if (!event.target.name || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    paste(event.target, text);
  });

  function move(input, down, across) {
    const all = rows();
    const row = input.closest("tr");
    if (across) {
      const line = inputs(row);
      const next = line[line.indexOf(input) + across];
      next?.focus();
      next?.select();
      return;
    }
    const at = all.indexOf(row) + down;
    if (at < 0) return;
    focus(all[at] || add(), input.name);
  }

  // Up: before the row above; down: behind the row below. Only rows that are saved have a place.
  async function reorder(input, step) {
    const row = input.closest("tr");
    const all = rows().filter((each) => each.dataset.pk);
    const at = all.indexOf(row);
    const other = all[at + step];
    if (at < 0 || !other || !grid.dataset.move) return;
    const behind = step < 0 ? other : all[at + 2];
    try {
      await send(grid.dataset.move, { row: Number(row.dataset.pk), before: behind ? Number(behind.dataset.pk) : null });
    } catch (fault) {
      failed(fault);
      return;
    }
    if (step < 0) other.before(row);
    else other.after(row);
    const [mine, its] = [row, other].map((each) => each.querySelector("span[data-number]"));
    [mine.textContent, its.textContent] = [its.textContent, mine.textContent];
    input.focus();
  }

  body.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.name || event.isComposing) return;
    // Up and down open the list of a cell that suggests words.
    const listed = input.hasAttribute("list");
    const start = input.selectionStart === 0 && input.selectionEnd === 0;
    const end = input.selectionStart === input.value.length && input.selectionEnd === input.value.length;
    const whole = input.selectionStart === 0 && end === false && input.selectionEnd === input.value.length;
    let done = true;
    if (event.key === "Enter" && event.ctrlKey) focus(add(), "");
    else if (event.key === "Enter") move(input, event.shiftKey ? -1 : 1, 0);
    else if (event.ctrlKey && event.shiftKey && event.key === "ArrowUp") reorder(input, -1);
    else if (event.ctrlKey && event.shiftKey && event.key === "ArrowDown") reorder(input, 1);
    else if (event.key === "ArrowDown" && !listed && !event.altKey) move(input, 1, 0);
    else if (event.key === "ArrowUp" && !listed && !event.altKey) move(input, -1, 0);
    else if (event.key === "ArrowLeft" && (start || whole) && !event.shiftKey) move(input, 0, -1);
    else if (event.key === "ArrowRight" && (end || whole) && !event.shiftKey) move(input, 0, 1);
    else if (event.key === "Escape" && input.value !== input.defaultValue) input.value = input.defaultValue;
    else done = false;
    if (done) event.preventDefault();
  });

  document.querySelector("[data-add]").addEventListener("click", () => focus(add(), ""));
  document.querySelector("[data-take]").addEventListener("click", remove);
  undoButton.addEventListener("click", undo);
  retryButton.addEventListener("click", () => { clearTimeout(timer); save(unsaved()); });
  window.addEventListener("online", () => save(unsaved()));
  // Leaving with the page's own links saves first what is still open.
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(unsaved()); });

  if (!rows().length) add();
  document.querySelector("tr.pointed")?.scrollIntoView({ block: "center" });
})();
