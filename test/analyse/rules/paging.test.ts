import { expect, test } from '@jest/globals';
import { firstPageOnly } from '../../../src/analyse/rules/paging.ts';
import { look, ruleTests } from './examples.ts';

const go = (body: string, name = 'orders'): string => `package store

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

func (s *Store) ${name}(ctx context.Context, customer string) ([]Order, error) {
${body}
}
`;

ruleTests(firstPageOnly, {
  found: {
    'a query whose items are read': go(`	out, err := s.client.Query(ctx, &dynamodb.QueryInput{ // want
		TableName:              aws.String(s.table),
		KeyConditionExpression: aws.String("customer = :c"),
	})
	if err != nil {
		return nil, err
	}
	return decode(out.Items)`),
    'an input that is made before': go(`	input := &iam.ListRolesInput{}
	roles, err := s.iam.ListRoles(ctx, input) // want
	if err != nil {
		return nil, err
	}
	for _, role := range roles.Roles {
		use(role)
	}
	return nil, nil`),
  },
  silent: {
    'a loop over the token': go(`	input := &dynamodb.QueryInput{TableName: aws.String(s.table)}
	for {
		out, err := s.client.Query(ctx, input)
		if err != nil {
			return nil, err
		}
		all = append(all, out.Items...)
		if out.LastEvaluatedKey == nil {
			return decode(all)
		}
		input.ExclusiveStartKey = out.LastEvaluatedKey
	}`),
    'a paginator':
      go(`	pages := dynamodb.NewQueryPaginator(s.client, &dynamodb.QueryInput{TableName: aws.String(s.table)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
	}
	return decode(all)`),
    'a limit':
      go(`	out, err := s.client.Query(ctx, &dynamodb.QueryInput{TableName: aws.String(s.table), Limit: aws.Int32(20)})
	if err != nil {
		return nil, err
	}
	return decode(out.Items)`),
    'one item by both of its keys': go(`	out, err := s.client.Query(ctx, &dynamodb.QueryInput{
		KeyConditionExpression: aws.String("customer = :c AND id = :id"),
	})
	if err != nil {
		return nil, err
	}
	return decode(out.Items)`),
    'the first item': go(`	out, err := s.client.Query(ctx, &dynamodb.QueryInput{TableName: aws.String(s.table)})
	if err != nil || len(out.Items) == 0 {
		return nil, err
	}
	return decode(out.Items[0])`),
    'an operation that answers whole': go(`	out, err := s.ec2.DescribeInstances(ctx, &ec2.DescribeInstancesInput{})
	if err != nil {
		return nil, err
	}
	return convert(out.Reservations)`),
    'a question whether anything is there': go(
      `	out, err := s.iam.ListRoles(ctx, &iam.ListRolesInput{})
	if err != nil {
		return nil, err
	}
	return nil, known(out.Roles)`,
      'checkAccess',
    ),
  },
});

test('an answer that is handed on whole carries its token: what becomes of it cannot be told', () => {
  expect(
    look(firstPageOnly, go('\treturn s.client.Query(ctx, &dynamodb.QueryInput{TableName: aws.String(s.table)})')),
  ).toEqual([]);
});
