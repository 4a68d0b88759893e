// Theme (as the device, light, dark) and the width of the rail; both remembered on this device.

const root = document.documentElement;

function remember(key, value) {
  try {
    value ? localStorage.setItem(key, value) : localStorage.removeItem(key);
  } catch {
    // It holds for this page, then.
  }
}

class SondaTheme extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      remember("sonda.theme", button.value);
      if (button.value) root.dataset.theme = button.value;
      else delete root.dataset.theme;
      document.dispatchEvent(new CustomEvent("sonda:theme"));
    });
    document.addEventListener("sonda:theme", () => this.show());
    this.show();
  }

  show() {
    for (const button of this.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.value === (root.dataset.theme ?? "")));
    }
  }
}

customElements.define("sonda-theme", SondaTheme);

for (const button of document.querySelectorAll("[data-fold-rail]")) {
  const show = () => button.setAttribute("aria-pressed", String(root.dataset.rail === "slim"));
  button.addEventListener("click", () => {
    if (root.dataset.rail === "slim") delete root.dataset.rail;
    else root.dataset.rail = "slim";
    remember("sonda.rail", root.dataset.rail);
    show();
  });
  show();
}
