// Resolves the name of a model ("sonnet", "opus[1m]", a full id) and checks it against the allowlists.

export interface ModelChoice {
  /** Full id: Anthropic's, or the service's own. */
  readonly id: string;
  /** The name asks for a context of a million tokens: "sonnet[1m]". */
  readonly longContext: boolean;
  /** A given name that is neither an alias nor an id; null where there was none. */
  readonly unknown: string | null;
  /** A given name that is not allowed, and by whom; null where there was none. */
  readonly refused: { readonly name: string; readonly by: ModelAllowlist['by'] } | null;
}

/** The only models that may be asked, by alias or full id. */
export interface ModelAllowlist {
  readonly by: 'operator' | 'team';
  readonly models: readonly string[];
}

/** Claude Code's aliases: each is the current model of its family (types of @anthropic-ai/sdk 1.12). */
const ALIASES: Readonly<Record<string, string>> = {
  fable: 'claude-fable-5-1',
  opus: 'claude-opus-5-5',
  opusplan: 'claude-opus-5-5',
  sonnet: 'claude-sonnet-5-5',
  haiku: 'claude-haiku-5-5',
};
const DEFAULT = 'sonnet';
const SONNET = { id: 'claude-sonnet-5-5', longContext: false };

/**
 * Resolves the first name that is given and allowed; the settings' name comes before the agent's. "inherit" and
 * "default" pass on to the next name, and in the end to Sonnet. Where Sonnet is not allowed, the first allowed model
 * is taken.
 */
export function resolveModel(
  names: readonly (string | null)[],
  allowlists: readonly ModelAllowlist[] = [],
): ModelChoice {
  const listed = new Set(allowlists.flatMap(({ models }) => models));
  const given = names.filter(isGiven);
  const lastResorts = [DEFAULT, ...allowlists.toReversed().flatMap(({ models }) => models)].filter(isGiven);
  let unknown: string | null = null;
  let refused: ModelChoice['refused'] = null;
  for (const [index, name] of [...given, ...lastResorts].entries()) {
    const model = parseName(name);
    if (model === null || !(isModelId(model.id) || listed.has(model.id))) {
      unknown ??= name;
      continue;
    }
    const refusing = allowlists.find(({ models }) => !models.some((allowed) => isSameModel(model.id, allowed)));
    if (refusing === undefined) return { ...model, unknown, refused };
    if (index < given.length) refused ??= { name, by: refusing.by };
  }
  // The allowlists have no model in common: the operator's wins.
  const only = allowlists.find(({ by }) => by === 'operator') ?? allowlists[0];
  return { ...(parseName(only?.models[0] ?? DEFAULT) ?? SONNET), unknown, refused };
}

/** Resolves the operator's name, an alias or any id that the operator's server has; null where none is given. */
export function resolveName(name: string | null): ModelChoice | null {
  const model = parseName(name);
  return model === null ? null : { ...model, unknown: null, refused: null };
}

function parseName(name: string | null): Pick<ModelChoice, 'id' | 'longContext'> | null {
  const [, base = '', suffix] = /^\s*([^[\]\s]*)(\[1m\])?\s*$/i.exec(name ?? '') ?? [];
  if (base === '' || isPassedOn(base)) return null;
  return { id: ALIASES[base.toLowerCase()] ?? base, longContext: suffix !== undefined };
}

/** Resolves an alias or full id as calls name it; null where it is neither. */
export function modelIdOf(name: string): string | null {
  const choice = resolveModel([name]);
  return choice.unknown === null && resolveName(name) !== null ? modelNameOf(choice) : null;
}

function isGiven(name: string | null): name is string {
  return name !== null && name.trim() !== '' && !isPassedOn(name);
}

/** The name leaves the choice to the next name. */
function isPassedOn(name: string): boolean {
  return /^\s*(inherit|default)\s*(\[1m\])?\s*$/i.test(name);
}

/** `allowed` names the model `id`, in any service's spelling. Without a date it allows all dates. */
function isSameModel(id: string, allowed: string): boolean {
  const wanted = canonicalOf(id);
  const listed = canonicalOf(parseName(allowed)?.id ?? allowed);
  return wanted === listed || wanted.replace(/-\d{8}$/, '') === listed;
}

/** "us.anthropic.claude-sonnet-4-5-20250929-v1:0" and "claude-sonnet-4-5@20250929" are "claude-sonnet-4-5-20250929". */
function canonicalOf(id: string): string {
  const [, claude] = /^(?:[a-z-]+\.)?(?:anthropic\.)?(claude-[\w.:@-]+)$/.exec(id) ?? [];
  return claude === undefined ? id : claude.replace('@', '-').replace(/-v\d+(:\d+)?$/, '');
}

/** The model as calls name it: its id, with "[1m]" for the long context. */
export function modelNameOf({ id, longContext }: Pick<ModelChoice, 'id' | 'longContext'>): string {
  return longContext ? `${id}[1m]` : id;
}

/**
 * Any full id: Anthropic's, Bedrock's ("us.anthropic.claude-…-v1:0"), Vertex's ("claude-…@20251001") or another
 * server's.
 */
function isModelId(name: string): boolean {
  return /^[a-z0-9][\w.:/@-]{2,199}$/i.test(name) && /[-./:]/.test(name);
}
