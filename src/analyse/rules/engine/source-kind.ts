// Classifies files by path: service, example, script, or outside of reviews.
import type { Severity } from '../../../domain/finding.ts';

/**
 * `example`: people copy it, mistakes included. `script`: a person runs it and sees it fail. Only rules with
 * `outsideServices` judge these two. `skipped`: test support, documentation, third-party code; no code rule judges it.
 */
export type SourceKind = 'service' | 'example' | 'script' | 'skipped';

const SKIPPED =
  /(^|\/)(testdata|third_?party|3rd_?party|mocks?|mock_[^/]*|fakes?|(?!(?:latest|contest|attest|protest|fastest)\/)[a-z-]*tests?|[a-z_-]*testing|test(util|utils|helpers?|support|env)|suites|e2e|integration|benchmarks?|docs?)\/|_(?:mocks?|fakes?|stubs?)\.go$|(^|\/)(test_[^/]*|test(utils?|helpers?))\.go$|(^|\/)mock_[^/]*\.go$/i;
const EXAMPLE = /(^|\/)(_?examples?|samples?)\//i;
/** Below `internal/` or `pkg/`, a directory named tools is part of the program. */
const SCRIPT = /(^|\/)(scripts?|hack)\/|^(?:(?!(?:internal|pkg)\/)[^/]+\/)*(?:tools?|tooling)\//i;

/** What a file is for. */
export function sourceKindOf(path: string): SourceKind {
  if (SKIPPED.test(path)) return 'skipped';
  if (EXAMPLE.test(path)) return 'example';
  return SCRIPT.test(path) ? 'script' : 'service';
}

/** Whether a file is not part of a service. */
export function isOutsideServices(path: string): boolean {
  return sourceKindOf(path) !== 'service';
}

/** Paths of tools and migrations: the person who runs one sees it fail. */
const TOOL = /(^|\/)(cmd|cli|commands?|migrations?)\//;
/** Code that answers requests or events. */
const SERVES =
  /ListenAndServe|\blambda\.Start|grpc\.NewServer|aws-lambda-go|gin-gonic\/gin|labstack\/echo|go-chi\/chi|gofiber\/fiber|"net\/http"/;

/** Whether a file is a tool that answers no requests. */
export function isTool(path: string, text: string): boolean {
  return TOOL.test(path) && !SERVES.test(text);
}

/** The next lower severity. */
export function milder(severity: Severity): Severity {
  return severity === 'critical' ? 'high' : severity === 'high' ? 'medium' : 'low';
}
