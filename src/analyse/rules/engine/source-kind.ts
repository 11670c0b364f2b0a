// What a file is for: the service itself, to be copied or run by hand, or none of these.
import type { Severity } from '../../../domain/finding.ts';

/**
 * `example`: people copy it, with what is wrong in it. `script`: a person runs it, sees it fail, and it ends. In these
 * two only those rules speak that say so (`RuleText.alsoIn`). `aside`: there for tests or documentation, or somebody
 * else's; no rule about code looks at it.
 */
export type SourceKind = 'service' | 'example' | 'script' | 'aside';

const ASIDE =
  /(^|\/)(testdata|third_?party|3rd_?party|mocks?|mock_[^/]*|fakes?|(?!(?:latest|contest|attest|protest|fastest)\/)[a-z-]*tests?|[a-z_-]*testing|test(util|utils|helpers?|support|env)|suites|e2e|integration|benchmarks?|docs?)\/|_(?:mocks?|fakes?|stubs?)\.go$|(^|\/)(test_[^/]*|test(utils?|helpers?))\.go$|(^|\/)mock_[^/]*\.go$/i;
const EXAMPLE = /(^|\/)(_?examples?|samples?)\//i;
/**
 * Below `internal/` or `pkg/` a directory named tools is a part of the program: what an agent may call, clients of
 * other services.
 */
const SCRIPT = /(^|\/)(scripts?|hack)\/|^(?:(?!(?:internal|pkg)\/)[^/]+\/)*(?:tools?|tooling)\//i;

export function sourceKindOf(path: string): SourceKind {
  if (ASIDE.test(path)) return 'aside';
  if (EXAMPLE.test(path)) return 'example';
  return SCRIPT.test(path) ? 'script' : 'service';
}

/** Whether a file is no part of the service, so that what a change does to the service is not judged by it. */
export function isOutsideServices(path: string): boolean {
  return sourceKindOf(path) !== 'service';
}

/** A tool that a person starts, or a migration: it answers no requests, and whoever runs it sees it fail. */
const TOOL = /(^|\/)(cmd|cli|commands?|migrations?)\//;
const SERVES =
  /ListenAndServe|\blambda\.Start|grpc\.NewServer|aws-lambda-go|gin-gonic\/gin|labstack\/echo|go-chi\/chi|gofiber\/fiber|"net\/http"/;

export function isTool(path: string, text: string): boolean {
  return TOOL.test(path) && !SERVES.test(text);
}

/** One step down, where the place is a milder one. */
export function milder(severity: Severity): Severity {
  return severity === 'critical' ? 'high' : severity === 'high' ? 'medium' : 'low';
}
