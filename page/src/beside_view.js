// SPDX-License-Identifier: Apache-2.0
// What the page helps with and does not open itself: segments of disk images that lie beside the
// archive, and the key of the case wrapped for X.509 certificates.
import { printable } from "./bytes.js";
import { count, el, say, sizeText } from "./dom.js";

const mostSegments = 200;

/** `onFiles(files)` when a person has picked some. `results` as of checkSegments, or null. */
export function imagesView({ segments, results, onFiles }) {
  if (segments.length === 0) return [];
  const isSame = (one) => one === "same";
  const said = results === null ? "images_not_checked"
    : results.results.every(isSame) ? "images_all_same" : "images_not_all";
  const total = segments.reduce((sum, { size }) => sum + size, 0);
  const picker = el("input", { type: "file", id: "segment-files", class: "file", multiple: true,
    onchange: ({ target }) => {
      const files = [...target.files];
      target.value = "";
      if (files.length > 0) onFiles(files);
    } });
  return [
    el("h3", {}, say("images_title")),
    el("p", {}, el("strong", {}, say(said, count(segments.length), sizeText(total)))),
    el("p", {}, say("images_how")),
    el("p", {}, picker, el("label", { for: "segment-files", class: "button quiet" },
                           say("images_pick"))),
    results === null ? null : resultsView(segments, results),
  ];
}

function resultsView(segments, { results, strangers }) {
  const rows = segments.slice(0, mostSegments).map(({ name, size }, i) =>
    el("tr", {}, el("td", {}, el("bdi", {}, `images/${name}`)),
       el("td", { class: "number" }, sizeText(size)), el("td", {}, say(`images_${results[i]}`))));
  const ended = (how) => results.filter((one) => one === how).length;
  return el("div", { id: "images-results" },
    el("p", {}, say("images_summary", count(ended("same")), count(ended("differs")),
                    count(ended("not_given")))),
    ended("differs") === 0 ? null : el("p", { class: "verdict trouble", role: "alert" },
                                       say("images_differs_now")),
    strangers.length === 0 ? null
      : el("p", {}, say("images_strangers", printable(strangers.slice(0, 5).join(", "), 300))),
    el("table", {}, el("tbody", {}, ...rows)));
}

/** `onSave(file)` saves one envelope of the archive as it is. */
export function envelopesView({ envelopes, isOnlyWay, onSave }) {
  if (envelopes.length === 0) return [];
  const steps = envelopes.map(({ file, subject }) => {
    const name = file.replace(/^keys\//, "");
    // Without -recip, OpenSSL gives noise for a wrong RSA key instead of an error.
    const command = `openssl cms -decrypt -inform DER -in ${name} ` +
      `-recip ${say("envelope_certificate_name")} -inkey ${say("envelope_key_name")} ` +
      `-out ${say("envelope_out_name")}`;
    return el("li", {}, el("p", {}, el("bdi", {}, printable(subject, 200) || name)),
      el("p", {}, el("button", { type: "button", class: "quiet", onclick: () => onSave(file) },
                     say("envelope_save", name))),
      el("code", { class: "command" }, command), copyButton(command));
  });
  return el("details", { open: isOnlyWay, id: "envelope-list" },
            el("summary", {}, say("envelope_title")), el("p", {}, say("envelope_how")),
            el("ul", {}, ...steps), el("p", {}, say("envelope_then", say("envelope_out_name"))));
}

// Without a clipboard (an old browser, a policy) a click still selects the whole command.
function copyButton(command) {
  if (navigator.clipboard === undefined) return null;
  const button = el("button", { type: "button", class: "quiet", onclick: () =>
    navigator.clipboard.writeText(command).then(() => {
      button.textContent = say("copied");
    }, () => {}) }, say("copy"));
  return button;
}
