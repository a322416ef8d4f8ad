// SPDX-License-Identifier: Apache-2.0
// The page as it is built: the same sources give the same bytes, from packages named by their hash.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { removeFolder, temporaryFolder } from "./archive_maker.mjs";

const source = join(dirname(fileURLToPath(import.meta.url)), "..");
const folder = temporaryFolder();
after(() => removeFolder(folder));

function built(from, name, environment = {}) {
  const out = join(folder, name);
  execFileSync("node", [join(from, "bundle.mjs"), out],
               { stdio: "ignore", cwd: folder, env: { ...process.env, ...environment } });
  return readFileSync(out);
}

test("the same sources in another folder, zone and language give the same page", () => {
  const copy = join(folder, "elsewhere/page");
  cpSync(source, copy, { recursive: true });
  const here = built(source, "a.html");
  const there = built(copy, "b.html", { TZ: "Asia/Tokyo", LC_ALL: "C", HOME: folder });
  assert.ok(here.equals(there));
  appendFileSync(join(copy, "src/main.js"), "globalThis.changed = 1;\n");
  assert.ok(!built(copy, "c.html").equals(here));
});

test("every package is pinned by its hash, and no registry is named", () => {
  const text = readFileSync(join(source, "package-lock.json"), "utf8");
  const { "": root, ...packages } = JSON.parse(text).packages;
  for (const [name, one] of Object.entries(packages)) {
    assert.match(one.integrity ?? "", /^sha512-/, name);
    assert.equal(one.resolved, undefined, name);
  }
  for (const [name, version] of Object.entries({ ...root.dependencies, ...root.devDependencies })) {
    assert.match(version, /^\d+\.\d+\.\d+$/, name);
    assert.ok(packages[`node_modules/${name}`]);
  }
  assert.doesNotMatch(text, /:\/\//);
});
