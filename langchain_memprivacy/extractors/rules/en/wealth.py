"""What people earn, owe, own and pay: amounts with the words that say whose and what for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_holds, lower_matches, matches
from ..rule import Range, Rule, finder
from ..source import Source

_WEALTH = PrivacyType.ASSETS_INCOME
_PAID = PrivacyType.TRANSACTION_RECORD

_DIGITS = r"(?:\d{1,3}(?:[,. ]\d{2,3}){1,4}(?:\.\d\d)?|\d{1,9}(?:[.,]\d{1,2})?)(?![\d%])"
_SPELLED = (
    r"(?:(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty"
    r"|thirty"
    r"|forty|fifty|sixty|seventy|eighty|ninety|half|a|and|quarter|couple|few|several|of|hundred)"
    r"[ -]){1,6}(?:grand|k|thousand|hundred|million|mil|lakhs?|crores?)(?![a-z]))"
)
_CURRENCY = (
    r"(?:(?:us|au|ca|nz|hk|sg|a|c|s|r)?\$|[€£¥₹₦₱₩₫฿]|(?:usd|eur|gbp|cad|aud|nzd|sgd|hkd|inr"
    r"|chf|zar"
    r"|ngn|kes|ghs|php|myr|aed|pln|sek|nok|dkk|jpy|krw|brl|mxn|rm|rs\.?|ksh|r|n|p|zł) ?(?=\d))"
)
_AFTER_CURRENCY = (
    r"(?: ?(?:dollars|euros?|pounds|bucks|quid|rupees|rand|naira|shillings|cedis|pesos|zloty"
    r"|francs"
    r"|kronor|kroner|ringgit|yen|yuan|baht|dirhams|usd|eur|gbp|cad|aud|nzd|sgd|inr|chf|zar|pln"
    r"|sek|nok"
    r"|dkk|€|£)(?![a-z]))"
)
_SCALE = r"(?: ?(?:k|mil|million|thousand|billion|bn|m|lakhs?|lac|crores?|cr|grand|lpa)(?![a-z]))"
_AMOUNT = (
    rf"(?:{_CURRENCY} ?{_DIGITS}{_SCALE}?{_AFTER_CURRENCY}?|{_DIGITS}{_SCALE}?{_AFTER_CURRENCY}"
    rf"|{_DIGITS}{_SCALE}|{_SPELLED}{_AFTER_CURRENCY}?)"
)
_BARE = rf"(?:{_AMOUNT}|\d{{1,3}}(?:,\d{{2,3}})+|\d{{3,7}}(?![\d%/:.-]))"
_PERIOD = (
    r"(?:(?: ?/ ?|,? (?:a|an|per|each|every) )(?:year|yr|annum|month|mo|week|wk|fortnight|hour"
    r"|hr|day"
    r"|session)(?![a-z])|,? (?:annually|yearly|monthly|weekly|hourly|p\.?a\.?|pcm|p\.?m\.?|pw"
    r"|fortnightly)(?![a-z]))"
)
_WHAT = (
    r"(?:salary|salaries|wages?|base(?: pay| salary)?|basic|package|ctc|bonus|commission"
    r"|stipend|pension"
    r"|super(?:annuation)?|income|earnings|take-home|net(?: worth| pay| income)?|gross"
    r"|clear|fixed"
    r"|variable|esops?|rsus?|stock options|shares|dividends?|allowance|benefits?|universal credit"
    r"|alimony|child support|maintenance|support|loan|mortgage|bond|debt|overdraft|credit card"
    r"|arrears|owed|owing|outstanding|balance|repayments?|instal?ments?|emi|savings?|saved|put by"
    r"|put away|stashed|deposit|isa|lisa|sipp|401\(?k\)?|ira|roth|rrsp|tfsa|kiwisaver|epf|ppf"
    r"|nps|fd"
    r"|provident fund|cpf|investments?|portfolio|crypto|bitcoin|btc|ethereum|eth|equity"
    r"|inheritance"
    r"|estate|house|flat|property|land|nest egg|emergency fund|settlement|compensation|tax debt"
    r"|back taxes?|severance|redundancy(?: pay)?|payout|trust fund|overpaid|overpayment"
    r"|credit score"
    r"|student loans?|car loan|home loan|personal loan|payday loan|line of credit|left|remaining"
    r"|in it|still owed|still owing)"
)
_WHAT_FIRST = rf"(?<![a-z-]){_WHAT}(?![a-z-])"
_TAIL = (
    rf"(?:{_PERIOD})?(?:,? (?:of )?(?:before|after) (?:tax|tips|deductions))?(?:(?: (?:of|in|on"
    rf"|from|to|for"
    r"|at|as|plus|with)(?: (?:the|my|our|a|an|it|her|his|their))?| \+| still)?"
    rf"(?: (?:tax[ -]free|monthly|annual|joint|fixed|high[- ]interest|pension|credit|student"
    rf"|home|car|last"
    rf"|stocks and shares|business|company|bitcoin|basic))?,? {_WHAT}(?![a-z]))*(?: (?:last"
    rf"|this) (?:year|fy"
    r"|month))?"
)
_HEAD = (
    rf"(?:(?:(?:credit union|student|home|car|truck|bank|payday|personal|business|tax|child|net"
    rf"|monthly"
    rf"|annual|gross|base|life|hospital|pension|emergency|joint|outstanding|remaining) ){{0,2}}"
    rf"{_WHAT_FIRST}(?: (?:loan|card|debt|fund|account|payment|score))?"
    r"(?: (?:for|on|in|with|at|from) (?:the |my |our )?[a-z]{2,12})?"
    r"(?:,| of| is| was| about| around| with|:| still| roughly| now| at| on it| sits| stands"
    r"| comes to"
    r"| went to| went from| outstanding| remaining| left| ?=| ?@| -| –){0,3} )"
)
_VALUE = lazy(rf"(?<![\w.,/:#-]){_AMOUNT}{_TAIL}")
_HEADED = lazy(rf"{_HEAD}(?P<a>(?:about |around |roughly )?{_BARE}{_TAIL})")
_MONEY_WORD = lazy(_WHAT_FIRST)
_OWN = lazy(
    r"\b(?:i|i['’]m|i['’]ve|im|ive|me|my|mine|we|our|us|we['’]re|you|your|you['’]re|he|she|his"
    r"|her|wife"
    r"|husband|they|dad|mum|mom|brother|sister|uncle|side|offer|letter|net|base)\b"
)
_CUE = lazy(
    r"(?:\b(?:i|we|he|she|they|wife|husband|you)(?:['’]m|['’]re| am| are| is|['’]s)? ?(?:now "
    r"|still |only"
    r" |also |each |both )?(?:on|make|makes|making|earn|earns|earning|draw|draws|bring|brings"
    r"|brings in"
    r"|take home|takes home|owe|owes|owing|have|has|had|got|get|gets|saved|save|inherited"
    r"|invested|lent"
    r"|lost|still owe|clear|put|pay|paying|borrowed|cleared|starts at|start on|net|gross|own"
    r"|hold)"
    r"(?: (?:about|around|roughly|over|nearly|almost|maybe|say|some|another|just|him|her|me"
    r"|them"
    r"|my (?:brother|sister|uncle|mum|dad)|the bank|klarna|him back|a|an))*"
    r"|\b(?:salary|income|offer|package|savings?|debt|loan|mortgage|bond|pension|worth"
    r"|outstanding"
    r"|brings in|overdraft|credit score|balance|owes? me|owed|left me|inheritance|settlement"
    r"|severance"
    r"|remaining|sold|if sold,? brings|new one starts at|starting at|overpaid|still)"
    r"(?: (?:is|was|of|at|about|around|roughly|for|on|with|by|to|me|says?|letter|:)|:|,"
    r"| \()*) ?\Z"
)
_PUBLIC = lazy(
    r"\b(?:average|median|minimum|national|typical|trillion|revenue|funding|raised|valuation"
    r"|turnover|series [a-d]|ticket|fare|per night|a night"
    r"|recipe"
    r"|costs? (?:about|around|only)|price|priced|on sale|discount|delivery fee|shipping"
    r"|per kilo|a kilo"
    r"|threshold|bracket|cap|limit|deductible|standard deduction|allowance is|relief|vat)\b"
)


_BEFORE = lazy(r"(?:about|around|roughly|nearly|over) ")
_BEHIND = lazy(
    r"(?:[ ,+]|(?<= )(?:still|left|remaining|in it|owed|owing|outstanding|bonus|of|in|on|from|to"
    r"|for|at|as|plus|with|the|my|our|an?|it|her|his|their)(?![a-z]))+\Z"
)


_NEXT = lazy(
    r", (?!(?:an?|per|each|every|before|after|of) |(?:annual|year|month|week|hour|fortnight)ly"
    r"|p\.?[amw])[a-z].*\Z"
)
"""What comes behind a comma belongs to the next amount: "148,300, student loan 21,900"."""


def _core(lower: str, start: int, end: int) -> Range:
    """Cut off the words about an amount that tell nothing: "about 9k still owed" is 9k."""
    if before := _BEFORE.match(lower, start, end):
        start = before.end()
    if follows := _NEXT.search(lower, start, end):
        end = follows.start()
    behind = _BEHIND.search(lower, start, end)
    return start, behind.start() if behind else end


_EXAMPLE = lazy(
    r"\b(?:example|textbook|illustration|hypothetical|worked|say you|suppose|imagine|let['’]s say"
    r"|principal|company [ab]|problem \d|published|fico scale|threshold|fiscal)\b"
)
_REACH = 60


def is_example(lower: str, start: int) -> bool:
    """Tell the values of textbooks and of what-if talk, which are nobody's."""
    back = max(0, start - _REACH)
    cut = max(lower.rfind(". ", back, start), lower.rfind("? ", back, start), back)
    return _EXAMPLE.search(lower, cut, start) is not None


@finder("en-wealth", _WEALTH)
def _wealth(source: Source) -> Iterator[Range]:
    """Find what somebody earns, owes or owns: the amount with its object on either side."""
    lower = source.lower
    own = lower_holds(_OWN, source)
    if not own and " ow" not in lower and not lower_holds(_MONEY_WORD, source):
        return
    if own and source.digits:
        for match in lower_matches(_HEADED, source):
            if is_example(lower, match.start("a")):
                continue
            yield _core(lower, *match.span("a"))
    for match in lower_matches(_VALUE, source):
        said = _MONEY_WORD.search(match[0]) is not None
        before = lower[max(0, match.start() - 70) : match.start()]
        if is_example(lower, match.start()) or _PUBLIC.search(before[-30:]):
            continue
        if _PUBLIC.search(lower, match.end(), match.end() + 14):
            continue
        if said or _CUE.search(before) or (own and _NEAR.search(before)):
            yield _core(lower, *match.span())


_MODE = lazy(
    r"\b(?:salary|debts?|loans?|mortgage|savings|net worth|pension|overdraft|credit card|owe"
    r"|owed|owes"
    r"|payslip|child support|alimony|equity|portfolio|assets|arrears|income|retirement"
    r"|take-home|super"
    r"|bond|isa|401|cpf|bonus|offer letter|collections|inherit\w*|settlement|stokvel)\b"
)
_TITLE_BEFORE = lazy(
    r"(?:(?<![.!?] )(?<![\w'’-])(?!(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
    r"[a-z]*day,)[A-Z][\w&'’-]+, (?:is at )?){1,3}\Z"
)
_BARE_SUM = lazy(
    rf"(?<![\w.,/:#$€£-])(?:(?:about|around|roughly|nearly|over) )?(?:{_AMOUNT}"
    rf"|\d{{1,3}}(?:,\d{{2,3}})+)"
    rf"(?![\w%]){_TAIL}"
)
_SMALL_SUM = lazy(
    r"[^\d]{0,3}\d{1,3}(?:\.\d\d)?(?![\d,.kmlc]| ?(?:k|grand|m|lakh|thousand"
    r"|million))"
)


_RECKONED = lazy(r"(?:[=+×*/≈~-]|\b(?:on an?|say,?|that['’]s|about|or|some|makes|even)) ?\Z")
"""An assistant's own sums: results and cases, not what somebody has."""


@finder("en-sums", _WEALTH, digits=3)
def _sums(source: Source) -> Iterator[Range]:
    """Find the other sums of a message that is about somebody's own money."""
    lower = source.lower
    if not lower_holds(_MODE, source) or not lower_holds(_OWN, source):
        return
    for match in lower_matches(_BARE_SUM, source):
        if is_example(lower, match.start()):
            continue
        if source.role == "assistant" and _RECKONED.search(
            lower, max(0, match.start() - 14), match.start()
        ):
            continue
        if _SMALL_SUM.match(match[0]) or _PUBLIC.search(
            lower[max(0, match.start() - 40) : match.start()]
        ):
            continue
        if _PUBLIC.search(lower, match.end(), match.end() + 14):
            continue
        name = _TITLE_BEFORE.search(source.text, max(0, match.start() - 40), match.start())
        start, end = _core(lower, *match.span())
        yield name.start() if name else start, end


_NEAR = lazy(
    rf"{_WHAT_FIRST}[^.;!?\n]{{0,40}}\Z|\b(?:owe|owes|owing|earn\w*|salary|saved|mortgage"
    rf"|debts?)\b"
    r"[^.!?\n]{0,60}\Z"
)
_SCORE = lazy(
    r"(?:\b(?:credit (?:score|rating)?|fico|experian|equifax|transunion|clearscore|cibil|karma"
    r"|schufa"
    r"|score)\b[^.!?\n\d]{0,30}?)(?P<v>(?:over |about |around )?[3-9]\d\d(?: (?:to|down to"
    r"|up to|from)"
    r" [3-9]\d\d)?)(?![\d%,.]\d|[\d%,])"
    r"|\b(?P<w>[3-9]\d\d)(?= (?:credit score|on the karma|fico))"
)


@finder("en-agency-score", _WEALTH, needs=("credit", "fico", "experian", "equifax", "transunion",
        "clearscore", "cibil", "schufa", "karma"), digits=3)  # fmt: skip
def _score(source: Source) -> Iterator[Range]:
    """Find the score that a credit agency gives somebody, and where it is said again."""
    if not lower_holds(_OWN, source) or " scale" in source.lower:
        return
    for match in lower_matches(_SCORE, source):
        yield match.span("v" if match["v"] else "w")


_PURPOSE = (
    r"(?:clinic|hospital|doctor|dr\.?|therap\w+|counsel\w+|psychi\w+|surgery|ivf|icsi|fertility"
    r"|egg|embryo"
    r"|scan|mri|test(?:s|ing)?|bloods?|drugs?|pharmacy|medication|meds|consult\w*|procedure"
    r"|operation"
    r"|replacement|abortion|sti|std|hiv|rehab|detox|dentist|dental|oncolog\w*|onco|chemo"
    r"|biops\w+|hernia"
    r"|lawyer|solicitor|attorney|court|bail\w*|legal|fine|divorce|custody|mediation|settlement"
    r"|retainer"
    r"|visa|asylum|immigration|church|mosque|temple|parish|tithe\w*|zakat|synagogue|gurdwara"
    r"|donation"
    r"|party|union|campaign|casino|betting|bet\w*|gambl\w*|superbets|loan shark|pawn|debt"
    r"|collections?"
    r"|payday|escort|onlyfans|sex|lap dance|couples|marriage|child support|alimony|maintenance"
    r"|sars|paye"
    r"|acc(?:ount)?|card|endocrin\w*|cardio\w*|psych\w*|gap payment|deductible|copay"
    r"|prescription)"
)
_REST = (
    r"(?:(?! (?:and|but|so|because|which|it|is|was|that|i|we|he|she|my wife|can|does|do|did"
    r"|on the \d"
    r"|went|came|out|off|at (?:one|two|three|four|five|six|\d))"
    r"(?![a-z]))[^,.;!?\n()\"]){0,64}"
)
_PAYING = lazy(
    rf"(?<![a-z])(?:(?:paid|pay|spent|wired|transferred|sent|donated|tithed|charged"
    rf"|gap payment of"
    rf"|reimbursed|paynow|venmo['’]?d|zelled|invoice(?:d| of| for)?|bill(?: of| for)?"
    rf"|standing order,?)"
    rf"(?: (?:[a-z%\d'’]|[,.](?=\d))+,?){{0,6}}? {_BARE}{_REST}"
    rf"|{_AMOUNT} (?:to|for|at|from|towards) (?!credit union){_REST}"
    rf"|(?:hospital|clinic|doctor|vet|legal|court|lawyer['’]?s?) (?:bill|fees?"
    rf"|invoice),? {_BARE}{_REST})"
)
_FOR = lazy(rf"(?<![a-z]){_PURPOSE}(?![a-z])")


@finder("en-payment", _PAID)
def _payment(source: Source) -> Iterator[Range]:
    """Find payments whose purpose says something: an amount and what it was for."""
    if source.digits == 0 or not lower_holds(_FOR, source):
        return
    for match in lower_matches(_PAYING, source):
        text = match[0].rstrip()
        if _FOR.search(text) and not re.search(r"\b(?:days?|hours?|weeks?) off\b|%", text[:24]):
            yield match.start(), match.start() + len(text)


_LEDGER = lazy(
    rf"(?im)^(?:[^\n,]{{0,20}}, ?)?(?P<v>[^\n,]{{0,40}}?\b{_PURPOSE}(?![a-z])[^\n,]{{0,40}}?["
    rf" ,]-?{_DIGITS}"
    r"(?: (?:card|from acc) ?[*\d]+)?)(?=\s*(?:$|,))"
)


@finder("en-ledger-line", _PAID, digits=6)
def _ledger(source: Source) -> Iterator[Range]:
    """Find the lines of a statement whose text tells of health, law, belief or debt."""
    if source.text.count("\n") < 2:
        return
    for match in matches(_LEDGER, source):
        if re.search(r"-\d|\d[.,]\d\d", match["v"]) and match["v"].upper() == match["v"]:
            yield match.span("v")


RULES: tuple[Rule, ...] = (_wealth, _sums, _score, _payment, _ledger)
