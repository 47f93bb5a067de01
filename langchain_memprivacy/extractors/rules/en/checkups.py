"""Measured values, appointments, operations, pregnancy: what is done with a body."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_holds, lower_matches, matches
from ..rule import Range, Rule, finder
from ..source import Source
from .ailments import PROCEDURE, TOLD
from .clinical import ADJECTIVES, IN_GENERAL, SOMEBODY, someone
from .cue import word_set
from .tokens import back_over, first_words, starting, words
from .wealth import is_example

_HEALTH = PrivacyType.MEDICAL_HEALTH
_R = r"(?![A-Za-z])"

_METRIC = (
    r"(?:(?:fasting |resting |random |latest |average |mean |total |free |serum |systolic "
    r"|diastolic |peak |bone |viral )?(?:glucose|blood sugar|sugars?|hba1c|a1c|blood pressure|bp"
    r"|pressure|heart rate|pulse|hr|rhr|spo2|sp02|oxygen(?: saturation)?|saturations?|sats|amh"
    r"|fsh"
    r"|lh|tsh|t3|t4|ft4|hcg|beta hcg|psa|egfr|creatinine|urea|cholesterol|ldl|hdl|triglycerides"
    r"|ferritin|ha?emoglobin|hb|hgb|platelets|wbc|white (?:cell )?count|neutrophils|crp|esr|inr"
    r"|cd4(?: count)?|viral load|alt|ast|ggt|bilirubin|albumin|vitamin d|vitamin b12|b12|folate"
    r"|bmi|weight|height|waist|t-score|density|fev1|peak flow|phq-?9|gad-?7|apgar|iop"
    r"|eye pressure"
    r"|temperature|temp|lp\(a\)|uric acid|cortisol|prolactin|oestradiol|estradiol|progesterone"
    r"|testosterone|sperm count|motility|follicle count|afc|ejection fraction|lvef|ef|moca|mmse"
    r"|cr|gleason|dexa"
    r"|z-score|density,? t-score|load|potassium|sodium|calcium|lactate|troponin|d-dimer|ca-?125"
    r"|cea)(?![a-z]))"
)
_UNIT = (
    r"(?:mmol(?:/l|/mol)?|pmol/l|nmol/l|µmol/l|umol/l|mg/dl|ng/ml|ng/dl|pg/ml|µg/l|ug/l|miu/l"
    r"|miu/ml|iu/l|iu/ml|u/l|g/l|g/dl|mmhg|bpm|beats(?: a| per) minute|ml/min(?:/1\.73)?|kpa"
    r"|cells"
    r"|copies|percent|per cent|%|kg|kgs|kilos?|lbs?|pounds|stone|st|cm|m|°c|°f|degrees|l/min)"
)
_VALUE = (
    rf"(?:minus |[-<>~≈] ?)?\d{{1,4}}(?:[.,]\d{{1,3}})?(?:(?: over |/"
    rf"|\\)\d{{2,3}})?(?: ?{_UNIT}(?![a-z/]))?"
)
_MEASURED = lazy(
    rf"(?<![a-z@./-]){_METRIC}(?:\s?[:=]\s?|,? (?:level |count |reading )?(?:(?:is|was"
    rf"|came back(?: at)?"
    r"|at|of|now|still|went(?: from| to| up to| down to)?|up|down|to|from|score|reading|around"
    r"|about|hit"
    rf"|measured|reads?|today|ranges?|between) ){{0,4}})(?P<n>{_VALUE})(?: (?:on room air"
    rf"|fasting))?"
    r"(?![\w/])"
)
_WEAK_METRIC = lazy(
    r"(?:(?:resting|latest|average|total|peak) )?(?:weight|height|temperature|temp|sugars?"
    r"|pressure|density|load|ef|hr|lh|pulse|potassium|sodium"
    r"|calcium|waist|alt|ast|cea|lactate|saturations?|oxygen|hb|esr|urea|glucose|motility"
    r"|lp)(?![a-z0-9])"
)
_METRIC_FIRST = word_set(
    """fasting resting random latest average mean total free serum systolic diastolic peak bone
    viral glucose blood sugar sugars hba1c a1c bp pressure heart pulse hr rhr spo2 sp02
    oxygen saturation saturations sats amh fsh lh tsh t3 t4 ft4 hcg beta psa egfr
    creatinine urea cholesterol ldl hdl triglycerides ferritin haemoglobin hemoglobin hb
    hgb platelets wbc white neutrophils crp esr inr cd4 alt ast ggt bilirubin albumin
    vitamin b12 folate bmi weight height waist t-score density fev1 phq phq-9 gad gad-7
    apgar iop eye temperature temp lp uric cortisol prolactin oestradiol estradiol
    progesterone testosterone sperm motility follicle afc ejection ef lvef moca mmse
    gleason dexa z-score load potassium sodium calcium lactate troponin d-dimer ca-125 cea
    cr"""
)
_BARE_UNIT = lazy(
    r"(?<![\w.,/$€£-])(?:\d{1,4}(?:[.,]\d{1,3})? ?(?:mmol/l|mmol/mol|pmol/l|nmol/l|miu/l|miu/ml"
    r"|mg/dl|ng/ml"
    r"|mmhg|beats (?:a|per) minute|iu/l|g/dl|ml/min)"
    r"|(?:9\d|1\d\d|2[0-3]\d)(?:/| over )(?:[4-9]\d|1[0-3]\d)"
    r"|(?:o|a|b|ab) (?:rh )?(?:negative|positive)|(?:o|a|b|ab)(?:[-+]| ?rh[-+])(?= blood|,| and)"
    r"|(?:3\d|4\d|5\d|6\d|7\d|8\d|9\d|1[0-9]\d)(?:\.\d)? ?(?:kg|kgs|kilos)"
    r"|1[3-9]\d ?cm|\d{1,2} stone(?: \d{1,2})?|[1-3]\d\d ?(?:lbs|pounds))(?![\w/])"
)
_BODY = lazy(r"\b(?:weigh\w*|weight|tall|height|bmi|heavy|blood|kilos|lost|gained|donor|donate"
    r"|cm|"
             r"pressure|bp|reading|pill|lisinopril|doc|doctor|i['’]m|is (?:now )?\d"
             r"|on \d)\b")  # fmt: skip


@finder("en-lab-value", _HEALTH, digits=1)
def _measured(source: Source) -> Iterator[Range]:
    """Find "TSH 4.9 mIU/L", "162 over 98", "51 kg": what was measured and its value."""
    lower = source.lower
    for _, start in starting(source, _METRIC_FIRST):
        match = _MEASURED.match(lower, start)
        if match is None:
            continue
        weak = _WEAK_METRIC.match(match[0])
        unit = re.search(r"(?:[a-z%]|/\d\d\d?|over \d+)\Z", match["n"]) is not None
        if (not weak or (unit and SOMEBODY.search(lower))) and not IN_GENERAL.search(
            lower, max(0, match.start() - 30), match.start()
        ):
            told = TOLD.search(lower, match.start(), match.start("n"))
            yield match.start("n") if told else match.start(), match.end()
    for match in lower_matches(_BARE_UNIT, source):
        near = lower[max(0, match.start() - 60) : match.end() + 40]
        if is_example(lower, match.start()):
            continue
        sure = re.search(r"mol|/ml|/dl|mmhg|iu/l|minute", match[0])
        if re.match(
            r" (?:away|long|wide|deep|apart|tall plant|screen"
            r"|of )",
            lower[match.end() : match.end() + 12],
        ):
            continue
        if sure or (_BODY.search(near) and SOMEBODY.search(lower)):
            yield match.span()


_PROCEDURE = lazy(
    rf"(?i)(?<![A-Za-z])(?:{PROCEDURE}|surgery|operation|biopsy|transplant|replacement|repair"
    rf"|removal"
    r"|bypass|resection|ablation|graft|screens?|transfer|retrieval|ligation|fusion|hip"
    rf"|reconstruction|amputat(?:ed|ion)|electroconvulsive therapy|chemotherapy|radiotherapy"
    r"|angioplasty|lumbar puncture|intubat(?:ed|ion)|colposcopy|cbt|emdr|dbt|[a-z]{5,24})"
    rf"{_R}(?: failed)?(?: in (?:19|20)\d\d)?"
)
_PROCEDURE_NAMED = lazy(_PROCEDURE.pattern.replace("|[a-z]{5,24})", ")"))
_PROCEDURE_ENDS = ("ectomy", "ectomies", "oscopy", "ostomy", "tracheotomy", "oplasty", "centesis",
                   "cardioversion")  # fmt: skip
_BARE_HEADS = word_set(
    """surgery operation transplant replacement repair removal bypass resection ablation graft
    screen screens transfer retrieval ligation fusion hip reconstruction biopsy"""
)
"""Heads that need an adjective of medicine."""
_PROCEDURE_FIRST = (
    first_words(PROCEDURE)
    | _BARE_HEADS
    | word_set("amputated amputation electroconvulsive radiotherapy lumbar intubated cbt emdr"
        " dbt")
)  # fmt: skip
_BIRTH_NEEDS = (
    "pregnan", "expecting", "weeks", "ivf", "icsi", "iui", "miscarr", "abortion", "terminat",
    "stillb", "pink lines", "embryo", "egg ", "sperm", "donor", "surrog", "fertil", "due ",
    "breech",     "induced", " coil",
)  # fmt: skip
_BIRTH = lazy(
    r"(?i)(?<![A-Za-z])(?:(?:\w+|\d{1,2}(?:\+\d)?) weeks? (?:and \w+ days? )?(?:pregnant|along"
    r"|gone)"
    r"|(?:\d{1,2}|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|twenty) months? pregnant"
    r"|(?:(?:i|she|wife|sister|we)(?:['’]m|['’]s|['’]re| am| is| are|m)?|just) (?:now )?"
    r"(?P<p>pregnant|expecting)|pregnan(?:t|cy) with (?:twins|a \w+)|ivf(?: (?:cycle|round)s?)?"
    r"|icsi"
    r"(?: cycle)?|iui|miscarried|miscarriages?|had an? (?P<a>abortion|termination|stillbirth)"
    r"|stillbirth|(?:positive|negative) pregnancy test|two pink lines|frozen embryos?"
    r"|embryo transfer"
    r"|(?:two|three|four|five|six|\d) embryos?(?: left| frozen)?|egg (?:collection|retrieval"
    r"|freezing)"
    r"|sperm donor|donor eggs?|surrogate|surrogacy|infertil(?:e|ity)|fertility (?:clinic"
    r"|treatment)"
    r"|due (?:date )?(?:is )?(?:in|on) \w+(?: \d+)?(?= .{0,30}baby)|\d{1,2} weeks(?= (?:by then"
    r"|scan))"
    r"|breech|induced (?:labou?r )?at \d+ weeks|(?:mirena|copper) coil)(?![A-Za-z])"
)


@finder("en-procedure-name", _HEALTH)
def _procedure(source: Source) -> Iterator[Range]:
    """Find operations by their names, and what belongs to pregnancy and fertility."""
    if not lower_holds(SOMEBODY, source):
        return
    for number, start in starting(source, _PROCEDURE_FIRST, _PROCEDURE_ENDS):
        match = _PROCEDURE.match(source.text, start)
        if match is None or not someone(source, match.start()):
            continue
        head = back_over(source, number, ADJECTIVES)
        word = words(source)[number][2]
        known = word.endswith(_PROCEDURE_ENDS) or _PROCEDURE_NAMED.match(source.text, start)
        if not known or (word in _BARE_HEADS and head == start):
            continue
        if not _COMMON.fullmatch(source.text[head : match.end()]):
            yield head, match.end()
    if not any(need in source.lower for need in _BIRTH_NEEDS):
        return
    for match in matches(_BIRTH, source):
        if someone(source, match.start()):
            yield match.span("p" if match["p"] else "a" if match["a"] else 0)


_COMMON = lazy(
    r"(?i)(?:new|second|third|emergency|back|heart|left|right|open|knee|eye) (?:repair|removal"
    r"|operation|transfer|replacement|graft|fusion|screens?)|(?:hernia )?removal|dichotomy"
    r"|laparotomy"
    r"|lobotomy|.*second transfer|left hip|right hip|hip|new screens?|double (?:screens?"
    r"|transfer)"
    r"|secondary transfer|detox|did|rehab center"
)

RULES: tuple[Rule, ...] = (_measured, _procedure)
