import { describe, expect, test } from '@jest/globals';
import { analyse } from '../../../src/analyse/analyse.ts';
import { snapshotOf } from '../tree.ts';

const before = `
-- go.mod --
module example.com/shop

go 1.25
-- api/api.go --
package api

import (
	"net/http"

	"example.com/shop/order"
)

type Orders struct{ service *order.Service }

func (o *Orders) Create(w http.ResponseWriter, r *http.Request) {
	o.service.Place(r)
}

func Routes(mux *http.ServeMux, o *Orders) {
	mux.HandleFunc("POST /orders", o.Create)
}
-- order/order.go --
package order

import (
	"net/http"
)

type Service struct{}

func (s *Service) Place(r *http.Request) error {
	return nil
}
`;

const head = before
  .replace(
    'mux.HandleFunc("POST /orders", o.Create)',
    'mux.HandleFunc("POST /orders", o.Create)\n\tmux.HandleFunc("PUT /orders", o.Create)',
  )
  .replace('import (\n\t"net/http"\n)', 'import (\n\t"database/sql"\n\t"net/http"\n)')
  .replace('type Service struct{}', 'type Service struct{ db *sql.DB }')
  .replace(
    '\treturn nil\n',
    '\trows, err := s.db.Query("SELECT id FROM orders WHERE note = \'" + r.FormValue("note") + "\'")\n\tif err != nil {\n\t\treturn err\n\t}\n\treturn rows.Close()\n',
  );

describe('what a change touches', () => {
  test('is told as facts: entry points, resources, the way to a declaration, its users', async () => {
    const { facts } = await analyse(snapshotOf({ before, head }), () => {});
    const told = facts.filter(({ kind }) => kind === 'entry-point' || kind === 'resource' || kind === 'caller');
    expect(
      told.map(({ id, statement, places }) => {
        return `[${id}] ${statement} (${places.map(({ path, startLine }) => `${path}:${startLine}`).join(', ')})`;
      }),
    ).toMatchInlineSnapshot(`
[
  "[entry-point:added:example.com/shop/api:PUT /orders] \`PUT /orders\` is new (net/http, handled by \`api.Orders.Create\`). (api/api.go:17)",
  "[resource:sql:example.com/shop/order:SELECT:orders] \`Service.Place\` now runs SELECT on \`orders\` (SQL). (order/order.go:11)",
  "[entry-point:reaches:example.com/shop/order:Service.Place] \`POST /orders\` reaches \`api.Orders.Create\` → \`order.Service.Place\`. Also reached from \`PUT /orders\`. (order/order.go:10, api/api.go:16, api/api.go:17)",
  "[caller:example.com/shop/order:Service] \`order.Service\` changes; it is used in 1 place of 1 package: \`Orders\`. (order/order.go:8, api/api.go:9)",
  "[caller:example.com/shop/order:Service.Place] \`order.Service.Place\` changes; it is used in 1 place of 1 package: \`Orders.Create\`. (order/order.go:10, api/api.go:12)",
]
`);
  });

  test('is said with a finding: where it is reached from', async () => {
    const { findings } = await analyse(snapshotOf({ before, head }), () => {});
    const found = findings.find(({ path }) => path === 'order/order.go');
    expect(found?.rationale).toMatch(/ Reached from `POST \/orders` and `PUT \/orders`\.$/);
  });

  test('is not said with a route that only the running program knows', async () => {
    const dynamic = (text: string) => text.replaceAll('"POST /orders"', 'route').replaceAll('"PUT /orders"', 'other');
    const { findings } = await analyse(snapshotOf({ before: dynamic(before), head: dynamic(head) }), () => {});
    const found = findings.find(({ path }) => path === 'order/order.go');
    expect(found?.rationale).not.toContain('{');
  });

  test('is not said twice of a handler that is named with its event', async () => {
    const lambda = `
-- go.mod --
module example.com/worker

go 1.25
-- cmd/worker/main.go --
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/config"
)

func handle(ctx context.Context, batch events.SQSEvent) error {
	return nil
}

func main() {
	lambda.Start(handle)
}
`;
    const change = lambda.replace('\treturn nil\n', '\t_, err := config.LoadDefaultConfig(ctx)\n\treturn err\n');
    const { findings } = await analyse(snapshotOf({ before: lambda, head: change }), () => {});
    const found = findings.find(({ rule }) => rule === 'concurrency/client-per-invocation');
    expect(found?.rationale).toMatch(/^`handle` receives `SQSEvent` and calls `config\.LoadDefaultConfig`/);
    expect(found?.rationale).not.toContain('Reached from');
  });

  test('names who implemented an interface and no longer does', async () => {
    const code = (methods: string) => `
-- go.mod --
module example.com/shop
-- order/order.go --
package order

type Reader interface {
	Find(id string) (string, error)
}

type Store interface {
	Reader
${methods}}
-- pg/pg.go --
package pg

type base struct{}

func (base) Find(id string) (string, error) { return "", nil }

type Orders struct{ base }

func (o *Orders) Put(id string) error { return nil }
-- mem/mem.go --
package mem

type Orders struct{}

func (o *Orders) Find(id string) (string, error) { return "", nil }
func (o *Orders) Put(id string) error { return nil }
func (o *Orders) Delete(id string) error { return nil }
`;
    const put = '\tPut(id string) error\n';
    const change = { before: code(put), head: code(`${put}\tDelete(id string) error\n`) };
    const { facts } = await analyse(snapshotOf(change), () => {});
    expect(
      facts
        .filter(({ kind }) => kind === 'caller')
        .map(({ statement, places }) => [statement, ...places.map(({ path, side }) => `${path} ${side}`)]),
    ).toEqual([
      [
        '`order.Store` changes; it is implemented by `mem.Orders`; it is no longer implemented by `pg.Orders`.',
        'order/order.go head',
        'mem/mem.go head',
        'pg/pg.go before',
      ],
    ]);
  });
});
