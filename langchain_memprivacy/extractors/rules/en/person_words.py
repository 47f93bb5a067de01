"""Words around the names of persons: data for the rules on persons."""

from __future__ import annotations

from ..lazy import lazy
from .cue import word_set

NO_PERSON_AFTER = word_set(
    """fan fans bowl rules street avenue road lane drive court crescent close way place square
    gardens terrace park hill house lodge hotel inn arms hospital clinic school college
    university institute academy church cathedral chapel temple county city town village
    island islands river lake beach bay valley mountain mount bridge station airport port
    harbour harbor court stadium museum gallery library theatre theater centre center hall
    tower building ltd limited inc llc llp plc gmbh ag corp company co group holdings
    partners bank insurance brothers sons studios labs foundation trust council festival
    award prize cup trophy bar cafe café restaurant bakery kitchen farm haulage freight
    logistics solutions systems services shipping produce foods stores store market day
    eve season album tour film movie novel series book song show game edition theorem law
    equation disease syndrome method effect code layout switches version model pro plus
    max ultra cycle line express railway sonata symphony concerto etude prelude standard
    bread cake pie tea sauce gin whisky beer yard creek ct ave rd st dr ln blvd pl cres
    wharf quay mews scotia guest guests ordinance affairs fund underpants act scheme bucket"""
)

TITLES = word_set(
    """aunt auntie aunty uncle cousin niece nephew grandma grandpa granny nana gran brother
    sister brother-in-law sister-in-law mother-in-law father-in-law doctor nurse herr frau
    monsieur madame mme senor señor senora señora signor signora mdm madam mwalimu mzee
    mama baba oom tannie tante onkel oma opa whaea matua shri smt sri tan-sri dato datuk
    encik puan cik kuya big little daughter son grandson granddaughter chief sergeant sgt
    inspector constable captain capt lieutenant lt colonel col corporal cpl councillor
    cllr pok father fr pastor bishop deacon rev reverend rabbi imam sheikh justice
    magistrate attorney coach sensei ustad pandit swami didi bhai"""
)
"""Words before a name that take a capital themselves."""

MID = word_set(
    """grant dale frank jack bill rob ray nick bob matt harry tony juan tom mick lee kim sue pat
    gene dean earl drew ross clay miles wade troy angus kelly morgan wesley chris jay will
    mark kerry clare tara elsa alma ada luis diego asha hope grace faith jean robin wren
    mia ruby amber iris ivy lily daisy violet olive holly heather jade max penny drew gene
    carol jerry marian kelvin bonnie bertha nancy pedro wolfgang martin scarlett poppy
    linda shannon jimmy josh jules"""
)
"""Names that are words too, but hardly ever with a capital within a sentence."""

NO_ACTOR = word_set(
    """google apple amazon microsoft meta openai netflix uber airbnb spotify twitter facebook
    instagram whatsapp tiktok reddit slack zoom teams github linkedin paypal visa
    mastercard amex judge court police hospital clinic council bank revenue hmrc irs sars
    ato nhs hse mum mom mam dad granny gran nan nana grandma grandpa amma appa papa mama
    doctor nurse teacher boss manager landlord lawyer management everybody everyone
    somebody someone nobody nothing something people duolingo alexa siri chatgpt claude
    gemini copilot karma experian equifax transunion klarna monzo revolut barclays hsbc
    chase discover wells citi santander discord telegram signal trello jira notion excel
    word outlook gmail chrome firefox windows linux mac ios android instructions legal
    payroll reception security finance accounts marketing support app website system guy
    guys girls boys kids half most part mind wife husband sister brother son daughter
    friend neighbour neighbor colleague customer client patient one two three four five
    six first second third last next america britain england ireland scotland wales
    australia india china france germany congress parliament senate government brussels
    london paris washington moscow beijing catholic muslim hindu christian buddhist jew
    jewish sikh note reader poster text message page sir sirs madam chair examinations
    examiner committee board panel m-pesa mpesa temperature teller owner insurance form
    checklist tell x-ray landlord seller buyer customer cashier clerk secretary neighbour
    tenant driver chef barista pharmacist dentist surgeon vet plumber builder electrician
    mechanic agent broker recruiter interviewer professor lecturer principal coach trainer
    therapist counsellor psychiatrist midwife consultant specialist gp letter email report
    contract lease invoice article book study research science everyone's grandfather
    grandmother father mother aunt uncle cousin niece nephew brother-in-law
    apprentice founder cofounder router wikipedia techcrunch forbes bloomberg reuters helper
    assistant mozilla safari intern trainee supervisor driver courier editor director officer
    president minister mayor spokesman investor shareholder foreman recruit expert reviewer
    author narrator printer scanner server firewall modem laptop bitwarden keepass youtube
    quora wikihow pinterest vinted ebay etsy tinder bumble grammarly deepl copilot
    insurer insurers owners locum portal technician bookkeeper steam employee employees family
    families staff tenants guest guests visitor visitors parents pupils students teachers
    doctors nurses engineer engineers developer developers auditor auditors consultants vendor
    vendors supplier suppliers contractor contractors accountant porter porters cleaner cleaners
    housekeeping maintenance dispatch dispatcher treasurer caller callers buyers bidder bidders
    clients customers headquarters node postgres mysql top paste ask home landlords bosses
    kitchen production engineering operations procurement compliance logistics purchasing"""
)

KIN_ROLE = lazy(
    r"\b(?:wife|husband|spouse|partner|fianc|mother|mom|mum|mam|father|dad|sister|brother|son"
    r"|daughter|kid|child|baby|aunt|aunty?|auntie|uncle|niece|nephew|cousin|grand\w+|nan|nana|gran"
    r"|granny|girlfriend|boyfriend)\b"
)
"""The word for kin belongs to a name; that for a boss or a neighbour tells nothing."""

FICTION = lazy(
    r"(?:\b(?:novel|book|poem|song|album|film|movie|character|series|podcast|author|singer|actor"
    r"|actress|director|painter|composer|named after|fan of|written by|directed by|starring"
    r"|played by|saint|st\.?|feast of|poetry of|music of|like a|hurricane|storm|cyclone"
    r"|brand|recipe by|cookbook|the great|dog|cat|goat|horse|puppy|kitten|ask|fabric|font"
    r"|cartoon|show|band|reading|read|watching|watched|listening to)(?![a-z])[^.;!?\n]{0,14})\Z"
)
"""Right before a name that is no friend's: of a book, a song, a dog, a storm."""

ROLE = lazy(
    r"(?<![a-z-])(?:(?:(?:late|old|young|little|big|baby|elder|eldest|older|younger|youngest|twin"
    r"|former|acting|senior|junior|head|night|ward|staff|shop|floor|union|inmo|hr|account|case"
    r"|project|team|class|form|family|care) )?"
    r"(?:co-founder|cofounder|founder|(?:ex-|ex |late |step|grand|great-|half-|god|foster )?"
    r"(?:wife|husband|spouse|partner|girlfriend|boyfriend|fianc[eé]e?|mother|mom|mum|mam|amma"
    r"|appa"
    r"|father|dad|da|sister|brother|son|daughter|kid|child|baby|boy|girl|lad|aunt|auntie|aunty"
    r"|uncle|cousin|niece|nephew|grandmother|grandma|granny|nan|nana|gran|grandfather|grandpa"
    r"|grandad"
    r"|mother-in-law|father-in-law|sister-in-law|brother-in-law|daughter-in-law|son-in-law)"
    r"|cousin['’]s (?:boy|girl|son|daughter)|brother['’]s (?:wife|son)|sister['’]s (?:husband"
    r"|son)"
    r"|friend|mate|bestie|roommate|housemate|flatmate|neighbou?r|colleague|co-?worker|boss"
    r"|manager"
    r"|supervisor|mentor|tutor|teacher|principal|headteacher|professor|advisor|adviser|therapist"
    r"|counsell?or|psychiatrist|psychologist|doctor|dentist|oncologist|cardiologist|surgeon"
    r"|consultant|nurse|midwife|physio|lawyer|attorney|solicitor|barrister|advocate|accountant"
    r"|landlord|landlady|tenant|nanny|babysitter|sitter|carer|assistant|client|customer|patient"
    r"|student|pupil|intern|coach|pastor|priest|rabbi|imam|deacon|sponsor|foreman|supervisor"
    r"|rep|recruiter|agent|realtor|broker|sergeant|sgt\.?|inspector|constable|captain|capt\.?"
    r"|lieutenant|lt\.?|colonel|col\.?|corporal|cpl\.?|private|major|herr|frau|fr[äa]ulein"
    r"|monsieur"
    r"|madame|mme|mlle|se[nñ]ora?|sig\.?|signora?|mdm|madam|shri|smt|sri|tan sri|dato|datuk|encik"
    r"|puan|cik|mzee|mama|baba|oom|tannie|tante|onkel|oma|opa|nonna|nonno|abuela|abuelo|tía|tío"
    r"|tio"
    r"|tia|chacha|chachi|mama|mami|chithappa|chithi|periyappa|periyamma|thatha|paati|didi|bhaiya"
    r"|bhabhi|anna|akka|dada|dadi|nani|kuya|ate|lola|lolo|koko|whaea|matua|sir|dame|father|fr\.?"
    r"|sister|brother|sr\.?|br\.?|rev\.?|reverend|bishop|dr\.?|doctor|prof\.?|professor|mr\.?"
    r"|mrs\.?"
    r"|ms\.?|miss|mx\.?|pok|phk|khk|officer|detective|judge|magistrate|justice|councillor"
    r"|cllr\.?)"
    r" )+\Z"
)
"""Right before a name: who the person is to the user or to a company."""

HUMAN = lazy(
    r"(?:,? (?:also |just |never |always |still |even |already |only |finally |then )?(?:says"
    r"|said"
    r"|told|tells|thinks|thought|wants|wanted|knows|knew|texted|texts|rang|reckons|reckoned|wrote"
    r"|replied|cried|laughed|asked|asks|loves|hates|promised|swears|swore|moved in|died|married"
    r"|insists|insisted|admitted|apologised|apologized|phoned|messaged|whatsapped|emailed|snores"
    r"|typed|forgot|whispered|shouted|yelled|smiled|hugged|kissed|owes|lent|earns|retired"
    r"|resigned"
    r"|brings|cooks|doesn['’]t know|did(?:n['’]t)? (?:come|know|say|ask|tell|want))(?![a-z])"
    r"|['’]s (?:mother|mum|mom|father|dad|parents|wife|husband|sister|brother|son|daughter|kids"
    r"|birthday|wedding|funeral|lawyer|boss|house|place|flat|phone|number|idea|statement|voice)"
    r"(?![a-z])"
    r"|,? (?:my|our|her|his|the) (?:old |new |former |late |ex-|little |big )?(?:boss|lead|wife"
    r"|husband|sister|brother|mum|mom|dad|son|daughter|cousin|neighbou?r|colleague|manager|friend"
    r"|mate|lawyer|accountant|landlord|landlady|tenant|doctor|nurse|surgeon|anaesthetist|teacher"
    r"|plumber|electrician|builder|sponsor|therapist|supervisor|partner|fianc[ée]e?)(?![a-z])"
    r"| in (?:payroll|hr|accounts|finance|legal|it|sales|dispatch|marketing|reception)(?![a-z])"
    r"|(?:,? -? ?| [-–] )(?:aunt|uncle|wife|husband|mother|father|stepfather|stepmother|sister"
    r"|brother|son|daughter|cousin|niece|nephew|neighbou?r|partner|grandmother|grandfather"
    r"|brother-in-law|sister-in-law|mother-in-law|father-in-law|friend)(?= ?[,;)\n–-]|\Z)"
    r"|(?:, | \()[1-9]\d\)?(?= ?(?:[,.;)\n]|\Z)))"
)
"""Right behind a name: what only people do or have."""

CALLED = lazy(
    r"(?:(?:^|[\n\"“])(?:dear|hi|hello|hey|attn:?|cc:?|guest:?|owner:?|tenant:?|contact:?"
    r"|signed:?)"
    r"|\b(?:named|called|name['’]?s|name is|name was|name of|signed by|ref(?:erence)? ?[=:]"
    r"|contact:"
    r"|next of kin:?|emergency (?:contact|person)(?: is)?:?|officer is|attorney is|lawyer is"
    r"|mediator|counsel:|opposite|married|engaged to|dating|divorced|divorcing|seeing"
    r"|letter to|copy:|notice to|addressed to|goes to|beneficiary:?|guarantor:?|tell|texted|rang"
    r"|phoned|ping|swap with|covered by)) \Z"
)
"""Right before a name: that it is one."""

CULTURE = lazy(
    r"\b(?:sang|sings|singers?|songs?|albums?|lyric\w*|bands?|novels?|memoirs?|movies?|films?"
    r"|actors?|actress\w*|starring|plays the|played the|characters?|authors?|book club"
    r"|poets?|poems?|poetry|stor(?:y|ies) by|written (?:by|with)|directed|nobel|laureates?"
    r"|slams?|clutch|world cup|scored|striker|detectives?|in fiction|mythology|opera"
    r"|painters?|paintings?|inventor|invented|who won|biograph\w+|marbles|direct object|grammar"
    r"|set theory|problem \d|how do you (?:pronounce|spell)|middle name|(?:baby|cat|dog|pet|boy"
    r"|girl) "
    r"names|what is it in|six wives|philosopher|supreme court|ceo of"
    r"|named after)\b"
)
"""What is said of books, films, history and grammar, whose people are public."""
