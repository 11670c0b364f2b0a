// Unit: what a rule about work done anew each time asks of the module around its case.
import { expect, test } from '@jest/globals';
import { regexpPerCall } from '../../../src/analyse/rules/concurrency/regexp-per-call.ts';
import { timerInLoop } from '../../../src/analyse/rules/concurrency/timer-in-loop.ts';
import { sentenceOf } from '../../../src/analyse/rules/engine/report-matches.ts';
import type { RepositoryContext } from '../../../src/analyse/rules/engine/repository-context.ts';
import { UNDECIDED } from '../../../src/analyse/rules/engine/rule.ts';
import { examplesOf, inspectText } from './examples.ts';

test('whether a timer stays behind is told by the Go release of the module', () => {
  const [example] = examplesOf(timerInLoop);
  const [seen] = inspectText(timerInLoop, example!.text).matches;
  const asked = (release: number | null) =>
    timerInLoop.confirm!(seen!, { releaseOf: () => release } as unknown as RepositoryContext);
  expect([asked(22), asked(23), asked(null)]).toEqual([true, false, UNDECIDED]);
});

test('how often a function compiles its pattern is told by whether requests reach it', () => {
  const seen = (text: string) => inspectText(regexpPerCall, `package text\n\nimport "regexp"\n\n${text}\n`).matches[0]!;
  const asked = (text: string, isReached: boolean) =>
    regexpPerCall.confirm!(seen(text), { isInRequestPath: () => isReached } as unknown as RepositoryContext);
  const plain = 'func (p *Parser) order(id string) bool {\n\treturn regexp.MustCompile("^ord_").MatchString(id)\n}';
  expect(sentenceOf(seen(plain))).toBe('`Parser.order` calls `regexp.MustCompile` each time it runs.');
  expect([asked(plain, true), asked(plain, false)]).toEqual([true, UNDECIDED]);
  const loop =
    'func (p *Parser) each(ids []string) {\n\tfor _, id := range ids {\n\t\tp.add(regexp.MustCompile("^ord_").FindString(id))\n\t}\n}';
  expect([asked(loop, true), asked(loop, false)]).toEqual([true, true]);
});
