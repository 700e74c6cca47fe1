// Makes everything in kinkeeper/design/static/design: the style sheet, GOV.UK's script, the fonts and their licences.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "kinkeeper", "design", "static", "design");
const modules = join(here, "node_modules");
mkdirSync(join(out, "fonts"), { recursive: true });

const { css } = sass.compile(join(here, "kinkeeper.scss"), {
  loadPaths: [here, modules],
  style: "compressed",
  quietDeps: true,
  silenceDeprecations: ["if-function"],
});
// MoJ's timeline has a picture for documents, which we neither use nor serve.
const ours = css.replace(/background-image:url\(\/assets\/[^)]*\);?/g, "");
writeFileSync(join(out, "kinkeeper.css"), ours.trimEnd() + "\n");

const script = readFileSync(join(modules, "govuk-frontend/dist/govuk/govuk-frontend.min.js"), "utf8");
writeFileSync(join(out, "govuk-frontend.js"), script.replace(/\/\/# sourceMappingURL=.*\s*$/, ""));

const typeface = join(modules, "@fontsource/atkinson-hyperlegible-next");
for (const subset of ["latin", "latin-ext"]) {
  for (const weight of [400, 700]) {
    const name = `atkinson-hyperlegible-next-${subset}-${weight}`;
    copyFileSync(join(typeface, "files", `${name}-normal.woff2`), join(out, "fonts", `${name}.woff2`));
  }
}
copyFileSync(join(typeface, "LICENSE"), join(out, "fonts", "OFL.txt"));

copyFileSync(join(here, "licences.txt"), join(out, "LICENCES.txt"));
console.log(`kinkeeper.css: ${Math.round(css.length / 1024)} KB`);
