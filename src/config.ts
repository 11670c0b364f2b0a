// The process's own settings, read from the environment once and checked all together before anything starts. What a
// team sets for its repository lives in .github/architect.yml instead.
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { BadInput, messageOf } from './domain/errors.ts';
import { BEDROCK_PROFILES, type ModelPolicy, type ModelService } from './domain/models.ts';
import type { Budget } from './domain/ports.ts';

export interface Config {
  /** null: the App is not registered yet, so the set-up page is served. */
  readonly app: { readonly id: number; readonly privateKey: string; readonly webhookSecret: string } | null;
  readonly github: {
    /** Without a trailing slash: "https://api.github.com". */
    readonly apiUrl: string;
    /** null on github.com. */
    readonly enterpriseHost: string | null;
  };
  /** Who answers for the model; null: reviews are made of the facts alone. */
  readonly modelService: ModelService | null;
  readonly models: ModelPolicy;
  /** null: PostgreSQL embedded in this process, in dataDir. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly logLevel: (typeof LEVELS)[number];
  readonly host: string;
  readonly port: number;
  /** Lower case, with "[bot]". */
  readonly allowedBots: readonly string[];
  readonly reviewLabel: string;
  readonly budget: Budget;
  /** US dollars for models, over all reviews; null: no limit. */
  readonly dayLimits: { readonly maxCostUsd: number | null; readonly maxCostUsdPerInstallation: number | null };
  readonly debounceMs: number;
  /** First wait before a review that failed for the sake of GitHub or the model is tried again. */
  readonly retryMs: number;
  /** Reviews at a time: in this process, and over all processes for one installation. */
  readonly concurrency: number;
  readonly concurrencyPerInstallation: number;
  readonly cacheMaxBytes: number;
  /** How long a stopping process lets running work finish. */
  readonly shutdownMs: number;
  /** Values that must never be printed. */
  readonly secrets: readonly string[];
}

/** process.env, or what stands in for it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that has a wrong value, or none. */
interface Problem {
  readonly name: string;
  readonly wrong: string;
  readonly example: string;
}

/** Whole or decimal number within bounds. */
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
      `must be a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    );
}

const commaSeparated = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/** A number of dollars; null: no limit. */
const limit = z.union(
  [z.literal('none').transform(() => null), numeric(0, 1_000_000, false)],
  'must be a number from 0 to 1000000, or "none"',
);

const PROVIDERS = ['anthropic', 'bedrock', 'vertex'] as const;
const region = z.string().regex(/^[a-z]+(-[a-z]+)*(-?\d+)?$/, 'must be the name of a region');
const projectId = z.string().regex(/^[a-z0-9.:-]{1,100}$/, 'must be the id of a project');

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Every variable: how it is checked, what stands when it is not set, and what a right value looks like. */
const VARIABLES = {
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
  CONCURRENCY: { schema: count(1, 100), default: '4', example: '4' },
  CONCURRENCY_PER_INSTALLATION: { schema: count(1, 100), default: '2', example: '2' },
  CACHE_MAX_BYTES: { schema: count(1_000_000, 1e13), default: '2000000000', example: '2000000000' },
  SHUTDOWN_SECONDS: { schema: numeric(0, 300, false), default: '20', example: '20' },
} as const satisfies Record<string, { schema: z.ZodType; default?: string; example: string }>;

type Name = keyof typeof VARIABLES;
type Values = { [N in Name]: z.infer<(typeof VARIABLES)[N]['schema']> | undefined };
type Defaulted = {
  [N in Name as (typeof VARIABLES)[N] extends { default: string } ? N : never]: NonNullable<Values[N]>;
};

function readVariables(env: Environment, problems: Problem[]): Values & Defaulted {
  const values: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries(VARIABLES)) {
    const text = env[name]?.trim() || ('default' in variable ? variable.default : undefined);
    if (text === undefined || (text === '' && name !== 'ALLOWED_BOTS')) continue;
    const result = variable.schema.safeParse(text);
    if (result.success) values[name] = result.data;
    else {
      const wrong = result.error.issues[0]?.message ?? 'has a value that cannot be used';
      problems.push({ name, wrong, example: variable.example });
    }
  }
  return values as unknown as Values & Defaulted;
}

/** A PEM as it stands, with its line feeds written as \n, or the whole in base64; null when it is none of these. */
function decodePem(text: string): string | null {
  const unquoted = text
    .trim()
    .replace(/^"([\s\S]*)"$/, '$1')
    .replaceAll('\\n', '\n');
  const pem = unquoted.includes('-----BEGIN') ? unquoted : Buffer.from(unquoted, 'base64').toString('utf8');
  try {
    return createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch {
    return null;
  }
}

function readPrivateKey(values: Values, problems: Problem[]): string | null {
  const { PRIVATE_KEY: text, PRIVATE_KEY_PATH: file } = values;
  if (text !== undefined) {
    const pem = decodePem(text);
    if (pem === null) {
      const wrong = 'is not a private key in PEM form (line feeds may be written as \\n, or the whole in base64)';
      problems.push({ name: 'PRIVATE_KEY', wrong, example: VARIABLES.PRIVATE_KEY.example });
    }
    return pem;
  }
  if (file === undefined) return null;
  const { example } = VARIABLES.PRIVATE_KEY_PATH;
  try {
    const pem = decodePem(readFileSync(file, 'utf8'));
    if (pem === null)
      problems.push({ name: 'PRIVATE_KEY_PATH', wrong: `names ${file}, which holds no private key`, example });
    return pem;
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? messageOf(error);
    problems.push({ name: 'PRIVATE_KEY_PATH', wrong: `names ${file}, which cannot be read (${reason})`, example });
    return null;
  }
}

function readApp(values: Values, problems: Problem[]): Config['app'] {
  const bad = new Set(problems.map((problem) => problem.name));
  const privateKey = readPrivateKey(values, problems);
  const { APP_ID: id, WEBHOOK_SECRET: webhookSecret } = values;
  const named = {
    APP_ID: id !== undefined || bad.has('APP_ID'),
    PRIVATE_KEY: values.PRIVATE_KEY !== undefined || values.PRIVATE_KEY_PATH !== undefined,
    WEBHOOK_SECRET: webhookSecret !== undefined || bad.has('WEBHOOK_SECRET'),
  };
  if (!Object.values(named).some(Boolean)) return null;
  for (const [name, isNamed] of Object.entries(named)) {
    if (isNamed) continue;
    const { example } = VARIABLES[name as Name];
    problems.push({ name, wrong: 'is missing, while other settings of the App are there', example });
  }
  return id && privateKey && webhookSecret ? { id, privateKey, webhookSecret } : null;
}

/**
 * The service that is named; where none is, Anthropic's, if there is a key. That a machine can reach Amazon or Google does not mean that
 * code may be sent there.
 */
function readModelService(values: Values & Defaulted, problems: Problem[]): ModelService | null {
  const { ANTHROPIC_API_KEY: apiKey, AWS_REGION: region } = values;
  const project = values.GOOGLE_CLOUD_PROJECT ?? null;
  const missing = (name: Name, provider: string) => {
    const { example } = VARIABLES[name];
    if (problems.every((problem) => problem.name !== name))
      problems.push({ name, wrong: `is missing, while MODEL_PROVIDER is ${provider}`, example });
    return null;
  };
  switch (values.MODEL_PROVIDER ?? (apiKey === undefined ? null : 'anthropic')) {
    case 'anthropic':
      if (apiKey === undefined) return missing('ANTHROPIC_API_KEY', 'anthropic');
      return { kind: 'anthropic', apiKey, baseUrl: values.ANTHROPIC_BASE_URL ?? null };
    case 'bedrock': {
      if (region === undefined) return missing('AWS_REGION', 'bedrock');
      const baseUrl = values.ANTHROPIC_BEDROCK_BASE_URL ?? null;
      return { kind: 'bedrock', region, profile: values.BEDROCK_PROFILE, baseUrl };
    }
    case 'vertex':
      return {
        kind: 'vertex',
        project,
        region: values.CLOUD_ML_REGION,
        baseUrl: values.ANTHROPIC_VERTEX_BASE_URL ?? null,
      };
    default:
      return null;
  }
}

/** What the SDKs of Amazon and Google read from the environment by themselves, and must not be printed either. */
const FOREIGN_SECRETS = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_BEARER_TOKEN_BEDROCK'];

function listSecrets(values: Values, app: Config['app'], env: Environment): string[] {
  const secrets = [values.PRIVATE_KEY, app?.privateKey, values.WEBHOOK_SECRET, values.ANTHROPIC_API_KEY];
  secrets.push(...FOREIGN_SECRETS.map((name) => env[name]));
  if (values.DATABASE_URL !== undefined) {
    const { password } = new URL(values.DATABASE_URL);
    secrets.push(password, decodeURIComponent(password));
  }
  return [...new Set(secrets.filter((secret) => secret !== undefined && secret !== ''))] as string[];
}

function withoutSlash(text: string): string {
  return text.replace(/\/+$/, '');
}

/**
 * Reads the process's settings.
 *
 * @throws BadInput naming every variable with a wrong value, what is wrong with it and a right one; never the value itself
 */
export function readConfig(env: Environment): Config {
  const problems: Problem[] = [];
  const values = readVariables(env, problems);
  const app = readApp(values, problems);
  const modelService = readModelService(values, problems);
  if (problems.length > 0) {
    const lines = problems.map(({ name, wrong, example }) => `  ${name} ${wrong}. Example: ${name}=${example}`);
    throw new BadInput(`The settings in the environment cannot be used:\n${lines.join('\n')}`);
  }
  const host = values.GHE_HOST ?? null;
  const apiUrl = values.GITHUB_BASE_URL ?? (host === null ? 'https://api.github.com' : `https://${host}/api/v3`);
  return {
    app,
    github: { apiUrl: withoutSlash(apiUrl), enterpriseHost: host },
    modelService,
    models: {
      architect: values.MODEL ?? null,
      refuter: values.REFUTER_MODEL ?? null,
      allowed: values.MODELS_ALLOWED ?? null,
    },
    databaseUrl: values.DATABASE_URL ?? null,
    dataDir: path.resolve(values.DATA_DIR),
    logLevel: values.LOG_LEVEL,
    host: values.HOST,
    port: values.PORT,
    allowedBots: values.ALLOWED_BOTS,
    reviewLabel: values.REVIEW_LABEL,
    budget: {
      maxTurns: values.MAX_TURNS,
      maxOutputTokensPerTurn: values.MAX_OUTPUT_TOKENS_PER_TURN,
      maxCostUsd: values.MAX_COST_USD_PER_REVIEW,
      deadlineMs: values.REVIEW_DEADLINE_SECONDS * 1000,
    },
    dayLimits: {
      maxCostUsd: values.MAX_COST_USD_PER_DAY,
      maxCostUsdPerInstallation: values.MAX_COST_USD_PER_INSTALLATION_PER_DAY,
    },
    debounceMs: values.DEBOUNCE_SECONDS * 1000,
    retryMs: values.RETRY_SECONDS * 1000,
    concurrency: values.CONCURRENCY,
    concurrencyPerInstallation: values.CONCURRENCY_PER_INSTALLATION,
    cacheMaxBytes: values.CACHE_MAX_BYTES,
    shutdownMs: values.SHUTDOWN_SECONDS * 1000,
    secrets: listSecrets(values, app, env),
  };
}
