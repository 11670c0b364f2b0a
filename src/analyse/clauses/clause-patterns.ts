// Which clauses speak of the very thing that a rule on Go code finds: the finding then stands on the team's own words too. Only
// words that can mean nothing else are listed.
import type { Clause } from '../../domain/clause.ts';
import { isInForce } from '../../domain/clause.ts';
import type { Finding } from '../../domain/finding.ts';
import { isTouched } from './scope.ts';

/** By the id of a rule: how a clause says what the rule looks for. */
const SAID: Readonly<Record<string, RegExp>> = {
  'concurrency/context-replaced': /context\.(Background|TODO)\b/,
  'concurrency/client-per-invocation': /\bclients?\b.*\b(once|reused?|cold start)\b/i,
  'concurrency/dynamodb-scan': /`Scan`/,
  'concurrency/http-client-without-timeout': /\bclients?\b.*\btimeouts?\b/i,
  'api/server-without-timeouts': /\bservers?\b.*\btimeouts?\b/i,
  'api/internal-error-to-client': /\berrors?\b.*\b(never|not)\b.*\b(clients?|callers?|responses?)\b/i,
  'operations/exit-outside-main': /\b(os\.Exit|log\.Fatal)/,
  'risk/batch-fails-as-one': /\bpartial[- ]batch[- ](failures?|responses?)\b/i,
  'risk/error-swallowed':
    /\b(never|not|don't)\b.*\b(swallow|ignore|discard)\w*\b.*\berrors?\b|\berrors?\b.*\b(never|not)\b.*\b(swallowed|ignored|discarded)\b/i,
  'risk/transaction-without-rollback': /\btransactions?\b.*\broll(ed)?[- ]?back\b/i,
};

/** Ids of the clauses in force at the finding's place that forbid what it found. */
export function kinOf(finding: Finding, clauses: readonly Clause[]): readonly string[] {
  const words = finding.rule === null ? undefined : SAID[finding.rule];
  if (words === undefined) return [];
  return clauses
    .filter((clause) => isInForce(clause) && clause.strength !== 'may' && words.test(clause.text.replace(/\s+/g, ' ')))
    .filter(({ scope }) => scope.layers.length === 0 && isTouched(scope, [finding.path], () => null))
    .map(({ id }) => id);
}
