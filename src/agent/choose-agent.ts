// Which agent works: the one that the repository's settings name, where its file is sound, else the built-in one.
import { BadInput } from '../domain/errors.ts';
import type { SettingsProblem } from '../domain/settings.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { readBuiltInAgent } from './built-in.ts';
import { type Agent, readAgent } from './definition.ts';

/** The agent of the repository's settings; where its file is wrong, the built-in one and the problem. */
export async function chooseAgent(snapshot: Snapshot): Promise<{ agent: Agent; problems: readonly SettingsProblem[] }> {
  const { agentFile } = snapshot;
  if (agentFile === null) return { agent: await readBuiltInAgent(), problems: [] };
  try {
    return { agent: readAgent(agentFile.text, agentFile.path), problems: [] };
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    const [, line, message] = /^.*?:(\d+): (.*)$/s.exec(error.message) ?? [];
    const problem = {
      source: agentFile.path,
      line: line === undefined ? null : Number(line),
      message: `${message ?? error.message} Until then the built-in architect reviews.`,
    };
    return { agent: await readBuiltInAgent(), problems: [problem] };
  }
}
