// A figure of the page: reads its specification, draws it for its column when it comes near the screen, and otherwise
// when the browser has nothing else to do, so that a page that is printed unread lacks no figure.
// Colours are CSS variables inside the drawing, so light and dark need no second drawing. Arrow keys and the pointer
// read the marks out; the table beside the figure holds the same numbers.

const NEAR = 28; // px between the pointer and a mark that it means
let library; // Vega comes once, with the first figure that is seen

const whenIdle = window.requestIdleCallback ?? ((work) => setTimeout(work, 400)); // Safari has none

const embed = (url) => (library ??= import(url).then(() => window.vegaEmbed));

class SondaChart extends HTMLElement {
  connectedCallback() {
    this.specs = JSON.parse(this.querySelector('script[type="application/json"]').textContent);
    this.stage = this.querySelector(":scope > .stage") ?? this.appendChild(document.createElement("div"));
    this.stage.className = "stage";
    this.readout = document.createElement("output");
    this.readout.className = "readout";
    this.readout.hidden = true;
    this.after(this.readout);
    this.at = -1;
    this.seen = new IntersectionObserver((entries) => entries.some((e) => e.isIntersecting) && this.begin(), { rootMargin: "400px" });
    this.seen.observe(this);
    whenIdle(() => this.isConnected && this.begin());
    this.addEventListener("keydown", this);
    this.addEventListener("pointermove", this);
    this.addEventListener("pointerleave", this);
    this.addEventListener("blur", this);
  }

  disconnectedCallback() {
    this.seen?.disconnect();
    this.sized?.disconnect();
    this.readout?.remove();
    this.view?.finalize();
    this.view = this.kind = this.sized = undefined;
  }

  begin() {
    if (this.sized) return;
    this.seen.disconnect();
    this.sized = new ResizeObserver(([entry]) => this.draw(Math.floor(entry.contentRect.width)));
    this.sized.observe(this);
  }

  async draw(width) {
    if (width < 80 || width === this.width) return;
    this.width = width;
    const kind = width < this.specs.narrowBelow ? "narrow" : "wide";
    const spec = this.specs[kind];
    const plot = Math.max(40, width - spec.padding.left - spec.padding.right);
    if (this.view && this.kind === kind) {
      await this.view.width(plot).runAsync();
    } else {
      this.kind = kind;
      const vegaEmbed = await embed(this.dataset.vega);
      if (!this.isConnected || this.width !== width) return this.isConnected ? this.redraw() : undefined;
      this.view?.finalize();
      const drawn = await vegaEmbed(this.stage, { ...spec, width: plot }, {
        mode: "vega-lite", ast: true, renderer: "svg", actions: false, defaultStyle: false, tooltip: false, hover: false,
      });
      this.view = drawn.view;
      this.stage.querySelector("form")?.remove();
      // The element itself is the picture that is announced; its parts are read out by the keys.
      this.stage.querySelector("svg").setAttribute("aria-hidden", "true");
    }
    this.setAttribute("data-drawn", kind);
    this.hide();
    this.dispatchEvent(new CustomEvent("sonda:drawn", { bubbles: true }));
  }

  redraw() {
    const width = this.width;
    this.width = this.kind = undefined;
    return this.draw(width);
  }

  handleEvent(event) {
    if (event.type === "keydown") this.key(event);
    else if (event.type === "pointermove") this.point(event);
    else this.hide();
  }

  get marks() {
    return [...this.stage.querySelectorAll('[role="graphics-symbol"][aria-label]')];
  }

  key(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const marks = this.marks;
    if (event.key === "Escape") return this.hide();
    if (!marks.length || (!step && event.key !== "Home" && event.key !== "End")) return;
    event.preventDefault();
    const last = marks.length - 1;
    this.at = event.key === "Home" ? 0 : event.key === "End" ? last : this.at < 0 ? (step > 0 ? 0 : last) : Math.min(last, Math.max(0, this.at + step));
    this.show(marks[this.at]);
  }

  point(event) {
    let best, least = NEAR;
    for (const mark of this.marks) {
      const box = mark.getBoundingClientRect();
      const far = Math.hypot(event.clientX - box.x - box.width / 2, event.clientY - box.y - box.height / 2);
      if (far < least) [best, least] = [mark, far];
    }
    if (best) this.show(best);
    else this.hide();
  }

  show(mark) {
    this.lit?.classList.remove("lit");
    this.lit = mark;
    mark.classList.add("lit");
    const text = mark.getAttribute("aria-label");
    if (this.readout.textContent !== text) this.readout.textContent = text;
    this.readout.hidden = false;
    const box = mark.getBoundingClientRect();
    const home = this.parentElement.getBoundingClientRect();
    const half = this.readout.offsetWidth / 2;
    const middle = box.x + box.width / 2 - home.x;
    this.readout.style.left = `${Math.max(0, Math.min(middle - half, home.width - 2 * half))}px`;
    const above = box.y - home.y - this.readout.offsetHeight - 10;
    this.readout.style.top = `${above > -this.readout.offsetHeight ? above : box.bottom - home.y + 10}px`;
  }

  hide() {
    this.lit?.classList.remove("lit");
    this.lit = undefined;
    this.at = -1;
    if (this.readout) this.readout.hidden = true;
  }
}

customElements.define("sonda-chart", SondaChart);
