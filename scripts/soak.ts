// `npm run soak -- --kills 500 --seed 7`: threads are killed at random while values flow between them, for
// longer than the tests do it. Prints what became of the values, scene by scene; exits with 0 where each of
// them is accounted for.

import { parseArgs } from "node:util";
import { seeded, soak } from "../test/workers/soak/soak.ts";

/** How many threads are killed in one scene: a channel that breaks ends it. */
const KILLS = 20;
const CAPACITIES = [0, 1, 64] as const;

const USAGE = "usage: npm run soak -- [--kills N] [--seed N]";

function readOptions(): { kills: number; seed: number } {
  try {
    const { values } = parseArgs({
      options: {
        kills: { type: "string", default: "200" },
        seed: { type: "string", default: `${Math.floor(Math.random() * 1_000_000)}` },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    return { kills: wholeNumber("kills", values.kills), seed: wholeNumber("seed", values.seed) };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new RangeError(`--${name} ${text}: it is a whole number from 0`);
}

const { kills, seed } = readOptions();
console.log(`${kills} threads to kill, from seed ${seed}`);
const random = seeded(seed);
let killed = 0;
let faults = 0;
for (let scene = 0; killed < kills; scene++) {
  const capacity = CAPACITIES[scene % CAPACITIES.length] as number;
  const account = await soak({ capacity, kills: Math.min(KILLS, kills - killed), random });
  killed += Math.max(account.kills, 1);
  faults += account.faults.length;
  console.log(
    `capacity ${capacity}: ${account.kills} killed, ${account.received} values received, ${account.lost} lost with their threads${account.isBroken ? ", and the channel broke" : ""}`,
  );
  for (const fault of account.faults) console.log(`    ${fault}`);
}
console.log(faults === 0 ? "every value is accounted for" : `${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;
