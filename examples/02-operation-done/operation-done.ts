// A send on an unbuffered channel and its receive take place together: main
// goes on no sooner than the goroutine has come that far.

import { chan, go, main } from "goroutine-kit";

main(async () => {
  let [a, b] = [1, 2];

  const operationDone = chan<boolean>();
  go(async () => {
    b = a * b;

    await operationDone.send(true);
  });

  await operationDone.recv();

  a = b * b;

  console.log(`a = ${a}, b = ${b}`);
});
