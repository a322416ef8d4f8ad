// SPDX-License-Identifier: Apache-2.0
// DER (ITU-T X.690 §10): definite lengths in their shortest form, nothing left over. Enough for
// one CMS and its certificates; every length is checked against what is there.

export const Tag = {
  integer: 0x02, bitString: 0x03, octetString: 0x04, objectId: 0x06, utcTime: 0x17,
  generalizedTime: 0x18, sequence: 0x30, set: 0x31, context0: 0xa0,
};

/** Thrown for bytes that are not what was expected; its message is for a technician. */
export class DerError extends Error {}

/** Reads elements one after the other from `bytes`. An element is `{ tag, body, raw }`. */
export class DerReader {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  get ended() {
    return this.#at === this.#bytes.length;
  }

  peekTag() {
    return this.ended ? -1 : this.#bytes[this.#at];
  }

  next(tag) {
    const start = this.#at;
    const found = this.#byte();
    if (tag !== undefined && found !== tag) throw new DerError("DER: another element than expected");
    if ((found & 0x1f) === 0x1f) throw new DerError("DER: a long tag");
    const length = this.#length();
    if (length > this.#bytes.length - this.#at) throw new DerError("DER: an element is cut");
    const body = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return { tag: found, body, raw: this.#bytes.subarray(start, this.#at) };
  }

  /** A reader of what is inside the next element. */
  inside(tag) {
    return new DerReader(this.next(tag).body);
  }

  end() {
    if (!this.ended) throw new DerError("DER: more than expected");
  }

  #byte() {
    if (this.ended) throw new DerError("DER: an element is missing");
    return this.#bytes[this.#at++];
  }

  #length() {
    const first = this.#byte();
    if (first < 0x80) return first;
    const count = first & 0x7f;
    if (count === 0 || count > 4) throw new DerError("DER: a length out of bounds");
    let length = 0;
    for (let i = 0; i < count; ++i) length = length * 256 + this.#byte();
    if (length < 0x80 || length < 256 ** (count - 1)) throw new DerError("DER: a long length");
    return length;
  }
}

/** The raw element with `tag` around `body`. */
export function derElement(tag, body) {
  const digits = [];
  for (let rest = body.length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  const length = body.length < 0x80 ? [body.length] : [0x80 | digits.length, ...digits];
  const out = new Uint8Array(1 + length.length + body.length);
  out.set([tag, ...length]);
  out.set(body, 1 + length.length);
  return out;
}

/** The order of a DER SET OF (X.690 §11.6). */
export function derOrder(a, b) {
  for (let i = 0; i < Math.min(a.length, b.length); ++i) {
    if (a[i] !== b[i]) return a[i] - b[i];
  }
  return a.length - b.length;
}

/** UTCTime or GeneralizedTime in the form of RFC 5280 4.1.2.5: to the second, in UTC. */
export function derTime(element) {
  const text = String.fromCharCode(...element.body);
  const digits = element.tag === Tag.utcTime ? /^\d{12}Z$/ : /^\d{14}Z$/;
  if (![Tag.utcTime, Tag.generalizedTime].includes(element.tag) || !digits.test(text)) {
    throw new DerError("DER: a wrong time");
  }
  const full = element.tag === Tag.generalizedTime ? text
             : (text < "50" ? "20" : "19") + text;
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(full);
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  const date = new Date(iso);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 19) !== iso.slice(0, 19)) {
    throw new DerError("DER: a wrong time");
  }
  return date;
}
