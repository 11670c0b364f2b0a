// GitHub's ways of saying no, word for word where clients read the words.

/** An answer that is no success; thrown by whoever finds out. */
export class Refusal extends Error {
  readonly status: number;
  readonly errors: readonly unknown[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    errors?: readonly unknown[],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }

  body(): Record<string, unknown> {
    return {
      message: this.message,
      ...(this.errors === undefined ? {} : { errors: this.errors }),
      documentation_url: 'https://docs.github.com/rest',
      status: String(this.status),
    };
  }
}

export function notFound(): Refusal {
  return new Refusal(404, 'Not Found');
}

export function badCredentials(): Refusal {
  return new Refusal(401, 'Bad credentials');
}

/** The token is good but may not do this. */
export function notAccessible(): Refusal {
  return new Refusal(403, 'Resource not accessible by integration');
}

/** 422 with the fields that are wrong. */
export function invalid(...errors: readonly FieldError[]): Refusal {
  return new Refusal(422, 'Validation Failed', errors);
}

/** 422 as the newer endpoints say it: sentences. */
export function unprocessable(...sentences: readonly string[]): Refusal {
  return new Refusal(422, 'Unprocessable Entity', sentences);
}

/** 422 of the endpoints that check their input against a schema. */
export function invalidRequest(sentence: string): Refusal {
  return new Refusal(422, `Invalid request.\n\n${sentence}`);
}

export interface FieldError {
  readonly resource: string;
  readonly field: string;
  readonly code: 'missing' | 'missing_field' | 'invalid' | 'already_exists' | 'custom' | 'unprocessable';
  readonly message?: string;
  readonly value?: unknown;
}
