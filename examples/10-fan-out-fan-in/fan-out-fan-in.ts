// Fan-out: three goroutines take from one channel. Fan-in: `merge` brings
// their channels together, and closes its own when all of them are closed.

import { chan, go, main, type RecvChan, WaitGroup } from "goroutine-kit";

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

function merge<T>(...channels: RecvChan<T>[]): RecvChan<T> {
  const out = chan<T>();
  const senders = new WaitGroup();
  for (const channel of channels) {
    senders.go(async () => {
      for await (const value of channel) await out.send(value);
    });
  }
  go(async () => {
    await senders.wait();
    out.close();
  });
  return out;
}

main(async () => {
  const numbers = count(10);
  let sum = 0;
  for await (const n of merge(square(numbers), square(numbers), square(numbers))) sum += n;
  console.log(`the squares of 1 to 10 add up to ${sum}`);
});
