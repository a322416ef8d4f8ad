// SPDX-License-Identifier: Apache-2.0
// The signature of an archive: CMS (RFC 5652), detached, DER, with CAdES-BES attributes (ETSI EN
// 319 122-1). Every byte of it counts: what is not signed itself is compared with the only form
// that docs/archive-format.md allows.
import { sha256 } from "@noble/hashes/sha2.js";
import { joined, sameBytes, toHex } from "./bytes.js";
import { canCheck, isLowForm, isSignedBy, parseCertificate } from "./certificate.js";
import { DerError, DerReader, derElement, derOrder, derTime, Tag } from "./der.js";

const fromHex = (hex) => Uint8Array.from(hex.match(/../g), (two) => parseInt(two, 16));

const id = {
  signedData: "2a864886f70d010702",
  data: "2a864886f70d010701",
  sha256: "608648016503040201",
  ecdsaWithSha256: "2a8648ce3d040302",
  rsa: "2a864886f70d010101",
  contentType: "2a864886f70d010903",
  messageDigest: "2a864886f70d010904",
  signingTime: "2a864886f70d010905",
  signingCertificateV2: "2a864886f70d010910022f",
};
const objectId = (hex) => derElement(Tag.objectId, fromHex(hex));
const version1 = Uint8Array.of(Tag.integer, 1, 1);
const derNull = Uint8Array.of(5, 0);
const digestAlgorithm = derElement(Tag.sequence, objectId(id.sha256));

/** The subject of a sealing certificate. */
export const sealingSubject = (caseId) => `Trousse case ${caseId}`;

/** Four groups of five digits, from the SHA-256 of a certificate. */
export function shortFingerprint(hash) {
  const view = new DataView(hash.buffer, hash.byteOffset, 16);
  return [0, 4, 8, 12].map((at) => String(view.getUint32(at) % 100000).padStart(5, "0")).join("-");
}

function expectRaw(reader, raw, what) {
  if (!sameBytes(reader.next().raw, raw)) throw new DerError(what);
}

function parseSigner(reader) {
  expectRaw(reader, version1, "a signer of another version");
  const name = reader.inside(Tag.sequence);
  const issuer = name.next(Tag.sequence).raw;
  const serial = name.next(Tag.integer).raw;
  name.end();
  expectRaw(reader, digestAlgorithm, "a signer with another digest");
  const attributes = reader.next(Tag.context0).body;
  reader.next(Tag.sequence); // signatureAlgorithm: compared when rebuilding
  const signature = reader.next(Tag.octetString).body;
  reader.end();
  return { issuer, serial, attributes, signature };
}

function elementsOf(reader, tag) {
  const all = [];
  while (!reader.ended) all.push(reader.next(tag).raw);
  return all;
}

/** The certificates and the signers of a CMS. */
function parseCms(bytes) {
  const outer = new DerReader(bytes);
  const content = outer.inside(Tag.sequence);
  outer.end();
  expectRaw(content, objectId(id.signedData), "not a CMS signature");
  const explicit = content.inside(Tag.context0);
  content.end();
  const signedData = explicit.inside(Tag.sequence);
  explicit.end();
  expectRaw(signedData, version1, "a CMS of another version");
  signedData.next(Tag.set); // digestAlgorithms: compared when rebuilding
  signedData.next(Tag.sequence); // encapContentInfo: likewise
  const certificates = elementsOf(signedData.inside(Tag.context0), Tag.sequence);
  const signers = elementsOf(signedData.inside(Tag.set), Tag.sequence)
    .map((raw) => parseSigner(new DerReader(raw).inside(Tag.sequence)));
  signedData.end();
  return { certificates: certificates.map(parseCertificate), signers };
}

/** The signed attributes by type; each type once, each with one value. */
function attributesOf(bytes) {
  const values = new Map();
  for (const raw of elementsOf(new DerReader(bytes), Tag.sequence)) {
    const attribute = new DerReader(raw).inside(Tag.sequence);
    const type = toHex(attribute.next(Tag.objectId).body);
    const set = attribute.inside(Tag.set);
    attribute.end();
    const value = set.next();
    set.end();
    if (values.has(type)) throw new DerError("a signed attribute twice");
    values.set(type, value);
  }
  return values;
}

function valueOf(attributes, type, tag, what) {
  const value = attributes.get(type);
  if (value === undefined || (tag !== undefined && value.tag !== tag)) throw new DerError(what);
  return value;
}

// CAdES-BES: the signed attributes name the certificate by its hash, so that no other certificate
// can be put beside the same signature (RFC 5035 §4, SigningCertificateV2; SHA-256 by default).
function namesCertificate(attributes, certificateHash) {
  const value = valueOf(attributes, id.signingCertificateV2, Tag.sequence, "no certificate named");
  const first = new DerReader(value.body).inside(Tag.sequence).inside(Tag.sequence);
  if (first.peekTag() === Tag.sequence) {
    const algorithm = first.inside(Tag.sequence);
    expectRaw(algorithm, objectId(id.sha256), "a certificate named by another hash");
  }
  return sameBytes(first.next(Tag.octetString).body, certificateHash);
}

async function checkSigner(signer, certificate, content) {
  const attributes = attributesOf(signer.attributes);
  const hash = sha256(certificate.raw);
  const contentType = valueOf(attributes, id.contentType, Tag.objectId, "no content type");
  const digest = valueOf(attributes, id.messageDigest, Tag.octetString, "no message digest");
  if (toHex(contentType.body) !== id.data) throw new DerError("another content type");
  if (!sameBytes(digest.body, sha256(content))) {
    throw new DerError("the signature is over another SHA256SUMS");
  }
  if (!namesCertificate(attributes, hash)) {
    throw new DerError("a signature that does not name its certificate");
  }
  const checked = { certificate, hash, attributes, checkable: canCheck(certificate) };
  if (!checked.checkable) return checked;
  // RFC 5652 5.4: signed as a SET OF, whatever the tag that they carry here.
  const signed = derElement(Tag.set, signer.attributes);
  if (!(await isSignedBy(certificate, signer.signature, signed))) {
    throw new DerError("the signature does not hold");
  }
  if (certificate.key.kind === "ec" && !isLowForm(signer.signature, certificate)) {
    throw new DerError("an ECDSA signature that is not in its low form");
  }
  return checked;
}

/** The one form that the format allows, from these signers. */
function rebuilt(signers, certificates) {
  const infos = signers.map((signer, i) => {
    const algorithm = certificates[i].key.kind === "rsa" ? joined([objectId(id.rsa), derNull])
                                                         : objectId(id.ecdsaWithSha256);
    const sorted = elementsOf(new DerReader(signer.attributes), Tag.sequence).sort(derOrder);
    return derElement(Tag.sequence, joined([
      version1, derElement(Tag.sequence, joined([signer.issuer, signer.serial])),
      digestAlgorithm, derElement(Tag.context0, joined(sorted)),
      derElement(Tag.sequence, algorithm), derElement(Tag.octetString, signer.signature)]));
  });
  const certificatesInOrder = certificates.map((one) => one.raw).sort(derOrder);
  const content = derElement(Tag.sequence, joined([
    version1, derElement(Tag.set, digestAlgorithm), derElement(Tag.sequence, objectId(id.data)),
    derElement(Tag.context0, joined(certificatesInOrder)),
    derElement(Tag.set, joined(infos.sort(derOrder)))]));
  return derElement(Tag.sequence, joined([objectId(id.signedData),
                                          derElement(Tag.context0, content)]));
}

/**
 * Checks a CMS against what it covers and the case that it must be of. Returns `{ fingerprint
 * (32 bytes), signedAt (Date), others: [{ name, checkable }] }`. Throws DerError with why.
 */
export async function checkSignature(bytes, content, caseId) {
  const { certificates, signers } = parseCms(bytes);
  const ofSigners = signers.map((signer) => {
    const found = certificates.find((one) => sameBytes(one.issuer, signer.issuer) &&
                                             sameBytes(one.serial, signer.serial));
    if (found === undefined) throw new DerError("a signer without certificate");
    return found;
  });
  const seals = [];
  const others = [];
  for (const [i, signer] of signers.entries()) {
    const checked = await checkSigner(signer, ofSigners[i], content);
    const { certificate, checkable } = checked;
    if (certificate.commonName !== sealingSubject(caseId)) {
      others.push({ name: certificate.commonName, checkable });
      continue;
    }
    if (!checkable || !(await isSignedBy(certificate, certificate.signature, certificate.tbs))) {
      throw new DerError("a sealing certificate not self-signed");
    }
    seals.push(checked);
  }
  if (seals.length !== 1) throw new DerError("not signed by exactly one seal of this case");
  if (!sameBytes(rebuilt(signers, ofSigners), bytes)) {
    throw new DerError("a signature in another form");
  }
  const time = valueOf(seals[0].attributes, id.signingTime, undefined, "a signature without time");
  return { fingerprint: seals[0].hash, signedAt: derTime(time), others };
}
