// Types of openapi-typescript from the whole document, requests of openapi-fetch. Argument: address of the server.
import createClient from "openapi-fetch";
import type { components, paths } from "./interface.js";

declare const process: { argv: string[] };
const client = createClient<paths>({ baseUrl: process.argv[2]! });
const dimensions: components["schemas"]["Dimension"][] = [
  { type: "time", name: "hour", size: 2, start_value: "2024-01-01T00:00:00Z", step: "PT1H" },
  { type: "generic", name: "y", size: 3, scale: { start_value: 60.0, step: -0.5 } },
];
const made = await client.POST("/api/v1/collections", {
  body: { name: "typed", kind: "array", dtype: "int16", dimensions },
});
const array = await client.POST("/api/v1/collections/{collection}/arrays", {
  params: { path: { collection: "typed" } },
  body: {},
});
const path = { collection: "typed", array: array.data!.id };
const address = "/api/v1/collections/{collection}/arrays/{array}/subset";
const written = await client.PUT(address, { params: { path, query: { sel: { y: "59.5" } } }, body: { data: [4, 5] } });
const read = await client.GET(address, { params: { path, query: { sel: { y: "59.5", hour: "1:" } } } });
const refused = await client.GET(address, { params: { path, query: { sel: { z: "1" } } } });
const cells = read.data as components["schemas"]["CellsDocument"];
console.log(JSON.stringify([made.response.status, written.response.status, cells.data, refused.error!.code]));
