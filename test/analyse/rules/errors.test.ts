import { errorSwallowed } from '../../../src/analyse/rules/errors.ts';
import { ruleTests } from './examples.ts';

const file = (body: string): string => `package shop

func (s *Store) save(ctx context.Context, o Order) error {
${body}
}
`;

ruleTests(errorSwallowed, {
  found: {
    'return nil': file(`	if err := s.index.Put(ctx, o); err != nil { // want
		return nil
	}
	return s.commit(ctx)`),
    'an assignment above': file(`	key, err := s.keys.Make(o) // want
	if err != nil {
		return nil
	}
	return s.put(ctx, key)`),
    'two results': `package shop

func (s *Store) total(ctx context.Context) (int, error) {
	sum, err := s.sum(ctx) // want
	if err != nil {
		return 0, nil
	}
	return sum, nil
}
`,
  },
  silent: {
    'the error returned': file(`	if err := s.index.Put(ctx, o); err != nil {
		return err
	}
	return nil`),
    'a comment that says why': file(`	if err := s.index.Put(ctx, o); err != nil {
		return nil // the index is rebuilt at night
	}
	return nil`),
    'a question whose answer may be no': file(`	if _, err := os.Stat(o.Path); err != nil {
		return nil
	}
	return s.commit(ctx)`),
    'a response that tells it': `package shop

func (s *Store) handle(ctx context.Context) (Response, error) {
	out, err := s.sum(ctx)
	if err != nil {
		return failed(err), nil
	}
	return Response{out}, nil
}
`,
    'a callback': file(`	return s.walk(func(p string, err error) error {
		if err != nil {
			return nil
		}
		return s.add(p)
	})`),
    'a guard for one kind of error': file(`	if err := s.index.Put(ctx, o); errors.Is(err, ErrGone) {
		return nil
	}
	return nil`),
  },
});
