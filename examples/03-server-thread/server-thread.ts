// A channel that is closed tells everyone who receives from it, now or later:
// it is a goroutine's join.

import { chan, go, main, type SendChan } from "goroutine-kit";

function server(counter: number, finished: SendChan<never>) {
  try {
    for (let i = 0; i < counter; i++) {
      console.log(i);
    }
  } finally {
    console.log("Thread finished");
    finished.close();
  }
}

main(async () => {
  for (let x = 0; x < 8; x++) {
    const finished = chan<never>();
    go(server, x, finished);
    // wait for the goroutine to end
    await finished.recv();
  }
});
