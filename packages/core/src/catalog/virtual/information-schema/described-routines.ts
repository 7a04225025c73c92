import { describeFunctions, type FunctionDescription } from '@kalamdb/sql';
import { standardType } from './standard-type.ts';

/** A function as the SQL standard knows it. */
export interface DescribedRoutine {
  readonly routine: FunctionDescription;
  /** Tells overloads of one name apart. */
  readonly specificName: string;
}

/** Every overload of every function, by name. */
export function describedRoutines(): readonly DescribedRoutine[] {
  return describeFunctions().map((routine, index) => ({
    routine,
    specificName: `${routine.name}_${index + 1}`,
  }));
}

/** The standard's name of a type, and PostgreSQL's own. */
interface NamedType {
  readonly name: string;
  readonly internalName: string;
}

/** The type, also a polymorphic one, that `spelled` stands for. */
export function namedType(spelled: string): NamedType {
  const name = spelled.toLowerCase();
  return name.startsWith('any') ? { name, internalName: name } : standardType(spelled);
}
