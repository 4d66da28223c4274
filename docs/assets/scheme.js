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
  const drawer = document.getElementById("__drawer");
  document.addEventListener("keydown", event => {
    if (event.key === "Escape") drawer.checked = false;
    const label = event.target.closest("label[for=__drawer][role=button]");
    if (label && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); drawer.click(); }
  });
})();
