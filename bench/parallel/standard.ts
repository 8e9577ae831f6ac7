/** What Node 22 has and a peer asks for, for Node 20. Its process loads this first: `node --import`. */

import { availableParallelism } from "node:os";

const lacking = globalThis as { navigator?: { hardwareConcurrency: number } };
lacking.navigator ??= { hardwareConcurrency: availableParallelism() };

const promises = Promise as unknown as { withResolvers?: () => unknown };
promises.withResolvers ??= () => {
  let resolve: unknown;
  let reject: unknown;
  const promise = new Promise((...both) => {
    [resolve, reject] = both;
  });
  return { promise, resolve, reject };
};
