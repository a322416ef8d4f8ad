// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseIdentities, openRescueKey } from "../src/keys.js";
import { Contents, readPart } from "../src/part.js";
import { tarEnd, tarFile } from "../src/tar.js";
import { verifyArchive } from "../src/verify.js";
import { Unzstd } from "../src/zstd.js";
import { caseId, changed, makeArchive, makePart, newCertificate, newIdentity, removeFolder,
         rescueCode, sampleFiles, sealTar, temporaryFolder, wrongCode, zipOf,
         writeArchive } from "./archive_maker.mjs";

const folder = temporaryFolder();
after(() => removeFolder(folder));
let archive;
before(async () => { archive = await makeArchive(folder); });

const verify = (bytes) => verifyArchive(new Blob([bytes]));
const faultsOf = async (bytes) =>
  (await verify(bytes)).faults.map(({ kind, path }) => `${kind} ${path}`.trim());
const part = "parts/001-collect.tar.zst.age";

test("an archive as it was sealed is whole", async () => {
  const { verdict, faults, hasRescueCode } = await verify(archive.zip);
  assert.deepEqual(faults, []);
  assert.equal(verdict.whole, true);
  assert.equal(verdict.caseId, caseId);
  assert.equal(verdict.fingerprint, archive.certificate.fingerprint);
  assert.equal(verdict.parts, 2);
  assert.equal(hasRescueCode, true);
});

test("every change of a byte is seen, wherever it is", async () => {
  // All bytes of the structure and of the small files; of the parts, one in 97.
  const { entries } = await verify(archive.zip);
  const inPart = (at) => entries.some(({ name, offset, size }) =>
    name.startsWith("parts/") && at >= offset && at < offset + size);
  let tried = 0;
  for (let at = 0; at < archive.zip.length; at += inPart(at) ? 97 : 2) {
    const other = Buffer.from(archive.zip);
    other[at] ^= 1 << (at % 8);
    const found = await verify(other).catch(() => ({ verdict: { whole: false } }));
    assert.equal(found.verdict.whole, false, `byte ${at}`);
    ++tried;
  }
  assert.ok(tried > 2000, String(tried));
});

test("a part that changed is named", async () => {
  const entries = changed(archive.entries, part, (bytes) => { bytes[500] ^= 4; return bytes; });
  assert.ok((await faultsOf(zipOf(entries))).includes(`changed ${part}`));
});

test("a part that was removed is named, even when the rest is made to agree", async () => {
  const entries = archive.entries.filter(([name]) => name !== part);
  assert.ok((await faultsOf(zipOf(entries))).includes(`missing ${part}`));
});

test("a file that was added is named", async () => {
  const entries = [...archive.entries, ["parts/003-more.tar.zst.age", "x"]];
  assert.ok((await faultsOf(zipOf(entries))).includes("unsigned parts/003-more.tar.zst.age"));
});

test("entries in another order, or of another time, are seen", async () => {
  const [first, second, ...rest] = archive.entries;
  assert.deepEqual(await faultsOf(zipOf([second, first, ...rest])), ["changed"]);
  assert.deepEqual(await faultsOf(zipOf(archive.entries, "2026-11-23T22:10:06Z")), ["changed"]);
});

test("a CRC that is wrong in both headers is seen", async () => {
  const zip = zipOf(archive.entries, undefined, { crc: (name) => (name === part ? 1 : undefined) });
  assert.deepEqual(await faultsOf(zip), [`changed ${part}`]);
});

test("a journal that was sealed broken, unfinished, or for another seal is seen", async () => {
  const lines = (change) => (text) => `${change(text.trimEnd().split("\n")).join("\n")}\n`;
  const changes = {
    "a line changed": (text) => text.replace('"step":"collect"', '"step":"collecte"'),
    "its last line left out": lines((all) => all.slice(0, -1)),
    "cut inside a line": (text) => text.slice(0, -5),
    "of another certificate": (text) => text.replace(/"certificate":"./, '"certificate":"z'),
    "of another case": lines(([, ...rest]) => [`{"n":0,"event":"created","prev":"${"0".repeat(64)}"}`,
                                               ...rest]),
    empty: () => "",
  };
  for (const [what, journal] of Object.entries(changes)) {
    const { zip } = await makeArchive(folder, { journal });
    assert.ok((await faultsOf(zip)).includes("bad_journal journal.jsonl"), what);
  }
});

test("an archive that is cut is said to be cut", async () => {
  for (const length of [archive.zip.length - 1, archive.zip.length - 500, archive.zip.length >> 1]) {
    const faults = await faultsOf(archive.zip.subarray(0, length));
    assert.equal(faults[0], "truncated", String(length));
  }
});

test("the signature and sums of another archive of the same case do not pass", async () => {
  const other = await makeArchive(folder);
  const swap = (name) => changed(archive.entries, name, () =>
    Buffer.from(other.entries.find(([one]) => one === name)[1]));
  assert.ok((await faultsOf(zipOf(swap("SHA256SUMS.p7s")))).includes("bad_signature SHA256SUMS.p7s"));
  assert.ok((await faultsOf(zipOf(swap("SHA256SUMS")))).includes("bad_signature SHA256SUMS.p7s"));
  assert.ok((await faultsOf(zipOf(swap(part)))).includes(`changed ${part}`));
});

test("a second, personal signature is named", async () => {
  const person = newCertificate(folder, "Expert", "rsa");
  for (let tries = 0; tries < 20; ++tries) {
    const { zip } = await makeArchive(folder, { others: [person] });
    const { verdict } = await verify(zip);
    if (!verdict.whole) continue; // the higher form of the seal's signature, by chance
    assert.deepEqual(verdict.otherSigners, [{ name: "Expert", checkable: true }]);
    return;
  }
  assert.fail("no archive with two signatures was whole");
});

test("an archive of a later version is not judged by the rules of this one", async () => {
  const entries = changed(archive.entries, "case.json", (bytes) =>
    Buffer.from(bytes.toString().replace('"version": 1', '"version": 2')));
  await assert.rejects(verify(zipOf(entries)), { code: "later_version" });
});

async function readAll(zip, identities, names) {
  const file = new Blob([zip]);
  const { entries } = await verifyArchive(file);
  const contents = new Contents();
  for (const entry of entries.filter(({ name }) => names.includes(name))) {
    await readPart({ file, entry, identities, contents });
  }
  return contents;
}

test("the rescue code opens the key of the case, another code does not", async () => {
  const file = new Blob([archive.zip]);
  const { entries } = await verifyArchive(file);
  const rescue = entries.find(({ name }) => name === "keys/rescue.age");
  assert.deepEqual(await openRescueKey(file, rescue, rescueCode, caseId),
                   [archive.identity.secret]);
  await assert.rejects(openRescueKey(file, rescue, wrongCode, caseId),
                       { code: "wrong_code", values: [caseId] });
});

test("a part is read, and each file has the hash that its list says", async () => {
  const contents = await readAll(archive.zip, [archive.provider.secret],
                                 [part, "parts/002-report.tar.zst.age"]);
  assert.deepEqual(contents.faults, []);
  assert.equal(contents.files, Object.keys(sampleFiles).length + 2);
  assert.deepEqual(contents.answers, { taken: 6, missing: 3 });
  assert.deepEqual(contents.severities, { high: 1, low: 1 });
  assert.deepEqual(contents.folders.get("data/C/Windows"), { files: 3, bytes: 270003 });
  assert.match(Buffer.from(contents.report).toString(), /Rapport de collecte/);
});

test("a file inside a part that differs from its list, or is not in it, is named", async () => {
  const name = "001-collect.tar.zst.age";
  const make = (files, listed) => makeArchive(folder, { parts: (recipients) =>
    [[name, makePart(folder, 1, files, { recipients, listed })]] });
  const wrong = await make({ "data/a": "1", "data/c": "3" },
                           { "data/a": "2", "data/b": "2" });
  const { faults } = await readAll(wrong.zip, [wrong.identity.secret], [`parts/${name}`]);
  assert.deepEqual(faults.map(({ kind, path }) => `${kind} ${path}`),
                   ["changed data/a", "missing data/b", "added data/c"]);
});

test("a part with a damaged chunk is a fault, not a failure", async () => {
  const zip = zipOf(changed(archive.entries, part, (bytes) => { bytes[bytes.length - 1] ^= 1;
                                                                return bytes; }));
  const { faults } = await readAll(zip, [archive.identity.secret], [part]);
  assert.equal(faults.length, 1);
  assert.equal(faults[0].path, part);
});

test("a part cut in the middle of a file leaves a tar that can be read to its end", async () => {
  const tree = temporaryFolder();
  const noise = randomBytes(3_000_000);
  const bytes = makePart(tree, 1, { "data/first": "1", "data/noise": noise, "data/last": "2" },
                         { recipients: [archive.identity.recipient] });
  bytes[2_000_000] ^= 1;
  const file = new Blob([bytes]);
  const contents = new Contents();
  const raw = [];
  await readPart({ file, entry: { name: part, offset: 0, size: file.size }, contents,
                   identities: [archive.identity.secret],
                   onTar: (piece) => raw.push(Buffer.from(piece)) });
  assert.deepEqual(contents.faults.map(({ path }) => path), [part, "data/noise"]);
  raw.push(tarFile("FAULTS.txt", "é\n"));
  const body = Buffer.concat(raw);
  const path = writeArchive(tree, "saved.tar", Buffer.concat([body, tarEnd(body.length)]));
  assert.equal(execFileSync("tar", ["-tf", path]).toString(),
               "data/first\ndata/noise\nFAULTS.txt\n");
  assert.equal(execFileSync("tar", ["-xOf", path, "FAULTS.txt"]).toString(), "é\n");
  removeFolder(tree);
});

test("a file that two parts hold with other content is counted, the same twice is not", async () => {
  const names = ["001-collect.tar.zst.age", "002-collect.tar.zst.age"];
  const { zip, identity } = await makeArchive(folder, { parts: (recipients) =>
    [{ "data/a": "1", "data/b": "same" }, { "data/a": "2", "data/b": "same" }].map((files, i) =>
      [names[i], makePart(folder, 10 + i, files, { recipients })]) });
  const contents = await readAll(zip, [identity.secret], names.map((name) => `parts/${name}`));
  assert.deepEqual([contents.faultCount, contents.twice, contents.files], [0, 1, 3]);
});

test("a key of somebody else opens nothing", async () => {
  await assert.rejects(readAll(archive.zip, [newIdentity().secret], [part]), { code: "wrong_key" });
});

test("zeros that compress a thousandfold are read in small pieces", async () => {
  const tree = temporaryFolder();
  const zeros = Buffer.alloc(64 << 20);
  makePart(tree, 1, { "data/zeros": zeros }, { recipients: [archive.identity.recipient] });
  const bytes = readFileSync(`${tree}/part-1.tar.zst.age`);
  removeFolder(tree);
  const path = writeArchive(folder, "zeros.age", bytes);
  const file = new Blob([readFileSync(path)]);
  const contents = new Contents();
  let largest = 0;
  let waiting = 0;
  await readPart({ file, entry: { name: part, offset: 0, size: file.size }, contents,
                   identities: [archive.identity.secret],
                   onTar: (piece) => { waiting += piece.length; },
                   pause: async () => { largest = Math.max(largest, waiting); waiting = 0; } });
  assert.deepEqual(contents.faults, []);
  assert.equal(contents.bytes, 64 << 20);
  assert.ok(largest <= 1 << 20, String(largest));
});

test("what one push of a decompressor gives is bounded by what it is given", () => {
  const sealed = execFileSync("sh", ["-c", "head -c 1000000000 /dev/zero | zstd -q -1"]);
  assert.ok(sealed.length < 200_000);
  const before = process.memoryUsage().arrayBuffers;
  const [first] = new Unzstd().push(sealed);
  assert.ok(first.length > 0);
  assert.ok(process.memoryUsage().arrayBuffers - before < 100e6);
});

test("a stream that wants a window above 8 MiB is refused before memory is taken", async () => {
  const path = writeArchive(folder, "large-window.tar", Buffer.alloc(1024));
  sealTar(folder, path, [archive.identity.recipient]);
  execFileSync("sh", ["-c", `head -c 200000000 /dev/zero | zstd -q --ultra -22 --long=27 -f -o ` +
                            `${path}.zst && age -r ${archive.identity.recipient} -o ` +
                            `${path}.zst.age ${path}.zst`]);
  const file = new Blob([readFileSync(`${path}.zst.age`)]);
  const contents = new Contents();
  await readPart({ file, entry: { name: part, offset: 0, size: file.size }, contents,
                   identities: [archive.identity.secret] });
  assert.match(contents.faults[0].detail, /window above 8 MiB/);
});

test("what is pasted as a key is told apart", () => {
  const codeOf = (text) => {
    try {
      return parseIdentities(text).length;
    } catch (failure) {
      return failure.code;
    }
  };
  const { secret } = archive.identity;
  assert.equal(codeOf(`# created\n# public key: age1x\n${secret}\n\n`), 1);
  assert.equal(codeOf(`${secret}\r\n${archive.provider.secret}\r\n`), 2);
  assert.equal(codeOf(archive.identity.recipient), "identity_public");
  assert.equal(codeOf(secret.slice(0, -1)), "identity_form");
  assert.equal(codeOf("12345-67890"), "identity_form");
  assert.equal(codeOf(""), "identity_form");
  assert.equal(codeOf("-----BEGIN AGE ENCRYPTED FILE-----\nabc"), "identity_locked");
});
