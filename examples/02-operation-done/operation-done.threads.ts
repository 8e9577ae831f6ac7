// An Event is a flag that threads wait for: once it is set, whoever waits
// goes on, and so does whoever comes later.

import { Event, main, Thread } from "goroutine-kit/threading";

main(async () => {
  let [a, b] = [1, 2];

  const operationDone = new Event();
  function multiply() {
    b = a * b;

    operationDone.set();
  }

  new Thread({ target: multiply }).start();

  await operationDone.wait();

  a = b * b;

  console.log(`a = ${a}, b = ${b}`);
});
