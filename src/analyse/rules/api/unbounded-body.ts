// Bodies of requests: read without a limit, and bound without a check.
import type { GoNode } from '../../go/parser.ts';
import type { GoFile } from '../engine/go-file.ts';
import type { Line, RepositoryContext } from '../engine/repository-context.ts';
import type { CodeRule } from '../engine/rule.ts';

/** What limits every body of a server: a handler or middleware around all routes. */
const GLOBAL_LIMIT =
  /\bMaxBytesHandler\(|\bBodyLimit(?:WithConfig)?\(|\bBodyLimit:|\bRequestSizeLimiter\(|\bmiddleware\.RequestSize\(|MaxBytesReader\([\s\S]{0,400}?(?:\.ServeHTTP\(|\.Next\(\)|\bnext\()/;

/** Functions that get a request ready to be sent. */
const SENDS = /^(?:Do|RoundTrip)$|(?:^s|S|^S)ign(?:ature|ed|er)?(?![a-z]|In|Up|Out)|[cC]url|[oO]utgoing|[rR]eplay/;

export const unboundedBody: CodeRule = {
  id: 'api/unbounded-body',
  section: 'api-design',
  severity: 'medium',
  report: 'finding',
  security: true,
  judges: 'code',
  title: 'The body of a request is read without a limit',
  why: 'Whoever may call it decides how much memory the process takes: one request with a body of gigabytes, or a few at once, ends the service for everybody.',
  exceptions: 'Where a proxy in front limits bodies for certain, or a middleware around all routes does.',
  fix: 'Wrap the body in `http.MaxBytesReader` before it is read, with the largest size that a sound request has.',
  tradeOffs:
    'Sound requests above the limit are refused (answer them with 413): choose it from what clients send today.',
  example:
    'r.Body = http.MaxBytesReader(w, r.Body, 1<<20)\nif err := json.NewDecoder(r.Body).Decode(&order); err != nil {\n\tstatus := http.StatusBadRequest\n\tif tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {\n\t\tstatus = http.StatusRequestEntityTooLarge\n\t}\n\thttp.Error(w, http.StatusText(status), status)\n\treturn\n}',
  references: ['https://pkg.go.dev/net/http#MaxBytesReader'],
  linters: ['gosec'],
  prefilters: { file: /Request(?:\(\))?\.Body\b|\br\w*\.Body\b/ },
  nodes: ['call_expression'],
  check(node, file) {
    const reads =
      file.isCallOf(node, /^(io|io\/ioutil)$/, /^ReadAll$/) ||
      file.isCallOf(node, /^encoding\/(json|xml)$/, /^NewDecoder$/);
    const body = reads ? requestBody(file.argumentsOf(node)[0], file) : null;
    if (body === null) return null;
    const fn = file.handlerAround(node);
    // A request that is about to be sent has a body of one's own.
    if (/(^|\/|_)(clients?|signers?)(\/|\.go$)/.test(file.path) || SENDS.test(file.field(fn, 'name'))) return null;
    if (fn === null || /MaxBytes|LimitReader|LimitedReader|ContentLength\s*>/.test(file.bodyText(fn))) return null;
    const how = file.field(node, 'function');
    return { node, said: `${file.where(node)} gives \`${body}\` to \`${how}\` and limits it nowhere.` };
  },
  confirm: ({ path }, around) => around.findInModule(GLOBAL_LIMIT, path) === null && !isLambda(path, around),
  existingUsage([first], around) {
    const line = limitIn(first!.path, around);
    return line === null ? null : `\`${line.path}\` does so at line ${line.line} already.`;
  },
};

function limitIn(path: string, around: RepositoryContext): Line | null {
  return around.findInModule(/MaxBytesReader\(/, path);
}

/** API Gateway and function URLs take no more than 6 or 10 MB: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
function isLambda(path: string, around: RepositoryContext): boolean {
  return around.findInModule(/"github\.com\/aws\/aws-lambda-go\/lambda"/, path) !== null;
}

/** The body of the request that a handler was given, as it is written; null where it is anything else. */
function requestBody(node: GoNode | undefined, file: GoFile): string | null {
  if (node === undefined) return null;
  const text = file.text(node);
  const owner = /^(\w+)(\.Request(?:\(\))?)?\.Body$/.exec(text);
  if (owner === null) return null;
  const wanted = owner[2] === undefined ? /^\*net\/http\.Request$/ : /(gin|echo(\/v\d+)?)\.Context$/;
  return wanted.test(file.parameterAround(owner[1]!, node)?.type ?? '') ? text : null;
}
