import { CoreError } from '../error.ts';

/** The error of a name, written at `at`, that no namespace has. */
export function noSuchNamespace({
  text,
  at,
}: {
  text: string;
  at?: number | undefined;
}): CoreError {
  return new CoreError('CORE_NAMESPACE_NOT_FOUND', `namespace '${text}' does not exist`, {
    position: at,
  });
}
