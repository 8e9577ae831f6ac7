/** Takes what is in the slot of a message's body: at once, or when what travels apart from it has come too. */

import type { Agent } from "../workers/index.ts";

/** Hands the value in `body` to `onValue`, or to `onFailure` why it cannot be had. */
export function takeBody(
  { slots }: Agent,
  body: Int32Array,
  onValue: (value: unknown) => void,
  onFailure: (error: unknown) => void,
): void {
  if (slots.isLate(body)) {
    slots.takeLater(body).then(onValue, onFailure);
    return;
  }
  let value: unknown;
  try {
    value = slots.take(body);
  } catch (error) {
    onFailure(error);
    return;
  }
  onValue(value);
}
