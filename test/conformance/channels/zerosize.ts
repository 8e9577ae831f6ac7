// Go's test/chan/zerosize.go: channels of values without content. Go asserts only that such a channel
// can be made; here the value without content is undefined, which is also what a closed channel gives,
// so each form that tells the two apart must.

import { expect } from "vitest";
import { recv, recvOk, select, send } from "../../../src/gen.ts";
import { recv as recvCase, type SendChan, select as selectAsync } from "../../../src/index.ts";
import { both, type Case } from "../kinds.ts";
import { chan } from "../medium.ts";

const sendThrice = both(
  async (ch: SendChan<undefined>) => {
    for (let i = 0; i < 3; i++) await ch.send(undefined);
    ch.close();
  },
  function* (ch) {
    for (let i = 0; i < 3; i++) yield* send(ch, undefined);
    ch.close();
  },
);

const sent = { value: undefined, ok: true };
const drained = { value: undefined, ok: false };

export const zerosize: Case = {
  name: "zerosize",
  holds: "values without content",
  main: both(
    async (t) => {
      for (const capacity of [0, 1]) {
        const ch = chan<undefined>(capacity);
        t.go(sendThrice, ch);
        expect(await ch.recvOk()).toEqual(sent);
        expect(await selectAsync({ got: recvCase(ch) })).toMatchObject(sent);
        expect(await ch.recvOk()).toEqual(sent);
        expect(await ch.recvOk()).toEqual(drained);
        expect(await selectAsync({ got: recvCase(ch) })).toMatchObject(drained);
        expect(ch.tryRecvOk()).toEqual(drained);

        const ranged = chan<undefined>(capacity);
        t.go(sendThrice, ranged);
        let got = 0;
        for await (const _ of ranged) got++;
        expect(got).toBe(3);
      }
    },
    function* (t) {
      for (const capacity of [0, 1]) {
        const ch = chan<undefined>(capacity);
        t.go(sendThrice, ch);
        expect(yield* recvOk(ch)).toEqual(sent);
        expect(yield* select({ got: recv(ch) })).toMatchObject(sent);
        expect(yield* recvOk(ch)).toEqual(sent);
        expect(yield* recvOk(ch)).toEqual(drained);
        expect(yield* select({ got: recv(ch) })).toMatchObject(drained);
        expect(ch.tryRecvOk()).toEqual(drained);

        const ranged = chan<undefined>(capacity);
        t.go(sendThrice, ranged);
        let got = 0;
        while ((yield* recvOk(ranged)).ok) got++;
        expect(got).toBe(3);
      }
    },
  ),
};
