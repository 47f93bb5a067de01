"""Employers, job titles, schools and classes, by English cue words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy
from ..rule import Range, Rule, finder
from ..source import Source
from .cue import KIN, LOWER, UPPER, clause_before, cued, occurrences, word_set

_BACKGROUND = PrivacyType.IDENTITY_BACKGROUND

_ORG_WORD = (
    rf"(?:[{UPPER}](?:[{UPPER}{LOWER}\d]|[&'’.-](?=[{UPPER}{LOWER}\d])){{0,24}}|\d[A-Z][a-z]+)"
)
_ORG = (
    rf"(?:(?:St\. )?{_ORG_WORD}(?: (?:(?:of|and|the|for|de|at) (?:the )?|& "
    rf"|\+ )?{_ORG_WORD}){{0,5}})"
)
_NOT_ORG = word_set(
    """respondent claimant defendant
    home night nights work monday tuesday wednesday thursday friday saturday sunday i myself
    least all once first last times christmas easter ramadan the a an this that my january february
    march april may june july august september october november december english python java
    sql excel javascript react math god jesus"""
)
_OCCUPATION = (
    r"(?:engineer|developer|programmer|manager|director|analyst|accountant|nurse|teacher|professor"
    r"|lecturer|consultant|designer|scientist|researcher|technician|administrator|officer|assistant"
    r"|associate|specialist|coordinator|supervisor|executive|paralegal|lawyer|attorney"
    r"|solicitor|chef"
    r"|cook|barista|driver|pilot|electrician|plumber|welder|mechanic|pharmacist|doctor|physician"
    r"|surgeon|resident|therapist|counsell?or|librarian|editor|writer|journalist|reporter"
    r"|photographer"
    r"|rep|representative|cashier|clerk|receptionist|buyer|planner|architect|auditor|banker|broker"
    r"|trader|underwriter|adjuster|agent|recruiter|trainer|instructor|principal|guard|firefighter"
    r"|paramedic|detective|sergeant|janitor|custodian|caretaker|intern|apprentice|postdoc"
    r"|ceo|cto|cfo"
    r"|coo|ciso|vp|vice president|head of [a-z]{2,20}|superintendent|bookkeeper|controller"
    r"|strategist"
    r"|biologist|chemist|physicist|economist|psychologist|radiologist|cardiologist|midwife|dentist"
    r"|veterinarian|hygienist|paediatrician|pediatrician|translator|interpreter|steward|stewardess"
    r"|flight attendant|dispatcher|foreman|inspector|surveyor|actuary|sous chef|bartender|server)"
    r"(?![a-z])"
)
_TITLE = rf"(?:(?:[A-Za-z][A-Za-z/&-]{{1,16}} ){{0,4}}?{_OCCUPATION})"
_FIELDS = (
    r"(?:senior|junior|lead|principal|staff|chief|associate|assistant|deputy|regional"
    r"|registered|licensed"
    r"|certified|chartered|software|data|civil|mechanical|electrical|chemical|structural"
    r"|product|project"
    r"|program|programme|marketing|financial|finance|sales|hr|human resources|icu|er|pediatric"
    r"|paediatric"
    r"|primary school|high school|middle school|elementary school|kindergarten|maths?"
    r"|science|english"
    r"|history|physics|veterinary|dental|medical|clinical|research|operations|security"
    r"|network|systems"
    r"|devops|machine learning|backend|frontend|front-end|back-end|full-stack|qa|ux|ui|graphic"
    r"|interior"
    r"|tax|insurance|mortgage|real estate|investment|police|truck|bus|train|airline|family|criminal"
    r"|divorce|immigration|corporate|patent|executive|administrative|account|customer success"
    r"|hardware"
    r"|aerospace|nuclear|petroleum|process|quality|supply chain|logistics|warehouse|store"
    r"|branch|case)"
)


def _org_range(text: str, start: int, end: int) -> Range | None:
    """Return the range of an organisation's name unless its first word is none."""
    first = re.match(r"[\w'’-]+", text[start:end])
    if first is None or first[0].lower() in _NOT_ORG or re.match(r"\w+['’]s\Z", text[start:end]):
        return None
    for word in re.finditer(r" (\S+)", text[start:end]):
        if word[1].lower() in _NOT_ORG - {"the", "a", "may"}:
            return start, start + word.start()
    return start, end


_WORK_CUES = ("work at", "work for", "works at", "works for", "working at", "working for",
              "worked at", "worked for", "employed by", "employed at", "employer is",
              "employer:", "employer was", "hired by", "my company", "our company", "laid off from",
              "fired from", "interning at", "company:", "job at", "internship at",
              "joined")  # fmt: skip
_AT_ORG = lazy(rf"(?:,|\sis|\sis called|\snamed)?\s{{1,2}}(?:the )?(?P<v>{_ORG})")
_WORKER = lazy(
    rf"(?:\b(?:i|we|i['’]m|i['’]ve|i have|he|she|my|our|me|been|was|am|are|got|currently|also"
    rf"|who|{KIN}(?: [a-z]+)?)"
    r"(?: (?:currently|now|also|just|still|recently|had|have|has|got|was|been|am|is|used to"
    r"|new|old|full-time"
    r"|last|a|an|the|dream|first)){0,3}|[\n(]|^|and|,) ?\Z"
)


_PLATFORM = lazy(
    r"(?:Google (?:Meet|Classroom|Group)|Zoom|Microsoft Teams|Teams|Slack|Discord|Twitter|X"
    r"|Facebook|Instagram|Reddit|LinkedIn|TikTok|WhatsApp|Telegram|Signal|Skype|Webex|Mastodon"
    r"|Bluesky"
    r"|Twitch|Tinder|Bumble|Hinge|Strava|Duolingo|GitHub|Snapchat|Pinterest|Tumblr|Kahoot)\b"
)
"""What one joins without being employed there."""


@finder("en-employer", _BACKGROUND, needs=_WORK_CUES)
def _employer(source: Source) -> Iterator[Range]:
    """Find the capitalised name behind "I work at" and "my employer is"."""
    for start, end in occurrences(source, _WORK_CUES):
        match = _AT_ORG.match(source.text, end)
        if match is None or not _WORKER.search(source.lower, max(0, start - 48), start):
            continue
        if source.lower[start:end] == "joined" and _PLATFORM.match(match["v"]):
            continue
        found = _org_range(source.text, *match.span("v"))
        if found is not None:
            yield found


_ROLE_CUES = ("i'm a ", "i'm an ", "i’m a ", "i’m an ", "i am a ", "i am an ", "as a ", "as an ",
              "as the ", "is a ", "is an ", "i'm the ", "i am the ", "im a ", "was a ",
              "promoted to ", "became a ")  # fmt: skip
_ROLE = lazy(rf"(?P<title>(?i:{_TITLE}))(?: (?:at|for|with) (?:the )?(?P<org>{_ORG}))?")
_ROLE_ALONE = lazy(rf"(?i:(?:{_FIELDS} ){{1,4}}{_OCCUPATION})")
_FIRST_PERSON = lazy(rf"\b(?:i|i['’]m|i['’]ve|im|my|me|{KIN})\b")


# Behind "I work as a" any word is a job, known or not; "my script works as a" names none.
_WORKS_AS = lazy(
    rf"\b(?:i|i['’](?:m|ve|d)|im|he|she|who|and|{KIN})"
    r"(?: (?:currently|now|also|just|still|have|had|has|used to|been|am|is|was)){0,2}"
    r" (?:worked|working|works?) \Z"
)
_ANY_ROLE = lazy(
    rf"(?P<title>[a-z][a-z/&-]{{2,20}}(?: [a-z][a-z/&-]{{1,20}}){{0,3}}?) at"
    rf" (?:the )?(?P<org>{_ORG})"
)


@finder("en-job-title", _BACKGROUND, needs=_ROLE_CUES)
def _job(source: Source) -> Iterator[Range]:
    """Find "senior accountant" and its employer; one plain word stays with the employer."""
    for start, end in occurrences(source, _ROLE_CUES):
        match = _ROLE.match(source.text, end)
        if (
            source.lower.startswith("as a", start)
            and (match is None or not match["org"])
            and _WORKS_AS.search(source.lower, max(0, start - 60), start)
        ):
            match = _ANY_ROLE.match(source.text, end) or match
        if match is None or not _FIRST_PERSON.search(clause_before(source, start + 3)):
            continue
        org = _org_range(source.text, *match.span("org")) if match["org"] else None
        known = _ROLE_ALONE.match(source.text, end)
        if org is None:
            if known and " " in known[0]:
                yield known.span()
        elif " " in match["title"]:
            yield match.span("title")
            yield org
        else:
            yield match.start("title"), org[1]


_SCHOOL = (
    rf"(?:(?:the )?(?:University|College|Institute|School) of (?:the )?{_ORG_WORD}(?: (?:and "
    rf"|of )?{_ORG_WORD}){{0,3}}"
    rf"|(?:{_ORG_WORD} ){{1,4}}?(?:Elementary(?: School)?|High(?: School)?|Middle(?: School)?"
    rf"|Primary(?: School)?"
    r"|Grammar School|Academy|University|College|Institute(?: of Technology)?|Kindergarten"
    r"|Preschool|Prep"
    r"|Secondary(?: School)?|State|Tech|School)(?![a-z])|MIT|ETH|UCLA|NYU|LSE|UCL|Harvard|Yale"
    r"|Stanford|Oxford|Cambridge)"
)
_SCHOOL_TAIL = rf"\s(?:[a-z ]{{2,30}} )?(?:at|from|to|in|of)?\s?(?:the )?(?P<v>{_SCHOOL})"
_GRADE = (
    r"(?:\d{1,2}(?:st|nd|rd|th) grade|(?:grade|year|form|class) \d{1,2}[A-Z]?|kindergarten"
    r"|preschool|first grade|second grade|third grade|fourth grade|fifth grade|sixth grade"
    r"|reception)"
)

_GRADE_CUES = ("1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th", "11th",
               "12th", "grade", "year", "form",
               "class", "kindergarten", "preschool", "reception", "first", "second", "third",
               "fourth", "fifth", "sixth")  # fmt: skip
_GRADE_AT = lazy(rf"(?i:{_GRADE}) (?:at|in) (?:the )?{_SCHOOL}")


@finder(
    "en-grade",
    _BACKGROUND,
    needs=("grade", "year ", "form ", "class ", "kindergarten", "preschool", "reception"),
)
def _grade(source: Source) -> Iterator[Range]:
    """Find "3rd grade at Brookfield Elementary"."""
    for start, _ in occurrences(source, _GRADE_CUES):
        match = _GRADE_AT.match(source.text, start)
        if match:
            yield match.span()


RULES: tuple[Rule, ...] = (
    _employer,
    _job,
    cued(
        "en-job-label",
        _BACKGROUND,
        ("job title", "occupation", "my position", "current role", "profession", "my role",
         "my title"),
        r"(?:\s?[:=]\s{0,2}|\sis\s)(?:an? )?(?P<v>[A-Za-z][A-Za-z&/-]{2,20}"
        r"(?: [A-Za-z&/-]{2,20}){1,5}?)(?=\s*(?:$|[,.;\n(]|\b(?:at|and|in|for)\b))",
        accept=lambda m: re.search(rf"(?i){_OCCUPATION}|head of|owner"
                                   rf"|lead$|partner", m["v"]) is not None,
    ),
    cued(
        "en-school",
        _BACKGROUND,
        ("study", "studied", "studying", "studies", "student", "attend", "attends", "attending",
         "enrolled", "graduated", "degree", "alumna", "alumnus", "alum", "goes", "go", "freshman",
         "sophomore", "senior", "junior", "undergrad", "phd", "master's", "masters", "bachelor's",
         "teach", "teaches", "admitted", "accepted", "diploma", "dropped out"),
        _SCHOOL_TAIL,
        before=rf"(?:\b(?:i|i['’]m|im|my|me|am|he|she|who|and|also|was|is|an?|just|got"
               rf"|currently|{KIN}(?: [a-z'-]+)?)(?: (?:a|an|currently|just|also|am|is|year"
               rf"|first-year|final-year|second-year|third-year|graduate|grad|phd|got|recently"
               rf"|been|have)){{0,3}} )",
        accept=lambda m: "High School Musical" not in m.string,
    ),
    _grade,
)  # fmt: skip
