"""Alerts when so many calls of one provider in a row have failed, and clears the alert at the next that succeeds."""

import json

from componentize_py_types import Err
from frame import Frame
from wit_world import WitWorld as Contract
from wit_world.imports.types import Finding, FindingState, Manifest, Moment, RuleError, Scope, Selection, Severity

SETTINGS = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "examples": [{"calls": 5}],  # tried when the rule is uploaded
    "properties": {
        "calls": {"type": "integer", "minimum": 1, "default": 5, "title": "Failed calls in a row"},
    },
}

# What is remembered from call to call lives in the module: `WitWorld` is made anew for each.
limit = 5
failed: dict[str, int] = {}  # in a row, by provider


class WitWorld(Contract):
    def describe(self) -> Manifest:
        return Manifest(
            name="error-streak",
            version="0.1.0",
            title="Error streak",
            documentation="Fires when so many calls of one provider in a row have failed; clears when one succeeds.",
            columns=["provider", "error_code", "stop_reason"],  # only these are sent
            scope=Scope.KEYED,
            wants_ticks=False,
            wants_amendments=False,
            wants_records=False,
            settings_schema=json.dumps(SETTINGS),
        )

    def configure(self, settings: str) -> Selection:
        """Answers with what the rule wants to see: all its columns, all rows."""
        global limit
        given = json.loads(settings)
        for name in given:
            if name not in SETTINGS["properties"]:
                raise Err(RuleError(f"there is no setting `{name}`", f"/{name}"))
        limit = given.get("calls", 5)
        if type(limit) is not int or limit < 1:
            raise Err(RuleError("calls must be a whole number from 1", "/calls"))
        return Selection(columns=None, conditions=[])

    def evaluate(self, frame: bytes) -> list[Finding]:
        read = Frame(frame)
        rows = zip(read.column("provider"), read.column("error_code"), read.column("stop_reason"))
        found = (judge(row, *of_row) for row, of_row in enumerate(rows))
        return [finding for finding in found if finding]

    def tick(self, now: Moment) -> list[Finding]:
        return []

    def snapshot(self) -> bytes:
        return json.dumps(failed, sort_keys=True).encode()

    def restore(self, state: bytes) -> None:
        failed.clear()
        failed.update(json.loads(state))


def judge(row, provider, error_code, stop_reason):
    if provider is None:
        return None
    before = failed.get(provider, 0)
    if error_code is None and stop_reason != "ERROR":
        failed.pop(provider, None)
        title = f"{provider} answers again, after {before} failed calls"
        return finding(row, FindingState.CLEARED, provider, title, before) if before >= limit else None
    failed[provider] = before + 1
    title = f"{before + 1} calls of {provider} in a row have failed"
    return finding(row, FindingState.FIRING, provider, title, before + 1) if before + 1 == limit else None


def finding(row, state, provider, title, calls) -> Finding:
    return Finding(row, state, Severity.CRITICAL, title, "", provider, str(calls), str(limit))
