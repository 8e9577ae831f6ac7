// When nothing can go on while main waits, the report says who waits for
// what, and the program ends with status 2. Generator goroutines: of these
// the report always knows what each waits for.

import { go, Mutex, main, WaitGroup } from "goroutine-kit";
import { lock, wait } from "goroutine-kit/gen";

main(function* () {
  const forks = Array.from({ length: 5 }, () => new Mutex());
  const oneForkEach = new WaitGroup();
  const fed = new WaitGroup();

  function* philosopher(left: Mutex, right: Mutex) {
    using _left = yield* lock(left);
    oneForkEach.done();
    yield* wait(oneForkEach);
    using _right = yield* lock(right);
    fed.done();
  }

  oneForkEach.add(forks.length);
  fed.add(forks.length);
  for (const [i, left] of forks.entries()) {
    go(philosopher, left, forks[(i + 1) % forks.length] as Mutex);
  }

  yield* wait(oneForkEach);
  console.log("each has one fork, and waits for another");
  yield* wait(fed);
  console.log("all have eaten");
});
