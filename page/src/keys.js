// SPDX-License-Identifier: Apache-2.0
// What opens an archive: an age identity, or the rescue code, which opens keys/rescue.age, which
// holds the identity of the case (docs/archive-format.md).
import { Decrypter } from "age-encryption";
import { printable } from "./bytes.js";
import { Failure } from "./failure.js";
import { piecesOf } from "./verify.js";

// A header has a few hundred bytes per recipient. The library reads a header whole: one without
// an end must not take the memory.
const headerLimit = 64 << 10;
const headerForm = /^age-encryption\.org\/v1\n(?:[\x20-\x7e]*\n)*--- [A-Za-z0-9+/]{43}\n/;
const rescueLimit = 64 << 10;
const identityLimit = 4096;
const messageOfNoMatch = "no identity matched";

/** The age identities in a pasted text or an identity file: comments and blank lines skipped. */
export function parseIdentities(text) {
  if (text.includes("-----BEGIN AGE ENCRYPTED FILE-----") ||
      text.startsWith("age-encryption.org/v1")) {
    throw new Failure("identity_locked");
  }
  const lines = text.split(/\r?\n/).map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (lines.length > 0 && lines.every((line) => /^age1[0-9a-z]+$/.test(line))) {
    throw new Failure("identity_public");
  }
  const identities = lines.filter((line) => /^AGE-SECRET-KEY-(PQ-)?1[0-9A-Z]+$/.test(line));
  if (identities.length === 0 || identities.length !== lines.length) {
    throw new Failure("identity_form");
  }
  decrypterOf({ identities }); // throws for a wrong checksum
  return identities;
}

/** `opener` is `{ identities: [...] }` or `{ passphrase }`. */
function decrypterOf(opener) {
  const decrypter = new Decrypter();
  if (opener.passphrase !== undefined) decrypter.addPassphrase(opener.passphrase);
  for (const identity of opener.identities ?? []) {
    try {
      decrypter.addIdentity(identity);
    } catch (error) {
      throw new Failure("identity_form", error.message);
    }
  }
  return decrypter;
}

function streamOf(pieces) {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  }, { highWaterMark: 0 });
}

/**
 * The plain bytes of an age file that lies in `entry`, as a stream that reads only as fast as it
 * is read. Failures: `wrong_key`, `part_damaged` (here, or later from the stream as an Error).
 * `onRead(bytes)` hears how much was taken from the file.
 */
export async function decrypted(file, entry, opener, onRead = () => {}) {
  const decrypter = decrypterOf(opener);
  const start = await file.slice(entry.offset, entry.offset + Math.min(entry.size, headerLimit))
    .arrayBuffer();
  if (!headerForm.test(new TextDecoder("latin1").decode(start))) {
    throw new Failure("part_damaged", `${entry.name}: not an age file`);
  }
  const pieces = (async function* () {
    for await (const piece of piecesOf(file, entry, 1 << 20)) {
      onRead(piece.length);
      yield piece;
    }
  })();
  try {
    return await decrypter.decrypt(streamOf(pieces));
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (error.message.includes(messageOfNoMatch)) throw new Failure("wrong_key", entry.name);
    throw new Failure("part_damaged", `${entry.name}: ${error.message}`);
  }
}

/** The identities of the case, from the rescue code in its passphrase form. Failures: `wrong_code`
 *  (with the case that it does not open), `rescue_damaged`. */
export async function openRescueKey(file, entry, passphrase, caseId) {
  if (entry.size > rescueLimit) throw new Failure("rescue_damaged", "too large");
  let text = "";
  try {
    const plain = await decrypted(file, entry, { passphrase });
    for await (const piece of chunksOf(plain)) {
      text += new TextDecoder("latin1").decode(piece);
      if (text.length > identityLimit) throw new Failure("rescue_damaged", "not an identity");
    }
  } catch (error) {
    if (error.code === "wrong_key") throw new Failure("wrong_code", "", [printable(caseId, 100)]);
    throw new Failure("rescue_damaged", error.detail ?? error.message);
  }
  return parseIdentities(text);
}

/** The chunks of a stream (Safari and older browsers have no `for await` on streams). */
export async function* chunksOf(stream) {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
