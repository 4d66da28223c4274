/* Compare: the picker, and the table of the conditions that the address names, such as #conditions=tetanus,low-calcium.
 * The columns are scripts, so that the downloaded copy compares too (file:// allows no fetch). */
(() => {
  const root = new URL("../", document.currentScript.src);
  const offline = root.protocol === "file:";
  const MOST = 4;
  const form = document.getElementById("picker");
  const list = document.getElementById("picked");
  const select = document.getElementById("pick");
  const status = document.getElementById("picker-status");
  const place = document.getElementById("comparison");
  const title = document.title;
  const names = new Map(), renamed = new Map(), columns = new Map(), loading = new Map();
  let turn = 0;

  window.atlasCompare = {
    /** All conditions from A to Z; the last of the page's scripts calls it. */
    names: data => {
      for (const [id, name] of data.names) names.set(id, name);
      for (const id in data.renamed) renamed.set(id, data.renamed[id]);
      form.hidden = false;
      addEventListener("hashchange", show);
      show();
    },
    add: column => columns.set(column.id, column),
  };

  /** Fetch the column of a condition, once. */
  const load = id => {
    if (!loading.has(id)) {
      loading.set(id, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = new URL(`assets/compare/${id}.js`, root);
        script.onload = resolve;
        script.onerror = () => { loading.delete(id); reject(new Error(id)); };
        document.head.append(script);
      }));
    }
    return loading.get(id);
  };

  // --- the address -------------------------------------------------------------------------

  /** What the address asks for: conditions to compare, and what cannot be. */
  function asked() {
    const value = new URLSearchParams(location.hash.slice(1)).get("conditions") ?? "";
    const all = [...new Set(value.split(",").map(id => id.trim()).filter(Boolean).map(id => renamed.get(id) ?? id))];
    const known = all.filter(id => names.has(id));
    return { ids: known.slice(0, MOST), over: known.slice(MOST), unknown: all.filter(id => !names.has(id)) };
  }

  function go(ids) {
    location.hash = ids.length ? `conditions=${ids.join(",")}` : "conditions=";
  }

  async function show() {
    const mine = ++turn, { ids, over, unknown } = asked();
    const called = ids.map(id => names.get(id));
    showPicker(ids);
    const remarks = [];
    if (unknown.length) remarks.push(`There is no page called ${unknown.join(", ")}.`);
    if (over.length) remarks.push(`Four fit side by side. Left out: ${over.map(id => names.get(id)).join(", ")}.`);
    if (ids.length === 1) remarks.push("Pick one more.");
    let html = "";
    try {
      if (ids.length > 1) {
        await Promise.all(ids.map(load));
        html = comparison(ids.map(id => columns.get(id)));
        remarks.push(`Below: ${called.join(", ")}.`);
      }
    } catch {
      remarks.push("The comparison could not be loaded. Read the pages of the conditions instead.");
    }
    if (mine !== turn) return;
    place.innerHTML = html;
    place.parentElement.hidden = !html;
    document.title = html ? `${called.join(" · ")} · ${title}` : title;
    status.textContent = remarks.join(" ");
    form.dataset.settled = location.hash;
  }

  // --- the picker --------------------------------------------------------------------------

  function showPicker(ids) {
    list.replaceChildren(...ids.map(id => {
      const item = document.createElement("li"), remove = document.createElement("button");
      remove.type = "button";
      remove.textContent = "✕";
      remove.setAttribute("aria-label", `Remove ${names.get(id)}`);
      remove.addEventListener("click", () => {
        const next = ids[ids.indexOf(id) + 1] ?? ids[ids.indexOf(id) - 1];
        go(ids.filter(one => one !== id));
        // The focus must not get lost with the button that goes.
        addEventListener("hashchange", () => (list.children[asked().ids.indexOf(next)]?.lastChild ?? select).focus(), { once: true });
      });
      item.append(names.get(id), remove);
      return item;
    }));
    const option = (value, text) => Object.assign(document.createElement("option"), { value, textContent: text });
    select.replaceChildren(option("", ids.length < MOST ? "Choose …" : "Four are picked"),
      ...[...names].filter(([id]) => !ids.includes(id)).map(([id, name]) => option(id, name)));
    select.disabled = form.querySelector(".picker__add button").disabled = ids.length >= MOST;
  }

  form.addEventListener("submit", event => {
    event.preventDefault();
    if (select.value) go([...asked().ids, select.value]);
    else status.textContent = "Choose a condition first.";
  });

  // --- the table: what `comparison` in compare.py writes -----------------------------------

  const KINDS = { all: ["In both", "In all"], some: ["", "In some"], near: ["Overlaps", "Overlaps"],
    only: ["Only here", "Only here"], alone: ["", ""] };

  function comparison(columns) {
    const apart = columns.flatMap(one => columns.filter(other => other.id in one.apart).map(other =>
      `<div><dt><span class="of">The page</span> <a href="~/conditions/${one.id}/#tell-apart">${one.name}</a> `
      + `<span class="of">about ${other.name}</span></dt><dd>${one.apart[other.id]}</dd></div>`));
    const told = apart.length ? `<dl class="apart">${apart.join("")}</dl>` : "<p>These pages do not say how to tell one from the other.</p>";
    const rows = columns[0].rows.map((_, number) => row(number, columns));
    const heads = columns.map(one => `<th scope="col">${one.head}</th>`);
    const html = `<section class="compared"><h2 id="tell-apart">How to tell them apart</h2>${told}`
      + `<table class="compare compare--${columns.length}"><caption>${columns.map(one => one.name).join(" · ")}</caption>`
      + `<thead><tr><td></td>${heads.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></section>`;
    return html.replace(/href="~\/([^"#]*)/g, (_, path) => `href="${new URL(offline ? `${path}index.html` : path || "./", root).href}`);
  }

  function row(number, columns) {
    const title = columns[0].rows[number][0];
    const cells = columns.map(one => one.rows[number][1]);
    if (!cells.some(Boolean)) return "";
    const compared = !cells.some(cell => typeof cell === "string");
    const groups = compared ? shared(cells) : [];
    const state = compared ? `<span class="state">${stateOf(groups, cells, columns)}</span>` : "";
    const html = cells.map((cell, index) => {
      const inner = cell === null ? '<p class="none">Its page does not say.</p>'
        : compared ? groups[index].map(([kind, labels]) => group(kind, labels, cells.length)).join("") + `<p>${cell.note}</p>`
          : cell;
      return `<td><p class="who">${columns[index][number ? "name" : "head"]}</p>${inner}</td>`;
    });
    return `<tr><th scope="row">${title}${state}</th>${html.join("")}</tr>`;
  }

  /** For each cell its terms in groups, by how many others have them: kind → labels of terms. */
  function shared(cells) {
    return cells.map((cell, index) => {
      const groups = new Map(Object.keys(KINDS).map(kind => [kind, []]));
      const others = cells.filter((other, number) => other && number !== index).map(other => other.terms);
      for (const [id, label, ...near] of cell?.terms ?? []) {
        const same = others.filter(terms => terms.some(term => term[0] === id)).length;
        const close = others.some(terms => terms.some(term => near.includes(term[0]) || term.slice(2).includes(id)));
        const kind = !others.length ? "alone" : same === cells.length - 1 ? "all" : same ? "some" : close ? "near" : "only";
        groups.get(kind).push(label);
      }
      return [...groups].filter(([, labels]) => labels.length);
    });
  }

  function stateOf(groups, cells, columns) {
    const missing = columns.filter((_, index) => cells[index] === null).map(one => one.name);
    if (missing.length) return `Not given for ${missing.join(", ")}`;
    const kinds = [...new Set(groups.flat().map(([kind]) => kind))].join();
    return kinds === "all" ? "Same" : kinds === "only" ? "Different" : "Partly the same";
  }

  function group(kind, labels, count) {
    const items = labels.map(label => `<li>${label}</li>`).join("");
    const word = KINDS[kind][count > 2 ? 1 : 0];
    return `<div class="mark mark--${kind}">${word && `<b>${word}</b> `}<ul>${items}</ul></div>`;
  }
})();
