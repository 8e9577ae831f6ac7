// Does the main command work, and can what it writes be read? `npm run comparison` runs a quick comparison
// into a folder of its own and looks at the paper in headless Chromium: at 400 and 1400 pixels, in light and
// in dark. Nothing may be wider than the screen, be logged, or be asked of a network. Where there is no
// Chromium this says so.

import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { findBrowser } from "./browser.ts";
import { runCommand } from "./command.ts";

const WIDTHS = [400, 1400];
const SCHEMES = ["light", "dark"] as const;

/** What a person still reads without leaning forward. */
const SMALLEST_PX = 9;

/** What WCAG asks of text. */
const LEAST_CONTRAST = 4.5;

const folder = await mkdtemp(join(tmpdir(), "goroutine-kit-comparison-"));
let failed = 0;

try {
  await tryComparison();
} finally {
  await rm(folder, { recursive: true, maxRetries: 5, retryDelay: 200 });
}
process.exitCode = failed === 0 ? 0 : 1;

function report(name: string, faults: readonly string[]): void {
  console.log(`${faults.length === 0 ? "ok     " : "FAILED "} ${name}`);
  for (const fault of faults) console.log(`    ${fault}`);
  if (faults.length > 0) failed++;
}

async function tryComparison(): Promise<void> {
  const begun = performance.now();
  const ending = await runCommand(["npm", "start", "--", "--quick", "--out", folder]);
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  report(`a quick comparison, in ${seconds} s`, ending.passed ? [] : [ending.output]);
  if (!ending.passed) return;
  report("all that is written is marked as of a quick run", await unmarked());
  await tryPages();
}

/** The files that do not say that their figures rank nothing. */
async function unmarked(): Promise<string[]> {
  const charts = (await readdir(join(folder, "charts"))).map((name) => join("charts", name));
  const faults = charts.length > 0 ? [] : ["there are no charts"];
  for (const name of ["paper.html", "paper.md", ...charts]) {
    const text = await readFile(join(folder, name), "utf8");
    if (!/a quick run/i.test(text)) faults.push(`${name} does not say so`);
  }
  const results = await readFile(join(folder, "results.json"), "utf8");
  if ((JSON.parse(results) as { effort: string }).effort !== "quick") faults.push("results.json");
  return faults;
}

async function tryPages(): Promise<void> {
  const found = await findBrowser();
  if (found === undefined) {
    console.log("not run: the paper in a browser: no Chromium on PATH, and CHROME_PATH is not set");
    return;
  }
  const browser = await chromium.launch({
    executablePath: found.program,
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    for (const width of WIDTHS) {
      for (const colorScheme of SCHEMES) await tryPage(browser, width, colorScheme);
    }
  } finally {
    await browser.close();
  }
}

async function tryPage(
  browser: Browser,
  width: number,
  colorScheme: (typeof SCHEMES)[number],
): Promise<void> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const faults: string[] = [];
  page.on("console", (message) => faults.push(`logged: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) faults.push(`asks for ${request.url()}`);
  });
  const file = join(folder, "paper.html");
  await page.goto(pathToFileURL(file).href);
  faults.push(...(await wider(page, width)), ...(await unreadable(page)));
  await page.close();
  report(`the paper at ${width} pixels, ${colorScheme}, ${(await stat(file)).size} bytes`, faults);
}

/** What sticks out of the screen to the right and cannot be scrolled by itself. */
async function wider(page: Page, width: number): Promise<string[]> {
  const whole = await page.evaluate(() => document.documentElement.scrollWidth);
  return whole > width ? [`the page is ${whole} pixels wide`] : [];
}

/** Letters of drawings that are too small, and colours that do not stand out from the paper. */
async function unreadable(page: Page): Promise<string[]> {
  const paper = await page.evaluate(
    () => getComputedStyle(document.documentElement).backgroundColor,
  );
  const drawn = await page.$$eval("svg.chart text", (texts) =>
    texts.map((text) => {
      const svg = text.closest("svg");
      const scale = (svg?.getBoundingClientRect().width ?? 0) / (svg?.viewBox.baseVal.width ?? 1);
      const { fontSize, fill } = getComputedStyle(text);
      return { pixels: Number.parseFloat(fontSize) * scale, colour: fill };
    }),
  );
  const written = await page.$$eval("p, li, td, th, code span, figcaption", (elements) =>
    elements.map((element) => getComputedStyle(element).color),
  );
  const smallest = Math.min(...drawn.map(({ pixels }) => pixels));
  const colours = new Set([...drawn.map(({ colour }) => colour), ...written]);
  return [
    ...(smallest < SMALLEST_PX ? [`letters of ${smallest.toFixed(1)} pixels in a chart`] : []),
    ...[...colours]
      .filter((colour) => contrast(colour, paper) < LEAST_CONTRAST)
      .map((colour) => `${colour} on ${paper}: too little contrast`),
  ];
}

/** WCAG's contrast ratio of two colours as the browser says them, `rgb(1, 2, 3)`. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const parts = (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map((part) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0] = parts;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
