// SPDX-License-Identifier: Apache-2.0
// The page itself, opened by file:// in real browsers, on archives made by standard tools.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { browsers } from "./browsers.mjs";
import { changed, makeArchive, newCertificate, removeFolder, rescueCode, sampleFiles, sealTar, temporaryFolder,
         writeArchive, wrongCode, zipOf } from "./archive_maker.mjs";

const source = join(dirname(fileURLToPath(import.meta.url)), "..");
const shots = process.env.SCREENSHOTS; // a folder, to look at every state
const folder = temporaryFolder();
const page = join(folder, "OUVRIR.html");
const part = "parts/001-collect.tar.zst.age";
const paths = {};
let archive;
let canary; // a web server that nothing may ever call
const calls = [];

function hostileReport(port) {
  const to = `http://127.0.0.1:${port}`;
  const act = `document.documentElement.dataset.ran='1';new Image().src='${to}/ran';` +
              "try{parent.document.title='ran'}catch{}";
  return `<!DOCTYPE html><html><head><title>r</title><meta charset="utf-8">
<meta http-equiv="refresh" content="0;url=${to}/refresh"><base href="${to}/base/">
<link rel="stylesheet" href="${to}/style.css"><link rel="prefetch" href="${to}/prefetch">
<link rel="icon" href="${to}/icon.png"><link rel="preconnect" href="${to}">
<style>@import url(${to}/import.css); body { background: url(${to}/background.png) }
@font-face { font-family: f; src: url(${to}/font.woff) } h1 { font-family: f }</style>
<script>${act}</script></head><body onload="${act}">
<h1 id="seen">Rapport hostile</h1><img src="x" onerror="${act}"><img src="${to}/image.png">
<svg onload="${act}"><script>${act}</script></svg><iframe src="${to}/frame"></iframe>
<object data="${to}/object"></object><embed src="${to}/embed"><video src="${to}/video" autoplay></video>
<form action="${to}/form" id="f"><button id="send">x</button></form>
<a id="link" href="${to}/link" target="_top">lien</a><a id="js" href="javascript:${act}">js</a>
<details open ontoggle="${act}"></details></body></html>`;
}

before(async () => {
  execFileSync("node", [join(source, "bundle.mjs"), page], { stdio: "ignore" });
  canary = createServer((request, response) => {
    calls.push(request.url);
    response.end("");
  });
  await new Promise((resolve) => { canary.listen(0, "127.0.0.1", resolve); });
  archive = await makeArchive(folder, { workFactor: 18 });
  const write = (name, entries) => {
    paths[name] = writeArchive(folder, `${name}.zip`, zipOf(entries));
  };
  write("dossier", archive.entries);
  write("changed", changed(archive.entries, part, (bytes) => { bytes[900] ^= 1; return bytes; }));
  write("removed", archive.entries.filter(([name]) => name !== part));
  write("added", [...archive.entries, ["parts/003-more.tar.zst.age", "x"]]);
  paths.cut = writeArchive(folder, "cut.zip", archive.zip.subarray(0, archive.zip.length * 0.6));
  paths.other = writeArchive(folder, "photo.jpg", Buffer.alloc(5000, 0xff));
  const hostile = await makeArchive(folder, { reportHtml: hostileReport(canary.address().port) });
  paths.hostile = writeArchive(folder, "hostile.zip", hostile.zip);
  hostileKey = hostile.identity.secret;
  receiver = newCertificate(folder, "Provider", "rsa");
  const segments = [1, 2, 3].map((n) => [`001/disk.E0${n}.age`, Buffer.alloc(900, n)]);
  const beside = await makeArchive(folder, { segments, receivers: [receiver] });
  paths.beside = writeArchive(folder, "beside.zip", beside.zip);
  paths.segment = writeArchive(folder, "disk.E02.age", segments[1][1]);
  const noCode = await makeArchive(folder, { withCode: false });
  paths.noCode = writeArchive(folder, "no-code.zip", noCode.zip);
});
let hostileKey;
let receiver; // a certificate

after(() => {
  canary?.close();
  removeFolder(folder);
});

for (const { name, here, start } of browsers) {
  describe(name, { skip: here ? false : `${name} is not here: install it to run these` }, () => {
    let browser;
    const downloads = join(folder, name);
    before(async () => {
      mkdirSync(downloads);
      browser = await start(downloads);
    });
    after(() => browser?.close());

    const shot = async (state) => {
      if (shots) await browser.screenshot(join(shots, `${name}-${state}.png`));
    };
    const check = async (path) => {
      await browser.open(page);
      await browser.choose("archive-file", path);
      await browser.see(".verdict");
      return browser.text("#step-check");
    };
    const openWithKey = async (path, key) => {
      await check(path);
      await browser.click("#how-key");
      await browser.type("key", key);
      await browser.click("#open-button");
    };

    test("the page starts in French and switches to English", async () => {
      await browser.open(page);
      assert.match(await browser.text("h1"), /Ouvrir un dossier Trousse/);
      await shot("start");
      await browser.click("#language");
      assert.match(await browser.text("h1"), /Open a Trousse archive/);
      assert.equal(await browser.evaluate("document.documentElement.lang"), "en");
    });

    test("an archive as it was sealed is whole, and its fingerprint is shown", async () => {
      const said = await check(paths.dossier);
      assert.match(said, /Le dossier est entier/);
      assert.match(said, /2026-11-23-K7QF2M/);
      await shot("whole");
      const shown = (await browser.text("#fingerprint")).replace(/\s+/g, "-");
      const bytes = createHash("sha256").update(archive.certificate.der).digest();
      const wanted = [0, 4, 8, 12].map((at) =>
        String(bytes.readUInt32BE(at) % 100000).padStart(5, "0"));
      assert.equal(shown, wanted.join("-"));
      await browser.evaluate("document.getElementById('step-compare').scrollIntoView()");
      await shot("compare");
    });

    test("a changed byte, a removed part and an added file are named", async () => {
      const said = await check(paths.changed);
      assert.match(said, /n'est pas entier/);
      assert.match(said, /Changé\s*:\s*parts\/001-collect/);
      assert.match(await browser.text("#compare"), /mais le dossier a changé depuis/);
      await shot("changed");
      assert.match(await check(paths.removed), /Manque\s*:\s*parts\/001-collect/);
      assert.match(await check(paths.added), /Ajouté après le scellement\s*:\s*parts\/003-more/);
      await shot("added");
    });

    test("a cut archive, and a file that is none, are told apart", async () => {
      assert.match(await check(paths.cut), /le fichier est coupé/);
      await shot("cut");
      assert.match(await check(paths.other), /n'est pas un dossier Trousse/);
      await shot("other-file");
    });

    test("a wrong digit names its group; a wrong code opens nothing", async () => {
      await check(paths.dossier);
      await browser.evaluate("document.getElementById('step-open').scrollIntoView()");
      await shot("code");
      await browser.type("code", rescueCode.replace("56786", "56785"));
      await browser.click("#open-button");
      await browser.see("#open-state .verdict");
      assert.match(await browser.text("#open-state"), /Le groupe 2 n'est pas juste/);
      await browser.evaluate("document.getElementById('step-open').scrollIntoView()");
      await shot("wrong-group");
      await browser.type("code", wrongCode);
      await browser.click("#open-button");
      await browser.see("#open-state p:only-child");
      await shot("computing");
      await browser.see("#open-state .verdict");
      assert.match(await browser.text("#open-state"), /n'ouvre pas ce dossier/);
      assert.match(await browser.text("#open-state"), /2026-11-23-K7QF2M/);
      await shot("wrong-code");
    });

    test("the code, typed without Shift and sent by Enter, opens report and list", async () => {
      await check(paths.dossier);
      await browser.type("code", rescueCode.replaceAll("-", " ")
        .replace(/\d/g, (digit) => "à&é\"'(-è_ç"[digit]));
      await browser.press("code", "Enter");
      await browser.see("#content-verdict");
      await browser.see("iframe");
      assert.match(await browser.inReport("document.body.innerText"), /Rapport de collecte/);
      const style = "getComputedStyle(document.querySelector('h1')).borderBottomWidth";
      assert.equal(await browser.inReport(style), "3px");
      const said = await browser.text("#step-content");
      assert.match(said, /Contenu contrôlé\s*: les 8 fichiers/);
      assert.match(said, /C\/Windows\s+3\s+270\so|C\/Windows\s+3\s+270\sko/);
      assert.match(said, /grave 1, faible 1/);
      assert.equal(await browser.evaluate("document.getElementById('code').value"), "");
      await browser.evaluate("document.getElementById('step-content').scrollIntoView()");
      await shot("opened");
      await browser.evaluate("document.getElementById('inside').scrollIntoView()");
      await shot("inside");
      await browser.click("#language");
      assert.match(await browser.text("#step-content"), /Content checked/);
    });

    test("a recipient's key opens; everything is saved as a tar with the same files", async () => {
      await openWithKey(paths.dossier, archive.provider.secret);
      await browser.see("#content-verdict");
      await browser.evaluate("void (window.showSaveFilePicker = undefined)");
      await browser.click("#language"); // draws the buttons again
      await browser.click("#save p > button");
      const tar = await browser.saved("2026-11-23-K7QF2M.tar");
      await browser.see("#saved");
      await shot("saved");
      const out = join(folder, `${name}-tree`);
      mkdirSync(out);
      execFileSync("tar", ["-xf", tar, "-C", out]);
      for (const [path, content] of Object.entries(sampleFiles)) {
        assert.deepEqual(readFileSync(join(out, path)), content, path);
      }
      assert.ok(existsSync(join(out, "data/report.html")));
      assert.equal(statSync(tar).size % 10240, 0);
    });

    test("a part is saved as zstd that zstd and tar read", async () => {
      await openWithKey(paths.dossier, archive.provider.secret);
      await browser.see("#content-verdict");
      await browser.evaluate("void (window.showSaveFilePicker = undefined)");
      await browser.click("#language");
      await browser.click("#parts tbody tr:first-child button:last-child");
      const file = await browser.saved("2026-11-23-K7QF2M-001-collect.tar.zst");
      const names = execFileSync("tar", ["--zstd", "-tf", file]).toString();
      assert.match(names, /data\/C\/\$MFT/);
    });

    test("the keyboard alone is enough", { skip: name !== "Chromium" }, async () => {
      await browser.open(page);
      const focused = "document.activeElement.id";
      await browser.page.keyboard.press("Tab");
      assert.equal(await browser.evaluate(focused), "language");
      await browser.page.keyboard.press("Tab");
      assert.equal(await browser.evaluate(focused), "archive-file");
      await browser.choose("archive-file", paths.dossier);
      await browser.see("#fingerprint");
      const reached = [];
      for (let i = 0; i < 6; ++i) {
        await browser.page.keyboard.press("Tab");
        reached.push(await browser.evaluate(`${focused} || document.activeElement.tagName`));
      }
      assert.deepEqual(reached.slice(0, 4), ["SUMMARY", "how-code", "code", "open-button"]);
    });

    test("an archive that is not whole opens, and what does not hold is named", async () => {
      await openWithKey(paths.changed, archive.provider.secret);
      await browser.see("#content-verdict");
      assert.match(await browser.text("#content-verdict"), /Changé\s*:\s*parts\/001-collect/);
      assert.match(await browser.inReport("document.body.innerText"), /Rapport de collecte/);
    });

    test("an archive without rescue code asks for a key", async () => {
      await check(paths.noCode);
      assert.equal(await browser.evaluate("document.getElementById('how-code').disabled"), true);
      assert.match(await browser.text("#step-open"), /pas de code de secours/);
      await browser.type("key", archive.provider.recipient);
      await browser.click("#open-button");
      await browser.see("#open-state .verdict");
      assert.match(await browser.text("#open-state"), /clé publique/);
      await browser.type("key", archive.provider.secret);
      await browser.click("#open-button");
      await browser.see("#open-state .verdict h4");
      await new Promise((resolve) => { setTimeout(resolve, 1500); });
      assert.match(await browser.text("#open-state"), /Cette clé n'ouvre pas/);
    });

    test("a hostile report runs nothing, reaches nothing, and is still shown", async () => {
      await openWithKey(paths.hostile, hostileKey);
      await browser.see("#content-verdict");
      assert.equal(await browser.inReport("document.getElementById('seen').textContent"),
                   "Rapport hostile");
      assert.equal(await browser.inReport("document.documentElement.dataset.ran ?? 'not'"), "not");
      await browser.inReport("void document.getElementById('link').click()");
      await browser.inReport("void document.getElementById('js').click()");
      await new Promise((resolve) => { setTimeout(resolve, 2000); });
      assert.match(await browser.evaluate("document.title"), /Ouvrir un dossier Trousse/);
      assert.equal(await browser.inReport("document.documentElement.dataset.ran ?? 'not'"), "not");
      assert.deepEqual(calls, []);
    });

    test("the page itself cannot connect anywhere", async () => {
      await browser.open(page);
      const to = `http://127.0.0.1:${canary.address().port}`;
      await browser.evaluate(`void (fetch("${to}/fetch").catch(() => {}),
        new Image().src = "${to}/image", navigator.sendBeacon("${to}/beacon"),
        document.head.append(Object.assign(document.createElement("script"),
                                           { src: "${to}/script.js" })))`);
      await new Promise((resolve) => { setTimeout(resolve, 1000); });
      assert.deepEqual(calls, []);
    });

    test("images beside an archive are said to be unchecked, and can be checked", async () => {
      assert.match(await check(paths.beside), /3 fichiers d'image .*Ils ne sont pas encore contrôlés/);
      assert.match(await browser.text("#verdict"), /Ce contrôle ne la couvre pas/);
      await browser.choose("segment-files", paths.segment);
      await browser.see("#images-results");
      const said = await browser.text("#images");
      assert.match(said, /Conformes\s*: 1\. Différents\s*: 0\. Pas choisis\s*: 2\./);
      assert.match(said, /ne sont pas tous contrôlés/);
      await browser.evaluate("document.getElementById('images').scrollIntoView()");
      await shot("images");
    });

    test("the openssl command that is shown opens the key for a certificate", async () => {
      await check(paths.beside);
      await browser.click("#how-key");
      await browser.click("#envelope-list summary");
      await browser.evaluate("document.getElementById('envelopes').scrollIntoView()");
      await shot("certificate");
      const command = await browser.text("#envelope-list .command");
      await browser.click("#envelope-list li > p > button");
      await browser.saved("receiver-1.p7m");
      copyFileSync(receiver.key, join(downloads, "cle-privee.pem"));
      copyFileSync(receiver.cert, join(downloads, "certificat.pem"));
      execFileSync("sh", ["-c", command], { cwd: downloads });
      await browser.choose("key-file", join(downloads, "cle-du-dossier.txt"));
      await browser.see("#key");
      await browser.evaluate("new Promise((resolve) => { setTimeout(resolve, 300); })");
      await browser.click("#open-button");
      await browser.see("#content-verdict");
      assert.match(await browser.text("#content-verdict"), /Contenu contrôlé/);
    });

    test("what is printed has verdict and fingerprint, and says where the report is",
         { skip: name !== "Chromium" }, async () => {
      await openWithKey(paths.dossier, archive.provider.secret);
      await browser.see("iframe");
      await browser.page.emulateMedia({ media: "print" });
      const shown = (css) => browser.page.isVisible(css);
      assert.ok(await shown("#fingerprint"));
      assert.ok(await shown("#verdict"));
      assert.ok(await shown("#report .only-print"));
      assert.ok(!(await shown("iframe")) && !(await shown("#save")));
    });

    test("a dropped file is taken, several are refused", async () => {
      await browser.open(page);
      const drop = (count) => browser.evaluate(`void (() => {
        const all = new DataTransfer();
        for (let i = 0; i < ${count}; ++i) all.items.add(new File(["x".repeat(500)], "a.zip"));
        document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: all, bubbles: true }));
      })()`);
      await drop(2);
      await browser.see("#step-check .verdict");
      assert.match(await browser.text("#step-check"), /Plusieurs fichiers/);
      await drop(1);
      await browser.see("#chosen");
      await new Promise((resolve) => { setTimeout(resolve, 1000); });
      assert.match(await browser.text("#step-check"), /n'est pas un dossier Trousse/);
    });

    test("at 200 % zoom nothing has to be scrolled sideways", async () => {
      await browser.open(page, { width: 500, height: 800 });
      await browser.choose("archive-file", paths.dossier);
      await browser.see("#fingerprint");
      const wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
      assert.ok((await browser.evaluate(wide)) <= 0);
      await shot("narrow");
    });

    test("the page itself met no error", { skip: name !== "Chromium" }, async () => {
      await browser.open(page);
      browser.troubles.length = 0;
      browser.requests.length = 0;
      await browser.choose("archive-file", paths.dossier);
      await browser.see("#fingerprint");
      assert.deepEqual(browser.troubles, []);
      assert.deepEqual(browser.requests, []);
    });
  });
}

const chromium = browsers.find(({ name }) => name === "Chromium");
describe("a large part", { skip: chromium?.here ? false : "Chromium is not here" }, () => {
  // Noise takes a minute more: only where a size is asked for.
  const size = Number(process.env.LARGE_PART ?? 600_000_000);
  const kinds = [["zeros", "/dev/zero"]];
  if (process.env.LARGE_PART !== undefined) kinds.push(["noise", "/dev/urandom"]);
  let browser;
  before(async () => {
    mkdirSync(join(folder, "large"));
    browser = await chromium.start(join(folder, "large"));
  });
  after(() => browser?.close());

  // Noise cannot be compressed: the part is as large sealed as opened. Zeros are all in opening.
  for (const [kind, from] of kinds) {
    test(`${size / 1e6} MB of ${kind} go to the disk in bounded memory`, async () => {
      const tree = join(folder, kind);
      mkdirSync(join(tree, "data"), { recursive: true });
      mkdirSync(join(tree, "records/manifest"), { recursive: true });
      execFileSync("sh", ["-c", `cd "$0" && head -c ${size} ${from} > data/large &&
        sha256sum data/large > records/manifest/001.txt &&
        tar --format=pax --no-recursion -cf ../${kind}.tar data/large records/manifest/001.txt`,
                          tree]);
      const large = await makeArchive(folder, { parts: (recipients) =>
        [["001-large.tar.zst.age", sealTar(folder, join(folder, `${kind}.tar`), recipients)]] });
      const path = writeArchive(folder, `large-${kind}.zip`, large.zip);
      await browser.open(page);
      const began = Date.now();
      await browser.choose("archive-file", path);
      if (shots && kind === "noise") {
        await browser.see("progress");
        await new Promise((resolve) => { setTimeout(resolve, 4000); });
        await browser.screenshot(join(shots, "Chromium-checking.png"));
      }
      await browser.see(".verdict");
      assert.match(await browser.text("#verdict"), /Le dossier est entier/);
      const checkedAt = Date.now();
      const before = await browser.memory();
      await browser.evaluate(`void (window.written = 0, window.showSaveFilePicker = async () => ({
        createWritable: async () => ({ write: async (bytes) => { window.written += bytes.length; },
                                       close: async () => { window.sinkClosed = true; } }) }))`);
      await browser.click("#how-key");
      await browser.type("key", large.identity.secret);
      await browser.click("#open-button");
      await browser.see("#save p > button");
      const openedAt = Date.now();
      await browser.click("#save p > button");
      await browser.see("#saved");
      assert.equal(await browser.evaluate("window.sinkClosed"), true);
      assert.equal(await browser.evaluate("window.written"),
                   statSync(join(folder, `${kind}.tar`)).size);
      assert.match(await browser.text("#saved"), /Chaque fichier a été contrôlé/);
      const memory = await browser.memory();
      const speed = (from_, to) => `${Math.round(size / 1e3 / (to - from_))} MB/s`;
      console.log(`# ${kind}: checked ${speed(began, checkedAt)}, saved ` +
                  `${speed(openedAt, Date.now())}, memory ${Math.round(before / 1e6)} then ` +
                  `${Math.round(memory / 1e6)} MB`);
      assert.ok(memory < 500e6, `${memory} bytes`);
    });
  }
});
