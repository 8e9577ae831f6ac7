/**
 * `npm run bench:micro`: what one operation of ours costs, without a second library beside it.
 *
 *     npm run bench:micro -- --smoke         each case once: does it do as many operations as it says?
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { BENCH_DIST, buildBenchmark, buildPackage } from "../build.ts";
import { readValues, runCommand } from "../command-line.ts";

const USAGE = `usage: npm run bench:micro -- [--smoke]

  --smoke  each case once: does it do as many operations as it says?
  --help   this text`;

await runCommand(USAGE, async () => {
  const { smoke } = readValues({ smoke: { type: "boolean", default: false } }, USAGE);
  await buildPackage();
  await buildBenchmark();
  const program = join(BENCH_DIST, "micro", "child.js");
  const child = spawn(process.execPath, smoke ? [program, "--smoke"] : [program], {
    stdio: "inherit",
  });
  const [status] = (await once(child, "close")) as [number | null];
  process.exitCode = status ?? 1;
});
