// Tells by the code whether a file or module belongs to a command or a server.
import type { GoFile } from './go-file.ts';
import type { RepositoryContext } from './repository-context.ts';

/** Code of a module that answers requests or events. */
export const SERVES =
  /ListenAndServe|\blambda\.Start\w*\(|grpc\.NewServer\(|\bgin\.(?:New|Default)\(|\becho\.New\(|chi\.NewRouter\(|fiber\.New\(|mux\.NewRouter\(|http\.Serve\(/;
/** Imports of a module that is a command. */
const CLI = /"github\.com\/(?:spf13\/cobra|urfave\/cli|alecthomas\/kong|projectdiscovery\/goflags)/;

/** Whether a file reads the arguments of a command. */
export function isOfCommand(file: GoFile): boolean {
  return file.importsAny(/^(github\.com\/spf13\/cobra|github\.com\/urfave\/cli.*|github\.com\/alecthomas\/kong|flag)$/);
}

/** Whether the module of a file is a command and serves nothing. */
export function isCommandLine(path: string, around: RepositoryContext): boolean {
  return around.findInModule(CLI, path) !== null && around.findInModule(SERVES, path) === null;
}
