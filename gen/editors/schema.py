"""A JSON Schema (draft 7) of an author's files, made from the tables of keys: for editors that complete, explain and check while one types.

What stands in a place is told apart by its type in YAML, by `if` and `then`, and never tried alternative by alternative: so a message is
about what was written. Of `markdownDescription`, `patternErrorMessage` and `defaultSnippets` other programs than editors know nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gen.keys import ASKED, COURSE, EXAM, ITEM, LAYOUT, PROBLEM, SHARED, VARIANT
from gen.messages.sentences import LANGUAGES
from gen.model.keys import Asked, Form, Instead, Key, Keys, ListOf, Named, Scalar, Value
from gen.questions import FORMS
from gen.syntax.yamltree import Leaf, Node, tree
from gen.syntax.yamltree import Mapping as Tree
from gen.syntax.yamltree import Sequence as List

Schema = dict[str, Any]

KINDS: Mapping[str, Keys] = {"problem": PROBLEM, "exam": EXAM, "course": COURSE}
"""The files that an author writes, by what a command calls them."""

_MADE = {"layout": LAYOUT, "variant": VARIANT}
_DRAFT = "http://json-schema.org/draft-07/schema#"
_TEXT: Schema = {"type": ["string", "number"]}  # YAML takes some texts for numbers, and words on a page for truth values
_COLON: Schema = {"anyOf": [{}]}  # says nothing: where no type stands, the language server for YAML sets a colon behind a key by it
_WORDS: Schema = {"type": ["string", "number", "boolean"]}
_LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")
_WHOLE, _NUMBER = r"[0-9]+", re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")


def schema(kind: str = "") -> Schema:
    """The schema of a kind of file, or of all that lie in a folder of problems, told apart by their keys."""
    writer = _Writer()
    if kind:
        found = writer.mapping(KINDS[kind])
        return {"$schema": _DRAFT, **found, "definitions": writer.definitions()}
    refs = {name: {"$ref": writer.of(keys)} for name, keys in (*KINDS.items(), *_MADE.items())}
    by_key = [("pages", "layout"), ("variant", "variant"), ("problems", "exam"), ("items", "problem"), ("name", "course")]
    by_key += [(key.name, "course") for key in COURSE.keys if key.name not in EXAM.by_name and key.name not in PROBLEM.by_name]
    by_key += [(key.name, "exam") for key in EXAM.keys if key.name not in COURSE.by_name and key.name not in PROBLEM.by_name]
    found = refs["problem"]
    for key, name in reversed(by_key):
        found = {"if": {"required": [key]}, "then": refs[name], "else": found}
    title = "A problem, an exam or a course"
    return {"$schema": _DRAFT, "title": title, "type": "object", **found, "definitions": writer.definitions()}


@dataclass
class _Writer:
    """Writes schemas; each mapping stands once under `definitions`, by its name."""

    written: dict[str, Schema] = field(default_factory=dict)

    def definitions(self) -> dict[str, Schema]:
        return dict(sorted(self.written.items()))

    def of(self, keys: Keys) -> str:
        """Where the schema of a mapping stands."""
        if keys.title not in self.written:
            self.written[keys.title] = {}  # a mapping may hold itself
            self.written[keys.title] = self.mapping(keys)
        return f"#/definitions/{keys.title}"

    def mapping(self, keys: Keys) -> Schema:
        found: Schema = {
            "title": keys.title,
            "type": "object",
            "properties": {key.name: self.key(key) for key in keys.keys},
            "additionalProperties": False,
        }
        if keys.required:
            found["required"] = list(keys.required)
        if keys.one_of:
            found["anyOf"] = [{"required": [name]} for name in keys.one_of]
            found["dependencies"] = {name: {"properties": {other: False for other in keys.one_of if other != name}} for name in keys.one_of}
        if keys is ITEM:
            found["allOf"] = list(_conditions(ASKED))
        return found

    def key(self, key: Key) -> Schema:
        """What stands behind a key, with what an editor proposes there: words, or an example."""
        found = {**_explained(key), **self.value(key.value)}
        scalars = [form for form in key.value if isinstance(form, Scalar)]
        words = [word for form in scalars for word in (*form.like, *(FORMS if form.question else ()))]
        words += [word for form in scalars if len(key.value) > 1 for word in form.one_of]
        snippets = [{"label": word, "body": word} for word in words]
        example = _data(tree(key.example, "example")) if key.example else None
        if isinstance(example, dict | list):
            snippets.append({"label": key.example, "body": example})
            found["markdownDescription"] += f"\n\n`{key.name}: {key.example}`"
        elif example is not None:
            found["examples"] = [example]
        return {**found, "defaultSnippets": snippets} if snippets else found

    def value(self, value: Value) -> Schema:
        """What may stand in a place; what is large stands once."""
        shared = next((name for name, one in SHARED.items() if one == value), "")
        if shared and shared not in self.written:
            self.written[shared] = self.forms(value)
        return {"$ref": f"#/definitions/{shared}"} if shared else self.forms(value)

    def forms(self, value: Value) -> Schema:
        scalars = [_scalar(form) for form in value if isinstance(form, Scalar)]
        lists = [self.sequence(form) for form in value if isinstance(form, ListOf)]
        mappings = self.mappings([form for form in value if not isinstance(form, Scalar | ListOf)])
        if any(isinstance(form, Scalar) and form.spoken for form in value):
            languages = {"$ref": self.spoken()}
            spoken = {"type": "object", "anyOf": [{"required": [language]} for language in LANGUAGES]}
            mappings = [{"if": spoken, "then": languages, "else": mappings[0]} if mappings else languages]
        typed = [(["array"], lists), (["string", "number", "boolean"], scalars), (["object"], mappings)]
        told = [(names, forms[0]) for names, forms in typed if forms]
        if len(told) == 1:
            return told[0][1]
        found: Schema = {"type": [name for names, _ in told for name in names]}
        for names, one in reversed(told):
            # Where nothing is written yet an editor proposes what the last of them has.
            found = {"if": {"type": names if one is not told[-1][1] else [*names, "null"]}, "then": one, "else": found}
        return {**found, **_COLON}

    def sequence(self, form: ListOf) -> Schema:
        found: Schema = {"type": "array", "items": self.value(form.item)}
        return {**found, "minItems": form.least} if form.least else found

    def mappings(self, forms: Sequence[Form]) -> list[Schema]:
        """The one mapping that may stand in a place, if one may; of two the one with known keys is told by its required one."""
        match forms:
            case [Named() as form]:
                return [self.named(form)]
            case [Instead() as form]:
                return [self.instead(form)]
            case [Keys() as form]:
                return [{"$ref": self.of(form)}]
            case [Keys() as form, Named() as other]:
                return [
                    {"if": {"type": "object", "required": list(form.required)}, "then": {"$ref": self.of(form)}, "else": self.named(other)}
                ]
        return []

    def named(self, form: Named) -> Schema:
        item = self.value(form.item)
        if form.pattern:
            return {"type": "object", "patternProperties": {f"^{form.pattern}$": item}, "additionalProperties": False}
        usual: Schema = {"properties": dict.fromkeys(form.like, item)} if form.like else {}
        return {"type": "object", **usual, "additionalProperties": item}

    def instead(self, form: Instead) -> Schema:
        """Some keys of a mapping, none required, each perhaps without a value."""
        whole = {keys.title: keys for keys in (PROBLEM, ITEM)}[form.of]
        name = f"{form.of} without {', '.join(form.without[-2:])}"
        if name not in self.written:
            self.written[name] = {}
            kept = {
                key.name: _or_nothing(key, f"{self.of(whole)}/properties/{key.name}") for key in whole.keys if key.name not in form.without
            }
            self.written[name] = {"type": "object", "properties": kept, "additionalProperties": False}
        return {"$ref": f"#/definitions/{name}"}

    def spoken(self) -> str:
        """A text in several languages."""
        if "languages" not in self.written:
            texts = {language: {"title": language, **_WORDS} for language in LANGUAGES}
            self.written["languages"] = {"type": "object", "properties": texts, "minProperties": 1, "additionalProperties": False}
        return "#/definitions/languages"


def _explained(key: Key) -> Schema:
    return {"title": key.name, "description": _plain(key.says), "markdownDescription": key.says}


def _or_nothing(key: Key, place: str) -> Schema:
    """What stands behind a key in another place, or nothing."""
    return {**_explained(key), "if": {"type": "null"}, "else": {"$ref": place.replace(" ", "%20")}, **_COLON}


def _scalar(form: Scalar) -> Schema:
    if form.question:
        begins = sorted({*(one.split()[0] for one in FORMS), "size", "activations"})
        message = f"A question begins with one of the words {', '.join(begins)}."
        return {"type": "string", "pattern": f"^({'|'.join(begins)})\\b", "patternErrorMessage": message}
    if form.one_of:
        return {"type": "string", "enum": list(form.one_of)}
    if not form.pattern:
        return _WORDS if form.spoken or form.stated else _TEXT
    kind = "integer" if form.pattern == _WHOLE else "number"
    message = f"Write {_plain(form.words)}{f', such as {form.like[0]}' if form.like else ''}."
    bounds = {name: bound for name, bound in (("minimum", form.least), ("maximum", form.most)) if bound is not None}
    return {"type": ["string", kind], "pattern": f"^({form.pattern})$", "patternErrorMessage": message, **bounds}


def _plain(text: str) -> str:
    """Markdown without links and backticks."""
    return _LINK.sub(r"\1", text).replace("`", "")


def _conditions(asked: Sequence[Asked]) -> Iterator[Schema]:
    """What an item needs for what it asks, and what only goes with a question of some kind."""
    for one in asked:
        line = {"type": "string", "pattern": f"^{one.pattern}"}
        several = {"type": "array", "contains": {"anyOf": [line, {"type": "array", "contains": line}]}}
        found: Schema = {"if": {"properties": {"ask": {"anyOf": [line, several]}}, "required": ["ask"]}}
        if one.needs:
            found["then"] = {"required": list(one.needs)}
        if one.own:
            found["else"] = {"properties": dict.fromkeys(one.own, False)}
        yield found


def _data(node: Node) -> Any:
    """A tree as data of JSON: what is written as a number is one."""
    match node:
        case Leaf(text):
            if not _NUMBER.fullmatch(text.value):
                return text.value
            return float(text.value) if "." in text.value else int(text.value)
        case List(items, _):
            return [_data(item) for item in items]
        case Tree(entries, _):
            return {key.value: _data(value) for key, value in entries}
