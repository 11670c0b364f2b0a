// Finds goroutines of handlers that nobody waits for, and the request contexts that they use.
import type { GoNode } from '../../go/parser.ts';
import { type GoFile, withoutComments } from '../engine/go-file.ts';

/** The function waits for the goroutine, or the connection outlives the function by design. */
const WAITED_FOR =
  /\.Wait\(|<-[\w(]|\bselect\s*\{|\brange\s+\w*(?:ch|chan|results?|errs|errors|done)\b|io\.Pipe\(|Hijack|Upgrade|[wW]eb[sS]ocket|Flush|CloseNotify|WithoutCancel|io\.Copy/;

/** The handler that starts a goroutine and does not wait for it; null where there is none. */
export function unwaitedIn(node: GoNode, file: GoFile): GoNode | null {
  const handler = file.handlerAround(node);
  if (handler === null) return null;
  const started = file.text(node);
  const around = withoutComments(file.text(handler.childForFieldName('body')).replace(started, ' '));
  const own = withoutComments(started).replace(/<-[\w(]|\bselect\s*\{/g, ' ');
  return WAITED_FOR.test(around) || WAITED_FOR.test(own) ? null : handler;
}

/** Whether a handler answers AWS Lambda events. */
export function isLambda(handler: GoNode, file: GoFile): boolean {
  return file.parametersOf(handler).some(({ type }) => /^\*?github\.com\/aws\/aws-lambda-go\//.test(type));
}

/** Calls of loggers: they only read values of a context, which a cancelled one still has. */
const LOGGED = /\b\w*(?:log|logger|zap|span)\.\w+\(\s*[\w.]+(?:\(\))?\s*,?/gi;

/** The expression by which a goroutine uses the request's context, "r.Context()"; null where it does not. */
export function requestContextIn(node: GoNode, handler: GoNode, file: GoFile): string | null {
  const started = withoutComments(file.text(node)).replace(LOGGED, '(');
  for (const { name, type } of file.parametersOf(handler)) {
    if (type !== '*net/http.Request' || name === '') continue;
    if (new RegExp(`\\b${name}\\.Context\\(\\)`).test(started)) return `${name}.Context()`;
    const kept = new RegExp(`\\b(\\w+)\\s*:?=\\s*${name}\\.Context\\(\\)`).exec(file.bodyText(handler))?.[1];
    if (kept !== undefined && new RegExp(`\\(\\s*${kept}\\b`).test(started) && !redeclares(kept, started)) return kept;
  }
  return null;
}

function redeclares(name: string, text: string): boolean {
  return new RegExp(`\\b${name}\\b[^\\n=]*:=|\\b${name}\\s+context\\.Context`).test(text);
}
