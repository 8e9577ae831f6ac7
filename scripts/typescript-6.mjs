// Gives typedoc the compiler that it was written for. TypeScript 7 has no JavaScript API, so 6 stands beside
// it under a name of its own, and whoever imports "typescript" in this process gets that.

import { register } from "node:module";

const hook = `export function resolve(specifier, context, next) {
  return next(specifier === "typescript" ? "typescript-6" : specifier, context);
}`;

register(`data:text/javascript,${encodeURIComponent(hook)}`, import.meta.url);
