import globalAxios, { AxiosError, AxiosInstance, isAxiosError } from "axios";
import { ArraysApi, CellsApi, CollectionsApi, DatasetsApi, PartitionsApi, ProblemDetail, UpkeepApi } from "./api";
import { Configuration } from "./configuration";
import { encodeNpy, NpyArray, parseNpy } from "./npy";

/**
 * A refusal or a failure of the server. `code` is stable and in kebab-case (`array-not-found`), `detail`
 * says what is wrong and how to mend it, `status` is the HTTP status, and `problem` has all members of
 * the answer. An answer that is not the server's own (of a proxy, say) has the code `unknown` and no
 * `problem`.
 */
export class HypertileError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly problem: ProblemDetail | undefined;
  readonly cause: unknown;

  constructor(status: number, problem: ProblemDetail | undefined, cause: AxiosError) {
    const code = problem === undefined ? "unknown" : String(problem.code);
    const detail = problem === undefined ? cause.message : problem.detail;
    super(`${status} ${code}: ${detail}`);
    this.name = "HypertileError";
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.problem = problem;
    this.cause = cause;
  }
}

/** How values and times off the grid are looked up. */
export type Method = "exact" | "nearest" | "pad" | "backfill";

/** Which cells are meant; all of them when there is neither a slice nor a selector. */
export interface Selection {
  readonly slice?: string;
  /** A selector for each of some dimensions by name, in place of a slice. */
  readonly sel?: Readonly<Record<string, string | number>>;
  readonly method?: Method;
  readonly tolerance?: number;
}

export interface WriteOptions {
  readonly slice?: string;
  /** A dimension: the cells go behind the last ones along it, in place of a slice. */
  readonly append?: string;
  readonly sel?: Readonly<Record<string, string | number>>;
  /** A tag; the write is refused when the array has changed since. */
  readonly ifMatch?: string;
}

export interface ConnectOptions {
  readonly apiKey?: string;
  readonly accessToken?: string;
  /** Timeouts, proxies and agents of requests are those of this instance. */
  readonly axios?: AxiosInstance;
}

/**
 * A client of the server at this address. No request is made before a method of it needs one. With an
 * instance of axios, that instance rejects with HypertileError from now on.
 */
export function connect(url: string, options: ConnectOptions = {}): Client {
  return new Client(url, options);
}

/**
 * A client of one server. Its methods and those of the generated interface, which is at hand as
 * `collections`, `arrays`, `cells`, `datasets`, `partitions` and `upkeep`, reject with HypertileError for what the server refuses
 * and with axios' errors when it cannot be reached.
 */
export class Client {
  readonly collections: CollectionsApi;
  readonly arrays: ArraysApi;
  readonly cells: CellsApi;
  readonly datasets: DatasetsApi;
  readonly partitions: PartitionsApi;
  readonly upkeep: UpkeepApi;

  constructor(url: string, options: ConnectOptions = {}) {
    const http = options.axios ?? globalAxios.create();
    http.interceptors.response.use(undefined, (failure: unknown) => Promise.reject(typed(failure)));
    const configuration = new Configuration({
      basePath: basePath(url),
      apiKey: options.apiKey,
      accessToken: options.accessToken,
    });
    this.collections = new CollectionsApi(configuration, undefined, http);
    this.arrays = new ArraysApi(configuration, undefined, http);
    this.cells = new CellsApi(configuration, undefined, http);
    this.datasets = new DatasetsApi(configuration, undefined, http);
    this.partitions = new PartitionsApi(configuration, undefined, http);
    this.upkeep = new UpkeepApi(configuration, undefined, http);
  }

  /** The cells that a slice selects, without the axes that it drops. */
  async read(collection: string, array: string, selection: Selection | string = {}): Promise<NpyArray> {
    const chosen = selectionOf(selection);
    const parameters = { collection, array, ...chosen, sel: selectors(chosen.sel) };
    const answer = await this.cells.readNpy(parameters, { responseType: "arraybuffer" });
    return cellsOf(answer.data);
  }

  /** Writes cells, all of them or none; they are durable when this resolves. */
  async write(collection: string, array: string, cells: NpyArray, options: WriteOptions = {}): Promise<void> {
    // The generated type is that of browsers' uploads; axios sends bytes as they are.
    const body = encodeNpy(cells) as unknown as File;
    await this.cells.writeNpy({ collection, array, body, ...options, sel: selectors(options.sel) });
  }

  /** The cells that a slice selects of an array of a dataset. */
  async readDataset(collection: string, dataset: string, array: string, selection: Selection | string = {}): Promise<NpyArray> {
    const chosen = selectionOf(selection);
    const parameters = { collection, dataset, array, ...chosen, sel: selectors(chosen.sel) };
    const answer = await this.datasets.readDatasetNpy(parameters, { responseType: "arraybuffer" });
    return cellsOf(answer.data);
  }

  /** Writes cells of an array of a dataset, all of them or none; they are durable when this resolves. */
  async writeDataset(
    collection: string,
    dataset: string,
    array: string,
    cells: NpyArray,
    options: WriteOptions = {},
  ): Promise<void> {
    const body = encodeNpy(cells) as unknown as File;
    await this.datasets.writeDatasetNpy({ collection, dataset, array, body, ...options, sel: selectors(options.sel) });
  }

  /** A variable over all partitions of a collection, or over those that a filter such as `cycle == 1` means. */
  async readVariable(collection: string, variable: string, selection: Selection & { readonly filter?: string } = {}): Promise<NpyArray> {
    const parameters = { collection, variable, ...selection, sel: selectors(selection.sel) };
    const answer = await this.partitions.readVariableNpy(parameters, { responseType: "arraybuffer" });
    return cellsOf(answer.data);
  }
}

/** A selection that may be given as a slice alone. */
function selectionOf(given: Selection | string): Selection {
  return typeof given === "string" ? { slice: given } : given;
}

/** The cells of an answer, whose type the generated methods take for that of a file. */
function cellsOf(data: unknown): NpyArray {
  return parseNpy(data as ArrayBuffer | Uint8Array);
}

/** The address of the server, one of HTTP when it names no scheme. */
function basePath(url: string): string {
  const whole = url.includes("://") ? url : `http://${url}`;
  return whole.replace(/\/+$/, "").replace(/\/api\/v1$/, "");
}

/** Selectors as the generated methods have them, a text for each. */
function selectors(sel: Selection["sel"]): string[] | undefined {
  return sel === undefined ? undefined : Object.entries(sel).map(([name, selector]) => `${name}=${selector}`);
}

function typed(failure: unknown): unknown {
  if (!isAxiosError(failure) || failure.response === undefined) {
    return failure;
  }
  return new HypertileError(failure.response.status, problemOf(failure.response.data), failure);
}

function problemOf(data: unknown): ProblemDetail | undefined {
  let problem: unknown = data;
  if (data instanceof ArrayBuffer || data instanceof Uint8Array) {
    try {
      problem = JSON.parse(new TextDecoder().decode(data));
    } catch {
      return undefined;
    }
  }
  const found = problem as Partial<ProblemDetail> | null;
  return typeof found === "object" && typeof found?.code === "string" && typeof found.detail === "string"
    ? (found as ProblemDetail)
    : undefined;
}
