// The button that copies a snippet.

class SondaCopy extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    const label = button.querySelector("span");
    const before = label.textContent;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(this.querySelector("code").textContent);
      label.textContent = this.dataset.done;
      setTimeout(() => (label.textContent = before), 2000);
    });
  }
}

customElements.define("sonda-copy", SondaCopy);
