// Finds request bodies that are read without a size limit.
import type { Edit } from '../../../domain/fix.ts';
import type { GoNode } from '../../go/parser.ts';
import { importsPlainly, replaceNode } from '../engine/edits.ts';
import type { GoFile } from '../engine/go-file.ts';
import type { RepositoryContext } from '../engine/repository-context.ts';
import type { CodeRule } from '../engine/rule.ts';

/** A handler or middleware around all routes that limits every body. */
const GLOBAL_LIMIT =
  /\bMaxBytesHandler\(|\bBodyLimit(?:WithConfig)?\(|\bBodyLimit:|\bRequestSizeLimiter\(|\bmiddleware\.RequestSize\(|MaxBytesReader\([\s\S]{0,400}?(?:\.ServeHTTP\(|\.Next\(\)|\bnext\()/;

/** Functions that prepare an outgoing request. */
const SENDS = /^(?:Do|RoundTrip)$|(?:^s|S|^S)ign(?:ature|ed|er)?(?![a-z]|In|Up|Out)|[cC]url|[oO]utgoing|[rR]eplay/;

export const unboundedBody: CodeRule = {
  id: 'api/unbounded-body',
  section: 'api-design',
  severity: 'medium',
  report: 'finding',
  security: true,
  judges: 'code',
  title: 'Request body is read without a size limit',
  messages: {
    unlimited: '`{func}` passes `{body}` to `{reader}` without a size limit.',
  },
  why: 'Any caller can make the process allocate unbounded memory; one request of several gigabytes can get it killed.',
  exceptions: 'a proxy or a middleware in front of every route already limits bodies.',
  fix: 'Wrap the body in `http.MaxBytesReader` before reading it, sized for the largest legitimate request.',
  tradeOffs: 'Legitimate larger requests get 413; size the limit from real traffic.',
  example:
    'r.Body = http.MaxBytesReader(w, r.Body, 1<<20)\n' +
    'if err := json.NewDecoder(r.Body).Decode(&order); err != nil {\n' +
    '\tstatus := http.StatusBadRequest\n' +
    '\tif tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {\n' +
    '\t\tstatus = http.StatusRequestEntityTooLarge\n' +
    '\t}\n' +
    '\thttp.Error(w, http.StatusText(status), status)\n' +
    '\treturn\n' +
    '}',
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
    // The body of an outgoing request is the program's own.
    if (/(^|\/|_)(clients?|signers?)(\/|\.go$)/.test(file.path) || SENDS.test(file.field(fn, 'name'))) return null;
    if (fn === null || /MaxBytes|LimitReader|LimitedReader|ContentLength\s*>/.test(file.bodyText(fn))) return null;
    const data = { body, reader: file.field(node, 'function') };
    return { node, message: 'unlimited', data, edits: limitBody(node, body, file) };
  },
  confirm: ({ path }, around) => around.findInModule(GLOBAL_LIMIT, path) === null && !isLambda(path, around),
  existingUsage([first], around) {
    const limit = around.findInModule(/MaxBytesReader\(/, first!.path);
    return limit === null ? null : `\`${limit.path}:${limit.line}\` already does this.`;
  },
};

/**
 * API Gateway and function URLs accept at most 6 or 10 MB:
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
function isLambda(path: string, around: RepositoryContext): boolean {
  return around.findInModule(/"github\.com\/aws\/aws-lambda-go\/lambda"/, path) !== null;
}

/** "r.Body", "c.Request.Body": the body of a handler's request, as written; null for anything else. */
function requestBody(node: GoNode | undefined, file: GoFile): string | null {
  if (node === undefined) return null;
  const text = file.text(node);
  const owner = /^(\w+)(\.Request(?:\(\))?)?\.Body$/.exec(text);
  if (owner === null) return null;
  const wanted = owner[2] === undefined ? /^\*net\/http\.Request$/ : /(gin|echo(\/v\d+)?)\.Context$/;
  return wanted.test(file.parameterAround(owner[1]!, node)?.type ?? '') ? text : null;
}

/** Wraps the body of a plain handler, which has a response writer by name. */
function limitBody(call: GoNode, body: string, file: GoFile): readonly Edit[] {
  const [read] = file.argumentsOf(call);
  const writer = file
    .parametersOf(file.handlerAround(call))
    .find(({ type, name }) => type === 'net/http.ResponseWriter' && name !== '' && name !== '_');
  if (read === undefined || writer === undefined || !importsPlainly(file, 'net/http')) return [];
  return replaceNode(read, `http.MaxBytesReader(${writer.name}, ${body}, 1<<20)`);
}
