/* The search box: a combobox that fetches its index when it gets the focus.
 * Index files are scripts, so that the downloaded copy finds too (file:// allows no fetch). */
(() => {
  const root = new URL("../", document.currentScript.src);
  const offline = root.protocol === "file:";
  const box = document.getElementById("search");
  const input = box.querySelector("input");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  const FLAGS = ["", "Can be an emergency", "Emergency"];
  // What people add to a name to say which part of its page they want.
  const ASIDE = /\b(side effects?|symptoms?|signs?|causes?|treat|treatments?|cures?|remedy|remedies|diagnosis|meaning|definition|normal|dangerous|worry|worried)\b/g;
  let started = null, engine = null, documents = [], pieces = [], stop = new Set();
  let shown = [], active = -1, turn = 0;
  const loadedPieces = new Map();

  /** Set attributes of an element and return it. */
  const set = (element, attributes) => {
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    return element;
  };

  set(input, { autocomplete: "off", autocapitalize: "off", spellcheck: "false", role: "combobox", "aria-expanded": "false",
    "aria-controls": "search-results", "aria-autocomplete": "list" });
  box.append(
    set(list, { id: "search-results", class: "search__results", role: "listbox", "aria-label": "Pages found", tabindex: "-1", hidden: "" }),
    set(status, { id: "search-status", class: "search__status", role: "status" }));

  // --- the index ---------------------------------------------------------------------------

  window.atlasSearch = {
    names: data => {
      pieces = data.pieces;
      stop = new Set(data.stop);
      documents = data.documents.map(([name, path, urgency, also, facets], id) => {
        const [location, triggers, signs] = facets.map(numbers => numbers.map(number => data.labels[number]));
        const title = normal(name), page = path === "" || path ? path : `conditions/${title.replace(/ /g, "-")}/`;
        return { id, name, title, path: page, urgency, also: also.split("|").join(" · "),
          names: [title, ...also.split("|").map(normal)].filter(Boolean),
          singular: [name, ...also.split("|")].map(text => words(text).join(" ")).filter(Boolean),
          cores: [name, ...also.split("|")].map(core).filter(Boolean),
          terms: [...location, ...triggers, ...signs].join(" "),
          about: [location.slice(0, 3), triggers.slice(0, 3)].map(terms => terms.join(", ")).filter(Boolean).join(" · ") };
      });
      const pages = new Map(documents.map(entry => [entry.path, entry.name]));
      for (const entry of documents) {
        const page = pages.get(entry.path.split("#")[0]);
        if (entry.path.includes("#")) entry.about = `On the page: ${page}`;
        // A page written by hand has a description in place of other names.
        else if (!entry.path.startsWith("conditions/")) { entry.about = entry.also; entry.also = ""; entry.names.length = 1; }
      }
    },
    words: (name, data) => loadedPieces.set(name, data),
  };

  const script = path => new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = new URL(path, root);
    element.onload = resolve;
    element.onerror = () => reject(new Error(path));
    document.head.append(element);
  });

  const start = () => started ??= Promise.all([
    script("assets/vendor/minisearch-7.2.0.js"), script("assets/search/names.js"),
  ]).then(() => {
    engine = new MiniSearch({
      fields: ["name", "also", "terms", "about", "joined"],
      tokenize: text => words(text),
      processTerm: term => stop.has(term) ? null : term,
      searchOptions: {
        boost: { name: 6, also: 5, joined: 4, terms: 1, about: 1 },
        prefix: term => term.length > 1,
        fuzzy: term => term.length > 5 ? 2 : term.length > 3 ? 1 : false,
        weights: { fuzzy: 0.3, prefix: 0.6 },
      },
    });
    // "lock jaw" and "lockjaw" are one name to a reader: names of several words are also kept joined.
    for (const entry of documents) entry.joined = entry.names.map(name => name.replace(/ /g, "")).join(" ");
    return engine.addAllAsync(documents, { chunkSize: 100 });
  }).catch(error => { started = null; throw error; });

  /** A text as `normalized` in names.py leaves it: no case, accents or punctuation. */
  function normal(text) {
    return text.toLowerCase().replace(/ß/g, "ss").normalize("NFKD").replace(/\p{M}/gu, "")
      .replace(/[^a-z0-9]+/g, " ").trim();
  }

  /** The words of a text without the plural's s, as `tokens` in search.py leaves them. */
  function words(text) {
    return normal(text).split(" ").filter(word => word.length > 1)
      .map(word => word.length > 3 && /[^sui]s$/.test(word) ? word.slice(0, -1) : word);
  }

  /** The words of a text without those that say little. */
  function telling(text) {
    return words(text).filter(word => !stop.has(word));
  }

  /** A text without the words that say little, as `core` in search.py leaves it. */
  function core(text) {
    return [...new Set(telling(text))].join(" ");
  }

  // --- finding -----------------------------------------------------------------------------

  /** Documents for a query, best first, as `[entry, note]`.
   *
   * A name or phrase typed in full; one begun; names that hold every word; phrases that do; texts that
   * do; each time those first whose names and phrases hold most. Only when all these find nothing: names spelled
   * like it, then names and phrases with some of the words.
   */
  function find(query) {
    if (normal(query).length < 2 || !engine) return [];
    const hits = new Map();
    const add = (ids, note) => { for (const id of conditionsFirst(ids)) if (!hits.has(id)) hits.set(id, note); };
    const search = (text, options) => engine.search(text, options).map(result => result.id);

    exact(query).forEach(ids => add(ids));
    if (!hits.size && essential(query) !== normal(query)) {
      query = essential(query);
      exact(query).forEach(ids => add(ids));
    }
    const wanted = normal(query), begun = keyed(`=${wanted}`), weights = weighed(query);
    add(where(entry => entry.title.startsWith(wanted) && isCondition(entry.id)));
    add(where(entry => entry.names.some(name => name.startsWith(wanted))));
    if (wanted.includes(" ")) add(begun);
    add(search(query, { combineWith: "AND", fuzzy: false }));
    add(begun);
    if (wanted.length > 2) {
      add(heaviest(holding(query, "~"), weights));
      add(heaviest(holding(query, "~", stem), weights));
      const named = hits.size;
      add(heaviest(holding(query, ""), weights), "mentioned in the text");
      if (!hits.size) add(heaviest(holding(query, "", stem), weights), "mentioned in the text");
      if (!named) add(search(spellings(query)), "spelled alike");
    }
    if (wanted.includes(" ") && hits.size < 3) add(search(wanted.replace(/ /g, ""), { fields: ["joined"] }), "spelled alike");
    if (!hits.size) add(most(weights), "some of the words");
    if (!hits.size) add(search(query, { fuzzy: term => term.length > 4 ? 1 : false }), "spelled alike");
    return [...hits].slice(0, 20).map(([id, note]) => [documents[id], note]);
  }

  function where(test) {
    return documents.filter(test).map(entry => entry.id);
  }

  /** Documents with a name or phrase that is the query: as it stands, without plurals, without words that say little. */
  function exact(query) {
    const wanted = normal(query), singular = words(query).join(" "), short = core(query);
    const full = keyed(`=${wanted}`, true), near = keyed(`=${short}`, true);
    return [
      where(entry => entry.names.includes(wanted) || full.has(entry.id)),
      where(entry => entry.singular.includes(singular)),
      where(entry => entry.cores.includes(short) || near.has(entry.id)),
    ];
  }

  /** A query without what is asked about a condition, such as "symptoms", if anything is left then. */
  function essential(query) {
    const left = normal(normal(query).replace(ASIDE, " "));
    return core(left) ? left : normal(query);
  }

  /** A query for names spelled like it: its words, or with an s that was taken for a plural's, or with two letters swapped. */
  function spellings(query) {
    const all = { combineWith: "AND", queries: [query] };
    return { combineWith: "OR", queries: [all, { ...all, tokenize: text => normal(text).split(" ") },
      { combineWith: "OR", fuzzy: false, prefix: false, queries: swapped(query).map(text => ({ combineWith: "AND", queries: [text] })) }] };
  }

  /** The query with two neighbours swapped in one of its words of five letters; in longer words this counts as two wrong letters. */
  function swapped(query) {
    const all = words(query), made = [];
    all.forEach((word, at) => {
      for (let i = 0; word.length === 5 && i < 4; i++) {
        const other = word.slice(0, i) + word[i + 1] + word[i] + word.slice(i + 2);
        made.push(all.map((same, place) => place === at ? other : same).join(" "));
      }
    });
    return made;
  }

  /** Documents that have every word of the query, the last one perhaps unfinished; `mark` tells where, `form` how words are taken. */
  function holding(query, mark, form = word => word) {
    let common = null;
    for (const word of significant(query)) {
      const here = having(mark, form(word));
      common = common ? common.filter(id => here.has(id)) : [...here];
    }
    return common ?? [];
  }

  /** Documents that have a word, perhaps unfinished. Three letters stand for themselves: "als" is not the start of "also". */
  function having(mark, word) {
    return keyed(mark + word, word.length < 4);
  }

  /** What all forms of a word begin with: "arch" for "arching", "arched" and "arches". */
  function stem(word) {
    const left = word.replace(/(ing|ed|e)$/, "").replace(/([^aeiouls])\1$/, "$1");
    return left.length > 3 ? left : word;
  }

  /** How well documents fit the query: each of its words in their names or phrases counts the more, the fewer have it, and in names a little more. */
  function weighed(query) {
    const weights = new Map();
    for (const word of significant(query)) {
      const asTyped = having("~", word), ids = asTyped.size ? asTyped : having("~", stem(word));
      for (const id of ids) {
        const inName = documents[id].singular.some(name => name.includes(word));
        weights.set(id, (weights.get(id) ?? 0) + Math.log(1 + documents.length / ids.size) + (inName ? 0.1 : 0));
      }
    }
    return weights;
  }

  /** The documents that fit best first; the order of the index where they fit alike. */
  function heaviest(ids, weights) {
    return ids.sort((a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0) || a - b);
  }

  /** The documents that fit best, and those that fit at least half as well. */
  function most(weights) {
    const enough = Math.max(...weights.values()) / 2;
    return heaviest([...weights.keys()].filter(id => weights.get(id) >= enough), weights);
  }

  function isCondition(id) {
    return documents[id].path.startsWith("conditions/");
  }

  /** The same order, but pages about the site after those on conditions. */
  function conditionsFirst(ids) {
    return [...ids].sort((a, b) => isCondition(b) - isCondition(a));
  }

  function significant(query) {
    return telling(query).filter(word => word.length > 2);
  }

  /** Names of the pieces that can hold keys beginning with `prefix`. */
  function piecesFor(prefix) {
    return pieces.filter(([first], number) => {
      const next = pieces[number + 1]?.[0];
      return (first <= prefix || first.startsWith(prefix)) && (!next || next > prefix);
    }).map(([, name]) => name);
  }

  /** The documents of the keys that begin with `prefix`, or with `whole` only of that key, from the pieces that are here. */
  function keyed(prefix, whole = false) {
    const ids = new Set();
    for (const name of piecesFor(prefix)) {
      const piece = loadedPieces.get(name) ?? {};
      for (const key in piece) if (whole ? key === prefix : key.startsWith(prefix)) piece[key].forEach(id => ids.add(id));
    }
    return ids;
  }

  /** Fetch the pieces that a query needs. Resolves to false when all were here already. */
  async function fetchPieces(query) {
    const wanted = normal(query);
    if (wanted.length < 3) return false;
    const phrases = [query, essential(query)].flatMap(text => [normal(text), core(text)]).filter(Boolean);
    const keys = [...phrases.map(text => `=${text}`), ...significant(query).map(stem).flatMap(word => [word, `~${word}`])];
    const missing = new Set(keys.flatMap(piecesFor).filter(name => !loadedPieces.has(name)));
    await Promise.all([...missing].map(name => script(`assets/search/${name}`)));
    return missing.size > 0;
  }

  // --- showing -----------------------------------------------------------------------------

  function address(entry) {
    return new URL(offline ? entry.path.replace(/(^|\/)(#|$)/, "$1index.html$2") : entry.path || "./", root).href;
  }

  function option(entry, number, note) {
    const item = document.createElement("li");
    item.role = "presentation";
    const link = document.createElement("a");
    link.id = `search-option-${number}`;
    link.role = "option";
    link.ariaSelected = "false";
    link.href = address(entry);
    link.tabIndex = -1;
    const part = (name, text) => {
      const element = document.createElement("span");
      element.className = name;
      element.textContent = text;
      link.append(element, " ");
    };
    part("result__name", entry.name);
    if (entry.urgency) part(`flag flag--${entry.urgency === 2 ? "emergency" : "can-be-emergency"}`, FLAGS[entry.urgency]);
    if (note) part("result__also", note);
    part("result__about", entry.about);
    item.append(link);
    return item;
  }

  /** The alias that the query resembles, to say why a page was found. */
  function because(entry, query) {
    const wanted = telling(query);
    if (!entry.also || wanted.some(word => entry.title.includes(word))) return "";
    const hit = entry.also.split(" · ").find(name => wanted.some(word => normal(name).includes(word)));
    return hit ? `also called: ${hit}` : "";
  }

  function show(hits, query) {
    shown = hits.map(([entry]) => entry);
    active = -1;
    list.replaceChildren(...hits.map(([entry, note], number) => option(entry, number, note || because(entry, query))));
    const open = normal(query).length > 1;
    list.hidden = !open || !shown.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
    if (open && !shown.length) say("Nothing found. Not every condition has a page yet: that says nothing about what you have. "
      + "If you are worried, see a doctor. In an emergency call 112, 911 or 999.", true);
    else say(!open ? "" : shown.length === 1 ? "1 page found" : `${shown.length} pages found`);
  }

  /** Tell how it went: to all when there is no list to see, else to those who hear the page. */
  function say(text, toAll = false) {
    status.className = toAll ? "search__results search__none" : "search__status";
    status.textContent = text;
  }

  async function update() {
    const query = input.value, mine = ++turn;
    try {
      await start();
      if (mine !== turn) return;
      answer(query);
      if (await fetchPieces(query) && mine === turn) answer(query);
    } catch {
      say("Search could not be loaded. Browse A to Z instead.", true);
    }
    if (mine === turn) input.dataset.settled = query;
  }

  function answer(query) {
    const kept = active;
    show(find(query), query);
    move(kept);
  }

  function move(to) {
    const options = [...list.querySelectorAll("[role=option]")];
    options[active]?.setAttribute("aria-selected", "false");
    active = to < 0 || !options.length ? -1 : Math.min(to, options.length - 1);
    if (active < 0) { input.removeAttribute("aria-activedescendant"); return; }
    options[active].setAttribute("aria-selected", "true");
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
  }

  function close() {
    list.hidden = true;
    if (status.className !== "search__status") say("");
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  input.addEventListener("focus", () => { start().catch(() => {}); if (input.value) update(); });
  input.addEventListener("input", update);
  input.addEventListener("keydown", event => {
    const last = shown.length - 1;
    if (event.key === "ArrowDown") move(active < last ? active + 1 : 0);
    else if (event.key === "ArrowUp") move(active > 0 ? active - 1 : last);
    else if (event.key === "Escape") { if (list.hidden && status.className === "search__status") input.value = ""; close(); }
    else return;
    event.preventDefault();
  });
  box.addEventListener("submit", event => {
    const entry = shown[Math.max(active, 0)];
    event.preventDefault();
    if (entry) { close(); location.href = address(entry); }
  });
  document.addEventListener("click", event => { if (!box.contains(event.target)) close(); });
  box.addEventListener("focusout", event => { if (event.relatedTarget && !box.contains(event.relatedTarget)) close(); });
  list.addEventListener("click", event => { if (event.target.closest("a")) setTimeout(close); });
  document.addEventListener("keydown", event => {
    // With a second key: one letter alone would also come from speech input.
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    input.focus();
  });
})();
