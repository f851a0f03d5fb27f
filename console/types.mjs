// Writes the types of the API from its OpenAPI document; with `--check` it only says whether they are up to date.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS from "openapi-typescript";

const SOURCE = new URL("../host/api/tests/openapi.json", import.meta.url);
const TARGET = new URL("src/api/schema.d.ts", import.meta.url);
const HEAD = "// Written by `npm run types` from host/api/tests/openapi.json, the server's own description of its API. Not to be edited.\n";

const made = await openapiTS(SOURCE, { commentHeader: HEAD, emptyObjectsUnknown: true, silent: true });
if (!process.argv.includes("--check")) {
  await writeFile(TARGET, made);
} else if ((await readFile(TARGET, "utf8").catch(() => "")) !== made) {
  console.error("src/api/schema.d.ts is not what host/api/tests/openapi.json says: run `npm run types`");
  process.exitCode = 1;
}
