// Go's context.WithoutCancel: TestWithoutCancel.

import { describe, expect, it } from "vitest";
import {
  background,
  Canceled,
  recv,
  trySelect,
  withCancel,
  withoutCancel,
  withTimeout,
  withValue,
} from "../../src/index.ts";

describe("WithoutCancel", () => {
  it("goes on when its parent has ended, with the parent's values", () => {
    const [parent, cancel] = withTimeout(withValue(background(), "key", "value"), 1000);
    const ctx = withoutCancel(parent);
    cancel();
    expect(parent.err()).toBe(Canceled);
    expect(ctx.err()).toBeUndefined();
    expect(ctx.deadline()).toBeUndefined();
    expect(trySelect({ done: recv(ctx.done()) })).toBeUndefined();
    expect(ctx.signal.aborted).toBe(false);
    expect(ctx.value("key")).toBe("value");
  });

  it("has children of its own, which its parent does not end", () => {
    const [parent, cancelParent] = withCancel(background());
    const [child, cancelChild] = withCancel(withoutCancel(parent));
    cancelParent();
    expect(child.err()).toBeUndefined();
    cancelChild();
    expect(child.err()).toBe(Canceled);
  });

  it("is called as in Go", () => {
    const [parent] = withCancel(background());
    expect(String(withoutCancel(parent))).toBe("context.Background.WithCancel.WithoutCancel");
  });
});
