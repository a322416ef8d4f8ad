// SPDX-License-Identifier: Apache-2.0
// Showing the report of an archive, whose text comes from a hostile disk.
import { utf8 } from "./bytes.js";
import { el, say } from "./dom.js";

// Three walls. (1) The frame is sandboxed with no permission: no script, no form, an origin of its
// own. (2) A srcdoc frame inherits this page's policy (CSP3 §7.8), which allows no connection and
// no script but ours; `frame-src 'none'` also stops the frame from going elsewhere. (3) What could
// make a browser speak to the network before any policy is asked (link hints, refresh) is taken
// out of a copy that DOMParser makes inert.
const unwanted = "script, link, base, meta[http-equiv], iframe, frame, object, embed, form";

export function withoutActions(html) {
  const copy = new DOMParser().parseFromString(html, "text/html");
  for (const element of copy.querySelectorAll(unwanted)) element.remove();
  for (const element of copy.querySelectorAll("a[href], area[href]")) {
    if (!element.getAttribute("href").startsWith("#")) element.removeAttribute("href");
  }
  return `<!DOCTYPE html>${copy.documentElement.outerHTML}`;
}

export function reportFrame(bytes) {
  const frame = el("iframe", { sandbox: "", title: say("report_title"),
                               referrerpolicy: "no-referrer" });
  frame.srcdoc = withoutActions(utf8(bytes) ?? new TextDecoder().decode(bytes));
  return frame;
}
