// SPDX-License-Identifier: Apache-2.0
// The one script of the page. The page starts workers from its own text, so that one file, with
// one hash in its security policy, is all there is.
import { startPage } from "./page.js";
import { startWorker } from "./worker.js";

if (typeof document === "undefined") startWorker(self);
else startPage(document.currentScript.textContent);
