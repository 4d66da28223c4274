"""A real browser: the system's Chromium, headless. Without one these tests fail."""

from __future__ import annotations

import pytest
from browser import chromium

POLICY = "Content Security Policy"
"""What Chromium says on the console when a page does what its policy forbids; test_policy.py proves that it does."""


@pytest.fixture(scope="session")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="light")
    page = context.new_page()
    page.requests = []
    page.problems = []
    page.on("request", lambda request: page.requests.append(request.url))
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("console", lambda message: page.problems.append(message.text) if POLICY in message.text else None)
    yield page
    assert page.problems == []
    context.close()
