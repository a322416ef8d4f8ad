// SPDX-License-Identifier: Apache-2.0
// One part: age, then zstd, then tar, in one pass; every file's SHA-256 against the list that the
// part carries; what is counted for the person.
import { sha256 } from "@noble/hashes/sha2.js";
import { joined, toHex } from "./bytes.js";
import { Failure } from "./failure.js";
import { parseObject, textOf } from "./journal.js";
import { chunksOf, decrypted } from "./keys.js";
import { TarReader } from "./tar.js";
import { Unzstd } from "./zstd.js";

const reportPath = "data/report.html";
const reportLimit = 64 << 20;
// A part's own lists: one of outcomes is about 1 MiB, the list of sums at most 8 MiB.
const recordLimit = 32 << 20;
const mostFaults = 200;

/** What was read of an archive so far; one for all its parts. */
export class Contents {
  files = 0;
  bytes = 0;
  folders = new Map(); // "data/C/Windows" → { files, bytes }
  answers = {}; // taken, missing, empty, failed, skipped → count
  severities = {}; // critical, high, … → count
  faults = [];
  faultCount = 0;
  report = null;
  twice = 0; // files that two parts hold, and not the same
  #hashes = new Map(); // of all parts: path → start of its hash

  fault(kind, path, detail = "") {
    ++this.faultCount;
    if (this.faults.length < mostFaults) this.faults.push({ kind, path, detail });
  }

  count(path, size, hash) {
    const start = hash.slice(0, 16);
    const before = this.#hashes.get(path);
    this.#hashes.set(path, start);
    if (before !== undefined && before !== start) ++this.twice;
    if (before === start) return; // a step begun again after a crash took it again
    ++this.files;
    this.bytes += size;
    const steps = path.split("/");
    const folder = steps.length > 3 ? steps.slice(0, 3).join("/") : steps.slice(0, -1).join("/");
    const sum = this.folders.get(folder) ?? { files: 0, bytes: 0 };
    ++sum.files;
    sum.bytes += size;
    this.folders.set(folder, sum);
  }

  countLines(kind, text) {
    const field = kind === "outcomes" ? "answer" : "severity";
    const counts = kind === "outcomes" ? this.answers : this.severities;
    for (const line of text.split("\n")) {
      const value = line === "" ? null : parseObject(line);
      const word = value === null ? "" : textOf(value, field);
      if (/^[a-z]{1,20}$/.test(word)) counts[word] = (counts[word] ?? 0) + 1;
    }
  }
}

/** Listens to the tar of one part. */
class PartListener {
  #sums = new Map();
  #listed = "";
  #path = "";
  #hash = null;
  #kept = null; // pieces of a file that is read here: a record, the report
  #size = 0;

  constructor(name, contents, onRaw) {
    this.name = name;
    this.contents = contents;
    this.raw = onRaw;
  }

  entry({ path, size, refused }) {
    if (refused) return this.contents.fault("refused", path, `in ${this.name}`);
    this.#path = path;
    this.#size = size;
    this.#hash = path.startsWith("data/") ? sha256.create() : null;
    if (this.#hash === null && size > recordLimit) {
      throw new Error("a record larger than any of ours");
    }
    const isReport = path === reportPath && size <= reportLimit;
    this.#kept = this.#hash === null || isReport ? [] : null;
  }

  data(bytes) {
    if (this.#hash !== null) this.#hash.update(bytes);
    if (this.#kept !== null) this.#kept.push(bytes.slice());
  }

  endEntry() {
    const path = this.#path;
    if (this.#hash !== null) {
      const hash = toHex(this.#hash.digest());
      this.#sums.set(path, hash);
      this.contents.count(path, this.#size, hash);
      if (path === reportPath && this.#kept !== null) this.contents.report = joined(this.#kept);
      return;
    }
    const kind = path.split("/")[1];
    const text = new TextDecoder().decode(joined(this.#kept));
    if (kind === "manifest") this.#listed += text;
    else if (kind === "outcomes" || kind === "findings") this.contents.countLines(kind, text);
    else if (kind !== "files" && kind !== "steps") {
      this.contents.fault("added", path, "a record of an unknown kind");
    }
  }

  /** The list of the part against what was read: nothing missing, changed, or beside it. */
  checkSums() {
    for (const line of this.#listed.split("\n").slice(0, -1)) {
      const path = line.slice(66);
      const found = this.#sums.get(path);
      if (found === undefined) this.contents.fault("missing", path, `listed in ${this.name}`);
      else if (found !== line.slice(0, 64)) {
        this.contents.fault("changed", path, "its SHA-256 does not hold");
      }
      this.#sums.delete(path);
    }
    for (const path of this.#sums.keys()) this.contents.fault("added", path, "not in its list");
  }
}

/**
 * Reads one part of `file` into `contents`. `onTar(bytes)` hears the tar of its files, `onZstd`
 * what age gives; both may be missing. `pause()` is awaited often, so that a slow disk slows the
 * reading. A part that does not hold is a fault in `contents`; failures: `wrong_key`,
 * `unreadable`.
 */
export async function readPart({ file, entry, identities, contents, onRead, onTar, onZstd, pause }) {
  const listener = new PartListener(entry.name, contents, onTar ?? (() => {}));
  const tar = new TarReader(listener);
  const unzstd = new Unzstd();
  const plain = await decrypted(file, entry, { identities }, onRead);
  try {
    for await (const chunk of chunksOf(plain)) {
      onZstd?.(chunk);
      for (const piece of unzstd.push(chunk)) {
        tar.push(piece);
        await pause?.();
      }
      await pause?.();
    }
    for (const piece of unzstd.end()) tar.push(piece);
    tar.end();
    listener.checkSums();
  } catch (error) {
    if (error instanceof Failure) throw error;
    contents.fault("changed", entry.name, error.message);
    const cut = tar.fillUp();
    await pause?.();
    if (cut !== "") {
      contents.fault("changed", cut, "cut: zeros stand for the rest in a saved copy");
    }
  }
}

