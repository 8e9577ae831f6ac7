/** csp-ts 0.2: send and receive on promises. */

import { BufferedChannel } from "csp-ts";
import { cannot } from "../peer.ts";
import { promiseChannelsPeer } from "../promise-channels.ts";

const identity = (value: number) => value;

export const peer = promiseChannelsPeer(
  "csp-ts",
  {
    make: (capacity) => new BufferedChannel(0, capacity),
    send: (channel, value) => channel.send(value),
    recv: (channel) => channel.receive(),
    value: identity,
  },
  cannot("csp-ts has no select"),
);
