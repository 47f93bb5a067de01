"""National numbers of Oceania and Africa."""

from __future__ import annotations

from .. import checks
from ..checks import standard as std
from ..rule import Rule
from .row import national_id

RULES: tuple[Rule, ...] = (
    national_id(
        "au-tfn",
        "tfn|tax file|tax file number",
        r"\d{3} ?\d{3} ?\d{2,3}",
        std("au.tfn"),
    ),
    national_id(
        "au-medicare",
        "medicare|medicare card|medicare no",
        r"[2-6]\d{3} ?\d{5} ?\d(?:[ /-]?\d)?",
        checks.australian_medicare,
        digits=10,
    ),
    national_id("nz", "ird|ird number|nhi", r"\d{2,3}-?\d{3}-?\d{3}|[A-Z]{3}\d{4}", std("nz.ird")),
    national_id(
        "za",
        "id number|id no|sa id|rsa id|south african id|identity number",
        r"\d{6} ?\d{4} ?[01][89] ?\d|\d{13}",
        std("za.idnr"),
        digits=13,
    ),
)
