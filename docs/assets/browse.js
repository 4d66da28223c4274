/* The pattern browser. Deterministic: a page has a feature or has it not, as its data says.
 * Nothing is scored, sent or kept; what is picked stands in the address behind #. */
(() => {
  const FLAGS = ["", "Can be an emergency", "Emergency"];
  const CLASSES = ["", "can-be-emergency", "emergency"];
  const STEP = 30; // results shown at once
  const COMPARE = [2, 4]; // how many pages can be compared
  const root = new URL("../", document.currentScript.src);
  const offline = root.protocol === "file:";
  const $ = id => document.getElementById(id);
  const results = $("results"), count = $("found-count"), picked = $("picked"), map = $("map");
  let pages = [], shown = STEP, shownNear = STEP, state = "";
  const compared = new Set();

  /** Every option by `facet=term`, in the order of the page. `pages` is a bit set: one bit a page. */
  const options = new Map();

  window.atlasPatterns = data => {
    pages = data.pages.map(([id, name, alias, urgency]) => ({ id, name, alias, urgency }));
    for (const facet of document.querySelectorAll(".facet")) {
      for (const item of facet.querySelectorAll("li[data-term]")) {
        const option = {
          key: `${facet.dataset.facet}=${item.dataset.term}`, facet: facet.dataset.facet, term: item.dataset.term,
          within: item.dataset.within, covers: (item.dataset.covers ?? "").split(" "),
          label: item.firstElementChild.textContent, pages: new Uint32Array((pages.length + 31) >> 5), on: false, said: "",
        };
        let number = 0;
        for (const distance of data.has[option.facet][option.term] ?? []) set(option.pages, number += distance);
        control(item, option);
        options.set(option.key, option);
      }
    }
    for (const option of options.values()) {
      option.narrower = [...options.values()].filter(other => other.facet === option.facet
        && (other.within === option.term || other.covers.includes(option.term)));
    }
    results.after(compareBox);
    measured("--sticks-above", document.querySelector(".found .first-aid"));
    measured("--sticks-below", compareBox);
    if (map) startMap();
    for (const link of document.querySelectorAll("a[href='#emergency']")) link.addEventListener("click", toSigns);
    addEventListener("hashchange", read);
    read();
  };

  /** An anchor in the address would push out what is picked. */
  function toSigns(event) {
    event.preventDefault();
    const signs = $("emergency");
    signs.tabIndex = -1;
    signs.scrollIntoView({ block: "center" });
    signs.focus({ preventScroll: true });
  }

  // --- sets of pages -------------------------------------------------------------------------

  const set = (bits, number) => { bits[number >> 5] |= 1 << (number & 31); };
  const has = (bits, number) => (bits[number >> 5] >>> (number & 31)) & 1;

  function every() {
    const bits = new Uint32Array((pages.length + 31) >> 5);
    for (let number = 0; number < pages.length; number++) set(bits, number);
    return bits;
  }

  /** The pages that have all of `wanted`. */
  function having(wanted) {
    const bits = every();
    for (const option of wanted) for (let i = 0; i < bits.length; i++) bits[i] &= option.pages[i];
    return bits;
  }

  /** How many pages are in both sets. */
  function common(bits, others) {
    let total = 0;
    for (let i = 0; i < bits.length; i++) {
      let word = bits[i] & others[i];
      word -= (word >>> 1) & 0x55555555;
      word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
      total += (((word + (word >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
    }
    return total;
  }

  function* members(bits) {
    for (let number = 0; number < pages.length; number++) if (has(bits, number)) yield number;
  }

  // --- the options ---------------------------------------------------------------------------

  /** Turn a line of the list, a link when there are no scripts, into a check box with its name. */
  function control(item, option) {
    const [name, meaning, number] = item.children;
    const box = make("input", { type: "checkbox", id: `pick-${option.key}` });
    const label = make("label", { htmlFor: box.id }, option.label);
    meaning.id = `meaning-${option.key}`;
    number.id = `count-${option.key}`;
    box.setAttribute("aria-describedby", `${meaning.id} ${number.id}`);
    box.addEventListener("change", () => toggle(option));
    name.replaceWith(box, label);
    Object.assign(option, { item, box, number, meaning: meaning.textContent });
  }

  function toggle(option) {
    option.on = !option.on;
    write();
  }

  /** Put what is picked into the address; the page follows the address, and so does the back button. */
  function write() {
    const wanted = picks().map(option => option.key).join("&");
    history.pushState(null, "", wanted ? `#${wanted}` : location.pathname + location.search);
    read();
  }

  function read() {
    const address = location.hash.slice(1);
    if (address && !address.includes("=")) return; // an anchor of this page
    const wanted = new Set([...new URLSearchParams(address)].map(([facet, term]) => `${facet}=${term}`));
    for (const option of options.values()) option.on = wanted.has(option.key);
    const unknown = [...wanted].filter(key => !options.has(key));
    shown = shownNear = STEP;
    show(unknown);
  }

  const picks = () => [...options.values()].filter(option => option.on);

  // --- showing -------------------------------------------------------------------------------

  function show(unknown = []) {
    const wanted = picks(), found = having(wanted), total = common(found, found);
    state = wanted.map(option => option.key).join("&");
    for (const option of options.values()) {
      const remain = common(found, option.pages);
      const said = remain ? String(remain) : "no page";
      if (option.said !== said) {
        option.said = option.number.textContent = said;
        option.item.classList.toggle("none", !remain);
      }
      if (option.box.checked !== option.on) option.box.checked = option.on;
    }
    for (const facet of document.querySelectorAll(".facet")) {
      const here = wanted.filter(option => option.facet === facet.dataset.facet);
      const names = here.map(option => option.label).join(", "), place = facet.querySelector(".facet__picked");
      if (place.textContent !== names) place.textContent = names;
      if (here.length && !facet.open && !facet.dataset.touched) facet.open = true;
      facet.dataset.touched = "true";
    }
    showPicked(wanted, total);
    if (map) showMap(wanted);
    count.textContent = said(wanted, total)
      + (unknown.length ? ` The address also names what is not in the lists: ${unknown.join(", ")}.` : "");
    const parts = [];
    if (wanted.length && !total) parts.push(advice());
    parts.push(...widen(wanted, found, total));
    if (total) parts.push(list(found, wanted, shown, () => { shown += STEP; show(unknown); }));
    if (wanted.length > 1) parts.push(near(wanted, found, total));
    if (wanted.length) parts.push(onward());
    results.replaceChildren(...parts.filter(Boolean));
  }

  function said(wanted, total) {
    const all = wanted.length === 0 ? "" : wanted.length === 1 ? ` mention${total === 1 ? "s" : ""} “${wanted[0].label}”`
      : ` mention${total === 1 ? "s" : ""} ${together(wanted)}`;
    if (!wanted.length) return `${total} pages. Pick what you notice to narrow them down. Emergencies come first, then A to Z.`;
    return total ? `${total} page${total === 1 ? "" : "s"}${all}. Emergencies come first, then A to Z.` : `No page mentions ${wanted.length === 1 ? "this" : together(wanted)}.`;
  }

  const together = wanted => wanted.length === 2 ? "both features that you picked" : `all ${wanted.length} features that you picked`;

  function showPicked(wanted, total) {
    picked.hidden = !wanted.length;
    delete document.documentElement.dataset.picks;
    const jump = make("button", { type: "button", className: "chip chip--jump" }, total ? `Show ${total} page${total === 1 ? "" : "s"}` : "No page: what now");
    jump.addEventListener("click", () => { $("found").scrollIntoView(); $("found-title").focus({ preventScroll: true }); });
    picked.replaceChildren(jump, ...wanted.map(option => {
      const button = make("button", { type: "button", className: "chip" }, option.label, make("span", { ariaHidden: "true" }, " ✕"));
      button.setAttribute("aria-label", `Take away: ${option.label}`);
      button.addEventListener("click", () => { toggle(option); focusNext(); });
      return button;
    }));
    if (!wanted.length) return;
    const clear = make("button", { type: "button", className: "chip chip--clear" }, "Clear all");
    clear.addEventListener("click", () => { for (const option of wanted) option.on = false; write(); focusNext(); });
    picked.append(clear);
  }

  // The row scrolls sideways on narrow screens: a browser leaves there what it shows in part.
  picked.addEventListener("focusin", event => event.target.scrollIntoView({ block: "nearest", inline: "nearest" }));

  /** After a chip is gone the focus goes to another one, or to the first question. */
  function focusNext() {
    (picked.querySelector(".chip:not(.chip--jump)") ?? document.querySelector(".facet summary")).focus();
  }

  function list(bits, wanted, limit, more) {
    const box = document.createDocumentFragment(), items = make("ul", { className: "results" });
    let number = 0;
    for (const page of members(bits)) {
      if (number++ < limit) items.append(result(page, wanted));
    }
    box.append(items);
    if (number > limit) {
      const button = make("button", { type: "button", className: "chip" }, `Show ${Math.min(STEP, number - limit)} more of ${number - limit}`);
      button.addEventListener("click", () => { more(); results.querySelectorAll(".results > li > a")[limit]?.focus(); });
      box.append(button);
    }
    return box;
  }

  function result(number, wanted) {
    const page = pages[number], item = make("li");
    item.append(make("a", { href: address(`conditions/${page.id}/`) }, page.name));
    if (page.urgency) item.append(" ", make("span", { className: `flag flag--${CLASSES[page.urgency]}` }, FLAGS[page.urgency]));
    if (page.alias) item.append(" ", make("span", { className: "of" }, page.alias));
    const yes = wanted.filter(option => has(option.pages, number)), no = wanted.filter(option => !has(option.pages, number));
    if (yes.length) item.append(features("✓ Mentions: ", "yes", yes.map(option => named(option, number))));
    if (no.length) item.append(features("– Does not mention: ", "no", no.map(option => option.label)));
    item.append(chooser(page));
    return item;
  }

  const features = (words, kind, labels) => make("p", { className: `feature feature--${kind}` }, words + labels.join(", "));

  /** The label of a feature, and the narrower terms that the page has for it. */
  function named(option, number) {
    const narrower = option.narrower.filter(other => has(other.pages, number)).map(other => other.label);
    return narrower.length ? `${option.label} (${narrower.join(", ")})` : option.label;
  }

  /** What would otherwise drop out unnoticed: pages that name a wider place than the one picked, or the whole body. */
  function widen(wanted, found, total) {
    return wanted.flatMap(option => {
      const wider = [option.within, option.facet === "location" ? map?.dataset.everything : ""]
        .map(term => options.get(`${option.facet}=${term}`)).filter(other => other && other !== option && !other.on);
      return wider.flatMap(other => {
        const bits = having([...wanted.filter(one => one !== option), other]), more = new Uint32Array(bits.length);
        for (let i = 0; i < bits.length; i++) more[i] = bits[i] & ~found[i];
        const gained = [...members(more)].map(number => pages[number]);
        if (!gained.length) return [];
        const urgent = gained.filter(page => page.urgency === 2).map(page => page.name);
        const number = common(bits, bits);
        const button = make("button", { type: "button", className: "chip" }, `${other.label} instead of ${option.label}: ${number} page${number === 1 ? "" : "s"}`);
        button.addEventListener("click", () => { option.on = false; other.on = true; write(); $("found-title").focus({ preventScroll: true }); });
        return [make("p", { className: "hint" }, `Not in this list: ${gained.length} page${gained.length === 1 ? "" : "s"} found under “${other.label}”`
          + (urgent.length ? `, with the emergency ${urgent.join(", ")}. ` : ". "), button)];
      });
    });
  }

  /** The pages that lack the fewest of the features: one, or, when there is no such page, two and so on. */
  function near(wanted, found, total) {
    const number = wanted.map(option => option.pages);
    let least = wanted.length, bits = new Uint32Array(found.length);
    for (let page = 0; page < pages.length; page++) {
      if (has(found, page)) continue;
      let lacks = 0;
      for (const one of number) lacks += !has(one, page);
      if (lacks < least) { least = lacks; bits = new Uint32Array(found.length); }
      if (lacks === least && lacks < wanted.length) set(bits, page);
    }
    const count = common(bits, bits);
    if (!count || (total && least > 1)) return null;
    const words = ["", "one", "two", "three", "four"][least] ?? least;
    const box = make("details", { className: "near", open: !total },
      make("summary", {}, make("h3", {}, `${count} page${count === 1 ? " mentions" : "s mention"} all but ${words}`)));
    const fill = () => box.append(list(bits, wanted, shownNear, () => { shownNear += STEP; show(); results.querySelector(".near").open = true; }));
    if (total) box.addEventListener("toggle", fill, { once: true }); // a closed list costs nothing
    else fill();
    return box;
  }

  function advice() {
    const signs = make("a", { href: "#emergency" }, "emergency signs");
    signs.addEventListener("click", toSigns);
    return make("div", { className: "advice" },
      make("p", {}, make("strong", {}, "First check the "), signs, make("strong", {}, ". Then see a doctor. "), "That no page mentions all of it does not mean that it is harmless. Not every condition has a page yet."),
      make("p", {}, make("a", { href: address("see-a-doctor/", "note-down") }, "What to note down before you go"), " · ",
        make("a", { href: address("see-a-doctor/", "when") }, "When to get help")));
  }

  function onward() {
    return make("p", { className: "onward" }, make("a", { href: address("visit-sheet/", state) }, "Take this to the doctor: fill in a visit sheet"));
  }

  // --- comparing -----------------------------------------------------------------------------

  const compareBox = make("div", { className: "compare", hidden: true });
  compareBox.role = "status";

  function chooser(page) {
    const box = make("input", { type: "checkbox", checked: compared.has(page.id) });
    box.addEventListener("change", () => {
      box.checked ? compared.add(page.id) : compared.delete(page.id);
      showCompared();
    });
    box.dataset.id = page.id;
    const name = make("span", { className: "hidden-text" }, ` ${page.name}`);
    return make("label", { className: "choose" }, box, " Compare", name);
  }

  /** What was chosen stays chosen when other features are picked, so each can be taken away here. */
  function showCompared() {
    const [least, most] = COMPARE, number = compared.size;
    const said = number > most ? `${number} pages are chosen. At most ${most} fit side by side. ` : number < least ? "Choose one more to compare. " : "";
    const chips = [...compared].map(id => {
      const name = pages.find(page => page.id === id).name;
      const chip = make("button", { type: "button", className: "chip" }, name, make("span", { ariaHidden: "true" }, " ✕"));
      chip.setAttribute("aria-label", `Do not compare ${name}`);
      chip.addEventListener("click", () => {
        compared.delete(id);
        for (const box of results.querySelectorAll(".choose input")) box.checked = compared.has(box.dataset.id);
        showCompared();
        (compareBox.querySelector("a, button") ?? $("found-title")).focus({ preventScroll: true });
      });
      return chip;
    });
    compareBox.replaceChildren(...(number >= least && number <= most
      ? [make("a", { href: address("compare/", `conditions=${[...compared].join(",")}`) }, `Compare ${number} pages side by side`), " "] : [said]), ...chips);
    compareBox.hidden = !number;
  }

  // --- the body map --------------------------------------------------------------------------

  function startMap() {
    map.hidden = false;
    for (const button of map.querySelectorAll("button")) {
      const [left, top, width, height] = (button.dataset.box ?? "").split(" ");
      if (height) Object.assign(button.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
    }
    const regionOf = event => event.target.closest("button[data-region], path[data-term]");
    const optionOf = element => options.get(`location=${element?.dataset.region ?? element?.dataset.term}`);
    map.addEventListener("click", event => {
      if (event.target.closest("#enlarge")) enlarge($("map-head").hidden);
      const option = optionOf(regionOf(event));
      if (option) toggle(option);
    });
    const name = event => {
      const option = optionOf(regionOf(event));
      if (option) $("map-name").textContent = `${option.label}: ${option.meaning} ${option.said}${option.said === "no page" ? "" : option.said === "1" ? " page" : " pages"}`;
    };
    map.addEventListener("pointerover", name);
    map.addEventListener("focusin", name);
  }

  function enlarge(wanted) {
    $("map-head").hidden = !wanted;
    $("enlarge").setAttribute("aria-expanded", String(wanted));
  }

  function showMap(wanted) {
    const here = new Set(wanted.filter(option => option.facet === "location").map(option => option.term));
    const tinted = term => {
      for (let option = options.get(`location=${term}`); option; option = options.get(`location=${option.within}`)) {
        if (here.has(option.term)) return true;
      }
      return here.has(map.dataset.everything);
    };
    for (const shape of map.querySelectorAll("path[data-term]")) shape.classList.toggle("on", tinted(shape.dataset.term));
    for (const button of map.querySelectorAll("[data-region]")) button.setAttribute("aria-pressed", String(here.has(button.dataset.region)));
    const fine = [...map.querySelectorAll("#map-head [data-region]")].some(button => here.has(button.dataset.region));
    if (fine) enlarge(true);
  }

  /** Tell the styles how tall a box is that stays in sight: what gets the focus is not scrolled under it. */
  function measured(name, box) {
    new ResizeObserver(() => document.documentElement.style.setProperty(name, `${box.offsetHeight}px`)).observe(box);
  }

  // --- small helpers -------------------------------------------------------------------------

  /** An address of this site: a folder, and what stands behind #. */
  function address(folder, behind = "") {
    return new URL((offline ? `${folder}index.html` : folder) + (behind ? `#${behind}` : ""), root).href;
  }

  function make(name, properties = {}, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }
})();
