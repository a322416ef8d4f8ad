// SPDX-License-Identifier: Apache-2.0
// The page: choose, check, compare, open, read and save. The state is here; what it looks like is
// in the views, drawn again when the language changes.
import { envelopesView, imagesView } from "./beside_view.js";
import { contentVerdict, insideView, saveView } from "./content_view.js";
import { byId, el, say, sayFixedWords, show, sizeText, speak, switchLanguage } from "./dom.js";
import { Jobs } from "./job.js";
import { progressView } from "./progress_view.js";
import { reportFrame } from "./report.js";
import { canStream, download, openSink } from "./sink.js";
import { compareView, failureView, faultList, verdictView } from "./verdict_view.js";

// Above this, saving into memory asks first.
const memoryAsk = 1_000_000_000;

const isPart = ({ name }) => name.startsWith("parts/");

class Page {
  constructor(script) {
    this.jobs = new Jobs(script);
    this.begin(null);
  }

  begin(file) {
    this.file = file;
    this.checked = null; // what verifying gave
    this.identities = null;
    this.contents = null; // what reading gave
    this.report = null;
    this.imageResults = null; // what was found of the segments beside the archive
    this.notes = {}; // place → () => elements, drawn again in the other language
  }

  /** Shows `draw()` at a place, now and after a change of language. */
  note(place, draw) {
    this.notes[place] = draw;
    show(place, ...[draw()].flat());
  }

  redraw() {
    sayFixedWords();
    this.showChosen();
    for (const [place, draw] of Object.entries(this.notes)) show(place, ...[draw()].flat());
  }

  showChosen() {
    const { file } = this;
    byId("chosen").textContent = file === null ? "" : say("chosen", file.name, sizeText(file.size));
    byId("choose-button").textContent = say(file === null ? "choose_button" : "choose_another");
    byId("choose-button").classList.toggle("quiet", file !== null);
    byId("choose-drop").hidden = file !== null;
    byId("choose-text").hidden = file !== null;
  }

  /** Runs a job with its progress at `place`; null when it was stopped or failed, and said so. */
  async work(place, text, job, { onReport, onBytes, stoppedText = "stopped", quiet } = {}) {
    let bar = null;
    this.note(place, () => {
      const view = progressView(say(text.id, ...(text.values ?? [])), () => this.jobs.stop());
      bar = view;
      return quiet ? el("p", {}, say(text.id)) : view.element;
    });
    speak(say(text.id, ...(text.values ?? [])));
    try {
      const result = await this.jobs.run(job, {
        onProgress: (progress) => bar.update(progress), onReport, onBytes });
      this.note(place, () => []);
      return result;
    } catch (failure) {
      if (failure.code === undefined) throw failure;
      if (failure.code === "stopped") this.note(place, () => el("p", {}, say(stoppedText)));
      else this.note(place, () => failureView(failure));
      return null;
    }
  }

  async choose(file) {
    this.jobs.stop();
    this.begin(file);
    for (const id of ["verdict", "images", "images-state", "compare", "envelopes", "open-state", "read-state", "report", "inside", "save"]) {
      show(id);
    }
    for (const id of ["step-compare", "step-open", "step-content"]) byId(id).hidden = true;
    for (const id of ["code", "key"]) byId(id).value = "";
    this.showChosen();
    byId("step-check").hidden = false;
    byId("step-check").scrollIntoView({ block: "start" });
    const checked = await this.work("check-progress", { id: "checking" }, { name: "verify", file });
    if (checked === null || this.file !== file) return;
    this.checked = checked;
    this.note("verdict", () => verdictView(checked));
    this.showImages(null);
    this.showEnvelopes();
    this.note("compare", () => compareView(checked));
    byId("step-compare").hidden = false;
    this.offerOpening();
    speak(say(checked.verdict.whole ? "whole_title" : "not_whole_title"));
    byId("step-check").scrollIntoView({ block: "start" });
    byId("verdict").focus({ preventScroll: true });
  }

  showImages(results) {
    const { segments } = this.checked;
    this.note("images", () =>
      imagesView({ segments, results, onFiles: (files) => this.checkImages(files) }));
  }

  async checkImages(files) {
    const { file } = this;
    const results = await this.work("images-state", { id: "images_checking" },
      { name: "segments", files, segments: this.checked.segments });
    if (results === null || this.file !== file) return;
    // Two images lie in two folders, which a person picks one after the other.
    this.imageResults?.forEach((one, i) => {
      if (one === "same") results.results[i] = one;
    });
    this.imageResults = results.results;
    this.showImages(results);
  }

  showEnvelopes() {
    const { envelopes, entries, hasRescueCode } = this.checked;
    this.note("envelopes", () => envelopesView({
      envelopes, isOnlyWay: !hasRescueCode,
      onSave: (name) => {
        const { offset, size } = entries.find((entry) => entry.name === name);
        download(this.file.slice(offset, offset + size), name.replace(/^keys\//, ""));
      } }));
  }

  offerOpening() {
    const { entries, hasRescueCode, verdict } = this.checked;
    byId("step-open").hidden = !entries.some(isPart);
    byId("open-form").hidden = false;
    byId("open-not-whole").hidden = verdict.whole;
    byId("code-none").hidden = hasRescueCode;
    byId("how-code").disabled = !hasRescueCode;
    byId(hasRescueCode ? "how-code" : "how-key").checked = true;
    this.showWay();
  }

  showWay() {
    const withCode = byId("how-code").checked;
    byId("code-field").hidden = !withCode;
    byId("key-field").hidden = withCode;
  }

  async open() {
    const { file } = this;
    const { entries, verdict } = this.checked;
    const withCode = byId("how-code").checked;
    const secret = withCode ? { code: byId("code").value } : { identityText: byId("key").value };
    byId("open-button").disabled = true;
    const unlocked = await this.work(
      "open-state", { id: withCode ? "opening_code" : "opening_key" },
      { name: "unlock", file, entries, caseId: verdict.caseId, ...secret }, { quiet: true });
    byId("open-button").disabled = false;
    if (this.file !== file) return;
    if (unlocked === null) {
      byId(withCode ? "code" : "key").focus();
      return;
    }
    for (const id of ["code", "key"]) byId(id).value = "";
    this.identities = unlocked.identities;
    byId("open-form").hidden = true;
    byId("open-not-whole").hidden = true;
    this.note("open-state", () => el("p", {}, say("opened")));
    byId("step-content").hidden = false;
    byId("open-state").scrollIntoView({ block: "start" });
    byId("open-state").focus({ preventScroll: true });
    this.showSaving();
    await this.read();
  }

  parts() {
    return this.checked.entries.filter(isPart);
  }

  async read() {
    const { file, identities } = this;
    // The report is in the last part: first things first.
    const parts = this.parts();
    const order = [...parts.slice(-1), ...parts.slice(0, -1)];
    const contents = await this.work(
      "read-state", { id: "reading" }, { name: "read", file, parts: order, identities },
      { onReport: (bytes) => this.showReport(bytes), stoppedText: "content_stopped" });
    if (this.file !== file) return;
    if (contents === null) return this.offerReading();
    this.showContents(contents);
  }

  offerReading() {
    const before = this.notes["read-state"];
    this.note("read-state", () => [before(), el("p", {}, el("button",
      { type: "button", class: "quiet", onclick: () => this.read() }, say("read_again")))].flat());
  }

  showContents(contents) {
    this.contents = contents;
    this.note("read-state", () => contentVerdict(contents));
    this.note("inside", () => insideView(contents));
    this.showSaving();
    if (!contents.hasReport) this.note("report", () => el("p", {}, say("report_none")));
    speak(contents.faultCount === 0 ? "" : say("content_faults"));
  }

  showReport(bytes) {
    this.report = bytes;
    // Drawn once: a change of language must not make a person lose her place in the report.
    const frame = reportFrame(bytes);
    const larger = el("button", { type: "button", class: "quiet", onclick: () => {
      frame.classList.toggle("large");
      sayLarger();
    } });
    const sayLarger = () => {
      larger.textContent = say(frame.classList.contains("large") ? "report_smaller"
                                                                 : "report_larger");
    };
    const title = el("h3", {});
    const note = el("p", { class: "small" });
    const save = el("button", { type: "button", class: "quiet", onclick: () =>
      download(new Blob([bytes], { type: "text/html" }), "report.html") });
    // A frame prints as much as it shows.
    const printing = el("p", { class: "only-print" });
    show("report", title, note, printing, frame, el("p", {}, larger, " ", save));
    const sayAll = () => {
      title.textContent = say("report_title");
      note.textContent = say("report_note");
      printing.textContent = say("report_print");
      save.textContent = say("report_save");
      sayLarger();
    };
    sayAll();
    this.sayReport = sayAll;
    byId("step-content").scrollIntoView({ block: "start" });
  }

  showSaving() {
    this.note("save", () => [
      ...saveView({ parts: this.parts(), caseId: this.checked.verdict.caseId,
                    streams: canStream(), plainSize: this.contents?.bytes ?? 0,
                    onSave: (wish) => this.save(wish) }),
      el("div", { id: "save-state" })]);
  }

  async save(wish) {
    if (!canStream() && wish.expected > memoryAsk && !wish.agreed) return this.askMemory(wish);
    const { file, identities } = this;
    let sink;
    try {
      sink = await openSink(wish.name);
    } catch (error) {
      const failure = { code: "save_failed", detail: String(error) };
      return this.note("save-state", () => failureView(failure));
    }
    if (sink === null) return;
    const saved = await this.saveInto(sink, wish, file, identities);
    if (saved === null) await sink.abort();
  }

  async saveInto(sink, wish, file, identities) {
    const wasReading = this.contents === null && this.jobs.busy;
    const contents = await this.work(
      "save-state", { id: "saving", values: [wish.name] },
      { name: "save", file, parts: wish.parts, identities, form: wish.form },
      { onBytes: (bytes) => sink.write(bytes), stoppedText: "save_stopped",
        onReport: (bytes) => { if (this.report === null) this.showReport(bytes); } });
    if (wasReading && this.file === file) this.offerReading();
    if (contents === null) return null;
    try {
      await sink.close();
    } catch (error) {
      const failure = { code: "save_failed", detail: String(error) };
      this.note("save-state", () => failureView(failure));
      return contents;
    }
    const { faults, faultCount, saved } = contents;
    this.note("save-state", () => faultCount === 0
      ? el("p", { id: "saved" }, el("strong", { "aria-hidden": "true" }, "✔ "),
           say("saved", wish.name, sizeText(saved)))
      : el("div", { class: "verdict trouble", id: "saved" },
           el("p", {}, say("saved_faults", wish.name, sizeText(saved))),
           faultList(faults, faultCount)));
    return contents;
  }

  askMemory(wish) {
    this.note("save-state", () => el("div", { class: "box" },
      el("p", {}, say("save_memory_ask", sizeText(wish.expected))),
      el("p", {}, el("button", { type: "button", onclick: () =>
        this.save({ ...wish, agreed: true }) }, say("save_anyway")), " ",
         el("button", { type: "button", class: "quiet", onclick: () =>
           this.note("save-state", () => []) }, say("save_cancel")))));
  }
}

function browserCan() {
  return typeof crypto?.subtle?.verify === "function" && typeof Worker === "function" &&
    typeof TransformStream === "function" && typeof Blob.prototype.arrayBuffer === "function";
}

export function startPage(script) {
  sayFixedWords();
  if (!browserCan()) {
    byId("step-choose").append(failureView({ code: "browser", detail: "" }));
    return;
  }
  const page = new Page(script);
  page.showChosen();
  byId("language").addEventListener("click", () => {
    switchLanguage();
    page.redraw();
    page.sayReport?.();
  });
  byId("archive-file").addEventListener("change", ({ target }) => {
    if (target.files.length === 1) page.choose(target.files[0]);
    target.value = ""; // so that the same file can be chosen again
  });
  byId("key-file").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    if (file !== undefined) byId("key").value = await file.slice(0, 1 << 16).text();
    target.value = "";
  });
  byId("open-form").addEventListener("change", () => page.showWay());
  byId("open-form").addEventListener("submit", (event) => {
    event.preventDefault();
    page.open();
  });
  acceptDrops(page);
}

function acceptDrops(page) {
  const { body } = document;
  const over = (is) => (event) => {
    event.preventDefault();
    body.classList.toggle("dropping", is);
  };
  body.addEventListener("dragover", over(true));
  body.addEventListener("dragleave", over(false));
  body.addEventListener("drop", (event) => {
    over(false)(event);
    const { files } = event.dataTransfer;
    if (files.length === 1) return page.choose(files[0]);
    byId("step-check").hidden = false;
    page.note("check-progress", () => failureView({ code: "several_files", detail: "" }));
  });
}
