// Selects the models to ask: the operator's own choice first, else the first model that settings and agent name and
// that the allowlists of operator and team permit. Names that are unknown or not allowed become problems of the
// settings.
import { anyModel, type ModelPolicy } from '../../domain/models.ts';
import type { SettingsProblem } from '../../domain/settings.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { oneLine } from '../../text/sanitize.ts';
import type { Agent } from '../definition/agent-definition.ts';
import { type ModelAllowlist, type ModelChoice, modelNameOf, resolveModel, resolveName } from './resolve-model.ts';

/** The architect's model, and a problem for each name that could not be used. */
export function chooseArchitectModel(
  policy: ModelPolicy | undefined,
  snapshot: Pick<Snapshot, 'settings' | 'settingsSource'>,
  agent: Agent,
): { readonly model: ModelChoice; readonly problems: readonly SettingsProblem[] } {
  const { architect, allowed } = policy ?? anyModel;
  const { models, model: wanted } = snapshot.settings;
  const allowlists: ModelAllowlist[] = [
    ...(allowed === null ? [] : [{ by: 'operator' as const, models: allowed }]),
    ...(models.length === 0 ? [] : [{ by: 'team' as const, models }]),
  ];
  const model = resolveName(architect) ?? resolveModel([wanted, agent.model], allowlists);
  return { model, problems: explainChoice(model, allowlists, snapshot, agent) };
}

/** The operator's choice, else the refuter's own; the architect's where that is not allowed or the refuter inherits. */
export function chooseRefuterModel(policy: ModelPolicy | undefined, refuter: Agent, architectModel: string): string {
  const { refuter: operatorChoice, allowed } = policy ?? anyModel;
  const chosen = resolveName(operatorChoice);
  if (chosen !== null) return modelNameOf(chosen);
  const own = resolveModel([refuter.model], allowed === null ? [] : [{ by: 'operator', models: allowed }]);
  // "inherit" names no model, so `own` is then only the default.
  return own.refused === null && resolveName(refuter.model) !== null ? modelNameOf(own) : architectModel;
}

/** Models listed in a message. */
const MAX_LISTED = 10;

function explainChoice(
  { id, unknown, refused }: ModelChoice,
  allowlists: readonly ModelAllowlist[],
  { settings, settingsSource }: Pick<Snapshot, 'settings' | 'settingsSource'>,
  agent: Agent,
): SettingsProblem[] {
  const ownSource = settingsSource ?? '.github/architect.yml';
  const sourceOf = (name: string) => (name === settings.model ? ownSource : agent.file);
  const problems: SettingsProblem[] = [];
  if (unknown !== null) {
    const known = '"sonnet", "opus", "haiku" or a full id';
    const message = `Unknown model "${oneLine(unknown, 100)}": write ${known}. Using ${id}.`;
    problems.push({ source: sourceOf(unknown), line: null, message });
  }
  if (refused !== null) {
    const who = refused.by === 'team' ? `\`models\` in ${ownSource}` : 'The operator of this App';
    const models = allowlists.find(({ by }) => by === refused.by)?.models ?? [];
    const allowed = oneLine(models.slice(0, MAX_LISTED).join(', '), 300);
    const name = oneLine(refused.name, 100);
    const message = `${who} does not allow the model "${name}". Allowed: ${allowed}. Using ${id}.`;
    problems.push({ source: sourceOf(refused.name), line: null, message });
  }
  return problems;
}
