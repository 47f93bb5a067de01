"""Schemas of memories: a model fills in placeholders, values are checked on the device."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import pytest
from memory.langmem_world import (
    IBAN,
    LONG,
    MAIL,
    PHONE,
    SECOND,
    World,
    call,
    config,
    engine,
    langmem,
    patch,
)  # fmt: skip
from memory.people import done
from pydantic import BaseModel, ConfigDict, Field, computed_field, field_validator
from typing_extensions import TypedDict

from langchain_memprivacy.integrations.langmem.schemas import Veil
from langchain_memprivacy.integrations.store import PrivacyStore
from langchain_memprivacy.messages import Desensitize, Restore, Walker
from langchain_memprivacy.testing.extractors import FixedExtractor

BOTH = pytest.mark.parametrize("name", ["invoke", "ainvoke"])
BORN = "1987-04-16"
VALUES = {
    MAIL: ("EMAIL", "PL2"), SECOND: ("EMAIL", "PL2"), LONG: ("EMAIL", "PL2"),
    PHONE: ("PHONE_NUMBER", "PL2"), BORN: ("DATE_OF_BIRTH", "PL2"), "38914": ("AGE", "PL2"),
    "rickets": ("HEALTH_INFO", "PL3"), IBAN: ("BANK_ACCOUNT", "PL3"),
}  # fmt: skip
TOLD = f"{MAIL} {BORN} 38914 rickets {PHONE}"


class Place(BaseModel):
    """Where somebody can be reached."""

    mail: str = Field(pattern=r"^[^<>@\s]+@[^<>@\s]+$", json_schema_extra={"format": "email"})
    lines: list[str] = Field(default_factory=list, max_length=3)


class Person(BaseModel):
    """A person."""

    place: Place
    born: dt.date
    number: int = Field(ge=1, le=99_999)
    ailment: Literal["rickets", "none"] = "none"
    phone: str = Field(default="", max_length=20)
    since: dt.date = dt.date(2020, 1, 2)


@pytest.fixture
def world():
    """A world whose engine knows the values of these tests."""
    with World(engine(extractor=FixedExtractor(VALUES))) as made:
        made.privacy.desensitize(TOLD)
        yield made


def filled(privacy):
    """A person as a model fills it in, and as it is."""
    one = {value: privacy.desensitize(value) for value in TOLD.split(" ")[:4]}
    given = {
        "place": {"mail": one[MAIL], "lines": [f"c/o {one[MAIL]}"]},
        "born": one[BORN],
        "number": one["38914"],
        "ailment": one["rickets"],
        "phone": privacy.desensitize(PHONE),
    }
    person = Person(
        place=Place(mail=MAIL, lines=[f"c/o {MAIL}"]), born=BORN, number=38914, ailment="rickets",
        phone=PHONE,
    )  # fmt: skip
    return given, person


@BOTH
async def test_formats_numbers_dates_choices(world, name):
    """All of them are filled in with placeholders, and come back as what the schema asks for."""
    given, person = filled(world.privacy)
    manager = world.protect(langmem.create_memory_manager(world.model, schemas=[Person]))
    world.says(call("Person", **given))
    (found,) = await done(getattr(manager, name)({"messages": [("user", TOLD)]}))
    assert found.content == person
    assert len(world.asked()) == 1
    asked = world.asked()[0]["tools"][0]["function"]
    assert (asked["name"], asked["description"]) == ("Person", "A person.")
    schema = asked["parameters"]
    assert schema["properties"]["born"]["type"] == "string"
    assert "format" not in schema["properties"]["born"]
    assert [each["type"] for each in schema["properties"]["number"]["anyOf"]] == [
        "integer",
        "string",
    ]
    assert "rickets" not in str(asked)


@BOTH
async def test_rows_are_kept_as_placeholders_and_read_as_they_were(world, name):
    """A store gets defaults as LangMem writes them, and no value; what is read is a person again."""
    given, person = filled(world.privacy)
    manager = world.protect(
        langmem.create_memory_store_manager(
            world.model, schemas=[Person], store=world.store, namespace=("people",)
        )
    )
    world.says(call("Person", **given))
    (put,) = await done(getattr(manager, name)({"messages": [("user", TOLD)]}, config()))
    assert put["value"] == {"kind": "Person", "content": person.model_dump(mode="json")}
    assert manager.get(put["key"], config=config()).value == person
    (row,) = world.store.search(("people",))
    assert row.value["content"] == {**given, "since": "2020-01-02"}

    world.says(patch("/number", 7))
    await done(getattr(manager, name)({"messages": [("user", "Seven")]}, config()))
    assert manager.get(put["key"], config=config()).value == person.model_copy(update={"number": 7})


@BOTH
async def test_a_wrong_answer_is_tried_again(world, name):
    """The model is told what is wrong, without a value or a piece of one, and mends it."""
    hidden = world.privacy.desensitize(f"{LONG} {PHONE}").split()
    manager = world.protect(langmem.create_memory_manager(world.model, schemas=[Place]))

    def mend(asked):
        said = asked["messages"][-1]["content"]
        assert "String should match pattern" in said
        id_ = said.split("json_doc_id=[")[1].split("]")[0]
        patches = [{"op": "replace", "path": "/mail", "value": hidden[0]}]
        return call("PatchFunctionErrors", json_doc_id=id_, planned_edits="mend", patches=patches)

    world.says(call("Place", mail=hidden[1], lines=[hidden[0]]), mend)
    (found,) = await done(getattr(manager, name)({"messages": [("user", f"{LONG} {PHONE}")]}))
    assert found.content == Place(mail=LONG, lines=[LONG])
    assert len(world.asked()) == 2


@BOTH
async def test_what_never_fits_is_dropped_as_langmem_has_it(world, name):
    """An answer that stays wrong is no memory; nothing of it is quoted anywhere."""
    manager = world.protect(langmem.create_memory_manager(world.model, schemas=[Place]))
    world.says(call("Place", mail=world.privacy.desensitize(PHONE)))
    assert await done(getattr(manager, name)({"messages": [("user", PHONE)]})) == []
    assert len(world.asked()) > 1


class Sly(BaseModel):
    """Says more than it was told."""

    model_config = ConfigDict(validate_default=True)
    mail: str = Field(alias="e_mail")
    domain: str = ""

    @field_validator("mail")
    @classmethod
    def neat(cls, mail):
        if mail.startswith("Q"):
            msg = f"nobody lives at {mail[3:]}"
            raise ValueError(msg)
        if mail.startswith("X"):
            raise KeyError(mail)
        return mail.strip().upper()

    @computed_field
    @property
    def host(self) -> str:
        return self.mail.split("@")[-1]


def veil(privacy, schema):
    return Veil.of(schema, Walker(Desensitize(privacy, "local")), Walker(Restore(privacy, "local")))


def test_what_a_schema_makes_of_values_is_not_kept():
    """Upper case, parts and sums of a value stay on the device; all is there when it is opened."""
    privacy = engine(extractor=FixedExtractor(VALUES))
    assert privacy.desensitize(MAIL) == "<EMAIL_1>"
    found = veil(privacy, Sly).model_validate({"e_mail": "<EMAIL_1>"})
    assert found.model_dump() == {"mail": "<EMAIL_1>", "domain": ""}
    plain = veil(privacy, Sly).model_validate({"e_mail": "none"})
    assert plain.model_dump() == {"mail": "NONE", "domain": "", "host": "NONE"}


@pytest.mark.parametrize("first", ["Q", "X"])
def test_what_a_validator_says_may_be_a_value(first):
    """It is not told, nor is there a way to it from the error."""
    value = f"{first}{MAIL}"
    privacy = engine(extractor=FixedExtractor({value: ("EMAIL", "PL2")}))
    privacy.desensitize(value)
    with pytest.raises(Exception, match=r"(Invalid|could not be read)") as raised:
        veil(privacy, Sly).model_validate({"e_mail": "<EMAIL_1>"})
    error = raised.value
    assert MAIL[3:] not in f"{error} {error!r} {error.__dict__}"
    assert error.__cause__ is None
    assert error.__context__ is None


def test_a_value_that_was_forgotten(world):
    """Its memory cannot be checked any more; it is handed out as it is, not lost."""
    manager = world.protect(
        langmem.create_memory_store_manager(
            world.model, schemas=[Place], store=world.store, namespace=("people",)
        )
    )
    world.says(call("Place", mail=world.privacy.desensitize(MAIL)))
    (put,) = manager.invoke({"messages": [("user", MAIL)]}, config())
    world.privacy.forget(value=MAIL)
    assert manager.get(put["key"], config=config()).value.mail == "<EMAIL_1>"
    (item,) = PrivacyStore(world.store, world.privacy).search(("people",))
    assert item.value["content"]["mail"] == "<EMAIL_1>"


class Note(TypedDict):
    """A note."""

    content: str


def test_schemas_of_other_kinds(world):
    """A TypedDict is filled in and checked in placeholders, and restored."""
    manager = world.protect(langmem.create_memory_manager(world.model, schemas=[Note]))
    world.says(call("Note", content=f"at {world.privacy.desensitize(MAIL)}"))
    (found,) = manager.invoke({"messages": [("user", MAIL)]})
    assert found.content.content == f"at {MAIL}"


def test_what_a_schema_says_is_hidden(world):
    """Descriptions, choices and examples of a schema are told as placeholders."""

    class Case(BaseModel):
        mail: str = Field(description=f"like {SECOND}", examples=[MAIL])

    Case.__doc__ = f"For {MAIL}."
    manager = world.protect(langmem.create_memory_manager(world.model, schemas=[Case]))
    world.says(call("Case", mail="none"))
    (found,) = manager.invoke({"messages": [("user", "hello")]})
    assert found.content == Case(mail="none")
    assert "For <EMAIL_" in str(world.asked())
