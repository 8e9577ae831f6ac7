// Makes as many channels as its argument says, most of them never seen again; every so many times all that
// nobody refers to is collected. Prints how many there were.

import { setImmediate as turn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { main } from "../../../src/index.ts";
import { sharedChan } from "../../../src/parallel/index.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const CHANNELS = Number(process.argv[2]);
const AT_ONCE = 50_000;

main(async () => {
  const carrier = sharedChan<unknown>(1);
  let made = 0;
  while (made < CHANNELS) {
    for (let i = 0; i < AT_ONCE; i++) {
      const channel = sharedChan<unknown>(1);
      made++;
      if (made % 4 === 0) channel.trySend("a text that stands in a block of its own");
      if (made % 16 !== 0) continue;
      channel.trySend(sharedChan(1)); // a channel in the buffer of a channel
      carrier.trySend([channel]);
      carrier.tryRecv();
      made++;
    }
    collect();
    await turn();
    await turn();
  }
  console.log(made >= CHANNELS);
});
