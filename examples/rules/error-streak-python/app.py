"""Alerts when so many calls of one provider in a row have failed, and clears the alert at the next that succeeds."""

import json

from componentize_py_types import Err
from frame import Frame
from wit_world import WitWorld as Contract
from wit_world.imports.types import Condition, Finding, FindingState, Manifest, Moment, RuleError, Scope, Severity

SETTINGS = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "calls": {"type": "integer", "minimum": 1, "default": 5, "title": "Failed calls in a row"},
    },
}


class WitWorld(Contract):
    def __init__(self) -> None:
        self.calls = 5
        self.failed: dict[str, int] = {}  # in a row, by provider

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

    def configure(self, settings: str) -> list[Condition]:
        """Answers with the conditions that the host shall filter by: none."""
        given = json.loads(settings)
        for name in given:
            if name not in SETTINGS["properties"]:
                raise Err(RuleError(f"there is no setting `{name}`", f"/{name}"))
        self.calls = given.get("calls", 5)
        if type(self.calls) is not int or self.calls < 1:
            raise Err(RuleError("calls must be a whole number from 1", "/calls"))
        return []

    def evaluate(self, frame: bytes) -> list[Finding]:
        read = Frame(frame)
        rows = zip(read.column("provider"), read.column("error_code"), read.column("stop_reason"))
        found = (self.judge(row, *of_row) for row, of_row in enumerate(rows))
        return [finding for finding in found if finding]

    def judge(self, row, provider, error_code, stop_reason):
        if provider is None:
            return None
        before = self.failed.get(provider, 0)
        if error_code is None and stop_reason != "ERROR":
            self.failed.pop(provider, None)
            title = f"{provider} answers again, after {before} failed calls"
            return self.finding(row, FindingState.CLEARED, provider, title, before) if before >= self.calls else None
        self.failed[provider] = before + 1
        title = f"{before + 1} calls of {provider} in a row have failed"
        return self.finding(row, FindingState.FIRING, provider, title, before + 1) if before + 1 == self.calls else None

    def finding(self, row, state, provider, title, failed) -> Finding:
        return Finding(row, state, Severity.CRITICAL, title, "", provider, str(failed), str(self.calls))

    def tick(self, now: Moment) -> list[Finding]:
        return []

    def snapshot(self) -> bytes:
        return json.dumps(self.failed, sort_keys=True).encode()

    def restore(self, state: bytes) -> None:
        self.failed = json.loads(state)
