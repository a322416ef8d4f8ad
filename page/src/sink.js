// SPDX-License-Identifier: Apache-2.0
// Where saved bytes go: straight to the disk where the browser can (File System Access), else into
// a Blob that the browser then downloads.
import { el } from "./dom.js";

export const canStream = () => typeof window.showSaveFilePicker === "function";

/** `{ write(bytes), close(), abort() }`, or null when the person gave up. Must be called from a
 *  click. */
export async function openSink(name) {
  return canStream() ? diskSink(name) : blobSink(name);
}

async function diskSink(name) {
  let stream;
  try {
    const handle = await window.showSaveFilePicker({ suggestedName: name });
    stream = await handle.createWritable();
  } catch (error) {
    if (error.name === "AbortError") return null;
    throw error;
  }
  // Until close(), the browser writes beside the file: a stopped save leaves no half of it.
  return { write: (bytes) => stream.write(bytes), close: () => stream.close(),
           abort: () => stream.abort().catch(() => {}) };
}

// Many small Blobs are costly, and a browser may move large ones out of memory.
const blobSize = 32 << 20;

function blobSink(name) {
  let pieces = [];
  let size = 0;
  const blobs = [];
  const gather = () => {
    blobs.push(new Blob(pieces));
    pieces = [];
    size = 0;
  };
  return {
    async write(bytes) {
      pieces.push(bytes);
      size += bytes.length;
      if (size >= blobSize) gather();
    },
    async close() {
      gather();
      download(new Blob(blobs, { type: "application/octet-stream" }), name);
    },
    async abort() {
      blobs.length = 0;
    },
  };
}

export function download(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = el("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
