// SPDX-License-Identifier: Apache-2.0
// Makes OUVRIR.html: one file, not minified, the same bytes for the same sources.
// usage: node bundle.mjs OUT
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const read = (name) => readFileSync(join(here, name), "utf8");

// What goes into the page, and so whose licence must go with it.
const included = ["age-encryption", "@noble/ciphers", "@noble/curves", "@noble/hashes",
                  "@noble/post-quantum", "@scure/base", "fzstd"];

async function script() {
  const result = await build({
    absWorkingDir: here, entryPoints: ["src/main.js"], bundle: true, write: false,
    format: "iife", target: ["es2022"], charset: "utf8", legalComments: "inline",
    minify: false, treeShaking: true, metafile: true, logLevel: "warning",
  });
  for (const input of Object.keys(result.metafile.inputs)) {
    const known = input.startsWith("src/") ||
      included.some((name) => input.startsWith(`node_modules/${name}/`));
    if (!known) throw new Error(`no licence is kept for ${input}`);
  }
  // A closing tag in a string would end the script early.
  return `\n${result.outputFiles[0].text.replace(/<\/script/gi, "<\\/script")}`;
}

function licences() {
  const texts = included.map((name) => {
    const { version } = JSON.parse(read(`node_modules/${name}/package.json`));
    return `${name} ${version}\n\n${read(`node_modules/${name}/LICENSE`).trim()}\n`;
  });
  return texts.join("\n— — —\n\n").replace(/&/g, "&amp;").replace(/</g, "&lt;");
}

const hashOf = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

function policy(code) {
  return ["default-src 'none'", `script-src ${hashOf(code)}`, "worker-src blob:",
          // The report has its own style, and a frame inherits this policy.
          "style-src 'unsafe-inline'", "img-src data:", "connect-src 'none'", "frame-src 'none'",
          "form-action 'none'", "base-uri 'none'"].join("; ");
}

const out = process.argv[2];
if (out === undefined) throw new Error("usage: node bundle.mjs OUT");
const code = await script();
const values = { policy: policy(code), style: read("src/style.css").trim(), licences: licences(),
                 script: code };
const html = read("src/index.html").replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, html);
console.log(`${createHash("sha256").update(html).digest("hex")}  ${out}`);
