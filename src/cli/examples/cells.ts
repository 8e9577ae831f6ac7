/**
 * How much room text takes on a terminal: in cells, of which a letter takes one, a wide character two and
 * a combining mark none.
 *
 * Invariant: what is measured together (a letter with its marks, an emoji of several code points) is never
 * cut apart.
 */

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The ranges of what Unicode's East Asian Width calls wide or full: scripts, symbols, emoji. */
const WIDE: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1b000, 0x1b2ff],
  [0x20000, 0x3fffd],
];

const EMOJI = /^\p{Emoji_Presentation}|\u{fe0f}/u;
const WITHOUT_WIDTH = /^[\p{Mark}\p{Control}\p{Format}]+$/u;

/** The characters of `text` as they are read, each with its marks. */
export function charactersOf(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** How many cells `text` takes; it holds no tabs and no newlines. */
export function cellsOf(text: string): number {
  let cells = 0;
  for (const character of charactersOf(text)) cells += cellsOfCharacter(character);
  return cells;
}

function cellsOfCharacter(character: string): number {
  if (WITHOUT_WIDTH.test(character)) return 0;
  if (EMOJI.test(character)) return 2;
  const code = character.codePointAt(0) ?? 0;
  return WIDE.some(([first, last]) => first <= code && code <= last) ? 2 : 1;
}

/** `line` with its tabs as spaces, up to the next of the stops that stand every `stop` cells. */
export function expandTabs(line: string, stop: number): string {
  let [expanded, cells] = ["", 0];
  for (const [index, part] of line.split("\t").entries()) {
    if (index > 0) {
      const gap = stop - (cells % stop);
      expanded += " ".repeat(gap);
      cells += gap;
    }
    expanded += part;
    cells += cellsOf(part);
  }
  return expanded;
}

/** `text` with spaces behind it, so that it takes `cells`. */
export function padToCells(text: string, cells: number): string {
  return text + " ".repeat(Math.max(0, cells - cellsOf(text)));
}
