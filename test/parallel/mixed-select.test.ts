// select over channels of this thread and channels that threads share, in one statement.

import { background, chan, go, recv, select, send, trySelect, withCancel } from "goroutine-kit";
import * as gen from "goroutine-kit/gen";
import { describe, expect, it } from "vitest";
import { sharedChan } from "../../src/parallel/index.ts";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("a select over local and shared channels", () => {
  it("takes what is ready, of either kind", async () => {
    const [local, shared] = [chan<number>(1), sharedChan<number>(1)];
    await shared.send(1);
    expect(await select({ local: recv(local), shared: recv(shared) })).toEqual({
      case: "shared",
      value: 1,
      ok: true,
    });
    await local.send(2);
    expect(await select({ local: recv(local), shared: recv(shared) })).toEqual({
      case: "local",
      value: 2,
      ok: true,
    });
  });

  it("waits for the first of both, and leaves the other as it was", async () => {
    const [local, shared] = [chan<number>(), sharedChan<number>()];
    const first = select({ local: recv(local), shared: recv(shared) });
    expect(local.trySend(1)).toBe(true);
    expect(shared.trySend(2)).toBe(false);
    expect(await first).toEqual({ case: "local", value: 1, ok: true });
    const second = select({ local: recv(local), shared: recv(shared) });
    expect(shared.trySend(3)).toBe(true);
    expect(local.trySend(4)).toBe(false);
    expect(await second).toEqual({ case: "shared", value: 3, ok: true });
    expect([local.trySend(5), shared.trySend(6)]).toEqual([false, false]);
  });

  it("sends to one of them only", async () => {
    const [local, shared] = [chan<string>(), sharedChan<string>()];
    const sending = select({ local: send(local, "here"), shared: send(shared, "there") });
    expect(shared.tryRecv()).toBe("there");
    expect(local.tryRecv()).toBe(undefined);
    expect((await sending).case).toBe("shared");
  });
  it("works in generator goroutines", async () => {
    const [local, shared, done] = [chan<number>(), sharedChan<number>(), chan<unknown>(4)];
    go(function* () {
      for (let i = 0; i < 3; i++) {
        const event = yield* gen.select({ local: recv(local), shared: recv(shared) });
        yield* gen.send(done, event);
      }
    });
    await local.send(1);
    await shared.send(2);
    shared.close();
    expect(await done.recv()).toEqual({ case: "local", value: 1, ok: true });
    expect(await done.recv()).toEqual({ case: "shared", value: 2, ok: true });
    expect(await done.recv()).toEqual({ case: "shared", value: undefined, ok: false });
  });

  it("is broken off by a context, and has taken nothing", async () => {
    const [local, shared] = [chan<number>(), sharedChan<number>()];
    const [ctx, cancel] = withCancel(background());
    const waiting = select({ local: recv(local), shared: recv(shared) }, ctx);
    cancel();
    await expect(waiting).rejects.toThrow("context canceled");
    expect([local.trySend(1), shared.trySend(1)]).toEqual([false, false]);
  });

  it("with default tries all of them", async () => {
    const [local, shared, other] = [chan<number>(), sharedChan<number>(1), sharedChan<number>(1)];
    const cases = () => ({ local: recv(local), shared: recv(shared), other: recv(other) });
    expect(trySelect(cases())).toBe(undefined);
    await other.send(1);
    expect(trySelect(cases())).toEqual({ case: "other", value: 1, ok: true });
    await turn();
  });
});
