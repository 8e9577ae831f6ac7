// An executor that is shut down refuses further calls and finishes those it
// has; `await using` waits for that.

import { Event, main, RuntimeError, ThreadPoolExecutor } from "goroutine-kit/threading";

class Server {
  readonly stopping = new Event();
  finished = 0;
  readonly #pool = new ThreadPoolExecutor({ maxWorkers: 4 });

  submit(): boolean {
    try {
      this.#pool.submit(() => this.#handle());
      return true;
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      return false;
    }
  }

  async #handle() {
    await this.stopping.wait();
    this.finished++;
  }

  async close() {
    await this.#pool.shutdown({ wait: false });
  }

  async join() {
    await this.#pool.shutdown();
  }
}

main(async () => {
  const server = new Server();
  process.once("SIGTERM", () => server.stopping.set());

  for (let n = 1; n <= 3; n++) console.log(`request ${n} accepted: ${server.submit()}`);

  // What the platform does when somebody runs `kill`.
  process.kill(process.pid, "SIGTERM");
  await server.stopping.wait();
  await server.close();
  console.log("shutting down");
  console.log(`request 4 accepted: ${server.submit()}`);
  await server.join();
  console.log(`${server.finished} requests finished`);
});
