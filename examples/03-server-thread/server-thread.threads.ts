// A thread is an object: it is made, started once, and joined by whoever has
// it.

import { main, Thread } from "goroutine-kit/threading";

class ServerThread extends Thread {
  readonly counter: number;

  constructor(counter: number) {
    super();
    this.counter = counter;
  }

  override run() {
    try {
      for (let i = 0; i < this.counter; i++) {
        console.log(i);
      }
    } finally {
      console.log("Thread finished");
    }
  }
}

main(async () => {
  for (let x = 0; x < 8; x++) {
    const server = new ServerThread(x);
    server.start();
    // wait for the thread to terminate
    await server.join();
  }
});
