// Defines what the operator decides about models: the service, and which models are allowed.

/** A service with Anthropic's Messages API, and how to reach it. */
export type ModelService =
  | {
      readonly kind: 'anthropic';
      readonly apiKey: string;
      /** Without "/v1"; null: Anthropic's own. */
      readonly baseUrl: string | null;
    }
  | {
      readonly kind: 'bedrock';
      /** "eu-central-1". */
      readonly region: string;
      /** Regions that may process the request: the prefix of the model ids. */
      readonly profile: BedrockProfile;
      /** null: Amazon's own for the region. */
      readonly baseUrl: string | null;
    }
  | {
      readonly kind: 'vertex';
      /** null: the project of the credentials. */
      readonly project: string | null;
      /** "global", "us", "eu" or a region. */
      readonly region: string;
      /** With "/v1"; null: Google's own for the region. */
      readonly baseUrl: string | null;
    };

/**
 * Prefixes of Amazon's inference profiles:
 * https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
 */
export const BEDROCK_PROFILES = ['global', 'us', 'eu', 'jp', 'au', 'apac', 'us-gov'] as const;
type BedrockProfile = (typeof BEDROCK_PROFILES)[number];

/** Models by alias or full id. `allowed` does not restrict the operator's own choices. */
export interface ModelPolicy {
  /** Reviews, regardless of settings and agent; null: their choice. */
  readonly architect: string | null;
  /** Refutes findings; null: the refuter's own choice. */
  readonly refuter: string | null;
  /** The models that settings and agents may choose; null: any. */
  readonly allowed: readonly string[] | null;
}

export const anyModel: ModelPolicy = { architect: null, refuter: null, allowed: null };
