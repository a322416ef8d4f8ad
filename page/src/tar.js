// SPDX-License-Identifier: Apache-2.0
// tar, as a part is written: ustar headers (POSIX.1-2001) with pax records where ustar is too
// small. A stream comes in by pieces; what it says goes out by calls, in bounded memory.
import { joined, utf8 } from "./bytes.js";

const blockSize = 512;
const paxLimit = 1 << 20;
const longestPath = 65536;

export class TarError extends Error {}

/** A plain file below data/ or records/, that cannot leave the folder where it is unpacked. */
export function isSafePath(path) {
  return /^(data|records)\//.test(path) && path.length <= longestPath &&
    !/[\u0000-\u001f\u007f\\]/.test(path) &&
    path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

function numberIn(field) {
  if (field[0] & 0x80) { // base 256, for what octal cannot hold
    let value = field[0] & 0x7f;
    for (const byte of field.subarray(1)) value = value * 256 + byte;
    if (!Number.isSafeInteger(value)) throw new TarError("tar: a number out of bounds");
    return value;
  }
  const text = String.fromCharCode(...field).replace(/[\0 ]+$/, "").trimStart();
  if (!/^[0-7]*$/.test(text)) throw new TarError("tar: a wrong number");
  return text === "" ? 0 : parseInt(text, 8);
}

function checksumHolds(block) {
  let sum = 0;
  for (let i = 0; i < blockSize; ++i) sum += i >= 148 && i < 156 ? 32 : block[i];
  return sum === numberIn(block.subarray(148, 156));
}

function textIn(field) {
  const end = field.indexOf(0);
  const text = utf8(end < 0 ? field : field.subarray(0, end));
  if (text === null) throw new TarError("tar: a name that is not UTF-8");
  return text;
}

function pathIn(block) {
  const name = textIn(block.subarray(0, 100));
  const isUstar = String.fromCharCode(...block.subarray(257, 262)) === "ustar";
  const prefix = isUstar ? textIn(block.subarray(345, 500)) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

/** The records "LENGTH KEY=VALUE\n" of a pax header. */
export function parsePax(bytes) {
  const records = new Map();
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(32, at);
    const length = space < 0 ? "" : String.fromCharCode(...bytes.subarray(at, space).slice(0, 12));
    const end = at + Number(length);
    const equals = bytes.indexOf(61, space);
    if (!/^[1-9]\d{0,7}$/.test(length) || end > bytes.length || equals < 0 || equals >= end ||
        bytes[end - 1] !== 10) {
      throw new TarError("tar: a wrong pax record");
    }
    records.set(textIn(bytes.subarray(space + 1, equals)), bytes.subarray(equals + 1, end - 1));
    at = end;
  }
  return records;
}

function paxNumber(value) {
  const text = utf8(value) ?? "";
  if (!/^\d{1,15}$/.test(text)) throw new TarError("tar: a wrong pax size");
  return Number(text);
}

/**
 * Push the stream in; the listener hears, in order:
 *   entry({ path, size, refused })  then  data(bytes)…  then  endEntry()
 *   raw(bytes)   the tar bytes of every entry that is not refused: headers, content, padding
 * An entry is refused when it is not a plain file with a safe path. `end()` must be called.
 */
export class TarReader {
  #listener;
  #waiting = []; // pieces of a block or of a pax header that is not whole yet
  #waitingSize = 0;
  #wanted = blockSize;
  #state = "header"; // header, pax, data, padding, ended
  #left = 0; // bytes of content or padding still to come
  #size = 0;
  #path = "";
  #refused = false;
  #pax = new Map();
  #headers = []; // header blocks that belong to the next entry

  constructor(listener) {
    this.#listener = listener;
  }

  push(bytes) {
    while (bytes.length > 0) {
      if (this.#state === "data" || this.#state === "padding") bytes = this.#pass(bytes);
      else if (this.#state === "ended") bytes = this.#checkZeros(bytes);
      else bytes = this.#gather(bytes);
    }
  }

  end() {
    if (this.#state !== "ended" || this.#waitingSize > 0) throw new TarError("tar: cut");
  }

  /**
   * For a stream that breaks off: the path of the file that is cut, or "". The rest of it goes to
   * `raw` as zeros, so that what follows in a saved tar can be read.
   */
  fillUp() {
    if (!["data", "padding"].includes(this.#state) || this.#refused) return "";
    const cut = this.#state === "data";
    const padding = cut ? (blockSize - (this.#size % blockSize)) % blockSize : 0;
    const zeros = new Uint8Array(64 << 10);
    for (let left = this.#left + padding; left > 0; left -= zeros.length) {
      this.#listener.raw(zeros.subarray(0, Math.min(left, zeros.length)));
    }
    this.#state = "ended";
    return cut ? this.#path : "";
  }

  #gather(bytes) {
    const count = Math.min(bytes.length, this.#wanted - this.#waitingSize);
    this.#waiting.push(bytes.slice(0, count));
    this.#waitingSize += count;
    if (this.#waitingSize === this.#wanted) {
      const whole = joined(this.#waiting);
      this.#waiting = [];
      this.#waitingSize = 0;
      if (this.#state === "header") this.#header(whole);
      else this.#paxHeader(whole);
    }
    return bytes.subarray(count);
  }

  #header(block) {
    if (block.every((byte) => byte === 0)) {
      if (this.#headers.length > 0) throw new TarError("tar: a pax header without its file");
      this.#state = "ended";
      return;
    }
    if (!checksumHolds(block)) throw new TarError("tar: a header that does not hold");
    const type = String.fromCharCode(block[156]);
    const size = numberIn(block.subarray(124, 136));
    this.#headers.push(block);
    if (type === "x") {
      if (size > paxLimit || this.#headers.length > 1) throw new TarError("tar: a wrong pax header");
      this.#size = size;
      this.#wanted = Math.ceil(size / blockSize) * blockSize;
      this.#state = size > 0 ? "pax" : "header";
      if (size === 0) this.#wanted = blockSize;
      return;
    }
    this.#entry(block, type, size);
  }

  #paxHeader(blocks) {
    this.#headers.push(blocks);
    this.#pax = parsePax(blocks.subarray(0, this.#size));
    this.#wanted = blockSize;
    this.#state = "header";
  }

  #entry(block, type, ustarSize) {
    const pax = this.#pax;
    const path = pax.has("path") ? textIn(pax.get("path")) : pathIn(block);
    this.#size = pax.has("size") ? paxNumber(pax.get("size")) : ustarSize;
    const isSparse = [...pax.keys()].some((key) => key.startsWith("GNU.sparse"));
    const isFile = (type === "0" || type === "\0") && !isSparse && !pax.has("linkpath");
    this.#refused = !isFile || !isSafePath(path);
    this.#path = path;
    this.#listener.entry({ path, size: this.#size, refused: this.#refused });
    if (!this.#refused) this.#headers.forEach((bytes) => this.#listener.raw(bytes));
    this.#headers = [];
    this.#pax = new Map();
    this.#left = this.#size;
    this.#state = "data";
    if (this.#left === 0) this.#endData();
  }

  #pass(bytes) {
    const piece = bytes.subarray(0, Math.min(bytes.length, this.#left));
    this.#left -= piece.length;
    if (!this.#refused) {
      if (this.#state === "data") this.#listener.data(piece);
      this.#listener.raw(piece);
    }
    if (this.#left === 0) {
      if (this.#state === "data") this.#endData();
      else this.#state = "header";
    }
    return bytes.subarray(piece.length);
  }

  #endData() {
    if (!this.#refused) this.#listener.endEntry();
    this.#left = (blockSize - (this.#size % blockSize)) % blockSize;
    this.#state = this.#left > 0 ? "padding" : "header";
  }

  // After the end there is only padding: a stream that goes on is none of ours.
  #checkZeros(bytes) {
    if (!bytes.every((byte) => byte === 0)) throw new TarError("tar: bytes after the end");
    return bytes.subarray(bytes.length);
  }
}

/** A small file of our own, as tar: ustar header, content, padding. */
export function tarFile(path, text) {
  const content = new TextEncoder().encode(text);
  const out = new Uint8Array(blockSize + Math.ceil(content.length / blockSize) * blockSize);
  const put = (at, value) => out.set(new TextEncoder().encode(value), at);
  const octal = (value, digits) => `${value.toString(8).padStart(digits, "0")}\0`;
  put(0, path);
  put(100, octal(0o644, 7));
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  put(124, octal(content.length, 11));
  put(136, octal(0, 11));
  put(148, " ".repeat(8));
  put(156, "0");
  put(257, "ustar\x0000");
  const sum = out.subarray(0, blockSize).reduce((total, byte) => total + byte, 0);
  put(148, `${octal(sum, 6)} `);
  out.set(content, blockSize);
  return out;
}

/** The end of a tar file: two blocks of zeros, filled up to the usual record of 10 KiB. */
export function tarEnd(bytesBefore) {
  const record = 20 * blockSize;
  const end = bytesBefore + 2 * blockSize;
  return new Uint8Array(2 * blockSize + (record - (end % record)) % record);
}
