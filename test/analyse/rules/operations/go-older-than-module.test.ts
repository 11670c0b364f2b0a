// Tests on small changes that builds with too old a Go release are found.
import { goOlderThanModule } from '../../../../src/analyse/rules/operations/go-older-than-module.ts';
import { changeRuleTests } from '../change-examples.ts';

const mod = (release: string): string => `-- go.mod --\nmodule example.com/shop\n\ngo ${release}\n`;
const main = '-- main.go --\npackage main\n\nfunc main() {}\n';
const image = (from: string, run = 'RUN go build -o /shop .'): string =>
  `-- Dockerfile --\nFROM ${from} AS build\nCOPY . .\n${run}\nFROM scratch\nCOPY --from=build /shop /shop\n`;
const workflow = (version: string, action = 'v5'): string => `-- .github/workflows/test.yml --
jobs:
  test:
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-go@${action}
        with:
          cache: true
          go-version: ${version}
      - run: go test ./...
`;

changeRuleTests(goOlderThanModule, {
  found: {
    'an image that stays behind when go.mod moves on': {
      before: mod('1.23') + main + image('golang:1.23-alpine'),
      head: mod('1.24') + main + image('golang:1.23-alpine'),
      want: ['Dockerfile:1'],
    },
    'a release from an argument': {
      before: mod('1.24') + main,
      head: `${mod('1.24') + main}-- Dockerfile --\nARG GO_VERSION=1.22\nFROM golang:\${GO_VERSION}\nADD . .\nRUN make build\n`,
      want: ['Dockerfile:2'],
    },
    'an older patch release': {
      before: mod('1.24.1') + main + image('golang:1.24.1'),
      head: mod('1.24.5') + main + image('golang:1.24.1'),
      want: ['Dockerfile:1'],
    },
    'a workflow': {
      before: mod('1.24') + main + workflow('"1.24"'),
      head: mod('1.25') + main + workflow('"1.24"'),
      want: ['.github/workflows/test.yml:8'],
    },
  },
  silent: {
    'a backlog': {
      before: mod('1.24') + main + image('golang:1.22'),
      head: `${mod('1.24') + main + image('golang:1.22')}-- a/a.go --\npackage a\n`,
    },
    'the newest patch of the same release': {
      before: mod('1.24') + main + image('golang:1.24'),
      head: mod('1.24.5') + main + image('golang:1.24'),
    },
    'an image that fetches the toolchain': {
      before: mod('1.23') + main + image('golang:1.23', 'ENV GOTOOLCHAIN=auto\nRUN go build .'),
      head: mod('1.24') + main + image('golang:1.23', 'ENV GOTOOLCHAIN=auto\nRUN go build .'),
    },
    'an image that only installs a tool': {
      before: mod('1.23') + main,
      head: `${mod('1.24') + main}-- proto/Dockerfile --\nFROM golang:1.22\nRUN go install example.com/gen@latest\n`,
    },
    'a workflow that reads go.mod': {
      before: mod('1.23') + main,
      head: mod('1.24') + main + workflow('stable'),
    },
    'a release that old toolchains do not refuse': {
      before: mod('1.18') + main,
      head: mod('1.19') + main + image('golang:1.18'),
    },
  },
});
