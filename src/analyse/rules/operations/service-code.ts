// What a package does unasked: reads its settings where they are used, works while it is imported, panics, prints.
import { dirName } from '../../graph/modules.ts';
import { asPattern } from '../engine/go-file.ts';
import { SERVES } from '../engine/programs.ts';
import type { RepositoryContext } from '../engine/repository-context.ts';
import type { Match } from '../engine/rule.ts';

/** Files whose work is to read settings or to put the program together. */
export const WIRES =
  /(^|\/)(cmd|cli|commands?|config\w*|conf|settings?|env\w*|environment|flags?|options?|bootstrap|setup|wire|app|main|di|build\w*|version|log\w*|telemetry|tracing|otel)(\/|\w*\.go$)|(config|settings?|env|flags?|options?)\w*\.go$/i;

/** A package that only commands use is their own affair, unless one of these answers requests or events. */
export function isOfService({ path }: Match, around: RepositoryContext): boolean {
  const dir = dirName(path);
  if (!around.isPartOfCommands(dir)) return true;
  return around
    .importersOf(dir)
    .some(
      (from) => around.find(SERVES, new RegExp(`^${from === '' ? '' : `${asPattern(from)}/`}[^/]+\\.go$`)) !== null,
    );
}
