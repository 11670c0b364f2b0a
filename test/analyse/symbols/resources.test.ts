import { describe, expect, test } from '@jest/globals';
import { parseQuery } from '../../../src/analyse/symbols/sql-cypher.ts';
import { referencesOf } from './code.ts';

test('resources are told with what they are named by, and where', async () => {
  const references = await referencesOf(`
-- go.mod --
module example.com/m
-- store/store.go --
package store

import (
	"context"
	"database/sql"
	"net/http"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

const queue = "https://sqs/orders"

type Config struct {
	Table string \`env:"ORDERS_TABLE,required" json:"table"\`
}

type Store struct {
	client *dynamodb.Client
	table  string
	db     *sql.DB
}

func (s *Store) Find(ctx context.Context, customer string) error {
	_, err := s.client.Query(ctx, &dynamodb.QueryInput{
		TableName:              &s.table,
		IndexName:              aws.String("by-customer"),
		KeyConditionExpression: aws.String("customer = :c"),
	})
	return err
}

func (s *Store) Rows(ctx context.Context) {
	s.db.QueryContext(ctx, \`
		-- the newest first
		SELECT o.id FROM orders o JOIN shop.lines l ON l.order_id = o.id\`)
	s.db.ExecContext(ctx, "update orders set paid = true")
}

func Send(ctx context.Context, c *sqs.Client) {
	c.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: aws.String(queue)})
	_ = &secretsmanager.GetSecretValueInput{SecretId: aws.String(os.Getenv("SECRET_ID"))}
	http.NewRequestWithContext(ctx, http.MethodPost, "https://api.example.com/v1", nil)
	_ = "Select a size from the list"
}
`);
  const shown = references
    .resourcesOf('example.com/m/store')
    .map(({ kind, operation, name, detail, within, place }) => {
      return `${place.startLine} ${within ?? '-'}: ${kind} ${operation} ${name}${detail === '' ? '' : ` (${detail})`}`;
    });
  expect(shown).toMatchInlineSnapshot(`
[
  "18 -: environment read ORDERS_TABLE",
  "28 Store.Find: dynamodb Query s.table (index by-customer, key condition customer = :c)",
  "37 Store.Rows: sql SELECT orders, shop.lines",
  "40 Store.Rows: sql UPDATE orders",
  "44 Send: sqs SendMessage queue",
  "45 Send: environment read SECRET_ID",
  "45 Send: secrets-manager GetSecretValue os.Getenv("SECRET_ID")",
  "46 Send: http-client POST https://api.example.com/v1",
]
`);
  expect(references.resourcesOf('example.com/m/store')[0]?.place.quote).toContain('ORDERS_TABLE');
});

test('each event that is put is told once, and the database of a session by its name', async () => {
  const references = await referencesOf(`
-- go.mod --
module example.com/m
-- events/events.go --
package events

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

func Placed(ctx context.Context, c *eventbridge.Client, d neo4j.DriverWithContext) {
	c.PutEvents(ctx, &eventbridge.PutEventsInput{Entries: []types.PutEventsRequestEntry{
		{EventBusName: aws.String("shop"), DetailType: aws.String("OrderPlaced")},
	}})
	c.PutEvents(ctx, &eventbridge.PutEventsInput{Entries: later})
	session := d.NewSession(ctx, neo4j.SessionConfig{DatabaseName: "orders"})
	session.Run(ctx, "MATCH (o:Order) RETURN o", nil)
}
`);
  expect(
    references
      .resourcesOf('example.com/m/events')
      .map(({ kind, operation, name, detail, place }) =>
        [place.startLine, kind, operation, name, detail].join(' ').trim(),
      ),
  ).toEqual([
    '14 eventbridge PutEvents shop event OrderPlaced',
    '16 eventbridge PutEvents',
    '17 cypher NewSession orders',
    '18 cypher MATCH Order',
  ]);
});

describe('a statement', () => {
  const read = (text: string, isNeo4j = false, isDatabase = true) => {
    const statement = parseQuery(text, isNeo4j, isDatabase);
    return statement === null ? null : `${statement.language} ${statement.verb} ${statement.names.join(' ')}`.trim();
  };

  test('is read by its verb and its tables', () => {
    expect(read('INSERT INTO "public"."orders" (id) VALUES ($1)')).toBe('sql INSERT public.orders');
    expect(read('WITH late AS (SELECT id FROM orders) SELECT * FROM late JOIN customers c USING (id)')).toBe(
      'sql WITH orders customers',
    );
    expect(read('CREATE TABLE IF NOT EXISTS jobs (id int)')).toBe('sql CREATE jobs');
    expect(read('DELETE FROM ONLY jobs WHERE id = 1')).toBe('sql DELETE jobs');
    expect(read('MATCH (a:Asset)-[:HAS]->(:Risk) RETURN a', true)).toBe('cypher MATCH Asset Risk');
  });

  test('is not what only begins like one', () => {
    expect(read('Update the settings of the service')).toBeNull();
    expect(read('select one from these', false, false)).toBeNull();
    expect(read('CREATE a ticket')).toBeNull();
    expect(read('MATCH (a) RETURN a', false)).toBeNull();
  });
});
