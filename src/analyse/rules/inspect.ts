// Runs the rules on one file: one walk for all of them, and none for a file that mentions nothing they know.
import type { FileHead } from '../go/scan-imports.ts';
import { lineQuote, type ParsedFile } from '../parser.ts';
import { type CodeRule, type Hit, type Inspection, nothingSeen, type Sighting } from './rule.ts';
import { RuleFile } from './rule-file.ts';

/** Code that is not part of the service: shown, copied, run by hand, or there for tests. */
const ASIDE =
  /(^|\/)(_?examples?|samples?|tools?|testdata|third_party|hack|scripts?|mocks?|mock_[^/]*|fakes?|[a-z]*tests?|test(ing|util|utils|helpers?|support)|e2e|integration|benchmarks?|docs?)\/|_mock\.go$|(^|\/)mock_[^/]*\.go$/i;

/** Runs the rules that may apply to a file. A file with a syntax error is left alone: its tree may lie. */
export function inspect(rules: readonly CodeRule[], path: string, file: ParsedFile, head: FileHead): Inspection {
  const judges = path.endsWith('_test.go') ? 'tests' : 'code';
  if (file.errorLine !== null || head.generated || (judges === 'code' && ASIDE.test(path))) return nothingSeen;
  const active = rules.filter((rule) => rule.judges === judges && rule.mentions.test(file.text));
  if (active.length === 0) return nothingSeen;
  const asked = new RuleFile(path, file, head);
  const sightings: Sighting[] = [];
  const suppressed: Sighting[] = [];
  for (const node of file.root.descendantsOfType([...new Set(active.flatMap((rule) => rule.nodes))])) {
    if (node === null) continue;
    for (const rule of active) {
      if (!rule.nodes.includes(node.type)) continue;
      const hit = rule.check(node, asked);
      if (hit === null) continue;
      (isSuppressed(file, hit, rule) ? suppressed : sightings).push(toSighting(rule, asked, hit));
    }
  }
  return { sightings, suppressed };
}

function toSighting(rule: CodeRule, file: RuleFile, hit: Hit): Sighting {
  const line = hit.node.startPosition.row + 1;
  const quote = hit.quote ?? lineQuote(file.file, hit.node);
  const severity = hit.severity ?? rule.severity;
  const scope = file.where(hit.node);
  return { rule, path: file.path, scope, startLine: line, endLine: line, quote, said: hit.said, severity };
}

/** `//architect:ignore ID reason` on the line above or at its end (a reason is required), `//nolint` and `#nosec` at its end. */
function isSuppressed(file: ParsedFile, hit: Hit, rule: CodeRule): boolean {
  const row = hit.node.startPosition.row;
  const lines = file.text.split('\n');
  const own = lines[row] ?? '';
  if (/\/\/\s*nolint\b|#nosec\b/.test(own)) return true;
  return [own, lines[row - 1] ?? ''].some((line) => {
    const ignore = /\/\/\s*architect:ignore\s+(\S+)\s+\S/.exec(line);
    return ignore !== null && (ignore[1] === rule.id || ignore[1] === rule.id.split('/')[0]);
  });
}
