"""The shape of a codebook file, as pydantic models: what may stand where, described for editors."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from realist_eval.codebook.tree import NotText, switch
from realist_eval.model import KINDS, LEVELS, VALENCES

OPTIONAL_KINDS = ("intervention", "actor")
ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
MOST_TEXT = 20_000  # characters of one text


def _as_switch(value: Any) -> Any:
    return switch(value) if isinstance(value, NotText) else value


def _as_version(value: Any) -> Any:
    return value.raw if isinstance(value, NotText) and value.what in ("a number", "a date") else value


def _none_as_empty(value: Any) -> Any:
    return [] if value is None else value


def _completing(*names: str) -> dict[str, Any]:
    """Any text is allowed, since a study may name its own; these are offered."""
    return {"anyOf": [{"enum": list(names)}, {"type": "string"}]}


Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MOST_TEXT)]
Wanted = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_TEXT)]
Line = Annotated[Wanted, AfterValidator(lambda text: " ".join(text.split()))]
Id = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=ID_PATTERN)
]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Switch = Annotated[bool, BeforeValidator(_as_switch)]
Version = Annotated[str, BeforeValidator(_as_version), StringConstraints(strip_whitespace=True)]
Texts = Annotated[list[Wanted], BeforeValidator(_none_as_empty)]
Names = Annotated[list[Name], BeforeValidator(_none_as_empty)]
Ids = Annotated[list[Id], BeforeValidator(_none_as_empty)]


class Entry(BaseModel):
    """What all entries share: no unknown keys, and no guessing of types."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)


class ExamplesEntry(Entry):
    """Quotations that show where a code's edges are."""

    typical: Texts = Field([], description="Quotations that plainly belong under the code.")
    atypical: Texts = Field([], description="Quotations that belong under it, though they look unusual.")
    close_but_no: Texts = Field([], description="Quotations that look as if they belonged, but do not.")


class CodeEntry(Entry):
    """One code of the codebook."""

    id: Id = Field(
        description="A short name without spaces that never changes: letters, digits, . - _",
        examples=["ctx.funding", "mec.trust", "out.confidence"],
    )
    kind: Name = Field(
        description="What the code is: a context, a mechanism or an outcome.",
        json_schema_extra=_completing(*KINDS, *OPTIONAL_KINDS),
    )
    label: Line = Field(description="What the code is called in matrices and reports: a few words.")
    definition: Text = Field("", description="What the code means, in a sentence or two.")
    include: Text = Field("", description="When to use the code: what people may say that counts.")
    exclude: Text = Field("", description="When not to use it, and which code to use instead.")
    examples: ExamplesEntry = Field(
        ExamplesEntry.model_validate({}), description="Quotations at the code's edges."
    )
    indicators: Texts = Field(
        [],
        description="Words that speak for the code: phrases; lem: and dictionary forms, as in lem:inspire;"
        " re: and a regular expression, as in 're:\\bsteer\\w*'.",
        examples=[["value for money", "lem:inspire", "re:\\bsteer\\w*"]],
    )
    level: Text = Field(
        "", description="The level at which it works.", json_schema_extra=_completing(*LEVELS)
    )
    theme: Text = Field("", description="A free heading to group codes under.")
    expected: Text = Field(
        "",
        description="The valence to assume where the words do not say.",
        json_schema_extra=_completing(*dict.fromkeys(v for valences in VALENCES.values() for v in valences)),
    )
    resource: Text = Field("", description="For a mechanism: what the programme offers people.")
    reasoning: Text = Field(
        "", description="For a mechanism: how people respond to what is offered, and why."
    )
    parent: Text = Field("", description="The id of a broader code that this one belongs under.")
    retired: Switch = Field(False, description="true for a code no longer used, kept for its history.")


class TheoryEntry(Entry):
    """A programme theory: if this context, then this outcome, because of this mechanism."""

    id: Id = Field(description="A short name without spaces: letters, digits, . - _", examples=["T1"])
    if_: Text = Field("", alias="if", description="The circumstances.")
    then: Text = Field("", description="What comes about.")
    because: Text = Field("", description="What people are offered and how they respond to it.")
    codes: Ids = Field([], description="The ids of the codes that the theory touches.")
    status: Text = Field(
        "", description="Where the theory stands.", examples=["initial", "refined", "supported", "refuted"]
    )


class CodebookFile(Entry):
    """A codebook for a realist evaluation."""

    version: Version = Field("1", description="Your version of the codebook: a number, a date or a word.")
    title: Line = Field(description="What the codebook is called.")
    kinds: Names = Field(
        list(KINDS),
        description="The kinds of code in use. Leave it out for context, mechanism and outcome.",
        json_schema_extra={"items": _completing(*KINDS, *OPTIONAL_KINDS)},
    )
    valences: dict[str, Names] = Field(
        {kind: list(valences) for kind, valences in VALENCES.items()},
        description="The valences that each kind may take. Leave it out for the usual ones.",
    )
    levels: Names = Field(
        list(LEVELS),
        description="The levels of codes. Leave it out for organisational, partnership and structural.",
    )
    codes: list[CodeEntry] = Field(min_length=1, description="The codes.")
    theories: Annotated[list[TheoryEntry], BeforeValidator(_none_as_empty)] = Field(
        [], description="Programme theories: if, then, because."
    )


MODELS: dict[str, type[Entry]] = {
    "codebook": CodebookFile,
    "codes": CodeEntry,
    "examples": ExamplesEntry,
    "theories": TheoryEntry,
}


def keys(model: type[Entry]) -> list[str]:
    """The keys that an entry may hold, as they are written in the file."""
    return [info.alias or name for name, info in model.model_fields.items()]


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a codebook file, for editors to complete and check from."""
    schema = CodebookFile.model_json_schema(by_alias=True, mode="validation")
    schema["properties"]["version"]["type"] = ["string", "number"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
