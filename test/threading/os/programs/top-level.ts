// Without `main`: a thread keeps the process alive unless it is a daemon, and what escapes one is written.

import { isMainThread, OsThread, portable, SharedEvent } from "goroutine-kit/threading/os";

const fail = portable(import.meta.url, function fail() {
  throw new RangeError("out of range");
});

const never = portable(import.meta.url, (never: SharedEvent) => {
  never.waitSync();
});

if (isMainThread) {
  new OsThread({ target: fail, args: [] }).start();
  new OsThread({ target: never, args: [new SharedEvent()], daemon: true }).start();
}
