// SPDX-License-Identifier: Apache-2.0
// Disk images beside an archive, and the key of the case wrapped for certificates.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkSegments } from "../src/segments.js";
import { verifyArchive } from "../src/verify.js";
import { changed, makeArchive, newCertificate, removeFolder, temporaryFolder,
         zipOf } from "./archive_maker.mjs";

const folder = temporaryFolder();
after(() => removeFolder(folder));

// Two images of one case: their files have the same names.
const segments = [["001/disk.E01.age", Buffer.alloc(3000, 1)],
                  ["001/disk.E02.age", Buffer.alloc(500, 2)],
                  ["002/disk.E01.age", Buffer.alloc(3000, 3)]];
const verify = async (options) => verifyArchive(new Blob([(await makeArchive(folder, options)).zip]));
const named = (name, bytes) => Object.assign(new Blob([bytes]), { name });

test("an archive with images beside it is whole, and says which are not checked", async () => {
  const checked = await verify({ segments });
  assert.deepEqual(checked.faults, []);
  assert.equal(checked.verdict.whole, true);
  assert.deepEqual(checked.segments.map(({ name, size }) => [name, size]),
                   segments.map(([name, bytes]) => [name, bytes.length]));
});

test("an archive without images has none", async () => {
  assert.deepEqual((await verify()).segments, []);
});

test("a segment that only one of the lists names is a fault", async () => {
  for (const listedSegments of [segments.slice(0, 2), [segments[1], segments[0], segments[2]],
                                [...segments, ["003/disk.E01.age", "x"]],
                                [...segments.slice(0, 2), ["../disk.E01.age", segments[2][1]]]]) {
    const { verdict, faults } = await verify({ segments, listedSegments });
    assert.equal(verdict.whole, false);
    assert.ok(faults.length > 0);
  }
});

test("sums of images that the journal does not know are a fault", async () => {
  const { faults } = await verify({ listedSegments: segments });
  assert.deepEqual(faults.map(({ detail }) => detail), ["its images are not those of SHA256SUMS"]);
});

test("an image inside the archive is not accepted", async () => {
  const archive = await makeArchive(folder, { segments });
  const zip = zipOf([...archive.entries, [`images/${segments[0][0]}`, segments[0][1]]]);
  const { verdict } = await verifyArchive(new Blob([zip]));
  assert.equal(verdict.whole, false);
});

test("segments that are given are compared, changed and missing ones told apart", async () => {
  const { segments: listed } = await verify({ segments });
  const files = [named("disk.E01.age", segments[2][1]), named("disk.E01.age", segments[0][1])];
  assert.deepEqual((await checkSegments(files, listed)).results, ["same", "not_given", "same"]);
  const wrong = [named("disk.E02.age", Buffer.alloc(500, 9)), named("photo.jpg", "x")];
  assert.deepEqual(await checkSegments(wrong, listed),
                   { results: ["not_given", "differs", "not_given"], strangers: ["photo.jpg"] });
});

test("envelopes for certificates are listed as case.json names them", async () => {
  const receiver = newCertificate(folder, "Provider", "rsa");
  const options = { receivers: [receiver], withCode: false };
  const { faults, envelopes } = await verify(options);
  assert.deepEqual(faults, []);
  assert.deepEqual(envelopes, [{ file: "keys/receiver-1.p7m", subject: "CN=keys/receiver-1.p7m" }]);
});

test("an envelope that case.json does not name, and one that is gone, are faults", async () => {
  const receiver = newCertificate(folder, "Provider", "rsa");
  const { entries } = await makeArchive(folder, { receivers: [receiver] });
  const kinds = async (all) => (await verifyArchive(new Blob([zipOf(all)]))).faults
    .map(({ kind, path }) => `${kind} ${path}`);
  const file = "keys/receiver-1.p7m";
  assert.ok((await kinds([...entries, ["keys/other.p7m", "x"]])).includes("added keys/other.p7m"));
  assert.ok((await kinds(entries.filter(([name]) => name !== file))).includes(`missing ${file}`));
  assert.ok((await kinds(changed(entries, file, (bytes) => bytes.fill(0))))
    .includes(`changed ${file}`));
});
