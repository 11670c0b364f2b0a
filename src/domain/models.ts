// What an operator decides about models: which service answers, and which models may be asked.

/** A service that speaks Anthropic's Messages API, in its own dialect, and how it is reached. */
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
      /** Where Amazon may answer from: what its model ids begin with. */
      readonly profile: BedrockProfile;
      /** null: Amazon's own of that region. */
      readonly baseUrl: string | null;
    }
  | {
      readonly kind: 'vertex';
      /** null: the one that the credentials name. */
      readonly project: string | null;
      /** "global", "us", "eu" or a region. */
      readonly region: string;
      /** With "/v1"; null: Google's own of that region. */
      readonly baseUrl: string | null;
    };

/** Prefixes of Amazon's inference profiles: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html */
export const BEDROCK_PROFILES = ['global', 'us', 'eu', 'jp', 'au', 'apac', 'us-gov'] as const;
type BedrockProfile = (typeof BEDROCK_PROFILES)[number];

/** Models by alias or full id. What the operator names himself is never held against `allowed`. */
export interface ModelPolicy {
  /** Reviews, whatever settings and agent name; null: what they name. */
  readonly architect: string | null;
  /** Tries to refute; null: what the refuter names. */
  readonly refuter: string | null;
  /** All that settings and agents may choose from; null: any. */
  readonly allowed: readonly string[] | null;
}

export const anyModel: ModelPolicy = { architect: null, refuter: null, allowed: null };
