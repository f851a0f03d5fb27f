#!/usr/bin/env python3
"""Asks two public calculators for the cost of the cases of this folder and writes what they say into the cases.

    python3.11 -m venv venv && venv/bin/pip install -r requirements.txt
    venv/bin/python calculators.py [--check] [case-file ...]

The calculators get the quantities of `expected.lines` in the form that each of them wants, not the bodies: this compares
prices and arithmetic, not the reading of bodies. They get the model, the provider, the time (litellm has no
history of prices, it uses the hour only) and the tier or batch. Cases are left out that have no cost, a multiplier, or meters that one of the two has no
way to take (pictures, video, pages, sessions, hours, storage, file searches, requests, fractions of tokens).

A result agrees if it is the expected cost when both are rounded to 10 decimals: litellm calculates in binary floats. For
each that does not, `why` says the reason in a sentence. It is written by hand and kept as long as the result stays the
same; this program names the results that still lack one. With `--check` nothing is written.
"""
import datetime
import json
import os
import pathlib
import sys
from decimal import Decimal
from importlib.metadata import version

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # the prices that come with the package; no network

import genai_prices
import litellm
from litellm.cost_calculator import batch_cost_calculator
from litellm.litellm_core_utils.llm_cost_calc import utils as litellm_utils
from litellm.litellm_core_utils.llm_cost_calc.tool_call_cost_tracking import StandardBuiltInToolCostTracking
from litellm.types.utils import ModelResponse, Usage

HERE = pathlib.Path(__file__).resolve().parent

INPUT = ["input_tokens", "input_audio_tokens", "input_image_tokens", "cache_read_tokens", "cache_audio_read_tokens",
         "cache_image_read_tokens", "cache_write_tokens", "cache_write_1h_tokens"]
OUTPUT = ["output_tokens", "reasoning_tokens", "output_audio_tokens", "output_image_tokens"]
BOTH = {*INPUT, *OUTPUT, "seconds", "characters", "web_searches"}
# litellm takes the number of searches from the usage for these only.
SEARCHES = {"anthropic", "google"}

LITELLM_PROVIDERS = {"aws": "bedrock", "x-ai": "xai", "voyageai": "voyage", "together": "together_ai", "fireworks": "fireworks_ai"}


def at(case):
    return datetime.datetime.fromisoformat(case["at"].replace("Z", "+00:00"))


def plain(number):
    """A decimal text without an exponent and zeros at its end."""
    text = format(Decimal(str(number)), "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def facts(case):
    """The quantities, and what is special about the call: its tier, batch, speed and place."""
    quantities = {line["meter"]: line["quantity"] for line in case["expected"]["lines"]}
    bodies = [case.get("response") or case.get("request", {}).get("body") or {}]
    if "stream" in case:
        bodies = case["stream"]
    special = {"batch": case["call"].get("batch", False), "tier": None, "speed": None, "geo": None}
    for body in bodies:
        inner = body.get("response") or body.get("message") or body
        usage = inner.get("usage") or {}
        special["tier"] = inner.get("service_tier") or inner.get("actualServiceTier") or usage.get("service_tier") or special["tier"]
        special["batch"] = special["batch"] or special["tier"] == "batch" or inner.get("pricingTier") == "BATCH"
        special["speed"] = usage.get("speed") or special["speed"]
        special["geo"] = usage.get("inference_geo") or special["geo"]
    if special["tier"] not in ("flex", "priority"):
        special["tier"] = None
    # What was sent, where a provider charges more than that.
    if "seconds" in quantities:
        quantities["seconds"] = case["call"].get("seconds", quantities["seconds"])
    return quantities, special


def can_ask(case):
    expected = case["expected"]
    meters = {line["meter"] for line in expected["lines"]}
    if expected["cost"] is None or not meters or not meters <= BOTH:
        return False
    if case.get("request", {}).get("body", {}).get("costMultiplier") is not None:
        return False
    if "web_searches" in meters and case["provider"] not in SEARCHES:
        return False
    if "seconds" in meters and case["call"].get("kind") == "video" or case.get("request", {}).get("path", "").endswith("/video"):
        return False
    return all("." not in line["quantity"] for line in expected["lines"] if line["meter"] != "seconds")


def ask_genai_prices(case):
    quantities, special = facts(case)
    count = {meter: Decimal(quantity) for meter, quantity in quantities.items()}
    get = lambda *meters: sum((count.get(meter, Decimal(0)) for meter in meters), Decimal(0))
    usage = {  # a whole contains its parts
        "input_tokens": get(*INPUT), "output_tokens": get(*OUTPUT),
        "cache_read_tokens": get("cache_read_tokens", "cache_audio_read_tokens", "cache_image_read_tokens"),
        "cache_audio_read_tokens": get("cache_audio_read_tokens"), "cache_image_read_tokens": get("cache_image_read_tokens"),
        "cache_write_tokens": get("cache_write_tokens", "cache_write_1h_tokens"), "cache_write_1h_tokens": get("cache_write_1h_tokens"),
        "input_audio_tokens": get("input_audio_tokens", "cache_audio_read_tokens"),
        "input_image_tokens": get("input_image_tokens", "cache_image_read_tokens"),
        "output_audio_tokens": get("output_audio_tokens"), "output_image_tokens": get("output_image_tokens"),
        "output_reasoning_tokens": get("reasoning_tokens"), "web_searches": get("web_searches"),
        "input_characters": get("characters"), "audio_seconds": get("seconds"), "input_audio_seconds": get("seconds"),
    }
    usage = {key: int(value) if value == int(value) else float(value) for key, value in usage.items() if value}
    model = case["expected"]["model"]
    if case["provider"] == "google":
        model = model.rsplit("/", 1)[-1]
    context = {}
    if special["tier"]:
        context["service_tier"] = special["tier"]
    if special["batch"]:
        context["processing"] = "batch"
    if special["speed"]:
        context["speed"] = special["speed"]
    try:
        price = genai_prices.calc_price(
            genai_prices.Usage(**usage), model, provider_id=case["provider"],
            genai_request_timestamp=at(case), price_context=context or None)
    except LookupError:
        return None
    return plain(price.total_price)


def ask_litellm(case):
    quantities, special = facts(case)
    count = {meter: int(Decimal(quantity)) for meter, quantity in quantities.items()}
    get = lambda *meters: sum(count.get(meter, 0) for meter in meters)
    provider, model = LITELLM_PROVIDERS.get(case["provider"], case["provider"]), case["expected"]["model"]
    if provider == "google":
        provider = "vertex_ai" if "vertex" in case["id"] else "gemini"
    if provider == "cohere" and "embed" not in model:
        provider = "cohere_chat"
    if provider == "azure" and model.startswith("claude"):
        provider = "azure_ai"
    if provider in ("vertex_ai", "bedrock"):
        model = model.rsplit("/", 1)[-1]
    usage = Usage(
        prompt_tokens=get(*INPUT), completion_tokens=get(*OUTPUT), total_tokens=get(*INPUT, *OUTPUT),
        prompt_tokens_details={
            "cached_tokens": get("cache_read_tokens", "cache_audio_read_tokens", "cache_image_read_tokens"),
            "cached_tokens_details": {"text_tokens": get("cache_read_tokens"), "audio_tokens": get("cache_audio_read_tokens"), "image_tokens": get("cache_image_read_tokens")},
            "text_tokens": get("input_tokens", "cache_read_tokens"), "audio_tokens": get("input_audio_tokens", "cache_audio_read_tokens"),
            "image_tokens": get("input_image_tokens", "cache_image_read_tokens"),
            "cache_creation_tokens": get("cache_write_tokens", "cache_write_1h_tokens"),
            "cache_creation_token_details": {"ephemeral_5m_input_tokens": get("cache_write_tokens"), "ephemeral_1h_input_tokens": get("cache_write_1h_tokens")},
            **({"web_search_requests": get("web_searches")} if case["provider"] == "google" and get("web_searches") else {}),
        },
        completion_tokens_details={
            "text_tokens": get("output_tokens"), "reasoning_tokens": get("reasoning_tokens"),
            "audio_tokens": get("output_audio_tokens"), "image_tokens": get("output_image_tokens"),
        },
        cache_creation_input_tokens=get("cache_write_tokens", "cache_write_1h_tokens"),
        cache_read_input_tokens=get("cache_read_tokens", "cache_audio_read_tokens", "cache_image_read_tokens"),
        **({"server_tool_use": {"web_search_requests": get("web_searches")}} if case["provider"] == "anthropic" and get("web_searches") else {}),
        **({"speed": special["speed"]} if special["speed"] else {}), **({"inference_geo": special["geo"]} if special["geo"] else {}),
    )
    # The hour of a daily peak price is that of the call, not that of this program.
    litellm_utils.current_billing_time = lambda: at(case)
    try:
        if special["batch"]:
            parts = batch_cost_calculator(usage=usage, model=model, custom_llm_provider=provider)
        elif "seconds" in quantities:
            parts = litellm.cost_per_token(model=model, custom_llm_provider=provider, call_type="transcription", audio_transcription_file_duration=float(quantities["seconds"]))
        elif "characters" in quantities:
            parts = litellm.cost_per_token(model=model, custom_llm_provider=provider, call_type="speech", prompt_characters=count["characters"])
        else:
            kind = "embedding" if case["call"].get("kind") == "embedding" else "completion"
            parts = litellm.cost_per_token(model=model, custom_llm_provider=provider, usage_object=usage, service_tier=special["tier"], call_type=kind)
        cost = sum(parts)
        if "web_searches" in quantities:
            cost += StandardBuiltInToolCostTracking.get_cost_for_built_in_tools(
                model=model, response_object=ModelResponse(model=model, usage=usage), usage=usage, custom_llm_provider=provider)
    except Exception as error:  # it has no type of its own for a model that it does not know
        text = str(error)
        if any(words in text for words in ("isn't mapped", "not mapped", "not found", "isn't found", "LLM Provider NOT provided", "No pricing information")):
            return None
        raise
    return plain(repr(float(cost)))


CALCULATORS = [("genai-prices", ask_genai_prices), ("litellm", ask_litellm)]


def ask(case):
    before = {result["name"]: result for result in case.get("calculators", [])}
    results = []
    for name, calculator in CALCULATORS:
        result = {"name": name, "version": version(name), "cost": calculator(case)}
        rounded = Decimal("1e-10")
        result["agrees"] = result["cost"] is not None and Decimal(result["cost"]).quantize(rounded) == Decimal(case["expected"]["cost"]).quantize(rounded)
        same = before.get(name, {}).get("cost", "") == result["cost"]
        if not result["agrees"] and same and before[name].get("why"):
            result["why"] = before[name]["why"]
        results.append(result)
    return results


def main(arguments):
    writes = "--check" not in arguments
    names = [name for name in arguments if name != "--check"]
    asked = unexplained = changed = 0
    for path in [pathlib.Path(name) for name in names] or sorted((HERE / "cases").glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        for case in document["cases"]:
            before = case.pop("calculators", None)
            if can_ask(case):
                case["calculators"] = ask({**case, "calculators": before or []})
                asked += 1
                for result in case["calculators"]:
                    if not result["agrees"] and "why" not in result:
                        unexplained += 1
                        print(f"{case['id']}: {result['name']} says {result['cost']}, expected {case['expected']['cost']}")
            changed += case.get("calculators") != before
        if writes:
            temporary = path.with_suffix(".tmp")
            temporary.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            temporary.replace(path)
    print(f"{asked} cases asked, {changed} changed, {unexplained} disagreements without a reason")
    return 1 if unexplained or (changed and not writes) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
