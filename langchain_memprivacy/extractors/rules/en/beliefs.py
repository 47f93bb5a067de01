"""Origin, belief, party and orientation, stated of the user or of somebody close."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_matches, matches
from ..rule import Range, Rule, finder
from ..source import Source
from .cue import word_set
from .tokens import words

_SENSITIVE = PrivacyType.SENSITIVE_IDENTITY

_RELIGION = word_set(
    """catholic protestant anglican episcopalian presbyterian methodist baptist lutheran
    calvinist pentecostal evangelical quaker mormon adventist mennonite amish orthodox
    coptic maronite jew jewish hasidic muslim sunni shia shiite ismaili ahmadi sufi
    alawite druze hindu sikh jain parsi zoroastrian buddhist taoist daoist shinto bahai
    baha'i rastafarian rasta wiccan pagan atheist agnostic scientologist christian
    jehovah's vaishnav lingayat brahmin brahmins brahman dalit kayastha kshatriya vaishya
    reddy nair ezhava jat rajput maratha marthoma catholics muslims sikhs hindus jews
    christians quakers methodists unitarian anabaptist moravian apostolic zionist"""
)
_ORIGIN = word_set(
    """tamil telugu punjabi bengali gujarati marathi malayali kannadiga sindhi kashmiri bihari
    adivasi santal gond naga mizo khasi han hakka hokkien peranakan teochew cantonese
    uyghur uighur hui zhuang tibetan mongol manchu ainu burakumin zainichi igbo yoruba
    hausa fulani efik ibibio tiv ijaw kikuyu luo luhya kamba kalenjin maasai masai zulu
    xhosa sotho tswana ndebele shona venda tsonga swazi afrikaner coloured khoisan griqua
    akan ashanti ewe ga dagomba wolof serer mandinka tuareg berber amazigh kabyle tutsi
    hutu baganda acholi oromo amhara tigrayan somali yolngu wiradjuri noongar koori murri
    arrernte pitjantjatjara aboriginal torres māori maori ngāi ngāpuhi ngāti ngati ngai
    tainui samoan tongan fijian pasifika inuit métis metis cree ojibwe anishinaabe haida
    mi'kmaq mohawk navajo diné cherokee lakota sioux apache choctaw hopi quechua aymara
    mapuche guarani maya mayan nahua zapotec garifuna latino latina latinx hispanic
    chicano chicana sámi sami roma romani traveller travellers gypsy sinti basque catalan
    breton kurd kurdish yazidi assyrian armenian circassian chechen tatar crimean
    crimean-tatar ashkenazi sephardi mizrahi palestinian bedouin hazara pashtun tajik
    uzbek baloch balochi rohingya karen hmong khmer cham kinh javanese sundanese batak
    minangkabau bugis dayak kadazan ilocano cebuano visayan tagalog igorot lumad moro
    sinhalese burgher anglo-indian eurasian black biracial mixed-race asian arab persian
    jamaican"""
)
_POLITICS = word_set(
    """republican democrat tory conservative labour socialist communist marxist libertarian
    anarchist trumpist maga brexiteer remainer corbynite leftist fidesz bjp congress-party
    anc eff snp plaid lib dem greens monarchist unionist nationalist separatist feminist"""
)
_ORIENTATION = word_set(
    """gay lesbian bi bisexual queer pansexual asexual demisexual homosexual aromantic trans
    transgender transsexual intersex nonbinary non-binary genderqueer genderfluid enby
    closeted"""
)
_ALL = {
    **dict.fromkeys(_RELIGION, "faith"),
    **dict.fromkeys(_ORIGIN, "origin"),
    **dict.fromkeys(_POLITICS, "party"),
    **dict.fromkeys(_ORIENTATION, "love"),
}
_ADJECTIVE = word_set(
    """devout lapsed strict orthodox reform conservative born-again
    high-church low-church roman irish polish greek russian ukrainian punjabi tamil
    gujarati bengali shia sunni registered lifelong staunch card-carrying paid-up secular
    cultural liberal progressive secret openly half full part quarter bahamian ethnic
    proud old-school southern free reformed ethiopian coptic syrian hokkien cantonese
    sephardic african american north irish"""
)
_NOUN = lazy(
    r"(?: ?\((?:lapsed|non-practi[sc]ing|retired)\))?(?:[ -](?:(?:and|/) )?(?:muslims?|hindus?"
    r"|sikhs?|jews?"
    r"|christians?|catholics?|buddhists?|brahmins?|peranakan|orthodox|party member|party|member"
    r"|voter|witness"
    r"|witnesses|deacon|descent|origin|heritage|ancestry|islander|tahu|porou|whātua|kahungunu"
    r"|raukawa|man"
    r"|woman|guy|republican|democrat|church|baptist|anglican|councillor|couple|catholic))*"
    r"(?: since (?:19|20)\d\d)?"
)
_STATED = lazy(
    r"(?:\b(?:im|hes|shes|i|we|he|she|they|mother|father|mum|mom|dad|wife|husband|partner"
    r"|family|parents"
    r"|gran\w*|side"
    r"|people|ancestors|in-laws|kids|son|daughter|sister|brother|aunt|uncle|boss|who)"
    r"(?:['’](?:m|re|s|ve)| am| are| is| was| were|['’]ve been| have been| grew up)?"
    r"(?: (?:a|an|the|all|both|also|still|very|really|just|only|secretly|openly|raised"
    r"|brought up|born"
    r"|not out|out as|from a|into|of|both|came out as|coming out as|been|my|our|married a"
    r"|dating a|keep"
    r"|technically|actually|proudly|old school|old-school|registered as|converted to"
    r"|identify as|identifies"
    r"|as|put|wrote|ticked|said|vote|votes|voted|voting|joined|in|them|my|best))*"
    r"|\b(?:religion|ethnicity|race|faith|party|orientation|origin|tribe|caste|community"
    r"|denomination)\b"
    r"[^.\n]{0,44}|\bas an?|\b(?:i['’]ve|he['’]s|she['’]s) been an?|\bmy|\bit['’]s|,"
    r"|\bbeing(?: an?)?"
    r"|\bcame out(?: as)?|\bconverted to|\bold school|\bwrote|\bput|\bcards and|^|\.) ?\Z"
)
_WEAK = word_set("christian black asian mixed-race democrat conservative labour socialist arab"
    " orthodox"
                 " traveller travellers bi feminist nationalist liberal evangelical pagan maya"
                 " karen han"
                 " anglican roma persian jamaican eff dem lib greens anc ga ewe reddy nair jat"
                 " orthodox"
                 " sami naga gond hui cree metis samoan moro apache navajo mohawk"
                 " cantonese tamil"
                 " punjabi bengali gujarati marathi telugu sindhi hindu catalan basque armenian"
                 " somali"
                 " hispanic latino maori māori tibetan hokkien buddhist jewish jew catholic"
                 " muslim queer"
                 " republican gay")  # fmt: skip
_PERSON_CUE = lazy(
    r"\b(?:i['’]?m|i am|im|we['’]?re|we are|he['’]?s|she['’]?s|he is|she is|hes|shes|they['’]re"
    r"|i was|she was"
    r"|he was|was|were|is|are|as an?|raised|brought up|family|side|my|our|wrote|put|religion"
    r"|faith|been an?"
    r"|ethnicity|race|came out|converted|out as|practi[sc]ing|lapsed|registered|member"
    r"|vote[sd]?|voting)\b"
    r"[^.!?\n]{0,34}\Z"
)
_NOT_PERSON = lazy(
    r" (?:belt|food|cuisine|music|restaurant|film|movie|novel|cinema|literature|language|lessons?"
    r"|class|friday"
    r"|day|history|art|holiday|new year|calendar|recipes?|dish|dishes|rug|coffee|tea|script"
    r"|font|flag|pride"
    r"|studies|festival|school uniform|mythology|sauce|tv|country|republic|army|forest|theology"
    r"|rite"
    r"|bar|club|tape|friend of|market|box|hole|jeans|suit|shoes|cat|dog|tie|dress|pepper|screen)"
)


@finder("en-belief-form", _SENSITIVE)
def _belief(source: Source) -> Iterator[Range]:
    """Find "I'm Polish Catholic", "she's Punjabi Sikh", "a registered Republican"."""
    row, lower = words(source), source.lower
    done = -1
    for number, (start, end, word) in enumerate(row):
        kind = _ALL.get(word)
        if kind is None or start < done:
            continue
        head = start
        for back in (number - 1, number - 2):
            if (
                back >= 0
                and row[back][2] in _ADJECTIVE | _ALL.keys()
                and lower[row[back][1] : head] == " "
            ):
                head = row[back][0]
            else:
                break
        shout = source.text[head:end].isupper() and end - start > 2
        named = kind == "faith" and re.match(r" [A-Z][a-z]+", source.text[end : end + 20])
        if (
            _NOT_PERSON.match(lower, end)
            or shout
            or (
                named and not _NOUN.match(lower, end)[0]  # type: ignore[index]  # matches the empty string
            )
        ):
            continue
        before = lower[max(0, head - 60) : head]
        sure = _STATED.search(before) and _PERSON_CUE.search(before)
        odd = word not in _WEAK and kind in {"origin", "love"} and source.text[start].isupper()
        if not sure and not (
            odd and (before == "" or before[-2:] in {", ", "s ", ". ", ": ", "- "})
        ):
            continue
        if kind in {"party", "faith", "origin"} and source.text[start].islower() and not sure:
            continue
        tail = _NOUN.match(lower, end)
        done = tail.end() if tail else end
        yield head, done


_PARTY = lazy(
    r"(?<![\w])(?:(?:Communist|Socialist|Labour|Conservative|National|Liberal|Democratic"
    r"|Republican|Green|Greens"
    r"|Reform|Libertarian|Workers['’]?|People['’]s|Action|Freedom|Justice|Progressive|Congress"
    r"|Alliance|Vox"
    r"|Fidesz|BJP|ANC|EFF|PAP|DAP|UMNO|AfD|SPD|CDU|FDP|PiS|SNP|DUP|Sinn F[ée]in|Fianna F[áa]il"
    r"|Fine Gael|Plaid"
    r"|Tory|Janata|Shiv Sena|AAP|PDP|APC|LDP|KMT|DPP)(?: (?:Party"
    r"|Democrats?))?(?: of (?:the )?[A-Z][a-z]+(?: [A-Z]"
    r"[a-z]+)?)?(?: (?:member(?:ship)?(?: since (?:19|20)\d\d)?|voter|councillor|card|branch"
    r"|supporter))"
    r"|(?:Communist|Socialist|Labour|Conservative|National|Liberal|Democratic"
    r"|Green) Party(?: of (?:the )?[A-Z][a-z]+)?)"
)
_IN_PARTY = lazy(
    r"\b(?:i|my|our|we|he|she|uncle|aunt|dad|father|mother|mum|was in the|joined"
    r"|member|since)\b"
)
_FAITHFUL = lazy(
    r"(?<![a-z])(?:jehovah['’]s witness(?:es)?|prayed five times a day|pray five times a day"
    r"|keep kosher"
    r"|keep halal|seventh[- ]day adventists?|(?:in|out of) the closet|came out (?:as [a-z]+"
    r"|to (?:my|his|her)"
    r" [a-z]+)|(?:going to|go to|goes to) mass (?:every|each) \w+|born again christian"
    r"|people are [a-zà-ÿ]+"
    r"|(?:registered|lifelong|card-carrying|paid-up) [a-z]+ (?:party )?(?:member|voter"
    r"|supporter)?"
    r"|missionary baptist|(?:mt\.|mount) \w+ missionary baptist)(?![a-z])"
)


@finder("en-party-form", _SENSITIVE)
def _party(source: Source) -> Iterator[Range]:
    """Find parties people belong to, and customs that name a faith."""
    for match in matches(_PARTY, source):
        if _IN_PARTY.search(source.lower, max(0, match.start() - 60), match.end() + 20):
            yield match.span()
    for match in lower_matches(_FAITHFUL, source):
        if not re.match(r"people are (?!s[áa]mi|from)", match[0]) or re.search(
            r"(?:mother|father|mum|dad"
            r"|gran\w*)['’]s \Z",
            source.lower[max(0, match.start() - 16) : match.start()],
        ):
            yield match.span()


RULES: tuple[Rule, ...] = (_belief, _party)
