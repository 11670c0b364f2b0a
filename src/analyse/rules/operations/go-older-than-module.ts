// The Go release of go.mod against the one that images and workflows build with.
import type { SourceTree } from '../../../domain/snapshot.ts';
import type { ModuleFile } from '../../graph/go-mod.ts';
import { dirName, type ModuleMap } from '../../graph/modules.ts';
import { type ChangeRule, lineAt, matchLine } from '../engine/change-rule.ts';
import type { Match } from '../engine/rule.ts';
import { isOutsideServices } from '../engine/source-kind.ts';

/** First release that refuses a go.mod which asks for a newer one: https://go.dev/doc/toolchain */
const STRICT_SINCE = 21;

/** "1.24.1" as [24, 1]; the patch is null where the text names none, which then stands for the newest one. */
interface Release {
  readonly minor: number;
  readonly patch: number | null;
}

interface Builder {
  readonly path: string;
  readonly line: number;
  readonly release: Release;
  /** "the image `golang:1.23`". */
  readonly what: string;
  /** The toolchain there may not fetch a newer one by itself. */
  readonly isFixed: boolean;
}

export const goOlderThanModule: ChangeRule = {
  id: 'operations/go-older-than-module',
  section: 'deployment-operations',
  severity: 'high',
  report: 'finding',
  judgesState: true,
  title: 'The build uses a Go release older than go.mod asks for',
  why: 'Official golang images set GOTOOLCHAIN=local, so the go command there refuses the module ("go.mod requires go >= …") and the image is not built; elsewhere a newer toolchain is fetched over the network in every build, or the build fails where that is not allowed.',
  exceptions: 'Where GOTOOLCHAIN is set to fetch the newer toolchain on purpose, or the image builds another module.',
  fix: 'Raise the release of the image or workflow together with the go directive; in workflows `go-version-file: go.mod` keeps one source.',
  tradeOffs:
    'The base image moves, and with it whatever else it holds: let the pipeline build it once before it is merged.',
  example: '',
  references: ['https://go.dev/doc/toolchain', 'https://hub.docker.com/_/golang'],
  check({ snapshot, around }) {
    const old = new Set(buildersOf(snapshot.before, around.before.modules).map(({ key }) => key));
    return buildersOf(snapshot.head, around.graph.modules)
      .filter(({ key }) => !old.has(key))
      .map(({ builder, module }): Match => {
        const said = `${builder.what} builds the module \`${module.path}\`, whose ${module.file} asks for Go ${module.goVersion}.`;
        const text = snapshot.head.text(builder.path) ?? '';
        const severity = builder.isFixed ? 'high' : 'low';
        return matchLine(goOlderThanModule, {
          ...builder,
          text,
          said: said[0]!.toUpperCase() + said.slice(1),
          severity,
        });
      });
  },
};

const CONTAINER_FILE = /(^|\/)([\w.-]*Dockerfile[\w.-]*|Containerfile)$/i;

/** What builds a module with too old a release; the key names file and module, so that a backlog stays one. */
function buildersOf(
  tree: SourceTree,
  modules: ModuleMap,
): readonly { readonly builder: Builder; readonly module: ModuleFile; readonly key: string }[] {
  return tree.readable().flatMap((path) => {
    const isWorkflow = path.startsWith('.github/workflows/');
    if (!isWorkflow && (path.endsWith('.go') || !CONTAINER_FILE.test(path))) return [];
    if (isOutsideServices(path)) return [];
    const module = moduleBuiltBy(isWorkflow ? '' : dirName(path), modules);
    const asked = releaseIn(module?.goVersion ?? '');
    if (module === null || asked === null || asked.minor < STRICT_SINCE) return [];
    const text = tree.text(path) ?? '';
    const builders = isWorkflow ? setUpIn(path, text) : imagesIn(path, text);
    return builders
      .filter(({ release }) => isOlder(release, asked))
      .map((builder) => ({ builder, module, key: `${path}\n${module.file}` }));
  });
}

/** The nearest module above a directory, or the only one there is. */
function moduleBuiltBy(dir: string, { modules }: ModuleMap): ModuleFile | null {
  for (let at = dir; ; at = dirName(at)) {
    const module = modules.find((one) => one.dir === at);
    if (module !== undefined) return module;
    if (at === '') return modules.length === 1 ? modules[0]! : null;
  }
}

/** Images of stages that build Go code copied into them. */
function imagesIn(path: string, text: string): Builder[] {
  if (/GOTOOLCHAIN\s*=?\s*["']?(auto|go1|path)/.test(text)) return [];
  const defaults = new Map(
    [...text.matchAll(/^\s*ARG\s+(\w+)=["']?([\w.-]+)/gim)].map((found) => [found[1]!, found[2]!] as const),
  );
  const stages = [...text.matchAll(/^[ \t]*FROM[ \t]+(?:--platform=\S+[ \t]+)?(\S+)/gim)];
  return stages.flatMap((stage, index) => {
    const image = stage[1]!.replace(/\$\{?(\w+)(?::-[^}]*)?\}?/g, (whole, name) => defaults.get(name) ?? whole);
    const version = /(?:^|\/)golang:(1\.\d+(?:\.\d+)?)(?![\w.]*rc)/.exec(image)?.[1];
    const release = version === undefined ? null : releaseIn(version);
    const body = text.slice(stage.index, stages[index + 1]?.index);
    const builds =
      /\bgo\s+(build|test|run|mod|install\s+\.|vet)\b|\bmake\b/.test(body) && /^\s*(COPY|ADD)\s/im.test(body);
    if (release === null || !builds) return [];
    return { path, line: lineAt(text, stage.index), release, what: `the image \`${image}\``, isFixed: true };
  });
}

/** Steps of actions/setup-go with a release written down. */
function setUpIn(path: string, text: string): Builder[] {
  return [...text.matchAll(/uses:\s*["']?actions\/setup-go@(\S+)[^\n]*\n((?:(?!\n?\s*-\s)[^\n]*\n){0,12})/g)].flatMap(
    (step) => {
      const version = /^([ \t]*go-version:[ \t]*["']?)(1\.\d+(?:\.\d+)?)(?:\.x)?["']?[ \t]*(?:#.*)?$/m.exec(step[2]!);
      const release = version === null ? null : releaseIn(version[2]!);
      if (version === null || release === null) return [];
      const line = lineAt(text, step.index + step[0].length - step[2]!.length + version.index);
      // https://github.com/actions/setup-go/releases/tag/v6.0.0
      const isFixed = Number(/^v(\d+)/.exec(step[1]!)?.[1] ?? 0) >= 6;
      return { path, line, release, what: `a workflow with Go ${version[2]}`, isFixed };
    },
  );
}

function releaseIn(version: string): Release | null {
  const found = /^1\.(\d+)(?:\.(\d+))?/.exec(version);
  return found === null ? null : { minor: Number(found[1]), patch: found[2] === undefined ? null : Number(found[2]) };
}

function isOlder(release: Release, asked: Release): boolean {
  if (release.minor !== asked.minor) return release.minor < asked.minor;
  return release.patch !== null && asked.patch !== null && release.patch < asked.patch;
}
