// Finds structs that store a context.
import { ancestorOf } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

/** Names of types whose values live for one call, and so may carry its context. */
const LIVES_FOR_A_CALL =
  /(request|req|options?|opts|params?|args|input|context|ctx|call|invocation|stream|iterator|iter|txn?|transaction|scope|session|suite)$/i;

export const contextInStruct: CodeRule = {
  id: 'concurrency/context-in-struct',
  section: 'concurrency-performance',
  severity: 'low',
  report: 'signal',
  judges: 'code',
  title: 'Context is stored in a struct',
  messages: {
    stored: '`{type}` stores a `context.Context` (`{field}`).',
    embedded: 'A `context.Context` is embedded in `{type}`.',
  },
  why:
    'The stored context belongs to the caller that created the struct: later callers cannot cancel or trace their ' +
    'own calls, and once it is cancelled every method fails.',
  exceptions: 'the value lives for one call (a request, an iterator), or is a worker that ends with its context.',
  fix: 'Pass `ctx` as the first parameter of each method that needs it.',
  tradeOffs: 'Longer signatures; in return each call has its own deadline.',
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
    return name === ''
      ? { node, message: 'embedded', data: { type } }
      : { node, message: 'stored', data: { type, field: name } };
  },
};
