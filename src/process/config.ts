// The process's own settings, read from the environment once and checked all together before anything starts. What a
// team sets for its repository lives in .github/architect.yml instead.
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BadInput, messageOf } from '../domain/errors.ts';
import type { ModelPolicy, ModelService } from '../domain/models.ts';
import type { Budget } from '../domain/run-limits.ts';
import {
  type Defaulted,
  type Environment,
  type LogLevel,
  type Name,
  type Problem,
  readVariables,
  VARIABLES,
  type Values,
} from './env.ts';

export type { Environment } from './env.ts';

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
  readonly logLevel: LogLevel;
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
