// SPDX-License-Identifier: Apache-2.0
// Zstandard (RFC 8878), by fzstd, in bounded memory.
import { Decompress } from "fzstd";

// A part is written with a window of at most 8 MiB; `zstd -d` itself refuses more than 128 MiB.
const windowLimit = 8 << 20;
const magic = [0x28, 0xb5, 0x2f, 0xfd];
// A block of 4 bytes can become 128 KiB: what one push may give is bounded by what it is given.
const pushSize = 1 << 10;

/** What a frame header (RFC 8878 3.1.1.1) asks for in memory; NaN for what is no frame. */
export function windowOf(header) {
  if (!magic.every((byte, i) => header[i] === byte)) return NaN;
  const descriptor = header[4];
  if ((descriptor & 0x20) === 0) {
    const base = 2 ** (10 + (header[5] >> 3));
    return base + (base / 8) * (header[5] & 7);
  }
  // A single segment: the window is the size of the content.
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3];
  const count = [1, 2, 4, 8][descriptor >> 6];
  let size = count === 2 ? 256 : 0;
  for (let i = 0; i < count; ++i) size += header[5 + dictionaryBytes + i] * 256 ** i;
  return size;
}

/** Decompresses one frame. `push` and `end` give the pieces that came out; both throw Error for a
 *  stream that is cut or does not follow the format. */
export class Unzstd {
  #start = new Uint8Array(0);
  #out = [];
  #decompress = null;

  *push(bytes) {
    if (this.#decompress === null) {
      const start = new Uint8Array(this.#start.length + bytes.length);
      start.set(this.#start);
      start.set(bytes, this.#start.length);
      this.#start = start;
      if (start.length < 18) return;
      this.#begin();
      bytes = start;
    }
    for (let at = 0; at < bytes.length; at += pushSize) {
      this.#decompress.push(bytes.subarray(at, at + pushSize), false);
      yield* this.#out.splice(0);
    }
  }

  *end() {
    if (this.#decompress === null) {
      this.#begin();
      this.#decompress.push(this.#start, true);
    } else {
      this.#decompress.push(new Uint8Array(0), true);
    }
    yield* this.#out.splice(0);
  }

  #begin() {
    const wanted = windowOf(this.#start);
    if (Number.isNaN(wanted)) throw new Error("not a Zstandard stream");
    if (wanted > windowLimit) throw new Error("a Zstandard window above 8 MiB");
    this.#decompress = new Decompress((piece) => {
      if (piece.length > 0) this.#out.push(piece);
    });
  }
}
