// Tells which code of other modules a breaking API change breaks.
import type { SurfaceChange } from './compare-api.ts';

type BrokenCode = 'importers' | 'calls' | 'implementations' | 'assignments' | 'uses';

const CONSEQUENCES: Readonly<Record<BrokenCode, string>> = {
  importers: 'importers no longer compile',
  calls: 'calls in other modules no longer compile',
  implementations: 'implementations in other modules no longer satisfy the interface',
  assignments: 'calls still compile; assigning the function to a variable of the old type does not',
  uses: 'uses in other modules no longer compile',
};

/** The consequence of a breaking change, as a clause: "calls in other modules no longer compile". */
export function consequenceOf(change: SurfaceChange): string {
  return CONSEQUENCES[brokenCode(change)];
}

const CALLED: ReadonlySet<string> = new Set(['function', 'method', 'interface-method', 'interface-embedded']);

function brokenCode({ symbolKind, kind, seals, callsCompile }: SurfaceChange): BrokenCode {
  if (callsCompile) return 'assignments';
  if (symbolKind === 'package') return 'importers';
  if (seals || (symbolKind === 'interface-method' && kind !== 'removed')) return 'implementations';
  return CALLED.has(symbolKind) ? 'calls' : 'uses';
}
