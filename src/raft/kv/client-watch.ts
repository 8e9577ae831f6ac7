/**
 * A watch that goes on at another node where one goes down.
 *
 * Invariant: at each node it begins after the last change it gave, so none is missed and none comes twice.
 */

import { ChangeFeed, type Keys } from "./changes.ts";
import type { ClientCalls } from "./client-calls.ts";
import { HistoryGoneError, KvInputError, WatchLaggedError } from "./errors.ts";
import type { Response } from "./protocol.ts";

const maxQueued = 65_536;

export function watchThrough(
  calls: ClientCalls,
  keys: Keys,
  begin: number | null,
  ended: () => void,
): ChangeFeed {
  let after = begin;
  const feed = new ChangeFeed(maxQueued, () => {
    calls.end(id);
    calls.tell({ id, kind: "unwatch" });
    ended();
  });
  const id = calls.begin({
    request: (number) => ({ id: number, kind: "watch", keys, after }),
    answered: (response) => {
      switch (response.kind) {
        case "watching":
          after ??= response.version;
          return false;
        case "change":
          after = response.change.version;
          feed.push(response.change);
          return false;
        default:
          feed.fail(faultOf(response, after ?? 0));
          return true;
      }
    },
  });
  return feed;
}

function faultOf(response: Response, after: number): Error {
  if (response.kind !== "refused")
    return new KvInputError(`a watch was answered: ${response.kind}`);
  if (response.reason === "gone") return new HistoryGoneError(after);
  if (response.reason === "lagged") return new WatchLaggedError(maxQueued);
  return new KvInputError(response.message);
}
