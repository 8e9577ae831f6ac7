// Where Go may switch to the goroutine at any moment, an async function does
// so only where it awaits: `Gosched` marks the two moments that matter. Each
// seed draws another order.

import { Gosched, go } from "goroutine-kit";
import { explore, simulate } from "goroutine-kit/testing";

async function program(): Promise<string> {
  let [a, b] = [1, 2];

  go(() => {
    b = a * b;
  });

  await Gosched();
  a = b * b;
  await Gosched();

  return `a = ${a}, b = ${b}`;
}

const { outcomes } = await explore(100, program);
for (const [outcome, { seed }] of [...outcomes].sort(([a], [b]) => a.localeCompare(b))) {
  const again = await simulate(seed, program);
  console.log(`${outcome}, and with the same seed again ${again}`);
}
