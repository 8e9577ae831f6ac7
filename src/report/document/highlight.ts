/** The colours of code, as classes that the page's style gives colours to. */

import hljs from "highlight.js/lib/core";
import go from "highlight.js/lib/languages/go";
import plaintext from "highlight.js/lib/languages/plaintext";
import python from "highlight.js/lib/languages/python";
import typescript from "highlight.js/lib/languages/typescript";
import type { Language } from "./document.ts";

hljs.registerLanguage("typescript", typescript);
hljs.registerLanguage("go", go);
hljs.registerLanguage("python", python);
hljs.registerLanguage("plaintext", plaintext);

/** The source as HTML, escaped. */
export function highlighted(source: string, language: Language): string {
  const known = language === "text" ? "plaintext" : language;
  return hljs.highlight(source, { language: known }).value;
}
