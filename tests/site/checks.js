/* What test_access.py asks a page. Each check returns what is wrong, in words; nothing wrong is an empty list. */
window.checks = (() => {
  const name = e => `${e.localName}${e.id ? `#${e.id}` : ""}${e.classList.length ? `.${[...e.classList].join(".")}` : ""} "${
    (e.ariaLabel || e.textContent || e.value || "").trim().replace(/\s+/g, " ").slice(0, 40)}"`;
  const hiddenText = e => Boolean(e.closest("*") && lineage(e).some(a => getComputedStyle(a).clipPath === "inset(50%)"));
  const lineage = e => { const all = []; for (let a = e; a; a = a.parentElement) all.push(a); return all; };
  const seen = e => e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && !hiddenText(e);
  const floating = e => e.closest("header") || lineage(e).some(a => ["sticky", "fixed"].includes(getComputedStyle(a).position));

  // --- colours -------------------------------------------------------------------------------
  const rgba = text => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number), most = text.startsWith("color(") ? 255 : 1; // color(srgb …) counts to 1
    return [r * most, g * most, b * most, a];
  };
  const over = (top, ground) => top.slice(0, 3).map((v, i) => v * top[3] + ground[i] * (1 - top[3])).concat(1);
  const light = ([r, g, b]) => { const [x, y, z] = [r, g, b].map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * x + .7152 * y + .0722 * z; };
  const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((m, n) => n - m); return (x + .05) / (y + .05); };
  /** The colour behind an element: what its ancestors paint, on what the browser paints below all. */
  const ground = e => {
    let colour = rgba(getComputedStyle(document.documentElement).colorScheme === "dark" ? "rgb(18,18,18)" : "rgb(255,255,255)");
    for (const a of lineage(e).reverse()) colour = over(rgba(getComputedStyle(a).backgroundColor), colour);
    return colour;
  };

  const texts = () => {
    const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) {
      const e = node.parentElement;
      if (!node.data.trim() || ["SCRIPT", "STYLE", "OPTION", "TEXTAREA"].includes(e.tagName) || !seen(e)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      found.push({ node, e, rects: [...range.getClientRects()].filter(r => r.width > 1 && r.height > 1) });
    }
    return found;
  };

  return {
    /** The page itself does not scroll sideways; what does has a name and takes the focus. */
    width() {
      const faults = [], wide = document.documentElement.scrollWidth;
      if (wide > innerWidth) faults.push(`the page is ${wide} wide in a window of ${innerWidth}: ${
        [...document.querySelectorAll("body *")].filter(e => seen(e) && e.getBoundingClientRect().right > innerWidth + 1).slice(0, 3).map(name)}`);
      for (const e of document.querySelectorAll("body *")) {
        if (e.matches("textarea, input") || !seen(e)) continue;
        const style = getComputedStyle(e), scrolls = way => ["auto", "scroll"].includes(way);
        const across = scrolls(style.overflowX) && e.scrollWidth > e.clientWidth + 1;
        const down = scrolls(style.overflowY) && e.scrollHeight > e.clientHeight + 1;
        const inside = e.querySelector("a[href], button, input, summary");
        if (across && !inside && !(e.tabIndex >= 0 && (e.ariaLabel || e.getAttribute("aria-labelledby")))) faults.push(`scrolls sideways without focus or name: ${name(e)}`);
        if (down && e.tabIndex < 0 && !inside && !e.querySelector("[role=option]"))
          faults.push(`scrolls, but not by keyboard: ${name(e)}`);
      }
      return faults;
    },

    /** No text is cut off by a box around it, or lies on other text. */
    text() {
      const faults = [], all = texts();
      for (const { e, rects } of all) {
        for (const a of lineage(e)) {
          const style = getComputedStyle(a);
          if (a === document.body || a === document.documentElement || style.display === "inline") continue;
          if (["auto", "scroll"].includes(style.overflowY) && a.scrollHeight > a.clientHeight) break; // it scrolls into sight
          const cutX = ["hidden", "clip"].includes(style.overflowX), cutY = ["hidden", "clip"].includes(style.overflowY);
          if (!cutX && !cutY) continue;
          const box = a.getBoundingClientRect();
          if (rects.some(r => cutX && (r.left < box.left - 1 || r.right > box.right + 1) || cutY && (r.top < box.top - 2 || r.bottom > box.bottom + 2)))
            faults.push(`cut off: ${name(e)} by ${name(a).split(" ")[0]}`);
        }
      }
      const block = e => lineage(e).find(a => !["inline", "contents"].includes(getComputedStyle(a).display));
      const rects = all.filter(({ e }) => !floating(e)).flatMap(({ e, rects }) => rects.map(r => ({ e, r, block: block(e) })))
        .sort((a, b) => a.r.top - b.r.top);
      rects.forEach((a, i) => {
        for (let j = i + 1; j < rects.length && rects[j].r.top < a.r.bottom; j++) {
          const b = rects[j];
          if (a.block === b.block) continue;
          const x = Math.min(a.r.right, b.r.right) - Math.max(a.r.left, b.r.left), y = Math.min(a.r.bottom, b.r.bottom) - b.r.top;
          if (x > 2 && y > .4 * Math.min(a.r.height, b.r.height)) faults.push(`on top of each other: ${name(a.e)} and ${name(b.e)}`);
        }
      });
      return [...new Set(faults)].slice(0, 8);
    },

    /** Nothing moves by itself or slides. */
    motion() {
      const faults = [], long = text => text.split(",").some(t => parseFloat(t) * (t.includes("ms") ? .001 : 1) > .01);
      for (const e of document.querySelectorAll("*")) {
        for (const part of [null, "::before", "::after"]) {
          const style = getComputedStyle(e, part);
          if (part && style.content === "none") continue;
          if (long(style.transitionDuration) || long(style.animationDuration) && style.animationName !== "none") faults.push(`moves: ${name(e)} ${part ?? ""}`);
        }
        if (getComputedStyle(e).scrollBehavior !== "auto") faults.push(`slides: ${name(e)}`);
      }
      return faults.slice(0, 8);
    },

    /** Pictures have a name or are hidden from those who do not see them. */
    pictures() {
      return [...document.querySelectorAll("svg, img, canvas")].filter(e => seen(e) && !e.closest("[aria-hidden=true]") && (
        e.matches("img") ? !e.hasAttribute("alt")
          : !(e.getAttribute("role") === "img" && (e.ariaLabel || e.getAttribute("aria-labelledby"))) && !e.closest("button[aria-label], a[aria-label]")
      )).map(e => `a picture without a name: ${name(e)} in ${name(e.parentElement)}`);
    },

    /** The edge of what text is typed into, or the box itself, stands out from what is around it: 3 to 1. */
    edges() {
      return [...document.querySelectorAll("input:not([type=checkbox], [type=radio]), textarea, select")].filter(seen).flatMap(e => {
        const style = getComputedStyle(e), around = ground(e.parentElement);
        const edge = parseFloat(style.borderTopWidth) ? contrast(over(rgba(style.borderTopColor), around), around) : 0;
        const best = Math.max(edge, contrast(ground(e), around));
        return best < 3 ? [`edge of ${best.toFixed(2)} to 1: ${name(e)}`] : [];
      });
    },

    /** With forced colours: controls still have edges. */
    forced() {
      return [...document.querySelectorAll("button, input, textarea, select")].filter(seen).filter(e => {
        const style = getComputedStyle(e);
        return !e.matches("[type=checkbox], [type=radio]") && (style.borderTopStyle === "none" || parseFloat(style.borderTopWidth) < 1
          || contrast(rgba(style.borderTopColor), ground(e.parentElement)) < 3);
      }).map(e => `no edge with forced colours: ${name(e)}`);
    },

    /** Drawn parts that mean something stand out from those beside them: 3 to 1. */
    drawings() {
      const faults = [];
      for (const picture of document.querySelectorAll("svg.body, #map svg")) {
        if (!seen(picture)) continue;
        const behind = ground(picture), fill = e => over(rgba(getComputedStyle(e).fill), behind);
        const plain = picture.querySelector("path:not(.on, .line)");
        if (plain && contrast(fill(plain), behind) < 3) faults.push(`figure against the page: ${contrast(fill(plain), behind).toFixed(2)}`);
        for (const on of picture.querySelectorAll(".on")) {
          if (contrast(fill(on), behind) < 3) faults.push(`marked part against the page: ${contrast(fill(on), behind).toFixed(2)}`);
          if (plain && contrast(fill(on), fill(plain)) < 3) faults.push(`marked part against the rest: ${contrast(fill(on), fill(plain)).toFixed(2)}`);
        }
      }
      return [...new Set(faults)];
    },

    /** What Tab should reach, in the order of the document. */
    stops() {
      window.order = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
        .filter(e => e.tabIndex >= 0 && !e.disabled && seen(e) && !(e.matches("summary") && e.parentElement.querySelector("summary") !== e));
      return [order.length, order.filter(e => e.tabIndex > 0).map(e => `tabindex above 0: ${name(e)}`)];
    },

    /** The number of what has the focus among the stops, and what is wrong with how it shows. */
    focus(last) {
      const e = document.activeElement, number = order.indexOf(e), faults = [];
      if (e === document.body) return [-1, []];
      if (number < 0) return [-2, [`not expected: ${name(e)}`]];
      const style = getComputedStyle(e), colour = over(rgba(style.outlineColor), ground(e.parentElement));
      if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) faults.push(`no outline: ${name(e)}`);
      else if (contrast(colour, ground(parseFloat(style.outlineOffset) < 0 ? e : e.parentElement)) < 3) faults.push(`faint outline: ${name(e)}`);
      const rects = [...e.getClientRects()].filter(r => r.width && r.height);
      // What lies over it: something that stays in place while the page scrolls and that it is no part of.
      const held = a => lineage(a).find(b => ["sticky", "fixed"].includes(getComputedStyle(b).position));
      let points = 0, free = 0;
      for (const r of rects) for (const across of [.1, .5, .9]) for (const down of [.1, .5, .9]) {
        const x = r.left + r.width * across, y = r.top + r.height * down;
        const hit = x >= 0 && y >= 0 && x < innerWidth && y < innerHeight && document.elementFromPoint(x, y);
        points++;
        if (hit && (!held(hit) || held(hit).contains(e))) free++;
      }
      // A box of several lines may be taller than what is left of the window; what is typed into it scrolls into sight.
      const part = e.matches("textarea") || rects.length > 3 || rects[0]?.height > innerHeight / 2;
      if (!free || !part && free < points) faults.push(`covered or out of sight, ${free} of ${points} points free: ${name(e)}`);
      // Down the page, or along it: not back up, but for a new column.
      const before = order[last];
      if (before && number === last + 1 && !e.closest(".map") && !floating(before) && !floating(e)) {
        const [a, b] = [before.getBoundingClientRect(), e.getBoundingClientRect()];
        if (b.bottom <= a.top + 1 && b.left < a.right - 1) faults.push(`above what comes before: ${name(e)} after ${name(before)}`);
      } else if (before && number === last + 1 && before.closest("header") && e.closest("header")) {
        const [a, b] = [before.getBoundingClientRect(), e.getBoundingClientRect()];
        if (b.bottom <= a.top + 1) faults.push(`above what comes before: ${name(e)} after ${name(before)}`);
      }
      return [number, faults];
    },
  };
})();
