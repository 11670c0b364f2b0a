// What kind of program a file or its module is a part of, as the code tells.
import type { GoFile } from './go-file.ts';
import type { RepositoryContext } from './repository-context.ts';

/** The module answers requests or events. */
export const SERVES =
  /ListenAndServe|\blambda\.Start\w*\(|grpc\.NewServer\(|\bgin\.(?:New|Default)\(|\becho\.New\(|chi\.NewRouter\(|fiber\.New\(|mux\.NewRouter\(|http\.Serve\(/;
const CLI = /"github\.com\/(?:spf13\/cobra|urfave\/cli|alecthomas\/kong|projectdiscovery\/goflags)/;

/** The file reads the arguments of a command. */
export function isOfCommand(file: GoFile): boolean {
  return file.importsAny(/^(github\.com\/spf13\/cobra|github\.com\/urfave\/cli.*|github\.com\/alecthomas\/kong|flag)$/);
}

/** The module is put together as a command, and serves nothing. */
export function isCommandLine(path: string, around: RepositoryContext): boolean {
  return around.findInModule(CLI, path) !== null && around.findInModule(SERVES, path) === null;
}
