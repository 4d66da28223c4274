/* What every page shares: the switch between light and dark, the menu, and names for the small links. */
(() => {
  const root = document.documentElement;
  const script = document.currentScript.src;
  const element = (name, properties, attributes = {}) => {
    const made = Object.assign(document.createElement(name), properties);
    for (const attribute in attributes) made.setAttribute(attribute, attributes[attribute]);
    return made;
  };

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

  // Citations: their names, and from each source the way back to where it is cited first.
  const cites = [...document.querySelectorAll("a.cite")];
  for (const link of cites) if (!link.ariaLabel) link.setAttribute("aria-label", `source ${link.textContent}`);
  for (const source of document.querySelectorAll(".sources > li")) {
    const first = cites.find(link => link.hash === `#${source.id}`);
    if (!first) continue;
    first.id = `c${source.id.slice(1)}`;
    source.append(" ", element("a", { href: `#${first.id}`, textContent: "↩" }, { "aria-label": "back to the text" }));
  }

  // An address of a statement that is no longer there must not pass for the page as such.
  if (location.hash.startsWith("#st-") && !document.getElementById(location.hash.slice(1))) {
    const changes = new URL("../changes/" + (location.protocol === "file:" ? "index.html" : ""), script);
    const notice = element("p", { className: "hint" }, { role: "status" });
    notice.append("The statement of this address was reworded or removed. ", element("a", { href: changes, textContent: "What changed" }));
    document.querySelector("h1").after(notice);
  }

  // Statements: each can be linked and corrected by itself. Off until asked for.
  const about = document.getElementById("about-this-page");
  const statements = [...document.querySelectorAll("[id^=st-]")];
  if (about && statements.length) {
    const edit = document.querySelector(".improve a").href;
    const base = edit.includes("/edit/") ? edit.split("/edit/")[0] : "";
    const name = document.querySelector("h1").textContent;
    const button = element("button", { type: "button", className: "chip", textContent: "Link or correct one statement" }, { "aria-expanded": "false" });
    about.nextElementSibling.after(button);
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-expanded") !== "true";
      button.setAttribute("aria-expanded", String(on));
      document.querySelectorAll(".statement-links").forEach(links => links.remove());
      if (!on) return;
      for (const statement of statements) {
        const text = [...statement.childNodes].map(node => node.className === "cite" ? "" : node.textContent).join("").trim();
        const links = element("span", { className: "statement-links" });
        links.append(element("a", { href: `#${statement.id}`, textContent: "link" }, { "aria-label": `Link to: ${text}` }));
        if (base) {
          const form = new URLSearchParams({ template: "1-correct-a-statement.yml", title: `Correct: ${name}`,
            page: `${location.origin}${location.pathname}#${statement.id}`, statement: text });
          links.append(" · ", element("a", { href: `${base}/issues/new?${form}`, textContent: "correct" }, { "aria-label": `Correct this statement: ${text}` }));
        }
        statement.append(" ", links);
      }
      statements[0].scrollIntoView({ block: "center" });
      statements[0].querySelector(".statement-links a").focus({ preventScroll: true });
    });
  }
})();
