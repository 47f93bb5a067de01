"""Health facts by their own words: named illnesses, doses, laboratory values, appointments.

Other than the rules of `health`, these need no "I have": notes, lists and an assistant's
answers name an illness or a dose alone. Somebody has to be about all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_holds, matches
from ..rule import Range, Rule, finder, pattern
from ..source import Source
from .ailments import CONDITION, DRUG
from .cue import word_set
from .health import _FIGURATIVE
from .tokens import back_over, first_words, starting, words

_HEALTH = PrivacyType.MEDICAL_HEALTH
FIGURATIVE = lazy(_FIGURATIVE)
_R = r"(?![A-Za-z])"

ADJECTIVES = word_set(
    """mild moderate severe chronic acute recurrent metastatic bilateral left right early
    advanced paroxysmal persistent permanent subclinical gestational diabetic generalized
    generalised complex partial primary secondary postnatal postpartum perinatal seasonal
    clinical major minor benign malignant invasive inflammatory relapsing remitting
    non-alcoholic alcoholic viral bacterial latent juvenile late-onset early-onset stage
    type grade suspected recurring resistant treatment-resistant high-functioning combined
    mixed atypical lumbar cervical thoracic frontal retinal ovarian uterine pulmonary
    cardiac renal hepatic peanut nut penicillin latex shellfish post-viral congenital
    idiopathic essential 1 2 3 4 ii iii iv one two total double emergency open keyhole
    laser elective laparoscopic radical triple frozen fresh failed second third new kidney
    liver hip knee heart brain spinal skin prostate breast cataract hernia back gastric
    jaw eye corneal embryo egg bariatric shoulder acl thyroid tubal bone marrow hair
    follicle urine gambling bipolar generalised rheumatoid psoriatic osteo
    poorly-controlled unstable stable"""
)
_AFTER = (
    r"(?:(?:,? (?:stage|grade|type|class) (?:[0-4][abc]?|i{1,3}v?|iv|one|two)(?![a-z]))"
    r"|,? bipolar type| disorder| syndrome| disease|,? (?:poorly|well) controlled"
    r"|,? with (?:mixed |severe |mild )?(?:anxiety"
    r"|psychosis|aura|demand avoidance|depressed mood|anxiety and depressed mood|an epipen)"
    r"| (?:of|in) (?:the|his|her|my|your|both|one)(?: (?:left|right|lower|upper))? [a-z]{3,12})?"
)
_MORE = (
    r"adjustment disorder|panic disorder|mood disorder|conduct disorder|sleep disorder"
    r"|personality disorder|obsessive[- ]compulsive disorder"
    r"|post[- ]traumatic stress(?: disorder)?"
    r"|attention deficit[a-z ]{0,24}|major depression|burnout syndrome|panic attack"
    r"|diminished ovarian reserve|low ovarian reserve|polycystic ovar(?:y|ies)(?: syndrome)?"
    r"|ovarian cyst|hydrosalpinx|azoospermia|varicocele|placenta pra?evia"
    r"|gestational hypertension"
    r"|hypoglyc(?:a)?emia|hyperglyc(?:a)?emia|insulin resistance|metabolic syndrome|osteopenia"
    r"|frozen shoulder|rotator cuff tear|torn (?:meniscus|acl|ligament)|acl tear"
    r"|plantar fasciitis"
    r"|tennis elbow|disc prolapse|prolapsed disc|slipped disc|hip dysplasia|spinal stenosis"
    r"|cerebral palsy|spina bifida|muscular dystrophy|motor neurone? disease|mnd|cjd"
    r"|retinal detachment|dry eye disease|keratoconus|sleep apn(?:o)?ea|nut allergy"
    r"|peanut allergy"
    r"|penicillin allergy|shellfish allergy|latex allergy|anaphylaxis|mast cell disease"
    r"|coeliac|celiac|lactose intolerance|barrett['’]s(?: o?esophagus)?|ulcer|fistula|polyps?"
    r"|gallstones?|kidney stones?|hydronephrosis|neutropenia|thrombocytopenia|mono(?:nucleosis)?"
    r"|dengue|typhoid|chikungunya|bilharzia|cholera|latent tb|tb|pneumothorax|mi|nstemi|stemi"
    r"|svt|dvt|pulmonary embolism|copd|ckd|gerd|gord|pcos|adhd|ptsd|ocd|ms|hiv|dcis|nafld|ibd"
)
_ILL_ENDS = (
    "titis", "ritis", "litis", "nitis", "ditis", "citis", "ngitis", "osteoporosis", "oplasia",
    "cytopenia", "uraemia", "glycemia", "glycaemia", "anaemia", "neuropathy", "myopathy",
    "nephropathy", "retinopathy", "encephalopathy", "plegia", "paresis", "myalgia", "neuralgia",
    "carcinoma", "sarcoma", "lymphoma", "glioma", "fibroma", "adenoma", "thyroidism", "cirrhosis",
    "fibrosis", "sclerosis", "stenosis", "ischemia", "ischaemia", "arrhythmia", "tachycardia",
    "bradycardia", "fibrillation", "dystonia", "phrenia", "dysplasia", "cardiomyopathy",
    "ependymoma", "blastoma", "nephritis", "iolitis",
)  # fmt: skip
_NOT_ILL = lazy(
    r"(?i)^(?:academia|bohemia|macadamia|lamia|mia|mania|egomania|penia|hernia shop|ulcer|add|als"
    r"|ms|mi|stroke|aids|pots|concussion|eds|covid|insomnia|gout|tumou?r|melanomania|euphemia"
    r"|gastronomia|polyps?|mono|dementia care|tasmania|germania|lusitania|romania|pomerania"
    r"|fistula|mesopotamia|encomia|vitis|britis|anemia test)\Z"
)
_ILL = lazy(rf"(?i)(?<![A-Za-z@./-])(?:{CONDITION}|{_MORE}|[a-z-]{{5,24}}){_AFTER}{_R}(?!-\d)")
_ILL_FIRST = first_words(CONDITION, _MORE)
_ILL_NAMED = lazy(rf"(?i)(?:{CONDITION}|{_MORE}){_R}")
_DISORDER = word_set("disorder syndrome impairment")

SOMEBODY = lazy(
    r"\b(?:i|i['’]m|i['’]ve|im|ive|me|my|mine|we|our|us|you|your|you['’]ve|he|she|his|her|him"
    r"|he['’]s"
    r"|she['’]s|their|wife|husband|mum|mom|dad|mother|father|sister|brother|son|daughter|patient"
    r"|diagnos\w+|doctor|doc|dr|gp|consultant|surgeon|clinic|nhs|medicare|known|history|notes?"
    r"|aunt|uncle|gran|granny|grandma|grandpa|appa|amma|amla)\b"
)
IN_GENERAL = lazy(
    r"(?:\b(?:do i have|do you have|if you have|have you got|nearly had|almost had|does|normal"
    r"|healthy|ideal|average|(?:dog|cat|pet|puppy|kitten|horse) (?:has|had|got)|what(?:['’]s"
    r"| is| are| causes)|difference between|symptoms of|causes? of|cure for"
    r"|risk of|people with|patients with|those with|someone with|anyone with|prevent(?:s|ing)?"
    r"|awareness|research (?:on|into)|article (?:on|about)|essay (?:on|about)|charity|book (?:on"
    r"|about)|avoid|rule out|ruled out|not|no|never|without|like a|history of the|about|means?"
    r"|such as|e\.g\.|if|could be|might be|explain|define|definition of|vaccine for|about having"
    r"|song|film|movie) (?:a |an |the )?)\Z"
)


def someone(source: Source, start: int) -> bool:
    """Tell whether somebody is about, and the words are no general talk of the thing."""
    if IN_GENERAL.search(source.lower, max(0, start - 36), start):
        return False
    return lower_holds(SOMEBODY, source)


@finder("en-illness", _HEALTH)
def _illness(source: Source) -> Iterator[Range]:
    """Find a named illness with its adjectives and its place in the body."""
    if not lower_holds(SOMEBODY, source):
        return
    for number, start in starting(source, _ILL_FIRST, _ILL_ENDS):
        match = _ILL.match(source.text, start)
        if match is None or _NOT_ILL.match(match[0]) or not someone(source, match.start()):
            continue
        if FIGURATIVE.match(source.lower, match.end()) is None:
            continue
        named = _ILL_NAMED.match(source.text, start)
        if named or source.lower[start : match.end()].split()[0].rstrip(",").endswith(_ILL_ENDS):
            yield back_over(source, number, ADJECTIVES), match.end()
    for number, start in starting(source, _DISORDER):
        if number and someone(source, start):
            yield words(source)[number - 1][0], start + len(words(source)[number][2])


_DRUG_ENDS = (
    "pril", "sartan", "olol", "statin", "zumab", "ximab", "limumab", "numab", "tinib", "conazole",
    "prazole", "cillin", "mycin", "floxacin", "azepam", "azolam", "triptan", "gliptin", "gliflozin",
    "glutide", "xetine", "tiapine", "zapine", "peridone", "piprazole", "noprost", "dronate",
    "vudine", "tidine", "parin", "setron", "thiazide", "semide", "thyroxine", "citalopram",
    "triptyline", "faxine", "lukast", "nisolone", "solone", "terol", "tropium", "formin", "gatran",
    "grelor", "xaban", "fovir", "tegravir", "ciclovir", "cyclovir", "dopa", "barbital", "zodone",
)  # fmt: skip
_BRAND = (
    r"gonal-f|cetrotide|menopur|ovitrelle|cyclogest|utrogestan|crinone|duphaston|puregon|fostimon"
    r"|orgalutran|buserelin|lupron|zoladex|decapeptyl|prolia|herceptin|keytruda|ibrance|stelara"
    r"|cosentyx|skyrizi|xolair|novorapid|tresiba|toujeo|levemir|apidra|trulicity|victoza|saxenda"
    r"|farxiga|forxiga|januvia|entresto|brilinta|pradaxa|nexium|ventolin|seretide|relvar|spiriva"
    r"|breo|advair|quetiapine|elvanse|concerta|medikinet|brintellix|trintellix|pristiq|latuda"
    r"|vraylar|invega|zyban|champix|implanon|mirena|nuvaring|depo-provera|roaccutane|epipen"
    r"|denosumab|latanoprost|timolol|prednisolone|dexamethasone|hydrocortisone|tacrolimus"
    r"|ciclosporin|mycophenolate|sulfasalazine|baclofen|tizanidine|melatonin circadin|eltroxin"
    r"|thyronorm|glycomet|telma|ecosprin|panadeine forte|endone|targin|ferrinject|venofer"
)
_DOSE = (
    r"(?:\d{1,4}(?:[.,]\d{1,3})?\s?(?:mg|mcg|µg|μg|ug|micrograms?|milligrams?|iu|units"
    r"|mg/ml)(?![A-Za-z]))"
)
_FORM = (
    r"(?: (?:eye )?(?:drops?|injections?|pens?|patch(?:es)?|cream|inhaler|tablets?|pills?"
    r"|shots?))?"
)
_DRUG_FIRST = first_words(DRUG, _BRAND)
_MEDICINE = lazy(
    rf"(?i)(?<![A-Za-z@./-])(?:(?:{DRUG}|{_BRAND}){_R}|[a-z]{{5,24}})(?: (?:xr|er|sr|cr|xl"
    rf"|la))?{_FORM}"
    rf"(?:,? (?:at |to |from |now |down to |up to ){{0,2}}(?:{_DOSE}(?: nocte)?"
    rf"|\d{{2,4}}(?![\d.,%:/-]\d|[\d%])"
    r"(?: (?:once|twice)(?: daily| a day))?))?"
)
_COUNTER = lazy(r"(?i)ibuprofen|aspirin|paracetamol|acetaminophen|naproxen")
_KNOWN_DRUG = lazy(rf"(?i)(?:{DRUG}|{_BRAND}){_R}")
_DOSED = lazy(rf"(?i)(?<![\w.,]){_DOSE}")
_BEFORE_DOSE = lazy(r"(?i)(?<![A-Za-z@./-])[a-z][a-z-]{4,18},? (?:at |to |now |is ){0,2}\Z")
_TAKES = lazy(r"(?:\b(?:the|now|takes?|dose|dose is|dose of|up to|down to|from|on)) \Z")
_NO_MEDICINE = lazy(
    r"(?i)caffeine|april|cholesterol|creatine|vitamin|protein|magnesium|sugar|flour|butter"
    r"|water|sodium|zinc"
    r"|collagen|^(?:ibuprofen|aspirin|paracetamol|tylenol|advil|acetaminophen|naproxen|cocaine"
    r"|insulin|testosterone|melatonin|lithium|plan b|morphine|fentanyl|codeine|champagne"
    r"|penicillin|methadone)$|calcium|coffee|taurine|potassium|about|exactly|contains?|alpine"
    r"|cheese|scopine|chapine|lapine|opine|vulpine|porcupine|gymnastine|supine"
)


_ADDRESSED = lazy(
    r"\b(?:your (?!doctor|pharmacist|gp\b)|you['’](?:re|ve)|you (?:take|are|have|were)|his|her"
    r"|their)"
)
"""An assistant's lists of medicines concern nobody unless it speaks of somebody."""
_FEW = 2


@finder("en-medication", _HEALTH)
def _medication(source: Source) -> Iterator[Range]:
    """Find a medicine by its stem or brand, or anything with a dose in milligrams."""
    text = source.text
    starts = list(starting(source, _DRUG_FIRST, _DRUG_ENDS))
    if len(starts) > _FEW and source.role == "assistant" and not _ADDRESSED.search(source.lower):
        starts = []
    for _, start in starts:
        match = _MEDICINE.match(text, start)
        if match is None or _NO_MEDICINE.search(match[0]):
            continue
        word = re.match(r"[a-z]+", source.lower[start : match.end()])
        if not _KNOWN_DRUG.match(text, start) and not (word and word[0].endswith(_DRUG_ENDS)):
            continue
        over_counter = _COUNTER.match(match[0])
        if IN_GENERAL.search(source.lower, max(0, start - 36), start):
            continue
        if (re.search(r"\d", match[0]) and not over_counter) or someone(source, start):
            yield match.span()
    yield from _doses(source)


def _doses(source: Source) -> Iterator[Range]:
    """Yield whatever is taken in milligrams, with its dose."""
    text = source.text
    for dose in matches(_DOSED, source) if source.digits else ():
        if _NO_MEDICINE.search(text[dose.end() : dose.end() + 14]):
            continue
        word = _BEFORE_DOSE.search(text, max(0, dose.start() - 28), dose.start())
        start = word.start() if word else dose.start()
        if IN_GENERAL.search(source.lower, max(0, start - 36), start):
            continue
        if word is None:
            if _TAKES.search(source.lower, max(0, dose.start() - 12), dose.start()):
                yield dose.span()
        elif _is_dosed(source, word[0], start):
            yield start, dose.end()


def _is_dosed(source: Source, word: str, start: int) -> bool:
    if _NO_MEDICINE.search(word) or word.rstrip(", ").lower() in _NO_WORD:
        return False
    return not _COUNTER.match(word) or someone(source, start)


_NO_WORD = word_set("about exactly contains around nearly under below above least every daily")


RULES: tuple[Rule, ...] = (
    _illness,
    _medication,
    pattern(
        "en-icd",
        _HEALTH,
        r"(?<![A-Za-z0-9/-])[A-TV-Z]\d\d\.\d{1,2}[A-Z]?(?!\w|\.\d)",
        digits=3,
        needs=("diagnos", "icd", "letter", "letter:", "code", "disorder", "doctor", "means"),
        accept=lambda m: re.search(r"(?i)diagnos|icd|disorder|doctor"
            r"|hospital", m.string) is not None,
    ),
)  # fmt: skip
