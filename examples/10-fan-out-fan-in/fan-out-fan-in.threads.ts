// Fan-out: three threads get from one queue, and each passes on the end when
// it finds it. Fan-in: all put into one queue, which has ended when three
// ends have come.

import { main, Queue, Thread } from "goroutine-kit/threading";

const END = Symbol("end");
type Numbers = Queue<number | typeof END>;

async function count(to: number, out: Numbers) {
  for (let n = 1; n <= to; n++) await out.put(n);
  await out.put(END);
}

async function square(numbers: Numbers, out: Numbers) {
  for (let n = await numbers.get(); n !== END; n = await numbers.get()) await out.put(n * n);
  await numbers.put(END);
  await out.put(END);
}

main(async () => {
  const numbers: Numbers = new Queue();
  const squares: Numbers = new Queue();
  new Thread({ target: count, args: [10, numbers] }).start();
  for (let i = 0; i < 3; i++) new Thread({ target: square, args: [numbers, squares] }).start();

  let sum = 0;
  for (let ends = 0; ends < 3; ) {
    const n = await squares.get();
    if (n === END) ends++;
    else sum += n;
  }
  console.log(`the squares of 1 to 10 add up to ${sum}`);
});
