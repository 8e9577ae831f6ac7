// Whoever sleeps under a context is woken when it is cancelled, and throws
// its error.

import {
  background,
  Canceled,
  type Context,
  chan,
  main,
  type SendChan,
  sleep,
  WaitGroup,
  withCancel,
} from "goroutine-kit";

const replicasMs = { london: 3_600_000, paris: 10, rome: 3_600_000 };

async function ask(ctx: Context, city: string, delayMs: number, answers: SendChan<string>) {
  try {
    await sleep(delayMs, ctx);
    await answers.send(city);
  } catch (error) {
    if (error !== Canceled) throw error;
    console.log("called off");
  }
}

main(async () => {
  const [ctx, cancel] = withCancel(background());
  const answers = chan<string>(3);
  const replicas = new WaitGroup();
  for (const [city, delayMs] of Object.entries(replicasMs)) {
    replicas.go(ask, ctx, city, delayMs, answers);
  }

  console.log("the first answer comes from", await answers.recv());
  cancel();
  await replicas.wait();
});
