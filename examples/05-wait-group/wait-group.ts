// `wg.go` adds one, starts the goroutine and takes one when it has ended: Go
// 1.25's `wg.Go`.

import { main, WaitGroup } from "goroutine-kit";

main(async () => {
  const squares = [0, 0, 0, 0, 0];
  const wg = new WaitGroup();

  for (let i = 0; i < squares.length; i++) {
    wg.go(() => {
      squares[i] = i * i;
    });
  }

  await wg.wait();
  for (const [i, square] of squares.entries()) console.log(`${i} squared is ${square}`);
});
