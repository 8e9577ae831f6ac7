// In a generator goroutine `yield*` does what `await` does in an async one.
// Nobody ends the filters: they end with main.

import { type Chan, chan, go, main, type RecvChan, type SendChan } from "goroutine-kit";
import { recv, send } from "goroutine-kit/gen";

function* generate(out: SendChan<number>) {
  for (let n = 2; ; n++) yield* send(out, n);
}

function* filter(numbers: RecvChan<number>, out: SendChan<number>, prime: number) {
  for (let n = yield* recv(numbers); n !== undefined; n = yield* recv(numbers)) {
    if (n % prime !== 0) yield* send(out, n);
  }
}

main(function* () {
  let numbers: Chan<number> = chan<number>();
  go(generate, numbers);
  for (let i = 0; i < 10; i++) {
    const prime = (yield* recv(numbers)) as number;
    console.log(prime);
    const filtered = chan<number>();
    go(filter, numbers, filtered, prime);
    numbers = filtered;
  }
});
