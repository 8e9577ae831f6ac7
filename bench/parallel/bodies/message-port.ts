/** What the workers of peers/message-port.ts do: functions that are called with a port, by their names. */

import { type MessagePort, parentPort } from "node:worker_threads";
import { KINDS, type Payload } from "../payload.ts";
import { countPrimes } from "../primes.ts";

import { BATCH, numbersFrom } from "../workload.ts";

/** Sends each number back, so much larger. */
export function echo(port: MessagePort, more: number): void {
  port.on("message", (n: number) => port.postMessage(n + more));
}

/** Sends `size` payloads, never more than it has credit for. */
export function produce(port: MessagePort, payload: Payload, size: number, credit: number): void {
  const { make } = KINDS[payload];
  whileCredit(port, size, credit, (i) => make(i));
}

/** Sends the numbers below `size`, BATCH at once. */
export function produceBatches(port: MessagePort, size: number, credit: number): void {
  whileCredit(port, Math.ceil(size / BATCH), credit, (batch) => numbersFrom(batch * BATCH, size));
}

function whileCredit(
  port: MessagePort,
  size: number,
  credit: number,
  make: (i: number) => unknown,
): void {
  let sent = 0;
  let left = credit;
  const send = () => {
    for (; left > 0 && sent < size; left--) port.postMessage(make(sent++));
  };
  port.on("message", (more: number) => {
    left += more;
    send();
  });
  send();
}

/** Adds up what comes, giving credit as it goes; at null it answers the sum. */
export function consume(port: MessagePort, credit: number): void {
  let received = 0;
  let sum = 0;
  let ended = false;
  port.on("message", (n: number | null) => {
    if (n === null) {
      if (!ended) port.postMessage({ sum });
      ended = true;
      return;
    }
    sum += n;
    if (++received % credit === 0) port.postMessage({ credit });
  });
}

/** Sends the numbers below `size` to the ports that come, in turn, as far as each has credit. */
export function produceInTurn(control: MessagePort, size: number, credit: number): void {
  control.once("message", (ports: readonly MessagePort[]) => {
    const credits = ports.map(() => credit);
    let sent = 0;
    const send = () => {
      for (let i = sent % ports.length; credits[i] !== 0 && sent < size; i = sent % ports.length) {
        (credits[i] as number)--;
        (ports[i] as MessagePort).postMessage(sent++);
      }
    };
    ports.forEach((port, i) => {
      port.on("message", (more: number) => {
        (credits[i] as number) += more;
        send();
      });
    });
    send();
  });
}

/** Calls: a number comes back as it is; a limit and a part are answered by a count of primes. */
export function answer(port: MessagePort): void {
  port.on("message", ([first = 0, part]: readonly number[]) => {
    port.postMessage(part === undefined ? first : countPrimes(first, part));
  });
}

const bodies = { echo, produce, produceBatches, consume, produceInTurn, answer };

interface Start {
  readonly name: keyof typeof bodies;
  readonly port: MessagePort;
  readonly args: readonly unknown[];
}

parentPort?.on("message", ({ name, port, args }: Start) => {
  (bodies[name] as (port: MessagePort, ...args: readonly unknown[]) => void)(port, ...args);
});
