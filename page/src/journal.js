// SPDX-License-Identifier: Apache-2.0
// The custody journal: one JSON object a line, each with the SHA-256 of the line before.
import { sha256 } from "@noble/hashes/sha2.js";
import { toHex, utf8 } from "./bytes.js";

/** An object, or null. */
export function parseObject(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

export const textOf = (object, name) => (typeof object[name] === "string" ? object[name] : "");
export const numberOf = (object, name) =>
  (Number.isSafeInteger(object[name]) && object[name] >= 0 ? object[name] : 0);

export const partFacts = (object) =>
  ({ name: textOf(object, "name"), size: numberOf(object, "size"),
     sha256: textOf(object, "sha256") });

/** `{ lines, trouble }`; `trouble` is "" when every line follows the one before. */
export function readJournal(bytes) {
  const lines = [];
  let previous = "0".repeat(64);
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at);
    if (end < 0) return { lines, trouble: "its last line is cut" };
    const raw = bytes.subarray(at, end);
    at = end + 1;
    const fields = parseObject(utf8(raw) ?? "");
    if (fields === null || fields.n !== lines.length || textOf(fields, "prev") !== previous ||
        textOf(fields, "event") === "") {
      return { lines, trouble: `line ${lines.length} does not follow` };
    }
    previous = toHex(sha256(raw));
    lines.push(fields);
  }
  return { lines, trouble: lines.length === 0 ? "it is empty" : "" };
}

/** The parts and the segments of disk images that were closed, in order, and whether a step began
 *  and did not end. */
export function journalState(lines) {
  const parts = [];
  const segments = [];
  const unfinished = new Set();
  for (const line of lines) {
    if (line.event === "begin") unfinished.add(numberOf(line, "number"));
    if (line.event === "end") unfinished.delete(numberOf(line, "number"));
    if (line.event === "part") parts.push(partFacts(line));
    if (line.event === "segment") segments.push(partFacts(line));
  }
  return { parts, segments, unfinished: unfinished.size };
}
