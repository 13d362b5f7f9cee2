// The explorer on a server that asks for keys. Arguments: address, path of Chromium, a key that may read, one that may do everything.
import { open, pageOf, saved } from "./browser.js";

const [, , server, chromium, reader, owner] = process.argv;
const browser = await open(chromium);
const found = {};
try {
  const { page, faults } = await pageOf(browser, server);
  const key = async (text) => {
    await page.locator("header.top button").click();
    await page.getByRole("textbox", { name: /^Key/ }).fill(text);
    await page.getByRole("button", { name: "Use it" }).click();
  };
  await page.goto(server);
  found.without = await page.locator(".fault p").first().textContent();
  await key("wrong");
  found.wrong = await page.getByRole("dialog").locator(".fault p").textContent();
  await page.getByRole("button", { name: "Close" }).click();
  await key(reader);
  await page.locator(".collections a").first().waitFor();
  found.reader = { caller: await page.locator("header.top button").textContent(), creates: await page.getByRole("button", { name: "New collection" }).count() };
  await page.goto(`${server}/#/c/demo_weather/a/~2024-06-02T00:00:00Z`);
  await page.locator(".frame canvas").waitFor();
  found.reader.writes = (await page.getByLabel("File").count()) + (await page.getByRole("button", { name: "Edit attributes" }).count());
  const place = page.url();
  const blobs = [];
  page.on("request", (request) => request.url().startsWith("blob:") && blobs.push(request.url()));
  found.reader.saved = await saved(page);
  // The key is in no address, the page is where it was, and nothing went through its memory.
  found.reader.stays = [page.url() === place, page.url().includes(reader), blobs.length];
  await page.locator(".tabs").getByRole("button", { name: "curl", exact: true }).click();
  found.reader.curl = await page.locator(".take pre").textContent();
  await key(owner);
  await page.getByRole("button", { name: "New collection" }).waitFor();
  await page.getByLabel("File").waitFor();
  await page.getByRole("button", { name: "Edit attributes" }).waitFor();
  found.owner = await page.locator("header.top button").textContent();
  found.faults = faults;
} finally {
  console.log(JSON.stringify(found));
  await browser.close();
}
