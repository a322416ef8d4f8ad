// SPDX-License-Identifier: Apache-2.0
// What is needed of an X.509 certificate (RFC 5280 4.1): who, its key, and its own signature.
import { DerError, DerReader, Tag } from "./der.js";
import { printable, toHex, utf8 } from "./bytes.js";

const commonNameId = "550403";
const rsaId = "2a864886f70d010101";
const ecId = "2a8648ce3d0201";
const curves = {
  "2a8648ce3d030107": { namedCurve: "P-256", size: 32,
    order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n },
  "2b81040022": { namedCurve: "P-384", size: 48,
    order: BigInt("0xffffffffffffffffffffffffffffffffffffffffffffffff" +
                  "c7634d81f4372ddf581a0db248b0a77aecec196accc52973") },
};

/** `{ raw, tbs, issuer, serial, subject, commonName, keyInfo, signature, key }`, all raw DER but
 *  `commonName` (printable text) and `key` (`{ kind: "ec", curve } | { kind: "rsa" } | other`). */
export function parseCertificate(raw) {
  const outer = new DerReader(raw);
  const whole = outer.inside(Tag.sequence);
  outer.end();
  const tbs = whole.next(Tag.sequence);
  whole.next(Tag.sequence); // signatureAlgorithm
  const signature = bits(whole.next(Tag.bitString));
  whole.end();

  const fields = new DerReader(tbs.body);
  if (fields.peekTag() === Tag.context0) fields.next(); // version
  const serial = fields.next(Tag.integer).raw;
  fields.next(Tag.sequence); // signature
  const issuer = fields.next(Tag.sequence).raw;
  fields.next(Tag.sequence); // validity
  const subject = fields.next(Tag.sequence).raw;
  const keyInfo = fields.next(Tag.sequence);
  return { raw, tbs: tbs.raw, issuer, serial, subject, commonName: commonNameOf(subject),
           keyInfo: keyInfo.raw, key: keyKind(keyInfo.body), signature };
}

function bits(element) {
  if (element.body.length === 0 || element.body[0] !== 0) throw new DerError("DER: odd bits");
  return element.body.subarray(1);
}

function commonNameOf(name) {
  const sets = new DerReader(name).inside(Tag.sequence);
  let found = "";
  while (!sets.ended) {
    const attributes = sets.inside(Tag.set);
    while (!attributes.ended) {
      const pair = attributes.inside(Tag.sequence);
      const id = toHex(pair.next(Tag.objectId).body);
      const value = pair.next();
      pair.end();
      if (id === commonNameId) found = utf8(value.body) ?? "?";
    }
  }
  return printable(found, 200);
}

function keyKind(keyInfo) {
  const fields = new DerReader(keyInfo);
  const algorithm = fields.inside(Tag.sequence);
  const id = toHex(algorithm.next(Tag.objectId).body);
  if (id === rsaId) return { kind: "rsa" };
  if (id !== ecId) return { kind: "other" };
  const curve = algorithm.peekTag() === Tag.objectId
    ? curves[toHex(algorithm.next(Tag.objectId).body)] : undefined;
  return { kind: "ec", curve };
}

/** r and s of a DER ECDSA signature (RFC 3279 2.2.3). */
function ecdsaNumbers(der) {
  const outer = new DerReader(der);
  const pair = outer.inside(Tag.sequence);
  outer.end();
  const numbers = [pair.next(Tag.integer).body, pair.next(Tag.integer).body];
  pair.end();
  return numbers.map((body) => {
    const padded = body.length > 1 && body[0] === 0;
    if (body.length === 0 || body[0] >= 0x80 || (padded && body[1] < 0x80)) {
      throw new DerError("an ECDSA number of another form");
    }
    return BigInt(`0x${toHex(body)}`);
  });
}

function rawEcdsa(der, curve) {
  const out = new Uint8Array(2 * curve.size);
  ecdsaNumbers(der).forEach((number, half) => {
    if (number >= curve.order) throw new DerError("an ECDSA number out of bounds");
    const hex = number.toString(16).padStart(2 * curve.size, "0");
    for (let i = 0; i < curve.size; ++i) {
      out[half * curve.size + i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16);
    }
  });
  return out;
}

/** (r, s) and (r, n - s) both verify; only the lower one is ours, or a byte could be changed. */
export function isLowForm(signature, certificate) {
  const [, s] = ecdsaNumbers(signature);
  return 2n * s <= certificate.key.curve.order;
}

/** Whether this page can check signatures of this key. */
export function canCheck(certificate) {
  return certificate.key.kind === "rsa" ||
    (certificate.key.kind === "ec" && certificate.key.curve !== undefined);
}

/** Whether `signature` over `data`, with SHA-256, is by the certificate's key. */
export async function isSignedBy(certificate, signature, data) {
  const { kind, curve } = certificate.key;
  const how = kind === "rsa" ? { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }
                             : { name: "ECDSA", hash: "SHA-256", namedCurve: curve.namedCurve };
  const key = await crypto.subtle.importKey("spki", certificate.keyInfo, how, false, ["verify"])
    .catch((error) => { throw new DerError(`a key that cannot be used: ${error.name}`); });
  const bytes = kind === "rsa" ? signature : rawEcdsa(signature, curve);
  return crypto.subtle.verify(how, key, bytes, data);
}
