// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkDigit, parseRescueCode } from "../src/rescue_code.js";
import { rescueCode, wrongCode } from "./archive_maker.mjs";

const codeOf = (typed) => {
  try {
    return parseRescueCode(typed);
  } catch (failure) {
    return [failure.code, ...failure.values].join(" ");
  }
};
const unshifted = (typed) => typed.replace(/\d/g, (digit) => "à&é\"'(-è_ç"[digit]);

test("a code is read with dashes, spaces, dots, line ends or nothing between its groups", () => {
  for (const between of ["-", " ", "", ".", " - ", "\n", "  "]) {
    assert.equal(codeOf(rescueCode.replaceAll("-", between)), rescueCode, JSON.stringify(between));
  }
});

test("the digit row of an AZERTY keyboard is read without Shift", () => {
  assert.equal(codeOf(unshifted(rescueCode.replaceAll("-", " "))), rescueCode);
  assert.equal(codeOf(unshifted(rescueCode.replaceAll("-", ""))), rescueCode);
  assert.equal(codeOf(unshifted(rescueCode.replaceAll("-", " ")).normalize("NFD")), rescueCode);
});

test("every single wrong digit is caught, and its group is named", () => {
  const digits = rescueCode.replaceAll("-", "");
  for (let i = 0; i < digits.length; ++i) {
    for (let other = 0; other < 10; ++other) {
      if (String(other) === digits[i]) continue;
      const typed = digits.slice(0, i) + other + digits.slice(i + 1);
      assert.equal(codeOf(typed), `code_group ${Math.floor(i / 5) + 1}`);
    }
  }
});

test("two neighbours swapped in a group are caught", () => {
  const digits = rescueCode.replaceAll("-", "");
  for (let i = 0; i < 39; ++i) {
    if (i % 5 === 4 || digits[i] === digits[i + 1]) continue;
    const typed = digits.slice(0, i) + digits[i + 1] + digits[i] + digits.slice(i + 2);
    assert.equal(codeOf(typed), `code_group ${Math.floor(i / 5) + 1}`);
  }
});

test("too few digits, too many, and signs that no code has are told apart", () => {
  assert.equal(codeOf(""), "code_short 0");
  assert.equal(codeOf(rescueCode.slice(0, 17)), "code_short 15");
  assert.equal(codeOf("12340-567"), "code_short 8");
  assert.equal(codeOf(`${rescueCode}1`), "code_long");
  assert.equal(codeOf(rescueCode.replace("1", "l")), "code_sign");
  assert.equal(codeOf("1".repeat(100000)), "code_sign");
});

test("check digits are those that Trousse computes", () => {
  // From Damm's table: 572 → 4 is the example of the literature.
  assert.equal(checkDigit("0572"), "4");
  assert.equal(checkDigit("1234"), "0");
});

test("a well-formed code that is another code is still read", () => {
  assert.equal(codeOf(wrongCode), wrongCode);
});
