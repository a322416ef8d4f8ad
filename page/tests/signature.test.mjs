// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { after, test } from "node:test";
import { toHex } from "../src/bytes.js";
import { DerError, DerReader, derElement, derTime, Tag } from "../src/der.js";
import { checkSignature, shortFingerprint } from "../src/signature.js";
import { caseId, issuedCertificate, newCertificate, removeFolder, sign,
         temporaryFolder } from "./archive_maker.mjs";

const folder = temporaryFolder();
after(() => removeFolder(folder));
const content = Buffer.from("a list of sums\n");
const seal = newCertificate(folder, `Trousse case ${caseId}`);
const other = newCertificate(folder, "Technician", "rsa");
const cms = sign(folder, content, [seal]);

test("a seal made by OpenSSL holds, and says by which certificate and when", async () => {
  const { fingerprint, signedAt, others } = await checkSignature(cms, content, caseId);
  assert.equal(toHex(fingerprint), seal.fingerprint);
  assert.ok(Math.abs(signedAt - Date.now()) < 3_600_000);
  assert.deepEqual(others, []);
});

test("every change of a byte of the signature is seen", async () => {
  for (let at = 0; at < cms.length; ++at) {
    for (const bit of [1, 0x20, 0x80]) {
      const changed = Buffer.from(cms);
      changed[at] ^= bit;
      await assert.rejects(checkSignature(changed, content, caseId), DerError, `byte ${at}`);
    }
  }
});

test("other content, another case, and a cut or longer signature are refused", async () => {
  await assert.rejects(checkSignature(cms, Buffer.from("other"), caseId), /another SHA256SUMS/);
  await assert.rejects(checkSignature(cms, content, "2026-01-01-AAAAAA"), /one seal/);
  await assert.rejects(checkSignature(cms.subarray(0, -1), content, caseId), DerError);
  await assert.rejects(checkSignature(Buffer.concat([cms, Buffer.of(0)]), content, caseId),
                       DerError);
});

test("a second signature by an RSA certificate is checked and named", async () => {
  const both = sign(folder, content, [seal, other]);
  const { others, fingerprint } = await checkSignature(both, content, caseId)
    .catch(async () => { // the higher form of the seal, hidden behind the RSA signer
      for (;;) {
        const again = sign(folder, content, [seal, other]);
        const found = await checkSignature(again, content, caseId).catch(() => null);
        if (found) return found;
      }
    });
  assert.deepEqual(others, [{ name: "Technician", checkable: true }]);
  assert.equal(toHex(fingerprint), seal.fingerprint);
});

test("a signature without CAdES attributes, or over SHA-512, is refused", async () => {
  const make = (...options) => execFileSync("openssl", ["cms", "-sign", "-binary", "-nosmimecap",
    "-outform", "DER", "-signer", seal.cert, "-inkey", seal.key, ...options], { input: content });
  await assert.rejects(checkSignature(make("-md", "sha256"), content, caseId), /certificate named/);
  await assert.rejects(checkSignature(make("-md", "sha512", "-cades"), content, caseId), DerError);
  await assert.rejects(checkSignature(make("-md", "sha256", "-noattr"), content, caseId),
                       DerError);
});

test("an attached signature, or only that of somebody else, is refused", async () => {
  const attached = execFileSync("openssl", ["cms", "-sign", "-binary", "-nodetach", "-cades",
    "-nosmimecap", "-md", "sha256", "-outform", "DER", "-signer", seal.cert, "-inkey", seal.key],
                                { input: content });
  await assert.rejects(checkSignature(attached, content, caseId));
  await assert.rejects(checkSignature(sign(folder, content, [other]), content, caseId), /one seal/);
});

test("the mirrored form of an ECDSA signature is refused, though it verifies", async () => {
  const high = sign(folder, content, [seal], "high");
  await assert.rejects(checkSignature(high, content, caseId), /low form/);
});

test("a sealing certificate issued by another one is refused", async () => {
  const issued = issuedCertificate(folder, `Trousse case ${caseId}`,
                                   newCertificate(folder, "Authority"));
  await assert.rejects(checkSignature(sign(folder, content, [issued]), content, caseId),
                       /not self-signed/);
});

test("the short fingerprint is four numbers of five digits from the first sixteen bytes", () => {
  const hash = Buffer.from(`fcfbd07c000000010001869f000186a0${"00".repeat(16)}`, "hex");
  assert.equal(shortFingerprint(hash), "61340-00001-99999-00000");
  const real = createHash("sha256").update(seal.der).digest();
  assert.match(shortFingerprint(real), /^\d{5}(-\d{5}){3}$/);
});

test("lengths that are too long, too short or indefinite are refused", () => {
  for (const hex of ["3080", "308101", "30820001", "30850000000001", "3005", "30", "", "1f8101"]) {
    assert.throws(() => new DerReader(Buffer.from(hex, "hex")).next(), DerError, hex);
  }
  assert.equal(derElement(Tag.sequence, new Uint8Array(200)).length, 203);
});

test("times are read to the second, and impossible ones refused", () => {
  const time = (tag, text) => derTime({ tag, body: Buffer.from(text) }).toISOString();
  assert.equal(time(Tag.utcTime, "261123221005Z"), "2026-11-23T22:10:05.000Z");
  assert.equal(time(Tag.utcTime, "991123221005Z"), "1999-11-23T22:10:05.000Z");
  assert.equal(time(Tag.generalizedTime, "20561123221005Z"), "2056-11-23T22:10:05.000Z");
  for (const text of ["260230000000Z", "2611232210Z", "261123221005+0100", "261323221005Z"]) {
    assert.throws(() => time(Tag.utcTime, text), DerError, text);
  }
});
