// Reads the examples of code rules, small Go files in `fixtures/rules/<rule id>.txtar` that are marked where a rule must
// find a case, as in Go's analysistest: https://pkg.go.dev/golang.org/x/tools/go/analysis/analysistest

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { openParser } from '../../../src/analyse/go/parser.ts';
import { scanHead } from '../../../src/analyse/go/scan-head.ts';
import type { MessageData } from '../../../src/analyse/rules/engine/message.ts';
import { type CodeRule, type FileMatches, noMatches } from '../../../src/analyse/rules/engine/rule.ts';
import { planSearch, runRules } from '../../../src/analyse/rules/engine/run.ts';
import type { Severity } from '../../../src/domain/finding.ts';
import { txtar } from '../../support/txtar.ts';

const parser = await openParser();
const FIXTURES = fileURLToPath(new URL('../../fixtures/rules', import.meta.url));
interface Wanted {
  /** 1-based. */
  readonly line: number;
  readonly severity: Severity;
  /** Id of the message, and the values of its placeholders. */
  readonly message: string;
  readonly data: MessageData;
}

export interface Example {
  readonly name: string;
  /** As it stands in the archive. */
  readonly marked: string;
  /** What the rule sees. Marks are for the reader: a comment can be a reason to stay silent. */
  readonly text: string;
  readonly found: readonly Wanted[];
  /** How often the rule cannot decide; the line is for the reader, as only the number is reported. */
  readonly undecided: number;
}

/** Ids of the rules that have an archive, sorted. */
export function rulesWithExamples(): string[] {
  return readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.txtar'))
    .map((path) => path.slice(0, -'.txtar'.length).replaceAll('\\', '/'))
    .sort();
}

/**
 * Examples of one rule. A line with a case ends in its message and data, `// want neverClosed body="resp.Body"`, after the
 * severity if that is not the rule's (`// want high:neverClosed …`); several cases follow each other. `// want undecided`
 * marks a case that the rule cannot decide; a file without a mark is a near miss. Throws at any other mark.
 */
export function examplesOf(rule: CodeRule): Example[] {
  const files = txtar(readFileSync(`${FIXTURES}/${rule.id}.txtar`, 'utf8'));
  return Object.entries(files).map(([name, marked]) => readExample(rule, name, marked));
}

function readExample(rule: CodeRule, name: string, marked: string): Example {
  const found: Wanted[] = [];
  let undecided = 0;
  const lines = marked.split('\n').map((line, index) => {
    const [code = '', mark] = line.split(/\s*\/\/ want\b\s*/);
    if (mark === 'undecided') undecided += 1;
    else if (mark !== undefined) {
      const wanted = readMark(mark, rule, index + 1);
      if (wanted === null) throw new Error(`${rule.id}: ${name}:${index + 1}: \`// want ${mark}\` is no mark`);
      found.push(...wanted);
    }
    return code;
  });
  return { name, marked, text: lines.join('\n'), found, undecided };
}

const SEVERITY = /^(critical|high|medium|low):/;

/** Cases of one line; null where something else is written. */
function readMark(mark: string, rule: CodeRule, line: number): Wanted[] | null {
  const wanted: Wanted[] = [];
  for (const word of wordsOf(mark)) {
    const [, key, value] = /^(\w+)=(.+)$/.exec(word) ?? [];
    const last = wanted.at(-1);
    if (key === undefined || value === undefined) {
      const severity = (SEVERITY.exec(word)?.[1] ?? rule.severity) as Severity;
      const message = word.replace(SEVERITY, '');
      wanted.push({ line, severity, message, data: {} });
    } else if (last === undefined) return null;
    else wanted[wanted.length - 1] = { ...last, data: { ...last.data, [key]: JSON.parse(value) } };
  }
  return wanted.length === 0 ? null : wanted;
}

/** Words of a mark: blanks inside JSON values do not part them. */
function wordsOf(mark: string): string[] {
  return mark.match(/(?:"(?:[^"\\]|\\.)*"|[^\s"])+/g) ?? [];
}

/** What a rule finds in a file without syntax errors. All examples have the same path, since some rules judge it. */
export function inspectText(
  rule: CodeRule,
  text: string,
  path = rule.judges === 'tests' ? 'shop/order_test.go' : 'shop/order.go',
): FileMatches {
  const head = scanHead(text);
  const search = planSearch([rule], path, text, head);
  // Files of a pull request are parsed whole, those of a whole state only where rules search: both must find the same.
  const [whole, only] = [undefined, search?.ranges].map((ranges) =>
    parser.parse(
      text,
      (file) => {
        if (file.errorLine !== null) throw new Error(`${rule.id}: line ${file.errorLine} of an example is no Go`);
        return search === null ? noMatches : runRules(search, path, file, head);
      },
      ranges,
    ),
  );
  expect(only).toEqual(whole);
  return whole!;
}
