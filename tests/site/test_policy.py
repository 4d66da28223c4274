"""The Content-Security-Policy of the pages: all of them have it, the site runs under it, and it forbids what it should.

That the parts of the site work under it is proved by all other tests: their fixture `page` fails on any violation.
"""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest
from support import POLICY

from scripts.preview import Preview

ELSEWHERE = "https://elsewhere.example"

SPOILED = f"""
<base href="{ELSEWHERE}/">
<script>window.ran = [...(window.ran || []), "inline script"]</script>
<img src="data:image/png," alt="" onerror="window.ran = [...(window.ran || []), 'inline handler']">
<a id="address" href="javascript:window.ran = [...(window.ran || []), 'script address'], void 0">x</a>
<script src="{ELSEWHERE}/foreign.js"></script>
<script src="data:text/javascript,window.ran = [...(window.ran || []), 'data script']"></script>
<img src="{ELSEWHERE}/foreign.png" alt="">
<link rel="stylesheet" href="{ELSEWHERE}/foreign.css">
<style>h1 {{ color: rgb(1, 2, 3) !important }}</style>
<p id="styled" style="color: rgb(1, 2, 3)">x</p>
<iframe src="{ELSEWHERE}/frame"></iframe>
<form id="form" action="{ELSEWHERE}/form"><button>x</button></form>
"""
RAN = {"inline script", "inline handler", "script address", "data script", "foreign script"}
ASKED = {"foreign.js", "foreign.png", "foreign.css", "frame", "form", "fetched"}
FORBIDDEN = {"base-uri", "script-src-elem", "script-src-attr", "img-src", "style-src-elem", "style-src-attr", "frame-src", "form-action",
             "connect-src"}


@pytest.fixture
def spare_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def served(site: Path, root: str) -> list[str]:
    return [root + path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html"))]


def test_every_page_begins_with_the_same_policy(site, offline):
    for folder, own in ((site, "'self'"), (offline, "'self' file:")):
        policies = {POLICY.search(path.read_text())[1] for path in folder.rglob("*.html")}
        assert policies == {f"default-src 'none';script-src {own};style-src {own};img-src {own} data:;form-action {own};base-uri 'none'"}


@pytest.mark.parametrize("form", ["published", "download"])
def test_every_page_opens_without_a_violation(page, address, site, offline, form):
    """The fixture `page` holds what Chromium reports; a page that was not styled or not enhanced shows it too."""
    root, folder = (address, site) if form == "published" else (f"file://{offline}/", offline)
    for url in served(folder, root):
        page.goto(url)
        assert page.problems == [], url
        assert page.evaluate("document.documentElement.dataset.scheme") == "light", url
        assert page.evaluate("[...document.styleSheets].length >= 2 && getComputedStyle(document.body).margin") == "0px", url
        assert page.get_by_role("button", name="Switch between light and dark").count() == 1, url
    assert [url for url in page.requests if not url.startswith(root)] == []


@pytest.mark.parametrize("form", ["published", "download"])
@pytest.mark.parametrize("guarded", [True, False], ids=["with the policy", "without it"])
def test_what_was_smuggled_into_a_page_does_not_run(browser, address, site, offline, tmp_path, form, guarded):
    """Without the policy all of it runs: the test would notice a policy that lets it through."""
    html = ((site if form == "published" else offline) / "index.html").read_text()
    html = html.replace("</body>", SPOILED + "</body>")
    html = html if guarded else POLICY.sub("<head>", html)
    context = browser.new_context()
    asked, said = set(), []

    def foreign(route):
        asked.add(route.request.url.removeprefix(f"{ELSEWHERE}/").rstrip("?"))
        if route.request.url.endswith(".js"):
            route.fulfill(content_type="text/javascript", body="window.ran = [...(window.ran || []), 'foreign script']")
        else:
            route.fulfill(status=200, content_type="text/plain", body="", headers={"Access-Control-Allow-Origin": "*"})

    context.route(f"{ELSEWHERE}/**", foreign)
    context.add_init_script("""window.violated = [];
      document.addEventListener("securitypolicyviolation", event => violated.push(event.effectiveDirective))""")
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    if form == "published":
        context.route(address, lambda route: route.fulfill(content_type="text/html", body=html))
        page.goto(address)
    else:
        (tmp_path / "index.html").write_text(html)
        page.goto(f"file://{tmp_path}/index.html")
    page.evaluate("document.getElementById('address').click()")
    page.evaluate(f"fetch('{ELSEWHERE}/fetched').catch(() => {{}})")
    colours = page.evaluate("['h1', '#styled'].map(name => getComputedStyle(document.querySelector(name)).color)")
    ran = page.evaluate("new Promise(done => setTimeout(() => done(window.ran || [])))")
    violated = page.evaluate("violated")
    if guarded:
        with page.expect_console_message(lambda message: "form" in message.text):
            page.evaluate("document.getElementById('form').requestSubmit()")
        violated = page.evaluate("violated")
        assert (ran, asked) == ([], set())
        assert set(violated) == FORBIDDEN
        assert "rgb(1, 2, 3)" not in colours
        assert sum("Content Security Policy" in text for text in said) >= len(FORBIDDEN)
    else:
        with page.expect_response(f"{ELSEWHERE}/form*"):
            page.evaluate("document.getElementById('form').requestSubmit()")
        assert set(ran) == RAN and asked >= ASKED and violated == []
        assert colours == ["rgb(1, 2, 3)"] * 2
    context.close()


def test_the_preview_loads_a_page_anew_under_the_policy(page, site, tmp_path, spare_port):
    """`serve` puts a script into the page: this one may run, and the page holds the rest of its policy."""
    watched = tmp_path / "watched.txt"
    watched.write_text("1")
    server = Preview(lambda: None, "127.0.0.1", spare_port, str(site))
    server.watch(str(watched))
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        with page.expect_console_message(lambda message: message.text == "Enabled live reload"):
            page.goto(f"http://127.0.0.1:{spare_port}/about/", wait_until="load")
        assert "connect-src 'self';script-src 'self' 'sha256-" in page.content()
        with page.expect_event("load"):
            watched.write_text("2, and longer")
        assert page.inner_text("h1").startswith("About")
    finally:
        page.close()  # it would go on asking
        server.shutdown()
