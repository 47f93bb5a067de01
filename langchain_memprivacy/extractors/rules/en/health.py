"""Diagnoses, treatments, medicines and measured body values, by English cue words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy
from ..rule import Range, Rule, finder, pattern
from ..source import Source
from .ailments import CONDITION, DRUG, PROCEDURE, TOLD
from .cue import KIN, clause_before, cued, occurrences

_HEALTH = PrivacyType.MEDICAL_HEALTH
_R = r"(?![A-Za-z])"

_DEGREE = (
    r"(?:(?:mild|moderate|moderately|severe|severely|chronic|acute|early|early-onset"
    r"|late-stage|early-stage|major"
    r"|recurrent|metastatic|terminal|bilateral|treatment-resistant|clinical|postpartum"
    r"|seasonal|stage (?:[0-4][abc]?|i{1,3}v?|iv)"
    r"|type (?:1|2|one|two|i|ii)|t[12]|grade [1-4]|inoperable|triple[- ]negative|rheumatoid"
    r"|high-functioning|combined-type"
    r"|inattentive|latent|drug-resistant|bad|really bad),? ){0,3}"
)
_STAGE_AFTER = (
    r"(?: (?:stage|grade|type) (?:[0-4][abc]?|i{1,3}v?|iv|one|two)(?![a-z]))?(?: disease"
    r"| syndrome| disorder)?"
)
_ILL = rf"(?i:{_DEGREE}(?:{CONDITION}){_STAGE_AFTER}){_R}"
_FIGURATIVE = (
    r"(?! (?:of luck|of genius|about|when i saw|awareness|research|charity|walk|medication ad"
    r"|money|patch|word|fund|jokes?|memes?|puns?|scores? in|documentary|lecture|exam|quiz|essay"
    r"|homework|data ?sets?|podcast|levels? in the)(?![a-z]))"
)

_HYPOTHESIS = lazy(
    r"(?:\b(?:if|do|does|could|might|may|would|should|whether|don['’]t|doesn['’]t|didn['’]t"
    r"|not|never|almost|nearly"
    r"|people|patients|anyone|someone|those|who|everyone|nobody|characters?|users) (?:\w+ )?)\Z"
)
_ME = lazy(rf"\b(?:i|i['’]ve|i['’]m|me|my|we|our|im|ive|mine|{KIN})\b")
_SOMEBODY = lazy(r"\b(?:he|she|he['’]s|she['’]s|they|him|her)\b")


def _about_us(source: Source, start: int, reach: int = 70) -> bool:
    """Tell whether the sentence up to here is about the user or somebody close."""
    clause = clause_before(source, start, reach)
    if re.search(
        r"\b(?:people|patients|adults|children|anyone|someone|those|women|men|character|actor"
        r"|dog|cat|pet|puppy|kitten|horse)\b[^,]*$",
        clause,
    ):
        return False
    if _ME.search(clause):
        return True
    return (
        _SOMEBODY.search(clause) is not None and re.search(rf"\bmy {KIN}", source.lower) is not None
    )


_DIAGNOSED = ("diagnosed with", "diagnosed me with", "diagnosed him with", "diagnosed her with",
              "diagnosed as", "diagnosis is", "diagnosis was", "diagnosis:",
              "tested positive for", "diagnosis of",
              "diagnosed my")  # fmt: skip
_PHRASE = lazy(
    rf" (?:him |her |(?:[a-z]+ )?with )?(?:having |an? |the )?(?P<v>{_ILL}"
    r"|(?!the |a |my |in |on |by )[A-Za-z0-9][\w'’-]{2,24}(?: (?!(?:and|in|at|by|on|last|this"
    r"|when|after|before|since|two|three|a|the|but|so|as|i"
    r"|which|that|because|today|yesterday|recently|ago|years?|months?|weeks?|early|from|for"
    r"|with|now|about|only|while|during|around|just|is|was|by)\b)"
    r"[\w'’-]{1,24}){0,4})(?=\s|$|[.,;:!?)\"”’])"
)


@finder("en-diagnosis", _HEALTH, needs=("diagnos", "tested positive"))
def _diagnosis(source: Source) -> Iterator[Range]:
    """Find whatever follows "I was diagnosed with"."""
    for start, end in occurrences(source, _DIAGNOSED):
        match = _PHRASE.match(source.text, end)
        if match is None or not (
            _about_us(source, start)
            or (not clause_before(source, start).strip() and _ME.search(source.lower))
            or source.lower[start:end] == "diagnosis:"
            or re.search(r"\b(?:him|her|me|my)\b", source.lower[start:end])
        ):
            continue
        yield match.span("v")


_HAVE = ("i have", "i've had", "i’ve had", "i've got", "i’ve got", "i had", "ive got",
         "i also have",
         "i've", "i suffer from", "suffer from", "suffers from", "suffering from", "suffered from",
         "struggle with", "struggles with", "struggling with", "living with", "live with",
         "history of",
         "treated for", "recovering from", "has", "had", "deal with my", "because of my", "my",
         "have",
         "managing", "in remission from", "died of", "flare-up of", "medication for", "meds for",
         "survived",
         "battling", "her", "his")  # fmt: skip
_HAVING = lazy(
    rf"(?: (?:also|still|been|just|both|really|pretty|had|got|the|an?|quite|always"
    rf"|being treated for|a history of|my)(?![A-Za-z])){{0,2}}+ (?=[A-Za-z]{{2}})"
    rf"(?P<v>{_ILL}){_FIGURATIVE}"
    rf"(?:,? (?:and|plus|as well as|,) (?:an? |my )?(?P<w>{_ILL}))?"
)


@finder("en-condition", _HEALTH, needs=("i ", "i'", "i’", "my ", "our ", "has ", "ive "))
def _condition(source: Source) -> Iterator[Range]:
    """Find a known condition behind "I have", "my", "my mother has", and a second one after it."""
    for start, end in occurrences(source, _HAVE):
        match = _HAVING.match(source.text, end)
        if match is None:
            continue
        cue = source.lower[start:end]
        own = cue.startswith(("i ", "i'", "i’", "ive")) or cue.endswith("my")
        if _HYPOTHESIS.search(source.lower, max(0, start - 30), start):
            continue
        if not own and not _about_us(source, start):
            continue
        if cue == "my" and source.text[match.end("v") :].startswith((" doctor", " class", " book")):
            continue
        yield match.span("v")
        if match["w"]:
            yield match.span("w")


_HAD_CUES = ("had", "having", "undergoing", "underwent", "going through", "scheduled for",
             "recovering from",
             "need", "getting", "after my", "my", "starting", "on", "had to have", "went to",
             "been to", "checked into",
             "round of", "cycle of", "doing", "in", "since my", "undergo", "did", "got",
             "needs")  # fmt: skip
_DONE = lazy(
    rf" (?:(?:an?|my|the|another|two|three|emergency|first|second|third|last|round|rounds"
    rf"|cycle|cycles|of|elective|double|some|to|have|planned|scheduled) ){{0,5}}+(?=[A-Za-z&]{{3}})"
    rf"(?P<v>(?i:{PROCEDURE}){_R})"
)


@finder("en-procedure", _HEALTH, needs=("i ", "i'", "i’", "my ", "our "))
def _procedure(source: Source) -> Iterator[Range]:
    """Find a procedure that the user or somebody close had or awaits."""
    for start, end in occurrences(source, _HAD_CUES):
        match = _DONE.match(source.text, end)
        if match is None or _HYPOTHESIS.search(source.lower, max(0, start - 30), start):
            continue
        if source.lower[start:end].endswith("my") or _about_us(source, start, 50):
            yield match.span("v")


_DOSE = (
    r"(?:\d{1,4}(?:[.,]\d{1,3})?\s?(?:mg|mcg|µg|μg|ug|g|ml|iu"
    r"|units?)(?![A-Za-z])(?:/\d{1,3}\s?(?:ml|day))?)"
)
_TAKING = lazy(
    r"(?:(?: (?:me|him|her|my \w+|on|a|an|the|some|low|high|dose|of|daily|also|currently|now"
    r"|with|back|to|about|both|my|weekly)(?![A-Za-z])){0,5}+) (?=\d|[A-Za-z]{4})"
    rf"(?P<v>(?i:(?:{_DOSE}(?: of)? )?(?:{DRUG}){_R}(?: (?:xr|er|sr"
    rf"|cr))?(?:,? \(?(?:at )?{_DOSE}\)?)?)"
    rf"|(?i:{_DOSE}(?: of)? [A-Za-z]{{5,20}})|[A-Za-z][a-z]{{4,18}},? {_DOSE})(?![A-Za-z])"
)
_TAKE_CUES = ("take", "takes", "taking", "took", "taken", "on", "prescribed", "prescribes",
              "prescription for",
              "prescription is", "prescription:", "started", "starting", "switched",
              "switched me to", "put me on", "put her on", "put him on",
              "my", "injecting", "increased", "off", "refill", "refill of", "dose of", "stopped",
              "quit")  # fmt: skip
_SUPPLEMENT = lazy(
    r"(?i)caffeine|creatine|vitamin|protein|melatonin|magnesium|sugar|flour|butter|water"
    r"|sodium|iron\b|zinc|collagen"
    r"|ibuprofen|aspirin|paracetamol|tylenol|advil|acetaminophen|carbs|calcium|coffee|taurine"
    r"|theanine|about|exactly"
)


@finder("en-medicine", _HEALTH, needs=("tak", "took", " on ", "prescri", "start", "switch",
        "put ", "my ", "inject",
                                      "increas", " off ", "refill", "dose of", "stopped",
                                      "quit "))  # fmt: skip
def _medicine(source: Source) -> Iterator[Range]:
    """Find "sertraline 50 mg" that somebody takes; another name needs a prescription."""
    for start, end in occurrences(source, _TAKE_CUES):
        match = _TAKING.match(source.text, end)
        if match is None or _SUPPLEMENT.search(match["v"]):
            continue
        cue = source.lower[start:end]
        known = _KNOWN_DRUG.search(match["v"])
        if not known and not cue.startswith("prescri"):
            continue
        if _HYPOTHESIS.search(source.lower, max(0, start - 30), start):
            continue
        dosed = re.search(r"\d", match["v"]) is not None
        own = cue.startswith(("prescri", "put ")) or cue == "my" or _about_us(source, start, 60)
        if own or (
            dosed and re.match(r"(?:\A|.*\n)\s*(?:i )?\Z", source.lower[max(0, start - 12) : start])
        ):
            yield match.span("v")


_KNOWN_DRUG = lazy(rf"(?i)\b(?:{DRUG}){_R}")

_MEASURES = ("blood pressure", "bp", "hba1c", "a1c", "blood sugar", "blood glucose", "glucose",
             "fasting glucose",
             "cholesterol", "ldl", "hdl", "triglycerides", "resting heart rate", "heart rate",
             "spo2",
             "blood oxygen", "oxygen saturation", "bmi", "tsh", "psa", "creatinine", "egfr",
             "ferritin", "hemoglobin",
             "haemoglobin", "platelets", "cd4", "cd4 count", "viral load", "testosterone", "amh",
             "hcg", "body fat",
             "temperature", "vitamin d", "white cell count", "uric acid")  # fmt: skip
_READING = (
    r"(?: (?:level|levels|count|reading|result|percentage|score|today|this morning"
    r"|last night)){0,2}"
    r"(?:\s?[:=]\s?|['’]s | (?:is|was|at|of|around|about|came back|came in|hit|went up to"
    r"|dropped to|reads|came out|running|still|now|at|as|high as|up to|to|has been|averages"
    r"|averaging) ?(?:at |around |about |as |still |now |up )?| )"
    r"(?:\d{2,3}\s?/\s?\d{2,3}(?:\s?mm\s?hg)?|\d{1,4}(?:\.\d{1,2})?\s?(?:%|percent|mg/dl"
    r"|mmol/l|mmol/mol|bpm|ng/ml|pg/ml|miu/l|g/dl|g/l|umol/l|cells|copies/ml|°[CF]|nmol/l"
    r"|u/l)?(?![\w/]))"
)
_NORM = lazy(
    r"\b(?:normal|average|ideal|target|healthy|recommended|should|typical|optimal|if your"
    r"|below|under|over|above|adults?|people|range)\b"
)


@finder("en-measured", _HEALTH, needs=_MEASURES, digits=2)
def _measured(source: Source) -> Iterator[Range]:
    """Find "blood pressure was 150/95" said of somebody, not of what is normal."""
    for start, end in occurrences(source, _MEASURES):
        match = _READING_RE.match(source.text, end)
        if match is None:
            continue
        clause = clause_before(source, start)
        if _NORM.search(clause) or re.match(
            r" (?:is|are) (?:normal|considered|ideal|the)", source.lower[match.end() :]
        ):
            continue
        if re.search(
            rf"\b(?:my|his|her|i|mine|our|{KIN}['’]?s?|results?|labs?|today|reading|checked)\b",
            clause + source.lower[match.end() : match.end() + 24],
        ) or ("/" in match[0] and _TAKEN.match(source.lower, match.end())):
            if source.lower[start:end] == "temperature" and not (
                _FEVER.search(clause) and _BODY_HEAT.search(match[0])
            ):
                continue
            value = match.start() + len(re.split(r"\d", match[0], maxsplit=1)[0])
            told = TOLD.search(source.lower, start, value)
            yield value if told else start, match.end()


# Rooms, ovens and processors have a temperature too, and so has a language model.
_FEVER = lazy(
    rf"(?:\b(?:my|his|her|{KIN}['’]s|body|an?|high|with|and|had|took)|[^\w\s])\s\Z|(?:\A|\n)\s*\Z"
)
_BODY_HEAT = lazy(
    r"(?<![\d.])(?:3[4-9]|4[0-3]|9[4-9]|10[0-8])(?:\.\d{1,2})?\s?(?:°[CF]?)?\Z", re.IGNORECASE
)
_TAKEN = lazy(r"\s?(?:mm ?hg|(?:this|last) (?:morning|night|evening)|tonight|\d)|[.,;]?\s*\Z")
"""What shows that a pressure was measured, not talked about: a unit, a time, nothing more."""

_READING_RE = lazy(rf"(?i:{_READING})", re.ASCII)
_WEIGHT = (
    r"\d{2,3}(?:\.\d)?\s?(?:kgs?|kilos|kilograms|lbs?|pounds"
    r"|st(?:one)?(?: \d{1,2}(?:\s?lbs?)?)?)(?![A-Za-z])"
)
_HEIGHT = (
    r"(?:[4-7]\s?['’′]\s?(?:1[01]|\d)?(?:\s?(?:\"|”|″|''))?|[4-7] ?(?:ft|foot"
    r"|feet)(?: ?(?:1[01]|\d)(?: ?(?:in|inches))?)?|[12]\d\d\s?cm"
    r"|[12][.,]\d{1,2}\s?m)(?![A-Za-z\d])"
)
_BLOOD = (
    r"(?:(?:A|B|AB|O)(?:\s?[+−-](?!\w)| ?(?:negative|positive|neg|pos|Rh[- ]?(?:negative"
    r"|positive))(?![a-z])))"
)
_ADJECTIVES = (
    r"(?:(?:type [12] |insulin-dependent |severely |mildly |clinically |newly |a )?(?:diabetic"
    r"|epileptic|bipolar|autistic|HIV[- ]positive|hypertensive"
    r"|asthmatic|an?emic|coeliac|celiac|infertile|schizophrenic|pre-?diabetic"
    r"|immunocompromised|suicidal|dyslexic|an alcoholic|a recovering alcoholic"
    r"|a recovering addict|in recovery from [a-z]+|on dialysis|on chemo|in remission"
    r"|perimenopausal|hard of hearing|legally blind|paraplegic|lactose intolerant))"
)

RULES: tuple[Rule, ...] = (
    _diagnosis,
    _condition,
    _procedure,
    _medicine,
    _measured,
    cued(
        "en-ill-adjective",
        _HEALTH,
        ("i'm", "i’m", "i am", "im", "he's", "she's", "he is", "she is", "is", "i've been", "as"),
        rf"(?: (?:also|now|currently|actually|an?))? (?P<v>(?i:{_ADJECTIVES}){_R})",
        before=rf"(?:\A|[^\w'] ?|\b(?:and|but|since|because|that|as|so|me|well|also"
               rf"|{KIN}(?: [a-z'-]+)?) )",
        accept=lambda m: not re.match(r" (?:about|for|friendly|pasta"
                                      r"|food|laptop)", m.string[m.end() : m.end() + 10]),
    ),
    cued(
        "en-medical-note",
        _HEALTH,
        ("dx", "hx", "pmh", "past medical history", "diagnoses", "medical history"),
        rf"\s?:\s?(?P<v>{_ILL})",
        before=r"(?:\A|[\n;,|.(*-]\s{0,3})",
    ),
    cued(
        "en-allergy-to",
        _HEALTH,
        ("has a", "has an", "have a", "have an", "had a", "had an", "'ve got a", "my", "his", "her",
         "with a", "got a"),
        r" (?P<v>(?:(?:severe|mild|bad|serious|deadly|life-threatening|terrible) )?(?:peanut|nut"
        r"|tree nut|shellfish|seafood|fish|egg|milk|dairy|soy|wheat|gluten|sesame|latex"
        r"|bee(?: sting)?|wasp|penicillin|sulfa|pollen|dust(?: mite)?|cat|dog"
        r"|mold|mould|nickel|strawberry|kiwi|banana|mango|insulin|aspirin|iodine) allergy)(?![a-z])"
        r"(?! (?:warning|notice|label|test|season|awareness|advice|menu))",
        before=rf"(?:\b(?:i|he|she|we|who|{KIN})(?: (?:also|already|always))? |\A|[^\w\s]\s?"
               r"|\b(?:and|because of|about|due to|for|has|of|despite|from|is|with|given) )",
    ),
    pattern(
        "en-weight-at-height",
        _HEALTH,
        r"(?<![\d.,])(?:[4-9]\d|1\d\d)(?:\.\d)?\s?kgs?\s(?:at|and|with)\s"
        r"(?:1[3-9]\d|20\d|21\d)\s?cm(?![A-Za-z])(?!\s?(?:x|×|by|long|wide|deep|box))",
        needs=("kg",),
        digits=5,
    ),
    cued(
        "en-allergy",
        _HEALTH,
        ("allergic to", "anaphylactic to", "severely allergic to", "deathly allergic to"),
        r" (?!your|the|that|this|my|it\b|bullshit|mondays|work|drama|stupid)"
        r"(?!(?:small talk|talk|fun|people|nonsense|effort|exercise|mornings?|commitment|meetings?"
        r"|e-?mails?|cleaning|cooking|math|homework|failure|success|money|losing|being|doing)\b)"
        r"[a-z][a-z-]{2,20}(?: (?:nuts|milk|bites|stings|eggs))?(?:(?:,| and"
        r"|, and) (?:penicillin|peanuts|shellfish|latex|sulfa|eggs|soy|tree nuts|nuts|milk"
        r"|bees?))?",
        before=rf"(?:\b(?:i['’]m|i am|im|is|he['’]s|she['’]s|are|was|am)(?: (?:severely"
               rf"|deathly|also|really|highly|badly|mildly|very))? |\b{KIN}['’]s )",
        role="user",
    ),
    cued(
        "en-weight",
        _HEALTH,
        ("weigh", "weighs", "weighed", "my weight", "weight is", "weight:", "weighing"),
        rf"(?: (?:in at|about|around|only|just|now|almost|nearly|currently|exactly|over|is|was"
        rf"|went from|dropped to|[=:])){{0,3}}:? (?P<v>{_WEIGHT})",
        before=rf"(?:\b(?:i|i used to|i['’]m|he|she|my|we|{KIN}(?: [a-z'-]+)?|now|and"
               rf"|currently|his|her|only) |\A\s{{0,3}}|[\n,;(*-]\s{{0,3}})",
        digits=2,
    ),
    cued(
        "en-height",
        _HEALTH,
        ("i'm", "i’m", "i am", "im", "my height", "height:", "height is", "he's", "she's"),
        rf"(?:\s?[:=]| is| about| around| only| just| only about| (?:male"
        rf"|female)){{0,2}} (?P<v>{_HEIGHT})(?! ?(?:away|away|from|long|deep|above|below|wide"
        rf"|down|up\b|under|ahead|behind|off))",
        before=r"(?:\A|[^\w'] ?|\b(?:and|but|since|because|that|so|his|her) )",
        digits=1,
    ),
    cued(
        "en-weight-after-height",
        _HEALTH,
        ("cm", "tall", "cm tall", '"', "ft", "inches"),
        rf"(?:,|,? and| /|;)? (?:I )?(?:weigh |weighing |at )?(?P<v>{_WEIGHT})",
        digits=4,
        accept=lambda m: (
            re.search(
                r"\b(?:i['’]?m|i am|my|i)\b",
                m.string[max(0, m.start() - 40) : m.start()].lower(),
            )
            is not None
        ),
    ),
    cued(
        "en-blood-type",
        _HEALTH,
        ("blood type", "blood group", "bloodtype"),
        rf"(?:\s?[:=]\s?| (?:is|was) )(?P<v>{_BLOOD}|(?:A|B|AB|O)(?![A-Za-z]))",
        accept=lambda m: m["v"] != "A" or m.string[m.end() : m.end() + 1] in {"", ".", ","},
    ),
    cued(
        "en-pregnant",
        _HEALTH,
        ("i'm", "i’m", "i am", "im", "is", "she's", "was", "currently"),
        r" (?:now |currently |already |about |almost |only )?(?P<v>(?:(?:\d{1,2}|two|three"
        r"|four|five|six|seven|eight|nine) (?:weeks|months)(?: and \d days?)? (?:pregnant"
        r"|along)|\d{1,2}w\d?d? pregnant))",
    ),
    cued("en-i-am-pregnant", _HEALTH, ("i'm", "i’m", "i am", "im"),
         r" (?:also |finally |currently )?pregnant"
                                                                    r"(?= (?:with|and|again"
                                                                    r"|but)|\s*(?:$|[.,;!)]))",
         before=r"(?:\A|[^\w'] ?|\b(?:and|but|since|because|that|so|out) )"),
)  # fmt: skip
