// Finds test doubles that embed the real type.
import { descendants } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

export const mockOfConcrete: CodeRule = {
  id: 'testing/mock-of-concrete',
  section: 'testing-strategy',
  severity: 'low',
  report: 'signal',
  judges: 'tests',
  title: 'Test double embeds the real type',
  messages: {
    embeds: '`{double}` embeds `{real}`.',
  },
  why:
    'Methods that it does not override run the real code, usually on zero-valued fields, so the result ' +
    'depends on which methods the code happens to call.',
  exceptions: 'it overrides one method on purpose and the rest is wanted.',
  fix: 'Let the code under test accept a small interface, and implement that.',
  tradeOffs: 'One more interface, declared where it is used.',
  example:
    'type clock interface{ Now() time.Time }\n' +
    '\n' +
    'type fixedClock struct{ at time.Time }\n' +
    '\n' +
    'func (c fixedClock) Now() time.Time { return c.at }',
  references: ['https://go.dev/wiki/CodeReviewComments#interfaces'],
  prefilters: { file: /\b(?:mock|fake|stub|spy)\w* struct/i },
  nodes: ['type_spec'],
  check(node, file) {
    const name = file.field(node, 'name');
    const type = node.childForFieldName('type');
    if (type?.type !== 'struct_type' || !/^(mock|fake|stub|spy)|(mock|fake|stub|spy)$/i.test(name)) return null;
    for (const field of descendants(type, 'field_declaration')) {
      const text = file.text(field);
      const embedded = /^\*((?:\w+\.)?\p{L}\w*)/u.exec(text)?.[1];
      if (embedded === undefined || /mock|fake|stub|testing|suite|sync\.|http\.|httptest/i.test(embedded)) continue;
      return { node, message: 'embeds', data: { double: name, real: `*${embedded}` } };
    }
    return null;
  },
};
