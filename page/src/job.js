// SPDX-License-Identifier: Apache-2.0
// One job at a time, each in a worker of its own; stopping a job is ending its worker.

export class Jobs {
  #url;
  #worker = null;
  #reject = null;

  constructor(script) {
    this.#url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  }

  get busy() {
    return this.#worker !== null;
  }

  /** Resolves with the job's result; rejects with its failure, or `{ code: "stopped" }`. */
  run(job, { onProgress, onReport, onBytes } = {}) {
    this.stop();
    return new Promise((resolve, reject) => {
      const worker = new Worker(this.#url);
      this.#worker = worker;
      this.#reject = reject;
      const end = (act, value) => {
        if (this.#worker !== worker) return;
        this.#end();
        act(value);
      };
      const fail = (failure) => end(reject, failure);
      worker.onerror = (event) =>
        fail({ code: "internal", detail: event.message ?? "worker", values: [] });
      worker.onmessage = async ({ data }) => {
        if (this.#worker !== worker) return;
        if (data.progress) onProgress?.(data.progress);
        else if (data.report) onReport?.(data.report);
        else if (data.failure) fail(data.failure);
        else if (data.result) end(resolve, data.result);
        else if (data.bytes) {
          try {
            await onBytes(data.bytes);
            worker.postMessage({ written: true });
          } catch (error) {
            fail({ code: "save_failed", detail: String(error), values: [] });
          }
        }
      };
      worker.postMessage(job);
    });
  }

  stop() {
    const reject = this.#reject;
    this.#end();
    reject?.({ code: "stopped" });
  }

  #end() {
    this.#worker?.terminate();
    this.#worker = null;
    this.#reject = null;
  }
}
