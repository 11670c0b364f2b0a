// Finds interfaces with more than ten methods.
import { childrenOf } from '../../go/parser.ts';
import type { CodeRule } from '../engine/rule.ts';

/** The limit of interfacebloat: https://github.com/sashamelentyev/interfacebloat */
const MAX_METHODS = 10;

export const wideInterface: CodeRule = {
  id: 'service/wide-interface',
  section: 'service-architecture',
  severity: 'low',
  report: 'signal',
  judges: 'code',
  title: 'Interface has more than ten methods',
  messages: {
    wide: '`{interface}` has {count} methods.',
  },
  why: 'A caller that needs one method depends on all of them, and every fake must implement them.',
  exceptions: 'it is the facade of a store or a generated service with one implementation.',
  fix: 'Declare small interfaces where they are used, with only the methods called there.',
  tradeOffs: 'More names for the same type.',
  example: 'type orderReader interface {\n\tOrder(ctx context.Context, id string) (Order, error)\n}',
  references: ['https://go.dev/wiki/CodeReviewComments#interfaces', 'https://github.com/sashamelentyev/interfacebloat'],
  linters: ['interfacebloat'],
  prefilters: { file: /\binterface\s*\{/ },
  nodes: ['type_spec'],
  check(node, file) {
    const type = node.childForFieldName('type');
    if (type?.type !== 'interface_type') return null;
    const count = childrenOf(type).filter((element) => element.type === 'method_elem').length;
    return count <= MAX_METHODS
      ? null
      : { node, message: 'wide', data: { interface: file.field(node, 'name'), count } };
  },
};
