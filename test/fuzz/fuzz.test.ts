// Some thousand hostile texts for every reader of foreign text; `npm run fuzz` tries a million.
import { beforeAll, expect, test } from '@jest/globals';
import { type GoParser, openParser } from '../../src/analyse/go/parser.ts';
import { hostileCase } from './hostile-cases.ts';
import { parserTarget, TARGETS } from './targets.ts';

const CASES = 250;
let parser: GoParser;

beforeAll(async () => {
  parser = await openParser();
});

test.each([...Object.keys(TARGETS), 'grammar of Go'])('%s: every text is read, and keeps its promise', (name) => {
  const target = TARGETS[name] ?? parserTarget(parser);
  for (let seed = 1; seed <= CASES; seed += 1) {
    const text = hostileCase(seed);
    try {
      target(text);
    } catch (error) {
      throw new Error(`seed ${seed}, ${JSON.stringify(text.slice(0, 400))}: ${error}`);
    }
  }
  expect(hostileCase(1)).toBe(hostileCase(1));
});
