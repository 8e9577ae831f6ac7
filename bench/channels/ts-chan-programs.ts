/**
 * ts-chan's channels and select as they come and as `unsafe`, which leaves out the turn of the event
 * loop that ts-chan otherwise takes with each operation.
 *
 * ts-chan's declarations import without file extensions, so under `nodenext` they turn to `any`; the
 * interfaces here give back what the programs use.
 */

import * as tsChan from "ts-chan";
import type { Peer } from "./peer.ts";
import { promiseChannelsPeer } from "./promise-channels.ts";

export interface Received {
  readonly value: number;
}

export interface Chan {
  send(value: number): Promise<void>;
  recv(): Promise<Received>;
  trySend(value: number): boolean;
  tryRecv(): Received | undefined;
  setUnsafe(unsafe: boolean): Chan;
}

interface RecvCase {
  readonly "~recvCase"?: true;
}

export interface Select {
  readonly cases: readonly RecvCase[];
  poll(): number | undefined;
  wait(): Promise<number>;
  recv(ready: RecvCase): Received;
  setUnsafe(unsafe: boolean): Select;
}

interface TsChan {
  readonly Chan: new (capacity: number) => Chan;
  readonly Select: new (cases: readonly RecvCase[]) => Select;
  recv(channel: Chan): RecvCase;
}

const library = tsChan as unknown as TsChan;

export type Safety = "as it comes" | "unsafe";

export function makeChan(capacity: number, safety: Safety): Chan {
  return new library.Chan(capacity).setUnsafe(safety === "unsafe");
}

export function makeSelect(channels: readonly Chan[], safety: Safety): Select {
  const cases = channels.map((channel) => library.recv(channel));
  return new library.Select(cases).setUnsafe(safety === "unsafe");
}

/** The value of the case that came ready. */
export function selected(select: Select, index: number): number {
  const ready = select.cases[index];
  if (ready === undefined) throw new Error(`ts-chan: no case ${index}`);
  return select.recv(ready).value;
}

export function tsChanPeer(safety: Safety): Peer {
  return promiseChannelsPeer(
    "ts-chan",
    {
      make: (capacity) => makeChan(capacity, safety),
      send: (channel, value) => channel.send(value),
      recv: (channel) => channel.recv(),
      value: (received: Received) => received.value,
    },
    (channels) => {
      const select = makeSelect(channels, safety);
      return async () => selected(select, await select.wait());
    },
  );
}
