// What is said of the MathML that comes in as a list in JSON, in each language.
const { readFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const engine = require("speech-rule-engine");
const formulas = JSON.parse(readFileSync(0, "utf-8"));
const json = join(dirname(require.resolve("speech-rule-engine/package.json")), "lib", "mathmaps");

(async () => {
  const spoken = {};
  for (const locale of ["en", "de"]) {
    await engine.setupEngine({ locale, domain: "clearspeak", modality: "speech", json });
    await engine.engineReady();
    spoken[locale] = formulas.map((formula) => engine.toSpeech(formula));
  }
  process.stdout.write(JSON.stringify(spoken));
})();
