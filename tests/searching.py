"""Type into the search box of an open page and read what it shows."""

from __future__ import annotations

import re

# Types a query into the box and returns what is shown, once the search has settled.
_ASK = """async query => {
  const input = document.getElementById("search-input"), list = document.getElementById("search-results");
  input.value = query;
  input.dataset.settled = "";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  for (let waited = 0; waited < 200; waited++) {
    await new Promise(done => setTimeout(done, 5));
    if (input.dataset.settled === query) break;
  }
  return [...list.querySelectorAll("[role=option]")].map(option => ({
    href: option.getAttribute("href"), text: option.textContent }));
}"""


def ask(page, query: str) -> list[dict]:
    """The results of `query`, best first: where each leads (`href`) and what it says (`text`)."""
    return page.evaluate(_ASK, query)


def leads_to(hit: dict, path: str) -> bool:
    """Whether a result leads to the condition with this id, or to the page with this path, or into it."""
    return re.search(rf"/{path if '/' in path else f'conditions/{path}/'}(index\.html)?(#|$)", hit["href"]) is not None
