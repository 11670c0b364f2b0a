// Loops that hold on to things, or go round for ever.
import { statementsOf, withoutComments } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

export const paginatorSpins: CodeRule = {
  id: 'concurrency/paginator-spins',
  section: 'concurrency-performance',
  severity: 'high',
  outsideServices: { severity: 'medium', scripts: true },
  report: 'finding',
  judges: 'code',
  title: 'A paginator is asked again and again after an error',
  why: '`NextPage` moves on only when it succeeds: after an error `HasMorePages` is still true, so the loop asks for the same page without a pause, for ever where the error stays (a missing permission, an expired token).',
  exceptions: 'When the loop counts its tries or waits between them.',
  fix: 'Return the error, or break, or go on after a bounded number of tries with a pause.',
  tradeOffs: 'A listing that stops half way must be told as incomplete.',
  example:
    'for pages.HasMorePages() {\n\tpage, err := pages.NextPage(ctx)\n\tif err != nil {\n\t\treturn nil, fmt.Errorf("list buckets: %w", err)\n\t}\n\tuse(page)\n}',
  references: ['https://docs.aws.amazon.com/sdk-for-go/v2/developer-guide/using.html#using-operation-paginators'],
  prefilters: { file: /\.NextPage\(/ },
  nodes: ['for_statement'],
  check(node, file) {
    const pages = /^for\s+([\w.]+)\.(?:HasMorePages|More)\(\)/.exec(withoutComments(file.text(node)))?.[1];
    if (pages === undefined) return null;
    const statements = statementsOf(node.childForFieldName('body'));
    const asked = statements.findIndex((one) => file.text(one).includes(`${pages}.NextPage(`));
    const check = statements[asked + 1];
    if (asked < 0 || check?.type !== 'if_statement' || !/\berr\s*!=\s*nil/.test(file.field(check, 'condition')))
      return null;
    const branch = check.childForFieldName('consequence');
    const last = statementsOf(branch).at(-1);
    const body = withoutComments(file.text(branch));
    if (
      last?.type !== 'continue_statement' ||
      /\b(return|break|goto|panic|Sleep|After|Wait|select|retr|tries|attempt)/i.test(body)
    )
      return null;
    return { node: last, said: `${file.where(node)} answers an error of \`${pages}.NextPage\` with \`continue\`.` };
  },
};
