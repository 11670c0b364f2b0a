// Where contexts are kept: first among the parameters, and in no struct.
import { ancestorOf } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

/** Values that live as long as one call, and so may carry its context. */
const LIVES_FOR_A_CALL =
  /(request|req|options?|opts|params?|args|input|context|ctx|call|invocation|stream|iterator|iter|txn?|transaction|scope|session|suite)$/i;

export const contextInStruct: CodeRule = {
  id: 'concurrency/context-in-struct',
  section: 'concurrency-performance',
  severity: 'low',
  report: 'signal',
  judges: 'code',
  title: 'A struct keeps a context',
  why: 'A context belongs to one call. Kept in a struct it is the one of whoever made the struct: later calls can neither be given up nor traced by their own callers, and once it is cancelled the struct is of no more use.',
  exceptions:
    'In a value that itself lives for one call (a request, an iterator), or in a worker that ends with its context.',
  fix: 'Take ctx as the first parameter of each method that needs one.',
  tradeOffs: 'More parameters; in return every call has its own deadline.',
  example: 'func (c *Client) Fetch(ctx context.Context, id string) (Order, error)',
  references: ['https://go.dev/blog/context-and-structs'],
  linters: ['containedctx'],
  prefilters: { file: /\.Context\b/, declaration: /\bstruct\b[\s\S]*\.Context\b/ },
  nodes: ['field_declaration'],
  check(node, file) {
    if (file.typeName(node.childForFieldName('type')) !== 'context.Context') return null;
    const owner = ancestorOf(node, 'type_spec');
    const type = file.field(owner, 'name');
    if (owner === null || LIVES_FOR_A_CALL.test(type)) return null;
    const name = file.field(node, 'name');
    const field = name === '' ? 'an embedded field' : `\`${name}\``;
    return { node, said: `\`${type}\` keeps a \`context.Context\` (${field}).` };
  },
};
