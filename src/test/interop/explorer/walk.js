// Walks the explorer on a server with samples. Arguments: address, path of Chromium, directory for pictures, file of
// cells to upload, file of rows. Prints one document with what was found; who runs it decides what is right.
import { mkdirSync } from "node:fs";
import { barriers, open, pageOf, painted, saved } from "./browser.js";

const [, , server, chromium, pictures, upload, rows] = process.argv;
mkdirSync(pictures, { recursive: true });
const found = { faults: [], barriers: [], steps: {} };
const browser = await open(chromium);
const note = (name, value) => (found.steps[name] = value);

async function look(page, name) {
  await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
  found.barriers.push(...(await barriers(page)).map((one) => `${name}: ${one}`));
}

const go = (page, hash) => page.goto(`${server}/${hash}`);
const settled = (page) => page.waitForFunction(() => !document.querySelector(".busy, .waits"));

try {
  // From the list to a picture.
  const one = await pageOf(browser, server);
  const { page } = one;
  await go(page, "");
  await page.locator(".collections a").first().waitFor();
  note("collections", await page.locator(".collections b").allTextContents());
  await look(page, "start");
  note("weight", [...one.sizes.values()].reduce((sum, size) => sum + size, 0));
  await page.getByLabel("Search").fill("terr");
  note("searched", await page.locator(".collections b").allTextContents());
  await page.getByLabel("Search").fill("");
  await page.locator(".collections a", { hasText: "demo_weather" }).click();
  await page.locator(".axes dt").first().waitFor();
  note("axes", await page.locator(".axes dt").allTextContents());
  note("coordinates", await page.locator(".axes dd span").allTextContents());
  await page.getByRole("link", { name: "2024-06-02T00:00:00Z" }).waitFor();
  await look(page, "collection");
  await page.getByRole("button", { name: "Size and quotas" }).click();
  await page.locator(".stored li").waitFor();
  note("stored", await page.locator(".stored [role=status]").textContent());
  await page.getByLabel("Order").selectOption("-dt");
  await page.waitForFunction(() => document.querySelector("td a")?.textContent.startsWith("2024-06-07"));
  await page.getByLabel("Filter").fill('dt == "2024-06-02T00:00:00Z"');
  await page.getByRole("button", { name: "Apply" }).click();
  await page.waitForFunction(() => document.querySelectorAll("td a").length === 1);
  await page.getByRole("link", { name: "2024-06-02T00:00:00Z" }).click();
  await page.locator(".frame canvas").waitFor();
  note("heat", await painted(page));
  note("coast", await page.locator(".coast path").last().evaluate((path) => {
    // The southern end of Africa is where the axes say, 34.8 degrees south and 20 east.
    const points = path.getAttribute("d").slice(1).split(/[ML]/).map((one) => one.split(" ").map(Number));
    const [x, y] = points.map(([column, row]) => [(column - 0.5) * 5 - 180, 90 - (row - 0.5) * 5]).filter(([lon, lat]) => lon > 10 && lon < 50 && lat > -40).sort((a, b) => a[1] - b[1])[0];
    const lines = path.getAttribute("d").slice(1).split("M").map((line) => line.split("L").map((one) => Number(one.split(" ")[0])));
    return [points.length, x, y, Math.max(...lines.map((line) => Math.max(...line.slice(1).map((place, n) => Math.abs(place - line[n])))))];
  }));
  await look(page, "array");
  await page.getByRole("checkbox", { name: "coastlines" }).uncheck();
  note("no coast", await page.locator(".coast").count());
  await page.getByRole("checkbox", { name: "coastlines" }).check();

  // Pickers and slice text tell the same.
  const slice = page.getByLabel("Slice", { exact: true });
  const apply = async (text) => {
    await slice.fill(text);
    await page.getByRole("button", { name: "Apply", exact: true }).first().click();
  };
  note("slice", await slice.inputValue());
  await page.getByLabel("hour at").fill("2024-06-02T05:10:00Z");
  await page.getByLabel("hour at").press("Enter");
  await page.waitForFunction(() => document.querySelector("#slice").value.startsWith("5,"));
  note("nearest hour", [await slice.inputValue(), await page.getByLabel("hour at").inputValue()]);
  await apply("2024-06-02T07:00:00Z,0:10,4,temperature");
  await page.waitForFunction(() => document.querySelector("#slice").value === "7,0:10,4,0");
  // An answer that comes when something else was chosen meanwhile changes nothing.
  let late;
  await page.route(/subset\/description/, (route) => (late = route));
  await apply("2024-06-02T09:00:00Z,0:10,4,temperature");
  for (let n = 0; !late && n < 50; n++) await page.waitForTimeout(100);
  await apply("6,0:10,4,0");
  await page.waitForFunction(() => window.location.hash.includes("slice=6,0:10,4,0"));
  await late.continue().catch(() => {});
  await page.unroute(/subset\/description/);
  await page.waitForTimeout(500);
  note("late answer", await slice.inputValue());
  await apply("7,0:10,4,0");
  await page.waitForFunction(() => window.location.hash.includes("slice=7,0:10,4,0"));
  // The address comes before the pickers, whose values are asked for.
  for (let n = 0; n < 100 && !(await page.getByLabel("hour at").inputValue()).includes("T07:"); n++) {
    await page.waitForTimeout(100);
  }
  note("pickers", [await page.getByLabel("hour at").inputValue(), await page.getByLabel("x at").inputValue()]);
  await apply("99,nonsense");
  note("refused slice", await page.locator(".fault p").first().textContent());
  await apply("3,...,0");
  await settled(page);
  await page.locator(".frame canvas").focus();
  await page.keyboard.press("ArrowLeft");
  note("under keys", await page.locator(".under").textContent());
  await page.locator(".frame canvas").hover({ position: { x: 1, y: 1 } });
  note("under pointer", await page.locator(".under").textContent());
  await page.getByLabel("Palette").selectOption("coolwarm");
  await page.getByRole("textbox", { name: "Range" }).fill("250,300");
  await page.getByRole("textbox", { name: "Range" }).press("Enter");
  await settled(page);
  note("shared", page.url());
  await page.reload();
  await page.locator(".frame canvas").waitFor();
  note("after reload", [await page.getByLabel("Slice", { exact: true }).inputValue(), await page.getByLabel("Palette").inputValue()]);
  await page.getByRole("button", { name: "Play" }).click();
  await page.waitForFunction(() => /^[5-9],/.test(document.querySelector("#slice").value));
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("combobox", { name: "Show" }).selectOption("lines");
  await page.locator(".uplot canvas").waitFor();
  await page.locator(".lines").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  note("lines by keys", await page.locator(".under").textContent());
  await look(page, "lines");
  await page.getByRole("combobox", { name: "Show" }).selectOption("histogram");
  await page.locator(".histogram canvas").waitFor();
  note("histogram", await page.locator(".histogram b").textContent());
  const code = {};
  for (const name of ["URL", "curl", "requests", "hypertile", "xarray", "R"]) {
    await page.locator(".tabs").getByRole("button", { name, exact: true }).click();
    code[name] = await page.locator(".take pre").textContent();
  }
  note("code", code);
  note("saved", await saved(page));
  await slice.fill(":,:,:,:");
  await slice.press("Enter");
  await page.waitForFunction(() => window.location.hash.includes("slice=:,:,:,:"));
  await page.locator(".links a", { hasText: /^png$/ }).click();
  await page.locator(".take .fault p").waitFor();
  note("refused download", await page.locator(".take .fault p").textContent());

  // Datasets, with what their statistics say.
  await go(page, "#/c/demo_floats");
  await page.getByLabel("Where").fill("temperature.max > 19.5");
  await page.getByLabel("Where").press("Enter");
  await page.waitForFunction(() => [1, 2].includes(document.querySelectorAll("tbody tr").length));
  note("where", await page.locator("tbody tr td:first-child").allTextContents());
  await page.getByRole("link", { name: "float_002", exact: true }).click();
  await page.getByRole("cell", { name: "salinity", exact: true }).waitFor();
  await look(page, "dataset");
  await page.getByRole("link", { name: "salinity", exact: true }).click();
  await page.locator(".uplot canvas").waitFor();
  await look(page, "profile");
  await go(page, "#/c/demo_terrain/a/~nowhere");
  await page.locator(".frame canvas").waitFor();
  note("terrain", await painted(page));
  await look(page, "tiles");

  // Partitions, and a variable over all of them.
  await go(page, "#/c/demo_tracks");
  await page.locator(".timeline i").first().waitFor();
  note("partitions", await page.locator(".timeline i").count());
  await look(page, "partitions");
  await page.getByLabel("Filter").fill("cycle == 2");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".timeline i").length === 2);
  await page.getByRole("link", { name: "height", exact: true }).click();
  await page.locator(".frame canvas").waitFor();
  note("variable", await painted(page));
  await look(page, "variable");

  // A collection, an array and cells by forms.
  await go(page, "");
  await page.getByRole("button", { name: "New collection" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").first().fill("no/good name");
  note("invalid name", await dialog.locator(".wrong").first().textContent());
  await dialog.getByRole("textbox").first().fill("demo_weather");
  await dialog.getByLabel("Size").first().fill("3");
  await dialog.getByLabel("Size").nth(1).fill("4");
  await dialog.getByLabel("Attribute").fill("n");
  await dialog.getByRole("combobox", { name: /^Type/ }).last().selectOption("int");
  await look(page, "form");
  await dialog.getByRole("button", { name: "Create" }).click();
  note("taken name", await dialog.locator(".fault p").textContent());
  await dialog.getByRole("textbox").first().fill("made_here");
  await dialog.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name: "made_here" }).waitFor();
  await page.getByRole("button", { name: "New array" }).click();
  await page.getByRole("dialog").getByRole("textbox").first().fill("7");
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await page.getByLabel("File").setInputFiles(upload);
  await page.getByText("is written.").waitFor();
  // The picture shows what was written without a word.
  await page.waitForFunction(() => document.querySelector(".legend span")?.textContent === "0");
  note("uploaded", await painted(page));

  // Rows cut by day, and a view over them.
  await go(page, "");
  await page.getByRole("button", { name: "New collection" }).click();
  await dialog.getByLabel("Name", { exact: true }).first().fill("made rows");
  await dialog.getByRole("combobox", { name: "Kind" }).selectOption("partitioned");
  await dialog.getByLabel("No value is kept as").fill("none");
  note("wrong fill", await dialog.locator(".wrong").allTextContents());
  await dialog.getByLabel("No value is kept as").fill("NaN");
  await dialog.getByRole("combobox", { name: "Cut by" }).selectOption("sequence");
  note("no key", [await dialog.locator(".wrong").allTextContents(), await dialog.getByRole("button", { name: "Create" }).isDisabled()]);
  await dialog.getByRole("button", { name: "Add a variable" }).click();
  const third = dialog.getByRole("group", { name: "Variable 3", exact: true });
  await third.getByLabel("Name").fill("cycle");
  await third.getByRole("combobox", { name: "Type" }).selectOption("int32");
  await dialog.getByRole("group", { name: "Variables that cut" }).getByLabel("cycle").check();
  await dialog.getByRole("button", { name: "Add an axis" }).click();
  const second = dialog.getByRole("group", { name: "Axis 2", exact: true });
  await second.getByLabel("Name").fill("beam");
  await dialog.getByRole("group", { name: "Variable 2", exact: true }).getByLabel("beam").check();
  await look(page, "form-rows");
  await dialog.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name: "made rows" }).waitFor();
  await page.getByLabel("File").setInputFiles(rows);
  await page.getByText("is written.").waitFor();
  await page.waitForFunction(() => document.querySelectorAll(".timeline i").length === 2);
  note("inserted", await page.locator("section[aria-label=Partitions] table").last().locator("td:first-child").allTextContents());
  await page.getByRole("button", { name: "New collection" }).click();
  await dialog.getByLabel("Name", { exact: true }).first().fill("made view");
  await dialog.getByRole("combobox", { name: "Kind" }).selectOption("view");
  note("no base", await dialog.getByRole("button", { name: "Create" }).isDisabled());
  await dialog.getByRole("combobox", { name: "Over the rows of" }).selectOption("made rows");
  await dialog.getByText("lie along time").waitFor();
  await dialog.getByRole("group", { name: "Variable 1", exact: true }).getByLabel("Name").fill("value");
  note("taken variable", await dialog.locator(".wrong").allTextContents());
  await dialog.getByRole("group", { name: "Variable 1", exact: true }).getByLabel("Name").fill("flag");
  await dialog.getByRole("group", { name: "Variable 1", exact: true }).getByLabel("beam").check();
  await look(page, "form-view");
  await dialog.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name: "made view" }).waitFor();
  await page.getByRole("link", { name: "flag", exact: true }).waitFor();

  // Slices are steps of the history.
  await go(page, "#/c/demo_weather/a/~2024-06-02T00:00:00Z");
  await page.locator(".frame canvas").waitFor();
  for (const wanted of ["1,:,:,0", "2,:,:,0"]) {
    await page.waitForTimeout(1100);
    await slice.fill(wanted);
    await slice.press("Enter");
    await page.waitForFunction((text) => window.location.hash.includes(`slice=${text}`), wanted);
  }
  const steps = [];
  for (const way of ["goBack", "goBack", "goForward"]) {
    await page[way]();
    await page.waitForTimeout(300);
    steps.push(await slice.inputValue());
  }
  note("history", steps);

  // Names and texts are texts, whatever they look like.
  const evil = '<img src=x onerror="document.title = 1" id=evil>';
  const odd1 = {
    name: evil,
    kind: "array",
    dtype: "float32",
    dimensions: [{ name: evil, size: 2, labels: [evil, `"'</script>`] }, { name: "rows, all", size: 1200 }, { name: "x", size: 500 }],
    attributes: [{ name: "key", dtype: "string", primary: true }, { name: "note", dtype: "string" }],
  };
  const there = [await page.request.post(`${server}/api/v1/collections`, { data: odd1 })];
  const place = `${server}/api/v1/collections/${encodeURIComponent(evil)}`;
  there.push(await page.request.post(`${place}/arrays`, { data: { primary_attributes: { key: evil }, custom_attributes: { note: evil } } }));
  there.push(await page.request.put(`${place}/arrays/~${encodeURIComponent(`"${evil.replaceAll('"', '""')}"`)}/subset`, { data: 1.5 }));
  note("made oddly", await Promise.all(there.map(async (one) => (one.ok() ? "made" : one.text()))));
  await go(page, "");
  await page.locator(".collections a", { hasText: "onerror" }).click();
  await page.locator("td a").first().click();
  await page.locator(".frame canvas").waitFor();
  await page.locator(".note", { hasText: "Drawn from means" }).waitFor();
  note("note of means", await page.locator(".note").textContent());
  await page.getByRole("combobox", { name: "Palette" }).waitFor();
  await go(page, `${new URL(page.url()).hash}?map=constructor`);
  await page.locator(".frame canvas").waitFor();
  await page.getByRole("button", { name: "Edit attributes" }).click();
  await page.getByLabel("Value of note").fill("kept");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("kept", { exact: true }).waitFor();
  note("evil", await page.evaluate(() => [document.querySelectorAll("#evil").length, document.title.includes("onerror")]));

  // An axis of more times than one answer describes, a microsecond apart, and a key with everything in it.
  const odd = 'a/b %2F,"c" 100%';
  const long = {
    name: "long axis",
    kind: "array",
    dtype: "float32",
    dimensions: [{ name: "t", type: "time", size: 2_000_000, start_value: "2024-01-01T00:00:00Z", step: "PT0.000001S" }],
    attributes: [{ name: "key", dtype: "string", primary: true }],
  };
  const made = [await page.request.post(`${server}/api/v1/collections`, { data: long })];
  made.push(await page.request.post(`${server}/api/v1/collections/long%20axis/arrays`, { data: { primary_attributes: { key: odd } } }));
  note("made", await Promise.all(made.map(async (one) => (one.ok() ? "made" : one.text()))));
  await go(page, "#/c/long%20axis");
  await page.getByRole("link", { name: odd }).click();
  await page.locator(".uplot canvas").waitFor();
  await page.getByRole("checkbox", { name: "range" }).uncheck();
  await page.getByLabel("t at", { exact: true }).fill("2024-01-01T00:00:01.2345678Z");
  await page.getByLabel("t at", { exact: true }).press("Enter");
  await page.waitForFunction(() => window.location.hash.includes("slice=1234568"));
  note("fine time", [await page.getByRole("heading", { level: 1 }).textContent(), await page.getByLabel("t at", { exact: true }).inputValue()]);

  // A list of more than a page.
  await page.request.post(`${server}/api/v1/collections`, { data: { name: "many", kind: "array", dtype: "int8", dimensions: [{ name: "x", size: 1 }], attributes: [{ name: "n", dtype: "int", primary: true }] } });
  for (let n = 0; n < 51; n++) await page.request.post(`${server}/api/v1/collections/many/arrays`, { data: { primary_attributes: { n } } });
  await go(page, "#/c/many");
  await page.locator("td a").first().waitFor();
  const more = page.locator("main").getByRole("button", { name: "More" });
  const listed = async () => [await page.locator("td a").count(), await more.count()];
  const ofPages = [await listed()];
  await more.click();
  await page.waitForFunction(() => document.querySelectorAll("td a").length > 50);
  note("pages", [...ofPages, await listed()]);

  // What a slice costs is told while its cells are still on their way.
  const held = [];
  await page.route(/\/subset\?/, (route) => void held.push(route));
  const costs = [];
  for (const part of ["0,0:4,0:5,0", "0,0,0,0"]) {
    await go(page, `#/c/demo_weather/a/~2024-06-02T00:00:00Z?slice=${part}`);
    await page.waitForFunction((wanted) => document.querySelector("#slice")?.value === wanted, part);
    costs.push([await page.locator("form.slice output").textContent(), await page.locator(".frame canvas, .picture b").count()]);
  }
  note("costs", costs);
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await Promise.all(held.map((route) => route.continue().catch(() => {})));

  // Dark, narrow, and what nobody has.
  const dark = await pageOf(browser, server, { colorScheme: "dark", viewport: { width: 420, height: 900 } });
  await go(dark.page, "#/c/demo_weather/a/~2024-06-02T00:00:00Z?plot=lines");
  await dark.page.locator(".uplot canvas").waitFor();
  note("overflow", await dark.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth));
  await look(dark.page, "dark-narrow");
  await go(dark.page, "#/c/nothing_here");
  note("missing", await dark.page.locator("main .fault p").textContent());
  found.faults.push(...one.faults, ...dark.faults);
} finally {
  console.log(JSON.stringify(found));
  await browser.close();
}
