/**
 * Runs the cases under benny in the process that bench/micro/run.ts has built.
 *
 * Invariant: benny calls a batch of BATCH operations, so that what benny costs is thousandths of a
 * nanosecond an operation, also where it has to wait for a promise.
 */

import { parseArgs } from "node:util";
import benny from "benny";
import { asyncCases } from "./async-cases.ts";
import type { Case } from "./case.ts";
import { generatorCases } from "./generator-cases.ts";
import { synchronousCases } from "./synchronous-cases.ts";

const BATCH = 20_000;
/** Each case: at least so many samples, and about so many seconds. */
const EFFORT = { minSamples: 20, maxTime: 1 };

const CASES: Readonly<Record<string, readonly Case[]>> = {
  synchronous: synchronousCases,
  async: asyncCases,
  generator: generatorCases,
};

/** A case that does fewer operations than it is asked for would look fast. */
async function runChecked({ name, run }: Case, count: number): Promise<void> {
  const done = await run(count);
  if (done !== count) throw new Error(`${name}: ${done} operations of ${count}`);
}

async function smoke(): Promise<void> {
  let count = 0;
  for (const one of Object.values(CASES).flat()) {
    await runChecked(one, 100);
    count++;
  }
  console.log(`${count} cases did what they say`);
}

async function measure(): Promise<void> {
  for (const [kind, cases] of Object.entries(CASES)) {
    const width = Math.max(...cases.map(({ name }) => name.length));
    const summary = await benny.suite(
      kind,
      benny.configure({ cases: EFFORT }),
      ...cases.map((one) => benny.add(one.name, () => runChecked(one, BATCH))),
    );
    for (const { name, details } of summary.results) {
      const ns = (details.median * 1e9) / BATCH;
      const margin = details.relativeMarginOfError.toFixed(1);
      console.log(`  ${name.padEnd(width)}  ${ns.toFixed(1).padStart(8)} ns  ±${margin} %`);
    }
  }
}

const { values: options } = parseArgs({ options: { smoke: { type: "boolean", default: false } } });
await (options.smoke ? smoke() : measure());
process.exit(0);
