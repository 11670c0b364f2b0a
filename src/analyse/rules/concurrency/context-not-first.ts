// Finds functions that take their context after other parameters.
import type { CodeRule } from '../engine/rule.ts';

/** Types that conventionally precede the context. */
const MAY_STAND_FIRST = /^(\*?testing\.\w+|net\/http\.ResponseWriter|.*\bTestingT)$/;

export const contextNotFirst: CodeRule = {
  id: 'concurrency/context-not-first',
  section: 'concurrency-performance',
  severity: 'low',
  report: 'signal',
  judges: 'code',
  title: 'context.Context is not the first parameter',
  messages: {
    notFirst: '`{func}` takes its `context.Context` as parameter {position}.',
  },
  why: 'Readers and tools expect `ctx` first; elsewhere it is easy to overlook that a call does not pass it on.',
  exceptions: 'an interface of another module dictates the order.',
  fix: 'Make `ctx context.Context` the first parameter.',
  tradeOffs: 'All callers change; for an exported function that is a breaking change.',
  example: 'func (s *Store) Save(ctx context.Context, order Order) error',
  references: ['https://pkg.go.dev/context', 'https://go.dev/wiki/CodeReviewComments#contexts'],
  linters: ['revive', 'golint'],
  prefilters: { file: /,\s*\w+\s+\w+\.Context\b/ },
  nodes: ['function_declaration', 'method_declaration'],
  check(node, file) {
    const parameters = file.parametersOf(node);
    const index = parameters.findIndex(({ type }) => type === 'context.Context');
    const earlier = parameters.slice(0, index);
    if (index < 1 || earlier.some(({ type }) => MAY_STAND_FIRST.test(type))) return null;
    return { node, message: 'notFirst', data: { position: index + 1 } };
  },
};
