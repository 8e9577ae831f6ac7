// What happened, one line each, and waiting for what has not: each expectation takes the first line that
// fits and was not taken before.

export class Happenings {
  readonly lines: string[] = [];
  readonly #taken: Set<number> = new Set();
  readonly #waiting: { readonly fits: (line: string) => boolean; readonly resolve: () => void }[] =
    [];

  note(line: string): void {
    const number = this.lines.push(line) - 1;
    const at = this.#waiting.findIndex(({ fits }) => fits(line));
    if (at < 0) return;
    this.#taken.add(number);
    this.#waiting.splice(at, 1)[0]?.resolve();
  }

  /** Resolves once such a line has come; a text is the whole of it. */
  until(what: string | RegExp): Promise<void> {
    const fits = (line: string) => (typeof what === "string" ? line === what : what.test(line));
    const number = this.lines.findIndex((line, at) => !this.#taken.has(at) && fits(line));
    if (number < 0) return new Promise((resolve) => this.#waiting.push({ fits, resolve }));
    this.#taken.add(number);
    return Promise.resolve();
  }

  /** How many lines begin so. */
  count(start: string): number {
    return this.lines.filter((line) => line.startsWith(start)).length;
  }
}
