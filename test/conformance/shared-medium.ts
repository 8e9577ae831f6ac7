// Channels and wait groups that threads share, for the cases.

import type { WaitGroup } from "../../src/index.ts";
import { SharedWaitGroup, sharedChan } from "../../src/parallel/index.ts";
import type { SharedChannel } from "../../src/workers/index.ts";
import { RECEIVERS, SENDERS } from "../../src/workers/rendezvous.ts";
import { lengthOf } from "../workers/queues.ts";
import type { Medium } from "./medium.ts";

export const sharedMedium: Medium = {
  chan: sharedChan,
  // It has all that the cases ask of one.
  waitGroup: () => new SharedWaitGroup() as unknown as WaitGroup,
  waitersOf: (ch) =>
    lengthOf(ch as SharedChannel<unknown>, RECEIVERS) +
    lengthOf(ch as SharedChannel<unknown>, SENDERS),
};
