/**
 * Builds dist/widget.js (styles inlined), dist/widget.css (page, and fallback for older browsers) and
 * dist/sans_trace.css (the page without script, so that the widget does not carry it).
 * Both are committed so that nobody needs Node to run Boussole.
 *
 *   node build.mjs           writes dist/
 *   node build.mjs --check   writes nothing; fails when dist/ is not what src/ gives, or is too heavy
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const HERE = fileURLToPath(new URL(".", import.meta.url)); // a folder may have a space in its name
const TARGET = ["chrome73", "firefox78", "safari12.1"];
const MAX_GZIP = 20 * 1024;

async function bundle(entry, plugins = []) {
  const result = await build({
    absWorkingDir: HERE,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    charset: "utf8",
    format: "iife",
    legalComments: "none",
    target: TARGET,
    supported: { destructuring: true }, // one old Safari bug that our code does not meet
    plugins,
  });
  return result.outputFiles[0].text;
}

const css = await bundle("src/widget.css");
const inlineCss = {
  name: "inline-css",
  setup(b) {
    b.onLoad({ filter: /widget\.css$/ }, () => ({ contents: css.trim(), loader: "text" }));
  },
};
const outputs = {
  "dist/widget.css": css,
  "dist/sans_trace.css": await bundle("src/sans_trace.css"),
  "dist/widget.js": await bundle("src/index.js", [inlineCss]),
};

let failed = false;
for (const [path, text] of Object.entries(outputs)) {
  const gzip = gzipSync(text, { level: 9 }).length;
  console.log(`${path}: ${Buffer.byteLength(text)} bytes, ${gzip} gzipped`);
  if (gzip > MAX_GZIP) {
    console.error(`${path} is heavier than ${MAX_GZIP} bytes compressed`);
    failed = true;
  }
  if (!process.argv.includes("--check")) {
    await writeFile(HERE + path, text);
  } else if ((await readFile(HERE + path, "utf8").catch(() => "")) !== text) {
    console.error(`${path} is not what src/ gives: run "npm run build" and commit the result`);
    failed = true;
  }
}
process.exitCode = failed ? 1 : 0;
