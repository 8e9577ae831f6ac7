// What worker threads of the tests do. Each joins the shared memory it is given, works on channels by
// their addresses, and answers with the history of what it has done.

import { Agent, newSlot, SharedChannel, selectBlocking } from "../../../src/workers/index.ts";
import type { Event } from "./history.ts";

/** Blocking, as a thread; or async, as its event loop. */
export type Manner = "blocking" | "async";

type Channel = SharedChannel<unknown>;

/** Ticks shared by all threads: later events have later ticks. */
function ticker(clock: SharedArrayBuffer): () => number {
  const ticks = new Int32Array(clock);
  return () => Atomics.add(ticks, 0, 1);
}

/** Sends each of `values`; stops where the channel is closed. */
export async function produce(
  memory: SharedArrayBuffer,
  clock: SharedArrayBuffer,
  address: number,
  manner: Manner,
  values: readonly unknown[],
): Promise<Event[]> {
  const channel: Channel = new SharedChannel(new Agent(memory), address);
  const tick = ticker(clock);
  const events: Event[] = [];
  for (const value of values) {
    const began = tick();
    let ok = true;
    try {
      if (manner === "blocking") channel.sendSync(value);
      else await channel.send(value);
    } catch (error) {
      if ((error as Error).name !== "SendOnClosedError") throw error;
      ok = false;
    }
    events.push({ does: "send", value, ok, began, ended: tick() });
    if (!ok) break;
  }
  return events;
}

/** Receives until the channel is closed and drained. */
export async function consume(
  memory: SharedArrayBuffer,
  clock: SharedArrayBuffer,
  address: number,
  manner: Manner,
): Promise<Event[]> {
  const channel: Channel = new SharedChannel(new Agent(memory), address);
  const tick = ticker(clock);
  const events: Event[] = [];
  for (;;) {
    const began = tick();
    const { value, ok } = manner === "blocking" ? channel.recvOkSync() : await channel.recvOk();
    events.push({ does: "recv", value, ok, began, ended: tick() });
    if (!ok) return events;
  }
}

/** Answers each ping with a pong, `rounds` times. */
export async function echo(
  memory: SharedArrayBuffer,
  pings: number,
  pongs: number,
  manner: Manner,
  rounds: number,
): Promise<number> {
  const agent = new Agent(memory);
  const [from, to]: Channel[] = [new SharedChannel(agent, pings), new SharedChannel(agent, pongs)];
  for (let round = 0; round < rounds; round++) {
    if (manner === "blocking") (to as Channel).sendSync((from as Channel).recvOkSync().value);
    else await (to as Channel).send(await (from as Channel).recv());
  }
  return rounds;
}

/** Selects among the channels, blocking, until all are closed and drained; answers what came from each. */
export async function choose(
  memory: SharedArrayBuffer,
  addresses: readonly number[],
): Promise<unknown[][]> {
  const agent = new Agent(memory);
  const into = newSlot();
  const received: unknown[][] = addresses.map(() => []);
  let open = addresses.map((_, index) => index);
  while (open.length > 0) {
    const cases = open.map((index) => ({ channel: addresses[index] as number, offer: null }));
    const order = [...cases.keys()].sort(() => Math.random() - 0.5);
    const { winner, outcome } = selectBlocking(agent.thread, cases, order, into);
    const index = open[winner] as number;
    if (outcome === 0) received[index]?.push(agent.slots.take(into));
    else open = open.filter((other) => other !== index);
  }
  return received;
}
