// SPDX-License-Identifier: Apache-2.0
// What is inside an opened archive, and the buttons that save it.
import { printable } from "./bytes.js";
import { count, el, say, sizeText } from "./dom.js";
import { faultList } from "./verdict_view.js";

const mostFolders = 60;
const answers = ["taken", "missing", "empty", "failed", "skipped"];
const severities = ["critical", "high", "medium", "low", "informational"];

function listed(words, counts, prefix) {
  return words.filter((word) => counts[word] > 0)
    .map((word) => say(`${prefix}_${word}`, count(counts[word]))).join(", ");
}

function folderRow([path, { files, bytes }]) {
  const name = path.replace(/^data\/?/, "");
  return el("tr", {}, el("td", {}, name === "" ? say("inside_root") : el("bdi", {}, printable(name))),
            el("td", { class: "number" }, count(files)),
            el("td", { class: "number" }, sizeText(bytes)));
}

export function insideView({ files, bytes, folders, answers: given, severities: found }) {
  const sorted = folders.slice().sort(([a], [b]) => (a < b ? -1 : 1));
  const more = sorted.length - mostFolders;
  const asked = listed(answers, given, "answer");
  const findings = listed(severities, found, "severity");
  return [
    el("h3", {}, say("inside_title")),
    el("p", {}, findings === "" ? say("inside_no_findings") : say("inside_findings", findings)),
    asked === "" ? null : el("p", {}, say("inside_answers", asked)),
    el("table", { id: "folders" },
       el("thead", {}, el("tr", {}, el("th", {}, say("inside_folder")),
                          el("th", { class: "number" }, say("inside_files")),
                          el("th", { class: "number" }, say("inside_size")))),
       el("tbody", {}, ...sorted.slice(0, mostFolders).map(folderRow),
          more > 0 ? el("tr", {}, el("td", { colspan: "3" }, say("inside_more", count(more)))) : null,
          el("tr", { class: "sum" }, el("th", { scope: "row" }, say("inside_all")),
             el("td", { class: "number" }, count(files)),
             el("td", { class: "number" }, sizeText(bytes))))),
  ];
}

export function contentVerdict({ files, bytes, faults, faultCount, twice }) {
  if (faultCount === 0) {
    return el("div", { id: "content-verdict" },
              el("p", {}, el("strong", { "aria-hidden": "true" }, "✔ "),
                 say("content_whole", count(files), sizeText(bytes))),
              twice === 0 ? null : el("p", {}, say("twice", count(twice))));
  }
  return el("div", { class: "verdict trouble", id: "content-verdict" },
            el("p", {}, el("strong", { "aria-hidden": "true" }, "✘ "), say("content_faults")),
            faultList(faults, faultCount));
}

/** `onSave({ parts, form, name, expected })` for one part, or all of them. */
export function saveView({ parts, caseId, streams, plainSize, onSave }) {
  const stem = /^[\w-]{1,64}$/.test(caseId) ? caseId : "dossier";
  const sealedSize = parts.reduce((sum, { size }) => sum + size, 0);
  const button = (id, quiet, wish) =>
    el("button", { type: "button", class: quiet ? "quiet" : false, onclick: () => onSave(wish) },
       say(id));
  const row = (part) => {
    const name = part.name.replace(/^parts\//, "").replace(/\.tar\.zst\.age$/, "");
    const wish = (form, expected) =>
      ({ parts: [part], form, name: `${stem}-${name}.${form === "tar" ? "tar" : "tar.zst"}`,
         expected });
    return el("tr", {}, el("td", {}, el("bdi", {}, name)),
              el("td", { class: "number" }, sizeText(part.size)),
              el("td", {}, button("save_as_tar", true, wish("tar", part.size)), " ",
                 button("save_as_zstd", true, wish("zstd", part.size))));
  };
  return [
    el("h3", {}, say("save_title")), el("p", {}, say("save_text")), el("p", {}, say("save_tar_text")),
    el("p", { class: "small" }, say(streams ? "save_streams" : "save_memory")),
    el("p", {}, button("save_all", false, { parts, form: "tar", name: `${stem}.tar`,
                                            expected: Math.max(plainSize, sealedSize) })),
    parts.length < 2 ? null : el("table", { id: "parts" },
      el("thead", {}, el("tr", {}, el("th", {}, say("save_part")),
                         el("th", { class: "number" }, say("save_sealed_size")),
                         el("th", {}, say("save_title")))),
      el("tbody", {}, ...parts.map(row))),
  ];
}
