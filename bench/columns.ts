/** Figures and tables as the terminal shows them. */

/** Three digits that tell, and no more: 0.123, 1.23, 12.3, 123, 1,234. */
export function amount(value: number): string {
  const digits = Math.abs(value) < 1 ? 3 : Math.max(0, 3 - String(Math.trunc(value)).length);
  return value.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** Lines in columns: the first and a last that is text lean left, figures right. */
export function columns(head: readonly string[], lines: readonly (readonly string[])[]): string[] {
  const all = [head, ...lines];
  const widths = head.map((_, column) =>
    Math.max(...all.map((line) => (line[column] ?? "").length)),
  );
  return all.map((line) => {
    const cells = line.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    return `  ${cells.join("  ")}`.trimEnd();
  });
}
