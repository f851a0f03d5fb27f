// Alerts when a call sends a long prompt of which hardly anything came from the cache: the same context is paid for again
// and again. A rule without state that reads the frame itself.

import { Finding, Manifest, all, forget, log, ok, refused, room } from "./abi";
import { Frame } from "./frame";

export { cabi_realloc } from "./abi";

let minimum: i64 = 50_000;
let cached: i64 = 10;

export function describe(): usize {
  forget();
  const manifest = new Manifest();
  manifest.name = "uncached-prompt";
  manifest.version = "0.1.0";
  manifest.title = "Uncached prompt";
  manifest.documentation = "Fires at a call with a long prompt of which hardly anything came from the cache.";
  manifest.columns = ["input_tokens", "cache_read_tokens", "agent", "model"]; // only these are sent
  manifest.settingsSchema = `{
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": false,
    "examples": [{"minimum": 50000, "cached": 10}],
    "properties": {
      "minimum": {"type": "integer", "minimum": 1, "default": 50000, "title": "Tokens of a long prompt"},
      "cached": {"type": "integer", "minimum": 1, "maximum": 100, "default": 10, "title": "Percent that is to be cached"}
    }
  }`;
  return manifest.put();
}

/** Answers with what the rule wants to see: all its columns, all rows. */
export function configure(at: usize, length: usize): usize {
  forget();
  const settings = String.UTF8.decodeUnsafe(at, length);
  heap.free(at);
  // An object of whole numbers needs no JSON library.
  const fields = settings.trim().slice(1, -1).split(",");
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index].trim();
    if (field.length == 0) continue;
    const parts = field.split(":");
    const name = parts[0].trim().replaceAll('"', "");
    const text = parts.length == 2 ? parts[1].trim() : "";
    const value = I64.parseInt(text);
    if (value < 1 || value.toString() != text) return refused("write a whole number from 1", `/${name}`);
    if (name == "minimum") minimum = value;
    else if (name == "cached" && value <= 100) cached = value;
    else return refused("there is no such setting, or its value is too large", `/${name}`);
  }
  return all();
}

export function evaluate(at: usize, _length: usize): usize {
  forget();
  const frame = new Frame(at);
  if (!frame.isKnown) return refused("this frame is of another layout; build the rule again", "");
  const input = frame.column("input_tokens", false);
  const fromCache = frame.column("cache_read_tokens", false);
  const agent = frame.column("agent", true);
  const model = frame.column("model", true);

  const findings = room(Finding.SIZE * frame.rows);
  let found = 0;
  for (let row: u32 = 0; row < frame.rows; row++) {
    if (input.isMissing(row)) continue;
    const read = fromCache.isMissing(row) ? 0 : fromCache.integer(row);
    const prompt = input.integer(row) + read; // `input_tokens` are those that were not cached
    if (prompt < minimum || read * 100 >= prompt * cached) continue;
    const finding = new Finding();
    const who = agent.isMissing(row) ? "An unnamed agent" : `Agent ${agent.text(row)}`;
    const which = model.isMissing(row) ? "a model" : model.text(row);
    finding.row = row;
    finding.title = `${who} sent ${prompt} tokens to ${which}, ${read * 100 / prompt} % of them from the cache`;
    finding.key = agent.isMissing(row) ? "" : agent.text(row);
    finding.value = (read * 100 / prompt).toString();
    finding.limit = cached.toString();
    finding.put(findings + Finding.SIZE * found);
    found += 1;
  }
  heap.free(at);
  return ok(findings, found);
}

export function tick(_at: i64, _day: i64, _week: i64, _month: i64, _quarter: i64): usize {
  forget();
  return ok(0, 0);
}

/** There is nothing to remember. */
export function snapshot(): usize {
  forget();
  return room(8);
}

export function restore(at: usize, _length: usize): usize {
  forget();
  heap.free(at);
  return room(24);
}

/** Where the compiler sends what went wrong. */
export function abort(message: string | null, file: string | null, line: u32, column: u32): void {
  log(3, `${message ? message : "abort"} (${file ? file : "?"}:${line}:${column})`);
  unreachable();
}
