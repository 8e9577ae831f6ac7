/** What the log on disk is told, and the limits it keeps. */

import { OptionError } from "../rules/index.ts";
import type { TornTail } from "./recovery.ts";

/** How the log on disk is kept. */
export interface DiskOptions {
  /** A new segment begins once one has this many bytes. 64 MiB unless told, 1 GiB at most. */
  readonly segmentBytes?: number;
  /** The most that the entries of one `write` may take. 64 MiB unless told, 1 GiB at most. */
  readonly maxWriteBytes?: number;
  /**
   * How long nothing must have been written before the log is sealed, in milliseconds; 1,000 unless told.
   * A last write that is sealed, and rots, is refused as damage; one that is not looks as if it were torn.
   */
  readonly sealAfterMs?: number;
  /** Told, while loading, of what is taken for a write that a crash tore, and was cut. */
  readonly onTornTail?: (tail: TornTail) => void;
}

const defaults = { segmentBytes: 64 << 20, maxWriteBytes: 64 << 20, sealAfterMs: 1_000 };
/** A segment is read whole, and the length of a frame is 32 bits. */
const mostBytes = 1 << 30;

export type CheckedDiskOptions = DiskOptions & typeof defaults;

/** The options with their defaults. Throws OptionError. */
export function checkDiskOptions(options: DiskOptions): CheckedDiskOptions {
  const checked: CheckedDiskOptions = { ...defaults, ...options };
  for (const name of Object.keys(defaults) as (keyof typeof defaults)[])
    if (!Number.isSafeInteger(checked[name]) || checked[name] < 1 || checked[name] > mostBytes)
      throw new OptionError(`${name} is ${checked[name]}; from 1 to ${mostBytes} are possible`);
  return checked;
}
