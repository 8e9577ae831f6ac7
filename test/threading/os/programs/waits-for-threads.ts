// `main` returns at once; the process ends when the threads have that are no daemons.

import { main } from "goroutine-kit/threading";
import { OsThread, portable, SharedEvent } from "goroutine-kit/threading/os";

const say = portable(import.meta.url, async (go: SharedEvent, text: string) => {
  await go.wait();
  console.log(text);
});

const never = portable(import.meta.url, (never: SharedEvent) => {
  never.waitSync();
});

main(() => {
  const go = new SharedEvent();
  new OsThread({ target: say, args: [go, "said"] }).start();
  new OsThread({ target: never, args: [new SharedEvent()], daemon: true }).start();
  go.set();
});
