/* The visit sheet: takes over picks from the address, adds and removes words, keeps the text only on request.
 * Nothing here asks the network for anything. */
(() => {
  const KEY = "atlas-visit-sheet";
  const sheet = document.getElementById("sheet");
  const areas = [...sheet.querySelectorAll("textarea")];
  const [clear, undo, keep, status] = ["clear", "undo", "keep", "status"].map(name => document.getElementById(`sheet-${name}`));
  let cleared = null; // what "Undo" brings back
  let typed = false; // whether closing the page would lose what somebody wrote

  // --- words in a text -------------------------------------------------------------------------

  /** Finds a label that stands as an entry of its own, between separators. A label may hold a comma. */
  const entry = label => new RegExp(`(^|[;,.\\n]\\s*)${label.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?=\\s*(?:[;,.\\n]|$))`, "i");
  const has = (text, label) => entry(label).test(text);

  function add(text, label) {
    if (has(text, label)) return text;
    const before = text.trimEnd();
    return !before ? label : `${before}${/[.,;:!?]$/.test(before) ? " " : "; "}${label}`;
  }

  function remove(text, label) {
    const found = entry(label).exec(text);
    if (!found) return text;
    const before = text.slice(0, found.index), after = text.slice(found.index + found[0].length);
    // At the start of the text, a sentence or a line, the separator that goes is the one behind.
    const starts = !before || /[.\n]/.test(found[1]);
    return starts ? (before + found[1] + after.replace(/^\s*[;,.]\s*/, "")).trimEnd() : before + after;
  }

  const labelOf = box => box.parentElement.querySelector(".word").textContent;
  const areaOf = element => element.closest("[data-facet]").querySelector("textarea");

  /** Let the box grow with its text (see the style sheet), and tick the words that stand in it. */
  function show(area) {
    area.parentElement.dataset.text = area.value;
    for (const box of area.closest("[data-facet]")?.querySelectorAll("[data-term]") ?? [])
      box.checked = has(area.value, labelOf(box));
  }

  function fill(values) {
    for (const area of areas) {
      area.value = values[area.id] ?? "";
      show(area);
    }
  }

  const values = () => Object.fromEntries(areas.filter(area => area.value).map(area => [area.id, area.value]));

  // --- keeping -----------------------------------------------------------------------------------

  /** Keep the text if the reader wants that, else keep nothing. Return whether that went well. */
  function save() {
    try {
      if (keep.checked) localStorage.setItem(KEY, JSON.stringify(values()));
      else localStorage.removeItem(KEY);
      return true;
    } catch { return false; /* storage may be off or full */ }
  }

  /** The kept text, or null. */
  function kept() {
    try {
      const found = JSON.parse(localStorage.getItem(KEY));
      return found && typeof found === "object" ? found : null;
    } catch { return null; }
  }

  function changed() {
    cleared = null;
    undo.hidden = true;
    typed = true;
    if (!save() && keep.checked) notKept();
  }

  function notKept() {
    keep.checked = false;
    status.textContent = "This browser does not let the page keep anything. Print it before you close it.";
  }

  // --- the address ---------------------------------------------------------------------------------

  /** Add the words picked elsewhere, such as `#location=calf&trigger=cold`. What is unknown counts for nothing. */
  function takeOver() {
    const added = [];
    for (const [facet, term] of new URLSearchParams(location.hash.slice(1))) {
      const box = sheet.querySelector(`[data-facet="${CSS.escape(facet)}"] [data-term="${CSS.escape(term)}"]`);
      if (!box) continue;
      const area = areaOf(box), label = labelOf(box);
      if (has(area.value, label)) continue;
      area.value = add(area.value, label);
      show(area);
      added.push(label);
    }
    if (!added.length) return;
    status.textContent = `Filled in from what you picked: ${added.join("; ")}.`;
    if (keep.checked && save()) forgetAddress(); // else a word deleted here would come back with a reload
  }

  const setAddress = address => { try { history.replaceState(history.state, "", address); } catch { /* it stays */ } };
  const forgetAddress = () => { if (location.hash) setAddress(location.href.split("#")[0]); };

  // --- what the reader does ------------------------------------------------------------------------

  sheet.addEventListener("input", event => {
    if (event.target.matches("textarea")) show(event.target);
    else if (event.target.matches("[data-term]")) {
      const area = areaOf(event.target);
      area.value = (event.target.checked ? add : remove)(area.value, labelOf(event.target));
      show(area);
    } else return;
    changed();
  });

  sheet.addEventListener("click", event => {
    if (event.target.closest(".print")) print();
    const done = event.target.closest(".done");
    if (done) closeWords(done.closest("details"));
  });

  sheet.addEventListener("keydown", event => {
    const words = event.target.closest("details[open]");
    if (event.key === "Escape" && words) closeWords(words);
  });

  function closeWords(words) {
    words.open = false;
    words.querySelector("summary").focus();
  }

  keep.addEventListener("change", () => {
    if (!save()) return notKept();
    status.textContent = keep.checked ? "Kept on this device." : "No longer kept on this device.";
    if (keep.checked) forgetAddress();
  });

  clear.addEventListener("click", () => {
    cleared = { values: values(), keep: keep.checked, address: location.href, typed };
    fill({});
    keep.checked = typed = false;
    save();
    forgetAddress();
    undo.hidden = false;
    status.textContent = "All cleared. You can still undo this.";
  });

  undo.addEventListener("click", () => {
    fill(cleared.values);
    keep.checked = cleared.keep;
    typed = cleared.typed;
    setAddress(cleared.address);
    cleared = null;
    clear.focus();
    undo.hidden = true;
    status.textContent = "It is all back.";
    if (!save() && keep.checked) notKept();
  });

  window.addEventListener("hashchange", takeOver);
  window.addEventListener("beforeunload", event => { if (typed && !keep.checked && areas.some(area => area.value)) event.preventDefault(); });
  // The sheet is open in another tab, too: follow what is kept, and never bring back what was deleted there.
  window.addEventListener("storage", event => {
    if (event.key !== KEY && event.key !== null) return;
    const now = kept();
    keep.checked = Boolean(now);
    if (now) fill(now);
  });

  // --- start -------------------------------------------------------------------------------------

  const before = kept();
  keep.checked = Boolean(before);
  fill(before ?? values());
  sheet.classList.add("sheet--live");
  for (const part of sheet.querySelectorAll(".script")) part.hidden = false;
  takeOver();
})();
