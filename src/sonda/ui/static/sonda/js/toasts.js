// Toasts leave after ten seconds (never those about trouble, never while pointed at) and can be read again as notices.

const STAY = 10_000;
const KEY = "sonda.notices";

class SondaToasts extends HTMLElement {
  connectedCallback() {
    this.person = this.dataset.person ?? "";
    this.timers = new Map();
    for (const toast of this.children) this.greet(toast);
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
    document.getElementById("notices")?.addEventListener("toggle", (event) => event.newState === "open" && this.list());
  }

  greet(toast) {
    if (!toast.matches(".toast") || toast.dataset.met) return;
    toast.dataset.met = "yes";
    const text = toast.querySelector("span")?.textContent.trim();
    if (text) this.write([...this.read(), { text, at: Date.now() }].slice(-20));
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
    setTimeout(() => toast.remove(), 150);
  }

  read() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEY)) ?? {};
      return kept.person === this.person ? kept.notices : []; // another person at the same screen sees nothing of mine
    } catch {
      return [];
    }
  }

  write(notices) {
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ person: this.person, notices }));
    } catch {
      // Then they cannot be read again.
    }
  }

  list() {
    const list = document.querySelector(".notices");
    const clock = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" });
    list.replaceChildren(
      ...this.read().reverse().map(({ text, at }) => {
        const item = document.createElement("li");
        const time = document.createElement("time");
        const words = document.createElement("span");
        time.textContent = clock.format(at);
        words.textContent = text;
        item.append(time, words);
        return item;
      }),
    );
    if (!list.childElementCount) {
      const item = document.createElement("li");
      item.textContent = list.dataset.none;
      list.append(item);
    }
  }
}

customElements.define("sonda-toasts", SondaToasts);
