// A goroutine on a worker panics, or one that it has started there: by the argument. The error ends the
// process, as that of a goroutine of this thread would.

import { go, main, sleep } from "../../../src/index.ts";
import { parallel } from "../../../src/parallel/index.ts";

const explode = parallel(import.meta.url, async function explode() {
  throw new RangeError("boom");
});

const lightFuse = parallel(import.meta.url, async function lightFuse() {
  go(async function bomb() {
    throw new RangeError("boom");
  });
});

main(async () => {
  go(process.argv[2] === "lightFuse" ? lightFuse : explode);
  await sleep(60_000);
});
