// The command `agents check`: reads agent files as Claude Code takes them and prints what they define.
import { readFile } from 'node:fs/promises';
import { readAgent } from '../agent/agent.ts';
import { messageOf } from '../domain/errors.ts';
import { complain, exitCode, type Surroundings } from './progress.ts';

/** Prints what each file defines; one that cannot be read is complained of, and the exit code says so. */
export async function checkAgents(files: readonly string[], { write }: Surroundings): Promise<void> {
  const agents: object[] = [];
  for (const file of files) {
    try {
      agents.push({ ...readAgent(await readFile(file, 'utf8'), file) });
    } catch (error) {
      complain(unreadable(file, error));
      process.exitCode = exitCode.badInput;
    }
  }
  write(JSON.stringify(agents, null, 2));
}

/** Why a file that was named could not be read, in words. */
function unreadable(file: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `${file}: there is no such file`;
  return code === undefined ? messageOf(error) : `${file}: it cannot be read (${code})`;
}
