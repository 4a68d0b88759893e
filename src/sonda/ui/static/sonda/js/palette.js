// Ctrl-K. The server wrote all destinations as links; here they are filtered while the cursor stays in the field.

const plain = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ł", "l").replaceAll("’", "'");

class SondaPalette extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.list = this.querySelector(".found");
    this.none = this.querySelector(".none");
    this.places = [...this.querySelectorAll("a")].map((link, i) => {
      link.id ||= `place-${i}`;
      link.setAttribute("role", "option");
      link.tabIndex = -1;
      const name = link.querySelector("span");
      return { link, name, text: name.textContent, search: plain(`${link.textContent} ${link.dataset.words ?? ""}`) };
    });
    this.list.id ||= "palette-found";
    this.list.setAttribute("role", "listbox");
    for (const section of this.list.querySelectorAll("section")) {
      section.setAttribute("role", "group");
      section.setAttribute("aria-label", section.querySelector("h3").textContent);
      section.querySelector("h3").setAttribute("role", "presentation");
    }
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-expanded": "true", "aria-controls": this.list.id, "aria-autocomplete": "list",
    })) this.input.setAttribute(name, value);

    this.input.addEventListener("input", () => this.filter());
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("toggle", (event) => {
      if (event.newState !== "open") return;
      this.input.value = "";
      this.filter();
      this.input.focus();
    });
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        this.togglePopover();
      }
    });
  }

  get shown() {
    return this.places.filter((place) => !place.link.hidden);
  }

  filter() {
    const words = plain(this.input.value).split(/\s+/).filter(Boolean);
    for (const place of this.places) {
      place.link.hidden = !words.every((word) => place.search.includes(word));
      mark(place, words);
    }
    for (const section of this.list.querySelectorAll("section")) {
      section.hidden = !section.querySelector("a:not([hidden])");
    }
    this.none.hidden = this.shown.length > 0;
    this.choose(this.shown[0]);
  }

  choose(place) {
    for (const other of this.places) other.link.setAttribute("aria-selected", String(other === place));
    this.chosen = place;
    if (place) {
      this.input.setAttribute("aria-activedescendant", place.link.id);
      place.link.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const shown = this.shown;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length) {
      event.preventDefault();
      this.choose(shown.at((shown.indexOf(this.chosen) + step) % shown.length));
    } else if (event.key === "Enter" && this.chosen && !event.isComposing) {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) window.open(this.chosen.link.href);
      else this.chosen.link.click();
    }
  }
}

// Shows why a place was found: the first of the typed words that stands in its name.
function mark({ name, text }, words) {
  const flat = plain(text);
  const word = flat.length === text.length && words.find((one) => flat.includes(one));
  if (!word) return void (name.textContent = text);
  const at = flat.indexOf(word);
  const found = document.createElement("mark");
  found.textContent = text.slice(at, at + word.length);
  name.replaceChildren(text.slice(0, at), found, text.slice(at + word.length));
}

customElements.define("sonda-palette", SondaPalette);
