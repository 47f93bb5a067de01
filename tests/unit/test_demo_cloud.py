"""The demonstration: its dialogues are sound, and its cloud knows only what it was sent."""

from __future__ import annotations

import copy
import json
import re
from importlib import resources

import pytest
from stdnum import luhn
from stdnum.cn import ric

from langchain_memprivacy.demo.answers import check
from langchain_memprivacy.demo.cloud import StandInCloud
from langchain_memprivacy.demo.dialogues import LANGUAGES, load, parse
from langchain_memprivacy.demo.recall import is_question, nearest, sentences
from langchain_memprivacy.placeholders import CANONICAL
from langchain_memprivacy.taxonomy import PrivacyLevel, PrivacyType


def say(cloud, text, answer=None):
    return "".join(cloud.reply(text, answer))


class Device:
    """A perfect desensitizer: it knows the script's private values."""

    def __init__(self):
        self.pairs = {}
        self.counts = {}

    def send(self, turn):
        sent = turn.user
        for type_, value in turn.private:
            if value not in self.pairs:
                self.counts[type_] = self.counts.get(type_, 0) + 1
                self.pairs[value] = f"<{type_}_{self.counts[type_]}>"
            sent = sent.replace(value, self.pairs[value])
        return sent

    def restore(self, text):
        back = {placeholder: value for value, placeholder in self.pairs.items()}
        return CANONICAL.sub(lambda found: back[found[0]], text)


def play(dialogue):
    """Play a dialogue; return the cloud, the device and every (turn, sent, answer)."""
    cloud, device, log = StandInCloud(), Device(), []
    for session in dialogue.sessions:
        cloud.new_session()
        for turn in session.turns:
            sent = device.send(turn)
            log.append((turn, sent, say(cloud, sent, turn.answer)))
    return cloud, device, log


@pytest.mark.parametrize("language", LANGUAGES)
class TestDialogues:
    def test_two_sessions_of_at_most_seven_turns(self, language):
        dialogue = load(language)
        assert dialogue.language == language
        assert [5 <= len(session.turns) <= 7 for session in dialogue.sessions] == [True, True]

    def test_every_protected_level_occurs_and_tastes_stay(self, language):
        turns = [turn for session in load(language).sessions for turn in session.turns]
        levels = {type_.level for turn in turns for type_, _ in turn.private}
        assert levels == {PrivacyLevel.PL2, PrivacyLevel.PL3, PrivacyLevel.PL4}
        assert all(turn.stays for turn in turns)

    def test_no_slot_stays_open_when_all_is_found(self, language):
        _, device, log = play(load(language))
        for _, _, answer in log:
            assert "received" not in answer
            assert "没有收到" not in answer
            assert not re.search(r"[{}<]", device.restore(answer))

    def test_the_second_session_uses_what_the_first_one_told(self, language):
        dialogue = load(language)
        _, device, log = play(dialogue)
        first = device.pairs.values()
        second = [answer for _, _, answer in log[len(dialogue.sessions[0].turns) :]]
        used = {found[0] for answer in second for found in CANONICAL.finditer(answer)}
        assert len(used & set(first)) >= 6

    def test_the_cloud_holds_no_value_and_says_none(self, language):
        cloud, device, log = play(load(language))
        everything = json.dumps([cloud.memory, [entry[1:] for entry in log]], ensure_ascii=False)
        assert device.pairs
        assert [value for value in device.pairs if value in everything] == []

    def test_a_missed_value_leaves_a_gap_that_is_said(self, language):
        dialogue = load(language)
        cloud = StandInCloud()
        turn = dialogue.sessions[1].turns[0]
        answer = say(cloud, turn.user, turn.answer)
        gap = "placeholder received)" if language == "en" else "的占位符）"
        assert answer.count(gap) == 3


def test_numbers_in_the_dialogues_have_valid_check_digits():
    turns = [t for name in LANGUAGES for s in load(name).sessions for t in s.turns]
    values = {type_: value for turn in turns for type_, value in turn.private}
    assert luhn.is_valid(values[PrivacyType.FINANCIAL_ACCOUNT].replace(" ", ""))
    assert ric.is_valid(values[PrivacyType.ID_NUMBER])


class TestReading:
    @pytest.fixture
    def data(self):
        text = resources.files("langchain_memprivacy.demo").joinpath("en.json").read_text("utf-8")
        return copy.deepcopy(json.loads(text))

    def test_unknown_language(self):
        with pytest.raises(ValueError, match="no dialogue in language 'fr': use en or zh"):
            load("fr")

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"user": ""}, "session 1, turn 1: user must be a str and not empty"),
            ({"answer": "Hi {EMAIL"}, "session 1, turn 1: an answer holds a brace"),
            (
                {"answer": "Hi {PET}"},
                "session 1, turn 1: an answer has a slot of the unknown type PET",
            ),
            ({"private": [["PET", "Nora"]]}, "session 1, turn 1: 'PET' is not a valid PrivacyType"),
            ({"private": [["EMAIL"]]}, "session 1, turn 1: not enough values"),
            ({"private": [["EMAIL", "absent"]]}, "does not stand in the user's text"),
            ({"stays": ["My name is Nora Whitfield"]}, "both as private and as staying"),
            ({"extra": 1}, "an object with exactly user, answer, private, stays"),
        ],
    )
    def test_a_wrong_turn_is_named(self, data, change, message):
        data["sessions"][0]["turns"][0].update(change)
        with pytest.raises(ValueError, match=message):
            parse(data)

    def test_a_wrong_frame_is_named(self, data):
        with pytest.raises(ValueError, match="dialogue: an object with exactly"):
            parse([])
        with pytest.raises(ValueError, match="dialogue: language must be en or zh"):
            parse({**data, "language": "fr"})

    def test_values_do_not_show_in_repr(self):
        turn = load("en").sessions[0].turns[0]
        assert "Nora" not in repr(turn)


class TestSlots:
    def test_first_newest_and_missing(self):
        cloud = StandInCloud()
        cloud.remember("Call <PHONE_NUMBER_1> or <PHONE_NUMBER_7>, later <PHONE_NUMBER_1>.")
        answer = "{PHONE_NUMBER} {PHONE_NUMBER:-1} {PHONE_NUMBER:2} {EMAIL}"
        assert say(cloud, "Go on.", answer) == (
            "<PHONE_NUMBER_1> <PHONE_NUMBER_7> (no other phone number placeholder received) "
            "(no email placeholder received)"
        )
        assert say(cloud, "继续", "电话{PHONE_NUMBER:-3}，邮箱{EMAIL}") == (
            "电话（没有收到别的手机号的占位符），邮箱（没有收到邮箱的占位符）"
        )

    def test_a_type_does_not_answer_for_a_longer_one(self):
        assert "no key placeholder" in say(StandInCloud(), "Mine is <PRIVATE_KEY_1>.", "{KEY}")

    def test_recall(self):
        cloud = StandInCloud()
        cloud.remember("I drink jasmine tea. I fly often.")
        assert say(cloud, "Well?", "{recall:cup of tea}") == "I drink jasmine tea."
        assert say(cloud, "Well?", "{recall:pets}") == "(nothing received about: pets)"

    def test_placeholders_of_the_same_turn_and_of_questions_count(self):
        assert say(StandInCloud(), "Is <EMAIL_3> fine?", "{EMAIL}") == "<EMAIL_3>"

    def test_a_good_template_passes(self):
        check("Dear {REAL_NAME}, {EMAIL:-1}, {recall:a b}: done")


class TestStream:
    def test_chunks_join_to_the_answer_and_cut_every_placeholder(self):
        cloud = StandInCloud()
        chunks = list(cloud.reply("<A_1> <KEY_1> <EMAIL_1>", "{KEY}{EMAIL} {KEY} 好 {EMAIL}"))
        whole = "<KEY_1><EMAIL_1> <KEY_1> 好 <EMAIL_1>"
        assert "".join(chunks) == whole == cloud.conversation[-1][1]
        assert not any(CANONICAL.search(chunk) for chunk in chunks)

    def test_the_message_is_remembered_even_if_nobody_reads_the_answer(self):
        cloud = StandInCloud()
        cloud.reply("I love tea.")
        assert cloud.memory == ["I love tea."]

    def test_an_empty_answer_has_no_chunks(self):
        assert list(StandInCloud().reply("Hi", "")) == []


class TestMemory:
    def test_it_outlives_the_session_and_the_conversation_does_not(self):
        cloud = StandInCloud()
        say(cloud, "My email is <EMAIL_1>.")
        cloud.new_session()
        assert cloud.conversation == []
        assert cloud.memory == ["My email is <EMAIL_1>."]
        assert "<EMAIL_1>" in say(cloud, "What is my email?")

    def test_small_talk_questions_and_repeats_are_not_remembered(self):
        cloud = StandInCloud()
        for text in (
            "Hello! I like tea. I like tea.",
            "Thanks",
            "你好",
            "What do I like?",
            "...",
            "",
        ):
            say(cloud, text)
        assert cloud.memory == ["I like tea."]

    def test_repr_tells_counts_only(self):
        cloud = StandInCloud()
        say(cloud, "I like tea.")
        assert repr(cloud) == "StandInCloud(1 remembered, 1 turns)"


TOLD = (
    "My phone is <PHONE_NUMBER_1>. I was diagnosed with <MEDICAL_HEALTH_1>. "
    "The wifi password is <PASSWORD_1>. The office password is <PASSWORD_2>. I drink jasmine tea.\n"
    "我的手机号是<PHONE_NUMBER_2>。我家门锁密码是<PASSWORD_3>。我平时爱喝龙井茶。我买了<ITINERARY_TRAJECTORY_1>的高铁票。"
)


class TestLiveChat:
    @pytest.mark.parametrize(
        ("question", "part"),
        [
            ("What's my phone number?", "<PHONE_NUMBER_1>"),
            ("what was the wifi password", "<PASSWORD_1>"),
            ("Tell me the Wi-Fi password", "<PASSWORD_1>"),
            ("And the office password?", "<PASSWORD_2>"),
            ("Which tea do I drink?", "jasmine tea"),
            ("What diagnosis did I get?", "<MEDICAL_HEALTH_1>"),
            ("我的电话是多少？", "<PHONE_NUMBER_2>"),
            ("我家门锁密码是多少", "<PASSWORD_3>"),
            ("你还记得我爱喝什么茶吗？", "龙井茶"),
            ("高铁票是哪天的？", "<ITINERARY_TRAJECTORY_1>"),
        ],
    )
    def test_a_question_gets_the_nearest_sentence_in_its_language(self, question, part):
        cloud = StandInCloud()
        cloud.remember(TOLD)
        answer = say(cloud, question)
        assert part in answer
        expected = (
            "我听您说过" if re.search("[一-鿿]", question) else "The nearest thing I was told"
        )
        assert answer.startswith(expected)

    @pytest.mark.parametrize(
        ("text", "answer"),
        [
            ("How is the weather?", "I was not told that, and I know nothing but what I receive."),
            ("Who am I?", "I was not told that, and I know nothing but what I receive."),
            ("天气怎么样？", "这个您没有告诉过我；我只知道收到的内容。"),
        ],
    )
    def test_what_it_was_not_told_it_does_not_know(self, text, answer):
        cloud = StandInCloud()
        cloud.remember(TOLD)
        assert say(cloud, text) == answer

    @pytest.mark.parametrize(
        ("text", "start"),
        [
            ("Hi there!", "Hello! Tell me"),
            ("你好！", "您好！告诉我"),
            ("help", "I am a scripted stand-in"),
            ("你是谁？", "我是一个照规则运行的云端替身"),
            ("Thank you!", "You are welcome."),
            ("谢谢你", "不客气。"),
            ("What do you remember about me?", "I remember nothing yet."),
            ("你记得什么？", "我还什么都没记住。"),
            ("  ", "I received an empty message."),
        ],
    )
    def test_small_talk(self, text, start):
        assert say(StandInCloud(), text).startswith(start)

    def test_it_greets_again_in_a_new_session(self):
        cloud = StandInCloud()
        say(cloud, "I like tea.")
        cloud.new_session()
        assert say(cloud, "Hello!").startswith("Hello again. I remember one sentence")
        cloud.new_session()
        assert say(cloud, "你好").startswith("又见面了。我还记得之前的1句话")

    def test_it_lists_what_it_holds(self):
        cloud = StandInCloud()
        cloud.remember("I like tea. My email is <EMAIL_1>.")
        assert say(cloud, "What do you know about me?") == (
            "This is all I remember:\n- I like tea.\n- My email is <EMAIL_1>."
        )

    def test_a_note_tells_which_types_came_and_quotes_no_placeholder(self):
        cloud = StandInCloud()
        assert say(cloud, "Mail <EMAIL_1> or <EMAIL_2>, pet <PET_NAME_1>. I like tea.") == (
            "Noted: I will remember 2 sentences. "
            "In place of private values it holds placeholders (email, pet name)."
        )
        assert (
            say(cloud, "我叫<REAL_NAME_1>。") == "记下了1句话。隐私内容的位置上是占位符（姓名）。"
        )
        assert say(cloud, "I like tea.") == "I had that already."
        assert "plain text" in say(cloud, "I like rain.")


class TestRecall:
    def test_sentences(self):
        text = "Dr. Mills said 3.5 mg. Really? 好。真的吗？走吧\nlast"
        assert sentences(text) == [
            "Dr. Mills said 3.5 mg.",
            "Really?",
            "好。",
            "真的吗？",
            "走吧",
            "last",
        ]

    @pytest.mark.parametrize(
        "text",
        ["Is it?", "what is it", "Tell me my name", "我叫什么", "在哪里", "请问门牌", "忘了吗？"],
    )
    def test_questions(self, text):
        assert is_question(text)

    @pytest.mark.parametrize(
        "text", ["I know what I like.", "我不知道什么是快乐的生活", "Island life suits me."]
    )
    def test_statements(self, text):
        assert not is_question(text)

    def test_the_newest_of_equals_wins(self):
        memory = ["The code is <PASSWORD_1>.", "The code is <PASSWORD_2>."]
        assert nearest("the code", memory) == memory[1]

    def test_nothing_is_near_to_nothing(self):
        assert nearest("", ["I like tea."]) is None
        assert nearest("the of", ["I like tea."]) is None
