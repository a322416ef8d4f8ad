# SPDX-License-Identifier: Apache-2.0
"""Checks playbooks against the CACAO 2.0 schemas (draft 7) and follows their workflow:
cacao_valid.py SCHEMAS FILE..."""
import json
import pathlib
import sys

import jsonschema

NEXT = ("on_completion", "on_success", "on_failure", "on_true", "on_false")


def validator(folder):
    schemas = {}
    for path in pathlib.Path(folder).rglob("*.json"):
        schema = json.loads(path.read_text())
        schemas[schema["$id"]] = schema
    root = next(s for i, s in schemas.items() if i.endswith("/playbook.json"))
    try:  # jsonschema 4.18 and later
        import referencing
        from referencing.jsonschema import DRAFT7
        registry = referencing.Registry().with_resources(
            (name, DRAFT7.create_resource(schema)) for name, schema in schemas.items())
        return jsonschema.Draft7Validator(root, registry=registry), root
    except ImportError:  # Debian 12 has 4.10
        resolver = jsonschema.RefResolver(root["$id"], root, store=schemas)
        return jsonschema.Draft7Validator(root, resolver=resolver), root


def complaints_of_workflow(playbook):
    steps = playbook["workflow"]
    reached, waiting = set(), [playbook["workflow_start"]]
    ends = []
    while waiting:
        at = waiting.pop()
        if at not in steps:
            yield f"leads to {at}, which is not there"
            continue
        if at in reached:
            continue
        reached.add(at)
        step = steps[at]
        if step["type"] != at.split("--")[0]:
            yield f"{at} is of type {step['type']}"
        if step["type"] == "end":
            ends.append(at)
        elif not any(name in step for name in NEXT):
            yield f"{at} leads nowhere"
        if "agent" in step and step["agent"] not in playbook["agent_definitions"]:
            yield f"{at} has an agent that is not there"
        waiting += [step[name] for name in NEXT if name in step]
    if not ends:
        yield "no end"
    for name in steps.keys() - reached:
        yield f"{name} is never reached"
    uuids = [name.split("--")[1] for name in steps]
    if len(set(uuids)) != len(uuids):
        yield "two steps share a UUID"
    activities = {c.get("playbook_activity") for s in steps.values() for c in s.get("commands", [])}
    if set(playbook.get("playbook_activities", [])) != activities - {None}:
        yield "playbook_activities is not what the steps have"


def main():
    schema, root = validator(sys.argv[1])
    known = set(root["properties"])
    faulty = 0
    for name in sys.argv[2:]:
        playbook = json.loads(pathlib.Path(name).read_text())
        complaints = [f"{list(e.absolute_path)}: {e.message[:200]}"
                      for e in schema.iter_errors(playbook)]
        # Draft 7 knows no unevaluatedProperties, by which the schemas mean to refuse others.
        complaints += [f"unknown member {m}" for m in playbook.keys() - known]
        if not complaints:
            complaints += complaints_of_workflow(playbook)
        for complaint in complaints:
            print(f"{pathlib.Path(name).name}: {complaint}")
        faulty += bool(complaints)
    print(f"{len(sys.argv) - 2} playbooks, {faulty} faulty")
    return 1 if faulty else 0


sys.exit(main())
