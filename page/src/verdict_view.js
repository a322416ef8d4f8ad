// SPDX-License-Identifier: Apache-2.0
// What a check found, and what a failure means, as a person reads it.
import { printable } from "./bytes.js";
import { count, el, momentText, say, sayDetail, sayFailure } from "./dom.js";

const mostShown = 40;

function threeSentences(happened, safe, now) {
  return [happened === null ? null : el("h4", {}, say("error_happened")),
          happened === null ? null : el("p", {}, happened),
          el("h4", {}, say("error_safe")), el("p", {}, safe),
          el("h4", {}, say("error_now")), el("p", {}, now)];
}

export function failureView(failure) {
  const [happened, safe, now] = sayFailure(failure);
  return el("div", { class: "verdict trouble", role: "alert" },
            ...threeSentences(happened, safe, now),
            failure.detail === "" ? null
              : el("p", { class: "small" }, say("error_detail", printable(sayDetail(failure.detail), 600))));
}

export function faultList(faults, countInAll) {
  const items = faults.slice(0, mostShown).map(({ kind, path, detail }) => el("li", {},
    el("strong", {}, say(path === "" && kind === "changed" ? "fault_whole_changed"
                                                          : `fault_${kind}`)),
    path === "" ? "" : " : ", path === "" ? "" : el("bdi", {}, printable(path)),
    detail === "" ? "" : el("span", { class: "small" }, ` (${printable(sayDetail(detail))})`)));
  const more = countInAll - items.length;
  return el("ul", { class: "faults" }, ...items,
            more > 0 ? el("li", {}, say("faults_more", count(more))) : null);
}

function pairs(rows) {
  return el("table", { class: "pairs" }, el("tbody", {}, ...rows.map(([name, value]) =>
    el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, value)))));
}

function factsView(verdict) {
  const { caseId, created, sealed, files, parts, tool, otherSigners } = verdict;
  const when = sealed === "" ? say("unknown") : say("fact_sealed_clock", momentText(sealed));
  return pairs([
    [say("fact_case"), printable(caseId, 100) || say("unknown")],
    [say("fact_created"), momentText(created)],
    [say("fact_sealed"), when],
    [say("fact_files"), say("fact_files_value", count(files), count(parts))],
    [say("fact_tool"), printable(tool, 100) || say("unknown")],
    ...otherSigners.map(({ name, checkable }) =>
      [say("fact_other"), say(checkable ? "fact_other_checked" : "fact_other_unchecked", name)]),
  ]);
}

export function verdictView({ verdict, faults, segments }) {
  if (verdict.whole) {
    return el("div", { class: "verdict" },
              el("h3", {}, el("span", { class: "sign", "aria-hidden": "true" }, "✔"),
                 say("whole_title")),
              el("p", {}, say("whole_text", count(verdict.files))),
              segments.length === 0 ? null : el("p", {}, say("whole_but_images")),
              el("p", {}, el("strong", {}, say("whole_next"))), factsView(verdict),
              el("p", { class: "small" }, say("whole_limit")));
  }
  const isCut = faults.some(({ kind }) => kind === "truncated");
  return el("div", { class: "verdict trouble" },
            el("h3", {}, el("span", { class: "sign", "aria-hidden": "true" }, "✘"),
               say("not_whole_title")),
            el("p", {}, say("not_whole_text")), faultList(faults, faults.length),
            ...threeSentences(null, say("not_whole_safe"),
                              say(isCut ? "truncated_now" : "not_whole_now")),
            factsView(verdict));
}

function expertView({ fingerprint }) {
  const pairsOfHex = fingerprint.match(/../g)?.join(":").toUpperCase() ?? "";
  return el("details", {}, el("summary", {}, say("expert_title")),
            fingerprint === "" ? null
              : el("p", {}, say("expert_fingerprint"), el("br"), el("code", {}, pairsOfHex)),
            el("p", {}, say("expert_checked")), el("p", {}, say("expert_page")));
}

export function compareView({ verdict }) {
  if (verdict.shortFingerprint === "") {
    return [el("p", {}, say("compare_none")), expertView(verdict)];
  }
  const groups = verdict.shortFingerprint.split("-").map((group) => el("span", {}, group));
  return [el("p", {}, say("compare_text")),
          el("p", { class: "fingerprint", id: "fingerprint" }, ...groups),
          el("ul", {}, ...[verdict.whole ? "compare_same" : "compare_same_not_whole",
                           "compare_differ", "compare_no_sheet"].map((id) =>
            el("li", {}, say(id)))),
          expertView(verdict)];
}
