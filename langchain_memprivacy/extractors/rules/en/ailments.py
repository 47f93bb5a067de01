"""Names of conditions, procedures and medicines: data for the health rules."""

from __future__ import annotations

from ..lazy import lazy


def _any(words: str) -> str:
    """Join the lines of a list to alternatives, longest first."""
    rows = [row.strip() for row in words.strip().split("\n") if row.strip()]
    return "|".join(sorted(" | ".join(rows).split(" | "), key=len, reverse=True))


CONDITION = _any(
    r"""
    diabetes | prediabetes | pre-diabetes | gestational diabetes | hypertension
    high blood pressure
    hypotension | asthma | copd | emphysema | bronchitis | pneumonia | tuberculosis | sarcoidosis
    cystic fibrosis | pulmonary embolism | sleep apnea | sleep apnoea | narcolepsy
    insomnia disorder
    depression | depressive disorder | depressive episode | anxiety disorder | panic disorder
    ptsd | c-ptsd
    ocd | adhd | add | autism | asperger's | bipolar | bipolar disorder | bipolar depression
    schizophrenia
    schizoaffective disorder | borderline personality disorder | bpd | anorexia | bulimia
    eating disorder | binge eating disorder | body dysmorphia | gender dysphoria
    postpartum depression
    psychosis | dissociative identity disorder | agoraphobia | social anxiety disorder
    social anxiety
    generalized anxiety | generalized anxiety disorder | panic attacks | alcoholism
    alcohol use disorder
    opioid addiction | heroin addiction | gambling addiction | dementia | alzheimer's | parkinson's
    huntington's | als | multiple sclerosis | ms | epilepsy | seizures | migraines
    cluster headaches
    trigeminal neuralgia | neuropathy | carpal tunnel | sciatica | fibromyalgia
    chronic fatigue syndrome
    long covid | lupus | arthritis | rheumatoid arthritis | psoriatic arthritis | osteoarthritis
    osteoporosis | gout | scoliosis | herniated disc | slipped disc | ankylosing spondylitis | eds
    pots | endometriosis | pcos | fibroids | uterine fibroids | ovarian cysts | infertility
    menopause
    preeclampsia | pre-eclampsia | ectopic pregnancy | erectile dysfunction | low testosterone
    prostatitis | bph | hiv | aids | hpv | herpes | genital herpes | chlamydia | gonorrhea
    gonorrhoea
    syphilis | hepatitis a | hepatitis b | hepatitis c | cirrhosis | fatty liver
    fatty liver disease | pancreatitis
    gallstones | kidney stones | kidney disease | chronic kidney disease | kidney failure
    renal failure
    crohn's | colitis | ulcerative colitis | ibs | ibd | celiac disease | coeliac disease
    gerd | acid reflux
    gastritis | gastroparesis | stomach ulcers | stomach ulcer | diverticulitis | hemorrhoids
    haemorrhoids
    hypothyroidism | hyperthyroidism | hashimoto's | graves' disease | addison's | cushing's
    anemia | anaemia
    sickle cell | sickle cell anemia | hemophilia | haemophilia | thalassemia | thrombosis
    deep vein thrombosis
    blood clots | blood clot | arrhythmia | atrial fibrillation | afib | angina | heart failure
    heart disease
    coronary artery disease | heart murmur | cardiomyopathy | aneurysm | heart attack | stroke | tia
    cancer | breast cancer | lung cancer | prostate cancer | colon cancer | bowel cancer
    ovarian cancer
    cervical cancer | thyroid cancer | skin cancer | pancreatic cancer | bladder cancer
    brain tumor
    brain tumour | tumor | tumour | melanoma | lymphoma | leukemia | leukaemia | myeloma
    glioblastoma
    eczema | psoriasis | rosacea | shingles | vitiligo | hidradenitis suppurativa | glaucoma
    cataracts
    macular degeneration | retinopathy | tinnitus | meniere's | hearing loss | lyme disease
    malaria
    meningitis | sepsis | mrsa | covid | covid-19 | down syndrome | turner syndrome
    marfan syndrome
    myasthenia gravis | tourette's | dyslexia | brain injury | concussion | an std | an sti
    chlamydia
    """
)
"""Conditions that say something private about whoever has them."""

PROCEDURE = _any(
    r"""
    miscarriage | abortion | c-section | cesarean | hysterectomy | mastectomy | vasectomy
    lumpectomy
    chemotherapy | chemo | radiotherapy | radiation therapy | dialysis | kidney transplant
    liver transplant
    bone marrow transplant | bypass surgery | heart bypass | biopsy | breast biopsy
    colonoscopy | angioplasty
    ivf | iui | egg retrieval | embryo transfer | appendectomy | gastric bypass
    gastric sleeve | bariatric surgery
    knee replacement | hip replacement | spinal fusion | tubal ligation | stillbirth | top surgery
    bottom surgery | hormone therapy | electroconvulsive therapy | ect | stent | pacemaker
    suicide attempt
    gallbladder surgery | back surgery | heart surgery | knee surgery | brain surgery
    spine surgery | open heart surgery
    cataract surgery | thyroidectomy | detox | rehab | methadone treatment | ketamine therapy
    pap smear
    d&c | endoscopy | laparoscopy | prostatectomy | colostomy | hernia surgery | hernia repair
    amniocentesis
    """
)
"""What was done, or is going to be done, to a body."""

DRUG = _any(
    r"""
    sertraline | zoloft | fluoxetine | prozac | escitalopram | lexapro | citalopram | celexa
    paroxetine
    paxil | venlafaxine | effexor | duloxetine | cymbalta | bupropion | wellbutrin
    mirtazapine | trazodone
    amitriptyline | lithium carbonate | lithium | lamotrigine | lamictal | quetiapine
    seroquel | olanzapine | zyprexa
    risperidone | risperdal | aripiprazole | abilify | clozapine | haloperidol | alprazolam
    xanax | lorazepam | ativan
    clonazepam | klonopin | diazepam | valium | zolpidem | ambien | methylphenidate | ritalin
    concerta
    adderall | vyvanse | lisdexamfetamine | atomoxetine | strattera | buspirone | propranolol
    metoprolol
    atenolol | bisoprolol | lisinopril | ramipril | enalapril | losartan | valsartan | amlodipine
    hydrochlorothiazide | furosemide | spironolactone | atorvastatin | lipitor | rosuvastatin
    crestor
    simvastatin | metformin | insulin | insulin glargine | lantus | humalog | novolog
    semaglutide | ozempic | wegovy
    tirzepatide | mounjaro | liraglutide | empagliflozin | jardiance | glipizide
    levothyroxine | synthroid
    warfarin | coumadin | apixaban | eliquis | rivaroxaban | xarelto | clopidogrel | plavix
    prednisone
    prednisolone | methotrexate | hydroxychloroquine | adalimumab | humira | infliximab
    etanercept | enbrel
    gabapentin | neurontin | pregabalin | lyrica | topiramate | topamax | levetiracetam
    keppra | valproate
    depakote | carbamazepine | tegretol | sumatriptan | donepezil | levodopa | oxycodone
    oxycontin | hydrocodone
    vicodin | tramadol | morphine | fentanyl | codeine | buprenorphine | suboxone | methadone
    naltrexone
    disulfiram | antabuse | tamoxifen | letrozole | anastrozole | clomiphene | clomid
    estradiol | progesterone
    testosterone | finasteride | tamsulosin | sildenafil | viagra | tadalafil | cialis
    truvada | descovy
    biktarvy | tenofovir | dolutegravir | acyclovir | valacyclovir | valtrex | amoxicillin
    doxycycline
    ciprofloxacin | isotretinoin | accutane | omeprazole | pantoprazole | montelukast
    singulair | salbutamol
    albuterol | budesonide | symbicort | azathioprine | mesalamine | imatinib | ondansetron
    misoprostol
    mifepristone | plan b | birth control pills | allopurinol | colchicine | dupixent
    """
)
"""Medicines whose name gives the illness away."""

TOLD = lazy(r"(?:[:=]|\b(?:is|was|are|were|came back|at|went|reads?|measured))(?: \w+)*\W*\Z")
"""Between a measure and its value, what parts them: "BP is 165/98", but "MoCA 21/30"."""
