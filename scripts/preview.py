"""Preview: the server behind `serve`, which loads a page anew when the site was built again."""

from __future__ import annotations

from mkdocs.livereload import LiveReloadServer

from scripts import policy


class Preview(LiveReloadServer):
    """MkDocs' server puts an inline script into each page; the page's policy has to let that one run."""

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        html = super()._inject_js_into_html(content, epoch).decode()
        script = html.rpartition("<script>")[2].partition("</script>")[0]
        return policy.for_preview(html, script).encode()
