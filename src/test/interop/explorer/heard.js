// Goes through the explorer as people do who neither see it nor hold a mouse: with the keyboard alone, hearing what the
// browser tells programs that read aloud. Arguments: address, path of Chromium. Prints one document of what was found.
import { open, pageOf } from "./browser.js";

const [, , server, chromium] = process.argv;
const browser = await open(chromium);
const found = { faults: [], nameless: [], unreached: [], unseen: [], headings: {}, landmarks: {}, steps: {} };

const CONTROLS = new Set(["button", "link", "textbox", "searchbox", "combobox", "checkbox", "slider", "radio", "spinbutton", "img", "image", "canvas", "dialog", "navigation", "progressbar", "listbox", "menuitem", "switch", "form", "group", "region"]);

/** What a reader aloud is given: `{role, name, properties}` of everything that is not left out. */
async function heard(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  return nodes
    .filter((one) => !one.ignored)
    .map((one) => ({ role: one.role?.value, name: one.name?.value || "", value: one.value?.value, ...Object.fromEntries((one.properties || []).map(({ name, value }) => [name, value.value])) }));
}

async function judge(page, where) {
  const nodes = await heard(page);
  for (const { role, name } of nodes) if (CONTROLS.has(role) && !name.trim() && !["group", "form", "region"].includes(role)) found.nameless.push(`${where}: ${role}`);
  found.headings[where] = nodes.filter(({ role }) => role === "heading").map(({ level, name }) => `${level} ${name}`);
  found.landmarks[where] = nodes.filter(({ role }) => ["banner", "main", "navigation", "contentinfo"].includes(role)).map(({ role, name }) => `${role} ${name}`.trim());
  return nodes;
}

/** Everything that takes a click or a text must be reached by the tabulator, be seen to be reached, and let go of. */
async function tabbed(page, where) {
  const marks = await page.evaluate(() => {
    document.activeElement?.blur();
    getSelection()?.removeAllRanges();
    const inside = document.querySelector("dialog[open]") || document;
    const all = [...inside.querySelectorAll("a[href], button, input, select, textarea, [tabindex='0']")].filter((one) => !one.disabled && one.checkVisibility() && one.type !== "hidden");
    all.forEach((one, i) => one.setAttribute("data-mark", i));
    return all.map((one) => `${one.tagName} ${one.getAttribute("aria-label") || one.textContent.trim().slice(0, 30) || one.id}`);
  });
  const reached = new Set();
  for (let n = 0; n < marks.length + 25; n++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const one = document.activeElement;
      const style = getComputedStyle(one);
      return { mark: one.getAttribute("data-mark"), isSeen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 };
    });
    if (at.mark === null) continue;
    reached.add(Number(at.mark));
    if (!at.isSeen) found.unseen.push(`${where}: ${marks[at.mark]}`);
  }
  marks.forEach((mark, i) => reached.has(i) || found.unreached.push(`${where}: ${mark}`));
}

const look = async (page, where) => {
  await page.waitForFunction(() => !document.querySelector(".busy, .waits"));
  const nodes = await judge(page, where);
  await tabbed(page, where);
  return nodes;
};

/** Presses the tabulator until something of a role and name has the focus, and then a key. */
async function at(page, role, name, key) {
  const wanted = page.getByRole(role, { name, exact: typeof name === "string" }).first();
  await wanted.waitFor();
  for (let n = 0; n < 150; n++) {
    if (await wanted.evaluate((one) => one === document.activeElement)) return key && page.keyboard.press(key);
    await page.keyboard.press("Tab");
  }
  throw new Error(`the tabulator does not reach the ${role} ${name}`);
}

/** What is told once it is what it should be. */
async function told(page, pattern) {
  const place = page.locator("#told").filter({ hasText: pattern });
  await place.waitFor({ state: "attached" });
  return place.textContent();
}

const VIEW = "#/c/demo_weather/a/~2024-06-02T00:00:00Z";
const PAGES = [
  ["start", "", ".collections a"],
  ["arrays", "#/c/demo_weather", "td a"],
  ["heat", VIEW, ".frame canvas"],
  ["lines", `${VIEW}?slice=0,:,0,0`, ".uplot canvas"],
  ["histogram", `${VIEW}?plot=histogram`, ".histogram canvas"],
  ["datasets", "#/c/demo_floats", "td a"],
  ["dataset", "#/c/demo_floats/d/float_002", "td a"],
  ["member", "#/c/demo_floats/d/float_002/salinity", ".uplot canvas"],
  ["partitions", "#/c/demo_tracks", ".timeline i"],
  ["variable", "#/c/demo_tracks/v/height", ".frame canvas"],
  ["view", "#/c/demo_corrections", ".timeline i"],
  ["missing", "#/c/nowhere", ".fault"],
];

try {
  const { page, faults } = await pageOf(browser, server);
  for (const [where, hash, ready] of PAGES) {
    await page.goto(`${server}/${hash}`);
    await page.locator(ready).first().waitFor().catch(async (fault) => {
      throw new Error(`${where} shows ${await page.locator("main").textContent()}`, { cause: fault });
    });
    await look(page, where);
  }

  await page.goto(`${server}/#/c/demo_floats/d/float_002`);
  await page.getByRole("button", { name: "Edit attributes" }).click();
  await page.getByRole("form", { name: "Attributes" }).waitFor();
  await page.getByRole("button", { name: "Add an attribute" }).click();
  await look(page, "attributes");

  // From the list to a value by keys alone, and what is told on the way.
  await page.goto(`${server}/`);
  const { steps } = found;
  await at(page, "searchbox", "Search");
  await page.keyboard.type("terr");
  steps.searched = await told(page, "1 collection");
  await page.keyboard.press("Escape");
  await at(page, "link", /^demo_weather/, "Enter");
  steps.page = await told(page, "demo_weather – Hypertile");
  steps.arrays = await told(page, "7 arrays");
  await at(page, "link", "2024-06-02T00:00:00Z", "Enter");
  steps.drawn = await told(page, "colours of");
  await at(page, "slider", "Position on hour", "ArrowRight");
  // The protocol tells the number alone; what is read is the text beside it.
  await page.waitForFunction(() => document.activeElement.getAttribute("aria-valuetext") !== "2024-06-02T00:00:00Z");
  steps.slider = await page.getByLabel("Position on hour").getAttribute("aria-valuetext");
  await at(page, "textbox", "hour at");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("2024-06-02T05:10:00Z");
  await page.keyboard.press("Enter");
  steps.nearest = await told(page, "nearest");
  await at(page, "img", /^Picture of/, "ArrowLeft");
  steps.value = await page.locator(".under").textContent();
  await at(page, "combobox", "Show", "ArrowDown");
  steps.lines = await told(page, "lines of");
  await at(page, "button", "Copy", "Enter");
  steps.copied = await told(page, "Copied");
  await at(page, "textbox", "Slice");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("99,nonsense");
  await page.keyboard.press("Enter");
  await page.locator(".fault").waitFor();
  steps.refused = (await heard(page)).filter(({ role }) => role === "alert").map(({ live }) => live);

  // A form: the focus goes in, stays in, and comes back.
  await at(page, "button", "New collection", "Enter");
  await page.getByRole("dialog").waitFor();
  await look(page, "form");
  await page.keyboard.press("Escape");
  // It leaves the page a moment after it is closed; until then the button opens none.
  await page.locator("dialog").waitFor({ state: "detached" });
  await page.waitForFunction(() => document.activeElement !== document.body);
  steps.back = await page.evaluate(() => document.activeElement.textContent);
  await page.keyboard.press("Enter");
  await at(page, "textbox", "Name");
  await page.keyboard.type("no/slash");
  steps.wrong = (await heard(page)).filter(({ invalid }) => invalid === "true").map(({ name }) => name);
  await page.keyboard.press("Control+A");
  await page.keyboard.type("made by keys");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "made by keys" }).waitFor();
  steps.made = await told(page, "made by keys");
  found.faults = faults;
} finally {
  console.log(JSON.stringify(found));
  await browser.close();
}
