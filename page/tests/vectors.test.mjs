// SPDX-License-Identifier: Apache-2.0
// The archives that Trousse itself made: tests/vectors/archives, and the demonstration's dossier
// when ./dev demo has been run.
import assert from "node:assert/strict";
import { Blob } from "node:buffer";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { openRescueKey, parseIdentities } from "../src/keys.js";
import { Contents, readPart } from "../src/part.js";
import { parseRescueCode } from "../src/rescue_code.js";
import { isPart, rescueName, verifyArchive } from "../src/verify.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const vectors = join(root, "tests/vectors/archives");
const demo = process.env.TROUSSE_DEMO_DIR ?? join(root, "build/demo");
const blob = (...path) => new Blob([readFileSync(join(...path))]);
const text = (...path) => readFileSync(join(...path), "utf8");

test("every vector archive is judged as its list says", async () => {
  const all = text(vectors, "expect.txt").trim().split("\n").map((line) => line.split(" "));
  assert.ok(all.length >= 12);
  for (const [name, kind] of all) {
    const verified = verifyArchive(blob(vectors, name));
    if (kind === "malformed") {
      await assert.rejects(verified, { code: "not_ours" }, name);
      continue;
    }
    const { verdict, faults } = await verified;
    assert.equal(verdict.whole, kind === "whole", name);
    if (kind !== "whole") assert.ok(faults.some((fault) => fault.kind === kind), name);
  }
});

async function readAll(file, entries, identities) {
  const contents = new Contents();
  for (const entry of entries.filter(isPart)) await readPart({ file, entry, identities, contents });
  return contents;
}

test("the whole vector opens with its identity and with its rescue code", async () => {
  const file = blob(vectors, "whole.zip");
  const { entries, verdict } = await verifyArchive(file);
  const rescue = entries.find(({ name }) => name === rescueName);
  const code = parseRescueCode(text(vectors, "rescue-code.txt"));
  for (const identities of [parseIdentities(text(vectors, "identity.txt")),
                            await openRescueKey(file, rescue, code, verdict.caseId)]) {
    const contents = await readAll(file, entries, identities);
    assert.deepEqual(contents.faults, []);
    assert.deepEqual(contents.folders.get("data/C/Users"), { files: 1, bytes: 10 });
    assert.deepEqual(contents.folders.get("data/C/$Extend"), { files: 1, bytes: 100 });
  }
});

test("the demonstration's dossier is whole and its report is found",
     { skip: existsSync(join(demo, "dossier.zip")) ? false : "run ./dev demo first" }, async () => {
  const file = blob(demo, "dossier.zip");
  const { entries, verdict, faults } = await verifyArchive(file);
  assert.deepEqual(faults, []);
  const rescue = entries.find(({ name }) => name === rescueName);
  const code = parseRescueCode(text(demo, "code-de-secours.txt"));
  const contents = await readAll(file, entries,
                                 await openRescueKey(file, rescue, code, verdict.caseId));
  assert.deepEqual(contents.faults, []);
  assert.ok(contents.report.length > 1000);
  assert.ok(contents.files > 10);
});
