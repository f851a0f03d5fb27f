#!/usr/bin/env python3
"""Checks the cases of this folder. Standard library only; it knows nothing of any calculator.

    python3 check.py [case-file ...]

For every case: the form as README.md describes it, unique ids, decimals as texts, each line's price as it stands under
its key in `prices`, each amount and the sum recomputed. Prints counts; exit code 1 if anything is wrong.
"""
import collections
import datetime
import json
import pathlib
import re
import sys
from decimal import ROUND_HALF_EVEN, Context, Decimal, setcontext

setcontext(Context(prec=80))
HERE = pathlib.Path(__file__).resolve().parent
DECIMAL = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]*[1-9])?\Z")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
ID = re.compile(r"[a-z0-9][a-z0-9.-]*\Z")
PICO = Decimal("1e-12")

METERS = {  # in the order in which lines stand
    "input_tokens": 1_000_000, "input_audio_tokens": 1_000_000, "input_image_tokens": 1_000_000, "input_video_tokens": 1_000_000,
    "cache_read_tokens": 1_000_000, "cache_audio_read_tokens": 1_000_000, "cache_image_read_tokens": 1_000_000,
    "cache_write_tokens": 1_000_000, "cache_write_1h_tokens": 1_000_000, "output_tokens": 1_000_000, "reasoning_tokens": 1_000_000,
    "output_audio_tokens": 1_000_000, "output_image_tokens": 1_000_000, "output_video_tokens": 1_000_000, "output_citation_tokens": 1_000_000,
    "seconds": None, "characters": 1_000_000, "input_document_pages": 1000, "images": 1, "web_searches": 1000, "storage_searches": 1000,
    "cache_storage_token_hours": 1_000_000, "sandbox_hours": 1, "code_sessions": 1, "requests": 1000,
}
CONTEXT = {meter for meter in METERS if meter.startswith(("input_", "cache_")) and meter.endswith("_tokens")}
UNPRICED = {"unknown_model", "unknown_provider", "no_provider", "no_model", "no_price_for_meter", "nothing_metered", "unknown_tool"}
CALL = {"model": str, "deployment": str, "serviceTier": str, "batch": bool, "region": str, "kind": str, "resolution": str, "quality": str,
        "images": str, "seconds": str, "characters": str, "inputTokens": str, "sandboxHours": str}
KINDS = {"completion", "embedding", "image", "audio", "video", "tool"}
PATHS = {"/v1/events", "/meter/v2/tool/events"} | {f"/meter/v2/ai/{kind}" for kind in ("completions", "images", "audio", "video")}


class Wrong(Exception):
    pass


def want(truth, message):
    if not truth:
        raise Wrong(message)


def keys(thing, required, optional=()):
    want(isinstance(thing, dict), f"is no object: {thing!r}")
    missing, unknown = set(required) - set(thing), set(thing) - set(required) - set(optional)
    want(not missing, f"lacks {sorted(missing)}")
    want(not unknown, f"has unknown {sorted(unknown)}")


def text(thing, name):
    want(isinstance(thing, str) and thing.strip(), f"{name} is no text: {thing!r}")


def decimal(thing, name):
    want(isinstance(thing, str) and DECIMAL.match(thing), f"{name} is no plain decimal text: {thing!r}")
    return Decimal(thing)


def check_price(price):
    keys(price, ["provider", "model", "source", "readAt", "via", "currency", "rates"])
    for name in ("provider", "model", "via"):
        text(price[name], name)
    want(price["source"].startswith("https://"), f"source is no address: {price['source']!r}")
    datetime.date.fromisoformat(price["readAt"])
    want(price["currency"] == "USD", "currency")
    want(price["rates"], "has no rates")
    for meter, rate in price["rates"].items():
        want(meter in METERS, f"unknown meter {meter}")
        keys(rate, ["price", "per"], ["over"])
        decimal(rate["price"], f"price of {meter}")
        per = METERS[meter]
        want(rate["per"] == per if per else rate["per"] in (1, 3600), f"{meter} is priced per {rate['per']}")
        want("over" not in rate or (isinstance(rate["over"], int) and rate["over"] > 0), "over")


def check_case(case, prices):
    keys(case, ["id", "title", "provider", "at", "call", "expected", "working"],
         ["response", "stream", "request", "calculators", "note", "unsure"])
    want(ID.match(case["id"]), "id")
    for name in ("title", "provider", "working", *(name for name in ("note", "unsure") if name in case)):
        text(case[name], name)
    want(TIME.match(case["at"]), f"at: {case['at']!r}")
    datetime.datetime.fromisoformat(case["at"].replace("Z", "+00:00"))
    keys(case["call"], [], CALL)
    for name, value in case["call"].items():
        want(isinstance(value, CALL[name]), f"call.{name}")
    want(case["call"].get("kind", "completion") in KINDS, "call.kind")
    for name in ("images", "seconds", "characters", "inputTokens", "sandboxHours"):
        if name in case["call"]:
            decimal(case["call"][name], f"call.{name}")
    bodies = [name for name in ("response", "stream", "request") if name in case]
    want(len(bodies) == 1, f"has not exactly one body: {bodies}")
    multiplier = Decimal(1)
    if bodies == ["request"]:
        keys(case["request"], ["path", "body"])
        want(case["request"]["path"] in PATHS, "request.path")
        stated = case["request"]["body"].get("costMultiplier")
        multiplier = Decimal(1) if stated is None else Decimal(str(stated))
    elif bodies == ["stream"]:
        want(isinstance(case["stream"], list) and case["stream"], "stream is no list of events")
    else:
        want(isinstance(case["response"], dict), "response is no object")
    expected = case["expected"]
    keys(expected, ["model", "currency", "lines", "cost"], ["unpriced", "reported", "effective"])
    want(expected["model"] is None or isinstance(expected["model"], str), "expected.model")
    want(expected["currency"] == "USD", "expected.currency")
    total, place, context, overs = Decimal(0), -1, Decimal(0), set()
    for line in expected["lines"]:
        keys(line, ["meter", "quantity", "price", "per", "amount", "from"])
        meter, quantity, price = line["meter"], decimal(line["quantity"], "quantity"), decimal(line["price"], "price")
        want(meter in METERS, f"unknown meter {meter}")
        want(list(METERS).index(meter) > place, f"{meter} stands twice or out of order")
        place = list(METERS).index(meter)
        want(quantity > 0, f"{meter}: a line of nothing")
        want(line["from"] in prices, f"no price {line['from']!r}")
        rate = prices[line["from"]]["rates"].get(meter)
        want(rate is not None, f"{line['from']!r} has no price of {meter}")
        want((rate["price"], rate["per"]) == (line["price"], line["per"]), f"{meter}: price or per is not that of {line['from']!r}")
        amount = (quantity * price * multiplier / line["per"]).quantize(PICO, ROUND_HALF_EVEN)
        want(decimal(line["amount"], "amount") == amount, f"{meter}: amount is {line['amount']}, computed {amount}")
        total += amount
        context += quantity if meter in CONTEXT else 0
        if "over" in rate:
            overs.add(rate["over"])
    for over in overs:
        want(context > over, f"long-context price over {over}, but the input is {context}")
    if expected["cost"] is None:
        want(expected.get("unpriced") in UNPRICED, f"unpriced: {expected.get('unpriced')!r}")
    else:
        want("unpriced" not in expected, "has a cost and is unpriced")
        want(decimal(expected["cost"], "cost") == total, f"cost is {expected['cost']}, the lines are {total}")
    for name in ("reported", "effective"):
        if expected.get(name) is not None:
            decimal(expected[name], name)
    for line in expected["lines"]:
        want(line["amount"] in case["working"], f"the working does not mention {line['amount']}")
    if expected["cost"] is not None:
        want(case["working"].endswith(f"sum {expected['cost']}"), "the working does not end with the sum")
    names = set()
    for result in case.get("calculators", []):
        keys(result, ["name", "version", "cost", "agrees"], ["why"])
        text(result["name"], "name"), text(result["version"], "version")
        want(result["name"] not in names, f"{result['name']} stands twice")
        names.add(result["name"])
        want(expected["cost"] is not None, "a calculator's result where no cost is expected")
        want(result["cost"] is None or DECIMAL.match(result["cost"]), f"calculator's cost: {result['cost']!r}")
        rounded = Decimal("1e-10")
        agrees = result["cost"] is not None and Decimal(result["cost"]).quantize(rounded) == Decimal(expected["cost"]).quantize(rounded)
        want(result["agrees"] is agrees, f"{result['name']}: agrees should be {agrees}")
        want(agrees or result.get("why", "").strip(), f"{result['name']} disagrees, and nobody says why")
        want(not (agrees and "why" in result), f"{result['name']} agrees and has a why")


def main(arguments):
    files = [pathlib.Path(name) for name in arguments] or sorted((HERE / "cases").glob("*.json"))
    problems, seen, counts = [], {}, collections.defaultdict(collections.Counter)
    for path in files:
        document = json.loads(path.read_text(encoding="utf-8"))
        try:
            keys(document, ["format", "prices", "cases"])
            want(document["format"] == "outlay-accuracy/1", "format")
        except Wrong as problem:
            problems.append(f"{path.name}: {problem}")
            continue
        used = {line["from"] for case in document["cases"] for line in case["expected"]["lines"]}
        problems += [f"{path.name}: price {key!r} is not used" for key in document["prices"] if key not in used]
        for key, price in document["prices"].items():
            try:
                check_price(price)
            except (Wrong, ValueError) as problem:
                problems.append(f"{path.name}: price {key!r}: {problem}")
        for case in document["cases"]:
            try:
                check_case(case, document["prices"])
            except (Wrong, ValueError, KeyError, TypeError, AttributeError) as problem:
                problems.append(f"{path.name}: {case.get('id')}: {problem!r}" if not isinstance(problem, Wrong) else f"{path.name}: {case.get('id')}: {problem}")
            if case["id"] in seen:
                problems.append(f"{path.name}: {case['id']} stands in {seen[case['id']]}, too")
            seen[case["id"]] = path.name
            counts["file"][path.stem] += 1
            counts["provider"][case["provider"]] += 1
            counts["body"][next(name for name in ("response", "stream", "request") if name in case)] += 1
            counts["kind"][case["call"].get("kind", "completion")] += 1
            counts["cost"]["unknown" if case["expected"]["cost"] is None else "known"] += 1
            results = case.get("calculators", [])
            counts["calculators"][f"{len(results)} results"] += 1
            for result in results:
                counts[f"{result['name']} {result['version']}"]["agrees" if result["agrees"] else "disagrees"] += 1
    for name, counter in counts.items():
        print(f"{name}: " + ", ".join(f"{key} {count}" for key, count in sorted(counter.items(), key=lambda item: (-item[1], item[0]))))
    print(f"{len(seen)} cases in {len(files)} files, {len(problems)} problems")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
