// Which models are asked: the operator's own choice before all others; else the first that settings and agent name and operator and team
// allow. What was asked for and is not to be had becomes a problem of the settings.
import { anyModel, type ModelPolicy } from '../../domain/models.ts';
import type { SettingsProblem } from '../../domain/settings.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { oneLine } from '../../text/sanitize.ts';
import type { Agent } from '../definition/agent-definition.ts';
import { type ModelAllowlist, type ModelChoice, modelNameOf, resolveModel, resolveName } from './model-catalog.ts';

/** The model of an agent that works for a repository, and what to say of names that did not hold. */
export function chooseArchitectModel(
  policy: ModelPolicy | undefined,
  snapshot: Pick<Snapshot, 'settings' | 'settingsSource'>,
  agent: Agent,
): { readonly model: ModelChoice; readonly problems: readonly SettingsProblem[] } {
  const { architect, allowed } = policy ?? anyModel;
  const { models, model: wanted } = snapshot.settings;
  const limits: ModelAllowlist[] = [
    ...(allowed === null ? [] : [{ by: 'operator' as const, models: allowed }]),
    ...(models.length === 0 ? [] : [{ by: 'team' as const, models }]),
  ];
  const model = resolveName(architect) ?? resolveModel([wanted, agent.model], limits);
  return { model, problems: explain(model, limits, snapshot, agent) };
}

/** The operator's choice, else the refuter's own; the architect's, where that is not allowed or the refuter inherits it. */
export function chooseRefuterModel(policy: ModelPolicy | undefined, refuter: Agent, architects: string): string {
  const { refuter: operators, allowed } = policy ?? anyModel;
  const named = resolveName(operators);
  if (named !== null) return modelNameOf(named);
  const own = resolveModel([refuter.model], allowed === null ? [] : [{ by: 'operator', models: allowed }]);
  // "inherit" names nothing, so that what was chosen is nobody's choice.
  return own.refused === null && resolveName(refuter.model) !== null ? modelNameOf(own) : architects;
}

/** Names listed in a message. */
const MAX_NAMED = 10;

function explain(
  { id, unknown, refused }: ModelChoice,
  limits: readonly ModelAllowlist[],
  { settings, settingsSource }: Pick<Snapshot, 'settings' | 'settingsSource'>,
  agent: Agent,
): SettingsProblem[] {
  const ownSource = settingsSource ?? '.github/architect.yml';
  const sourceOf = (name: string) => (name === settings.model ? ownSource : agent.file);
  const problems: SettingsProblem[] = [];
  if (unknown !== null) {
    const message = `There is no model "${oneLine(unknown, 100)}". Write "sonnet", "opus", "haiku" or a full id; until then ${id} reviews.`;
    problems.push({ source: sourceOf(unknown), line: null, message });
  }
  if (refused !== null) {
    const who =
      refused.by === 'team' ? `\`models\` of ${ownSource} does not allow` : 'The operator of this App does not allow';
    const models = limits.find(({ by }) => by === refused.by)?.models ?? [];
    const allowed = oneLine(models.slice(0, MAX_NAMED).join(', '), 300);
    const message = `${who} the model "${oneLine(refused.name, 100)}". Allowed: ${allowed}. Until it is one of these, ${id} reviews.`;
    problems.push({ source: sourceOf(refused.name), line: null, message });
  }
  return problems;
}
