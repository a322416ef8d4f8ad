// SPDX-License-Identifier: Apache-2.0
// The rules of an archive (docs/archive-format.md), in the order in which `trousse verify` applies
// them (§7). Trouble with the archive is data: a list of faults `{ kind, path, detail }`, path "" for
// the archive itself; kinds are those of evidence/archive.hpp.
import { sha256 } from "@noble/hashes/sha2.js";
import { joined, toHex, utf8 } from "./bytes.js";
import { Crc32 } from "./crc32.js";
import { DerError } from "./der.js";
import { Failure } from "./failure.js";
import { journalState, numberOf, parseObject, partFacts, readJournal, textOf } from "./journal.js";
import { checkSignature, shortFingerprint } from "./signature.js";
import { dosTime, isArchiveName, readZip } from "./zip.js";

const sumsName = "SHA256SUMS";
const signatureName = "SHA256SUMS.p7s";
const manifestName = "manifest.json";
const journalName = "journal.jsonl";
const caseName = "case.json";
export const rescueName = "keys/rescue.age";
const partsPrefix = "parts/";
const imagesPrefix = "images/"; // segments of disk images: beside the archive, never in it (§10)
const envelopeForm = /^keys\/[^/]+\.p7m$/;
const segmentForm = /^\d{3,20}\/disk\.[0-9A-Za-z]{1,20}\.age$/;
const sliceSize = 4 << 20;
// What is kept in memory of a file that is not a part; the journal is the largest.
const keptLimit = 64 << 20;

export const isPart = (entry) => entry.name.startsWith(partsPrefix);

/** The bytes of an entry, piece after piece, without the file ever being whole in memory. */
export async function* piecesOf(file, entry, size = sliceSize) {
  const end = entry.offset + entry.size;
  const read = (at) => {
    const piece = at < end ? file.slice(at, Math.min(at + size, end)).arrayBuffer() : null;
    piece?.catch(() => {}); // said when it is awaited
    return piece;
  };
  // The next piece is read while this one is worked on.
  let next = read(entry.offset);
  for (let at = entry.offset; at < end; at += size) {
    let bytes;
    try {
      bytes = new Uint8Array(await next);
    } catch (error) {
      throw new Failure("unreadable", String(error));
    }
    next = read(at + size);
    yield bytes;
  }
}

/** Lines "64 hexadecimal digits, two spaces, name"; null for any other form. */
function parseSums(bytes) {
  const text = utf8(bytes);
  if (text === null || (text !== "" && !text.endsWith("\n"))) return null;
  const sums = [];
  for (const line of text.split("\n").slice(0, -1)) {
    const found = /^([0-9a-f]{64}) {2}(.+)$/.exec(line);
    if (found === null || !isArchiveName(found[2])) return null;
    sums.push({ hash: found[1], name: found[2] });
  }
  return sums;
}

const told = (parts) => JSON.stringify(parts.map(({ name, size, sha256: hash }) =>
  [name, size, hash]));

class Verification {
  faults = [];
  hashes = new Map();
  kept = new Map();
  verdict = { whole: false, caseId: "", created: "", sealed: "", tool: "", language: "",
              fingerprint: "", shortFingerprint: "", otherSigners: [], files: 0, parts: 0 };
  segments = []; // of disk images: { name, size, sha256 }, as the journal tells of them
  envelopes = []; // the key of the case for X.509 certificates: { file, subject }
  imageSums = [];

  constructor(file, onProgress) {
    this.file = file;
    this.onProgress = onProgress;
  }

  add(kind, path, detail = "") {
    this.faults.push({ kind, path, detail });
  }

  async run() {
    this.listing = await readZip(this.file);
    const { entries, trouble, truncated } = this.listing;
    if (trouble !== "") this.add(truncated ? "truncated" : "changed", "", trouble);
    for (const entry of entries) await this.readEntry(entry);
    this.checkSums();
    this.checkFacts();
    await this.checkSignatureFile();
    this.checkJournal();
    this.checkParts();
    this.checkImageLists();
    this.verdict.files = entries.length;
    this.verdict.whole = this.faults.length === 0;
    return { verdict: this.verdict, faults: this.faults, entries,
             segments: this.segments.filter(({ name }) => segmentForm.test(name)),
             envelopes: this.envelopes.filter(({ file }) =>
               envelopeForm.test(file) && this.hashes.has(file)),
             hasRescueCode: this.hashes.has(rescueName) };
  }

  async readEntry(entry) {
    const keeps = !isPart(entry) && entry.size <= keptLimit;
    const hash = sha256.create();
    const crc = new Crc32();
    const content = [];
    let done = 0;
    for await (const piece of piecesOf(this.file, entry)) {
      hash.update(piece);
      crc.add(piece);
      if (keeps) content.push(piece);
      done += piece.length;
      this.onProgress(entry.offset + done, this.file.size);
    }
    if (done !== entry.size) this.add("truncated", entry.name, "the file ends inside it");
    if (crc.value() !== entry.crc32) this.add("changed", entry.name, "its CRC does not hold");
    if (this.hashes.has(entry.name)) return this.add("added", entry.name, "is there twice");
    this.hashes.set(entry.name, toHex(hash.digest()));
    if (keeps) this.kept.set(entry.name, joined(content));
  }

  checkSums() {
    const bytes = this.kept.get(sumsName);
    if (bytes === undefined) return this.add("missing", sumsName);
    const sums = parseSums(bytes);
    if (sums === null) return this.add("changed", sumsName, "a line is of another form");
    const expected = [];
    const summed = new Set();
    for (const { name, hash } of sums) {
      if (name.startsWith(imagesPrefix)) {
        this.imageSums.push([name.slice(imagesPrefix.length), hash]);
        continue;
      }
      if (this.imageSums.length > 0) {
        this.add("changed", sumsName, "names a file after the images");
      }
      if (name === manifestName) expected.push(sumsName, signatureName);
      expected.push(name);
      if (summed.has(name)) this.add("changed", sumsName, "names a file twice");
      summed.add(name);
      const found = this.hashes.get(name);
      if (found === undefined) this.add("missing", name);
      else if (found !== hash) this.add("changed", name, "its SHA-256 does not hold");
    }
    const present = this.listing.entries.map((entry) => entry.name);
    for (const name of present) {
      if (!summed.has(name) && name !== sumsName && name !== signatureName) {
        this.add("unsigned", name, "no signature covers it");
      }
    }
    if (this.faults.length === 0 && present.join("\n") !== expected.join("\n")) {
      this.add("changed", "", "the entries are not in their order");
    }
  }

  object(name, format) {
    const value = parseObject(utf8(this.kept.get(name) ?? new Uint8Array()) ?? "");
    if (value !== null && textOf(value, "format") === format) {
      // A later format must not be judged by the rules of this one.
      if (value.version !== 1) throw new Failure("later_version", `${name}: ${value.version}`);
      return value;
    }
    if (this.kept.has(name)) this.add("changed", name, `not a ${format}`);
    return null;
  }

  checkFacts() {
    const facts = this.object(caseName, "trousse-case");
    const manifest = this.object(manifestName, "trousse-archive");
    if (facts !== null) {
      const { verdict } = this;
      verdict.caseId = textOf(facts, "id");
      verdict.created = textOf(facts, "created");
      verdict.language = textOf(facts, "language");
      if ((facts.rescue_code === true) !== this.hashes.has(rescueName)) {
        this.add("changed", rescueName, "not as case.json says");
      }
      this.checkEnvelopes(facts);
    }
    this.manifestParts = [];
    this.manifestImages = [];
    if (manifest === null) return;
    this.verdict.tool = textOf(manifest, "tool");
    if (Array.isArray(manifest.parts)) {
      this.manifestParts = manifest.parts.map((part) => partFacts(Object(part)));
    }
    if (Array.isArray(manifest.images)) {
      this.manifestImages = manifest.images.map((segment) => partFacts(Object(segment)));
    }
    if (facts !== null && (textOf(manifest, "case") !== this.verdict.caseId ||
                           textOf(manifest, "created") !== this.verdict.created)) {
      this.add("changed", manifestName, "is of another case");
    }
    const sealed = new Date(textOf(manifest, "sealed"));
    if (this.listing.trouble === "" && dosTime(sealed) !== this.listing.time) {
      this.add("changed", "", "the entries' time is not that of the seal");
    }
  }

  // case.json names exactly the envelopes that are there; an archive made before certificates could
  // be given has neither.
  checkEnvelopes(facts) {
    const listed = Array.isArray(facts.certificates) ? facts.certificates.map(Object) : [];
    for (const one of listed) {
      const file = textOf(one, "file");
      this.envelopes.push({ file, subject: textOf(one, "subject") });
      if (!this.hashes.has(file)) this.add("missing", file, "case.json names it");
    }
    for (const name of this.hashes.keys()) {
      if (envelopeForm.test(name) && !this.envelopes.some(({ file }) => file === name)) {
        this.add("added", name, "case.json does not name it");
      }
    }
  }

  async checkSignatureFile() {
    const signature = this.kept.get(signatureName);
    const sums = this.kept.get(sumsName);
    if (signature === undefined) return this.add("missing", signatureName);
    if (sums === undefined) return;
    try {
      const checked = await checkSignature(signature, sums, this.verdict.caseId);
      this.verdict.fingerprint = toHex(checked.fingerprint);
      this.verdict.shortFingerprint = shortFingerprint(checked.fingerprint);
      this.verdict.sealed = checked.signedAt.toISOString();
      this.verdict.otherSigners = checked.others;
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      this.add("bad_signature", signatureName, error.message);
    }
  }

  checkJournal() {
    const bytes = this.kept.get(journalName);
    this.journalParts = [];
    if (bytes === undefined) return; // said by checkSums
    const { lines, trouble } = readJournal(bytes);
    const bad = (detail) => this.add("bad_journal", journalName, detail);
    if (trouble !== "") return bad(trouble);
    const { caseId, fingerprint } = this.verdict;
    const last = lines[lines.length - 1];
    if (lines[0].event !== "created" || textOf(lines[0], "case") !== caseId) {
      bad("is of another case");
    }
    if (last.event !== "seal" || textOf(last, "case") !== caseId ||
        textOf(last, "certificate") !== fingerprint) {
      bad("does not end with this seal");
    }
    const { parts, segments, unfinished } = journalState(lines);
    this.journalParts = parts;
    this.segments = segments;
    if (unfinished > 0) bad("a step did not end");
    if (numberOf(last, "parts") !== parts.length) bad("counts other parts than its seal");
    if (numberOf(last, "images") !== segments.length) bad("counts other images than its seal");
  }

  // The journal, the manifest and the entries must tell of the same parts, in the same order.
  checkParts() {
    const entries = this.listing.entries.filter(isPart);
    this.verdict.parts = entries.length;
    const found = entries.map(({ name, size }) =>
      ({ name: name.slice(partsPrefix.length), size, sha256: this.hashes.get(name) }));
    if (told(this.manifestParts) !== told(this.journalParts)) {
      this.add("bad_journal", journalName, "its parts are not those of the manifest");
    }
    if (told(this.journalParts) !== told(found)) {
      this.add("bad_journal", journalName, "its parts are not those of the archive");
    }
  }

  // The journal, the manifest and SHA256SUMS must tell of the same segments, in the same order.
  checkImageLists() {
    if (told(this.manifestImages) !== told(this.segments)) {
      this.add("bad_journal", journalName, "its images are not those of the manifest");
    }
    const same = this.segments.length === this.imageSums.length &&
      this.segments.every(({ name, sha256: hash }, i) => segmentForm.test(name) &&
        this.imageSums[i][0] === name && this.imageSums[i][1] === hash);
    if (!same) this.add("bad_journal", journalName, "its images are not those of SHA256SUMS");
  }
}

/**
 * Checks the archive in `file` (a File or Blob) without any key. `onProgress(done, total)` in
 * bytes. Failures: `not_ours`, `later_version`, `unreadable`.
 */
export function verifyArchive(file, onProgress = () => {}) {
  return new Verification(file, onProgress).run();
}
