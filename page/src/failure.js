// SPDX-License-Identifier: Apache-2.0

/**
 * What stopped a job. `code` has three sentences in words.js (what happened, what is safe, what to
 * do); `detail` is for a technician; `values` fill the sentences.
 */
export class Failure extends Error {
  constructor(code, detail = "", values = []) {
    super(`${code}: ${detail}`);
    this.name = "Failure";
    this.code = code;
    this.detail = detail;
    this.values = values;
  }
}
