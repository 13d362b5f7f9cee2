// A page in Chromium that notes everything that must not happen: errors, requests to other hosts, breaches of the policy.
import { readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function open(executablePath) {
  return chromium.launch({
    executablePath,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** A page of its own context, so that keys and caches of other pages do not matter. */
export async function pageOf(browser, server, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const faults = [];
  const sizes = new Map();
  page.on("console", (message) => {
    // A refusal that the page shows is told of by the browser as well.
    if (["error", "warning"].includes(message.type()) && !/the server responded with a status of/.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(server) && !/^(blob|data):/.test(request.url())) faults.push(`other host: ${request.url()}`);
  });
  page.on("requestfinished", async (request) => {
    const { responseBodySize, responseHeadersSize } = await request.sizes().catch(() => ({ responseBodySize: 0, responseHeadersSize: 0 }));
    sizes.set(request.url(), responseBodySize + responseHeadersSize);
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (e) => console.error(`policy: ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`));
  });
  return { page, context, faults, sizes };
}

/** Serious faults for people who use other means than eyes and a mouse. */
export async function barriers(page) {
  // Evaluated in a world of its own by the protocol, which the policy of the page does not bind.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.target.join(" ")).join("; ")}`);
}

const colours = (page, selector) =>
  page.locator(selector).first().evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return [canvas.width, canvas.height, new Set(new Uint32Array(data.buffer)).size];
  });

/** The colours of a canvas a second after it is there, `[columns, rows, colours]`: the browser warns of repeated looks. */
export async function painted(page, selector = ".frame canvas") {
  await page.waitForTimeout(1_000);
  return colours(page, selector);
}

/** What each of the offered formats is saved as, `{ending: [name, bytes]}`, or what the page says instead. */
export async function saved(page) {
  const found = {};
  for (const link of await page.locator(".links a").all()) {
    const file = page.waitForEvent("download").then(
      async (one) => [one.suggestedFilename(), (await stat(await one.path())).size],
      () => null,
    );
    await link.click();
    const fault = page.locator(".take .fault p").first();
    const told = fault.waitFor().then(() => fault.textContent(), () => null);
    found[await link.textContent()] = await Promise.race([file, told]);
    // What was told of one format is gone before the next is asked for.
    if (typeof found[await link.textContent()] === "string") await page.reload().then(() => page.locator(".links a").first().waitFor());
  }
  return found;
}
