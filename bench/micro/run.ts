/**
 * `npm run bench:micro`: what one operation of ours costs, without a second library beside it.
 *
 *     npm run bench:micro -- --smoke         each case once: does it do as many operations as it says?
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { BENCH_DIST, buildBenchmark, buildPackage } from "../build.ts";

await buildPackage();
await buildBenchmark();
const child = spawn(
  process.execPath,
  [join(BENCH_DIST, "micro", "child.js"), ...process.argv.slice(2)],
  { stdio: "inherit" },
);
const [status] = (await once(child, "close")) as [number | null];
process.exitCode = status ?? 1;
