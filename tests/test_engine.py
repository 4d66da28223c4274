"""What the build takes out of the generator's pages, and what it must leave."""

from __future__ import annotations

from support import ROOT

from scripts.squeeze import squeezed, uncommented


def test_spaces_between_words_stay_and_those_between_blocks_go():
    html = '<ul>\n  <li><a href="a">A</a>\n    <a href="b">B</a>\n  </li>\n</ul>\n<p>one\n  <b>two</b>\n three</p>'
    assert squeezed(html) == '<ul><li><a href="a">A</a>\n<a href="b">B</a></ul><p>one\n<b>two</b>\nthree</p>'


def test_end_tags_that_html_implies_go_and_no_other():
    html = "<ul><li>a<ul><li>b</li></ul></li><li>c</li> </ul><dl><div><dt>d</dt><dd>e</dd></div></dl><p>f</p>"
    assert squeezed(html) == "<ul><li>a<ul><li>b</ul><li>c</li> </ul><dl><div><dt>d<dd>e</div></dl><p>f</p>"
    assert squeezed('<a title="x&#39;s &quot;y&quot;">Z&#x27;s &lt;</a>') == """<a title="x's &quot;y&quot;">Z's &lt;</a>"""


def test_a_page_with_a_listing_keeps_its_lines():
    assert squeezed("<pre>\n  a\n    b</pre>\n<p>x</p>") == "<pre>\n  a\n    b</pre>\n<p>x</p>"


def test_handles_of_the_themes_script_go_and_those_of_its_styles_stay():
    html = ('<meta name="generator" content="x"><input class="md-toggle" data-md-toggle="drawer" type="checkbox" id="__drawer">'
            '<input class="md-toggle" data-md-toggle="search" type="checkbox" id="__search"><main data-md-component="main">m</main>'
            '<div class="md-dialog" data-md-component="dialog"><div class="md-dialog__inner"></div>\n</div>')
    assert squeezed(html) == '<input class="md-toggle" data-md-toggle="drawer" type="checkbox" id="__drawer"><main>m</main>'


def test_structured_data_stays_the_same_and_closes_no_script():
    html = '<script type="application/ld+json">{"a": "1, 2: \\u003c/script>", "b": [1, 2]}</script>'
    assert squeezed(html) == '<script type="application/ld+json">{"a":"1, 2: \\u003c/script>","b":[1,2]}</script>'


def test_comments_on_lines_of_their_own_go_and_no_others():
    code = '/* A\n * b */\nconst a = "https://x"; // stays\n  // goes\n  /** goes */\nlet b = 1 /* stays */;\n/* stays */ c();\n'
    assert uncommented(code) == 'const a = "https://x"; // stays\nlet b = 1 /* stays */;\n/* stays */ c();\n'


def test_no_text_of_our_scripts_goes_over_lines():
    """What looks like a comment there would be taken out."""
    scripts = list((ROOT / "docs/assets").glob("*.js"))
    assert scripts
    assert [f"{path.name}: {line}" for path in scripts for line in path.read_text().splitlines() if line.count("`") % 2] == []
