"""National numbers of North and South America."""

from __future__ import annotations

from .. import checks
from ..checks import standard as std
from ..rule import Rule
from .row import national_id


def _ssn(text: str) -> bool:
    """Any written SSN, less those the office calls void."""
    number = checks.only_digits(text)
    return number not in ("078051120", "219099999") and len(set(number)) > 1


RULES: tuple[Rule, ...] = (
    national_id(
        "us-ssn",
        (
            "ssn|social|social security|social security number|soc sec|ss#|ss #|itin|"
            "taxpayer id|taxpayer identification number|tax id|tin|社会安全号|社安号"
        ),
        r"(?!000|666)\d{3}(?P<s>[- ]?)(?!00)\d{2}(?P=s)(?!0000)\d{4}",
        lambda text: text[3] == "-" and _ssn(text),
        alone=True,
        digits=9,
    ),
    national_id(
        "us-ein",
        "ein|employer identification|employer identification number|employer id|fein",
        r"\d{2}-\d{7}",
        std("us.ein"),
        digits=9,
    ),
    national_id(
        "us-medicare",
        "medicare|mbi|medicare id|medicare beneficiary|medicare card",
        r"[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?"
        r"[AC-HJKMNP-RT-Y]{2}\d{2}",
        lambda text: text.replace("-", "") != "1EG4TE5MK73",
        digits=5,
    ),
    national_id(
        "ca-sin",
        "sin|social insurance|social insurance number|assurance sociale|n.a.s.",
        r"\d{3}[ -]?\d{3}[ -]?\d{3}",
        std("ca.sin"),
        digits=9,
    ),
    national_id(
        "ca-health",
        "ohip|health card|phn|ramq|carte soleil|carte santé|personal health number",
        r"(?:[A-Z]{4} ?\d{4} ?\d{4}|\d{4}[ -]?\d{3}[ -]?\d{3}(?:[ -]?[A-Z]{2})?)",
    ),
    national_id(
        "br-cpf",
        "cpf|cpf/mf|cadastro de pessoas",
        r"\d{3}(?:\.\d{3}\.\d{3}-|\d{6}-?)\d{2}",
        lambda text: "." in text and std("br.cpf")(text),
        alone=True,
        digits=11,
    ),
    national_id("br-rg", "rg|identidade", r"\d{2}\.\d{3}\.\d{3}-[\dXx]"),
    national_id(
        "mx-curp",
        "curp",
        r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d",
        std("mx.curp"),
        alone=True,
    ),
    national_id(
        "mx-rfc",
        "rfc|registro federal",
        r"[A-ZÑ&]{4}[ -]?\d{6}[ -]?[A-Z0-9]{2}[0-9A]",
        std("mx.rfc"),
        digits=6,
    ),
    national_id(
        "ar",
        "dni|documento|d.n.i|d.n.i.|n° de documento",
        r"\d{1,2}\.\d{3}\.\d{3}|\d{8}",
        std("ar.dni"),
        digits=7,
    ),
    national_id(
        "ar-cuit",
        "cuil|cuit",
        r"2[0347]-?\d{8}-?\d",
        lambda text: "-" in text and std("ar.cuit")(text),
        alone=True,
        digits=11,
    ),
    national_id(
        "cl",
        "rut|rol único|cédula de identidad|carnet de identidad",
        r"[1-4]?\d\.\d{3}\.\d{3}-[\dkK]|[1-4]?\d{7}-[\dkK]",
        lambda text: "." in text and std("cl.rut")(text),
        alone=True,
        digits=7,
    ),
    national_id(
        "latin-cedula",
        (
            "cédula|cedula|cédula de ciudadanía|cedula de ciudadania|c.c.|dni|"
            "cédula de identidad|carnet de identidad|documento de identidad"
        ),
        r"\d{1,3}(?:\.\d{3}){2,3}|\d{7,9}-\d|\d{8,10}",
        lambda text: std("ec.ci")(text) or std("pe.cui")(text),
    ),
)
