"""Format a reference for a list of sources."""

from __future__ import annotations

from html import escape

from scripts.atlas import Reference


def authors(reference: Reference, most: int = 3) -> str:
    """`Lu AY, Yeung JT et al.` with `most` names, or the publisher's name."""
    names = []
    for person in reference.author:
        if person.literal:
            names.append(person.literal)
        else:
            initials = "".join(part[0] for part in (person.given or "").replace("-", " ").split() if part[0].isalpha())
            names.append(f"{person.family} {initials}".strip())
    text = ", ".join(names[:most])
    more = len(names) > most or names[-1].rstrip(".") == "et al"
    return text.replace(", et al.", " et al.") if "et al." in text or not more else f"{text} et al."


def address(reference: Reference) -> str:
    """The best address of a source: its own page, else its DOI, else its PubMed page; or nothing."""
    if reference.URL:
        return reference.URL
    if reference.DOI:
        return f"https://doi.org/{reference.DOI}"
    return f"https://pubmed.ncbi.nlm.nih.gov/{reference.PMID}/" if reference.PMID else ""


def year(reference: Reference) -> str:
    return reference.issued[:4] if reference.issued else "undated"


def html(reference: Reference) -> str:
    """Author or publisher, title, where, year, PMID and DOI, as one line of HTML with each link once."""
    return _line(reference, 3, ("PMID", "DOI"))


def short(reference: Reference) -> str:
    """The same with the first author and one number, for the list at the end of a page."""
    return _line(reference, 1, ("DOI",) if reference.DOI else ("PMID",))


def _line(reference: Reference, most: int, numbers: tuple[str, ...]) -> str:
    link = address(reference)
    title = _linked(link, reference.title.rstrip("."), "")
    parts = [f"{escape(authors(reference, most)).rstrip('.')}. {title}."]
    where = reference.container_title or reference.publisher
    if where and where != authors(reference):
        parts.append(f"<i>{escape(where)}</i>,")
    parts.append(f"{year(reference)}.")
    if reference.PMID and "PMID" in numbers:
        parts.append(_linked(f"https://pubmed.ncbi.nlm.nih.gov/{reference.PMID}/", f"PMID {reference.PMID}", link) + ".")
    if reference.DOI and "DOI" in numbers:
        parts.append(_linked(f"https://doi.org/{reference.DOI}", f"doi:{reference.DOI}", link) + ".")
    return " ".join(parts)


def _linked(href: str, text: str, other: str) -> str:
    """The text as a link, unless there is no address or another link of the entry has it."""
    return escape(text) if href in ("", other) else f'<a href="{escape(href)}">{escape(text)}</a>'
