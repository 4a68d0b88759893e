// Toasts leave after ten seconds (never those about trouble, never while pointed at). The server keeps what was said and
// lists it under the bell; what comes while the page stays open is added to that list here.

const STAY = 10_000;
const LEAVING = 150;

class SondaToasts extends HTMLElement {
  connectedCallback() {
    this.timers = new Map();
    for (const toast of this.children) this.wait(toast);
    new MutationObserver((changes) => {
      for (const change of changes) for (const node of change.addedNodes) if (node instanceof Element) this.greet(node);
    }).observe(this, { childList: true });
    this.addEventListener("click", (event) => {
      if (event.target.closest("[data-shut]")) this.leave(event.target.closest(".toast"));
    });
    this.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.leave(event.target.closest(".toast"));
    });
    for (const name of ["pointerenter", "focusin"]) this.addEventListener(name, () => this.hold());
    for (const name of ["pointerleave", "focusout"]) this.addEventListener(name, () => this.release());
  }

  greet(toast) {
    if (!toast.matches(".toast")) return;
    this.list(toast);
    this.wait(toast);
  }

  wait(toast) {
    if (!toast.matches(".wrong")) this.timers.set(toast, setTimeout(() => this.leave(toast), STAY));
  }

  hold() {
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  release() {
    this.hold();
    for (const toast of [...this.timers.keys()]) this.wait(toast);
  }

  leave(toast) {
    if (!toast) return;
    clearTimeout(this.timers.get(toast));
    this.timers.delete(toast);
    toast.classList.add("leaving");
    setTimeout(() => toast.remove(), LEAVING);
  }

  list(toast) {
    const notices = document.querySelector(".notices");
    const text = toast.querySelector("span")?.textContent.trim();
    if (!notices || !text) return;
    const [item, time, words] = ["li", "time", "span"].map((name) => document.createElement(name));
    item.className = toast.matches(".wrong") ? "wrong" : "";
    time.textContent = new Intl.DateTimeFormat("pl", { hour: "2-digit", minute: "2-digit" }).format();
    words.textContent = text;
    item.append(time, words);
    notices.querySelector(".none")?.remove();
    notices.prepend(item);
  }
}

customElements.define("sonda-toasts", SondaToasts);
