import {
  errorCompared,
  errorDropped,
  errorNotWrapped,
  retryWithoutPause,
  uncheckedAssertion,
} from '../../../src/analyse/rules/error-handling.ts';
import { ruleTests } from './examples.ts';

const go = (body: string, name = 'Save'): string => `package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

func (s *Store) ${name}(ctx context.Context, id string) error {
${body}
}
`;

ruleTests(errorDropped, {
  found: {
    'a commit whose answer nobody reads': go(
      '	tx, err := s.db.BeginTx(ctx, nil)\n	if err != nil {\n		return err\n	}\n	tx.Commit() // want\n	return nil',
    ),
    'an insert': go('	_, _ = s.db.ExecContext(ctx, "INSERT INTO orders (id) VALUES ($1)", id) // want\n	return nil'),
    'a message that may not be sent': go(
      '	s.queue.SendMessage(ctx, &sqs.SendMessageInput{MessageBody: &id}) // want\n	return nil',
    ),
    'a body that may not be JSON': go('	_ = json.Unmarshal([]byte(id), &s.order) // want\n	return nil'),
  },
  silent: {
    'an error that is returned': go('	return tx.Commit()'),
    'a comment that says why': go(
      '	_ = json.Unmarshal(cached, &s.order) // an unreadable cache is an empty one\n	return nil',
    ),
    'the way out of another error': go(
      '	if err != nil {\n		_ = json.Unmarshal(body, &problem)\n		return problem\n	}\n	return nil',
    ),
    'a record on the side': go(
      '	_, _ = s.db.ExecContext(ctx, "INSERT INTO seen (id) VALUES ($1)", id)\n	return nil',
      'logSeen',
    ),
    'a Commit of another kind': go('	batch.tx.Commit()\n	return nil'),
    'an offset committed by a name that is no transaction': go('	s.consumer.Commit()\n	return nil'),
  },
});

ruleTests(errorNotWrapped, {
  found: {
    'an error as %v': go('	return fmt.Errorf("save %s: %v", id, err) // want'),
    'an error as %s': go('	return fmt.Errorf("save: %s", err) // want'),
  },
  silent: {
    'an error as %w': go('	return fmt.Errorf("save %s: %w", id, err)'),
    'the type of an error': go('	return fmt.Errorf("order %s: 100%% %T", id, err)'),
    'no error among the values': go('	return fmt.Errorf("order %s is closed", id)'),
  },
});

ruleTests(errorCompared, {
  found: {
    'the other way round': go('	if store.ErrGone == err { // want\n		return nil\n	}\n	return err'),
    'a sentinel of the package': go('	if err == ErrNotFound { // want\n		return nil\n	}\n	return err'),
    'a switch over errors': go(
      '	switch err { // want\n	case nil:\n		return nil\n	case store.ErrClosed:\n		return nil\n	}\n	return err',
    ),
  },
  silent: {
    'the end of a reader': go('	if err == io.EOF {\n		return nil\n	}\n	return err'),
    nil: go('	if err != nil {\n		return err\n	}\n	return nil'),
    'what a context answers itself': go(
      '	if err := ctx.Err(); err == context.Canceled {\n		return nil\n	}\n	return nil',
    ),
    'no row of a scan': go(
      '	err := s.db.QueryRowContext(ctx, query).Scan(&id)\n	if err == sql.ErrNoRows {\n		return nil\n	}\n	return err',
    ),
  },
});

ruleTests(retryWithoutPause, {
  found: {
    'a number of attempts': go(`	for attempt := 0; attempt < 5; attempt++ {
		err := s.client.Put(ctx, id)
		if err != nil { // want
			continue
		}
		return nil
	}
	return nil`),
    'a function that retries by name': go(
      `	for {
		err := s.client.Put(ctx, id)
		if err != nil { // want
			s.failures++
			continue
		}
		return nil
	}`,
      'saveWithRetry',
    ),
  },
  silent: {
    'a pause between tries': go(`	for attempt := 0; attempt < 5; attempt++ {
		if err := s.client.Put(ctx, id); err != nil {
			sleep(ctx, backoff(attempt))
			continue
		}
		return nil
	}
	return nil`),
    'a list whose bad elements are left out': go(`	for _, id := range ids {
		if err := s.client.Put(ctx, id); err != nil {
			continue
		}
	}
	return nil`),
  },
});

ruleTests(uncheckedAssertion, {
  found: {
    'a claim of a token': go('	s.subject = claims["sub"].(string) // want\n	return nil'),
    'a field of a body': go(
      '	var payload map[string]any\n	if err := json.Unmarshal(body, &payload); err != nil {\n		return err\n	}\n	total := payload["total"].(float64) // want\n	return s.add(total)',
    ),
  },
  silent: {
    'a second value': go(
      '	subject, ok := claims["sub"].(string)\n	if !ok {\n		return io.EOF\n	}\n	s.subject = subject\n	return nil',
    ),
    'an element that was looked at before': go(
      '	if claims["sub"] == nil {\n		return io.EOF\n	}\n	s.subject = claims["sub"].(string)\n	return nil',
    ),
    'a map made in the same function': go(
      '	payload := map[string]any{"total": 1.5}\n	return s.add(payload["total"].(float64))',
    ),
    'claims made in the same function': go(
      '	claims := jwt.MapClaims{"sub": id}\n	return s.add(claims["sub"].(string))',
    ),
    'a round trip of its own': go(
      '	body, _ := json.Marshal(s.order)\n	var payload map[string]any\n	if err := json.Unmarshal(body, &payload); err != nil {\n		return err\n	}\n	return s.add(payload["total"].(float64))',
    ),
    'values of the program itself': go('	return s.add(fields["user"].(*User), fields["name"].(string))'),
    'a switch over the type': go(
      '	switch total := payload["total"].(type) {\n	case float64:\n		return s.add(total)\n	}\n	return nil',
    ),
  },
});
