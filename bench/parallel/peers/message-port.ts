/**
 * worker_threads alone: MessagePorts, whose messages are handled as they come. A port has no bound of its
 * own: the receiver gives the sender credit, a half of the buffer at a time.
 */

import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import type * as bodies from "../bodies/message-port.ts";
import { KINDS } from "../payload.ts";
import {
  type Abilities,
  type Identity,
  oneByOne,
  peerOf,
  primesBy,
  sixtyFourAtOnce,
  sumOf,
} from "../peer.ts";
import { BATCH, BATCHES, SELECT_CHANNELS } from "../workload.ts";

const workers: Worker[] = [];

/** Calls a function of bodies/message-port.ts on the worker of that number, with a port to talk to it. */
function start<Name extends keyof typeof bodies>(
  worker: number,
  name: Name,
  ...args: Parameters<(typeof bodies)[Name]> extends [unknown, ...infer Rest] ? Rest : never
): MessagePort {
  while (workers.length <= worker) {
    workers.push(new Worker(new URL("../bodies/message-port.js", import.meta.url)));
  }
  const { port1, port2 } = new MessageChannel();
  (workers[worker] as Worker).postMessage({ name, port: port2, args }, [port2]);
  return port1;
}

/** Resolves with what `onMessage` answers first; the port is closed then. */
function until<Message>(
  port: MessagePort,
  onMessage: (message: Message) => number | undefined,
): Promise<number> {
  return new Promise((resolve) => {
    port.on("message", (message: Message) => {
      const answer = onMessage(message);
      if (answer === undefined) return;
      port.close();
      resolve(answer);
    });
  });
}

const pingPong = (size: number): Promise<number> => {
  const port = start(0, "echo", 1);
  let sent = 0;
  let sum = 0;
  const done = until(port, (pong: number) => {
    sum += pong;
    if (sent === size) return sum;
    port.postMessage(sent++);
    return undefined;
  });
  port.postMessage(sent++);
  return done;
};

const stream: Abilities["stream"] = (capacity, payload) => (size) => {
  const { weigh } = KINDS[payload];
  const credit = capacity === 0 ? 1 : capacity / 2;
  const port = start(0, "produce", payload, size, Math.max(1, capacity));
  let received = 0;
  let sum = 0;
  return until(port, (value) => {
    sum += weigh(value);
    if (++received === size) return sum;
    if (received % credit === 0) port.postMessage(credit);
    return undefined;
  });
};

const batches = (size: number): Promise<number> => {
  const port = start(0, "produceBatches", size, BATCHES);
  const credit = BATCHES / 2;
  let received = 0;
  let taken = 0;
  let sum = 0;
  return until(port, (batch: number[]) => {
    for (const value of batch) sum += value;
    received += batch.length;
    if (received === size) return sum;
    if (++taken % credit === 0) port.postMessage(credit);
    return undefined;
  });
};

/** Numbers to whichever worker has credit; each worker gives its sum once it is told to end. */
const fanOut: Abilities["fanOut"] = (count) => async (size) => {
  const ports = Array.from({ length: count }, (_, i) => start(i, "consume", 128 / count / 2));
  const credits = ports.map(() => 128 / count);
  let sent = 0;
  const send = (i: number) => {
    while (credits[i] !== 0 && sent < size) {
      (credits[i] as number)--;
      (ports[i] as MessagePort).postMessage(sent++);
    }
    if (sent === size) (ports[i] as MessagePort).postMessage(null);
  };
  const sums = ports.map((port, i) =>
    until(port, (message: { credit: number } | { sum: number }) => {
      if ("sum" in message) return message.sum;
      (credits[i] as number) += message.credit;
      send(i);
      return undefined;
    }),
  );
  for (const i of ports.keys()) send(i);
  return sumOf(await Promise.all(sums));
};

/** An event loop that listens at four ports takes from whichever has a message. */
const select: Abilities["select"] = (capacity) => async (size) => {
  const channels = Array.from({ length: SELECT_CHANNELS }, () => new MessageChannel());
  const control = start(0, "produceInTurn", size, Math.max(1, capacity));
  control.postMessage(
    channels.map(({ port2 }) => port2),
    channels.map(({ port2 }) => port2),
  );
  const credit = Math.max(1, capacity / 2);
  const share = size / SELECT_CHANNELS;
  const sums = channels.map(({ port1 }) => {
    let received = 0;
    let sum = 0;
    return until(port1, (value: number) => {
      sum += value;
      if (++received === share) return sum;
      if (received % credit === 0) port1.postMessage(credit);
      return undefined;
    });
  });
  const total = sumOf(await Promise.all(sums));
  control.close();
  return total;
};

/** Calls over one port for each worker; answers come in the order of the calls. */
function caller(worker: number): (...args: readonly number[]) => Promise<number> {
  const port = start(worker, "answer");
  const waiting: ((result: number) => void)[] = [];
  let first = 0;
  port.on("message", (result: number) => {
    waiting[first]?.(result);
    // The answered are dropped many at a time: shifting each would cost more than the call.
    if (++first === BATCH) {
      waiting.splice(0, first);
      first = 0;
    }
  });
  return (...args) =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port.postMessage(args);
    });
}

const callers: ReturnType<typeof caller>[] = [];
const on = (worker: number) => {
  while (callers.length <= worker) callers.push(caller(callers.length));
  return callers[worker] as (typeof callers)[number];
};

const identity: Identity = (n) => on(0)(n);

export const peer = peerOf(
  {
    pingPong,
    stream,
    batches,
    fanOut,
    select,
    cpu: (count) => {
      let next = 0;
      return primesBy((limit, part) => on(next++ % count)(limit, part), count);
    },
    call: oneByOne(identity),
    calls: sixtyFourAtOnce(identity),
  },
  "",
);
