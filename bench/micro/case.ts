/** One operation of ours, done many times over. */

export interface Case {
  readonly name: string;
  /** Does the operation `count` times and gives how often it was done. */
  run(count: number): number | Promise<number>;
}
