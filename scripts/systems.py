"""The coding systems: how each is called, how its codes are written, and where a code's page is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scripts.model import Codes


@dataclass(frozen=True)
class System:
    label: str
    prefix: str
    """What stands before the colon where codes of several systems are listed; the prefixes are Mondo's."""
    page: str
    """Address of the page of a code, which takes the place of `{}`."""

    def curie(self, code: str) -> str:
        """The code with its system: `ICD10CM:A35`."""
        return code if code.startswith(f"{self.prefix}:") else f"{self.prefix}:{code}"


# The addresses are those that the registry bioregistry.io 0.15.6 lists for the systems' own sites; of HPO's it has
# an older path. ICD-11 ids are of the foundation, not of its linearization for statistics (mms). For ICD-10-CM the
# registry knows no page of the publisher, so its own resolver leads on.
SYSTEMS = {
    "icd10cm": System("ICD-10-CM", "ICD10CM", "https://bioregistry.io/icd10cm:{}"),
    "icd11": System("ICD-11 Foundation", "icd11.foundation", "https://icd.who.int/browse/latest-release/foundation/en#{}"),
    "mondo": System("MONDO", "MONDO", "https://monarchinitiative.org/{}"),
    "mesh": System("MeSH", "mesh", "https://meshb.nlm.nih.gov/record/ui?ui={}"),
    "orphanet": System("Orphanet", "Orphanet", "https://www.orpha.net/en/disease/detail/{}"),
    "omim": System("OMIM", "OMIM", "https://omim.org/entry/{}"),
    "hpo": System("HPO", "HP", "https://hpo.jax.org/browse/term/{}"),
}
"""The field of `codes` → its system."""


def curies(codes: Codes) -> Iterator[tuple[tuple, str]]:
    """Every code with its system, and its path below `codes`."""
    for field, system in SYSTEMS.items():
        for index, code in enumerate(getattr(codes, field)):
            yield (field, index), system.curie(code)
