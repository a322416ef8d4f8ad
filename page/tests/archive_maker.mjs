// SPDX-License-Identifier: Apache-2.0
// Archives for the tests, made with the standard tools (openssl, age, zstd, tar) and a ZIP writer
// that shares nothing with the page. Only keys/rescue.age is made with the page's own library:
// `age -p` wants a terminal.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync,
         mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as zlib from "node:zlib";
import { Encrypter } from "age-encryption";

export const rescueCode = "12340-56786-90129-34567-78905-11115-00000-98769";
export const wrongCode = "12340-56786-90129-34567-78905-11115-00000-66661";
export const caseId = "2026-11-23-K7QF2M";
export const sealedAt = "2026-11-23T22:10:04Z";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

function crc32(bytes) {
  if (zlib.crc32 !== undefined) return zlib.crc32(bytes); // Node 22 and later
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; ++bit) value = (value >>> 1) ^ (0xedb88320 & -(value & 1));
  }
  return ~value >>> 0;
}

export const temporaryFolder = () => mkdtempSync(join(tmpdir(), "page-test-"));

/** One tar.zst.age from files `{ path: content }`, with the list of their sums. */
export function makePart(folder, number, files, { recipients, listed = files, records = {} }) {
  const tree = join(folder, `part-${number}`);
  const numeral = String(number).padStart(3, "0");
  const sums = Object.entries(listed).map(([path, content]) => `${sha256(content)}  ${path}\n`);
  const all = { ...files, ...records, [`records/manifest/${numeral}.txt`]: sums.join("") };
  for (const [path, content] of Object.entries(all)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), content);
  }
  const list = join(folder, `list-${number}`);
  writeFileSync(list, Object.keys(all).join("\0"));
  const tar = join(folder, `part-${number}.tar`);
  execFileSync("tar", ["--format=pax", "--no-recursion", "--null", "-C", tree, "-cf", tar, "-T",
                       list]);
  return sealTar(folder, tar, recipients);
}

export function sealTar(folder, tar, recipients) {
  execFileSync("zstd", ["-q", "-f", "-1", tar, "-o", `${tar}.zst`]);
  const age = `${tar}.zst.age`;
  execFileSync("age", [...recipients.flatMap((one) => ["-r", one]), "-o", age, `${tar}.zst`]);
  return readFileSync(age);
}

export function newIdentity() {
  const text = execFileSync("age-keygen", { stdio: ["ignore", "pipe", "ignore"] }).toString();
  return { secret: /AGE-SECRET-KEY-1\S+/.exec(text)[0], recipient: /age1\S+/.exec(text)[0] };
}

async function rescueFile(identity, workFactor) {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(rescueCode);
  encrypter.setScryptWorkFactor(workFactor);
  return Buffer.from(await encrypter.encrypt(`# case key\n${identity.secret}\n`));
}

/** A certificate with this subject and an EC key, signed by another one. */
export function issuedCertificate(folder, subject, { key: issuerKey, cert: issuer }) {
  const own = newCertificate(folder, subject);
  const request = execFileSync("openssl", ["req", "-new", "-key", own.key, "-subj",
                                           `/CN=${subject}`]);
  const cert = `${own.cert}.issued`;
  execFileSync("openssl", ["x509", "-req", "-CA", issuer, "-CAkey", issuerKey, "-CAcreateserial",
                           "-days", "30000", "-sha256", "-out", cert],
               { input: request, stdio: ["pipe", "ignore", "ignore"] });
  return { key: own.key, cert };
}

export function newCertificate(folder, subject, kind = "ec") {
  const key = join(folder, `${kind}-${subject.replace(/\W/g, "")}.key`);
  const cert = `${key}.crt`;
  const algorithm = kind === "ec" ? ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"] : ["rsa:2048"];
  execFileSync("openssl", ["req", "-x509", "-newkey", ...algorithm, "-nodes", "-keyout", key,
    "-out", cert, "-subj", `/CN=${subject}`, "-days", "30000", "-sha256"], { stdio: "ignore" });
  const der = execFileSync("openssl", ["x509", "-in", cert, "-outform", "DER"]);
  return { key, cert, der, fingerprint: sha256(der) };
}

// s above half the order: a leading zero, nearly always. The format wants the lower form.
const isHighForm = (der) => der.subarray(-35, -32).equals(Buffer.from([0x02, 0x21, 0x00]));

/** The secret of the case for a certificate, as docs/archive-format.md §2 has it, by OpenSSL. */
function envelope(folder, identity, { cert }) {
  const file = join(folder, "to-wrap");
  writeFileSync(file, `# Trousse case ${caseId}\n${identity.secret}\n`);
  return execFileSync("openssl", ["cms", "-encrypt", "-binary", "-outform", "DER", "-aes-256-cbc",
    "-in", file, "-recip", cert, "-keyopt", "rsa_padding_mode:oaep", "-keyopt",
    "rsa_oaep_md:sha256"]);
}

/** CMS over `content`, by OpenSSL. Tried again until its last ECDSA signature is in the lower form,
 *  or in the higher one. */
export function sign(folder, content, certificates, form = "low") {
  const file = join(folder, "to-sign");
  writeFileSync(file, content);
  for (;;) {
    const cms = execFileSync("openssl", ["cms", "-sign", "-binary", "-cades", "-nosmimecap",
      "-md", "sha256", "-outform", "DER", "-in", file,
      ...certificates.flatMap(({ key, cert }) => ["-signer", cert, "-inkey", key])]);
    if (isHighForm(cms) === (form === "high")) return cms;
  }
}

function zipTime(iso) {
  const [, y, mo, d, h, mi, s] = /(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)/.exec(iso).map(Number);
  return (((y - 1980) << 25) | (mo << 21) | (d << 16) | (h << 11) | (mi << 5) | (s >> 1)) >>> 0;
}

/** A ZIP of stored entries `[[name, bytes], …]`. */
export function zipOf(entries, iso = sealedAt, change = {}) {
  const time = zipTime(iso);
  const out = [];
  const central = [];
  let at = 0;
  for (const [name, content] of entries) {
    const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content);
    const crc = change.crc?.(name) ?? crc32(bytes);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt32LE(time, 10);
    local.writeUInt32LE(crc, 14);
    local.writeUInt32LE(bytes.length, 18);
    local.writeUInt32LE(bytes.length, 22);
    local.writeUInt16LE(name.length, 26);
    const record = Buffer.alloc(46);
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt16LE((3 << 8) | 45, 4);
    record.writeUInt16LE(20, 6);
    local.copy(record, 10, 8, 28); // flags to name length
    record.writeUInt32LE(0o100644 * 65536, 38);
    record.writeUInt32LE(at, 42);
    change.record?.(record, name);
    out.push(local, Buffer.from(name), bytes);
    central.push(record, Buffer.from(name));
    at += 30 + name.length + bytes.length;
    if (change.gapAfter === name) {
      out.push(Buffer.from("hidden"));
      at += 6;
    }
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...out, directory, end]);
}

const report = `<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Rapport</title>
<style>h1 { border-bottom: 3px solid #000 } body { font-family: sans-serif }</style></head>
<body><h1>Rapport de collecte</h1><p id="said">Deux constats, aucun fichier effacé.</p>
<p><a href="#said">Plus haut</a></p></body></html>`;

export const sampleFiles = {
  "data/C/Windows/System32/config/SYSTEM": Buffer.alloc(70000, "regf"),
  "data/C/Windows/System32/winevt/Logs/Security.evtx": Buffer.alloc(200000, "ElfFile"),
  "data/C/Windows/Prefetch/CMD.EXE-087B4001.pf": Buffer.from("MAM"),
  "data/C/Users/éa/NTUSER.DAT": Buffer.alloc(4096, 7),
  [`data/C/${"long/".repeat(60)}name.txt`]: Buffer.from("a path that ustar cannot hold"),
  "data/C/$MFT": Buffer.alloc(1024, "FILE0"),
};

const outcome = (answer) => `{"question":"q","answer":"${answer}"}\n`;
const sampleRecords = {
  "records/steps/001.jsonl": "{}\n",
  "records/outcomes/001-001.jsonl": outcome("taken").repeat(6) + outcome("missing").repeat(3),
};
const findingRecords = {
  "records/findings/002-001.jsonl": '{"kind":"k","severity":"high"}\n{"kind":"k","severity":"low"}\n',
};

/**
 * An archive's entries and its secrets. `parts` are `[name, bytes]`; by default two small ones.
 * `reportHtml` replaces the report. `segments` of disk images are `[name, bytes]`, names below
 * images/. `receivers` are RSA certificates for which the key of the case is wrapped.
 */
export async function makeArchive(folder, options = {}) {
  const { reportHtml = report, workFactor = 10, others = [], withCode = true, segments = [],
          receivers = [] } = options;
  const identity = newIdentity();
  const provider = newIdentity();
  const recipients = [identity.recipient, provider.recipient];
  const parts = options.parts?.(recipients) ?? [
    ["001-collect.tar.zst.age", makePart(folder, 1, sampleFiles, { recipients,
                                                                   records: sampleRecords })],
    ["002-report.tar.zst.age", makePart(folder, 2, { "data/report.html": reportHtml,
                                                     "data/census.json": "{}" },
                                        { recipients, records: findingRecords })]];
  const certificate = newCertificate(folder, `Trousse case ${caseId}`);
  const envelopes = receivers.map((one, i) =>
    [`keys/receiver-${i + 1}.p7m`, envelope(folder, identity, one)]);
  const entries = entriesOf({ parts, certificate, recipients, segments, envelopes,
                              rescue: withCode ? await rescueFile(identity, workFactor) : null,
                              journal: options.journal ?? ((text) => text) });
  const beside = options.listedSegments ?? segments;
  const sums = [...entries, ...beside.map(([name, bytes]) => [`images/${name}`, bytes])]
    .map(([name, bytes]) => `${sha256(bytes)}  ${name}\n`).join("");
  const cms = sign(folder, sums, [certificate, ...others]);
  const place = entries.findIndex(([name]) => name === "manifest.json");
  entries.splice(place, 0, ["SHA256SUMS", sums], ["SHA256SUMS.p7s", cms]);
  return { entries, identity, provider, certificate, cms, sums, zip: zipOf(entries) };
}

function entriesOf({ parts, certificate, recipients, rescue, journal, segments, envelopes }) {
  const factsOf = (all) => all.map(([name, bytes]) =>
    ({ name, size: bytes.length, sha256: sha256(bytes) }));
  const facts = factsOf(parts);
  const images = factsOf(segments);
  const created = "2026-11-23T21:00:00Z";
  const json = (value) => `${JSON.stringify(value, null, 2)}\n`;
  const files = [
    ["LISEZMOI.txt", "Bonjour\n"], ["README.txt", "Hello\n"],
    ["manifest.json", json({ format: "trousse-archive", version: 1, case: caseId, created,
                             sealed: sealedAt, tool: "trousse 0.1.0", parts: facts,
                             ...(images.length > 0 ? { images } : {}) })],
    ["journal.jsonl", journal(journalOf([
      { event: "created", case: caseId }, { event: "begin", number: 1, step: "collect" },
      ...facts.map((part) => ({ event: "part", ...part, number: 1 })),
      ...images.map((segment) => ({ event: "segment", ...segment, number: 1, image: 1 })),
      { event: "end", number: 1 },
      { event: "seal", case: caseId, parts: parts.length,
        ...(images.length > 0 ? { images: images.length } : {}),
        certificate: certificate.fingerprint }]))],
    ["case.json", json({ format: "trousse-case", version: 1, id: caseId, created,
                         tool: "trousse 0.1.0", language: "fr", contact: "",
                         case_key: recipients[0], recipients: [recipients[1]],
                         rescue_code: rescue !== null,
                         ...(envelopes.length > 0 ? { certificates: envelopes.map(([file]) =>
                           ({ subject: `CN=${file}`, sha256: "0".repeat(64), file })) } : {}) })],
  ];
  files.push(...envelopes);
  if (rescue !== null) files.push(["keys/rescue.age", rescue]);
  return [...files, ...parts.map(([name, bytes]) => [`parts/${name}`, bytes])];
}

function journalOf(events) {
  let previous = "0".repeat(64);
  let text = "";
  events.forEach((event, n) => {
    const line = JSON.stringify({ n, time: sealedAt, ...event, prev: previous });
    previous = sha256(line);
    text += `${line}\n`;
  });
  return text;
}

export const changed = (entries, name, change) =>
  entries.map(([one, bytes]) => (one === name ? [one, change(Buffer.from(bytes))] : [one, bytes]));

export function writeArchive(folder, name, bytes) {
  const path = join(folder, name);
  const file = openSync(path, "w");
  writeFileSync(file, bytes);
  closeSync(file);
  return path;
}

export const removeFolder = (folder) => rmSync(folder, { recursive: true, force: true });
