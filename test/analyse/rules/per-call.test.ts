import { describe, expect, test } from '@jest/globals';
import { bodyReadWhole, regexpPerCall, timerInLoop } from '../../../src/analyse/rules/per-call.ts';
import { CANNOT_TELL } from '../../../src/analyse/rules/rule.ts';
import type { Surroundings } from '../../../src/analyse/rules/surroundings.ts';
import { look, ruleTests } from './examples.ts';

const go = (body: string, signature = 'func (p *Parser) each(lines []string)'): string => `package text

import (
	"io"
	"net/http"
	"regexp"
	"sync"
	"time"
)

${signature} {
${body}
}
`;

ruleTests(regexpPerCall, {
  found: {
    'a pattern compiled in a loop': go(`	for _, line := range lines {
		digits := regexp.MustCompile("[0-9]+") // want
		p.add(digits.FindString(line))
	}`),
    'a match that compiles in a loop': go(`	for _, line := range lines {
		if ok, _ := regexp.MatchString("^#", line); ok { // want
			continue
		}
	}`),
    'a pattern compiled for every request': go(
      '	name := regexp.MustCompile(`^[a-z]+$`) // want\n	if !name.MatchString(r.URL.Path) {\n		http.NotFound(w, r)\n	}',
      'func check(w http.ResponseWriter, r *http.Request)',
    ),
  },
  silent: {
    'a package variable': 'package text\n\nimport "regexp"\n\nvar digits = regexp.MustCompile("[0-9]+")\n',
    'a pattern that differs each time': go(`	for _, line := range lines {
		p.add(regexp.MustCompile(line))
	}`),
    'a pattern compiled once': go(`	for _, line := range lines {
		p.once.Do(func() { p.digits = regexp.MustCompile("[0-9]+") })
		p.add(p.digits.FindString(line))
	}`),
    'a constructor': go(
      '	for range 3 {\n		all = append(all, regexp.MustCompile("[0-9]+"))\n	}',
      'func NewParser() *Parser',
    ),
  },
});

const waiting = (loop: string): string =>
  go(`	${loop} {
		select {
		case line := <-p.lines:
			p.add(line)
		case <-time.After(p.limit): // want
			return
		}
	}`);

ruleTests(timerInLoop, {
  found: { 'a loop without an end': waiting('for'), 'a loop over a list': waiting('for range lines') },
  silent: {
    'a select that is passed once': go(`	select {
	case line := <-p.lines:
		p.add(line)
	case <-time.After(p.limit):
	}`),
    'one timer for all turns': go(`	limit := time.NewTimer(p.limit)
	for {
		select {
		case <-p.lines:
		case <-limit.C:
			return
		}
	}`),
  },
});

describe('whether a timer stays behind', () => {
  const [seen] = look(timerInLoop, waiting('for').replace(' // want', ''));
  const asked = (release: number | null) =>
    timerInLoop.holds!(seen!, { releaseOf: () => release } as unknown as Surroundings);

  test('is told by the Go release of the module', () => {
    expect([asked(22), asked(23), asked(null)]).toEqual([true, false, CANNOT_TELL]);
  });
});

ruleTests(bodyReadWhole, {
  found: {
    'an answer read whole': go(
      '	body, err := io.ReadAll(resp.Body) // want',
      'func read(resp *http.Response) (any, error)',
    ),
    'an answer under another name': go('	text, _ := io.ReadAll(tokenResponse.Body) // want'),
  },
  silent: {
    'a limit': go('	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))'),
    'the body of a request that came in': go(
      '	body, _ := io.ReadAll(r.Body)',
      'func take(w http.ResponseWriter, r *http.Request)',
    ),
  },
});
