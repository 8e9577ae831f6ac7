/**
 * How messages come out of a channel: a header, and for most kinds the slot of a body after it.
 *
 * Invariant: whoever is handed the slot of a body owns what it holds.
 */

import { type Agent, attendTo, drain } from "../workers/index.ts";
import { hasBody } from "./message.ts";

/** Takes a message; `body` is null where its kind has none. */
export type OnMessage = (header: number, body: Int32Array | null) => void;

/** Hands every message in `channel` to `onMessage`, which must not throw. */
export function listen(
  agent: Agent,
  channel: number,
  onMessage: OnMessage,
  onClosed: () => void,
): void {
  attendTo(agent, channel, framed(agent, onMessage), onClosed);
}

/**
 * Hands the messages that are left in `channel`, whose receiver has died, to `onMessage`. A body whose
 * header it had taken is dropped.
 */
export function takeUnread(agent: Agent, channel: number, onMessage: OnMessage): void {
  const next = framed(agent, onMessage);
  let begun = false;
  drain(agent, channel, (slot) => {
    if (begun || isHeader(agent, slot)) next(slot);
    begun = true;
  });
}

// Takes out what is no header. A number can be taken out again.
function isHeader({ slots }: Agent, slot: Int32Array): boolean {
  try {
    return typeof slots.take(slot) === "number";
  } catch {
    return false;
  }
}

function framed({ slots }: Agent, onMessage: OnMessage): (slot: Int32Array) => void {
  let header = 0;
  return (slot) => {
    if (header === 0) {
      header = slots.take(slot) as number;
      if (hasBody(header)) return;
    }
    const whose = header;
    header = 0;
    onMessage(whose, hasBody(whose) ? slot.slice() : null);
  };
}
