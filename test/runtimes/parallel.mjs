// Goroutines on worker threads, on whatever runtime runs this: the program is the module that its workers
// import. Ends with status 0 where all is as it should be.

import { go, main } from "goroutine-kit";
import { GOMAXPROCS, parallel, sharedChan, shutdown } from "goroutine-kit/parallel";

const square = parallel(import.meta.url, (n) => n * n);

const relay = parallel(import.meta.url, async (from, to) => {
  for await (const n of from) await to.send(n * 2);
  to.close();
});

const fail = parallel(import.meta.url, async () => {
  throw new RangeError("no");
});

function check(what, actual, expected) {
  if (actual !== expected) throw new Error(`${what}: ${actual} and not ${expected}`);
}

main(async () => {
  GOMAXPROCS(2);
  check("a result", await square(7), 49);
  const [from, to] = [sharedChan(), sharedChan(1)];
  const relayed = relay(from, to);
  go(async () => {
    for (let n = 0; n < 100; n++) await from.send(n);
    from.close();
  });
  let sum = 0;
  for await (const n of to) sum += n;
  check("what came through channels", sum, 9900);
  await relayed;
  const error = await fail().catch((thrown) => thrown);
  check("an error", error instanceof RangeError && error.message, "no");
  await shutdown();
  check("a result after shutdown", await square(3), 9);
  console.log("parallel goroutines work");
});
