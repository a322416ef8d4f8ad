// SPDX-License-Identifier: Apache-2.0
// The whole way: `trousse run` on the demonstration disk, OUVRIR.html taken out of that very
// archive, opened by file:// in real browsers, and what they save beside what `trousse open` gives.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { browsers } from "./browsers.mjs";
import { newIdentity, removeFolder, temporaryFolder, writeArchive } from "./archive_maker.mjs";

const build = process.env.TROUSSE_BINARY_DIR;
const shots = process.env.SCREENSHOTS;
const folder = temporaryFolder();
const at = (name) => join(folder, name);
const archive = at("dossier.zip");
const page = at("OUVRIR.html");
let identity;
let printed; // what `trousse run` said

function trousse(...words) {
  const { status, stdout, stderr } = spawnSync(join(build, "cli/trousse"), words,
                                               { encoding: "utf8", maxBuffer: 1 << 26 });
  // 4: done, but something listed could not be read, as on this disk.
  assert.ok(status === 0 || status === 4, `trousse ${words[0]}: ${status}\n${stderr}`);
  return stdout;
}

/** Every file below a folder, as path → content. */
function filesIn(root, below = "") {
  const files = new Map();
  for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (!entry.isDirectory()) files.set(path, readFileSync(join(root, path)));
    else for (const [name, content] of filesIn(root, path)) files.set(name, content);
  }
  return files;
}

const linesOf = (files, kind) => [...files].filter(([path]) => path.startsWith(`records/${kind}/`))
  .map(([, content]) => content.toString()).join("").split("\n").sort();

describe("an archive that Trousse sealed", { skip: build ? false : "needs TROUSSE_BINARY_DIR" }, () => {
  before(() => {
    execFileSync(join(build, "tests/tools/make_disk"), ["demo", at("disk.img")]);
    identity = newIdentity();
    writeArchive(folder, "key.txt", `# mine\n${identity.secret}\n`);
    printed = trousse("run", at("disk.img"), "--out", archive, "--recipient", identity.recipient,
                      "--rescue-code-file", at("code.txt"));
    trousse("open", archive, "--out", at("opened"), "--identity", at("key.txt"));
    execFileSync("unzip", ["-q", archive, "OUVRIR.html", "LISEZMOI.txt", "-d", folder]);
  });
  after(() => removeFolder(folder));

  test("its readme names the page", () => {
    assert.match(readFileSync(at("LISEZMOI.txt"), "utf8"), /Double-cliquez sur OUVRIR\.html/);
  });

  for (const { name, here, start } of browsers) {
    describe(name, { skip: here ? false : `${name} is not here` }, () => {
      let browser;
      before(async () => {
        mkdirSync(at(name));
        browser = await start(at(name));
      });
      after(() => browser?.close());

      const shot = async (state) => {
        if (shots) await browser.screenshot(join(shots, `${name}-sealed-${state}.png`));
      };
      const check = async () => {
        await browser.open(page);
        await browser.choose("archive-file", archive);
        await browser.see(".verdict");
        return browser.text("#step-check");
      };

      test("is whole, with the fingerprint that Trousse printed", async () => {
        assert.match(await check(), /Le dossier est entier/);
        const shown = (await browser.text("#fingerprint")).trim().replace(/\s+/g, "-");
        assert.match(shown, /^\d{5}(-\d{5}){3}$/);
        assert.ok(printed.replaceAll(" ", "-").includes(shown), `${shown} is not in:\n${printed}`);
        await shot("whole");
      });

      test("opens with its rescue code; its report is shown and can do nothing", async () => {
        await check();
        await browser.type("code", readFileSync(at("code.txt"), "utf8").trim());
        await browser.click("#open-button");
        await browser.see("#content-verdict");
        await browser.see("iframe");
        assert.match(await browser.text("#content-verdict"), /Contenu contrôlé/);
        assert.equal(await browser.evaluate("document.querySelector('iframe').getAttribute('sandbox')"),
                     "");
        assert.equal(await browser.inReport("document.scripts.length"), 0);
        const { id } = JSON.parse(readFileSync(at("opened/archive/case.json"), "utf8"));
        assert.equal(await browser.inReport("document.title"), `Rapport d'examen du disque ${id}`);
        // Its own style holds inside the page's policy.
        const border = "getComputedStyle(document.querySelector('header')).borderTopWidth";
        assert.equal(await browser.inReport(border), "2px");
        await shot("opened");
      });

      test("opens with a recipient's key; what is saved is what `trousse open` gives", async () => {
        await check();
        await browser.click("#how-key");
        await browser.type("key", readFileSync(at("key.txt"), "utf8"));
        await browser.click("#open-button");
        await browser.see("#content-verdict");
        await browser.evaluate("void (window.showSaveFilePicker = undefined)");
        await browser.click("#language"); // draws the buttons again
        await browser.click("#save p > button");
        const stem = JSON.parse(readFileSync(at("opened/archive/case.json"), "utf8")).id;
        const tar = await browser.saved(`${stem}.tar`);
        await browser.see("#saved");
        const tree = at(`${name}-tree`);
        mkdirSync(tree);
        execFileSync("tar", ["-xf", tar, "-C", tree]);
        const saved = filesIn(tree);
        const opened = filesIn(at("opened"));
        // `trousse open` puts the records of all parts together in these.
        for (const kind of ["outcomes", "findings", "files", "steps"]) {
          const together = opened.get(`data/${kind}.jsonl`).toString().split("\n");
          assert.deepEqual(linesOf(saved, kind).filter(Boolean), together.sort().filter(Boolean));
          opened.delete(`data/${kind}.jsonl`);
        }
        const payload = (files) => [...files.keys()].filter((path) => path.startsWith("data/")).sort();
        assert.ok(opened.has("data/C/$MFT") && opened.has("data/report.html"));
        assert.ok(payload(opened).length > 40, `${payload(opened).length} files`);
        assert.deepEqual(payload(saved), payload(opened));
        for (const path of payload(opened)) {
          assert.ok(saved.get(path).equals(opened.get(path)), `${path} differs`);
        }
      });
    });
  }
});
