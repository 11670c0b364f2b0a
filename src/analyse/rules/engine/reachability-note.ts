// Builds the note on which entry points reach a finding.
import type { EntryPoint } from '../../../domain/symbol-references.ts';
import { listed } from '../../../text/format.ts';
import { toCodeSpan } from '../../../text/sanitize.ts';
import type { MessageData } from './message.ts';

/** Entry points that a note names. */
const MAX_NAMED = 2;

/** A sentence that names the entry points; null where none has a name, or the message already names the event. */
export function noteOnReachability(entryPoints: readonly EntryPoint[], data: MessageData): string | null {
  const named = entryPoints
    .filter(({ kind, path }) => kind !== 'main' && !isVariablePath(path))
    .filter(({ kind }) => data.event === undefined || kind !== 'lambda');
  const names = [...new Set(named.map(({ name }) => toCodeSpan(name)))];
  if (names.length === 0) return null;
  const more = names.length > MAX_NAMED ? [`${names.length - MAX_NAMED} more`] : [];
  return `Reached from ${listed([...names.slice(0, MAX_NAMED), ...more])}.`;
}

/** A route known only when the program runs ("{path}") tells nothing about where the code is reached. */
function isVariablePath(path: string | null): boolean {
  return path !== null && /^\/?\{\w+\}$/.test(path);
}
