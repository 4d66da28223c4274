"""What a reader has to load stays within tests/budgets.yml."""

from __future__ import annotations

from budget import WANTED, measure


def test_everything_is_within_its_budget(site, address, browser):
    weights = measure(site, address, browser)
    assert set(WANTED) <= {weight.name for weight in weights}
    assert [f"{weight.name}: {weight.bytes} of {weight.limit} bytes, {weight.requests} of {weight.most} requests"
            for weight in weights if not weight.met] == []
