// Reads the agents and skills that come with the program.
import { readdir, readFile } from 'node:fs/promises';
import { type Agent, readAgent } from './agent-definition.ts';

/** Instructions for one kind of work, which the model reads when it needs them. */
export interface Skill {
  readonly name: string;
  readonly description: string;
  readonly body: string;
}

const ARCHITECT = 'agents/go-backend-architect.md';
const REFUTER = 'agents/finding-refuter.md';
const SKILLS = 'agents/skills';

export async function readBuiltInAgent(): Promise<Agent> {
  return readAgent(await readOwn(ARCHITECT), ARCHITECT);
}

/** Reads the agent that tries to refute findings. */
export async function readRefuter(): Promise<Agent> {
  return readAgent(await readOwn(REFUTER), REFUTER);
}

/** Skill files have the format of agent files: name, description, instructions. */
export async function readBuiltInSkills(): Promise<Skill[]> {
  const folders = await readdir(ownUrl(SKILLS));
  return Promise.all(
    folders.sort().map(async (folder) => {
      const path = `${SKILLS}/${folder}/SKILL.md`;
      const { name, description, body } = readAgent(await readOwn(path), path);
      return { name, description, body };
    }),
  );
}

function readOwn(path: string): Promise<string> {
  return readFile(ownUrl(path), 'utf8');
}

/** Relative to src/agent/definition in development and to dist/agent/definition once built. */
function ownUrl(path: string): URL {
  return new URL(`../../../${path}`, import.meta.url);
}
