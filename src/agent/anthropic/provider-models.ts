// Maps a model to each service: its id, its API version, and the factor on its list price.
import type { ModelService } from '../../domain/models.ts';

/**
 * Ids from before Amazon used Anthropic's own
 * (https://platform.claude.com/docs/en/build-with-claude/claude-on-amazon-bedrock). Newer ones are like
 * "global.anthropic.claude-sonnet-5-5" in the README of @anthropic-ai/bedrock-sdk 1.1.
 */
const OLD_BEDROCK_IDS: Readonly<Record<string, string>> = {
  'claude-opus-4-6': 'claude-opus-4-6-v1',
  'claude-opus-4-5': 'claude-opus-4-5-20251101-v1:0',
  'claude-sonnet-4-5': 'claude-sonnet-4-5-20250929-v1:0',
  'claude-haiku-4-5': 'claude-haiku-4-5-20251001-v1:0',
};
/** Google's, likewise; the README of @anthropic-ai/vertex-sdk 1.1 has "claude-sonnet-5-5". */
const OLD_VERTEX_IDS: Readonly<Record<string, string>> = {
  'claude-opus-4-5': 'claude-opus-4-5@20251101',
  'claude-sonnet-4-5': 'claude-sonnet-4-5@20250929',
  'claude-haiku-4-5': 'claude-haiku-4-5@20251001',
};

/** The service's id for Anthropic's; any other id is taken to be the service's own. */
export function serviceModelId(service: ModelService, id: string): string {
  if (service.kind === 'anthropic' || !id.startsWith('claude-')) return id;
  if (service.kind === 'vertex') return OLD_VERTEX_IDS[id] ?? id.replace(/-(\d{8})$/, '@$1');
  const own = OLD_BEDROCK_IDS[id] ?? id.replace(/-\d{8}$/, '$&-v1:0');
  return `${service.profile}.anthropic.${own}`;
}

/**
 * Models before Claude 4.7, which Amazon serves only by its old API
 * (https://platform.claude.com/docs/en/api/versioning).
 */
const OLD_MODEL = /claude-(3|(opus|sonnet|haiku)-4(-[0-6])?(-\d{8})?(-v\d.*)?$)/;

/** Headers that a request for this model needs in addition to the SDK's. */
export function serviceHeaders(service: ModelService, id: string): Record<string, string> {
  return service.kind === 'bedrock' && OLD_MODEL.test(id) ? { 'anthropic-version': 'bedrock-2023-05-31' } : {};
}

/**
 * Factor of the list price: in a fixed region, both services charge 10% more
 * (https://platform.claude.com/docs/en/about-claude/pricing#third-party-platform-pricing).
 */
export function priceFactor(service: ModelService, ownId: string): number {
  if (service.kind === 'bedrock') return ownId.startsWith('global.') ? 1 : 1.1;
  if (service.kind === 'vertex') return service.region === 'global' ? 1 : 1.1;
  return 1;
}
