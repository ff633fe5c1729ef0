// What a browser says of pages, as JSON: violations that axe finds in light and dark, whether a telephone scrolls them sideways,
// and whether the keyboard alone reaches and shows all that can be reached. Arguments: the browser, and files of HTML.
import { readFileSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [executablePath, ...files] = process.argv.slice(2);
const userDataDir = mkdtempSync(join(tmpdir(), "pages-"));
const args = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];
const browser = await puppeteer.launch({ executablePath, args, userDataDir, headless: true });
const found = {};
try {
  for (const file of files) {
    const page = await browser.newPage();
    const messages = [];
    page.on("console", (message) => messages.push(message.text()));
    page.on("request", (request) => request.url().startsWith("data:") || messages.push(request.url()));
    await page.setBypassCSP(true);
    await page.setContent(readFileSync(file, "utf8"), { waitUntil: "load" });
    const one = (found[file] = { violations: [], messages, sideways: [], stops: 0, unseen: [] });
    await page.evaluate(axe);
    for (const [scheme, width] of [["dark", 1000], ["light", 360]]) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await page.setViewport({ width, height: 900 });
      // On a telephone only that is other which is wider than the page, and what a finger reaches.
      const runOnly = width < 500 ? ["scrollable-region-focusable", "target-size"] : undefined;
      const { violations } = await page.evaluate((rules) => globalThis.axe.run(document, { ...(rules && { runOnly: rules }), resultTypes: ["violations"] }), runOnly);
      for (const { id, nodes } of violations)
        one.violations.push(`${scheme}, ${width}px: ${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
    }
    // Everything that is told beside a step is seen when the keyboard comes to it.
    one.stops = await page.evaluate(() => document.querySelectorAll("summary, [tabindex], a[href], input:not([disabled])").length);
    for (let i = 0; i < Math.min(one.stops, 40); i++) {
      await page.keyboard.press("Tab");
      const unseen = await page.evaluate(() => {
        const at = document.activeElement;
        const because = at.querySelector(".because");
        const hidden = because && getComputedStyle(because).opacity !== "1";
        return at === document.body || hidden || getComputedStyle(at).outlineStyle === "none" ? at.outerHTML.slice(0, 160) : "";
      });
      if (unseen) one.unseen.push(unseen);
    }
    await page.setViewport({ width: 360, height: 800 });
    one.sideways = await page.evaluate(() => {
      const wide = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= wide) return [];
      const over = [...document.querySelectorAll("main *")].filter((one) => one.getBoundingClientRect().right > wide + 1);
      return [`${document.documentElement.scrollWidth}px`, ...over.slice(0, 5).map((one) => one.outerHTML.slice(0, 160))];
    });
    await page.close();
  }
} finally {
  await browser.close();
  rmSync(userDataDir, { recursive: true, force: true });
}
console.log(JSON.stringify(found, null, 1));
