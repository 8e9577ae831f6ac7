/** A future in each state, as CPython's test_concurrent_futures makes them. */

import { Future } from "../../src/threading/index.ts";

export function pending(): Future<number> {
  return new Future<number>();
}

export function running(): Future<number> {
  const future = new Future<number>();
  future.setRunningOrNotifyCancel();
  return future;
}

export function cancelled(): Future<number> {
  const future = new Future<number>();
  future.cancel();
  return future;
}

export function notified(): Future<number> {
  const future = cancelled();
  future.setRunningOrNotifyCancel();
  return future;
}

export function failed(): Future<number> {
  const future = new Future<number>();
  future.setException(new RangeError("failed"));
  return future;
}

export function successful(): Future<number> {
  const future = new Future<number>();
  future.setResult(42);
  return future;
}
