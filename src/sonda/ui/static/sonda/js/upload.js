// A file that is dropped or chosen travels with a progress bar; without this script the form does the same, unseen.
// What can be said before it travels (size, ending, nothing in it) is said at once.

const DIGESTED = 64 * 2 ** 20; // bytes up to which the file is read once before, so that a change on the way is noticed

class SondaUpload extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.input = this.querySelector('input[type="file"]');
    this.refused = this.querySelector(".refused");
    for (const name of ["dragover", "drop", "dragleave"]) this.addEventListener(name, this);
    this.input.addEventListener("change", () => this.say(this.input.files.length ? this.trouble() : ""));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.bring();
    });
  }

  handleEvent(event) {
    event.preventDefault();
    this.classList.toggle("over", event.type === "dragover");
    if (event.type !== "drop" || this.travelling || !event.dataTransfer.files.length) return;
    const chosen = new DataTransfer();
    chosen.items.add(event.dataTransfer.files[0]);
    this.input.files = chosen.files;
    this.input.dispatchEvent(new Event("change")); // says what is wrong, and the name
    if (!this.trouble()) this.bring();
  }

  trouble() {
    const [file] = this.input.files;
    if (!file) return "none";
    const endings = this.dataset.endings.split(",").filter((each) => each !== ".gz");
    if (!endings.some((each) => file.name.toLowerCase().endsWith(each))) return "ending";
    if (file.size > Number(this.dataset.most)) return "size";
    return file.size ? "" : "empty";
  }

  say(kind, sentence) {
    this.refused.replaceChildren();
    if (sentence) this.refused.append(sentence);
    else if (kind) this.refused.append(this.querySelector(`[data-said="${kind}"]`).content.cloneNode(true));
  }

  async bring() {
    const trouble = this.trouble();
    this.say(trouble);
    if (trouble || this.travelling) return;
    this.travelling = true;
    const [file] = this.input.files;
    const data = new FormData();
    data.set("n_bytes", file.size);
    try {
      if (file.size <= DIGESTED && crypto.subtle) data.set("sha256", await digest(file));
    } catch {
      return this.back("broken"); // it can no longer be read
    }
    data.set("file", file);
    this.form.hidden = true;
    this.append(this.querySelector("[data-travel]").content.cloneNode(true));
    const bar = this.querySelector("progress");
    const request = new XMLHttpRequest();
    request.open("POST", this.form.action);
    request.setRequestHeader("X-CSRFToken", this.form.elements.csrfmiddlewaretoken.value);
    request.setRequestHeader("X-Requested-With", "sonda");
    request.upload.addEventListener("progress", ({ loaded, total }) => (bar.value = (100 * loaded) / total));
    request.upload.addEventListener("load", () => bar.removeAttribute("value")); // the server is at its last step
    request.addEventListener("load", () => {
      if (request.status < 400) location.assign(request.responseURL);
      else if (request.getResponseHeader("content-type")?.startsWith("text/html")) this.back("", request.responseText);
      else this.back("broken");
    });
    request.addEventListener("error", () => this.back("broken"));
    request.send(data);
  }

  back(kind, page) {
    this.travelling = false;
    this.querySelector(".progress")?.remove();
    this.form.hidden = false;
    if (!page) return this.say(kind);
    const said = new DOMParser().parseFromString(page, "text/html");
    const sentence = document.createElement("p");
    sentence.textContent = (said.querySelector(".refused p") ?? said.querySelector("main h1"))?.textContent ?? "";
    this.say(sentence.textContent ? "" : "broken", sentence.textContent && sentence);
  }
}

async function digest(file) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

customElements.define("sonda-upload", SondaUpload);
