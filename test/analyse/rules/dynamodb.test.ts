import { batchFailsAsOne, tableScan } from '../../../src/analyse/rules/dynamodb.ts';
import { ruleTests } from './examples.ts';

const file = (body: string): string => `package store

import (
	"context"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

${body}
`;

ruleTests(tableScan, {
  found: {
    'a scan': file(`func (s *Store) All(ctx context.Context) error {
	_, err := s.client.Scan(ctx, &dynamodb.ScanInput{TableName: &s.table}) // want
	return err
}`),
    'a scan paginator': file(`func (s *Store) All(ctx context.Context) {
	pages := dynamodb.NewScanPaginator(s.client, &dynamodb.ScanInput{}) // want
	use(pages)
}`),
  },
  silent: {
    'a query': file(`func (s *Store) All(ctx context.Context) {
	s.client.Query(ctx, &dynamodb.QueryInput{})
}`),
    'a migration': file(`func (s *Store) migrateKeys(ctx context.Context) {
	s.client.Scan(ctx, &dynamodb.ScanInput{})
}`),
    'a page at a time': file(`func (s *Store) Page(ctx context.Context, limit int32) {
	s.client.Scan(ctx, &dynamodb.ScanInput{TableName: &s.table, Limit: &limit})
}`),
    'a limit that is set later': file(`func (s *Store) Page(ctx context.Context, limit int32) {
	input := &dynamodb.ScanInput{TableName: &s.table}
	input.Limit = &limit
	s.client.Scan(ctx, input)
}`),
    'a ScanInput of its own': file('func f() { use(&ScanInput{}) }'),
  },
});

ruleTests(batchFailsAsOne, {
  found: {
    'a return at the first failure': file(`func handle(ctx context.Context, event events.SQSEvent) error {
	for _, record := range event.Records {
		if err := process(ctx, record); err != nil {
			return err // want
		}
	}
	return nil
}`),
    'a Kinesis handler with an index': file(`func (h *handler) Handle(event events.KinesisEvent) error {
	for i := range event.Records {
		if err := h.process(event.Records[i]); err != nil {
			return wrap(err) // want
		}
	}
	return nil
}`),
  },
  silent: {
    'a partial response':
      file(`func handle(ctx context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {
	for _, record := range event.Records {
		if err := process(ctx, record); err != nil {
			return fail(record), err
		}
	}
	return events.SQSEventResponse{}, nil
}`),
    'errors that are collected': file(`func handle(ctx context.Context, event events.SQSEvent) error {
	var all []error
	for _, record := range event.Records {
		all = append(all, process(ctx, record))
	}
	return join(all)
}`),
    'another event': file(`func handle(ctx context.Context, event events.S3Event) error {
	for _, record := range event.Records {
		if err := process(ctx, record); err != nil {
			return err
		}
	}
	return nil
}`),
  },
});
