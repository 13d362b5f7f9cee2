// Signing in at a provider of identities, which asks with the links Allow and Refuse. Arguments: address, path of
// Chromium, address of the provider. Prints one document of what was found.
import { barriers, open, pageOf } from "./browser.js";

const [, , server, chromium, issuer] = process.argv;
const VIEW = "#/c/demo_weather/a/~2024-06-02T00:00:00Z?slice=3,:,:,0&map=coolwarm";
const found = { faults: [], barriers: [], steps: {}, hostile: {} };
const { steps, hostile } = found;
const browser = await open(chromium);

try {
  const { page, context, faults } = await pageOf(browser, server);
  const main = page.locator("main");
  const button = main.getByRole("button", { name: "Sign in" });
  const refusal = (one = page) => one.locator("main > .fault", { hasText: "Not signed in" });
  const allow = page.getByRole("link", { name: "Allow" });
  const kept = (one = page) => one.evaluate(() => [Object.keys(sessionStorage), localStorage.length, document.cookie]);
  const set = (query) => page.request.get(`${issuer}/set?${query}`);
  const told = async (one = page) => [await refusal(one).locator("p").first().textContent(), one.url(), await kept(one)];
  const look = async (name) => found.barriers.push(...(await barriers(page)).map((one) => `${name}: ${one}`));

  // From the button to a collection that only some may see, and the view that was asked for.
  await page.goto(`${server}/${VIEW}`);
  await button.waitFor();
  steps.without = [await main.locator(".fault p").first().textContent(), await main.locator("canvas").count()];
  await look("unknown");
  await button.click();
  await allow.click();
  await page.locator(".frame canvas").waitFor();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  steps.back = page.url();
  steps.caller = await page.locator("header.top button").allTextContents();
  steps.kept = await kept();
  await look("known");

  // A token that is not taken any more is told, and leads to the same view again.
  const expired = await (await page.request.get(`${issuer}/expired`)).text();
  await page.evaluate((token) => sessionStorage.setItem("hypertile.key", token), expired);
  await page.getByRole("button", { name: "Figures of this slice" }).click();
  await button.waitFor();
  steps.expired = await main.locator(".fault p").first().textContent();
  await button.click();
  await allow.click();
  await page.locator(".frame canvas").waitFor();
  steps.again = page.url();

  // Signed out, nothing is there.
  await page.getByRole("button", { name: "Sign out" }).click();
  await button.waitFor();
  await page.locator("nav .fault").waitFor();
  steps.out = [await main.locator("canvas").count(), await page.locator(".collections a").count(), await kept()];

  // Answers that were not asked for, and that are not as they were asked for.
  await page.goto(`${server}/?code=stolen&state=guessed#/c/demo_weather`);
  await refusal().waitFor();
  hostile.unasked = await told();
  await page.goto(`${server}/?error=x&error_description=${encodeURIComponent("call 555-1234")}`);
  await refusal().waitFor();
  hostile.words = await told();
  const begin = async () => {
    await page.goto(`${server}/${VIEW}`);
    await page.reload();
    await button.first().click();
    await allow.waitFor();
  };
  await begin();
  await page.goto((await allow.getAttribute("href")).replace(/state=[^&]*/, "state=other"));
  await refusal().waitFor();
  hostile.state = await told();
  await begin();
  const tab = await pageOf(browser, server);
  await tab.page.goto(await allow.getAttribute("href"));
  await refusal(tab.page).waitFor();
  hostile.verifier = await told(tab.page);
  await page.getByRole("link", { name: "Refuse" }).click();
  await refusal().waitFor();
  hostile.refused = [...(await told()), await main.locator("b", { hasText: /^not$/ }).count()];
  for (const [name, query] of Object.entries({ nonce: "nonce=other", audience: "aud=other", opaque: "access_token=opaque", mixed: "iss=https://other.example.org" })) {
    await set(query);
    await begin();
    await allow.click();
    await refusal().waitFor();
    hostile[name] = await told();
  }
  // Nobody is led to an address of somebody else.
  for (const [name, query] of Object.entries({ elsewhere: "authorize=http://localhost:1/authorize", script: "authorize=javascript:alert(1)", name: "issuer=https://other.example.org" })) {
    await set(query);
    await page.goto(`${server}/`);
    await page.reload();
    await button.first().click();
    await main.locator(".wrong").first().waitFor();
    hostile[name] = [await main.locator(".wrong").first().textContent(), page.url(), await kept()];
  }
  // A key from before is neither lost nor changed by an answer that is not taken.
  await page.evaluate(() => sessionStorage.setItem("hypertile.key", "before"));
  await page.goto(`${server}/?code=stolen&state=guessed`);
  await refusal().waitFor();
  steps.before = await page.evaluate(() => sessionStorage.getItem("hypertile.key"));
  await context.close();
  found.faults = [...faults, ...tab.faults].filter((one) => !one.startsWith(`other host: ${issuer}/`));
} finally {
  console.log(JSON.stringify(found));
  await browser.close();
}
