// Tests that requests which reach a function tell how often it compiles its pattern.
import { expect, test } from '@jest/globals';
import { regexpPerCall } from '../../../../src/analyse/rules/concurrency/regexp-per-call.ts';
import { renderMessages } from '../../../../src/analyse/rules/engine/message.ts';
import type { RepositoryContext } from '../../../../src/analyse/rules/engine/repository-context.ts';
import { UNDECIDED } from '../../../../src/analyse/rules/engine/rule.ts';
import { inspectText } from '../examples.ts';

const find = (body: string) => inspectText(regexpPerCall, `package text\n\nimport "regexp"\n\n${body}\n`).matches[0]!;
const confirm = (body: string, isReached: boolean) =>
  regexpPerCall.confirm!(find(body), { isInRequestPath: () => isReached } as unknown as RepositoryContext);

test('a function that compiles its pattern counts where requests reach it', () => {
  const plain = 'func (p *Parser) order(id string) bool {\n\treturn regexp.MustCompile("^ord_").MatchString(id)\n}';
  const { message, data } = find(plain);
  expect({ message, data }).toEqual({ message: 'perCall', data: { call: 'regexp.MustCompile' } });
  const sentences = renderMessages(regexpPerCall.messages ?? {}, [find(plain)]);
  expect(sentences).toEqual(['`Parser.order` calls `regexp.MustCompile` every time it runs.']);
  expect([confirm(plain, true), confirm(plain, false)]).toEqual([true, UNDECIDED]);
});

test('a loop counts wherever it is', () => {
  const loop = `func (p *Parser) each(ids []string) {
	for _, id := range ids {
		p.add(regexp.MustCompile("^ord_").FindString(id))
	}
}`;
  expect([confirm(loop, true), confirm(loop, false)]).toEqual([true, true]);
});
