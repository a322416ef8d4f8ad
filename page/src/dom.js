// SPDX-License-Identifier: Apache-2.0
// Making elements and saying sentences. Text goes in as text, never as markup.
import { details, failures, words } from "./words.js";

let language = 0; // 0 French, 1 English

export const languageTag = () => (language === 0 ? "fr" : "en");

export function switchLanguage() {
  language = 1 - language;
}

/** A no-break space where French wants one, and in front of units. */
function typeset(text) {
  return text.replace(/ ([:;?!»%])/g, "\u00a0$1").replace(/« /g, "«\u00a0");
}

function filled(row, values) {
  return typeset(row[language]).replace(/\{(\d)\}/g, (_, i) => values[Number(i)] ?? "");
}

export const say = (id, ...values) => filled(words[id], values);

/** [what happened, what is preserved, what to do now] */
export const sayFailure = ({ code, values = [] }) =>
  (failures[code] ?? failures.internal).map((row) => filled(row, values));

export const sayDetail = (detail) => (language === 0 ? details[detail] ?? detail : detail);

export const byId = (id) => document.getElementById(id);

/** el("p", { class: "small" }, "text", element, …) */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

export function show(id, ...children) {
  byId(id).replaceChildren(...children.filter((child) => child !== null));
}

/** What a screen reader says now. */
export function speak(text) {
  byId("spoken").textContent = text;
}

/** The fixed sentences of the page, in the language of the moment. */
export function sayFixedWords() {
  document.documentElement.lang = languageTag();
  document.title = say("title");
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = say(element.dataset.word);
  }
}

export const count = (value) => new Intl.NumberFormat(languageTag()).format(value);

/** "1,2 Go"; decimal units, as disks are sold. */
export function sizeText(bytes) {
  const units = language === 0 ? ["o", "ko", "Mo", "Go", "To"] : ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  while (bytes >= 1000 && unit < units.length - 1) {
    bytes /= 1000;
    ++unit;
  }
  const digits = unit === 0 || bytes >= 100 ? 0 : 1;
  const number = new Intl.NumberFormat(languageTag(), { maximumFractionDigits: digits });
  return `${number.format(bytes)}\u00a0${units[unit]}`;
}

export function durationText(seconds) {
  if (seconds < 60) return say("seconds", count(Math.max(5, Math.ceil(seconds / 5) * 5)));
  const minutes = Math.round(seconds / 60);
  return minutes === 1 ? say("minute") : say("minutes", count(minutes));
}

/** A moment as ISO 8601, for a person here and for an expert anywhere. */
export function momentText(iso) {
  const date = new Date(iso);
  if (iso === "" || Number.isNaN(date.getTime())) return say("unknown");
  const here = new Intl.DateTimeFormat(language === 0 ? "fr-FR" : "en-GB",
                                       { dateStyle: "long", timeStyle: "medium" });
  return say("utc", here.format(date), date.toISOString().slice(0, 19).replace("T", " "));
}
