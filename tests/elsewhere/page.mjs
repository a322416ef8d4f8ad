// SPDX-License-Identifier: Apache-2.0
// The page of the archive, in this system's Chromium, with the rescue code. See run.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { chromium } = createRequire("/root/case/")("./playwright-core");
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium", args: ["--headless", "--no-sandbox", "--disable-gpu"],
});
const page = await (await browser.newContext({ locale: "fr-FR" })).newPage();
page.setDefaultTimeout(300_000);
await page.goto("file:///root/case/one/OUVRIR.html");
await page.setInputFiles("#archive-file", "/root/case/dossier.zip");
await page.waitForSelector(".verdict");
assert.match(await page.innerText("#step-check"), /Le dossier est entier/);
const shown = (await page.innerText("#fingerprint")).trim().replace(/\s+/g, "-");
assert.equal(shown, readFileSync("/root/case/paper.txt", "utf8").trim());
await page.fill("#code", readFileSync("/root/case/code.txt", "utf8").trim());
await page.click("#open-button");
await page.waitForSelector("#content-verdict");
await page.waitForSelector("iframe");
assert.match(await page.innerText("#content-verdict"), /Contenu contrôlé/);
await browser.close();
