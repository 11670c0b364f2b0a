// Makes a claim that is known to be false and puts it among the real ones: a refuter that confirms it would confirm
// anything, so its confirmations do not count.
import { createHash } from 'node:crypto';
import type { Architecture, ChangedDeclaration } from '../../domain/architecture.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { blankComments } from '../verify/blank-comments.ts';

/** What no function does in which these words do not occur. */
interface FalseClaim {
  readonly absent: RegExp;
  readonly title: (name: string) => string;
  readonly rationale: string;
  readonly recommendation: string;
}

const FALSE_CLAIMS: readonly FalseClaim[] = [
  {
    absent: /\bgo\b/,
    title: (name) => `${name} starts a goroutine that it never waits for`,
    rationale: 'The goroutine outlives the call, and an error in it is lost.',
    recommendation: 'Wait for it with an errgroup.',
  },
  {
    absent: /lock/i,
    title: (name) => `${name} returns while it holds the mutex`,
    rationale: 'The next caller waits for ever.',
    recommendation: 'Unlock with defer.',
  },
  {
    absent: /body|http/i,
    title: (name) => `${name} leaves the response body of its request open`,
    rationale: 'The connection cannot be used again.',
    recommendation: 'Close the body with defer.',
  },
  {
    absent: /\bfor\b/,
    title: (name) => `${name} loops without end when its list is empty`,
    rationale: 'The loop has no exit for that case.',
    recommendation: 'Return before the loop.',
  },
];

const MAX_LINES = 200;

/** Findings with a control among them, and its index; null where the change has no function to make one of. */
export interface ControlledFindings {
  readonly findings: readonly Finding[];
  readonly control: number | null;
}

/** @param seed decides which claim, and where it stands */
export function addControl(
  findings: readonly Finding[],
  snapshot: Snapshot,
  { declarations }: Architecture,
  seed: string,
): ControlledFindings {
  const [choice = 0, place = 0] = createHash('sha256').update(seed).digest();
  const claims = declarations.flatMap((declaration) => controlOf(declaration, snapshot, choice) ?? []);
  const claim = claims[choice % Math.max(1, claims.length)];
  if (claim === undefined) return { findings, control: null };
  const control = place % (findings.length + 1);
  return { findings: findings.toSpliced(control, 0, claim), control };
}

function controlOf(declaration: ChangedDeclaration, { head }: Snapshot, choice: number): Finding | null {
  const { kind, change, path, name, startLine, endLine } = declaration;
  if ((kind !== 'function' && kind !== 'method') || change === 'removed' || endLine - startLine > MAX_LINES)
    return null;
  const lines =
    head
      .text(path)
      ?.split('\n')
      .slice(startLine - 1, endLine) ?? [];
  const code = blankComments(lines.join('\n'), path);
  const possible = FALSE_CLAIMS.filter(({ absent }) => !absent.test(code));
  const claim = possible[choice % Math.max(1, possible.length)];
  const at = lines.findIndex((line) => line.startsWith('func '));
  if (claim === undefined || at === -1) return null;
  const { title, rationale, recommendation } = claim;
  return {
    id: 'control',
    section: 'concurrency-performance',
    severity: 'medium',
    title: title(name),
    path,
    startLine: startLine + at,
    endLine: startLine + at,
    side: 'head',
    quote: lines[at]!,
    rationale,
    recommendation,
    tradeOffs: '',
    example: '',
    citations: [],
    source: 'model',
    rule: null,
    otherPlaces: [],
  };
}
