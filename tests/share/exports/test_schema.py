"""The published schema of a map: every map of the workbench is valid by it, and it has a word for every key."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from workbench.share.exports.formats import made
from workbench.share.exports.pages import schema

SCHEMA = json.loads(schema())


@pytest.fixture(scope="module")
def maps():
    import workbench as wb
    from workbench.demo import sample

    study = wb.open(sample())
    views = ({}, {"round": study.folder.settings.rounds[-1].id, "persona": next(iter(study.folder.settings.personas))})
    return [json.loads(made(study.journey(**view).model, "m.json")[""]) for view in views]


def undescribed(value, schema, path=""):
    """Return the keys of `value` that the schema has no word for."""
    while "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    for way in schema.get("anyOf", ()):
        if way.get("type") != "null":
            return undescribed(value, way, path)
    parts = [SCHEMA["$defs"][p["$ref"].rsplit("/", 1)[1]] for p in schema.get("allOf", ())]
    known = {k: v for p in (*parts, schema) for k, v in p.get("properties", {}).items()}
    if isinstance(value, dict) and known:
        found = [f"{path}/{key}" for key in value if key not in known]
        return found + [u for key in value if key in known for u in undescribed(value[key], known[key], f"{path}/{key}")]
    if isinstance(value, dict) and isinstance(schema.get("additionalProperties"), dict):
        return [u for inner in value.values() for u in undescribed(inner, schema["additionalProperties"], f"{path}/*")]
    if isinstance(value, list) and "items" in schema:
        return [u for inner in value for u in undescribed(inner, schema["items"], f"{path}[]")]
    return []


def test_it_is_a_schema_and_describes_every_key_it_names():
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(files("workbench.share.exports").joinpath("map.schema.json").read_text(encoding="utf-8")) == SCHEMA


def test_maps_of_the_sample_study_are_valid_and_every_key_is_described(maps):
    for model in maps:
        assert [e.message for e in Draft202012Validator(SCHEMA).iter_errors(model)] == []
        assert sorted(set(undescribed(model, SCHEMA))) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda m: m.pop("claims"),
        lambda m: m["people"].update(N=-1),
        lambda m: next(iter(m["claims"].values())).update(hi=1.5),
        lambda m: next(iter(m["claims"].values())).update(grade="Certain"),
        lambda m: m["made_from"].update(digest="x"),
        lambda m: m["stages"][0]["lanes"].pop("pain"),
    ],
)
def test_a_spoilt_map_is_not_valid(maps, spoil):
    model = json.loads(json.dumps(maps[0]))
    spoil(model)
    assert list(Draft202012Validator(SCHEMA).iter_errors(model))
