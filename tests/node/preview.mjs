// What an author sees of `gen preview`: the file is edited beside the page, and what the page shows is told as JSON.
// node preview.mjs CHROMIUM PROFILE ADDRESS FILE [FOLDER], which gets pictures.

import { readFileSync, renameSync, writeFileSync } from "node:fs";
import puppeteer from "puppeteer-core";

const [executablePath, userDataDir, address, file, folder] = process.argv.slice(2);
const quiet = ["no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync"];
const browser = await puppeteer.launch({ executablePath, userDataDir, headless: true, args: quiet.map((one) => `--${one}`) });
const found = {};
try {
  const page = await browser.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  page.setDefaultTimeout(60_000);
  await page.setViewport({ width: 1400, height: 900 });
  await page.goto(address);

  const text = readFileSync(file, "utf8");
  // As editors do: the new file is put in the place of the old one.
  const save = (changed) => { writeFileSync(`${file}.new`, changed); renameSync(`${file}.new`, file); };
  const status = (state) => page.waitForSelector(`#status[data-state="${state}"]`);
  const inKey = (what) => page.evaluate(what);
  const answer = () => inKey(() => document.getElementById("key").contentDocument.querySelector('[id=\"sheet-a.d\"] ~ .key [data-step="dh[3]/dW"]').textContent.trim());
  const edge = () => inKey(() => document.getElementById("key").contentDocument.getElementById("sheet-a.d").getBoundingClientRect().top);
  const shot = async (name) => { if (folder) await page.screenshot({ path: `${folder}/${name}.png` }); };

  await status("good");
  found.first = await answer();
  found.sheet = await inKey(() => document.getElementById("sheet").contentDocument.querySelectorAll(".key").length);
  await shot("first");

  // The place: item d is read, and item a above it becomes longer.
  await inKey(() => document.getElementById("key").contentWindow.scrollTo(0, document.getElementById("key").contentDocument.getElementById("sheet-a.d").offsetTop - 20));
  const [place, height] = [await edge(), await inKey(() => document.getElementById("key").contentDocument.body.scrollHeight)];
  const longer = text.replace("Give the final number.", `Give the final number. ${"Take your time. ".repeat(60)}`);
  save(longer);
  await page.waitForFunction((before) => document.getElementById("key").contentDocument.body.scrollHeight > before, {}, height);
  await status("good");
  found.moved = (await edge()) - place;
  found.grown = (await inKey(() => document.getElementById("key").contentDocument.body.scrollHeight)) > height + 50;

  // A number: other results.
  save(text.replace("W: 1\n      h[0]: 2", "W: 3\n      h[0]: 2"));
  await page.waitForFunction((before) => document.getElementById("key").contentDocument.querySelector('[id=\"sheet-a.d\"] ~ .key [data-step="dh[3]/dW"]')?.textContent.trim() !== before, {}, found.first);
  found.changed = await answer();

  // A wrong edit: the fault above the last good page.
  save(text.replace("V: -2\n      W: 1", "V: minus\n      W: 1"));
  await status("fault");
  found.faults = await page.$$eval("#messages .message", (all) => all.map((one) => one.textContent));
  found.kept = (await answer()) === found.changed;
  found.stale = await page.$eval("body", (body) => body.classList.contains("stale"));
  await shot("fault");
  save(text);
  await status("good");
  found.mended = [await page.$eval("#messages", (one) => one.hidden), await page.$eval("body", (body) => body.classList.contains("stale"))];

  // h, pressed while the key has the focus.
  await page.keyboard.press("2");
  await page.keyboard.press("h");
  await page.waitForFunction(() => document.getElementById("key").contentDocument.querySelector(".made-of"));
  found.steps = await inKey(() => [...document.getElementById("key").contentDocument.querySelector('[id=\"sheet-a.d\"] ~ .key .reading').querySelectorAll(".made-of li")].map((one) => one.textContent));
  found.line = await inKey(() => document.getElementById("key").contentDocument.querySelector('[id=\"sheet-a.a\"] ~ .key .chain[data-step="total"] .made-of').textContent);
  found.routes = await inKey(() => [...document.getElementById("key").contentDocument.querySelector('[id=\"sheet-a.d\"] ~ .key .reading > .made-of').querySelectorAll("tbody tr")].map((row) => [...row.cells].map((cell) => cell.textContent)));
  found.sheetSteps = await inKey(() => document.getElementById("sheet").contentDocument.querySelectorAll(".made-of").length);
  found.held = await edge();
  if (folder) await inKey(() => document.getElementById("key").contentDocument.querySelector('[id=\"sheet-a.d\"] ~ .key .made-of').scrollIntoView());
  await shot("steps");
  await page.keyboard.press("h");
  found.hidden = await inKey(() => document.getElementById("key").contentDocument.querySelectorAll(".made-of").length);

  // A seed: the numbers of that variant, and none again.
  await page.keyboard.press("s");
  await page.keyboard.type("7");
  await page.keyboard.press("Enter");
  await page.waitForFunction((before) => document.getElementById("key").contentDocument.querySelector('[id=\"sheet-a.d\"] ~ .key [data-step="dh[3]/dW"]')?.textContent.trim() !== before, {}, found.first);
  await status("good");
  found.address = page.url().split("?")[1];
  found.variant = await answer();
  await shot("variant");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("?");
  found.help = await page.$eval("#help", (one) => one.open);
  await page.keyboard.press("Escape");
  await page.$eval("#seed", (field) => { field.value = ""; field.form.requestSubmit(); });
  await page.waitForFunction((before) => document.getElementById("key").contentDocument.querySelector('[id=\"sheet-a.d\"] ~ .key [data-step="dh[3]/dW"]')?.textContent.trim() === before, {}, found.first);
  await status("good");

  // What axe-core finds in the frame around the pages, which have a test of their own.
  await page.evaluate(readFileSync(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8"));
  found.axe = await page.evaluate(async () => (await axe.run({ exclude: ["iframe"] }, { iframes: false })).violations.map(({ id, nodes }) => [id, nodes.map((one) => one.html)]));

  // Below each other when narrow: the window scrolls, and nothing within it.
  await page.setViewport({ width: 500, height: 900 });
  await page.waitForFunction(() => ["sheet", "key"].every((one) => document.getElementById(one).clientHeight >= document.getElementById(one).contentDocument.documentElement.scrollHeight - 2));
  found.below = await page.evaluate(() => document.getElementById("key").getBoundingClientRect().top >= document.getElementById("sheet").getBoundingClientRect().bottom);
  await shot("narrow");
  if (folder) {
    await page.setViewport({ width: 1400, height: 900 });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
    await shot("dark");
  }
  found.wrong = wrong;
  console.log(JSON.stringify(found));
} finally {
  await browser.close();
}
