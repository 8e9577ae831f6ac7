// All that blocks takes a context, and throws the context's error when it
// ends. Here it is a receive.

import {
  background,
  Canceled,
  type Context,
  chan,
  DeadlineExceeded,
  go,
  main,
  type RecvChan,
  withCancel,
  withTimeout,
} from "goroutine-kit";

const HOUR_MS = 3_600_000;

async function ask(ctx: Context, answers: RecvChan<number>): Promise<string> {
  try {
    return `the answer is ${await answers.recv(ctx)}`;
  } catch (error) {
    if (error === DeadlineExceeded) return "too late";
    if (error === Canceled) return "called off";
    throw error;
  }
}

main(async () => {
  const answers = chan<number>();
  go(async () => answers.send(42));
  const [patient, cancelPatient] = withTimeout(background(), HOUR_MS);
  console.log(await ask(patient, answers));
  cancelPatient();

  const [hasty, cancelHasty] = withTimeout(background(), 10);
  console.log(await ask(hasty, answers));
  cancelHasty();

  const [fickle, cancelFickle] = withCancel(background());
  go(cancelFickle);
  console.log(await ask(fickle, answers));
});
