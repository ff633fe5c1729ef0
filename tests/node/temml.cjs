// MathML of the formulas that come in as a list in JSON, each as LaTeX and whether it is displayed.
const { readFileSync } = require("node:fs");
const temml = require("temml/dist/temml.cjs");
const { renderToString } = temml.default ?? temml;
const formulas = JSON.parse(readFileSync(0, "utf-8"));
process.stdout.write(JSON.stringify(formulas.map(([latex, displayMode]) => renderToString(latex, { displayMode, throwOnError: true }))));
