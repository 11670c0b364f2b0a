import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BadInput, messageOf } from '../../src/domain/errors.ts';
import { readConfig } from '../../src/process/config.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
});
const APP = { APP_ID: '42', PRIVATE_KEY: privateKey, WEBHOOK_SECRET: 'a-secret-of-ours' };
const dir = mkdtempSync(path.join(tmpdir(), 'architect-config-'));

afterAll(() => rmSync(dir, { recursive: true, force: true }));

function refusal(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof BadInput) return error.message;
    throw error;
  }
  return 'nothing is refused';
}

describe('the settings in the environment', () => {
  test('are all optional for the set-up page', () => {
    const config = readConfig({});
    expect(config.app).toBeNull();
    expect(config).toMatchObject({
      github: { apiUrl: 'https://api.github.com', enterpriseHost: null },
      modelService: null,
      models: { architect: null, refuter: null, allowed: null },
      databaseUrl: null,
      host: '127.0.0.1',
      port: 3000,
      allowedBots: [],
      reviewLabel: 'architect-review',
    });
  });

  test('are read with their units', () => {
    const config = readConfig({
      ...APP,
      GHE_HOST: 'github.example.com',
      ANTHROPIC_API_KEY: 'sk-ant-1',
      ALLOWED_BOTS: ' Renovate[bot], dependabot[bot],',
      DEBOUNCE_SECONDS: '0.5',
      RETRY_SECONDS: '5',
      REVIEW_DEADLINE_SECONDS: '60',
      MAX_COST_USD_PER_REVIEW: '1.25',
      PORT: ' 8080 ',
      LOG_LEVEL: '',
    });
    expect(config).toMatchObject({
      app: { id: 42, webhookSecret: 'a-secret-of-ours' },
      github: { apiUrl: 'https://github.example.com/api/v3' },
      modelService: { kind: 'anthropic', apiKey: 'sk-ant-1', baseUrl: null },
      allowedBots: ['renovate[bot]', 'dependabot[bot]'],
      debounceMs: 500,
      retryMs: 5000,
      budget: { deadlineMs: 60_000, maxCostUsd: 1.25 },
      port: 8080,
      logLevel: 'info',
    });
  });

  test.each([
    ['as it stands', (pem: string) => pem],
    ['with its line feeds written as \\n', (pem: string) => pem.replaceAll('\n', '\\n')],
    ['in quotes', (pem: string) => `"${pem}"`],
    ['in base64', (pem: string) => Buffer.from(pem).toString('base64')],
  ])('take the private key %s', (_form, write) => {
    const [asItStands, written] = [privateKey, write(privateKey)].map((text) =>
      readConfig({ ...APP, PRIVATE_KEY: text }),
    );
    expect(written?.app?.privateKey).toBe(asItStands?.app?.privateKey);
  });

  test('take the private key from a file', () => {
    const file = path.join(dir, 'app.pem');
    writeFileSync(file, privateKey);
    const { PRIVATE_KEY: _, ...rest } = APP;
    expect(readConfig({ ...rest, PRIVATE_KEY_PATH: file }).app?.privateKey).toContain('BEGIN PRIVATE KEY');
  });

  test('are refused together, each with the problem and an example', () => {
    expect(
      refusal({
        APP_ID: 'forty-two',
        WEBHOOK_SECRET: 'short',
        PRIVATE_KEY_PATH: '/nowhere/app.pem',
        GHE_HOST: 'https://github.example.com/',
        GITHUB_BASE_URL: 'github.example.com',
        DATABASE_URL: 'mysql://db/architect',
        LOG_LEVEL: 'loud',
        PORT: '70000',
        CONCURRENCY: '0',
        MAX_COST_USD_PER_REVIEW: 'lots',
        REVIEW_DEADLINE_SECONDS: '1.5',
      }),
    ).toMatchInlineSnapshot(`
"Invalid settings in the environment:
  APP_ID must be a whole number from 1 to 9007199254740991. Example: APP_ID=123456
  WEBHOOK_SECRET must have at least 8 characters. Example: WEBHOOK_SECRET=$(openssl rand -hex 32)
  GHE_HOST must be a host name without https:// and path. Example: GHE_HOST=github.example.com
  GITHUB_BASE_URL must be a URL that starts with https:// or http://. Example: GITHUB_BASE_URL=https://github.example.com/api/v3
  DATABASE_URL must be a URL that starts with postgres:// or postgresql://. Example: DATABASE_URL=postgresql://user:password@db.example.com:5432/architect
  LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent. Example: LOG_LEVEL=info
  PORT must be a whole number from 0 to 65535. Example: PORT=3000
  MAX_COST_USD_PER_REVIEW must be a number from 0 to 1000. Example: MAX_COST_USD_PER_REVIEW=3
  REVIEW_DEADLINE_SECONDS must be a whole number from 30 to 7200. Example: REVIEW_DEADLINE_SECONDS=900
  CONCURRENCY must be a whole number from 1 to 100. Example: CONCURRENCY=10
  PRIVATE_KEY_PATH points to /nowhere/app.pem, which cannot be read (ENOENT). Example: PRIVATE_KEY_PATH=/run/secrets/app.pem"
`);
  });

  test('choose the model service and the allowed models', () => {
    const bedrock = {
      MODEL_PROVIDER: 'bedrock',
      AWS_REGION: 'eu-central-1',
      BEDROCK_PROFILE: 'eu',
      ANTHROPIC_API_KEY: 'k',
    };
    expect(readConfig(bedrock).modelService).toEqual({
      kind: 'bedrock',
      region: 'eu-central-1',
      profile: 'eu',
      baseUrl: null,
    });
    const vertex = { MODEL_PROVIDER: 'vertex', GOOGLE_CLOUD_PROJECT: 'my-project' };
    expect(readConfig(vertex).modelService).toEqual({
      kind: 'vertex',
      project: 'my-project',
      region: 'global',
      baseUrl: null,
    });
    const { models } = readConfig({ MODEL: 'opus', REFUTER_MODEL: 'sonnet', MODELS_ALLOWED: 'sonnet, Qwen3-Coder,' });
    expect(models).toEqual({ architect: 'opus', refuter: 'sonnet', allowed: ['sonnet', 'Qwen3-Coder'] });
  });

  test('limit the cost of a day, unless set to "none"', () => {
    expect(readConfig({}).dayLimits).toEqual({ maxCostUsd: 50, maxCostUsdPerInstallation: 25 });
    const { dayLimits } = readConfig({ MAX_COST_USD_PER_DAY: 'none', MAX_COST_USD_PER_INSTALLATION_PER_DAY: '0.5' });
    expect(dayLimits).toEqual({ maxCostUsd: null, maxCostUsdPerInstallation: 0.5 });
    expect(refusal({ MAX_COST_USD_PER_DAY: 'lots' })).toContain(
      'MAX_COST_USD_PER_DAY must be a number from 0 to 1000000, or "none". Example: MAX_COST_USD_PER_DAY=50',
    );
  });

  test('choose no service only because credentials are present', () => {
    const machine = { AWS_REGION: 'us-east-1', AWS_BEARER_TOKEN_BEDROCK: 't', GOOGLE_CLOUD_PROJECT: 'p' };
    expect(readConfig(machine).modelService).toBeNull();
  });

  test('are refused if the chosen service lacks its own settings', () => {
    expect([
      refusal({ MODEL_PROVIDER: 'bedrock' }),
      refusal({ MODEL_PROVIDER: 'anthropic' }),
      refusal({ MODEL_PROVIDER: 'openai', BEDROCK_PROFILE: 'mars', AWS_REGION: 'Europe!' }),
    ]).toMatchInlineSnapshot(`
[
  "Invalid settings in the environment:
  AWS_REGION is required when MODEL_PROVIDER is bedrock. Example: AWS_REGION=us-east-1",
  "Invalid settings in the environment:
  ANTHROPIC_API_KEY is required when MODEL_PROVIDER is anthropic. Example: ANTHROPIC_API_KEY=sk-ant-…",
  "Invalid settings in the environment:
  MODEL_PROVIDER must be one of anthropic, bedrock, vertex. Example: MODEL_PROVIDER=bedrock
  AWS_REGION must be a region name. Example: AWS_REGION=us-east-1
  BEDROCK_PROFILE must be one of global, us, eu, jp, au, apac, us-gov. Example: BEDROCK_PROFILE=eu",
]
`);
  });

  test('give the metrics an address of their own and a token', () => {
    expect(readConfig({}).metrics).toEqual({ address: null, token: null });
    const { metrics, secrets } = readConfig({ METRICS_PORT: '9464', METRICS_TOKEN: 'a-token-of-the-operator' });
    expect(metrics).toEqual({ address: { host: '127.0.0.1', port: 9464 }, token: 'a-token-of-the-operator' });
    expect(secrets).toContain('a-token-of-the-operator');
    expect(readConfig({ METRICS_HOST: '10.0.0.1', METRICS_PORT: '0' }).metrics.address).toEqual({
      host: '10.0.0.1',
      port: 0,
    });
    expect(refusal({ METRICS_HOST: '10.0.0.1', METRICS_TOKEN: 'short' })).toContain(
      [
        '  METRICS_TOKEN must have at least 16 characters. Example: METRICS_TOKEN=$(openssl rand -hex 32)',
        '  METRICS_PORT is required because METRICS_HOST is set. Example: METRICS_PORT=9464',
      ].join('\n'),
    );
  });

  test('keep secrets of the SDKs out of the log', () => {
    const { secrets } = readConfig({ AWS_SECRET_ACCESS_KEY: 'of-amazon', AWS_BEARER_TOKEN_BEDROCK: 'bearer' });
    expect(secrets).toEqual(['of-amazon', 'bearer']);
  });

  test('keep the database password out of the log, as written and decoded', () => {
    const secretsOf = (password: string) =>
      readConfig({ DATABASE_URL: `postgres://me:${password}@db.example.com/architect` }).secrets;
    expect(secretsOf('p%C3%A4ss%2Fword')).toEqual(['p%C3%A4ss%2Fword', 'päss/word']);
    expect(secretsOf('plain')).toEqual(['plain']);
    expect(secretsOf('50%25off')).toEqual(['50%25off', '50%off']);
    expect(secretsOf('50%off')).toEqual(['50%off']);
  });

  test('are refused if some settings of the App are missing', () => {
    expect(refusal({ APP_ID: '42' })).toMatchInlineSnapshot(`
"Invalid settings in the environment:
  PRIVATE_KEY is required because other App settings are set. Example: PRIVATE_KEY="-----BEGIN RSA PRIVATE KEY-----\\nMIIE…\\n-----END RSA PRIVATE KEY-----"
  WEBHOOK_SECRET is required because other App settings are set. Example: WEBHOOK_SECRET=$(openssl rand -hex 32)"
`);
  });

  test('are refused without printing their secrets', () => {
    const message = refusal({ ...APP, PRIVATE_KEY: 'half-a-key', DATABASE_URL: 'http://me:hunter2@db', PORT: 'x' });
    expect(message).toContain('PRIVATE_KEY is not a PEM private key');
    expect(message).not.toMatch(/half-a-key|hunter2|a-secret-of-ours/);
  });

  test('of any text give a config or an error that names a variable', () => {
    const name = fc.constantFrom(
      'APP_ID',
      'PORT',
      'LOG_LEVEL',
      'DATABASE_URL',
      'PRIVATE_KEY',
      'ALLOWED_BOTS',
      'GHE_HOST',
    );
    fc.assert(
      fc.property(fc.dictionary(name, fc.string()), (env) => {
        try {
          readConfig(env);
        } catch (error) {
          expect(error).toBeInstanceOf(BadInput);
          expect(messageOf(error)).toMatch(/\n {2}[A-Z_]+ (must|is|has|points|Invalid)/);
        }
      }),
    );
  });
});
