// A stage is a function that starts a goroutine and gives the channel that it
// sends to.

import { chan, go, main, type RecvChan } from "goroutine-kit";

function count(to: number): RecvChan<number> {
  const out = chan<number>();
  go(async () => {
    for (let n = 1; n <= to; n++) await out.send(n);
    out.close();
  });
  return out;
}

function square(numbers: RecvChan<number>): RecvChan<number> {
  const out = chan<number>();
  go(async () => {
    for await (const n of numbers) await out.send(n * n);
    out.close();
  });
  return out;
}

main(async () => {
  for await (const n of square(square(count(4)))) console.log(n);
});
