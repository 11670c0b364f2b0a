// Shapes that grow hard to change: structs with two masters, wide interfaces, and state that a package holds for ever
import { childrenOf } from '../../go/parser.ts';
import type { CodeRule } from '../engine/rule.ts';

/** Methods above which an interface is a class in disguise: https://github.com/sashamelentyev/interfacebloat */
const WIDE = 10;

export const wideInterface: CodeRule = {
  id: 'service/wide-interface',
  section: 'service-architecture',
  severity: 'low',
  report: 'signal',
  judges: 'code',
  title: 'An interface grows past ten methods',
  why: 'Whoever needs one method depends on all of them, and every stand-in in tests has to have them.',
  exceptions: 'For the facade of a store or a generated service that nobody implements twice.',
  fix: 'Declare small interfaces where they are used, each with the methods that are called there.',
  tradeOffs: 'More names for the same type.',
  example: 'type orderReader interface {\n\tOrder(ctx context.Context, id string) (Order, error)\n}',
  references: ['https://go.dev/wiki/CodeReviewComments#interfaces', 'https://github.com/sashamelentyev/interfacebloat'],
  linters: ['interfacebloat'],
  prefilters: { file: /\binterface\s*\{/ },
  nodes: ['type_spec'],
  check(node, file) {
    const type = node.childForFieldName('type');
    if (type?.type !== 'interface_type') return null;
    const methods = childrenOf(type).filter((element) => element.type === 'method_elem').length;
    return methods <= WIDE ? null : { node, said: `\`${file.field(node, 'name')}\` has ${methods} methods.` };
  },
};
