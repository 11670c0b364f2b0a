// Tells code of a service from code that reads its settings, wires it together or belongs to commands only.
import { dirName } from '../../graph/modules.ts';
import { SERVES } from '../engine/command-or-server.ts';
import { asPattern } from '../engine/go-file.ts';
import type { RepositoryContext } from '../engine/repository-context.ts';
import type { Match } from '../engine/rule.ts';

/** Paths of files that read settings or wire the program together. */
export const WIRING_FILE =
  /(^|\/)(cmd|cli|commands?|config\w*|conf|settings?|env\w*|environment|flags?|options?|bootstrap|setup|wire|app|main|di|build\w*|version|log\w*|telemetry|tracing|otel)(\/|\w*\.go$)|(config|settings?|env|flags?|options?)\w*\.go$/i;

/** Whether a case stands in a package that more than commands use, or a command that answers requests or events. */
export function isServiceCode({ path }: Match, around: RepositoryContext): boolean {
  const dir = dirName(path);
  if (!around.isPartOfCommands(dir)) return true;
  return around
    .importersOf(dir)
    .some(
      (from) => around.find(SERVES, new RegExp(`^${from === '' ? '' : `${asPattern(from)}/`}[^/]+\\.go$`)) !== null,
    );
}
