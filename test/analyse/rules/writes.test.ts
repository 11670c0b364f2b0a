import { noIdempotency, unconditionalCreate, writesWithoutTransaction } from '../../../src/analyse/rules/writes.ts';
import { ruleTests } from './examples.ts';

const go = (body: string, name = 'CreateUser'): string => `package store

import (
	"context"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

func (s *Store) ${name}(ctx context.Context, user User) error {
${body}
}
`;

ruleTests(unconditionalCreate, {
  found: {
    'a user put without a condition': go(`	_, err := s.client.PutItem(ctx, &dynamodb.PutItemInput{ // want
		TableName: aws.String(s.table),
		Item:      user.item(),
	})
	return err`),
    'an input that is made before': go(
      `	input := &dynamodb.PutItemInput{TableName: &s.table, Item: user.item()} // want
	_, err := s.client.PutItem(ctx, input)
	return err`,
      'register',
    ),
  },
  silent: {
    'a condition': go(`	_, err := s.client.PutItem(ctx, &dynamodb.PutItemInput{
		Item:                user.item(),
		ConditionExpression: aws.String("attribute_not_exists(id)"),
	})
	return err`),
    'a condition that is set later': go(`	input := &dynamodb.PutItemInput{Item: user.item()}
	input.ConditionExpression = notThere
	_, err := s.client.PutItem(ctx, input)
	return err`),
    'a key that is new each time': go(`	user.ID = uuid.NewString()
	_, err := s.client.PutItem(ctx, &dynamodb.PutItemInput{Item: user.item()})
	return err`),
    'a save': go(
      `	_, err := s.client.PutItem(ctx, &dynamodb.PutItemInput{Item: user.item()})
	return err`,
      'Save',
    ),
  },
});

ruleTests(writesWithoutTransaction, {
  found: {
    'an order and its stock':
      go(`	if _, err := s.db.ExecContext(ctx, "INSERT INTO orders (id) VALUES ($1)", id); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, "UPDATE stock SET n = n - 1 WHERE id = $1", id) // want
	return err`),
    'two items': go(`	if _, err := s.client.PutItem(ctx, order); err != nil {
		return err
	}
	_, err := s.client.UpdateItem(ctx, stock) // want
	return err`),
  },
  silent: {
    'a transaction': go(`	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	tx.ExecContext(ctx, "INSERT INTO orders (id) VALUES ($1)", id)
	tx.ExecContext(ctx, "UPDATE stock SET n = n - 1 WHERE id = $1", id)
	return tx.Commit()`),
    'one or the other': go(`	if user.isNew {
		_, err := s.db.ExecContext(ctx, "INSERT INTO users (id) VALUES ($1)", id)
		return err
	} else {
		_, err := s.db.ExecContext(ctx, "UPDATE users SET n = 1 WHERE id = $1", id)
		return err
	}`),
    'one write': go(`	_, err := s.db.ExecContext(ctx, "INSERT INTO orders (id) VALUES ($1)", id)
	return err`),
  },
});

const consume = (body: string): string => `package main

import (
	"context"

	"github.com/aws/aws-lambda-go/events"
)

func (h *handler) Handle(ctx context.Context, event events.SQSEvent) error {
	for _, record := range event.Records {
${body}
	}
	return nil
}
`;

ruleTests(noIdempotency, {
  found: {
    'a mail for each message': consume('		h.mail.SendEmail(ctx, decode(record.Body)) // want'),
    'an order for each message': consume(
      '		if err := h.orders.CreateOrder(ctx, record.Body); err != nil { // want\n			return err\n		}',
    ),
  },
  silent: {
    'a message that is remembered': consume(
      '		if h.isDuplicate(record.MessageId) {\n			continue\n		}\n		h.mail.SendEmail(ctx, decode(record.Body))',
    ),
    'a read': consume('		h.orders.Get(ctx, record.Body)'),
  },
});
