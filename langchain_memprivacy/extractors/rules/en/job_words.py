"""Occupations and the fields they are in: data for the rules on jobs."""

from __future__ import annotations

from .cue import word_set

HEADS = word_set(
    """engineer developer programmer manager director analyst accountant nurse teacher professor
    lecturer consultant designer scientist researcher technician administrator officer
    assistant associate specialist coordinator supervisor executive paralegal lawyer
    attorney solicitor chef cook barista driver electrician plumber welder mechanic
    pharmacist physician surgeon therapist counsellor counselor librarian editor
    journalist reporter photographer rep representative cashier clerk receptionist buyer
    planner architect auditor banker broker trader underwriter adjuster agent recruiter
    trainer instructor firefighter paramedic detective sergeant janitor custodian
    caretaker intern apprentice postdoc superintendent bookkeeper controller strategist
    biologist chemist physicist economist psychologist radiologist cardiologist midwife
    dentist veterinarian hygienist paediatrician pediatrician translator interpreter
    steward stewardess dispatcher foreman inspector surveyor actuary bartender councillor
    councilor registrar anaesthetist physiotherapist physio operator fitter machinist
    roofer carpenter joiner plasterer bricklayer labourer porter housekeeper warden
    superviser headteacher headmistress headmaster principal partner founder co-founder
    owner chairman chair chairperson president secretary treasurer deacon pastor sister
    lead head manageress fellow sommelier waitress waiter baker butcher seamstress tailor
    farmer fisherman miner sailor captain lieutenant corporal constable barrister
    magistrate notary cleaner gardener guard seller salesman saleswoman salesperson
    merchandiser curator archivist producer copywriter illustrator animator dietitian
    nutritionist optometrist podiatrist radiographer phlebotomist sonographer carer nanny
    au-pair tutor conductor musician violinist cellist pianist photojournalist"""
)

FIELDS = word_set(
    """senior junior lead principal staff chief associate assistant deputy regional registered
    licensed certified chartered software data civil mechanical electrical chemical
    structural product project programme program marketing financial finance sales hr
    human resources icu er pediatric paediatric primary school high middle elementary
    kindergarten maths math science english history physics veterinary dental medical
    clinical research operations security network systems devops machine learning backend
    frontend full-stack qa ux ui graphic interior tax insurance mortgage estate real
    investment police truck bus train airline family criminal divorce immigration
    corporate patent executive administrative account customer success hardware aerospace
    nuclear petroleum process quality supply chain logistics warehouse store branch case
    dock ward night shift charge theatre district county town city parish borough fleet
    terminal dispatch yard line kitchen sous pastry head second first third trainee
    apprentice retired former acting interim managing general country area site plant
    production quantity building site land legal communications press media digital
    content social community brand creative art technical support service desk help field
    test release cloud platform infrastructure solutions enterprise information compliance
    risk audit credit treasury payroll accounts procurement purchasing stock inventory
    facilities facility maintenance office executive personal private public health
    occupational speech language mental psychiatric geriatric neonatal ob-gyn orthopaedic
    orthopedic cardiac emergency trauma flight cabin crew chief marine deck ship's crane
    forklift lorry taxi delivery postal mail post electoral electorate union housing
    social youth early years childcare special needs teaching learning curriculum visiting
    adjunct full tenured postdoctoral doctoral graduate site safety environmental water
    energy solar wind oil gas drilling mining reservoir geotechnical design film tv radio
    sound news sports managing copy sub vice team group global international national area
    hotel restaurant bar front house food beverage floor retail shop department
    merchandising wholesale export import customs freight shipping port harbour fire
    rescue prison probation border intelligence it ict sap java python web mobile game
    embedded firmware rf hardware asic silicon asset wealth portfolio fund hedge equity
    relationship private commercial retail business development strategy innovation
    research policy government affairs relations growth performance talent learning
    culture member junior-doctor of and & ii iii sr jr non-executive executive freelance
    contract part-time full-time dairy sheep beef crop wine fruit veterinary equine stud
    pet dog loan claims actuarial pensions benefits welfare"""
)
