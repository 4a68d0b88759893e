// Runs before the first paint, so that a chosen theme or a narrow rail never flashes. Everything else is a module.
(function () {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("sonda.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    if (localStorage.getItem("sonda.rail") === "slim") root.dataset.rail = "slim";
  } catch {
    // Storage may be forbidden; the device's own theme is a good one.
  }
})();
