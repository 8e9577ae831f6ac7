/**
 * The figures of the report: medians, spreads, and ratios taken round by round.
 *
 * A ratio is taken inside a round, where both sides met the same machine, and only then is the
 * median taken; a ratio of medians would mix rounds.
 */

export class EmptySampleError extends Error {
  override readonly name = "EmptySampleError";
}

/** The value below which that share of a sample lies, between neighbours by linear interpolation. */
export function quantile(sample: readonly number[], share: number): number {
  if (!(share >= 0 && share <= 1)) {
    throw new RangeError(`quantile: the share is ${share}, but it lies between 0 and 1`);
  }
  const sorted = [...sample].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) {
    throw new EmptySampleError("quantile: the sample is empty, and needs 1 value at least");
  }
  return below + (above - below) * (position - Math.floor(position));
}

export function median(sample: readonly number[]): number {
  return quantile(sample, 0.5);
}

/** The distance between the quartiles as a share of the median; 0 where all values are equal. */
export function spread(sample: readonly number[]): number {
  const distance = quantile(sample, 0.75) - quantile(sample, 0.25);
  return distance === 0 ? 0 : distance / median(sample);
}

/**
 * The median of the ratios of each round in which both have a value, or undefined where there is no
 * such round. Round i of one is round i of the other.
 */
export function medianRatio(
  values: readonly (number | undefined)[],
  reference: readonly (number | undefined)[],
): number | undefined {
  const ratios: number[] = [];
  values.forEach((value, round) => {
    const base = reference[round];
    if (value !== undefined && base !== undefined && base !== 0) ratios.push(value / base);
  });
  return ratios.length === 0 ? undefined : median(ratios);
}
