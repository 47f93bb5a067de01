"""Copies of annotated users: other values, valid and consistent; everything else as it was."""

from __future__ import annotations

import random
import re
import unicodedata

import pytest
from evaluation.marked import question, user

from langchain_memprivacy.evaluation.datasets import Dataset, DatasetError, load
from langchain_memprivacy.evaluation.resampling import numbers, resample, secrets
from langchain_memprivacy.evaluation.resampling.names import Names
from langchain_memprivacy.evaluation.resampling.shapes import Numbers, draw
from langchain_memprivacy.evaluation.writing import save
from langchain_memprivacy.extractors.rules import checks

NORA = user(
    "en-a",
    "I'm [[Nora Whitfield|REAL_NAME.full]], card [[4539 5016 3816 1108|FINANCIAL_ACCOUNT.card]],"
    " cvv [[372|PAYMENT_SECURITY_CODE.cvv]], gate [[4417|PASSWORD.pin]].",
    "[[husband Declan Coyne|RELATIONSHIP_INFO.person]] has [[type 2 diabetes|MEDICAL_HEALTH.diagnosis]];"
    " [[Declan|RELATIONSHIP_INFO.person]] takes [[metformin 500 mg|MEDICAL_HEALTH.medication]]."
    " I hope he rests.",
    "SSN [[284-61-9037|ID_NUMBER.social]], last four [[9037|ID_NUMBER.social]];"
    " mail [[nora.whitfield@brightleaf.io|EMAIL.address]], call [[614-555-0148|PHONE_NUMBER.mobile]].",
    "we owe [[7,400 left|ASSETS_INCOME.debt]]; yes [[7,400|ASSETS_INCOME.debt]]",
    real_name="Nora Whitfield",
    questions=[
        question(1, "Which illness does Declan have?", "He has type 2 diabetes.", "s1m02"),
        question(2, "Which card does Nora use?", "4539 5016 3816 1108", "s1m01"),
        question(3, "What tablets are taken?", "Half a gram of metformin.", "s1m02"),
        question(4, "Does she like tea?", "It was never said.", private=False),
    ],
)
OTHER = user(
    "en-b",
    "[[Ben Okafor|REAL_NAME.full]] has [[acute gout|MEDICAL_HEALTH.diagnosis]], takes"
    " [[ibuprofen 400 mg|MEDICAL_HEALTH.medication]]",
    country="NG",
    real_name="Ben Okafor",
)
SECRET = user(
    "en-t",
    "[[a secret illness|MEDICAL_HEALTH.diagnosis]] and [[secretol 1 mg|MEDICAL_HEALTH.medication]]",
    split="test",
)
LIN = user(
    "zh-a",
    "我叫[[林晓岚|REAL_NAME.full]]，[[小林|REAL_NAME.variant]]也行。[[表姐李敏|RELATIONSHIP_INFO.person]]和[[李敏|RELATIONSHIP_INFO.person]]，"
    "身份证[[３１０１０１１９９００３０７７３７６|ID_NUMBER.national]]，[[王主任|RELATIONSHIP_INFO.person]]",
    language="zh",
    country="CN",
    real_name="林晓岚",
)
DATA = Dataset("four", (NORA, OTHER, SECRET, LIN))


def texts(copy, at):
    return [mark.text for mark in copy.messages[at].privacy]


def the(copies, name):
    return next(one for one in copies.users if one.id == name)


@pytest.fixture(scope="module")
def nora():
    return the(resample(DATA, 1, seed=5), "en-a-r1")


def test_what_is_said_around_values_stays(nora):
    """Texts with their marks cut out are the original's; types, formats and levels stay."""
    for old, new in zip(NORA.messages, nora.messages, strict=True):
        assert rest(new) == rest(old)
        assert [(m.type, m.format, m.level) for m in new.privacy] == [
            (m.type, m.format, m.level) for m in old.privacy
        ]
        assert all(new.content[m.start : m.end] == m.text for m in new.privacy)


def rest(message):
    pieces, done = [], 0
    for mark in message.privacy:
        pieces.append(message.content[done : mark.start])
        done = mark.end
    return [*pieces, message.content[done:]]


def test_strict_values_are_others_and_valid(nora):
    """Card by Luhn with its issuer, SSN by its rules, the phone number in the fiction range."""
    name, card, cvv, pin = texts(nora, 0)
    assert checks.luhn(card.replace(" ", ""))
    assert card.startswith("4539 50")
    assert re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}", card)
    assert (len(cvv), len(pin)) == (3, 4)
    social, last, mail, phone = texts(nora, 2)
    assert checks.standard("us.ssn")(social.replace("-", ""))
    assert re.fullmatch(r"\d{3}-555-01\d\d", phone)
    old = {m.text for message in NORA.messages for m in message.privacy}
    assert not {name, card, cvv, pin, social, last, mail, phone} & old


def test_parts_of_numbers_stay_parts(nora):
    """The last four of a new number are the new last four."""
    social, last, *_ = texts(nora, 2)
    assert social.endswith(last)


def test_a_name_changes_everywhere(nora):
    """Kin words stay, parts follow the whole; mail, header and summary, too."""
    whole, _, first, _ = texts(nora, 1)
    assert re.fullmatch(rf"husband {first} [A-Z][a-z]+", whole)
    assert first != "Declan"
    assert nora.real_name == texts(nora, 0)[0] != "Nora Whitfield"
    assert nora.summary == f"{nora.real_name}, of a test"
    local = texts(nora, 2)[2].split("@")[0]
    assert local == nora.real_name.lower().replace(" ", ".")


def test_descriptive_values_come_from_other_training_users(nora):
    """Of the same type, format and language; never from dev or test."""
    _, illness, _, medication = texts(nora, 1)
    assert (illness, medication) == ("acute gout", "ibuprofen 400 mg")


def test_one_fact_in_two_lengths_stays_one(nora):
    """An amount that stands inside a longer one is drawn once."""
    whole, part = (nora.messages[3].privacy[at].text for at in (0, 1))
    assert whole == f"{part} left"
    assert part != "7,400"


def test_questions_follow_or_go(nora):
    """New values in questions and answers; an answer in other words is left out."""
    asked = {one.id: one for one in nora.questions}
    assert sorted(asked) == ["q01", "q02", "q04"]
    first = texts(nora, 1)[2]
    assert asked["q01"].question == f"Which illness does {first} have?"
    assert asked["q01"].answer == "He has acute gout."
    assert asked["q02"].answer == texts(nora, 0)[1]
    assert asked["q04"].answer == "It was never said."


def test_chinese_names_and_numbers():
    """Family names follow their bearers, full-width digits stay so, the check digit is right."""
    copy = the(resample(DATA, 1, seed=1), "zh-a-r1")
    full, nick, cousin, bare, number, boss = texts(copy, 0)
    assert (full, bare) != ("林晓岚", "李敏")
    assert nick == f"小{full[0]}"
    assert cousin == f"表姐{bare}"
    assert boss.endswith("主任")
    assert boss != "王主任"
    assert all("０" <= c <= "９" or c in "XＸ" for c in number)
    plain = "".join(chr(ord(c) - 0xFEE0) if ord(c) > 0xFF00 else c for c in number)
    assert plain != "310101199003077376"
    assert checks.chinese_id(plain)


def test_seeds_decide():
    """Same seed, same copies; another seed or number, others."""
    assert resample(DATA, 2, seed=1) == resample(DATA, 2, seed=1)
    assert resample(DATA, 1, seed=1) != resample(DATA, 1, seed=2)
    copies = resample(DATA, 2, seed=1)
    assert [one.id for one in copies.users] == [
        "en-a-r1", "en-b-r1", "zh-a-r1", "en-a-r2", "en-b-r2", "zh-a-r2",
    ]  # fmt: skip
    assert texts(the(copies, "en-a-r1"), 0) != texts(the(copies, "en-a-r2"), 0)
    assert {one.split for one in copies.users} == {"train"}


def test_only_training_users_are_copied():
    """A data set without them is refused; so is no copy."""
    with pytest.raises(DatasetError, match="no user has split train"):
        resample(Dataset("t", (SECRET,)), 1)
    with pytest.raises(ValueError, match="at least 1"):
        resample(DATA, 0)


def test_copies_survive_their_files(tmp_path):
    """What is written is read back; the reader checks every offset."""
    copies = resample(DATA, 1)
    save(copies, tmp_path / "out")
    assert sorted(load(tmp_path / "out").users, key=lambda u: u.id) == sorted(
        copies.users, key=lambda u: u.id
    )


def rng(seed=0):
    return random.Random(seed)


@pytest.mark.parametrize(
    ("country", "number", "check"),
    [
        ("IN", "7384 2056 9174", "in_.aadhaar"), ("AU", "648 207 310", "au.tfn"),
        ("DE", "56 831 507 292", "de.idnr"), ("ZA", "7903145082085", "za.idnr"),
        ("IE", "6417263TA", "ie.pps"), ("CN", "91440300MA5FQ7XK22", "cn.uscc"),
        ("GB", "943 476 5919", "gb.nhs"), ("PL", "44051401458", "pl.pesel"),
    ],
)  # fmt: skip
def test_documents_are_valid(country, number, check):
    """Whatever a country's check accepts, its replacement is accepted by, in the same layout."""
    valid = checks.standard(check)
    assert valid(re.sub(r"\W", "", number))
    new = numbers.document(number, rng(3), country)
    assert new != number
    assert valid(re.sub(r"\W", "", new))
    assert [c.isspace() for c in new] == [c.isspace() for c in number]


@pytest.mark.parametrize("iban", ["DE81 1001 1001 2637 4188 50", "IE65BOFI90583418274069"])
def test_ibans_are_valid(iban):
    """The bank's letters stay, the check digits are right."""
    new = numbers.account(iban, rng())
    assert new != iban
    assert checks.standard("iban")(new.replace(" ", ""))
    assert [c.isalpha() for c in new] == [c.isalpha() for c in iban]


@pytest.mark.parametrize(
    ("old", "form"),
    [
        ("0491 570 156", r"0491 57[01] \d{3}"), ("07700 900123", r"07700 900\d{3}"),
        ("020 914 7720", r"020 91\d \d{4}"), ("091 552 0184 ext 4", r"091 \d{3} \d{4} ext \d"),
        ("021 555 0163", r"021 555 01(?!63)\d\d"), ("03 555 0117", r"03 555 01(?!17)\d\d"),
        ("+7 701 555 0148", r"\+7 701 555 01(?!48)\d\d"), ("6555 0193", r"6555 01(?!93)\d\d"),
        ("0113 496 0527", r"0113 496 0\d{3}"), ("+1 (614) 555-0172", r"\+1 \(\d{3}\) 555-01\d\d"), ("13800138000", r"1380\d{7}"),
    ],
)  # fmt: skip
def test_phones_stay_in_their_ranges(old, form):
    """Ranges that are set aside for fiction are not left; the rest stays well-formed."""
    assert all(re.fullmatch(form, numbers.phone(old, rng(seed))) for seed in range(20))


def test_dates_of_birth_are_dates():
    """A day never becomes a thirteenth month, and the form stays."""
    for seed in range(30):
        assert re.fullmatch(
            r"(0[1-9]|1[0-2]|2\d|1\d)/(0[1-9]|1[0-2])/(19|20)\d\d",
            numbers.birth("22/06/1987", rng(seed)),
        )
        day = numbers.birth("20040917", rng(seed))
        assert checks.is_date(int(day[:4]), int(day[4:6]), int(day[6:]))


@pytest.mark.parametrize(
    ("old", "form"),
    [
        ("on 14 March at 07:52", "on (1[3-9]|2[0-3]) March at 0[1-9]:(3[2-9]|[45][0-9])"),
        ("2026-12-30", "202[345]-1[01]-2[4-8]"),
        ("14.03.2026", r"(1[3-9]|2[0-3])\.0[1-9]\.202[345]"),
        ("３月１０日２０点３０分", "[２-９]月１[１２]日(１[３-９]|２[１-３])点２[４-８]分"),
        ("exp 08/30, at 10 pm", "exp 0[1-9]/2[4-8], at 1[12] pm"),
        ("born 19760230, the 30th", "born 197[345]0[1-9]2[4-8], the 2[4-8]th"),
        ("May 31, 20:00 to 24:00", "May 2[4-8], (1[3-9]|2[1-3]):00 to 24:00"),
        ("6.8 of 148/96, 30 mg", r"\d\.\d of \d{3}/\d\d, (?!30)[1-9]0 mg"),
        ("40 times 1.25", r"(?!40)[1-9]0 times \d\.\d\d"),
    ],
)
def test_dates_and_times_stay_possible(old, form):
    """Months to 12, days to 28, hours to 23, minutes to 59; round amounts stay round."""
    for seed in range(200):
        new = Numbers(rng(seed)).apply(old)
        assert re.fullmatch(form, new), new


BORN = user(
    "zh-b",
    "生日[[1990-03-07|IDENTITY_BACKGROUND.birth]]，也就是[[1990年3月7日|IDENTITY_BACKGROUND.birth]]，"
    "[[3月7日|IDENTITY_BACKGROUND.birth]]，[[１９９０年３月７日|IDENTITY_BACKGROUND.birth]]，"
    "[[19900307|IDENTITY_BACKGROUND.birth]]，身份证[[310101199003077376|ID_NUMBER.national]]",
    language="zh",
    country="CN",
)


def test_birthdays_agree_with_documents():
    """In every form that a birthday is told in, with the number of the identity card."""
    for seed in range(40):
        one, two, short, wide, compact, number = texts(the(resample(Dataset("b", (BORN,)), 1, seed=seed), "zh-b-r1"), 0)  # fmt: skip
        year, month, day = number[6:10], number[10:12], number[12:14]
        assert number != "310101199003077376"
        assert checks.chinese_id(number)
        assert (one, compact) == (f"{year}-{month}-{day}", f"{year}{month}{day}")
        assert two == f"{year}年{int(month)}月{int(day)}日"
        assert short == two[5:]
        assert unicodedata.normalize("NFKC", wide) == two
        assert wide.isascii() is False


SAME = user(
    "en-s",
    "it is [[9182|PASSWORD.pin]], on the box [[9182|ACCOUNT_ID_USERNAME.number]],"
    " [[Fernhill|IDENTITY_BACKGROUND.employer]] or [[Fernhill|BUSINESS_SECRET.client]]",
)


def test_one_text_has_one_replacement():
    """Whatever types it is marked with."""
    for seed in range(20):
        data = Dataset("s", (SAME, user("en-t", "[[Oakley|BUSINESS_SECRET.client]], [[Ashdown|IDENTITY_BACKGROUND.employer]]")))  # fmt: skip
        one, two, firm, client = texts(the(resample(data, 1, seed=seed), "en-s-r1"), 0)
        assert one == two != "9182"
        assert firm == client in {"Oakley", "Ashdown"}


ILL = user(
    "en-i",
    "[[asthma|MEDICAL_HEALTH.diagnosis]], [[lupus|MEDICAL_HEALTH.diagnosis]],"
    " [[migraine since 2019|MEDICAL_HEALTH.diagnosis]] and [[shingles|MEDICAL_HEALTH.diagnosis]]",
)


def test_facts_do_not_become_one():
    """Where too few others have any, a value stays, with other numbers."""
    other = user("en-o", "[[gout|MEDICAL_HEALTH.diagnosis]], [[angina|MEDICAL_HEALTH.diagnosis]]")
    for seed in range(20):
        new = texts(the(resample(Dataset("i", (ILL, other)), 1, seed=seed), "en-i-r1"), 0)
        assert len({*new}) == 4
        assert {"gout", "angina"} < {*new}
        assert "migraine since 2019" not in new


@pytest.mark.parametrize(
    ("asked", "answer", "kept"),
    [
        ("Which illness?", "acute gout", True),
        ("How much is owed?", "12,000 dollars", True),
        ("How much is owed?", "12 000", False),  # the old number, written otherwise
        ("How much is owed?", "１２０００", False),
        ("How much is owed in thousands?", "It is 12 of them.", False),
        ("How much is left?", "It is 9,000 dollars.", False),  # worked out
        ("Which pin do they have?", "It ends in 482.", False),
        ("Is it T1 gout?", "Yes, gout.", False),
        ("Whose illness is it?", "Hers.", True),
        ("Since when?", "Since January 2026.", True),  # the day of the message
    ],
)
def test_only_answers_that_hold_are_kept(asked, answer, kept):
    """Whatever is left of an old value, at any length, and whatever was worked out."""
    one = user(
        "en-q",
        "has [[gout T1 of the toe|MEDICAL_HEALTH.diagnosis]] and [[acute gout|MEDICAL_HEALTH.symptom]],"
        " owes [[12,000 dollars|ASSETS_INCOME.debt]], pin [[90482|PASSWORD.pin]]",
        questions=[question(1, asked, answer, "s1m01")],
    )
    other = user("en-r", "[[a stiff neck|MEDICAL_HEALTH.diagnosis]], [[numb feet|MEDICAL_HEALTH.symptom]]")  # fmt: skip
    for seed in range(10):
        copy = the(resample(Dataset("q", (one, other)), 1, seed=seed), "en-q-r1")
        assert bool(copy.questions) is kept, copy.questions


def test_wallets_have_right_checksums():
    """Base58 and Bech32 addresses, by the checks of the rules."""
    old = "bc1qtv09e5dv00dsvdg7vflsu3vls9q2h2jvdcwt6u"
    new = secrets.wallet(old, rng())
    assert (len(new), new != old, checks.bech32(new)) == (len(old), True, True)
    tron = secrets.wallet("TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW", rng())
    assert tron[0] == "T"
    assert checks.base58check(tron)


def test_credentials_keep_what_tells_their_kind():
    """Prefixes, the head of a JWT and the armour stay; the secret does not."""
    assert re.fullmatch(r"sk_live_\w{14}", secrets.key("sk_live_Y9GYksYElSolw1", rng()))
    assert re.fullmatch(r"AKIA[A-Z0-9]{16}", secrets.key("AKIAN6AOIVV4RRDKKZKZ", rng()))
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJub3JhIiwiZXhwIjoxNzczMzAyNDAwfQ.c2lnbmF0dXJl"
    head, body, sign = secrets.key(token, rng()).split(".")
    assert head == token.split(".", maxsplit=1)[0]
    assert body not in token
    assert len(sign) == 12
    block = "-----BEGIN PRIVATE KEY-----\nMIIBVgIBADAN\n-----END PRIVATE KEY-----"
    new = secrets.key(block, rng())
    assert new.splitlines()[::2] == block.splitlines()[::2]
    assert new != block
    line = secrets.connection("postgresql://app:Zv9h-Tq3@10.42.7.19:5432/db", rng(), {})
    assert re.fullmatch(r"postgresql://app:[^:@]{8}@10\.\d+\.\d+\.\d+:5432/db", line)
    assert "Zv9h" not in line


def test_hexadecimal_stays_hexadecimal():
    """Small or capital, and a number gets no zero in front."""
    assert re.fullmatch("[0-9a-f]{16}", draw("ac428c08496e13c9", rng()))
    assert re.fullmatch("[0-9A-F]{12}", draw("80BAF76E5869", rng()))
    assert all(draw("123", rng(seed))[0] != "0" for seed in range(30))


def test_numbers_in_phrases_change_alike():
    """The same number twice is the same number after; zeros at the end stay."""
    redrawn = Numbers(rng())
    new = redrawn.apply("pay 23,000 of 23,000")
    first, second = re.findall(r"\d\d,000", new)
    assert first == second != "23,000"


@pytest.mark.parametrize(
    ("known", "text", "same"),
    [
        (["Dr. Orla Keaveney", "Orla"], "Dr. Keaveney and orla", r"Dr\. [A-Z]\S+ and [a-zé]\S+"),
        (["Frau Ahrens"], "Frau Ahrens", r"Frau [A-Z]\w+"),
        (["INMO rep Colm Faherty"], "INMO rep Colm Faherty", r"INMO rep [A-Z]\S+ [A-Z]\S+"),
        (["韩大姐", "韩梅"], "韩大姐", "[^韩]大姐"),
        (["班主任俞老师"], "班主任俞老师", "班主任[^俞]老师"),
        (["古丽仙·艾合买提", "老婆古丽仙"], "老婆古丽仙", "老婆(?!古丽仙).+"),
    ],
)
def test_parts_of_names(known, text, same):
    """Titles, kin words and roles stay; each part has one replacement."""
    new = Names(rng(2), "IE", known).apply(text)
    assert re.fullmatch(same, new), new
    assert new != text
