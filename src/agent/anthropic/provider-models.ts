// How each service names the same model, which version of the API it wants for it, and what it charges on top of the list price.
import type { ModelService } from '../../domain/models.ts';

/**
 * Ids that Amazon gave before it took over Anthropic's own
 * (https://platform.claude.com/docs/en/build-with-claude/claude-on-amazon-bedrock); since then "global.anthropic.claude-sonnet-5-5", as
 * the README of @anthropic-ai/bedrock-sdk 1.1 has it.
 */
const OLD_BEDROCK_IDS: Readonly<Record<string, string>> = {
  'claude-opus-4-6': 'claude-opus-4-6-v1',
  'claude-opus-4-5': 'claude-opus-4-5-20251101-v1:0',
  'claude-sonnet-4-5': 'claude-sonnet-4-5-20250929-v1:0',
  'claude-haiku-4-5': 'claude-haiku-4-5-20251001-v1:0',
};
/** The same of Google; the README of @anthropic-ai/vertex-sdk 1.1 has "claude-sonnet-5-5". */
const OLD_VERTEX_IDS: Readonly<Record<string, string>> = {
  'claude-opus-4-5': 'claude-opus-4-5@20251101',
  'claude-sonnet-4-5': 'claude-sonnet-4-5@20250929',
  'claude-haiku-4-5': 'claude-haiku-4-5@20251001',
};

/** Anthropic's id in the service's words; whatever else is given is taken to be the service's own. */
export function serviceModelId(service: ModelService, id: string): string {
  if (service.kind === 'anthropic' || !id.startsWith('claude-')) return id;
  if (service.kind === 'vertex') return OLD_VERTEX_IDS[id] ?? id.replace(/-(\d{8})$/, '@$1');
  const own = OLD_BEDROCK_IDS[id] ?? id.replace(/-\d{8}$/, '$&-v1:0');
  return `${service.profile}.anthropic.${own}`;
}

/** Models before Claude 4.7: Amazon serves them by no later version of the API (https://platform.claude.com/docs/en/api/versioning). */
const OLD_MODEL = /claude-(3|(opus|sonnet|haiku)-4(-[0-6])?(-\d{8})?(-v\d.*)?$)/;

/** Headers that a request for this model needs besides the SDK's own. */
export function serviceHeaders(service: ModelService, id: string): Record<string, string> {
  return service.kind === 'bedrock' && OLD_MODEL.test(id) ? { 'anthropic-version': 'bedrock-2023-05-31' } : {};
}

/**
 * What to multiply list prices with: where the region is fixed, both services charge a tenth more
 * (https://platform.claude.com/docs/en/about-claude/pricing#third-party-platform-pricing).
 */
export function priceFactor(service: ModelService, idAt: string): number {
  if (service.kind === 'bedrock') return idAt.startsWith('global.') ? 1 : 1.1;
  if (service.kind === 'vertex') return service.region === 'global' ? 1 : 1.1;
  return 1;
}
