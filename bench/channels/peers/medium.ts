/** medium 1.2: put and take on promises, `any` for select. */

import medium from "medium";
import type { Peer } from "../peer.ts";
import { promiseChannelsPeer } from "../promise-channels.ts";

const { any, chan, go, put, take } = medium;

const channels = promiseChannelsPeer(
  "medium",
  {
    make: (capacity) => (capacity === 0 ? chan<number>() : chan<number>(capacity)),
    send: put,
    recv: take,
    value: (value: number) => value,
  },
  (all) => async () => {
    const [value] = await any(...all);
    return value;
  },
);

async function spawn(size: number): Promise<number> {
  let sum = 0;
  const ends: Promise<void>[] = [];
  for (let i = 0; i < size; i++) {
    ends.push(
      go(async () => {
        sum += i;
      }),
    );
  }
  await Promise.all(ends);
  return sum;
}

export const peer: Peer = { ...channels, programs: { ...channels.programs, spawn } };
