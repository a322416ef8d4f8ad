// SPDX-License-Identifier: Apache-2.0
// CRC-32 of ZIP (APPNOTE.TXT 4.4.7), eight bytes at a time.

const tables = makeTables();

function makeTables() {
  const all = [new Uint32Array(256)];
  for (let byte = 0; byte < 256; ++byte) {
    let value = byte;
    for (let bit = 0; bit < 8; ++bit) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    all[0][byte] = value;
  }
  for (let k = 1; k < 8; ++k) {
    all.push(all[k - 1].map((value) => (value >>> 8) ^ all[0][value & 0xff]));
  }
  return all;
}

export class Crc32 {
  #value = 0xffffffff;

  add(bytes) {
    const [t0, t1, t2, t3, t4, t5, t6, t7] = tables;
    let value = this.#value;
    let at = 0;
    for (; at + 8 <= bytes.length; at += 8) {
      value ^= bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
      value = t7[value & 0xff] ^ t6[(value >>> 8) & 0xff] ^ t5[(value >>> 16) & 0xff] ^
              t4[value >>> 24] ^ t3[bytes[at + 4]] ^ t2[bytes[at + 5]] ^ t1[bytes[at + 6]] ^
              t0[bytes[at + 7]];
    }
    for (; at < bytes.length; ++at) value = (value >>> 8) ^ t0[(value ^ bytes[at]) & 0xff];
    this.#value = value;
  }

  value() {
    return (this.#value ^ 0xffffffff) >>> 0;
  }
}
