// Files of a check: dropped or chosen in several steps, told with their size beforehand, sent with a bar.
"use strict";

document.querySelectorAll("form[data-check]").forEach((form) => {
  const word = (name) => form.querySelector(`template[data-word="${name}"]`).content.textContent;
  const [refused, chosen, sending] = ["refused", "chosen", "sending"].map((name) => form.querySelector(`[data-${name}]`));
  const zone = form.querySelector(".drop");
  const button = form.querySelector("button.primary");
  const limit = (name) => Number(form.dataset[name]);
  const megabytes = (bytes) => (Math.ceil((10 * bytes) / 2 ** 20) / 10).toFixed(1);
  let files = [];

  function refuse(text) {
    const told = document.createElement("p");
    told.className = "notice error";
    told.setAttribute("role", "alert");
    told.textContent = text;
    refused.replaceChildren(...(text ? [told] : []));
  }

  function show() {
    const size = files.reduce((sum, file) => sum + file.size, 0);
    chosen.hidden = !files.length;
    chosen.querySelector("[data-count]").textContent = word("count").replace("{count}", files.length).replace("{size}", megabytes(size));
    chosen.querySelector("ul").replaceChildren(...files.map((file) => {
      const line = document.createElement("li");
      line.append(file.webkitRelativePath || file.name);
      const note = document.createElement("small");
      note.lang = document.documentElement.lang;
      const large = file.size > limit("each") && !file.name.toLowerCase().endsWith(".zip");
      note.textContent = `${megabytes(file.size)} MB${large ? ` ${word("large")}` : ""}`;
      line.append(note);
      return line;
    }));
    const much = files.length > limit("most") || size > limit("together");
    refuse(much ? word("many") : "");
    button.disabled = much;
  }

  function take(more) {
    files = [...files, ...more];
    show();
  }

  // A folder that is dropped is gone through, however deep; what is chosen in the dialog comes as files already.
  function within(entry) {
    if (entry.isFile) return new Promise((resolve) => { entry.file((file) => resolve([file]), () => resolve([])); });
    const reader = entry.createReader();
    const batch = () => new Promise((resolve) => { reader.readEntries(resolve, () => resolve([])); });
    const all = async () => {
      const found = [];
      for (let some = await batch(); some.length; some = await batch()) {
        for (const each of some) found.push(...(await within(each)));
      }
      return found;
    };
    return all();
  }

  form.addEventListener("change", (event) => {
    if (event.target.type !== "file") return;
    take(event.target.files);
    event.target.value = "";
  });
  form.querySelector("[data-clear]").addEventListener("click", () => { files = []; show(); });
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", async (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
    const found = await Promise.all(entries.map(within));
    take(found.flat());
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const content = new FormData();
    // From the cookie, which a new login in another window renews.
    content.set("csrfmiddlewaretoken", document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "");
    for (const file of files) content.append("files", file);
    const request = new XMLHttpRequest();
    const failed = (text) => { sending.hidden = true; button.disabled = false; refuse(text); };
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (sent) => { if (sent.lengthComputable) sending.querySelector("progress").value = (100 * sent.loaded) / sent.total; });
    request.addEventListener("load", () => {
      if (request.status === 200) { location.assign(request.responseURL); return; }
      const answer = new DOMParser().parseFromString(request.responseText, "text/html");
      failed(answer.querySelector("[data-refused]")?.textContent.trim() || word("failed"));
    });
    request.addEventListener("error", () => failed(word("failed")));
    sending.hidden = false;
    button.disabled = true;
    request.send(content);
  });
});
