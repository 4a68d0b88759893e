// The name of the chosen file beside its button; taken back, the sentence that stood there returns.

class SondaFile extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector('input[type="file"]');
    this.output = this.querySelector("output");
    this.nothing = this.output.textContent;
    this.input.addEventListener("change", () => this.tell());
    this.tell(); // a browser that goes back keeps what was chosen
  }

  tell() {
    this.output.textContent = [...this.input.files].map((file) => file.name).join(", ") || this.nothing;
  }
}

customElements.define("sonda-file", SondaFile);
