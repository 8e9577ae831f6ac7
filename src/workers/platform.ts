/**
 * What this room asks of Node, Bun, Deno or a browser.
 *
 * Invariants:
 * - Nothing else in this room differs from one platform to another.
 */

/** Something that keeps the process alive while it is held. */
export class KeepAlive {
  #handle: { ref?: () => void; unref?: () => void } | null = null;
  #held = false;

  /** Holds or lets go. The handle is made once: making one costs more than turning it on. */
  set(held: boolean): void {
    if (held === this.#held) return;
    this.#held = held;
    if (this.#handle === null) {
      const timer: unknown = setInterval(() => {}, LONGEST_INTERVAL_MS);
      // A browser's timer is a number, and keeps nothing alive.
      this.#handle = typeof timer === "object" ? (timer as { ref?: () => void }) : {};
    }
    if (held) this.#handle.ref?.();
    else this.#handle.unref?.();
  }
}

const LONGEST_INTERVAL_MS = 0x7fff_ffff;

/** The methods of Node's Buffer that this room uses; Bun and Deno have them too. */
interface Latin1 {
  latin1Slice(this: Uint8Array, start: number, end: number): string;
  latin1Write(this: Uint8Array, text: string, offset: number, length: number): number;
}

// They are found on the prototype, and work on any bytes; absent in a browser.
const latin1: Latin1 | undefined = (globalThis as { Buffer?: { prototype: Latin1 } }).Buffer
  ?.prototype;

/** As many arguments as any engine takes. */
const MOST_ARGUMENTS = 4096;

/** The string whose characters are `bytes` from `start` to `end`. */
export function stringOf(bytes: Uint8Array, start: number, end: number): string {
  if (latin1?.latin1Slice !== undefined) return latin1.latin1Slice.call(bytes, start, end);
  let text = "";
  for (let at = start; at < end; at += MOST_ARGUMENTS) {
    const chunk = bytes.subarray(at, Math.min(end, at + MOST_ARGUMENTS));
    text += String.fromCharCode.apply(null, chunk as unknown as number[]);
  }
  return text;
}

/** Writes the characters of `text`, which are all below 256, into `bytes` from `at`. */
export function writeString(text: string, bytes: Uint8Array, at: number): void {
  if (latin1?.latin1Write !== undefined) {
    latin1.latin1Write.call(bytes, text, at, text.length);
    return;
  }
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
}
