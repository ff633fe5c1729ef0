// The page of `gen preview`: shows what the server's events bring, and keeps the place where one reads.

const at = (id) => document.getElementById(id);
const made = (tag, className, ...children) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
};

let source, pages, messages, working = true, gone = false;
let showsSteps = sessionStorage.getItem("steps") === "shown";

// ---- The view: a seed and a language, kept in the address.

const view = () => new URLSearchParams(location.search);

function choose(changes) {
  const next = view();
  for (const [name, value] of Object.entries(changes)) value ? next.set(name, value) : next.delete(name);
  const query = next.toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
  listen();
}

function listen() {
  source?.close();
  at("seed").value = view().get("seed") ?? "";
  at("seed").removeAttribute("aria-invalid");
  working = true;
  source = new EventSource(`events?${view()}`);
  source.onopen = () => { gone = false; tellStatus(); };
  source.onerror = () => { gone = true; tellStatus(); };
  source.addEventListener("file", (event) => {
    const { file } = JSON.parse(event.data);
    at("file").textContent = file.split("/").pop();
    at("file").title = file;
  });
  source.addEventListener("working", () => { working = true; tellStatus(); });
  source.addEventListener("pages", (event) => {
    pages = JSON.parse(event.data);
    document.body.classList.remove("stale");
    showPages();
    tellStatus();
  });
  source.addEventListener("messages", (event) => {
    messages = JSON.parse(event.data);
    working = !messages.whole;
    document.body.classList.toggle("stale", messages.stale);
    showMessages();
    tellStatus();
  });
}

// ---- What is said.

const many = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;

function tellStatus() {
  const status = at("status");
  const [state, words] = gone ? ["gone", "the preview has ended, or cannot be reached"]
    : working ? ["working", "working …"]
    : messages.faults.length ? ["fault", many(messages.faults.length, "fault") + (pages && messages.stale ? "; the pages are of an earlier state" : "")]
    : messages.findings.length ? ["finding", `verified; ${many(messages.findings.length, "finding")}`]
    : ["good", "verified and checked, nothing found"];
  if (status.textContent !== words) status.textContent = words;
  status.dataset.state = state;
}

function showMessages() {
  const all = [["fault", messages.faults], ["finding", messages.findings], ["warning", messages.warnings]];
  const blocks = all.flatMap(([kind, texts]) => texts.map((text) => message(kind, text)));
  const region = at("messages");
  keepingPlace(() => {
    region.replaceChildren(...blocks);
    region.hidden = !blocks.length;
  });
}

function message(kind, text) {
  const [head, ...excerpt] = text.split("\n");
  const block = made("div", `message ${kind}`, made("p", "", made("span", "kind", kind), " ", head));
  if (excerpt.length) block.append(made("pre", "", excerpt.join("\n")));
  return block;
}

// ---- Pages. Each is what gen html writes, in a frame of its own, and is changed where it differs: what is open or selected stays.

const frames = ["sheet", "key"].map(at);
const narrow = matchMedia("(max-width: 60rem)");

function showPages() {
  document.title = `${pages.title} – preview`;
  const language = at("language");
  language.replaceChildren(...pages.languages.map((one) => new Option(one, one, false, one === pages.language)));
  at("languages").hidden = pages.languages.length < 2;
  keepingPlace(() => {
    for (const frame of frames) {
      const fresh = new DOMParser().parseFromString(pages[frame.id], "text/html");
      const style = fresh.createElement("style");
      style.textContent = stepsStyle;
      fresh.head.append(style);
      if (frame.id === "key" && showsSteps) addSteps(fresh);
      const shown = frame.contentDocument;
      shown.documentElement.lang = fresh.documentElement.lang;
      morph(shown.head, fresh.head);
      morph(shown.body, fresh.body);
      fitHeight(frame);
    }
  });
}

function prepare(frame) {
  const inside = frame.contentDocument;
  inside.addEventListener("keydown", pressed);
  inside.addEventListener("toggle", () => fitHeight(frame), true);
  new ResizeObserver(() => fitHeight(frame)).observe(inside.documentElement);
}

// Below each other the frames are as high as what is in them, and the whole window scrolls.
function fitHeight(frame) {
  frame.style.height = narrow.matches ? `${frame.contentDocument.documentElement.offsetHeight + 1}px` : "";
}

// What tells a part of a page from others beside it: problems and items go by their headings, steps by their names.
const name = (node) => node.nodeType !== 1 ? "" : node.id || node.dataset.step || node.querySelector(":scope > :is(h2, h3)[id]")?.id || "";

function morph(old, fresh) {
  const named = new Map();
  for (const node of old.childNodes) if (name(node)) named.set(name(node), [...named.get(name(node)) ?? [], node]);
  let next = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const match = name(wanted) ? named.get(name(wanted))?.shift() : next && !name(next) ? next : null;
    if (!match || match.nodeName !== wanted.nodeName) {
      old.insertBefore(wanted, next);
      continue;
    }
    if (match === next) next = next.nextSibling;
    else old.insertBefore(match, next);
    if (match.isEqualNode(wanted)) continue;
    if (match.nodeType !== 1) {
      match.nodeValue = wanted.nodeValue;
      continue;
    }
    for (const attribute of [...match.attributes]) if (attribute.name !== "open" && !wanted.hasAttribute(attribute.name)) match.removeAttribute(attribute.name);
    for (const attribute of wanted.attributes) if (attribute.name !== "open" && match.getAttribute(attribute.name) !== attribute.value) match.setAttribute(attribute.name, attribute.value);
    morph(match, wanted);
  }
  while (next) {
    const last = next;
    next = next.nextSibling;
    last.remove();
  }
}

// ---- The place where one reads: of all that has a name, what begins last above the upper edge stays where it is.

function keepingPlace(change) {
  const places = narrow.matches ? [placeIn(window, frames)] : frames.map((frame) => placeIn(frame.contentWindow, [frame]));
  change();
  for (const { scrolled, before } of places) {
    const [node, top] = before.findLast(([one]) => one.isConnected && topOf(one) !== null) ?? [];
    if (node) scrolled.scrollBy({ top: topOf(node, scrolled) - top, behavior: "instant" });
  }
}

// Where a window stands: everything with a name in these frames that begins above its edge or just below it, each with its distance.
function placeIn(scrolled, within) {
  if (scrolled.scrollY === 0) return { scrolled, before: [] };
  const nodes = within.flatMap((frame) => [...frame.contentDocument.querySelectorAll("[id], .chain[data-step]")]);
  const tops = nodes.map((node) => [node, topOf(node, scrolled)]).filter(([, top]) => top !== null);
  const above = tops.filter(([, top]) => top <= 60 + edgeOf(scrolled));
  return { scrolled, before: above };
}

const edgeOf = (scrolled) => scrolled === window ? document.querySelector(".bar").offsetHeight : 0;

function topOf(node, scrolled) {
  const box = node.querySelector?.(":scope > .line > .form") ?? node; // a chain has no box of its own
  const { top, height } = box.getBoundingClientRect();
  if (!height) return null;
  return scrolled === window ? top + node.ownerDocument.defaultView.frameElement.getBoundingClientRect().top : top;
}

// ---- What steps are made of: below each line of the key, and for each reading what has confirmed it.

function addSteps(page) {
  for (const [problem, items] of Object.entries(pages.steps)) {
    for (const [item, readings] of Object.entries(items)) {
      const own = page.getElementById(`${problem}.${item}`)?.parentNode.querySelectorAll(".key > .reading") ?? [];
      own.forEach((place, i) => readings[i] && addReading(place, readings[i]));
    }
  }
}

function addReading(place, { steps, checks }) {
  const left = new Map(steps.map((step) => [step.name, step]));
  const take = (name) => {
    const step = left.get(name);
    left.delete(name);
    return step;
  };
  for (const chain of place.querySelectorAll(".chain[data-step]")) {
    const step = take(chain.dataset.step);
    if (step) chain.append(made("div", "made-of", ...told(step)));
  }
  for (const times of place.querySelectorAll("table.times")) {
    const own = [...times.querySelectorAll("[data-step]")].map((cell) => take(cell.dataset.step)).filter(Boolean);
    if (own.length) times.parentNode.after(made("div", "made-of", listOf(own)));
  }
  const box = made("div", "made-of");
  const routes = checks.map(({ route, numbers, difference }) => [route, String(numbers), difference || "none"]);
  if (checks.length) box.append(table(["confirmed by", "numbers", "largest relative difference"], routes, ["", "amount", "amount"]));
  else box.append(made("p", "", "Nothing is computed here that another route could confirm."));
  const inner = [...left.values()];
  if (inner.length) box.append(made("details", "", made("summary", "", `${many(inner.length, "step")} inside other lines`), listOf(inner)));
  place.append(box);
}

function listOf(steps) {
  return made("ul", "", ...steps.map((step) => made("li", "", made("code", "", `${step.name} = ${step.value}`), " ", ...told(step))));
}

function told({ rule, form, of, line }) {
  const parts = [made("i", "", rule)];
  if (form) parts.push(": ", made("code", "", form));
  if (of.length) parts.push(", with ", ...of.flatMap(([one, number], i) => [i ? ", " : "", made("code", "", `${one} = ${number}`)]));
  if (line) parts.push(` ·\u00a0line\u00a0${line}`);
  return parts;
}

function table(heads, rows, kinds) {
  const cells = (tag, parts) => made("tr", "", ...parts.map((part, i) => made(tag, kinds[i], part)));
  const head = cells("th", heads);
  for (const cell of head.children) cell.scope = "col";
  return made("div", "wide", made("table", "", made("thead", "", head), made("tbody", "", ...rows.map((parts) => cells("td", parts)))));
}

function toggleSteps() {
  showsSteps = !showsSteps;
  sessionStorage.setItem("steps", showsSteps ? "shown" : "hidden");
  at("steps-button").setAttribute("aria-pressed", showsSteps);
  if (pages) showPages();
}

// ---- Keys and fields.

function chooseSeed(seed) {
  if (!/^\d{0,18}$/.test(seed)) {
    at("seed").setAttribute("aria-invalid", "true");
    return;
  }
  choose({ seed });
}

function step(by) {
  const seed = view().get("seed");
  const next = seed === null ? (by > 0 ? 0n : null) : BigInt(seed) + BigInt(by);
  if (next !== null) chooseSeed(next < 0n ? "" : String(next));
}

const keys = {
  h: toggleSteps,
  s: () => { at("seed").focus(); at("seed").select(); },
  n: () => step(1),
  p: () => step(-1),
  m: () => at("messages").hidden || at("messages").focus(),
  1: () => at("sheet").contentWindow.focus(),
  2: () => at("key").contentWindow.focus(),
  "?": () => at("help").showModal(),
};

function pressed(event) {
  if (event.target.closest?.("input:not([type=checkbox]), select, textarea, dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
  const action = keys[event.key];
  if (action) {
    event.preventDefault();
    action();
  }
}

document.addEventListener("keydown", pressed);
at("view").addEventListener("submit", (event) => { event.preventDefault(); chooseSeed(at("seed").value.trim()); });
at("seed").addEventListener("change", () => chooseSeed(at("seed").value.trim()));
at("language").addEventListener("change", () => choose({ language: at("language").value }));
at("steps-button").addEventListener("click", toggleSteps);
at("help-button").addEventListener("click", keys["?"]);
at("steps-button").setAttribute("aria-pressed", showsSteps);
narrow.addEventListener("change", () => frames.forEach(fitHeight));
const stepsStyle = await (await fetch("preview-steps.css")).text();
await Promise.all(frames.map((frame) => new Promise((loaded) => {
  frame.onload = loaded;
  frame.srcdoc = "<!DOCTYPE html><title>…</title>";
})));
frames.forEach(prepare);
listen();
