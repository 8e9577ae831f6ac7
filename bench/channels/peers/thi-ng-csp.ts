/**
 * @thi.ng/csp 3: read and write on promises.
 *
 * A write resolves when its value is read, whatever the capacity, so its smallest buffer of 1 is a
 * rendezvous and a buffer is only of use to `offer`: the buffered stream offers first.
 */

import { type Channel, channel, MAX_READS, select } from "@thi.ng/csp";
import { open } from "../open.ts";
import type { Peer } from "../peer.ts";
import { promiseChannelsPeer } from "../promise-channels.ts";

const rendezvous = promiseChannelsPeer<Channel<number>, number | undefined>(
  "@thi.ng/csp",
  {
    make: (capacity) => channel<number>(Math.max(1, capacity)),
    send: (to, value) => to.write(value),
    recv: (from) => from.read(),
    value: open,
  },
  ([first, ...rest]) => {
    if (first === undefined) throw new Error("select: no channel");
    return async () => {
      const [value] = await select(first, ...rest);
      return open(value);
    };
  },
  { waitersAChannel: MAX_READS },
);

async function bufferedStream(size: number): Promise<number> {
  const numbers = channel<number>(128);
  const produce = async () => {
    for (let i = 0; i < size; i++) {
      if (!numbers.offer(i)) await numbers.write(i);
    }
  };
  const producing = produce();
  let sum = 0;
  for (let i = 0; i < size; i++) sum += numbers.poll() ?? open(await numbers.read());
  await producing;
  return sum;
}

export const peer: Peer = {
  ...rendezvous,
  programs: { ...rendezvous.programs, "stream-128": bufferedStream },
};
