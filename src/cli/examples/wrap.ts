/**
 * Breaking lines that are too long for their room.
 *
 * Invariants:
 * - No piece takes more cells than there are, but for a single character that is wider than that.
 * - Only spaces at a break are lost.
 */

import { cellsOf, charactersOf } from "./cells.ts";

/**
 * The pieces of `line`, each of at most `cells`: broken at the last space that fits, else where the room
 * ends. Those after the first are set in by `indent`, as far as that leaves half of the room.
 */
export function wrapLine(line: string, cells: number, indent: string): string[] {
  const margin = cellsOf(indent) * 2 <= cells ? indent : "";
  const pieces: string[] = [];
  let rest = line;
  while (cellsOf(rest) > cells) {
    const head = headOf(rest, cells, pieces.length === 0 ? 0 : margin.length);
    pieces.push(head.trimEnd());
    rest = margin + rest.slice(head.length).trimStart();
  }
  return pieces.length > 0 && rest.trim() === "" ? pieces : [...pieces, rest];
}

/** What of `text` fits and ends well; at least one character behind the first `from`. */
function headOf(text: string, cells: number, from: number): string {
  let [head, taken] = [text.slice(0, from), cellsOf(text.slice(0, from))];
  for (const character of charactersOf(text.slice(from))) {
    taken += cellsOf(character);
    if (taken > cells && head.length > from) break;
    head += character;
  }
  const begun = text.length - text.trimStart().length;
  const space = head.lastIndexOf(" ");
  const breaksAtWord = text[head.length] === " " || space < Math.max(from, begun);
  return breaksAtWord ? head : head.slice(0, space);
}

/** `text`, one paragraph, in lines of at most `cells`. */
export function wrapText(text: string, cells: number): string {
  return wrapLine(text, cells, "").join("\n");
}
