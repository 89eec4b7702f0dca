// Files dropped or chosen are sent one by one, so that one that is refused or too large does not hold up the others.
"use strict";

function bind(form) {
  const chooser = form.querySelector("input[type=file]");
  const progress = form.querySelector("progress");
  const told = form.querySelector("[data-told]");
  const list = form.closest(".evidence").querySelector("[data-files]");
  form.querySelector("button").hidden = true; // choosing is enough where there is a script

  function send(file) {
    return new Promise((resolve) => {
      const content = new FormData(form);
      content.delete("files");
      // From the cookie, which a new login in another window renews.
      content.set("csrfmiddlewaretoken", document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "");
      content.append("files", file);
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("X-Requested-With", "upload");
      request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) progress.value = (100 * event.loaded) / event.total; });
      request.addEventListener("load", () => resolve([200, 422].includes(request.status) && !request.responseURL.includes("login") ? request.responseText : null));
      request.addEventListener("error", () => resolve(null));
      request.send(content);
    });
  }

  async function take(files) {
    const failed = [];
    const refused = [];
    progress.hidden = false;
    for (const file of files) {
      told.textContent = `${form.dataset.sending} ${file.name}`;
      progress.value = 0;
      const answer = await send(file);
      if (answer === null) { failed.push(file.name); continue; }
      list.innerHTML = answer;
      refused.push(...list.querySelectorAll(".notice.error"));
    }
    list.prepend(...refused);
    progress.hidden = true;
    chooser.value = "";
    told.textContent = failed.length ? `${form.dataset.failed}${failed.join("、")}` : "";
    window.htmx?.process(list);
  }

  chooser.addEventListener("change", () => { if (chooser.files.length) take([...chooser.files]); });
  form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    const files = [...event.dataTransfer.files];
    if (files.length) take(files);
  });
}

// Whatever comes onto the page, at first or later, brings its forms along.
document.addEventListener("htmx:load", (event) => event.detail.elt.querySelectorAll("form[data-upload]").forEach(bind));
