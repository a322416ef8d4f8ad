// SPDX-License-Identifier: Apache-2.0
// The segments of disk images, which lie beside an archive (docs/archive-format.md §10).
import { sha256 } from "@noble/hashes/sha2.js";
import { toHex } from "./bytes.js";
import { piecesOf } from "./verify.js";

/**
 * Compares `files` (File or Blob with a name) with what is listed of the segments of disk images:
 * for each segment "same", "differs" or "not_given"; and the names of files that are no segment.
 */
export async function checkSegments(files, segments, onProgress = () => {}) {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const given = [];
  for (const file of files) {
    const hash = sha256.create();
    for await (const piece of piecesOf(file, { offset: 0, size: file.size })) {
      hash.update(piece);
      onProgress(done += piece.length, total);
    }
    given.push({ name: file.name, size: file.size, hash: toHex(hash.digest()) });
  }
  const used = new Set();
  const take = (wanted) => given.find((one) => !used.has(one) && wanted(one));
  const results = segments.map(() => "not_given");
  // First every file that holds: two images have files of the same name.
  segments.forEach(({ name, size, sha256: hash }, i) => {
    const one = take((file) => name.endsWith(`/${file.name}`) && file.size === size &&
                               file.hash === hash);
    if (one === undefined) return;
    used.add(one);
    results[i] = "same";
  });
  segments.forEach(({ name }, i) => {
    if (results[i] !== "not_given") return;
    const one = take((file) => name.endsWith(`/${file.name}`));
    if (one === undefined) return;
    used.add(one);
    results[i] = "differs";
  });
  const strangers = given.filter((one) => !used.has(one)).map(({ name }) => name);
  return { results, strangers };
}
