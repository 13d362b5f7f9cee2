// The explorer on a server that asks for keys. Arguments: address, path of Chromium, a key that may read, one that may do everything.
import { open, pageOf } from "./browser.js";

const [, , server, chromium, reader, owner] = process.argv;
const browser = await open(chromium);
const found = {};
try {
  const { page, faults } = await pageOf(browser, server);
  const key = async (text) => {
    await page.locator("header.top button").click();
    await page.getByRole("textbox", { name: "Key" }).fill(text);
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
  found.reader.writes = await page.getByLabel("File").count();
  const [file] = await Promise.all([page.waitForEvent("download"), page.locator(".links a", { hasText: /^npy$/ }).click()]);
  found.reader.download = file.suggestedFilename();
  await page.locator(".tabs").getByRole("button", { name: "curl", exact: true }).click();
  found.reader.curl = await page.locator(".take pre").textContent();
  await key(owner);
  await page.getByRole("button", { name: "New collection" }).waitFor();
  await page.getByLabel("File").waitFor();
  found.owner = await page.locator("header.top button").textContent();
  found.faults = faults;
} finally {
  console.log(JSON.stringify(found));
  await browser.close();
}
