// Chooses the agent that reviews: the first usable one that the repository's settings name, else the built-in
// architect.
import type { SettingsProblem } from '../../domain/settings.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { counted } from '../../text/format.ts';
import { type Agent, readAgent } from './agent-definition.ts';
import { BadAgentFile } from './bad-agent-file.ts';
import { readBuiltInAgent } from './built-in-agents.ts';

interface ChosenAgent {
  readonly agent: Agent;
  readonly problems: readonly SettingsProblem[];
  /** A sentence for people where the paths of the change decided; null otherwise. */
  readonly why: string | null;
}

/**
 * Chooses the agent for the paths of the change, else that of the settings, else the built-in one. Each file before
 * it that cannot be used becomes a problem.
 */
export async function chooseAgent(snapshot: Snapshot): Promise<ChosenAgent> {
  const { agentFile, agentsByPaths = [], reviewed } = snapshot;
  const files = [...agentsByPaths, ...(agentFile === null ? [] : [{ ...agentFile, matched: 0 }])];
  const broken: { readonly path: string; readonly error: BadAgentFile }[] = [];
  const problems = (chosen: string): SettingsProblem[] =>
    broken.map(({ path, error }) => ({ source: path, line: error.line, message: `${error.problem} Using ${chosen}.` }));
  for (const { path, text, matched } of files) {
    try {
      const agent = readAgent(text, path);
      const matches = `${matched} of ${counted(reviewed.length, 'changed Go file')}`;
      const why = matched === 0 ? null : `Reviewed by ${path}: its \`paths\` match ${matches}.`;
      return { agent, problems: problems(path), why };
    } catch (error) {
      if (!(error instanceof BadAgentFile)) throw error;
      broken.push({ path, error });
    }
  }
  return { agent: await readBuiltInAgent(), problems: problems('the built-in architect'), why: null };
}
