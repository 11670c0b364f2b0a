// Opens the SDK's client for the service that was chosen. The packages of Amazon and Google are read only where they are wanted.
import Anthropic from '@anthropic-ai/sdk';
import { BadInput } from '../../domain/errors.ts';
import type { ModelService } from '../../domain/models.ts';

/** What all of the clients can do; Amazon's counts no tokens. */
export interface ModelClient {
  readonly messages: Pick<Anthropic['messages'], 'stream'> & Partial<Pick<Anthropic['messages'], 'countTokens'>>;
}

/** The optional packages, each read when it is asked for. */
export interface SdkPackages {
  bedrock(): Promise<Pick<typeof import('@anthropic-ai/bedrock-sdk'), 'AnthropicBedrock'>>;
  vertex(): Promise<Pick<typeof import('@anthropic-ai/vertex-sdk'), 'AnthropicVertex'>>;
}
const installed: SdkPackages = {
  bedrock: () => import('@anthropic-ai/bedrock-sdk'),
  vertex: () => import('@anthropic-ai/vertex-sdk'),
};

/** Our own retries also cover streams that break in the middle, and hand long waits to the queue. */
const COMMON = { maxRetries: 0, logLevel: 'off' } as const;

/**
 * Reads the SDK of a service; what it returns makes a client. Google's looks for credentials as soon as it is made, and an answer that is
 * not waited for would end the process.
 *
 * @throws BadInput when the service's package is not installed
 */
export async function loadClient(service: ModelService, packages = installed): Promise<() => ModelClient> {
  switch (service.kind) {
    case 'anthropic': {
      const { apiKey, baseUrl } = service;
      return () =>
        new Anthropic({ apiKey, authToken: null, baseURL: baseUrl ?? 'https://api.anthropic.com', ...COMMON });
    }
    case 'bedrock': {
      const { AnthropicBedrock } = await load(packages.bedrock, service.kind);
      // Credentials are found as Amazon's own tools find them: AWS_BEARER_TOKEN_BEDROCK, keys in the environment, profile, role.
      return () => new AnthropicBedrock({ awsRegion: service.region, ...baseOf(service), ...COMMON });
    }
    case 'vertex': {
      const { AnthropicVertex } = await load(packages.vertex, service.kind);
      // Credentials are Google's application default ones: https://cloud.google.com/docs/authentication/application-default-credentials
      const { region, project: projectId } = service;
      return () => new AnthropicVertex({ region, projectId, ...baseOf(service), ...COMMON });
    }
  }
}

function baseOf({ baseUrl }: { readonly baseUrl: string | null }): { baseURL?: string } {
  return baseUrl === null ? {} : { baseURL: baseUrl };
}

async function load<T>(read: () => Promise<T>, kind: string): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    const name = `@anthropic-ai/${kind}-sdk`;
    throw new BadInput(
      `MODEL_PROVIDER=${kind} needs the package ${name}, which is not installed. It is an optional one: run npm install ${name}, or npm ci without --omit=optional.`,
    );
  }
}
