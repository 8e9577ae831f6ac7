/** comlink: functions of a worker, called through proxies. It has no pool: workers are taken in turn. */

import { Worker } from "node:worker_threads";
import { type Remote, wrap } from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import type { Answer } from "../bodies/comlink.ts";
import { type Identity, oneByOne, peerOf, primesBy, sixtyFourAtOnce } from "../peer.ts";

const remotes: Remote<Answer>[] = [];

function remote(worker: number): Remote<Answer> {
  while (remotes.length <= worker) {
    const started = new Worker(new URL("../bodies/comlink.js", import.meta.url));
    remotes.push(wrap<Answer>(nodeEndpoint(started)));
  }
  return remotes[worker] as Remote<Answer>;
}

const identity: Identity = (n) => remote(0)([n]);

export const peer = peerOf(
  {
    cpu: (workers) => {
      let next = 0;
      return primesBy((limit, part) => remote(next++ % workers)([limit, part]), workers);
    },
    call: oneByOne(identity),
    calls: sixtyFourAtOnce(identity),
  },
  "comlink calls functions and has no channels",
);
