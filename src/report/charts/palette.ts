/**
 * The colours of page and charts, in light and in dark. A chart names them; CSS gives them.
 *
 * The pairs that have to be told apart (the two idioms, ours and the others) differ in lightness too, and
 * each stands out from the paper by a contrast of 3 to 1 at least, as WCAG asks of graphics.
 */

interface Colour {
  readonly light: string;
  readonly dark: string;
}

export const PALETTE = {
  paper: { light: "#ffffff", dark: "#12161c" },
  ink: { light: "#1b1f24", dark: "#e3e8ee" },
  faint: { light: "#5c6670", dark: "#9aa5b1" },
  line: { light: "#d4dae0", dark: "#343d47" },
  panel: { light: "#f5f7f9", dark: "#1a2028" },
  go: { light: "#0b62c4", dark: "#71b7ff" },
  threads: { light: "#b8420a", dark: "#ff9d66" },
  language: { light: "#7a4fc0", dark: "#c3a6ff" },
  library: { light: "#6d7883", dark: "#8d99a6" },
  leader: { light: "#1a7f45", dark: "#56d98a" },
  candidate: { light: "#a36a00", dark: "#f0c04a" },
  keyword: { light: "#9b2393", dark: "#ff9df0" },
  string: { light: "#0a6e3d", dark: "#8fdda9" },
  number: { light: "#0b62c4", dark: "#8ec7ff" },
} as const satisfies Readonly<Record<string, Colour>>;

export type ColourName = keyof typeof PALETTE;

/** How a chart names a colour. */
export function colour(name: ColourName): string {
  return `var(--${name})`;
}

function declarations(theme: keyof Colour): string {
  return Object.entries(PALETTE)
    .map(([name, { [theme]: value }]) => `--${name}:${value}`)
    .join(";");
}

/** The CSS that gives the colours, by what the reader's system prefers. */
export const PALETTE_CSS =
  `:root{color-scheme:light dark;${declarations("light")}}` +
  `@media (prefers-color-scheme:dark){:root{${declarations("dark")}}}`;
