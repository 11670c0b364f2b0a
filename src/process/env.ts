// Lists the environment variables, with a check, a default and an example each, and reads them.
import { z } from 'zod';
import { BEDROCK_PROFILES } from '../domain/models.ts';

/** process.env, or a substitute in tests. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable with an invalid or missing value. `wrong` continues a sentence that starts with its name. */
export interface EnvProblem {
  readonly name: string;
  readonly wrong: string;
  readonly example: string;
}

/** Parses a whole or decimal number within bounds. */
function numeric(min: number, max: number, whole: boolean) {
  const what = whole ? 'a whole number' : 'a number';
  return z
    .string()
    .regex(/^\d+(\.\d+)?$/, `must be ${what} from ${min} to ${max}`)
    .transform(Number)
    .refine(
      (value) => value >= min && value <= max && (!whole || Number.isInteger(value)),
      `must be ${what} from ${min} to ${max}`,
    );
}
const count = (min: number, max: number) => numeric(min, max, true);

function url(...protocols: string[]) {
  return z
    .string()
    .refine(
      (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol),
      `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    );
}

const commaSeparated = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/** Parses a number of dollars; "none" gives null: no limit. */
const limit = z.union(
  [z.literal('none').transform(() => null), numeric(0, 1_000_000, false)],
  'must be a number from 0 to 1000000, or "none"',
);

const PROVIDERS = ['anthropic', 'bedrock', 'vertex'] as const;
const region = z.string().regex(/^[a-z]+(-[a-z]+)*(-?\d+)?$/, 'must be a region name');
const projectId = z.string().regex(/^[a-z0-9.:-]{1,100}$/, 'must be a project ID');

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LEVELS)[number];

/** Every variable by name. `example` is a valid value. */
export const VARIABLES = {
  APP_ID: { schema: count(1, Number.MAX_SAFE_INTEGER), example: '123456' },
  PRIVATE_KEY: {
    schema: z.string(),
    example: '"-----BEGIN RSA PRIVATE KEY-----\\nMIIE…\\n-----END RSA PRIVATE KEY-----"',
  },
  PRIVATE_KEY_PATH: { schema: z.string(), example: '/run/secrets/app.pem' },
  WEBHOOK_SECRET: { schema: z.string().min(8, 'must have at least 8 characters'), example: '$(openssl rand -hex 32)' },
  GHE_HOST: {
    schema: z.string().regex(/^[\w.-]+(:\d+)?$/, 'must be a host name without https:// and path'),
    example: 'github.example.com',
  },
  GITHUB_BASE_URL: { schema: url('https:', 'http:'), example: 'https://github.example.com/api/v3' },
  ANTHROPIC_API_KEY: { schema: z.string(), example: 'sk-ant-…' },
  ANTHROPIC_BASE_URL: { schema: url('https:', 'http:'), example: 'https://api.anthropic.com' },
  MODEL_PROVIDER: { schema: z.enum(PROVIDERS, `must be one of ${PROVIDERS.join(', ')}`), example: 'bedrock' },
  AWS_REGION: { schema: region, example: 'us-east-1' },
  BEDROCK_PROFILE: {
    schema: z.enum(BEDROCK_PROFILES, `must be one of ${BEDROCK_PROFILES.join(', ')}`),
    default: 'global',
    example: 'eu',
  },
  ANTHROPIC_BEDROCK_BASE_URL: {
    schema: url('https:', 'http:'),
    example: 'https://bedrock-runtime.us-east-1.amazonaws.com',
  },
  GOOGLE_CLOUD_PROJECT: { schema: projectId, example: 'my-project' },
  CLOUD_ML_REGION: { schema: region, default: 'global', example: 'europe-west1' },
  ANTHROPIC_VERTEX_BASE_URL: { schema: url('https:', 'http:'), example: 'https://aiplatform.googleapis.com/v1' },
  MODEL: { schema: z.string().max(200), example: 'claude-opus-5-5' },
  REFUTER_MODEL: { schema: z.string().max(200), example: 'claude-haiku-5-5' },
  MODELS_ALLOWED: { schema: commaSeparated, example: 'sonnet,haiku' },
  DATABASE_URL: {
    schema: url('postgres:', 'postgresql:'),
    example: 'postgresql://user:password@db.example.com:5432/architect',
  },
  DATA_DIR: { schema: z.string(), default: 'data', example: '/var/lib/architect' },
  LOG_LEVEL: {
    schema: z.enum(LEVELS, `must be one of ${LEVELS.join(', ')}`),
    default: 'info',
    example: 'info',
  },
  HOST: { schema: z.string(), default: '127.0.0.1', example: '0.0.0.0' },
  PORT: { schema: count(0, 65_535), default: '3000', example: '3000' },
  METRICS_HOST: { schema: z.string(), example: '127.0.0.1' },
  METRICS_PORT: { schema: count(0, 65_535), example: '9464' },
  METRICS_TOKEN: { schema: z.string().min(16, 'must have at least 16 characters'), example: '$(openssl rand -hex 32)' },
  ALLOWED_BOTS: {
    schema: commaSeparated.transform((logins) => logins.map((login) => login.toLowerCase())),
    default: '',
    example: 'renovate[bot],dependabot[bot]',
  },
  REVIEW_LABEL: { schema: z.string().max(50), default: 'architect-review', example: 'architect-review' },
  MAX_COST_USD_PER_REVIEW: { schema: numeric(0, 1000, false), default: '3', example: '3' },
  MAX_COST_USD_PER_DAY: { schema: limit, default: '50', example: '50' },
  MAX_COST_USD_PER_INSTALLATION_PER_DAY: { schema: limit, default: '25', example: '25' },
  MAX_TURNS: { schema: count(1, 200), default: '30', example: '30' },
  MAX_OUTPUT_TOKENS_PER_TURN: { schema: count(1024, 128_000), default: '16000', example: '16000' },
  REVIEW_DEADLINE_SECONDS: { schema: count(30, 7200), default: '900', example: '900' },
  DEBOUNCE_SECONDS: { schema: numeric(0, 600, false), default: '20', example: '20' },
  RETRY_SECONDS: { schema: count(1, 3600), default: '60', example: '60' },
  CONCURRENCY: { schema: count(1, 100), default: '10', example: '10' },
  CONCURRENCY_PER_INSTALLATION: { schema: count(1, 100), default: '5', example: '5' },
  CACHE_MAX_BYTES: { schema: count(1_000_000, 1e13), default: '2000000000', example: '2000000000' },
  SHUTDOWN_SECONDS: { schema: numeric(0, 300, false), default: '20', example: '20' },
} as const satisfies Record<string, { schema: z.ZodType; default?: string; example: string }>;

export type VariableName = keyof typeof VARIABLES;
export type EnvValues = { [N in VariableName]: z.infer<(typeof VARIABLES)[N]['schema']> | undefined };
export type EnvDefaults = {
  [N in VariableName as (typeof VARIABLES)[N] extends { default: string } ? N : never]: NonNullable<EnvValues[N]>;
};

/** Reads the variables, with defaults; adds invalid ones to `problems`. */
export function readEnv(env: Environment, problems: EnvProblem[]): EnvValues & EnvDefaults {
  const values: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries(VARIABLES)) {
    const text = env[name]?.trim() || ('default' in variable ? variable.default : undefined);
    if (text === undefined || (text === '' && name !== 'ALLOWED_BOTS')) continue;
    const result = variable.schema.safeParse(text);
    if (result.success) values[name] = result.data;
    else {
      const wrong = result.error.issues[0]?.message ?? 'is invalid';
      problems.push({ name, wrong, example: variable.example });
    }
  }
  return values as unknown as EnvValues & EnvDefaults;
}
