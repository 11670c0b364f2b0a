// Which files are not part of the service itself, and which are a milder place for a mistake.
import type { Severity } from '../../domain/finding.ts';

/** Code that is shown, copied, run by hand, or there for tests. */
const ASIDE =
  /(^|\/)(_?examples?|samples?|tools?|tooling|testdata|third_party|hack|scripts?|mocks?|mock_[^/]*|fakes?|(?!(?:latest|contest|attest|protest|fastest)\/)[a-z-]*tests?|[a-z_-]*testing|test(util|utils|helpers?|support|env)|e2e|integration|benchmarks?|docs?)\/|_mock\.go$|(^|\/)(test_[^/]*|test(utils?|helpers?))\.go$|(^|\/)mock_[^/]*\.go$/i;

export function isAside(path: string): boolean {
  return ASIDE.test(path);
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
