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
