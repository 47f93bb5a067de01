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
