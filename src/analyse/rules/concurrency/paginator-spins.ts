// Finds pagination loops that continue after an error without a pause.
import { statementsOf, withoutComments } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

export const paginatorSpins: CodeRule = {
  id: 'concurrency/paginator-spins',
  section: 'concurrency-performance',
  severity: 'high',
  outsideServices: { severity: 'medium', scripts: true },
  report: 'finding',
  judges: 'code',
  title: 'Pagination loop retries forever after an error',
  messages: {
    continued: '`{func}` handles an error of `{call}` with `continue`.',
  },
  why:
    '`NextPage` advances only on success and `HasMorePages` (Azure: `More`) stays true after an error, so the loop ' +
    'requests the same page without a pause, forever if the error is permanent.',
  exceptions: 'the loop limits its attempts or waits between them.',
  fix: 'Return the error, or retry a bounded number of times with backoff.',
  tradeOffs: 'A listing that stops halfway must be reported as incomplete.',
  example:
    'for pages.HasMorePages() {\n' +
    '\tpage, err := pages.NextPage(ctx)\n' +
    '\tif err != nil {\n' +
    '\t\treturn nil, fmt.Errorf("list buckets: %w", err)\n' +
    '\t}\n' +
    '\tuse(page)\n' +
    '}',
  references: ['https://docs.aws.amazon.com/sdk-for-go/v2/developer-guide/using.html#using-operation-paginators'],
  prefilters: { file: /\.NextPage\(/ },
  nodes: ['for_statement'],
  check(node, file) {
    const pages = /^for\s+([\w.]+)\.(?:HasMorePages|More)\(\)/.exec(withoutComments(file.text(node)))?.[1];
    if (pages === undefined) return null;
    const statements = statementsOf(node.childForFieldName('body'));
    const request = statements.findIndex((one) => file.text(one).includes(`${pages}.NextPage(`));
    const check = statements[request + 1];
    if (request < 0 || check?.type !== 'if_statement' || !/\berr\s*!=\s*nil/.test(file.field(check, 'condition')))
      return null;
    const branch = check.childForFieldName('consequence');
    const last = statementsOf(branch).at(-1);
    const body = withoutComments(file.text(branch));
    if (
      last?.type !== 'continue_statement' ||
      /\b(return|break|goto|panic|Sleep|After|Wait|select|retr|tries|attempt)/i.test(body)
    )
      return null;
    return { node: last, message: 'continued', data: { call: `${pages}.NextPage` } };
  },
};
