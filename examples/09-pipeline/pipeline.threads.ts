// A stage is a function that starts a thread and gives the queue that it puts
// into.

import { main, Queue, Thread } from "goroutine-kit/threading";

const END = Symbol("end");
type Numbers = Queue<number | typeof END>;

function count(to: number): Numbers {
  const out: Numbers = new Queue(1);

  async function run() {
    for (let n = 1; n <= to; n++) await out.put(n);
    await out.put(END);
  }

  new Thread({ target: run }).start();
  return out;
}

function square(numbers: Numbers): Numbers {
  const out: Numbers = new Queue(1);

  async function run() {
    for (let n = await numbers.get(); n !== END; n = await numbers.get()) await out.put(n * n);
    await out.put(END);
  }

  new Thread({ target: run }).start();
  return out;
}

main(async () => {
  const numbers = square(square(count(4)));
  for (let n = await numbers.get(); n !== END; n = await numbers.get()) console.log(n);
});
