// Ctrl-Enter saves a form (`<form data-keys>`); a summary of errors is read out and focused when the page comes back;
// a form is sent once, however often its button is pressed.

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest?.("form[data-keys]");
    if (form) {
      event.preventDefault();
      form.requestSubmit();
    }
  }
});

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!form.matches("form[data-keys]")) return;
  if (form.dataset.sent) return event.preventDefault();
  if (form.hasAttribute("hx-post")) return; // htmx keeps its own order
  form.dataset.sent = "yes";
  (submitter ?? form.querySelector("button:not([type=button])"))?.setAttribute("aria-busy", "true");
});

// A page taken from the back-forward cache comes with its old state.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  }
});

class SondaErrors extends HTMLElement {
  connectedCallback() {
    this.focus();
  }
}

customElements.define("sonda-errors", SondaErrors);
