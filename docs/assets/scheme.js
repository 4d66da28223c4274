/* The switch between light and dark, and the menu for the keyboard. */
(() => {
  const root = document.documentElement;
  const button = document.getElementById("scheme");
  const apply = scheme => {
    root.dataset.scheme = scheme;
    button.setAttribute("aria-pressed", String(scheme === "dark"));
  };
  apply(root.dataset.scheme || "light");
  button.hidden = false;
  button.addEventListener("click", () => {
    apply(root.dataset.scheme === "dark" ? "light" : "dark");
    try { localStorage.setItem("atlas-scheme", root.dataset.scheme); } catch { /* storage may be off */ }
  });
  const menu = document.getElementById("menu");
  const drawer = document.getElementById("__drawer");
  const open = wanted => {
    drawer.checked = wanted;
    menu.setAttribute("aria-expanded", String(wanted));
    if (wanted) setTimeout(() => document.querySelector(".md-nav--primary a").focus(), 50);
  };
  menu.hidden = false;
  menu.addEventListener("click", () => open(!drawer.checked));
  drawer.addEventListener("change", () => open(drawer.checked));
  document.addEventListener("keydown", event => {
    if (event.key === "Escape" && drawer.checked) { open(false); menu.focus(); }
  });
})();
