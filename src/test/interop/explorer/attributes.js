// Forms of attributes, of collections that declare some, orders of lists, figures, and partitions by date. Arguments:
// address, path of Chromium, directory for pictures. Prints one document of what was found.
import { mkdirSync } from "node:fs";
import { barriers, open, pageOf } from "./browser.js";

const [, , server, chromium, pictures] = process.argv;
mkdirSync(pictures, { recursive: true });
const found = { faults: [], barriers: [], steps: {} };
const { steps } = found;
const browser = await open(chromium);
const api = `${server}/api/v1/collections`;

try {
  const { page, faults } = await pageOf(browser, server);
  found.faults = faults;
  const form = page.getByRole("form", { name: "Attributes" });
  const stored = async (address) => JSON.parse(await (await page.request.get(`${api}/${address}`)).text());
  const edit = async (hash) => {
    await page.goto(`${server}/${hash}`);
    await page.getByRole("button", { name: "Edit attributes" }).click();
    await form.waitFor();
  };
  const save = async () => {
    await form.getByRole("button", { name: "Save" }).click();
    await form.waitFor({ state: "detached" });
  };
  const look = async (name) => {
    await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
    found.barriers.push(...(await barriers(page)).map((one) => `${name}: ${one}`));
  };
  const add = async (at, name, type, value) => {
    await form.getByRole("button", { name: "Add an attribute" }).click();
    const fresh = form.getByRole("group", { name: `New attribute ${at}` });
    await fresh.getByLabel("Name").fill(name);
    await fresh.getByRole("combobox", { name: "Type" }).selectOption(type);
    await fresh.getByRole("textbox", { name: "Value" }).fill(value);
    return fresh;
  };

  // A dataset's: each with its type, and what does not fit it is said at once.
  await edit("#/c/demo_floats/d/float_002");
  steps.types = await form.getByRole("combobox").evaluateAll((all) => all.map((one) => one.value));
  steps.unchanged = await form.getByRole("button", { name: "Save" }).isDisabled();
  const wrong = form.locator(".wrong");
  await form.getByLabel("Value of cycle").fill("70000");
  steps.wrong = [await wrong.textContent()];
  await form.getByLabel("Value of cycle").fill("7");
  await form.getByLabel("Value of time").fill("yesterday");
  steps.wrong.push(await wrong.textContent());
  steps.disabled = await form.getByRole("button", { name: "Save" }).isDisabled();
  await form.getByRole("button", { name: "Leave time as it is" }).click();
  await form.getByRole("button", { name: "Remove platform" }).click();
  await add(1, "cycle", "uint64", "18446744073709551615");
  steps.wrong.push(await wrong.textContent());
  await form.getByLabel("Name").fill("large");
  const list = await add(2, "tags", "string", "one");
  await list.getByRole("checkbox").check();
  await list.getByRole("textbox", { name: "Value" }).fill('one\n"two\\nlines"\nthree, four');
  const nested = await add(3, "nested", "json", '{"a": 5.0, "b": [');
  steps.wrong.push(await wrong.textContent());
  await nested.getByRole("textbox", { name: "Value" }).fill('{"a": 5.0, "b": [1, null]}');
  await look("attributes");

  // Somebody else changes the same attribute and another one: the same is told, the other is kept.
  const other = (attributes) => page.request.patch(`${api}/demo_floats/datasets/float_002`, { data: { attributes } });
  await other({ cycle: { value: 9, type: "int16" }, theirs: 5.5, constructor: 1 });
  await form.getByRole("button", { name: "Save" }).click();
  await form.locator(".fault").waitFor();
  steps.refused = await form.locator(".fault p").first().textContent();
  steps.clash = await form.getByRole("group", { name: "cycle" }).locator(".wrong").textContent();
  steps.kept = (await stored("demo_floats/datasets/float_002")).attributes.cycle.value;
  await look("attributes-clash");
  await other({ theirs: 6.5 });
  await save();
  steps.stored = (await stored("demo_floats/datasets/float_002")).attributes;
  // The list is read anew after a change.
  await page.locator("main dl.rest").first().getByText("large").waitFor();
  steps.shown = await page.locator("main dl.rest").first().textContent();

  // An array's of a dataset, and one's with declared attributes.
  await edit("#/c/demo_floats/d/float_002/salinity");
  await form.getByLabel("Value of units").fill("g/kg");
  await save();
  steps.member = (await stored("demo_floats/datasets/float_002/arrays/salinity")).attributes.units;
  await page.getByRole("button", { name: "Figures of this slice" }).click();
  steps.figures = await page.locator(".figures dl").textContent();
  await edit("#/c/demo_weather/a/~2024-06-02T00:00:00Z");
  steps.declared = [await form.getByRole("button", { name: "Add an attribute" }).count(), await form.getByRole("group").evaluateAll((all) => all.map((one) => one.querySelector("legend").textContent.trim()))];
  await form.getByRole("button", { name: "Take the value of note away" }).click();
  await save();
  steps.taken = (await stored("demo_weather/arrays/~2024-06-02T00:00:00Z")).custom_attributes.note ?? null;

  // Lists in other orders.
  await page.getByLabel("Sorted").selectOption("falling");
  steps.falling = await page.locator(".collections b").allTextContents();
  await page.goto(`${server}/#/c/demo_floats`);
  await page.getByLabel("Order by").fill("-temperature.max");
  await page.getByLabel("Order by").press("Enter");
  await page.waitForFunction(() => document.querySelector("td a")?.textContent === "float_003");
  steps.ordered = await page.locator("tbody td:first-child").allTextContents();

  // Collections that say something of themselves, and that declare attributes of their arrays.
  const dialog = page.getByRole("dialog");
  const create = async (name, kind) => {
    await page.getByRole("button", { name: "New collection" }).click();
    await dialog.getByLabel("Name", { exact: true }).first().fill(name);
    await dialog.getByRole("combobox", { name: "Kind" }).selectOption(kind);
  };
  await create("told", "dataset");
  await dialog.getByLabel("Title").fill("What is told");
  await dialog.getByRole("button", { name: "Add an attribute" }).click();
  const own = dialog.getByRole("group", { name: "New attribute 1" });
  await own.getByLabel("Name").fill("source");
  await own.getByRole("combobox", { name: "Type" }).selectOption("int64");
  await own.getByRole("textbox", { name: "Value" }).fill("9007199254740993");
  await dialog.getByText("The document").click();
  await look("form-dataset");
  await dialog.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name: "What is told" }).waitFor();
  steps.told = await (await page.request.get(`${api}/told`)).text();
  await create("declared", "array");
  await dialog.getByLabel("Attribute").first().fill("n");
  await dialog.getByRole("combobox", { name: /^Type/ }).last().selectOption("int");
  await dialog.getByRole("button", { name: "Add a free attribute" }).click();
  await dialog.getByLabel("Attribute").last().fill("at");
  await dialog.getByRole("combobox", { name: /^Type/ }).last().selectOption("datetime");
  await dialog.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name: "declared" }).waitFor();
  await page.getByRole("button", { name: "New array" }).click();
  await dialog.getByRole("textbox").first().fill("9007199254740993");
  await dialog.getByRole("textbox").last().fill("soon");
  steps.noTime = await dialog.locator(".wrong").textContent();
  await dialog.getByRole("textbox").last().fill("2024-02-03T04:05");
  await dialog.getByRole("button", { name: "Create" }).click();
  await page.getByRole("button", { name: "Edit attributes" }).waitFor();
  steps.array = await (await page.request.get(`${api}/declared/arrays`)).text();

  // Files of other formats, and one that is broken off while it is sent.
  const day = `${api}/demo_weather/arrays/~2024-06-02T00:00:00Z/subset`;
  const fetched = async (address) => (await page.request.get(address)).body();
  const lines = (await fetched(`${day}?slice=1,0:2,0:2,0&format=csv`)).toString();
  await page.goto(`${server}/#/c/demo_weather/a/~2024-06-02T00:00:00Z?slice=0,0:2,0:2,0`);
  await page.getByLabel("File").setInputFiles({ name: "cells.csv", mimeType: "text/csv", buffer: Buffer.from(lines.replaceAll("T01:00:00Z", "T00:00:00Z")) });
  await page.locator(".upload").getByText(/written|wrong|refused/).or(page.locator(".upload .fault")).first().waitFor();
  steps.csv = [await page.locator(".upload").textContent(), (await fetched(`${day}?slice=0,0:2,0:2,0&format=raw`)).equals(await fetched(`${day}?slice=1,0:2,0:2,0&format=raw`))];
  await page.getByLabel("File").setInputFiles({ name: "cells.csv", mimeType: "text/csv", buffer: Buffer.from("y,x,value\n90,-180,1\n90,-175,2\n85,-180,3\n80,-175,4\n") });
  await page.locator(".upload .fault p").waitFor();
  steps.csv.push(await page.locator(".upload .fault p").textContent());
  // Lines may come in any order: their coordinates say where they belong.
  await page.getByLabel("File").setInputFiles({ name: "turned.csv", mimeType: "text/csv", buffer: Buffer.from("x,y,value\r\n-175,85.0,4\r\n-180,90,1\r\n-175,90,2\r\n-180,85,NaN\r\n") });
  await page.getByText("turned.csv is written.").waitFor();
  steps.csv.push((await (await page.request.get(`${day}?slice=0,0:2,0:2,0&format=json`)).json()).data);
  await page.getByLabel("File").setInputFiles({ name: "plain.csv", mimeType: "text/csv", buffer: Buffer.from("5,6\n7,8.5") });
  await page.getByText("plain.csv is written.").waitFor();
  const before = await fetched(`${day}?slice=0,0:2,0:2,0&format=raw`);
  steps.csv.push((await (await page.request.get(`${day}?slice=0,0:2,0:2,0&format=json`)).json()).data);
  await page.route(/\/subset\?slice=[^&]*$/, (route) => (route.request().method() === "PUT" ? undefined : route.continue()));
  await page.getByLabel("File").setInputFiles({ name: "cells.npy", mimeType: "application/octet-stream", buffer: await fetched(`${day}?slice=2,0:2,0:2,0&format=npy`) });
  await page.locator("progress").waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Broken off").waitFor();
  steps.cancelled = (await fetched(`${day}?slice=0,0:2,0:2,0&format=raw`)).equals(before);
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.goto(`${server}/#/c/demo_floats`);
  await page.getByLabel("Name of a new dataset").fill("copied");
  await page.getByLabel("File").setInputFiles({ name: "june.nc", mimeType: "application/x-netcdf", buffer: await fetched(`${api}/demo_floats/datasets/float_001?format=netcdf`) });
  await page.getByRole("link", { name: "copied", exact: true }).waitFor();
  steps.netcdf = (await stored("demo_floats/datasets/copied")).arrays.map((one) => one.name);

  // Partitions by date stand where their days are.
  const rows = { time: ["2024-01-01T00:00:00Z", "2024-01-01T12:00:00Z", "2024-01-02T00:00:00Z", "2024-01-10T00:00:00Z"], v: [1, 2, 3, 4] };
  const dated = {
    name: "dated", kind: "partitioned", axis: "time",
    partitioning: { name: "date", variable: "time", resolution: "D", dimension: "time" },
    schema: { dimensions: [{ name: "time" }], variables: [{ name: "time", dtype: "<M8[s]", dimensions: ["time"] }, { name: "v", dtype: "<f4", dimensions: ["time"], fill_value: "NaN" }] },
  };
  steps.made = [(await page.request.post(api, { data: dated })).status(), (await page.request.post(`${api}/dated/rows`, { data: rows })).status()];
  await page.goto(`${server}/#/c/dated`);
  await page.locator(".timeline i").first().waitFor();
  steps.line = await page.locator(".timeline i").evaluateAll((all) => all.map((one) => [parseFloat(one.style.left), parseFloat(one.style.height)]));
  await page.goto(`${server}/#/c/dated/v/time`);
  await page.locator(".uplot canvas").waitFor();
  await page.locator(".lines").focus();
  await page.keyboard.press("ArrowRight");
  steps.times = await page.locator(".under").textContent();
} finally {
  console.log(JSON.stringify(found));
  await browser.close();
}
