"""National numbers of Europe and Russia."""

from __future__ import annotations

from .. import checks
from ..checks import standard as std
from ..rule import Rule
from .row import national_id, not_sample


def _born(text: str) -> bool:
    """Digits three to eight are a birth date, day first."""
    digits = checks.only_digits(text)
    return checks.is_date(2000 + int(digits[6:8]), int(digits[4:6]), int(digits[2:4]))


RULES: tuple[Rule, ...] = (
    national_id(
        "gb-nino",
        "nino|nin|national insurance|national insurance number|ni number|ni no",
        r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]",
        lambda text: checks.only_digits(text) != "123456",
        alone=True,
        digits=6,
    ),
    national_id(
        "gb-nhs",
        "nhs|nhs number|nhs no|chi number",
        r"\d{3}[ -]?\d{3}[ -]?\d{4}",
        std("gb.nhs"),
        digits=10,
    ),
    national_id(
        "gb-utr",
        "utr|unique taxpayer reference|taxpayer reference",
        r"\d{5} ?\d{5}",
        std("gb.utr"),
        digits=10,
    ),
    national_id(
        "gb-licence",
        "driving licence|drivers licence|driver's licence|licence|dvla",
        r"[A-Z9]{5}[ -]?\d[0156]\d(?:[0-2]\d"
        r"|3[01])\d[ -]?[A-Z][A-Z9][ -]?\d[A-Z]{2}(?:[ -]?\d{2})?",
        lambda text: text[0].isalpha(),
        alone=True,
        digits=6,
    ),
    national_id(
        "ie-pps",
        "pps|ppsn|pps number|pps no",
        r"\d{7}[A-W][A-IW]?",
        std("ie.pps"),
        digits=7,
    ),
    national_id(
        "de-tax",
        (
            "steuer-id|steuer id|steueridentifikationsnummer|identifikationsnummer|idnr|"
            "steuerliche identifikationsnummer|steuernummer|tax id|tax identification number|"
            "german tax id|tin"
        ),
        r"[1-9]\d ?\d{3} ?\d{3} ?\d{3}|\d{2,3}/\d{3}/\d{4,5}",
        std("de.idnr"),
        digits=10,
    ),
    national_id(
        "de-social",
        (
            "sozialversicherungsnummer|rentenversicherungsnummer|sv-nummer|svnr|rvnr|"
            "german social security|social security|versicherungsnummer"
        ),
        r"\d{2} ?[0-3]\d[01]\d{3} ?[A-Z] ?\d{3}",
        _born,
        digits=11,
    ),
    national_id(
        "de-card",
        (
            "personalausweis|ausweisnummer|personalausweisnummer|ausweis|perso|"
            "krankenversichertennummer|versichertennummer|kvnr"
        ),
        r"[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{8}\d?|[A-Z]\d{9}",
        digits=4,
    ),
    national_id(
        "fr-nir",
        (
            "sécurité sociale|securite sociale|numéro de sécu|numéro de sécurité sociale|nir|"
            "n° sécu|carte vitale|sécu"
        ),
        r"[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3}(?: ?\d{2})?",
        std("fr.nir"),
        alone=True,
        digits=12,
    ),
    national_id(
        "fr-tax",
        "numéro fiscal|numero fiscal|numéro d'identification fiscale|spi",
        r"[0-3]\d ?\d{2} ?\d{3} ?\d{3} ?\d{3}",
        std("fr.nif"),
        digits=13,
    ),
    national_id(
        "es",
        "dni|nif|nie|documento nacional|d.n.i.|n.i.e.",
        r"(?:\d{2}\.?\d{3}\.?\d{3}|[XYZxyz]-?\d{7})-?[A-Za-z]",
        not_sample(
            lambda text: text.upper() == text and (std("es.dni")(text) or std("es.nie")(text)),
            "12345678",
            "1234567",
            "00000000",
            "0000000",
        ),
        alone=True,
        digits=7,
    ),
    national_id(
        "it",
        "codice fiscale|cod. fiscale|c.f.|cf|italian tax code|fiscal code",
        r"(?i:[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z])",
        std("it.codicefiscale"),
        alone=True,
        digits=4,
    ),
    national_id(
        "pt",
        "nif|contribuinte|número de contribuinte|niss|cartão de cidadão|portuguese nif",
        r"[1-3]\d{2} ?\d{3} ?\d{3}|\d{8} ?\d ?[A-Z]{2}\d|[12]\d{10}",
        lambda text: std("pt.nif")(text) or std("pt.cc")(text),
    ),
    national_id(
        "nl",
        "bsn|burgerservicenummer|sofinummer|bsn-nummer|citizen service number",
        r"\d{4}[. ]?\d{2}[. ]?\d{3}|\d{3}[. ]\d{3}[. ]\d{3}",
        std("nl.bsn"),
    ),
    national_id(
        "be",
        (
            "rijksregisternummer|rijksregister|insz|niss|registre national|numéro national|"
            "national register|national number"
        ),
        r"\d{2}[. ]?\d{2}[. ]?\d{2}[ -]?\d{3}[. ]?\d{2}",
        lambda text: "-" in text and "." in text and std("be.nn")(text),
        alone=True,
        digits=11,
    ),
    national_id(
        "ch",
        "ahv|avs|ahv-nummer|ahv-nr|numéro avs|swiss social security",
        r"756(?P<s>[. ]?)\d{4}(?P=s)\d{4}(?P=s)\d{2}",
        lambda text: "." in text and std("ch.ssn")(text),
        alone=True,
        digits=13,
    ),
    national_id(
        "at",
        (
            "sozialversicherungsnummer|svnr|sv-nr|sv-nummer|versicherungsnummer|"
            "austrian social security"
        ),
        r"[1-9]\d{3} ?[0-3]\d[01]\d{3}",
        std("at.vnr"),
        digits=10,
    ),
    national_id("pl", "pesel", r"\d{11}", std("pl.pesel"), digits=11),
    national_id("pl-nip", "nip", r"\d{3}-?\d{3}-?\d{2}-?\d{2}", std("pl.nip"), digits=10),
    national_id(
        "nordic",
        (
            "personnummer|samordningsnummer|personal identity number|cpr|cpr-nummer|cpr number|"
            "cpr-nr|fødselsnummer|fodselsnummer|d-nummer|kennitala|swedish id|danish id|"
            "norwegian id"
        ),
        r"(?:19|20)?\d{6}[-+ ]?\d{4,5}",
        lambda text: any(
            std(module)(text)
            for module in ("se.personnummer", "dk.cpr", "no.fodselsnummer", "is_.kennitala")
        ),
        digits=10,
    ),
    national_id(
        "fi",
        "henkilötunnus|hetu|finnish id",
        r"[0-3]\d[01]\d{3}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]",
        std("fi.hetu"),
        alone=True,
        digits=9,
    ),
    national_id(
        "cz-sk",
        "rodné číslo|rodne cislo|rč|r.č.|birth number",
        r"\d{2}[0-8]\d[0-3]\d/?\d{3,4}",
        lambda text: "/" in text and len(text) == 11 and std("cz.rc")(text),
        alone=True,
        digits=9,
    ),
    national_id(
        "baltic",
        "isikukood|asmens kodas|personas kods|personal code",
        r"[1-6]\d{10}|\d{6}-\d{5}",
        lambda text: std("ee.ik")(text) or std("lt.asmens")(text),
        digits=11,
    ),
    national_id(
        "balkan",
        ("cnp|egn|егн|oib|jmbg|emšo|emso|amka|αμκα|αφμ|cod numeric|taj|taj szám|adóazonosító"),
        r"\d{13}|\d{11}|\d{10}|\d{9}|\d{3} \d{3} \d{3}",
        lambda text: any(
            std(module)(text) for module in ("ro.cnp", "bg.egn", "hr.oib", "gr.amka", "si.emso")
        ),
        digits=9,
    ),
    national_id(
        "tr",
        "tc kimlik|t.c. kimlik|tckn|kimlik|kimlik no|tc no|tc kimlik no",
        r"[1-9]\d{10}",
        std("tr.tckimlik"),
        digits=11,
    ),
    national_id(
        "ru-snils",
        "снилс|snils|пенсионное",
        r"\d{3}-\d{3}-\d{3}[ -]\d{2}|\d{11}",
        lambda text: "-" in text and checks.snils(text),
        alone=True,
        digits=11,
    ),
    national_id(
        "ru-inn",
        "инн|иин|рнокпп|іпн|идентификационный",
        r"\d{12}|\d{10}",
        lambda text: std("ru.inn")(text) or std("ua.rntrc")(text),
        digits=10,
    ),
)
