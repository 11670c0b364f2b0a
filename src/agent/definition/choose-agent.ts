// Which agent works: of those that the repository's settings name the first whose file is sound, else the built-in one.
import { BadInput } from '../../domain/errors.ts';
import type { SettingsProblem } from '../../domain/settings.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { type Agent, readAgent } from './agent-definition.ts';
import { readBuiltInAgent } from './built-in-agents.ts';

export interface ChosenAgent {
  readonly agent: Agent;
  readonly problems: readonly SettingsProblem[];
  /** A sentence for people where the paths of the change decided; null where there was nothing to choose from. */
  readonly why: string | null;
}

/** The agent for the paths of the change, else that of the settings, else the built-in one; and what is wrong with files before it. */
export async function chooseAgent(snapshot: Snapshot): Promise<ChosenAgent> {
  const { agentFile, agentsByPaths = [], reviewed } = snapshot;
  const wrong: { source: string; line: number | null; message: string }[] = [];
  const until = (name: string) =>
    wrong.map((problem) => ({ ...problem, message: `${problem.message} Until then ${name} reviews.` }));
  for (const { path, text, matched } of [
    ...agentsByPaths,
    ...(agentFile === null ? [] : [{ ...agentFile, matched: 0 }]),
  ]) {
    try {
      const agent = readAgent(text, path);
      const files = `${matched} of ${reviewed.length} changed Go file${reviewed.length === 1 ? '' : 's'}`;
      const why = matched === 0 ? null : `Reviewed by the agent of ${path}, whose \`paths\` match ${files}.`;
      return { agent, problems: until(path), why };
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      const [, line, message] = /^.*?:(\d+): (.*)$/s.exec(error.message) ?? [];
      wrong.push({ source: path, line: line === undefined ? null : Number(line), message: message ?? error.message });
    }
  }
  return { agent: await readBuiltInAgent(), problems: until('the built-in architect'), why: null };
}
