// SPDX-License-Identifier: Apache-2.0
// The rescue code: 8 groups of 5 digits, the fifth digit of each group a check digit by Damm's
// quasigroup (docs/archive-format.md). The same readings as evidence/rescue_code.cpp.
import { Failure } from "./failure.js";

const groups = 8;
const groupSize = 5;
const allDigits = groups * groupSize;
// Longer than any honest typing, short enough to try every reading.
const longest = 400;

const damm = [
  [0, 3, 1, 7, 5, 9, 8, 6, 4, 2], [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
  [4, 2, 0, 6, 8, 7, 1, 3, 5, 9], [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
  [6, 1, 2, 3, 0, 4, 5, 9, 7, 8], [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
  [5, 8, 6, 9, 7, 2, 0, 1, 3, 4], [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
  [9, 4, 3, 8, 6, 1, 7, 2, 0, 5], [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

// The digit row of an AZERTY keyboard without Shift. Its '-' is the 6, and also a separator.
const azerty = { "&": "1", "é": "2", '"': "3", "'": "4", "’": "4", "(": "5", "è": "7", "_": "8",
                 "ç": "9", "à": "0" };

/** The fifth digit for four digits. */
export function checkDigit(four) {
  let state = 0;
  for (const digit of four) state = damm[state][Number(digit)];
  return String(state);
}

const holds = (group) => checkDigit(group.slice(0, 4)) === group[4];

// Digits, '-' (6 or separator), ' ' (separator); null for a sign that a code does not have.
function signsOf(typed) {
  let signs = "";
  for (const letter of typed) {
    if (/[0-9-]/.test(letter)) signs += letter;
    else if (/[ .\t\r\n\u00a0]/.test(letter)) signs += " ";
    else if (azerty[letter] !== undefined) signs += azerty[letter];
    else return null;
  }
  return signs;
}

/**
 * All the readings of the signs: a dash is a 6 anywhere, or a separator between groups. `short` is
 * the count of digits when every sign was read, every whole group holds, and there are too few.
 */
function readingsOf(signs) {
  const found = { whole: new Set(), furthest: 0, short: null, long: false };
  // Depth is bounded by the count of signs, breadth by the places between groups, where one dash
  // may be read in two ways.
  const walk = (at, digits, afterDash) => {
    found.furthest = Math.max(found.furthest, digits.length);
    const between = digits.length % groupSize === 0;
    if (digits !== "" && between && !holds(digits.slice(-groupSize))) return;
    if (at === signs.length) {
      if (digits.length === allDigits) found.whole.add(digits);
      else found.short = Math.min(found.short ?? allDigits, digits.length);
      return;
    }
    const sign = signs[at];
    if (sign === " ") return walk(at + 1, digits, afterDash);
    if (sign === "-" && between && !afterDash) walk(at + 1, digits, true);
    if (digits.length === allDigits) found.long = true;
    else walk(at + 1, digits + (sign === "-" ? "6" : sign), false);
  };
  walk(0, "", false);
  return found;
}

const grouped = (digits) => digits.match(/.{5}/g).join("-");

/**
 * The code as it is the age passphrase: "12345-67890-…". Failures: `code_sign`, `code_group` (with
 * the number of the first group that does not hold), `code_short` (with the count of digits),
 * `code_long`, `code_ambiguous`.
 */
export function parseRescueCode(typed) {
  const signs = typed.length > longest ? null : signsOf(typed.normalize("NFC"));
  if (signs === null) throw new Failure("code_sign");
  const { whole, furthest, short, long } = readingsOf(signs);
  if (whole.size === 1) return grouped([...whole][0]);
  if (whole.size > 1) throw new Failure("code_ambiguous");
  if (short !== null) throw new Failure("code_short", "", [String(short)]);
  if (long) throw new Failure("code_long");
  throw new Failure("code_group", "", [String(Math.ceil(furthest / groupSize))]);
}
