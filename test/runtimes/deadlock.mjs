// A program that deadlocks: main waits for a channel that nobody sends to. It must end with status 2
// and Go's own words, not in silence.

import { chan, main } from "goroutine-kit";

main(async () => {
  await chan().recv();
});
