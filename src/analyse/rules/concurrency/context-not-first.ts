// Where contexts are kept: first among the parameters, and in no struct.
import type { CodeRule } from '../engine/rule.ts';

/** Types that by custom stand before the context. */
const MAY_STAND_FIRST = /^(\*?testing\.\w+|net\/http\.ResponseWriter|.*\bTestingT)$/;

export const contextNotFirst: CodeRule = {
  id: 'concurrency/context-not-first',
  section: 'concurrency-performance',
  severity: 'low',
  report: 'signal',
  judges: 'code',
  title: 'The context is not the first parameter',
  why: 'Readers and linters expect the context as the first parameter: where it stands elsewhere, calls that forget to pass it on are overlooked.',
  exceptions: 'Where an interface of another module prescribes the order.',
  fix: 'Make `ctx context.Context` the first parameter.',
  tradeOffs: 'Callers change; for an exported function that is a break.',
  example: 'func (s *Store) Save(ctx context.Context, order Order) error',
  references: ['https://pkg.go.dev/context', 'https://go.dev/wiki/CodeReviewComments#contexts'],
  linters: ['revive', 'golint'],
  prefilters: { file: /,\s*\w+\s+\w+\.Context\b/ },
  nodes: ['function_declaration', 'method_declaration'],
  check(node, file) {
    const parameters = file.parametersOf(node);
    const place = parameters.findIndex(({ type }) => type === 'context.Context');
    const earlier = parameters.slice(0, place);
    if (place < 1 || earlier.some(({ type }) => MAY_STAND_FIRST.test(type))) return null;
    return { node, said: `${file.where(node)} takes its \`context.Context\` as parameter ${place + 1}.` };
  },
};
