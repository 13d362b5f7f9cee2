// Opens Swagger UI in Chromium and presses "Try it out" and "Execute" of every operation as it is filled in.
// Arguments: address of the server, path of Chromium, and a collection with a large document, or nothing. Prints
// {"operations": [{id, method, path, expected, status, url}], "order": [ids], "large": milliseconds or null}.
// The page renders every operation again at each step, and goes through the whole document: it is given a few at a time.
import { chromium } from "playwright-core";

const TOGETHER = 8;

const [, , server, executablePath, large] = process.argv;
const browser = await chromium.launch({
  executablePath,
  args: [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(`${server}/swagger-ui/index.html`);
  await page.locator(".opblock").first().waitFor();
  const document = await (await fetch(`${server}/v3/api-docs`)).json();
  const order = (await page.locator(".opblock").evaluateAll((blocks) => blocks.map((block) => block.id))).map((id) =>
    id.replace(/^operations-[^-]+-/, ""),
  );
  const operations = operationsOf(document);
  const { items: removed } = await (await fetch(`${server}/api/v1/trash`)).json();
  for (let first = 0; first < operations.length; first += TOGETHER) {
    const some = operations.slice(first, first + TOGETHER);
    await showOnly(page, document, some);
    for (const operation of some) {
      Object.assign(operation, await execute(page, operation, removed));
    }
  }
  await page.unroute("**/v3/api-docs");
  const milliseconds = large === undefined ? null : await show(page, operations, large);
  console.log(JSON.stringify({ operations, order, large: milliseconds }));
} finally {
  await browser.close();
}

/** Opens the page with the document cut down to some of its operations. */
async function showOnly(page, document, operations) {
  const paths = {};
  for (const { path, method } of operations) {
    paths[path] = { ...paths[path], [method]: document.paths[path][method] };
  }
  await page.unroute("**/v3/api-docs");
  await page.route("**/v3/api-docs", (route) => route.fulfill({ json: cutDown(document, paths) }));
  await page.reload();
  await page.locator(".opblock").nth(operations.length - 1).waitFor();
}

/** The document with some of its paths and the components that these name. */
function cutDown(document, paths) {
  const components = {};
  const seen = new Set();
  const keep = (part) => {
    for (const [, kind, name] of JSON.stringify(part).matchAll(/"#\/components\/([^/"]+)\/([^/"]+)/g)) {
      if (!seen.has(`${kind}/${name}`)) {
        seen.add(`${kind}/${name}`);
        components[kind] = { ...components[kind], [name]: document.components[kind][name] };
        keep(document.components[kind][name]);
      }
    }
  };
  keep(paths);
  return { ...document, paths, components: { securitySchemes: document.components.securitySchemes, ...components } };
}

/** What takes away what others need comes last, the smallest before the largest. */
function operationsOf(document) {
  const found = [];
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, { operationId, tags, responses, requestBody }] of Object.entries(item)) {
      if (takesFilesAlone(requestBody)) {
        continue;
      }
      const expected = Number(Object.keys(responses).find((status) => status.startsWith("2")));
      found.push({ id: operationId, tag: tags[0], method, path, expected });
    }
  }
  const rank = ({ method, path }) => ({ get: 0, post: 1, put: 2, patch: 2 })[method] ?? 1000 - path.length;
  return found.sort((one, other) => rank(one) - rank(other));
}

/** Nothing can be filled in where a file is to be chosen. */
function takesFilesAlone(requestBody) {
  const schemas = Object.values(requestBody?.content ?? {}).map(({ schema }) => schema);
  return schemas.length > 0 && schemas.every((schema) => schema?.format === "binary");
}

async function open(page, { id, tag }) {
  const block = page.locator(`#operations-${tag}-${id}`);
  await block.locator(".opblock-summary-control").first().click();
  await block.locator(".try-out__btn").click();
  return block;
}

function isOfTheInterface(page, url) {
  const server = page.url().split("/swagger-ui")[0];
  return url.startsWith(`${server}/api/`) || url === `${server}/zarr` || url.startsWith(`${server}/zarr/`);
}

/** Ids of removed collections are the only ones that the server makes up: those of the trash are filled in. */
async function execute(page, operation, removed) {
  const block = await open(page, operation);
  if (operation.path.startsWith("/api/v1/trash/{id}")) {
    await block.locator('tr[data-param-name="id"] input').fill(removed.pop().id);
  }
  const answered = page.waitForResponse((response) => isOfTheInterface(page, response.url()));
  await block.locator("button.execute").click();
  const answer = await answered;
  await block.locator(".live-responses-table .response-col_status").first().waitFor();
  await block.locator(".opblock-summary-control").first().click();
  return { status: answer.status(), url: answer.url() };
}

/** Milliseconds until the document of a collection is on the page and the page does what it is told again. */
async function show(page, operations, collection) {
  await page.reload();
  const operation = operations.find(({ id }) => id === "getCollection");
  const block = await open(page, operation);
  await block.locator('tr[data-param-name="collection"] input').fill(collection);
  const start = Date.now();
  await block.locator("button.execute").click();
  await block.locator(".live-responses-table .response-col_status").first().waitFor({ timeout: 60_000 });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0))));
  await block.locator(".opblock-summary-control").first().click();
  return Date.now() - start;
}
