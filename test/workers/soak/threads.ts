// The threads of the soak: producers and consumers of one channel, which write down in shared memory what
// they are about to do and what they have done, for they may be killed at any step.

import { home, role, SharedChannel } from "../../../src/workers/index.ts";
import { WorkerDiedError } from "../../../src/workers/worker-died-error.ts";

/** What becomes of each value, by its number: a word each, all atomic. */
export interface Ledger {
  /** 1 once a producer has begun to send it. */
  readonly begun: Int32Array;
  /** 1 once the send has returned. */
  readonly sent: Int32Array;
  /** How often it was received. */
  readonly received: Int32Array;
  /** The words below. */
  readonly counts: Int32Array;
}

/** The number of the next value. */
export const NEXT = 0;
/** 1 when producers are to end. */
export const STOP = 1;
/** How many values were received. */
export const RECEIVED = 2;
/** How many threads were told that the channel is broken. */
export const BROKEN = 3;

export interface Part {
  readonly does: "produce" | "consume";
  readonly manner: "blocking" | "async";
  readonly channel: number;
  readonly ledger: Ledger;
}

export const startPart = role<Part>("test/soak", import.meta.url, async (part) => {
  const channel = new SharedChannel<number>(home(), part.channel);
  try {
    await (part.does === "produce" ? produce : consume)(channel, part);
  } catch (error) {
    if (!(error instanceof WorkerDiedError)) throw error;
    Atomics.add(part.ledger.counts, BROKEN, 1);
  }
});

async function produce(channel: SharedChannel<number>, { manner, ledger }: Part): Promise<void> {
  while (Atomics.load(ledger.counts, STOP) === 0) {
    const value = Atomics.add(ledger.counts, NEXT, 1);
    if (value >= ledger.begun.length) return;
    Atomics.store(ledger.begun, value, 1);
    if (manner === "blocking") channel.sendSync(value);
    else await channel.send(value);
    Atomics.store(ledger.sent, value, 1);
  }
}

async function consume(channel: SharedChannel<number>, { manner, ledger }: Part): Promise<void> {
  for (;;) {
    const { value, ok } = manner === "blocking" ? channel.recvOkSync() : await channel.recvOk();
    if (!ok) return;
    Atomics.add(ledger.received, value, 1);
    Atomics.add(ledger.counts, RECEIVED, 1);
  }
}
