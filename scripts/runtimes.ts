// Does the packed package work for those who install it? `npm run test:runtimes` packs it, installs
// it into an empty project, and runs the programs of test/runtimes there: on Node 20, 22, 24 and 26, on
// Bun, on Deno, and in a browser if there is one; then checks its types as a user's compiler does.
// The runtimes come from the npm registry. One that cannot be had is reported and counted as skipped.
// `npm run test:runtimes -- deno browser` tries only the targets whose name begins so.

import { cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { findBrowser, runInBrowser } from "./browser.ts";
import { type Command, type Ending, runCommand } from "./command.ts";
import { obtainRuntime, type Runtime, runtimes } from "./runtime.ts";

/** No program of these takes more than a second; on a busy machine, some. */
const limitMs = 60_000;
const programs = resolve("test/runtimes");
const { positionals: wanted } = parseArgs({ allowPositionals: true });
const total = { passed: 0, failed: 0, skipped: 0 };
const workshop = await mkdtemp(join(tmpdir(), "goroutine-kit-runtimes-"));

try {
  await tryAll();
} catch (error) {
  report("packing and installing", false, error instanceof Error ? error.message : String(error));
} finally {
  await rm(workshop, { recursive: true, maxRetries: 5, retryDelay: 200 });
}

const { passed, failed, skipped } = total;
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = failed === 0 ? 0 : 1;

async function tryAll(): Promise<void> {
  const tarball = await pack();
  const bare = await project("bare", tarball);
  const withPeer = await project("with-peer", tarball, "ts-chan");
  for (const runtime of runtimes.filter(({ name }) => isWanted(name))) {
    await tryRuntime(runtime, bare, withPeer);
  }
  if (isWanted("command")) await tryCommand(bare);
  if (isWanted("browser")) await tryBrowser(bare);
  for (const resolution of ["nodenext", "bundler"]) {
    if (isWanted(`types ${resolution}`)) await tryTypes(resolution, bare);
  }
}

function isWanted(name: string): boolean {
  return wanted.length === 0 || wanted.some((start) => name.startsWith(start));
}

function report(name: string, passed: boolean, output: string): void {
  console.log(`${passed ? "ok     " : "FAILED "} ${name}`);
  if (!passed) console.log(output.trimEnd().replace(/^/gm, "    "));
  if (passed) total.passed++;
  else total.failed++;
}

function reportSkipped(name: string, reason: string): void {
  console.log(`skipped ${name}: ${reason}`);
  total.skipped++;
}

/** Runs a command that everything after it needs. */
async function mustRun(command: Command, cwd: string): Promise<Ending> {
  const ending = await runCommand(command, cwd);
  if (!ending.passed) throw new Error(`${command.join(" ")} failed:\n${ending.output}`);
  return ending;
}

/** Builds and packs the package as it would be published; gives the path of the tarball. */
async function pack(): Promise<string> {
  await mustRun(["npm", "pack", "--pack-destination", workshop], process.cwd());
  const tarball = (await readdir(workshop)).find((name) => name.endsWith(".tgz"));
  if (tarball === undefined) throw new Error("npm pack left no tarball");
  return join(workshop, tarball);
}

/** Makes an empty project with these packages installed and the programs beside them. */
async function project(name: string, ...packages: readonly string[]): Promise<string> {
  const folder = join(workshop, name);
  await cp(programs, folder, { recursive: true });
  await writeFile(join(folder, "package.json"), `{"private": true, "type": "module"}`);
  await mustRun(["npm", "install", "--no-audit", "--no-fund", ...packages], folder);
  return folder;
}

async function tryRuntime(runtime: Runtime, bare: string, withPeer: string): Promise<void> {
  const obtained = await obtainRuntime(runtime, join(workshop, runtime.name.replace(" ", "-")));
  if ("reason" in obtained) {
    reportSkipped(runtime.name, obtained.reason);
    return;
  }
  const name = `${runtime.name} (${obtained.version})`;
  const run = (program: string, cwd: string) =>
    runCommand([obtained.program, ...runtime.run, program], cwd, limitMs);

  const smoke = await run("run-smoke.mjs", bare);
  report(`${name}: every room`, smoke.passed, smoke.output);
  const parallel = await run("parallel.mjs", bare);
  const ran = parallel.passed && parallel.output.includes("parallel goroutines work");
  report(`${name}: goroutines on worker threads`, ran, `${parallel.output}\n(${parallel.status})`);
  const deadlock = await run("deadlock.mjs", bare);
  const told =
    deadlock.status === 2 &&
    deadlock.output.includes("fatal error: all goroutines are asleep - deadlock!");
  report(`${name}: a deadlock ends the program`, told, `${deadlock.output}\n(${deadlock.status})`);
  const peer = await run("peer.mjs", withPeer);
  report(`${name}: beside ts-chan`, peer.passed, peer.output);
}

/** The package's command, as one who has installed it runs it: every command answers, in a word or another. */
async function tryCommand(folder: string): Promise<void> {
  const expected: readonly (readonly [args: string, status: number, says: string])[] = [
    ["--version", 0, "."],
    ["--help", 0, "raft serve"],
    ["examples", 0, "prime-sieve"],
    ["examples 02 --output --lang ts", 0, "a = 4, b = 2"],
    ["raft serve --help", 0, "--peers"],
    ["simulate --seeds 1", 0, "1"],
    ["metrics --help", 0, "usage: metrics"],
    ["compare", 1, "npm install && npm start"],
    ["compile", 2, "there is no command compile"],
  ];
  for (const [args, status, says] of expected) {
    const command = ["npx", "--no-install", "goroutine-kit", ...args.split(" ")];
    const ended = await runCommand(command, folder, limitMs);
    const right = ended.status === status && ended.output.includes(says);
    report(`command: goroutine-kit ${args}`, right, `${ended.output}\n(${ended.status})`);
  }
}

async function tryBrowser(folder: string): Promise<void> {
  const browser = await findBrowser();
  if (browser === undefined) {
    reportSkipped("browser", "no Chromium on PATH, and CHROME_PATH is not set");
    return;
  }
  const { passed, output } = await runInBrowser(browser, folder);
  report(`browser (${browser.version}): every room`, passed, output);
}

/** The types hold in a project that checks its libraries too and has no types of Node's. */
async function tryTypes(resolution: string, folder: string): Promise<void> {
  const settings = {
    compilerOptions: {
      target: "es2022",
      lib: ["es2022", "esnext.disposable", "dom"],
      types: [],
      module: resolution === "bundler" ? "esnext" : resolution,
      moduleResolution: resolution,
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
    },
    files: ["typed-program.ts"],
  };
  const file = join(folder, `tsconfig.${resolution}.json`);
  await writeFile(file, JSON.stringify(settings));
  const { passed, output } = await runCommand([resolve("node_modules/.bin/tsc"), "-p", file]);
  report(`types ${resolution}`, passed, output);
}
