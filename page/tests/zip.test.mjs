// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";
import { isArchiveName, readZip } from "../src/zip.js";
import { zipOf } from "./archive_maker.mjs";

const small = [["a.txt", "hello"], ["parts/001.age", Buffer.alloc(3000, 1)], ["empty", ""]];
const blob = (bytes) => new Blob([bytes]);
const troubleOf = async (bytes) => (await readZip(blob(bytes))).trouble;

test("stored entries are listed with where their content lies", async () => {
  const bytes = zipOf(small);
  const { entries, trouble } = await readZip(blob(bytes));
  assert.equal(trouble, "");
  assert.deepEqual(entries.map(({ name, size }) => [name, size]),
                   [["a.txt", 5], ["parts/001.age", 3000], ["empty", 0]]);
  const [first] = entries;
  assert.equal(bytes.toString("latin1", first.offset, first.offset + 5), "hello");
});

test("every change of a byte of the structure is seen", async () => {
  const bytes = zipOf(small);
  const { entries } = await readZip(blob(bytes));
  const inContent = (at) => entries.some(({ offset, size }) => at >= offset && at < offset + size);
  for (let at = 0; at < bytes.length; ++at) {
    if (inContent(at)) continue;
    const other = Buffer.from(bytes);
    other[at] ^= 1;
    const listing = await readZip(blob(other)).catch((failure) => ({ trouble: failure.code }));
    assert.notEqual(listing.trouble, "", `byte ${at}`);
  }
});

test("bytes before, between, or after the entries are seen", async () => {
  const bytes = zipOf(small);
  assert.notEqual(await troubleOf(zipOf(small, undefined, { gapAfter: "a.txt" })), "");
  assert.notEqual(await troubleOf(Buffer.concat([bytes, Buffer.from("more")])), "");
  await assert.rejects(readZip(blob(Buffer.concat([Buffer.from("MZ"), bytes]))),
                       { code: "not_ours" });
});

test("a compressed entry, an extra field or a comment is seen", async () => {
  const method = (record) => record.writeUInt16LE(8, 10);
  assert.notEqual(await troubleOf(zipOf(small, undefined, { record: method })), "");
  const commented = Buffer.concat([zipOf(small), Buffer.from("hi")]);
  commented.writeUInt16LE(2, commented.length - 4);
  assert.notEqual(await troubleOf(commented), "");
});

test("an archive whose end is missing is said to be cut, and its first entries are found", async () => {
  const bytes = zipOf(small);
  const listing = await readZip(blob(bytes.subarray(0, bytes.length - 60)));
  assert.equal(listing.truncated, true);
  assert.equal(listing.entries.length, 3);
  const shorter = await readZip(blob(bytes.subarray(0, 2000)));
  assert.deepEqual(shorter.entries.map(({ name }) => name), ["a.txt"]);
});

test("names that leave the folder, or that a shell would read, are refused", () => {
  for (const name of ["", "/etc", "../a", "a/../b", "a//b", "a b", "C:\\x", "é", "a/", "./a"]) {
    assert.equal(isArchiveName(name), false, name);
  }
  assert.equal(isArchiveName("parts/001-collect.tar.zst.age"), true);
});

test("what is no archive is said to be none", async () => {
  for (const bytes of ["", "PK", "hello".repeat(100), Buffer.alloc(5000)]) {
    await assert.rejects(readZip(blob(bytes)), { code: "not_ours" });
  }
});

/** A file of any size that is zeros but for some places. */
class SparseFile {
  constructor(size, places) {
    this.size = size;
    this.places = places;
  }
  slice(from, to) {
    const bytes = Buffer.alloc(Math.max(0, Math.min(to, this.size) - from));
    for (const [at, content] of this.places) {
      for (let i = 0; i < content.length; ++i) {
        if (at + i >= from && at + i < from + bytes.length) bytes[at + i - from] = content[i];
      }
    }
    return new Blob([bytes]);
  }
}

// APPNOTE.TXT 4.3.14, 4.3.15, 4.5.3, by hand: one entry of 5 GiB, then a small one.
function largeZip() {
  const large = 5 * 2 ** 30;
  const local = Buffer.from("504b03042d00000000000000000001020304ffffffffffffffff01001400" + "61" +
                            "01001000" + "0000004001000000".repeat(2), "hex");
  const small64 = Buffer.from("504b030414000000000000000000050607080200000002000000010000006268" + "69",
                              "hex");
  const second = local.length + large;
  const offset = Buffer.alloc(8);
  offset.writeBigUInt64LE(BigInt(second));
  const central = (head, name, tail) => Buffer.concat([
    Buffer.from(head, "hex"), Buffer.from("000000000000", "hex"),
    Buffer.from("0000a481", "hex"), tail.offset, Buffer.from(name), tail.extra]);
  const directory = Buffer.concat([
    central("504b01022d032d00000000000000000001020304ffffffffffffffff01001400", "a",
            { offset: Buffer.alloc(4), extra: Buffer.from("010010000000004001000000" +
                                                          "0000004001000000", "hex") }),
    central("504b01022d032d00000000000000000005060708020000000200000001000c00", "b",
            { offset: Buffer.alloc(4, 0xff), extra: Buffer.concat([Buffer.from("01000800", "hex"),
                                                                   offset]) })]);
  const start = second + small64.length;
  const end = Buffer.alloc(98);
  end.writeUInt32LE(0x06064b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE((3 << 8) | 45, 12);
  end.writeUInt16LE(45, 14);
  end.writeBigUInt64LE(2n, 24);
  end.writeBigUInt64LE(2n, 32);
  end.writeBigUInt64LE(BigInt(directory.length), 40);
  end.writeBigUInt64LE(BigInt(start), 48);
  end.writeUInt32LE(0x07064b50, 56);
  end.writeBigUInt64LE(BigInt(start + directory.length), 64);
  end.writeUInt32LE(1, 72);
  end.writeUInt32LE(0x06054b50, 76);
  end.writeUInt16LE(2, 84);
  end.writeUInt16LE(2, 86);
  end.writeUInt32LE(directory.length, 88);
  end.writeUInt32LE(0xffffffff, 92);
  return new SparseFile(start + directory.length + 98,
                        [[0, local], [second, small64], [start, directory],
                         [start + directory.length, end]]);
}

test("an entry of 5 GiB is listed by reading only the structure", async () => {
  const { entries, trouble } = await readZip(largeZip());
  assert.equal(trouble, "");
  assert.deepEqual(entries.map(({ name, size }) => [name, size]), [["a", 5 * 2 ** 30], ["b", 2]]);
});
