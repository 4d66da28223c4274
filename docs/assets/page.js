/* What every page shares: the switch between light and dark, the menu, and names for the small links. */
(() => {
  const root = document.documentElement;
  /** A button of the header with the one path of its sign. */
  const header = (id, label, path) => {
    const button = document.createElement("button");
    button.type = "button";
    button.id = id;
    button.className = "md-header__button md-icon";
    button.setAttribute("aria-label", label);
    button.innerHTML = `<svg viewBox="0 0 24 24"><path d="${path}"/></svg>`;
    return button;
  };

  const switcher = header("scheme", "Switch between light and dark", "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20m0 2v16a8 8 0 0 1 0-16");
  const apply = scheme => {
    root.dataset.scheme = scheme;
    switcher.setAttribute("aria-pressed", String(scheme === "dark"));
  };
  apply(root.dataset.scheme || "light");
  document.querySelector(".md-header__inner").append(switcher);
  switcher.addEventListener("click", () => {
    apply(root.dataset.scheme === "dark" ? "light" : "dark");
    try { localStorage.setItem("atlas-scheme", root.dataset.scheme); } catch { /* storage may be off */ }
  });

  // Without scripts a label opens the menu; a button can be reached by keyboard too.
  const label = document.querySelector(".atlas-menu");
  const menu = header("menu", "Menu", label.querySelector("path").getAttribute("d"));
  menu.classList.add("atlas-menu");
  const drawer = document.getElementById("__drawer");
  const open = wanted => {
    drawer.checked = wanted;
    menu.setAttribute("aria-expanded", String(wanted));
    if (wanted) setTimeout(() => document.querySelector(".md-nav--primary a").focus(), 50);
  };
  open(false);
  label.replaceWith(menu);
  menu.addEventListener("click", () => open(!drawer.checked));
  drawer.addEventListener("change", () => open(drawer.checked));
  document.addEventListener("keydown", event => {
    if (event.key === "Escape" && drawer.checked) { open(false); menu.focus(); }
  });
  for (const link of document.querySelectorAll("a.cite:not([aria-label])")) link.setAttribute("aria-label", `source ${link.textContent}`);
  for (const link of document.querySelectorAll(".sources a[href^='#']")) link.setAttribute("aria-label", "back to the text");
})();
