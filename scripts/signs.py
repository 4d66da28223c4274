"""Signs of danger as HTML: the flag beside a name and the icon of a care card. Words say it, tint repeats it."""

from __future__ import annotations

_FLAGS = {"emergency": "Emergency", "can-be-emergency": "Can be an emergency"}


def flag(urgency: str) -> str:
    label = _FLAGS.get(urgency)
    return f' <span class="flag flag--{urgency}">{label}</span>' if label else ""


_ICONS = {
    "emergency": "M12 2 1 21h22L12 2Zm1 16h-2v-2h2v2Zm0-4h-2V9h2v5Z",
    "urgent": "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm1 5v5.6l4 2.4-1 1.6-5-3V7h2Z",
    "routine": "M4 5h16v15H4V5Zm2 5v8h12v-8H6Zm1-8h2v3H7V2Zm8 0h2v3h-2V2Z",
}


def icon(level: str) -> str:
    return f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{_ICONS[level]}"/></svg>'
