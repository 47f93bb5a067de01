"""Money, health and other matters that cue words give away, by English cue words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_matches, matches
from ..rule import Range, Rule, finder, pattern
from ..source import Source
from .cue import AMOUNT, KIN, NAME, PERIOD, UPPER, clause_before, cued, occurrences

_MONEY = PrivacyType.ASSETS_INCOME
_PAID = PrivacyType.TRANSACTION_RECORD
_COURT = PrivacyType.JUDICIAL_RECORD
_SECRET = PrivacyType.BUSINESS_SECRET

_OWNED = rf"\b(?:my|our|his|her|their|i|we|i['’]m|{KIN}['’]s|[a-z]+['’]s)\b"
_OWNER = lazy(_OWNED)
_LABEL_LINE = lazy(
    r"(?:\A|\n)[ \t>*-]{0,4}(?:annual |monthly |current |gross |net |household |total |yearly "
    r"|base ){0,2}\Z"
)
_SUM = (
    rf"{AMOUNT}{PERIOD}?(?:\s?(?:before|after|pre|post)[- ]?tax(?:es)?|\s(?:gross|net)(?![a-z]))?"
)

_INCOME_CUES = ("salary", "income", "take-home", "take home", "net worth", "savings", "paycheck",
                "wage",
                "wages", "compensation", "pension", "401k", "401(k)", "severance", "bonus",
                "inheritance", "ira",
                "portfolio", "brokerage account", "checking account", "alimony", "child support",
                "debt", "mortgage", "loan", "loans", "student loans", "student loan",
                "credit card debt",
                "overdraft", "trust fund", "bank balance", "account balance", "equity", "rsus",
                "total comp",
                "base pay", "base", "earnings", "pay")  # fmt: skip
_INCOME = lazy(
    r"(?: (?:payment|payments|balance|pay|package|account|accounts|debt|check|fund"
    r"|settlement))?(?:,? (?:at|from|with|on|in|for|before tax|after tax|after taxes"
    r"|as) [^\n.:;$€£\d]{1,40}?)?"
    r"(?:\s?[:=]\s?|\s?\(| (?:is|are|was|were|of|at|comes to|went from|went up to|went down to"
    r"|increased to|dropped to|totals?|totall?ing|stands at|came to|just hit|hit|will be|has"
    r"|around|about|sits at|would be|still|went up from|fell to|out to|raised to)"
    r"(?: (?:about|around|roughly|only|just|now|at|currently|almost|nearly|over|to|like"
    r"|something like|still|exactly|a|measly|approximately|up to|from)){0,2} | )"
    rf"(?P<v>{_SUM}(?:\s?(?:to|and|→|-|–)\s?{_SUM})?)"
)
_SURE = lazy(
    rf"[$€£¥₹]|{PERIOD}|(?i:dollars|euro|pound|usd|eur|gbp|inr|rupees|francs|crore|lakh|yen"
    rf"|yuan|million)"
)


@finder("en-income", _MONEY, needs=_INCOME_CUES, digits=1)
def _income(source: Source) -> Iterator[Range]:
    """Find the figure of somebody's own salary, savings or debt."""
    for start, end in occurrences(source, _INCOME_CUES):
        match = _INCOME.match(source.text, end)
        if match is None:
            continue
        window = source.lower[max(0, start - 60) : start]
        clause = clause_before(source, start)
        if not (_OWNER.search(clause) or _LABEL_LINE.search(window)):
            continue
        if re.search(
            r"\b(?:average|median|minimum|typical|maximum|starting|salary range|company"
            r"|government|national)\b",
            clause,
        ):
            continue
        # "85k" alone is too short to be protected wherever it occurs.
        yield match.span("v") if _SURE.search(match["v"]) else (start, match.end("v"))


_EARN_CUES = ("i make", "i earn", "i'm making", "i’m making", "we make", "we earn",
              "i'm earning", "he makes",
              "she makes", "he earns", "she earns", "i was making", "i get paid", "i'm paid",
              "pays me", "paying me", "earns",
              "i bring home", "i take home", "i'm on", "i currently make", "i currently earn",
              "offered me", "i only make", "i made", "i gross")  # fmt: skip
_EARN = lazy(
    rf" (?:about |around |roughly |only |just |like |almost |nearly |a measly |over |under "
    rf"|approximately ){{0,2}}(?P<v>{AMOUNT}(?P<per>{PERIOD})?(?:\s?(?:before"
    rf"|after) tax(?:es)?)?(?P<job>,? (?:base|salary|plus bonus|total comp))?)"
)


@finder("en-earn", _MONEY, needs=_EARN_CUES, digits=1)
def _earn(source: Source) -> Iterator[Range]:
    """Find "$85,000 a year" behind "I make"; without a period only what is large."""
    for start, end in occurrences(source, _EARN_CUES):
        match = _EARN.match(source.text, end)
        if match is None:
            continue
        big = re.search(
            r"\d{2,3}\s?k\b|\d,\d{3}|\d{5}|million|lakh|crore|grand", match["v"].lower()
        )
        if not (match["per"] or match["job"]) and (
            not big or source.lower[start:end] in {"i made", "earns", "i'm on"}
        ):
            continue
        yield (
            match.span("v")
            if _SURE.search(match["v"])
            else (start + source.lower[start:end].index(" ") + 1, match.end("v"))
        )


_HOLDINGS = (
    r"(?:savings|debt|student loans?|credit card debt|mortgage|loans?|medical debt"
    r"|medical bills|back taxes|my 401\(?k\)?|(?:my |a |our )?(?:savings|retirement|brokerage"
    r"|checking|pension) (?:account|fund)"
    r"|stocks|crypto|bitcoin|the bank|assets|an? (?:ira|roth ira)|index funds|investments"
    r"|credit cards?|retirement|overdraft)(?![a-z])"
)

_PRIVATE = (
    r"(?:clinic|fertility|ivf|abortion|therap(?:y|ist)|rehab|lawyer|attorney|solicitor|bail"
    r"|psychiatrist|psychologist|counsel(?:l?ing|l?or)|divorce"
    r"|alimony|child support|hospital|surgery|oncolog\w{1,4}|chemo\w{0,8}|std test|sti test"
    r"|hiv test|escort|casino|gambl\w{1,4}|bookie|methadone|detox|dui|court"
    r"|private investigator|paternity"
    r"|urologist|gynaecologist|gynecologist|obgyn|ob-gyn|mri|ct scan|ultrasound|biopsy"
    r"|antidepressants|insulin|funeral|settlement|sperm bank|egg freezing|botox"
    r"|hair transplant|loan shark|ransom)"
)

_CONFIDENTIAL = lazy(
    r"not public|unannounced|undisclosed|confidential|under nda|\bnda\b|embargo|internal only"
    r"|not (?:yet )?announced|before (?:we|it['’]s) announce|unreleased|hasn['’]t been announced"
    r"|not yet public|don['’]t share|keep (?:this|it) (?:quiet|between)|pre-announcement|secret"
)
_DEAL = lazy(
    rf"(?i:\b(?:Q[1-4] (?:\d{{4}} )?)?(?:acquisition|acquiring|merger|revenue|earnings"
    rf"|layoffs?|laying off|valuation|term sheet|bid|gross margin|margin|arr|mrr|burn rate"
    rf"|burn|ebitda|headcount cut|bookings|offer price|price floor|floor price|discount"
    rf"|series [a-e]|net loss|profit|forecast|guidance))"
    rf"(?: (?:of|for|at|is|was|to|will be|by|with|about|around|came in at|came in|in|from|the"
    rf"|our|price|round|[{UPPER}][\w&.-]{{1,20}})){{0,6}}:? (?:{AMOUNT}"
    rf"|\d[\d,.]{{0,10}}\s?(?:%|[MBK](?![A-Za-z])|people|employees|jobs|million"
    rf"|billion))(?: (?:in cash|in stock|people|jobs|in Q[1-4]))?"
)


@finder("en-business-secret", _SECRET, needs=("public", "nannounced", "ndisclosed",
        "confidential", "nda", "embargo",
        "internal", "announce", "unreleased", "share", "keep", "secret"), digits=1)  # fmt: skip
def _undisclosed(source: Source) -> Iterator[Range]:
    """Find figures of deals and results that the message itself calls undisclosed."""
    cues = [m.span() for m in lower_matches(_CONFIDENTIAL, source)]
    if not cues:
        return
    for match in matches(_DEAL, source):
        if any(start - 120 <= match.start() <= end + 140 for start, end in cues):
            yield match.span()


_LEGAL = lazy(
    r"court|judge|police|docket|lawsuit|divorce|custody|attorney|lawyer|probation|hearing"
    r"|\bv\.|\bvs\b|arrest|warrant|prosecut|tribunal|bankruptcy|plaintiff|defendant"
    r"|small claims|arbitration|charges"
)


def _legal_near(match: re.Match[str]) -> bool:
    if re.search(r"(?i)\d[-: ]?(?:cv|cr|fa|dr|bk|ci|civ|crim)[- ]?\d", match["v"]):
        return True
    near = match.string[max(0, match.start() - 100) : match.end() + 80].lower()
    return _LEGAL.search(near) is not None


_ACCUSED = ("arrested for", "arrested on", "charged with", "convicted of", "pleaded guilty to",
            "pled guilty to",
            "sentenced to", "on probation for", "on parole for", "served time for",
            "indicted for", "indicted on",
            "sued for", "being sued by", "being sued for", "sued by", "suing", "fined for",
            "in jail for",
            "in prison for", "restraining order against", "filed for bankruptcy",
            "filed for divorce",
            "evicted for", "on trial for", "jailed for", "cited for", "acquitted of")  # fmt: skip
_STOP = (
    r"(?:and|in|at|last|when|after|before|since|but|so|as|i|which|that|because|today|yesterday"
    r"|back|two|three|four|five|years?|while|during|who|years|on|this|to)"
)
_CRIME = lazy(
    rf"(?: (?:my |his |her |the |an? )?(?!{_STOP}\b)[A-Za-z$\d][\w'’,$-]{{0,20}}"
    rf"(?<!,)(?: (?!{_STOP}\b)[\w'’$-]{{1,20}}){{0,4}})?"
)
_INVOLVED = lazy(rf"\b(?:i|i['’]m|i['’]ve|i was|me|my|we|we['’]re|our|im|{KIN})\b")


_TERM = lazy(
    r"\b\d{1,2} (?:months?|years?|days)(?: of|['’])? (?:probation|parole|in (?:prison|jail)) for "
    rf"(?:an? |the |my )?(?!{_STOP}\b)[A-Za-z][\w'’-]{{1,20}}"
    rf"(?: (?!{_STOP}\b|is\b|was\b|seems\b)[\w'’-]{{1,20}}){{0,2}}"
)
"""A sentence as one writes it down: "18 months probation for theft"."""


@finder("en-court", _COURT, needs=("arrested", "charged with", "convicted", "guilty to",
        "sentenced", "probation", "parole",
        "served time", "indicted", "sued", "suing", "fined for", "in jail", "in prison",
        "restraining order", "filed for",
        "evicted for", "on trial", "jailed", "cited for", "acquitted"))  # fmt: skip
def _court(source: Source) -> Iterator[Range]:
    """Find "arrested for shoplifting" and the like, said of the user or somebody close."""
    for start, end in occurrences(source, _ACCUSED):
        if not _INVOLVED.search(clause_before(source, start)):
            continue
        match = _CRIME.match(source.text, end)
        stop = match.end() if match else end
        if stop > end or source.lower[start:end].startswith("filed for"):
            yield start, end if source.lower[start:end].startswith("filed for") else stop
    for term in matches(_TERM, source):
        before = clause_before(source, term.start())
        if _INVOLVED.search(before) or not before.strip():
            yield term.span()


_SAID = lazy(
    rf"(?:(?P<who>[Ss]he|[Hh]e|[Tt]hey|(?:[Mm]y|[Oo]ur) {KIN}(?: {NAME})?|{NAME}) (?:just "
    rf"|then |also |actually |had )?"
    r"(?:texted|messaged|DM(?:['’])?e?d|dmed|whatsapped|e-?mailed|wrote|replied|sent"
    r"|said in (?:an? )?(?:text|email|message))(?: (?:me|us|back|to me|my \w+|this|a text"
    r"|an email|saying|that|last night|today|yesterday|at \d\S*)){1,3}[:,]? ?)"
    r"(?:\"(?P<a>[^\"\n]{8,400})\"|“(?P<b>[^”\n]{8,400})”"
    r"|['‘](?P<c>[^\n]{8,400}?)['’](?=[\s.,!?)]|$))"
)


@finder("en-quoted-message", PrivacyType.COMMUNICATION_CONTENT, needs=("texted", "messaged",
        "dm", "whatsapped", "mailed",
        "wrote", "replied", "sent", "said in"))  # fmt: skip
def _quoted(source: Source) -> Iterator[Range]:
    """Find the wording of a private message that is quoted."""
    for match in matches(_SAID, source):
        for group in ("a", "b", "c"):
            if match[group]:
                yield match.span(group)


_OURS = lazy(r"\b(?:i|my|me|we|our|us|his|her)\b")
_FOUND = lazy(r"\b(?:our|my|we|i|there is|there['’]s|unpatched|still|found|internal)\b")
_HOLDER = lazy(
    r"\b(?:i|i['’]ve|i['’]m|my|we|our|we['’]re|we['’]ve|me|im|ive|a|owe)\b[^.!?\n]{0,40}\Z"
)

RULES: tuple[Rule, ...] = (
    _income,
    _earn,
    pattern(
        "en-amount-held",
        _MONEY,
        rf"(?=[$€£¥₹\dA-Z])(?P<v>{AMOUNT}(?: (?:of|in|into|on|towards?|left on|owed on"
        rf"|worth of))?(?: (?:my|our|the|a|credit card"
        rf"|high-interest))?(?: (?:[A-Z]\w+))? {_HOLDINGS})",
        needs=("saving", "debt", "loan", "mortgage", "401", "account", "fund", "stocks",
               "crypto", "bitcoin", "bank",
               "assets", "ira", "invest", "credit card", "taxes", "medical bills", "retirement",
               "overdraft"),
        digits=1,
        accept=lambda m: (
            _HOLDER.search(m.string[max(0, m.start() - 40) : m.start()].lower()) is not None
        ),
    ),
    cued("en-owe", _MONEY, ("i owe", "we owe", "i still owe", "we still owe", "owes", "i also owe"),
         rf" (?:about |around |him |her |them |over |roughly |the irs |the bank "
         rf"|my \w+ ){{0,2}}(?!\d+ ?k)(?P<v>{AMOUNT}(?: (?:to|on|in) (?:my |the "
         rf"|a )?[A-Za-z]{{3,15}}(?: (?!and|but|so)[a-z]{{3,15}})?)?)", digits=1),
    pattern(
        "en-private-payment",
        _PAID,
        rf"(?i:\b(?:paid|spent|charged|billed|transferred|wired|sent|paying|spend|pay|cost"
        rf"|costs)) (?:(?:me|us|about|around|over|another|an extra|nearly|almost|the|my|him"
        rf"|her|a|lawyer|rehab|clinic|extra) ){{0,3}}{AMOUNT}{PERIOD}?"
        rf"(?: (?!and\b|but\b|so\b|because\b)[\w'’&-]{{1,20}}){{0,8}}? "
        rf"(?i:{_PRIVATE})(?![a-z])(?: (?:clinic|test|bills?|fees?|lawyer|session|sessions"
        rf"|treatment|center|centre|payment|payments|debt|visit|cycle|appointment|services))?",
        needs=("paid", "spent", "charged", "billed", "transfer", "wired", "sent", "paying",
               "spend", "pay ", "cost"),
        digits=1,
    ),
    cued(
        "en-private-fee",
        _PAID,
        ("clinic", "fertility", "ivf", "abortion", "therapy", "therapist", "rehab", "lawyer",
         "attorney", "solicitor", "bail",
         "psychiatrist", "psychologist", "counseling", "counselling", "divorce", "surgery",
         "chemo", "detox", "funeral", "paternity test", "mri", "hospital bill"),
        rf"(?: (?:[\w'’-]{{1,15}}) ?){{0,2}}? ?(?:charged me|charges me|costs? me|costs|cost"
        rf"|bills? me|was|is|came to|set at|billed me)(?: (?:about|around|me|set at|over"
        rf"|another)){{0,2}} {AMOUNT}(?:{PERIOD}| (?:a|per) session)?",
        digits=1,
        accept=lambda m: (
            _OURS.search(m.string[max(0, m.start() - 50) : m.end() + 14].lower()) is not None
        ),
    ),
    pattern(
        "en-card-charged",
        _PAID,
        rf"(?i:\b(?:card|account|visa|mastercard|amex)\b(?: (?:card|number"
        rf"|no\.?))? ending (?:in |with )?)\d{{4}}(?: (?:was|has been|got|is))?(?: (?i:charged"
        rf"|debited|credited|billed)) (?:for |with )?{AMOUNT}"
        rf"|{AMOUNT} (?i:(?:was |has been )?(?:charged|debited|withdrawn|deducted) (?:to|from"
        rf"|on) (?:my |your |the )?(?:[\w]+ ){{0,3}}(?:card|account) ending (?:in |with )?)\d{{4}}",
        needs=("ending",),
        digits=5,
    ),
    cued(
        "en-case-number",
        _COURT,
        ("case", "docket", "cause", "citation", "police report", "report", "warrant", "incident"),
        r"(?:\s?(?i:no\.?|number|num|#|id))?(?:\s(?:is|was)"
        r"|\s?[:#])?\s{0,2}#?(?P<v>(?=[\w:./-]{0,12}\d)"
        r"[A-Z0-9][A-Z0-9a-z:./-]{3,24}\d[A-Z]{0,3}(?![\w-]))",
        digits=4,
        accept=lambda m: (
            _legal_near(m) and re.search(r"\d{3}", m["v"]) is not None and "://" not in m["v"]
        ),
    ),
    pattern("en-docket-form", _COURT, r"(?<![\w-])(?:\d:)?(?:\d{2}|\d{4})-(?:cv|cr|CV|CR|md|bk"
                                      r"|BK|FA|DR|CI)-\d{3,8}(?:-[A-Z]{2,5})?(?!\w)",
            needs=("-cv-", "-cr-", "-md-", "-bk-", "-fa-", "-dr-", "-ci-"), digits=5),
    _court,
    _quoted,
    pattern(
        "en-chat-export",
        PrivacyType.COMMUNICATION_CONTENT,
        rf"(?m)^\[?\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{2,4}},? \d{{1,2}}:\d\d"
        rf"(?::\d\d)?(?: ?[AaPp][Mm])?\]?(?: -)? (?:{NAME}): (?P<v>[^\n]{{2,600}})",
        needs=(": ",),
        digits=7,
    ),
    cued(
        "en-biometric",
        PrivacyType.BIOMETRICS,
        ("fingerprint", "faceprint", "face id", "voiceprint", "iris", "retina", "palm", "facial",
         "biometric", "face"),
        r"(?:\s(?:print|scan|recognition))?\s(?i:template|hash|id|embedding|signature|code"
        r"|token|minutiae|vector)(?:\s(?:id|number|hash|no\.?))?\s?(?:is|was|:|="
        r"|#)\s?[\"']?(?P<v>(?=[\w+/=.-]{0,30}\d)[A-Za-z0-9][\w+/=.-]{5,200}[\w=])",
        digits=2,
    ),
    _undisclosed,
    pattern(
        "en-vulnerability",
        PrivacyType.VULNERABILITY_DETAILS,
        r"(?i:\b(?:blind |stored |reflected |unauthenticated |unpatched "
        r"|second-order ){0,2}(?:SQL injection|SQLi|RCE|remote code execution|XSS|SSRF|IDOR"
        r"|auth(?:entication)? bypass|path traversal|privilege escalation|XXE"
        r"|deserialization bug|open redirect))"
        r" (?:in|at|on|via|through) (?:our |the |my "
        r"|an? )?(?:[a-z]+ ){0,2}(?:/[\w/.{}?=&:-]{2,80}[\w}]|`[^`\n]{2,80}`"
        r"|[a-z0-9-]{1,40}\.(?:corp|internal|local|lan)\S{0,60})",
        needs=("inject", "sqli", "rce", "remote code", "xss", "ssrf", "idor", "bypass", "traversal",
               "escalation", "xxe", "deseriali", "redirect"),
        accept=lambda m: (
            _FOUND.search(m.string[max(0, m.start() - 60) : m.end() + 30].lower()) is not None
        ),
    ),
    cued(
        "en-admin-entry",
        PrivacyType.VULNERABILITY_DETAILS,
        ("admin panel", "admin portal", "admin console", "admin login", "admin url",
         "admin page", "bastion host", "jump host", "admin dashboard"),
        r"(?: (?:url|page|address))?(?: (?:is|lives|sits|runs))?(?: (?:at|on"
        r"|under))?\s?:?\s(?P<v>https?://[^\s<>\"]{6,120}[\w/]"
        r"|[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){1,5}(?::\d{2,5})?(?:/[\w/-]{1,60})?)",
        before=r"\b(?:our|my|the|company|internal|production|prod|staging|secret"
               r"|hidden)(?: (?:internal|secret|hidden|prod|production|staging|real))? ",
        accept=lambda m: re.search(r"example\.(?:com|org)|localhost|127\.0\.0\.1", m["v"]) is None,
    ),
)  # fmt: skip
