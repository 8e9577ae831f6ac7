// Go's test/chan/doubleselect.go: a select that two of its cases could wake at once fires one of them,
// once. A sender offers each number to four channels in one select; if two cases took place, the number
// would come out twice.

import { expect } from "vitest";
import { recv, recvOk, select, send } from "../../../src/gen.ts";
import {
  type Chan,
  type RecvChan,
  type SendChan,
  select as selectAsync,
  send as sendCase,
} from "../../../src/index.ts";
import { both, type Case } from "../kinds.ts";
import { chan } from "../medium.ts";

type Four = readonly [Chan<number>, Chan<number>, Chan<number>, Chan<number>];

const sender = both(
  async (n: number, [c1, c2, c3, c4]: Four) => {
    for (let i = 0; i < n; i++) {
      await selectAsync({
        c1: sendCase(c1, i),
        c2: sendCase(c2, i),
        c3: sendCase(c3, i),
        c4: sendCase(c4, i),
      });
    }
    for (const c of [c1, c2, c3, c4]) c.close();
  },
  function* (n, [c1, c2, c3, c4]) {
    for (let i = 0; i < n; i++) {
      yield* select({ c1: send(c1, i), c2: send(c2, i), c3: send(c3, i), c4: send(c4, i) });
    }
    for (const c of [c1, c2, c3, c4]) c.close();
  },
);

const mux = both(
  async (out: SendChan<number>, input: RecvChan<number>, done: SendChan<boolean>) => {
    for await (const v of input) await out.send(v);
    await done.send(true);
  },
  function* (out, input, done) {
    for (let r = yield* recvOk(input); r.ok; r = yield* recvOk(input)) yield* send(out, r.value);
    yield* send(done, true);
  },
);

const closer = both(
  async (done: RecvChan<boolean>, out: SendChan<number>) => {
    for (let i = 0; i < 4; i++) await done.recv();
    out.close();
  },
  function* (done, out) {
    for (let i = 0; i < 4; i++) yield* recv(done);
    out.close();
  },
);

function four(): Four {
  return [chan(), chan(), chan(), chan()];
}

export const doubleselect: Case = {
  name: "doubleselect",
  holds: "a blocked select that becomes ready in two cases at once fires one, exactly once",
  main: both(
    async (t) => {
      const n = t.short ? 200 : 100_000;
      const [channels, done, out] = [four(), chan<boolean>(), chan<number>()];
      t.go(sender, n, channels);
      for (const c of channels) t.go(mux, out, c, done);
      t.go(closer, done, out);
      const seen = new Set<number>();
      for await (const v of out) {
        if (seen.has(v)) expect.fail(`${v} came twice`);
        seen.add(v);
      }
      expect(seen.size).toBe(n);
    },
    function* (t) {
      const n = t.short ? 200 : 100_000;
      const [channels, done, out] = [four(), chan<boolean>(), chan<number>()];
      t.go(sender, n, channels);
      for (const c of channels) t.go(mux, out, c, done);
      t.go(closer, done, out);
      const seen = new Set<number>();
      for (let r = yield* recvOk(out); r.ok; r = yield* recvOk(out)) {
        if (seen.has(r.value)) expect.fail(`${r.value} came twice`);
        seen.add(r.value);
      }
      expect(seen.size).toBe(n);
    },
  ),
};
