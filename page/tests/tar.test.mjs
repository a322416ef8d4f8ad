// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { isSafePath, parsePax, tarEnd, TarReader } from "../src/tar.js";
import { removeFolder, temporaryFolder } from "./archive_maker.mjs";

const folder = temporaryFolder();
after(() => removeFolder(folder));

const files = {
  "data/small": "hello", "data/empty": "", "data/block": "x".repeat(512),
  [`data/${"deep/".repeat(70)}é.txt`]: "a long name", "records/steps/001.jsonl": "{}\n",
};

function tarOf(name, paths, options = ["--format=pax", "--no-recursion"]) {
  const out = join(folder, name);
  execFileSync("tar", [...options, "-C", folder, "-cf", out, ...paths]);
  return readFileSync(out);
}

for (const [path, content] of Object.entries(files)) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

function read(bytes, step = bytes.length) {
  const seen = { files: {}, refused: [], raw: [] };
  let path = "";
  const reader = new TarReader({
    entry(entry) {
      ({ path } = entry);
      if (entry.refused) seen.refused.push(path);
      else seen.files[path] = "";
    },
    data(piece) { seen.files[path] += Buffer.from(piece).toString(); },
    endEntry() {},
    raw(piece) { seen.raw.push(Buffer.from(piece)); },
  });
  for (let at = 0; at < bytes.length; at += step) reader.push(bytes.subarray(at, at + step));
  reader.end();
  return seen;
}

test("what GNU tar writes is read, whatever the size of the pieces", () => {
  const bytes = tarOf("pax.tar", Object.keys(files));
  for (const step of [1, 7, 512, 1000, bytes.length]) {
    assert.deepEqual(read(bytes, step).files, files);
  }
});

test("a ustar name in two fields is read", () => {
  const path = `data/${"d".repeat(90)}/${"f".repeat(60)}`;
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), "x");
  assert.deepEqual(read(tarOf("ustar.tar", [path], ["--format=ustar"])).files, { [path]: "x" });
});

test("what goes out is a tar that GNU tar reads to the same files", () => {
  const { raw } = read(tarOf("again.tar", Object.keys(files)), 700);
  const body = Buffer.concat(raw);
  const out = join(folder, "out.tar");
  writeFileSync(out, Buffer.concat([body, tarEnd(body.length)]));
  assert.equal((body.length + tarEnd(body.length).length) % 10240, 0);
  for (const [path, content] of Object.entries(files)) {
    assert.equal(execFileSync("tar", ["-xOf", out, path]).toString(), content);
  }
});

test("folders, links and paths that leave the bag are refused, and not saved", () => {
  symlinkSync("/etc/passwd", join(folder, "data/link"));
  const bytes = tarOf("odd.tar", ["data/small", "data/link", "data/deep"]);
  const seen = read(bytes);
  assert.deepEqual(seen.refused, ["data/link", "data/deep/"]);
  assert.deepEqual(seen.files, { "data/small": "hello" });
  assert.equal(Buffer.concat(seen.raw).includes("link"), false);
  const out = tarOf("up.tar", ["data/small"], ["--format=pax", "--transform", "s,data,data/..,"]);
  assert.deepEqual(read(out).refused, ["data/../small"]);
});

test("a stream that is cut, goes on after its end, or has a wrong header is refused", () => {
  const bytes = tarOf("whole.tar", ["data/small", "data/block"]);
  assert.throws(() => read(bytes.subarray(0, 1024)), /cut/);
  assert.throws(() => read(bytes.subarray(0, 700)), /cut/);
  assert.throws(() => read(Buffer.concat([bytes, Buffer.from("x")])), /after the end/);
  for (const at of [0, 100, 124, 150, 156, 257]) {
    const other = Buffer.from(bytes);
    other[at] ^= 1;
    assert.throws(() => read(other), /tar:/, `byte ${at}`);
  }
});

test("pax records with wrong lengths are refused", () => {
  const records = (text) => parsePax(Buffer.from(text));
  assert.equal(Buffer.from(records("16 path=data/é\n").get("path")).toString(), "data/é");
  for (const text of ["99 path=x\n", "0 a=b\n", "path=x\n", "9 path=xy\n", "8 pathx\n", "-1 a=b\n",
                      "8 path=x"]) {
    assert.throws(() => records(text), /pax record/, text);
  }
});

test("only plain paths below data and records are safe", () => {
  for (const path of ["data/../x", "/data/x", "x/data", "data/", "data//x", "data/a\nb",
                      "data/a\\b", "data/./x", "data"]) {
    assert.equal(isSafePath(path), false, path);
  }
  assert.equal(isSafePath("data/C/$Extend/$J"), true);
});
