// A keyboard cursor for lists (`<table data-cursor>`): arrows or J and K move, Home and End jump, Enter opens the row's
// first link. And a table wider than its page can be scrolled from the keyboard.

function rows(table) {
  return [...table.tBodies].flatMap((body) => [...body.rows]);
}

function prepare(table) {
  if (table.dataset.ready) return;
  table.dataset.ready = "yes";
  rows(table).forEach((row, i) => (row.tabIndex = i === 0 ? 0 : -1));
  table.addEventListener("keydown", (event) => {
    const row = event.target.closest("tbody tr");
    if (!row || event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = rows(table);
    const at = all.indexOf(row);
    const next = { ArrowDown: at + 1, j: at + 1, ArrowUp: at - 1, k: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      move(all, all[Math.max(0, Math.min(next, all.length - 1))]);
    } else if (event.key === "Enter" && event.target === row) row.querySelector("a")?.click();
  });
  table.addEventListener("click", (event) => {
    const row = event.target.closest("tbody tr");
    if (row && !event.target.closest("a, button, input, label") && !String(getSelection())) {
      move(rows(table), row);
      row.querySelector("a")?.click();
    }
  });
}

function move(all, row) {
  for (const other of all) other.tabIndex = other === row ? 0 : -1;
  row.focus();
}

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth + 1) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});

function look(root) {
  root.querySelectorAll("table[data-cursor]").forEach(prepare);
  root.querySelectorAll(".scroll").forEach((box) => sizes.observe(box));
}

look(document);
document.addEventListener("htmx:after:swap", () => look(document));
