// SPDX-License-Identifier: Apache-2.0
// The long work, beside the screen: one worker does one job, then is ended. Ending it is also how
// a job is stopped, so no job has anything to tidy up.
import { printable } from "./bytes.js";
import { Failure } from "./failure.js";
import { decrypted, openRescueKey, parseIdentities } from "./keys.js";
import { Contents, readPart } from "./part.js";
import { parseRescueCode } from "./rescue_code.js";
import { checkSegments } from "./segments.js";
import { tarEnd, tarFile } from "./tar.js";
import { isPart, rescueName, verifyArchive } from "./verify.js";

const messageSize = 1 << 20;
const mostUnderway = 8; // messages that the screen has not written yet: 8 MiB
const progressEvery = 100; // ms

export function startWorker(scope) {
  const outlet = new Outlet((message, transfer) => scope.postMessage(message, transfer));
  scope.onmessage = ({ data }) => {
    if (data.written) outlet.written();
    else run(data, outlet).catch((error) => outlet.send({ failure: failureOf(error) }));
  };
}

async function run(job, outlet) {
  const result = await jobs[job.name](job, outlet);
  outlet.send({ result });
}

function failureOf(error) {
  if (error instanceof Failure) {
    return { code: error.code, detail: error.detail, values: error.values };
  }
  const isFile = ["NotReadableError", "NotFoundError", "SecurityError"].includes(error.name);
  return { code: isFile ? "unreadable" : "internal", detail: String(error.stack ?? error),
           values: [] };
}

/** The way to the screen: progress at a bearable pace, bytes no faster than they are written. */
class Outlet {
  #post;
  #lastProgress = 0;
  #pieces = [];
  #size = 0;
  #underway = 0;
  #wake = null;
  sent = 0;

  constructor(post) {
    this.#post = post;
  }

  send(message) {
    this.#post(message, []);
  }

  progress(done, total) {
    const now = performance.now();
    if (now - this.#lastProgress < progressEvery && done < total) return;
    this.#lastProgress = now;
    this.send({ progress: { done, total } });
  }

  bytes(piece) {
    this.#pieces.push(piece);
    this.#size += piece.length;
    if (this.#size >= messageSize) this.flush();
  }

  flush() {
    if (this.#size === 0) return;
    const bytes = new Uint8Array(this.#size);
    let at = 0;
    for (const piece of this.#pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [];
    this.#size = 0;
    ++this.#underway;
    this.sent += bytes.length;
    this.#post({ bytes }, [bytes.buffer]);
  }

  written() {
    --this.#underway;
    this.#wake?.();
    this.#wake = null;
  }

  /** Waits while the screen has enough to write. */
  async pause(limit = mostUnderway) {
    while (this.#underway >= limit) {
      await new Promise((resolve) => { this.#wake = resolve; });
    }
  }
}

const jobs = {
  verify: ({ file }, outlet) =>
    verifyArchive(file, (done, total) => outlet.progress(done, total)),

  segments: ({ files, segments }, outlet) =>
    checkSegments(files, segments, (done, total) => outlet.progress(done, total)),

  /** The identities that open the archive, from what the person typed. */
  async unlock({ file, entries, caseId, code, identityText }) {
    const rescue = entries.find(({ name }) => name === rescueName);
    const identities = code === undefined ? parseIdentities(identityText)
      : await openRescueKey(file, rescue, parseRescueCode(code), caseId);
    const parts = entries.filter(isPart);
    let damaged = null;
    for (const entry of parts) {
      try {
        await (await decrypted(file, entry, { identities })).cancel();
        return { identities };
      } catch (error) {
        if (error.code === "part_damaged") damaged = error;
        else if (error.code !== "wrong_key") throw error;
      }
    }
    throw damaged ?? new Failure(parts.length === 0 ? "no_parts" : "wrong_key");
  },

  /** Reads parts, checks what is in them, tells of the report as soon as it was met. */
  async read({ file, parts, identities }, outlet) {
    const contents = new Contents();
    await readParts({ file, parts, identities, contents }, outlet, {});
    return told(contents);
  },

  /** The same, and the files of the parts go to the screen as one tar, or as the part's zstd. */
  async save({ file, parts, identities, form }, outlet) {
    const contents = new Contents();
    const listener = (bytes) => outlet.bytes(bytes.slice());
    await readParts({ file, parts, identities, contents }, outlet,
                    form === "tar" ? { onTar: listener } : { onZstd: listener });
    outlet.flush();
    if (form === "tar") {
      if (contents.faultCount > 0) outlet.bytes(tarFile("FAULTS.txt", faultsText(contents)));
      outlet.flush();
      outlet.bytes(tarEnd(outlet.sent));
    }
    outlet.flush();
    await outlet.pause(1);
    return { ...told(contents), saved: outlet.sent };
  },
};

async function readParts({ file, parts, identities, contents }, outlet, listeners) {
  const total = parts.reduce((sum, entry) => sum + entry.size, 0);
  let done = 0;
  let report = null;
  for (const entry of parts) {
    const onRead = (count) => outlet.progress(done += count, total);
    try {
      await readPart({ file, entry, identities, contents, onRead, ...listeners,
                       pause: () => outlet.pause() });
    } catch (error) {
      if (!["wrong_key", "part_damaged"].includes(error.code)) throw error;
      contents.fault("closed", entry.name, error.detail);
    }
    if (contents.report !== report) {
      report = contents.report;
      outlet.send({ report });
    }
  }
}

// Goes with a saved copy, which outlives the screen that said so.
function faultsText({ faults, faultCount }) {
  const lines = faults.map(({ kind, path, detail }) =>
    `${kind}\t${printable(path, 4096)}\t${printable(detail)}\n`);
  return `Trousse, OUVRIR.html: ${faultCount} faults were found while saving this copy.\n` +
    `Défauts trouvés pendant l'enregistrement de cette copie.\n\n${lines.join("")}`;
}

function told(contents) {
  const { files, bytes, answers, severities, faults, faultCount, twice } = contents;
  return { files, bytes, answers, severities, faults, faultCount, twice,
           folders: [...contents.folders], hasReport: contents.report !== null };
}
