// What a request may say of a check run, beyond what GitHub's OpenAPI description already holds it to.
import { invalid, invalidRequest } from './refusal.ts';
import type { Annotation, CheckAction, CheckRun, World } from './world.ts';

interface RunInput {
  readonly name?: string;
  readonly status?: CheckRun['status'];
  readonly conclusion?: string;
  readonly external_id?: string;
  readonly details_url?: string;
  readonly started_at?: string;
  readonly completed_at?: string;
  readonly actions?: readonly CheckAction[];
  readonly output?: {
    readonly title?: string;
    readonly summary: string;
    readonly text?: string;
    readonly annotations?: readonly Partial<Annotation>[];
  };
}

/** Puts what was sent into the run, or nothing of it. @throws Refusal 422 */
export function applyInput(world: World, run: CheckRun, body: Readonly<Record<string, unknown>>): void {
  const input = body as RunInput;
  const completed = input.conclusion !== undefined || input.completed_at !== undefined || input.status === 'completed';
  if (completed && input.conclusion === undefined) {
    throw invalidRequest('"conclusion" is required when "status" is "completed" or "completed_at" is given.');
  }
  if (input.conclusion === 'stale') throw invalidRequest('"stale" can be set by GitHub only.');
  if (input.output !== undefined && input.output.title === undefined && run.title === null) {
    throw invalid({ resource: 'CheckRun', code: 'missing_field', field: 'output.title' });
  }
  for (const annotation of input.output?.annotations ?? []) checkAnnotation(annotation);
  run.name = input.name ?? run.name;
  run.externalId = input.external_id ?? run.externalId;
  run.detailsUrl = input.details_url ?? run.detailsUrl;
  run.startedAt = input.started_at ?? run.startedAt;
  run.actions = input.actions ?? run.actions;
  run.title = input.output?.title ?? run.title;
  run.summary = input.output?.summary ?? run.summary;
  run.text = input.output?.text ?? run.text;
  run.annotations.push(...(input.output?.annotations ?? []).map(completeAnnotation));
  setStatus(world, run, input, completed);
}

function setStatus(world: World, run: CheckRun, input: RunInput, completed: boolean): void {
  if (completed) {
    run.status = 'completed';
    run.conclusion = input.conclusion ?? null;
    run.completedAt = input.completed_at ?? world.time();
  } else if (input.status !== undefined) {
    run.status = input.status;
    run.conclusion = null;
    run.completedAt = null;
  }
}

// https://docs.github.com/en/rest/checks/runs#create-a-check-run--parameters
const MAX_BYTES = 64 * 1024;
const MAX_TITLE_CHARACTERS = 255;

function checkAnnotation(annotation: Partial<Annotation>): void {
  const { start_line = 0, end_line = 0, start_column, end_column, title, message, raw_details } = annotation;
  if (end_line < start_line) throw invalidRequest('"end_line" must not be before "start_line".');
  if (start_line !== end_line && (start_column != null || end_column != null)) {
    throw invalidRequest('Columns can only be given when "start_line" and "end_line" are the same.');
  }
  if ((title ?? '').length > MAX_TITLE_CHARACTERS) throw invalidRequest('Only 255 characters are allowed for "title".');
  for (const [name, text] of Object.entries({ message, raw_details })) {
    if (Buffer.byteLength(text ?? '') > MAX_BYTES) throw invalidRequest(`"${name}" is over 64 KB.`);
  }
}

function completeAnnotation(annotation: Partial<Annotation>): Annotation {
  return {
    path: annotation.path ?? '',
    start_line: annotation.start_line ?? 1,
    end_line: annotation.end_line ?? 1,
    start_column: annotation.start_column ?? null,
    end_column: annotation.end_column ?? null,
    annotation_level: annotation.annotation_level ?? 'notice',
    title: annotation.title ?? null,
    message: annotation.message ?? '',
    raw_details: annotation.raw_details ?? null,
  };
}
