// The signal cancels a context; the server's select sees it and closes
// `closed`, and so everyone who submits sees that.

import {
  background,
  type Context,
  chan,
  go,
  main,
  recv,
  select,
  send,
  WaitGroup,
  withCancel,
} from "goroutine-kit";

class Server {
  readonly closed = chan<never>();
  readonly atWork = new WaitGroup();
  finished = 0;
  readonly #requests = chan<true>();

  async serve(ctx: Context) {
    for (;;) {
      const event = await select({ request: recv(this.#requests), stop: recv(ctx.done()) });
      if (event.case === "stop") return this.closed.close();
      this.atWork.go(async () => {
        await ctx.done().recv();
        this.finished++;
      });
    }
  }

  async submit(): Promise<boolean> {
    const event = await select({
      accepted: send(this.#requests, true),
      refused: recv(this.closed),
    });
    return event.case === "accepted";
  }
}

main(async () => {
  const [ctx, stop] = withCancel(background());
  process.once("SIGTERM", stop);

  const server = new Server();
  go(() => server.serve(ctx));
  for (let n = 1; n <= 3; n++) console.log(`request ${n} accepted: ${await server.submit()}`);

  // What the platform does when somebody runs `kill`.
  process.kill(process.pid, "SIGTERM");
  await server.closed.recv();
  console.log("shutting down");
  console.log(`request 4 accepted: ${await server.submit()}`);
  await server.atWork.wait();
  console.log(`${server.finished} requests finished`);
});
