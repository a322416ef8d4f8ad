// SPDX-License-Identifier: Apache-2.0
// Two real browsers behind the same few verbs: Debian's Chromium by playwright-core, Debian's
// Firefox by its own Marionette protocol, which needs nothing but a socket.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const chromiumPath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const firefoxPath = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
const patience = 300_000; // ms; a busy machine is no failure

const all = [
  { name: "Chromium", here: existsSync(chromiumPath), start: startChromium },
  { name: "Firefox", here: existsSync(firefoxPath), start: startFirefox },
];
// BROWSER=Firefox for that one alone.
export const browsers = all.filter(({ name }) => name === (process.env.BROWSER ?? name));

async function startChromium(folder) {
  const { chromium } = await import("playwright-core");
  const browser = await chromium.launch({
    executablePath: chromiumPath, downloadsPath: folder,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
           "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  return new Chromium(browser, folder);
}

class Chromium {
  requests = []; // what left, or tried to: neither file: nor made in the page
  troubles = [];

  constructor(browser, folder) {
    this.browser = browser;
    this.folder = folder;
  }

  async open(path, { width = 1000, height = 800 } = {}) {
    await this.context?.close();
    this.context = await this.browser.newContext({ viewport: { width, height }, locale: "fr-FR" });
    this.page = await this.context.newPage();
    this.page.setDefaultTimeout(patience);
    this.context.on("request", (request) => {
      if (!/^(file|blob|data|about):/.test(request.url())) this.requests.push(request.url());
    });
    this.page.on("pageerror", (error) => this.troubles.push(String(error)));
    this.page.on("console", (message) => {
      if (message.type() === "error") this.troubles.push(message.text());
    });
    this.page.on("download", (download) => {
      this.saving = download.saveAs(join(this.folder, download.suggestedFilename()));
    });
    await this.page.goto(`file://${path}`);
  }

  choose(id, path) { return this.page.setInputFiles(`#${id}`, path); }
  type(id, text) { return this.page.fill(`#${id}`, text); }
  press(id, key) { return this.page.press(`#${id}`, key); }
  click(css) { return this.page.click(css); }
  see(css) { return this.page.waitForSelector(css); }
  text(css) { return this.page.innerText(css); }
  evaluate(code) { return this.page.evaluate(code); }
  async screenshot(path) { await this.page.screenshot({ path }); }
  async inReport(code) { return this.page.frames()[1].evaluate(code); }
  async saved(name) {
    while (this.saving === undefined) await sleep(50);
    await this.saving;
    this.saving = undefined;
    return join(this.folder, name);
  }

  /** The most memory that a process of the page has had, in bytes. */
  async memory() {
    const session = await this.browser.newBrowserCDPSession();
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    return Math.max(...processInfo.filter(({ type }) => type === "renderer").map(({ id }) =>
      1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))[1])));
  }

  close() { return this.browser.close(); }
}

const firefoxPreferences = (folder, port) => ({
  "marionette.port": port, "browser.download.dir": folder, "browser.download.folderList": 2,
  "browser.download.useDownloadDir": true, "browser.download.always_ask_before_handling_new_types":
    false, "intl.accept_languages": "fr", "app.update.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false, "browser.shell.checkDefaultBrowser": false,
  "network.captive-portal-service.enabled": false, "network.connectivity-service.enabled": false,
});

async function startFirefox(folder) {
  const port = 20000 + (process.pid % 20000);
  const profile = join(folder, "firefox-profile");
  mkdirSync(profile);
  const lines = Object.entries(firefoxPreferences(folder, port)).map(([name, value]) =>
    `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`);
  writeFileSync(join(profile, "user.js"), lines.join(""));
  const child = spawn(firefoxPath, ["--headless", "--marionette", "--no-remote", "--profile",
                                    profile, "--width", "1000", "--height", "800", "about:blank"],
                      { stdio: "ignore", env: { ...process.env, HOME: folder } });
  const marionette = await connect(port);
  await marionette.send("WebDriver:NewSession", { capabilities: { alwaysMatch: {} } });
  return new Firefox(marionette, child, folder);
}

async function connect(port) {
  for (let tries = 0; ; ++tries) {
    try {
      return await new Promise((resolve, reject) => {
        const socket = createConnection(port, "127.0.0.1");
        socket.once("error", reject);
        socket.once("connect", () => resolve(new Marionette(socket)));
      });
    } catch (error) {
      if (tries > 300) throw error;
      await sleep(200);
    }
  }
}

/** Messages "LENGTH:JSON"; a command is [0, id, name, parameters], its answer [1, id, error, …]. */
class Marionette {
  #waiting = new Map();
  #buffer = Buffer.alloc(0);
  #next = 1;

  constructor(socket) {
    this.socket = socket;
    socket.on("data", (bytes) => {
      this.#buffer = Buffer.concat([this.#buffer, bytes]);
      while (this.#take());
    });
  }

  #take() {
    const colon = this.#buffer.indexOf(":");
    const end = colon + 1 + Number(this.#buffer.toString("latin1", 0, Math.max(colon, 0)));
    if (colon < 0 || this.#buffer.length < end) return false;
    const message = JSON.parse(this.#buffer.toString("utf8", colon + 1, end));
    this.#buffer = this.#buffer.subarray(end);
    if (!Array.isArray(message)) return true; // the greeting
    const [, id, error, result] = message;
    const { resolve, reject } = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) reject(new Error(`${error.error}: ${error.message}`));
    else resolve(result);
    return true;
  }

  send(name, parameters = {}) {
    const id = this.#next++;
    const text = JSON.stringify([0, id, name, parameters]);
    this.socket.write(`${Buffer.byteLength(text)}:${text}`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }
}

class Firefox {
  requests = [];
  troubles = [];

  constructor(marionette, child, folder) {
    this.marionette = marionette;
    this.child = child;
    this.folder = folder;
  }

  async open(path, { width = 1000, height = 800 } = {}) {
    await this.marionette.send("WebDriver:SetWindowRect", { width, height });
    await this.marionette.send("WebDriver:Navigate", { url: `file://${path}` });
  }

  async #element(css) {
    const { value } = await this.marionette.send("WebDriver:FindElement",
                                                 { using: "css selector", value: css });
    return Object.values(value)[0];
  }

  async choose(id, path) { await this.#keys(id, path); }
  async type(id, text) {
    await this.marionette.send("WebDriver:ElementClear", { id: await this.#element(`#${id}`) });
    await this.#keys(id, text);
  }
  async press(id, key) { await this.#keys(id, { Enter: "\ue007", Tab: "\ue004" }[key]); }
  async #keys(id, text) {
    await this.marionette.send("WebDriver:ElementSendKeys",
                               { id: await this.#element(`#${id}`), text });
  }
  async click(css) {
    await this.marionette.send("WebDriver:ElementClick", { id: await this.#element(css) });
  }
  async see(css) {
    const until = Date.now() + patience;
    const visible = `(() => { const one = document.querySelector(${JSON.stringify(css)});
      return one !== null && one.getClientRects().length > 0; })()`;
    while (!(await this.evaluate(visible))) {
      if (Date.now() > until) throw new Error(`not seen: ${css}`);
      await sleep(50);
    }
  }
  text(css) { return this.evaluate(`document.querySelector(${JSON.stringify(css)}).innerText`); }
  async evaluate(code) {
    const { value } = await this.marionette.send("WebDriver:ExecuteScript",
      { script: `return (${code});`, args: [], sandbox: null });
    return value;
  }
  async inReport(code) {
    await this.marionette.send("WebDriver:SwitchToFrame", { element: await this.#element("iframe") });
    try {
      return await this.evaluate(code);
    } finally {
      await this.marionette.send("WebDriver:SwitchToFrame", {});
    }
  }
  async screenshot(path) {
    const { value } = await this.marionette.send("WebDriver:TakeScreenshot", { full: false });
    writeFileSync(path, Buffer.from(value, "base64"));
  }
  async saved(name) {
    const path = join(this.folder, name);
    while (!existsSync(path) || existsSync(`${path}.part`)) await sleep(100);
    await sleep(300);
    return path;
  }
  async close() {
    await this.marionette.send("Marionette:Quit", { flags: ["eForceQuit"] }).catch(() => {});
    this.marionette.socket.destroy();
    this.child.kill();
  }
}
