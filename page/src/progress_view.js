// SPDX-License-Identifier: Apache-2.0
import { count, durationText, el, say, sizeText } from "./dom.js";

/** A bar, how far, how long still, and a button to stop. `update({ done, total })` moves it. */
export function progressView(text, onStop) {
  const bar = el("progress", { max: "1", value: "0" });
  const line = el("p", { class: "small" });
  const began = performance.now();
  const element = el("div", {}, el("p", {}, text), bar, line,
                     el("p", {}, el("button", { type: "button", class: "quiet stop",
                                                onclick: onStop }, say("stop"))));
  return {
    element,
    update({ done, total }) {
      const part = total > 0 ? Math.min(1, done / total) : 1;
      bar.value = part;
      const seconds = (performance.now() - began) / 1000;
      const left = part > 0.02 && seconds > 3 ? (seconds / part) * (1 - part) : 0;
      line.textContent = say("progress", count(Math.floor(100 * part)), sizeText(done),
                             sizeText(total)) +
        (left > 3 ? ` — ${say("progress_left", durationText(left))}` : "");
    },
  };
}
