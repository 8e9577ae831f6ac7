// Where Python may switch to the thread at any moment, an async function does
// so only where it awaits: `sleep(0)` marks the two moments that matter. Each
// seed draws another order.

import { explore, simulate } from "goroutine-kit/testing";
import { sleep, Thread } from "goroutine-kit/threading";

async function program(): Promise<string> {
  let [a, b] = [1, 2];

  function multiply() {
    b = a * b;
  }

  new Thread({ target: multiply }).start();

  await sleep(0);
  a = b * b;
  await sleep(0);

  return `a = ${a}, b = ${b}`;
}

const { outcomes } = await explore(100, program);
for (const [outcome, { seed }] of [...outcomes].sort(([a], [b]) => a.localeCompare(b))) {
  const again = await simulate(seed, program);
  console.log(`${outcome}, and with the same seed again ${again}`);
}
