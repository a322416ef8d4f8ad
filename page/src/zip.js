// SPDX-License-Identifier: Apache-2.0
// The one form of ZIP that an archive has (docs/archive-format.md): stored entries, one after the
// other, every byte of the structure determined by names, sizes, CRCs and the time of sealing. So
// reading rebuilds the structure and compares, and nothing can hide in it. Section numbers are
// those of APPNOTE.TXT 6.3.10. Nothing but headers and the directory is read here.
import { sameBytes } from "./bytes.js";
import { Failure } from "./failure.js";

const localMark = 0x04034b50; // 4.3.7
const centralMark = 0x02014b50; // 4.3.12
const endMark = 0x06054b50; // 4.3.16
const end64Mark = 0x06064b50; // 4.3.14
const locator64Mark = 0x07064b50; // 4.3.15
const full32 = 0xffffffff;
const full16 = 0xffff;
const plainVersion = 20;
const zip64Version = 45;
const madeByUnix = (3 << 8) | zip64Version;
const regularFile0644 = 0o100644 * 65536;
const zip64Extra = 1; // 4.5.3
const localSize = 30;
const centralSize = 46;
const endSize = 22;
const end64Size = 56;
const locator64Size = 20;
const directoryLimit = 64 << 20;
const longestName = 255;
const mostEntries = 1_000_000;

/** Only letters, digits, '.', '_', '-' and '/' between components that are not "." or "..". */
export function isArchiveName(name) {
  return name.length > 0 && name.length <= longestName &&
    name.split("/").every((part) => /^[A-Za-z0-9._-]+$/.test(part) && part !== "." &&
                                    part !== "..");
}

/** Little-endian numbers, one after the other. */
class RecordWriter {
  #bytes = [];
  u16(value) { return this.#number(value, 2); }
  u32(value) { return this.#number(value, 4); }
  u64(value) { return this.#number(value, 8); }
  text(ascii) {
    for (let i = 0; i < ascii.length; ++i) this.#bytes.push(ascii.charCodeAt(i));
    return this;
  }
  append(bytes) {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }
  bytes() { return Uint8Array.from(this.#bytes); }
  get length() { return this.#bytes.length; }
  #number(value, count) {
    for (let i = 0; i < count; ++i) {
      this.#bytes.push(value % 256);
      value = Math.floor(value / 256);
    }
    return this;
  }
}

// 0 beyond the end. Numbers above 2^53 lose their low bits; rebuilding then finds them different.
function numberAt(bytes, at, count) {
  if (at < 0 || at + count > bytes.length) return 0;
  let value = 0;
  for (let i = count - 1; i >= 0; --i) value = value * 256 + bytes[at + i];
  return value;
}

const isLarge = (entry) => entry.size >= full32;

function headerOffset(entry) {
  return entry.offset - localSize - entry.name.length - (isLarge(entry) ? 20 : 0);
}

function localHeader(entry, time) {
  const large = isLarge(entry);
  const size = Math.min(entry.size, full32);
  const header = new RecordWriter().u32(localMark).u16(large ? zip64Version : plainVersion)
    .u16(0).u16(0).u32(time).u32(entry.crc32).u32(size).u32(size)
    .u16(entry.name.length).u16(large ? 20 : 0).text(entry.name);
  if (large) header.u16(zip64Extra).u16(16).u64(entry.size).u64(entry.size);
  return header.bytes();
}

function centralHeader(entry, time) {
  const offset = headerOffset(entry);
  const size = Math.min(entry.size, full32);
  const extra = new RecordWriter();
  if (isLarge(entry)) extra.u64(entry.size).u64(entry.size);
  if (offset >= full32) extra.u64(offset);
  const zip64 = extra.length > 0;
  const header = new RecordWriter().u32(centralMark).u16(madeByUnix)
    .u16(zip64 ? zip64Version : plainVersion).u16(0).u16(0).u32(time).u32(entry.crc32)
    .u32(size).u32(size).u16(entry.name.length).u16(zip64 ? extra.length + 4 : 0)
    .u16(0).u16(0).u16(0).u32(regularFile0644).u32(Math.min(offset, full32)).text(entry.name);
  if (zip64) header.u16(zip64Extra).u16(extra.length).append(extra.bytes());
  return header.bytes();
}

function directoryOf(entries, time) {
  const out = new RecordWriter();
  for (const entry of entries) out.append(centralHeader(entry, time));
  const size = out.length;
  const last = entries[entries.length - 1];
  const offset = last.offset + last.size;
  if (entries.length >= full16 || offset >= full32) {
    out.u32(end64Mark).u64(end64Size - 12).u16(madeByUnix).u16(zip64Version).u32(0).u32(0)
      .u64(entries.length).u64(entries.length).u64(size).u64(offset)
      .u32(locator64Mark).u32(0).u64(offset + size).u32(1);
  }
  const count = Math.min(entries.length, full16);
  return out.u32(endMark).u16(0).u16(0).u16(count).u16(count).u32(size)
    .u32(Math.min(offset, full32)).u16(0).bytes();
}

/** Sets each entry's `offset` (of its content), and returns where the directory starts. */
function layOut(entries, time) {
  let at = 0;
  for (const entry of entries) {
    entry.offset = at + localHeader(entry, time).length;
    at = entry.offset + entry.size;
  }
  return at;
}

async function pieceOf(file, offset, size) {
  return new Uint8Array(await file.slice(offset, offset + size).arrayBuffer());
}

function directoryOffset(tail) {
  const end = tail.length - endSize;
  if (end < 0 || numberAt(tail, end, 4) !== endMark) return null;
  if (numberAt(tail, end - locator64Size, 4) !== locator64Mark) return numberAt(tail, end + 16, 4);
  return numberAt(tail, end - locator64Size - end64Size + 48, 8);
}

const ascii = (bytes) => String.fromCharCode(...bytes);

// The entries that a directory names, or null. Sizes come from a hostile file: they are believed
// only once the whole structure has been rebuilt from them and compared.
function parseDirectory(bytes) {
  const entries = [];
  let at = 0;
  while (numberAt(bytes, at, 4) === centralMark) {
    const nameSize = numberAt(bytes, at + 28, 2);
    const extraSize = numberAt(bytes, at + 30, 2);
    const next = at + centralSize + nameSize + extraSize;
    if (nameSize > longestName || next > bytes.length) return null;
    const name = ascii(bytes.subarray(at + centralSize, at + centralSize + nameSize));
    let size = numberAt(bytes, at + 24, 4);
    if (size === full32) size = numberAt(bytes, at + centralSize + nameSize + 4, 8);
    if (!isArchiveName(name)) return null;
    entries.push({ name, size, crc32: numberAt(bytes, at + 16, 4), offset: 0 });
    at = next;
  }
  return entries;
}

async function localHeadersHold(file, entries, time) {
  for (const entry of entries) {
    const expected = localHeader(entry, time);
    const found = await pieceOf(file, headerOffset(entry), expected.length);
    if (!sameBytes(found, expected)) return false;
  }
  return true;
}

async function readStrictly(file) {
  const tail = await pieceOf(file, Math.max(0, file.size - endSize - locator64Size - end64Size),
                             endSize + locator64Size + end64Size);
  const start = directoryOffset(tail);
  if (start === null) return { trouble: "the end of the archive is missing", truncated: true };
  const broken = { trouble: "the archive's directory does not hold", truncated: false };
  if (start > file.size || file.size - start > directoryLimit) return broken;
  const directory = await pieceOf(file, start, file.size - start);
  const entries = parseDirectory(directory);
  if (entries === null || entries.length === 0) return broken;
  if (entries.some((entry) => entry.size > file.size)) return broken;
  const time = numberAt(directory, 12, 4);
  if (layOut(entries, time) !== start || !sameBytes(directoryOf(entries, time), directory)) {
    return broken;
  }
  if (!(await localHeadersHold(file, entries, time))) {
    return { trouble: "an entry's header does not hold", truncated: false };
  }
  return { entries, time, trouble: "", truncated: false };
}

// What can still be found in a damaged archive, from its start.
async function followHeaders(file) {
  const entries = [];
  let at = 0;
  while (at + localSize < file.size && entries.length < mostEntries) {
    const header = await pieceOf(file, at, localSize + longestName + 20);
    const nameSize = numberAt(header, 26, 2);
    if (numberAt(header, 0, 4) !== localMark || nameSize > longestName) break;
    const name = ascii(header.subarray(localSize, localSize + nameSize));
    let size = numberAt(header, 22, 4);
    if (size === full32) size = numberAt(header, localSize + nameSize + 4, 8);
    const offset = at + localSize + nameSize + numberAt(header, 28, 2);
    if (!isArchiveName(name) || offset + size > file.size) break;
    entries.push({ name, size, crc32: numberAt(header, 14, 4), offset });
    at = offset + size;
  }
  return entries;
}

/**
 * `{ entries: [{ name, size, crc32, offset }], time, trouble, truncated }`. `trouble` is "" when
 * the file is, byte for byte, what the format makes of these entries; else it says why not, and
 * the entries are those found by following the headers from the start. Failure `not_ours` when
 * there is not even a first entry.
 */
export async function readZip(file) {
  const listing = await readStrictly(file);
  if (listing.trouble === "") return listing;
  const entries = await followHeaders(file);
  if (entries.length === 0) throw new Failure("not_ours", listing.trouble);
  return { entries, time: 0, trouble: listing.trouble, truncated: listing.truncated };
}

/** MS-DOS date (high) and time (low), 2 s steps, of a moment in UTC; 1980-01-01 outside. */
export function dosTime(date) {
  const year = date.getUTCFullYear();
  if (year < 1980 || year > 2107) return 0x210000;
  const day = ((year - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
  const clock = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) |
                (date.getUTCSeconds() >> 1);
  return day * 65536 + clock;
}
