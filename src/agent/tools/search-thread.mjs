// Searches texts for one pattern in a thread that can be terminated at any time.
// JavaScript, because Node loads it directly, and not every version of Node runs TypeScript.
// @ts-check
import { parentPort, workerData } from 'node:worker_threads';
import { RE2JS } from 're2js';

/** Matches between two looks at the clock. */
const MATCHES_PER_CHECK = 16;

/** @type {import('./search.ts').SearchTask} */
const { pattern, ignoreCase, multiline, firstOnly, maxFileMs } = workerData;
const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);

/** @type {RE2JS} */
let expression;
try {
  const flags = RE2JS.MULTILINE | (multiline ? RE2JS.DOTALL : 0) | (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  expression = RE2JS.compile(pattern, flags);
  port.on('message', (/** @type {readonly string[]} */ texts) => {
    port.postMessage({ kind: 'found', files: texts.map(searchText) });
  });
  port.postMessage({ kind: 'ready' });
} catch (error) {
  port.postMessage({ kind: 'invalid', problem: error instanceof Error ? error.message : String(error) });
  port.close();
}

/**
 * @param {string} text
 * @returns {import('./search.ts').FoundLines}
 */
function searchText(text) {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  if (multiline) return searchAcrossLines(text, lines);
  if (!expression.matcher(text).find()) return { lines: [], isCut: false };
  if (firstOnly) {
    const first = lines.findIndex((line) => expression.matcher(line).find());
    return { lines: first === -1 ? [] : [first], isCut: false };
  }
  return { lines: lines.flatMap((line, at) => (expression.matcher(line).find() ? [at] : [])), isCut: false };
}

/**
 * All lines of each match. Each match takes linear time, but there can be as many as characters.
 * @param {string} text
 * @param {readonly string[]} lines
 * @returns {import('./search.ts').FoundLines}
 */
function searchAcrossLines(text, lines) {
  const endsAt = performance.now() + maxFileMs;
  /** @type {Set<number>} */
  const found = new Set();
  const matcher = expression.matcher(text);
  let line = 0;
  let offset = 0;
  let isCut = false;
  for (let count = 1; matcher.find(); count += 1) {
    const last = Math.max(matcher.end() - 1, matcher.start());
    while (line < lines.length - 1 && offset + (lines[line]?.length ?? 0) < matcher.start()) {
      offset += (lines[line]?.length ?? 0) + 1;
      line += 1;
    }
    let end = offset;
    for (let index = line; index < lines.length && end <= last; index += 1) {
      found.add(index);
      end += (lines[index]?.length ?? 0) + 1;
    }
    isCut = count % MATCHES_PER_CHECK === 0 && performance.now() > endsAt;
    if (firstOnly || isCut) break;
  }
  return { lines: [...found].sort((a, b) => a - b), isCut };
}
