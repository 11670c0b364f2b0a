// Reads the process's settings from the environment and validates them all before anything starts. A team's settings
// for its repository are in .github/architect.yml instead.
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BadInput, messageOf } from '../domain/errors.ts';
import type { ModelPolicy, ModelService } from '../domain/models.ts';
import type { Budget } from '../domain/run-limits.ts';
import {
  type EnvDefaults,
  type Environment,
  type EnvProblem,
  type EnvValues,
  type LogLevel,
  readEnv,
  VARIABLES,
  type VariableName,
} from './env.ts';

export type { Environment } from './env.ts';

export interface Config {
  /** null: the App is not registered yet, and the set-up page is served. */
  readonly app: { readonly id: number; readonly privateKey: string; readonly webhookSecret: string } | null;
  readonly github: {
    /** Without a trailing slash: "https://api.github.com". */
    readonly apiUrl: string;
    /** null on github.com. */
    readonly enterpriseHost: string | null;
  };
  /** null: facts only. */
  readonly modelService: ModelService | null;
  readonly models: ModelPolicy;
  /** null: a PostgreSQL embedded in this process, in dataDir. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly logLevel: LogLevel;
  readonly host: string;
  readonly port: number;
  readonly metrics: {
    /** null: served beside the rest, at `host` and `port`. */
    readonly address: { readonly host: string; readonly port: number } | null;
    /** Who reads the metrics has to send it; null: nobody has to. */
    readonly token: string | null;
  };
  /** Lower case, with "[bot]". */
  readonly allowedBots: readonly string[];
  readonly reviewLabel: string;
  readonly budget: Budget;
  /** US dollars for models, across all reviews; null: no limit. */
  readonly dayLimits: { readonly maxCostUsd: number | null; readonly maxCostUsdPerInstallation: number | null };
  readonly debounceMs: number;
  /** First wait before a review is retried after a temporary error of GitHub or the model. */
  readonly retryMs: number;
  /** Concurrent reviews: in this process, and per installation across all processes. */
  readonly concurrency: number;
  readonly concurrencyPerInstallation: number;
  readonly cacheMaxBytes: number;
  /** How long a stopping process waits for running steps. */
  readonly shutdownMs: number;
  /** Values that must never be printed. */
  readonly secrets: readonly string[];
}

/** Decodes a PEM key: plain, with line feeds written as \n, or in base64; null if it is no private key. */
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

function readPrivateKey(values: EnvValues, problems: EnvProblem[]): string | null {
  const { PRIVATE_KEY: text, PRIVATE_KEY_PATH: file } = values;
  if (text !== undefined) {
    const pem = decodePem(text);
    if (pem === null) {
      const wrong = 'is not a PEM private key (newlines may be written as \\n; base64 is accepted)';
      problems.push({ name: 'PRIVATE_KEY', wrong, example: VARIABLES.PRIVATE_KEY.example });
    }
    return pem;
  }
  if (file === undefined) return null;
  const { example } = VARIABLES.PRIVATE_KEY_PATH;
  try {
    const pem = decodePem(readFileSync(file, 'utf8'));
    if (pem === null)
      problems.push({ name: 'PRIVATE_KEY_PATH', wrong: `points to ${file}, which contains no private key`, example });
    return pem;
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? messageOf(error);
    problems.push({ name: 'PRIVATE_KEY_PATH', wrong: `points to ${file}, which cannot be read (${reason})`, example });
    return null;
  }
}

function readApp(values: EnvValues, problems: EnvProblem[]): Config['app'] {
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
    const { example } = VARIABLES[name as VariableName];
    problems.push({ name, wrong: 'is required because other App settings are set', example });
  }
  return id && privateKey && webhookSecret ? { id, privateKey, webhookSecret } : null;
}

/**
 * Chooses the named service, or Anthropic's if only its key is set. Credentials for Amazon or Google alone choose
 * nothing: code must not be sent there just because the machine could.
 */
function readModelService(values: EnvValues & EnvDefaults, problems: EnvProblem[]): ModelService | null {
  const { ANTHROPIC_API_KEY: apiKey, AWS_REGION: region } = values;
  const project = values.GOOGLE_CLOUD_PROJECT ?? null;
  const missing = (name: VariableName, provider: string) => {
    const { example } = VARIABLES[name];
    if (problems.every((problem) => problem.name !== name))
      problems.push({ name, wrong: `is required when MODEL_PROVIDER is ${provider}`, example });
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

/** Secrets that the SDKs of Amazon and Google read from the environment. */
const SDK_SECRETS = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_BEARER_TOKEN_BEDROCK'];

function listSecrets(values: EnvValues, app: Config['app'], env: Environment): string[] {
  const secrets = [
    values.PRIVATE_KEY,
    app?.privateKey,
    values.WEBHOOK_SECRET,
    values.ANTHROPIC_API_KEY,
    values.METRICS_TOKEN,
  ];
  secrets.push(...SDK_SECRETS.map((name) => env[name]));
  if (values.DATABASE_URL !== undefined) {
    const { password } = new URL(values.DATABASE_URL);
    secrets.push(password, decodePassword(password));
  }
  return [...new Set(secrets.filter((secret) => secret !== undefined && secret !== ''))] as string[];
}

/** Decodes %XX sequences; a password with a bare "%" stays as it is. */
function decodePassword(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}

/**
 * Reads the process's settings.
 *
 * @throws BadInput naming every invalid variable, what is wrong with it and a valid example; never the value itself
 */
export function readConfig(env: Environment): Config {
  const problems: EnvProblem[] = [];
  const values = readEnv(env, problems);
  const app = readApp(values, problems);
  const modelService = readModelService(values, problems);
  const metrics = readMetrics(values, problems);
  if (problems.length > 0) throw refuse(problems);
  return {
    app,
    github: readGitHub(values),
    modelService,
    models: {
      architect: values.MODEL ?? null,
      refuter: values.REFUTER_MODEL ?? null,
      allowed: values.MODELS_ALLOWED ?? null,
    },
    ...readLimits(values),
    databaseUrl: values.DATABASE_URL ?? null,
    dataDir: path.resolve(values.DATA_DIR),
    logLevel: values.LOG_LEVEL,
    host: values.HOST,
    port: values.PORT,
    metrics,
    allowedBots: values.ALLOWED_BOTS,
    reviewLabel: values.REVIEW_LABEL,
    debounceMs: values.DEBOUNCE_SECONDS * 1000,
    retryMs: values.RETRY_SECONDS * 1000,
    concurrency: values.CONCURRENCY,
    concurrencyPerInstallation: values.CONCURRENCY_PER_INSTALLATION,
    cacheMaxBytes: values.CACHE_MAX_BYTES,
    shutdownMs: values.SHUTDOWN_SECONDS * 1000,
    secrets: listSecrets(values, app, env),
  };
}

function refuse(problems: readonly EnvProblem[]): BadInput {
  const lines = problems.map(({ name, wrong, example }) => `  ${name} ${wrong}. Example: ${name}=${example}`);
  return new BadInput(`Invalid settings in the environment:\n${lines.join('\n')}`);
}

function readGitHub(values: EnvValues): Config['github'] {
  const host = values.GHE_HOST ?? null;
  const apiUrl = values.GITHUB_BASE_URL ?? (host === null ? 'https://api.github.com' : `https://${host}/api/v3`);
  return { apiUrl: apiUrl.replace(/\/+$/, ''), enterpriseHost: host };
}

/** A host alone is no address: without a port of its own, the metrics would be served where everybody can read them. */
function readMetrics(values: EnvValues, problems: EnvProblem[]): Config['metrics'] {
  const { METRICS_HOST: host, METRICS_PORT: port, METRICS_TOKEN: token = null } = values;
  if (port !== undefined) return { address: { host: host ?? '127.0.0.1', port }, token };
  if (host !== undefined && problems.every(({ name }) => name !== 'METRICS_PORT')) {
    const { example } = VARIABLES.METRICS_PORT;
    problems.push({ name: 'METRICS_PORT', wrong: 'is required because METRICS_HOST is set', example });
  }
  return { address: null, token };
}

function readLimits(values: EnvDefaults): Pick<Config, 'budget' | 'dayLimits'> {
  return {
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
  };
}
