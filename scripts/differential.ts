// `npm run differential -- --programs 2000 --seed 7`: random programs against Go, more than the tests
// run. Half of the programs may do anything, half can have one outcome only. Prints each difference with
// the program as Go and as TypeScript; exits with 0 where there is none.

import { parseArgs } from "node:util";
import { compareDeterminate, compareFree, type Report } from "../test/differential/programs.ts";
import { goVersion } from "../test/differential/toolchain.ts";

/** How many programs are built in one file; more take the compiler longer each. */
const BATCH = 250;

const USAGE = "usage: npm run differential -- [--programs N] [--seed N]";

function readOptions(): { programs: string; seed: string } {
  try {
    return parseArgs({
      options: {
        programs: { type: "string", default: "500" },
        seed: { type: "string", default: `${Math.floor(Math.random() * 1_000_000)}` },
      },
    }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

const values = readOptions();

function wholeNumber(name: "programs" | "seed"): number {
  const value = Number(values[name]);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new RangeError(`--${name} ${values[name]}: it is a whole number from 0`);
}

const [wanted, seed] = [wholeNumber("programs"), wholeNumber("seed")];
const version = await goVersion();
const withGo = version !== undefined;
console.log(
  withGo
    ? `${wanted} programs from seed ${seed}, compared with ${version}`
    : `${wanted} programs from seed ${seed}\nnot run: the comparison with Go itself, since Go is not installed`,
);

let [done, compared, open, failed] = [0, 0, 0, 0];
for (let batch = 0; done < wanted; batch++) {
  const count = Math.min(BATCH, wanted - done);
  const compare = batch % 2 === 0 ? compareFree : compareDeterminate;
  const report: Report = await compare(count, seed + batch, { withGo });
  done += count;
  compared += report.compared;
  open += report.open;
  failed += report.failures.length;
  for (const failure of report.failures) console.log(`\n${failure}`);
  console.log(`${done} of ${wanted} programs, ${failed} of them differ`);
}
console.log(
  `${compared} programs compared (${open} with more than one outcome; ${done - compared} had too many states), ${failed} differ`,
);
process.exitCode = failed === 0 ? 0 : 1;
