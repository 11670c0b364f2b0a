// Tool Glob: lists files by pattern.
import { z } from 'zod';
import { createGlob as compileGlob, globProblem } from '../../text/glob.ts';
import { showLine } from '../safety/untrusted-text.ts';
import { createTool, replyError, replyText, type Tool } from './tool.ts';
import { ROOT, toRepositoryPath, type Workspace } from './workspace.ts';

const MAX_FILES = 200;

const Input = z.object({
  pattern: z.string().min(1).describe('Glob to match paths against: "**/*.go", "internal/*/store.go".'),
  path: z.string().optional().describe('Directory to look in. Omitted: the repository root.'),
});

export function createGlobTool(workspace: Workspace): Tool {
  return createTool({
    name: 'Glob',
    description:
      `Lists the files of the repository (rooted at ${ROOT}) at the head whose path matches a glob, sorted by path. ` +
      `At most ${MAX_FILES} are shown.`,
    input: Input,
    run: ({ pattern, path = '' }) => {
      const directory = toRepositoryPath(path);
      if (directory === null) return replyError(`Path is outside the repository; use a path below ${ROOT}.`);
      const prefix = directory === '' ? '' : `${directory}/`;
      const glob = pattern.startsWith(`${ROOT}/`) ? pattern.slice(ROOT.length + 1 + prefix.length) : pattern;
      const problem = globProblem(glob);
      if (problem !== null) return replyError(`The pattern ${problem}. Use one such as "**/*.go".`);
      const matches = compileGlob(glob);
      const found = workspace.paths().filter((known) => {
        return known.startsWith(prefix) && matches(known.slice(prefix.length));
      });
      return list(found, pattern);
    },
  });
}

function list(found: readonly string[], pattern: string) {
  if (found.length === 0) {
    const hint = pattern.includes('**') ? '' : ` To search all directories, try "**/${pattern.replace(/^\/+/, '')}".`;
    return replyText(`No files found.${hint}`);
  }
  const shown = found.slice(0, MAX_FILES).map(showLine);
  const more =
    found.length > MAX_FILES ? [`(${found.length - MAX_FILES} more. Narrow the pattern or give a path.)`] : [];
  return replyText([...shown, ...more].join('\n'));
}
