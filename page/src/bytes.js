// SPDX-License-Identifier: Apache-2.0
// Bytes: comparing, joining, showing, and what text from an archive looks like to a person.

export function toHex(bytes) {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

export function sameBytes(a, b) {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; ++i) {
    if (a[i] !== b[i]) return false;
  }
  return true;
}

export function joined(pieces) {
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/** UTF-8, or null for bytes that are not. */
export function utf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

// Controls, and what reorders or hides letters (Unicode categories Cc, Cf, Zl, Zp, lone
// surrogates): a name from the evidence must not look like another.
const deceptive = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text from an archive, safe to show: what would deceive the eye becomes \xNN or \uNNNN. */
export function printable(text, longest = 300) {
  const visible = text.replace(deceptive, (letter) => {
    const code = letter.codePointAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}`
                        : `\\u${code.toString(16).padStart(4, "0")}`;
  });
  return visible.length > longest ? `${visible.slice(0, longest)}…` : visible;
}
