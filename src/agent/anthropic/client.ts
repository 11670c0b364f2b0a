// Loads the SDK of a model service and creates its client.
import Anthropic from '@anthropic-ai/sdk';
import { BadInput } from '../../domain/errors.ts';
import type { ModelService } from '../../domain/models.ts';

/** The methods that all clients have; Amazon's does not count tokens. */
export interface ModelClient {
  readonly messages: Pick<Anthropic['messages'], 'stream'> & Partial<Pick<Anthropic['messages'], 'countTokens'>>;
}

/** The optional packages, each loaded when it is needed. */
export interface SdkPackages {
  bedrock(): Promise<Pick<typeof import('@anthropic-ai/bedrock-sdk'), 'AnthropicBedrock'>>;
  vertex(): Promise<Pick<typeof import('@anthropic-ai/vertex-sdk'), 'AnthropicVertex'>>;
}
const installed: SdkPackages = {
  bedrock: () => import('@anthropic-ai/bedrock-sdk'),
  vertex: () => import('@anthropic-ai/vertex-sdk'),
};

/** Our own retries also cover broken streams, and leave long waits to the queue. */
const COMMON = { maxRetries: 0, logLevel: 'off' } as const;

/**
 * Loads the SDK of a service and returns a function that creates its client. Google's client looks for credentials as
 * soon as it is created, and an unhandled rejection would end the process, so it is created when it is first used.
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
      // Credentials are looked up as by Amazon's own tools: AWS_BEARER_TOKEN_BEDROCK, environment keys, profile, role.
      return () => new AnthropicBedrock({ awsRegion: service.region, ...baseOf(service), ...COMMON });
    }
    case 'vertex': {
      const { AnthropicVertex } = await load(packages.vertex, service.kind);
      // https://cloud.google.com/docs/authentication/application-default-credentials
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
      `MODEL_PROVIDER=${kind} needs the optional package ${name}, which is not installed. ` +
        `Run npm install ${name}, or npm ci without --omit=optional.`,
    );
  }
}
