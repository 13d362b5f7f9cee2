// Times the first view of arrays, each in a browser context that has nothing kept. Arguments: address, path of Chromium,
// number of rounds, then hashes of pages. Prints milliseconds from asking for the page to cells on the screen: of a page
// that is hardly more than a text, which is the least that a browser needs, and of each hash in turns.
import { open, pageOf } from "./browser.js";

const [, , server, chromium, rounds, ...hashes] = process.argv;
const browser = await open(chromium);
const found = { bare: [], ...Object.fromEntries(hashes.map((hash) => [hash, []])) };

const ahead = (page, selector) => page.locator(selector).first().waitFor();
const painted = (page) =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())))));

async function timed(address, selector) {
  const { page, context, faults } = await pageOf(browser, server);
  await page.goto(address, { waitUntil: "commit" });
  await ahead(page, selector);
  const time = Math.round(await painted(page));
  await context.close();
  if (faults.length) throw new Error(faults.join("; "));
  return time;
}

try {
  for (let n = 0; n < Number(rounds); n++) {
    found.bare.push(await timed(`${server}/clients/`, "pre"));
    for (const hash of hashes) found[hash].push(await timed(`${server}/${hash}`, ".frame canvas, .uplot canvas"));
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(found));
