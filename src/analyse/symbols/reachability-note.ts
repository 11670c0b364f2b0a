// Why a finding matters where it stands: the entry points that reach it.
import type { Finding } from '../../domain/finding.ts';
import type { TreeReferences } from './symbols.ts';

/** Entry points that a finding names. */
const MAX_NAMED = 2;

/** A route that is only known when the program runs ("GET {path}") says nothing of where the code is reached. */
function tells(name: string): boolean {
  return !/^(?:[A-Z]+ )?\/?\{\w+\}$/.test(name);
}

/** "… handles `SQSEvent` and …" says already that a "Lambda SQSEvent" leads here. */
function isSaid(name: string, rationale: string): boolean {
  const [, event] = /^Lambda (\w+)/.exec(name) ?? [];
  return event !== undefined && rationale.includes(` handles \`${event}\``);
}

/** The finding, with a sentence on where it is reached from, where that is known and more than a `main`. */
export function sayWhyHere(finding: Finding, references: TreeReferences): Finding {
  if (finding.side !== 'head' || finding.path.endsWith('_test.go')) return finding;
  const reached = references
    .reachOf(finding.path, finding.startLine)
    .filter(({ entryPoint }) => entryPoint.kind !== 'main' && tells(entryPoint.name))
    .filter(({ entryPoint }) => !isSaid(entryPoint.name, finding.rationale));
  const names = [...new Set(reached.map(({ entryPoint }) => `\`${entryPoint.name}\``))];
  if (names.length === 0) return finding;
  const shown = names.slice(0, MAX_NAMED).join(names.length > MAX_NAMED ? ', ' : ' and ');
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
  return { ...finding, rationale: `${finding.rationale} It is reached from ${shown}${more}.` };
}
