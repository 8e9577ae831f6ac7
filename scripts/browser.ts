// Runs the smoke program in headless Chromium. A server on the loopback address serves the project
// with the package installed; the page imports it by an import map and posts what it found back here.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join, normalize, sep } from "node:path";
import { text } from "node:stream/consumers";
import { runCommand } from "./command.ts";

export interface Browser {
  readonly program: string;
  readonly version: string;
}

interface Manifest {
  readonly exports?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const limitMs = 60_000;

/** The browser that CHROME_PATH names, else the first Chromium or Chrome on PATH. */
export async function findBrowser(): Promise<Browser | undefined> {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const named = process.env["CHROME_PATH"];
  for (const program of named === undefined ? onPath : [named]) {
    if (!(await exists(program))) continue;
    const { passed, output } = await runCommand([program, "--version", "--no-sandbox"]);
    if (passed) return { program, version: /\d+(\.\d+)+/.exec(output)?.[0] ?? "unknown version" };
  }
  return undefined;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Runs smoke.mjs of `folder` in a page of the browser. */
export async function runInBrowser(
  browser: Browser,
  folder: string,
): Promise<{ readonly passed: boolean; readonly output: string }> {
  const profile = await mkdtemp(join(tmpdir(), "goroutine-kit-browser-"));
  const page = `<!doctype html><title>smoke</title>
<script>addEventListener("error", (e) => post({ failed: 1, lines: [String(e.error ?? e.message)] }));
function post(report) { fetch("/report", { method: "POST", body: JSON.stringify(report) }); }</script>
<script type="importmap">${JSON.stringify({ imports: await importMap(folder) })}</script>
<script type="module">
import("./smoke.mjs").then(({ smoke }) => smoke()).then(post, (error) =>
  post({ failed: 1, lines: [String(error?.stack ?? error)] }));
</script>`;
  const { server, report } = serve(folder, page);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"];
  const child = spawn(
    browser.program,
    [...flags, `--user-data-dir=${profile}`, `http://127.0.0.1:${port}/`],
    { stdio: "ignore" },
  );
  const exited = once(child, "exit");
  const overdue = setTimeout(() => child.kill("SIGKILL"), limitMs);
  try {
    const failure = exited.then(() => ({ failed: 1, lines: ["the browser ended without a word"] }));
    const { failed, lines } = await Promise.race([report, failure]);
    return { passed: failed === 0, output: lines.join("\n") };
  } finally {
    clearTimeout(overdue);
    child.kill();
    await exited;
    server.close();
    server.closeAllConnections();
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

interface Report {
  readonly failed: number;
  readonly lines: readonly string[];
}

/** Serves the page at /, files of the folder by their paths, and takes the page's report. */
function serve(folder: string, page: string): { server: Server; report: Promise<Report> } {
  const { promise, resolve } = withResolvers<Report>();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    if (path === "/report") {
      resolve(JSON.parse(await text(request)) as Report);
      response.end();
      return;
    }
    const file = normalize(join(folder, path));
    const body = path === "/" ? page : await readWithin(folder, file);
    response.writeHead(body === undefined ? 404 : 200, {
      "content-type": path === "/" ? "text/html" : "text/javascript",
    });
    response.end(body);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  return { server, report: promise };
}

async function readWithin(folder: string, file: string): Promise<Buffer | undefined> {
  if (!file.startsWith(folder + sep)) return undefined;
  return readFile(file).catch(() => undefined);
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** The import map of a project: the package, each of its subpaths, and what these depend on. */
async function importMap(folder: string): Promise<Record<string, string>> {
  const map: Record<string, string> = {};
  const open = ["goroutine-kit"];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const path = join(folder, "node_modules", name, "package.json");
    const manifest = JSON.parse(await readFile(path, "utf8")) as Manifest;
    for (const [subpath, file] of entries(manifest.exports)) {
      map[join(name, subpath)] = `/${join("node_modules", name, file)}`;
    }
    open.push(...Object.keys(manifest.dependencies ?? {}));
  }
  return map;
}

/** Each subpath that a manifest exports, with the file an import of it gives. */
function entries(exports: unknown): [subpath: string, file: string][] {
  const bySubpath = isRecord(exports) && "." in exports ? exports : { ".": exports };
  return Object.entries(bySubpath).flatMap(([subpath, target]): [string, string][] => {
    const file = isRecord(target) ? (target["import"] ?? target["default"]) : target;
    return typeof file === "string" ? [[subpath, file]] : [];
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
