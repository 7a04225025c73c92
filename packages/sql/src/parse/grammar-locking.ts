import type { Locking, LockStrength, LockWait } from '../ast/ast.ts';
import { WithGrammar } from './grammar-with.ts';
import { keyword as word } from './tokens.ts';

/** FOR UPDATE and its kin. */
export abstract class LockingGrammar extends WithGrammar {
  protected readonly lockingClauses = this.RULE('lockingClauses', (): Locking[] => {
    const clauses: Locking[] = [];
    this.MANY(() => {
      const { startOffset: at } = this.CONSUME(word.for);
      const strength = this.SUBRULE(this.lockStrength);
      const of = this.OPTION(() => {
        this.CONSUME(word.of);
        return this.SUBRULE(this.plainNames);
      });
      clauses.push({ strength, of: of ?? [], wait: this.SUBRULE(this.lockWait), at });
    });
    return clauses;
  });

  protected readonly lockStrength = this.RULE(
    'lockStrength',
    (): LockStrength =>
      this.OR<LockStrength>([
        { ALT: () => this.CONSUME(word.update) && 'update' },
        {
          ALT: () => {
            this.CONSUME(word.no);
            this.CONSUME1(word.key);
            this.CONSUME1(word.update);
            return 'no key update';
          },
        },
        { ALT: () => this.CONSUME(word.share) && 'share' },
        {
          ALT: () => {
            this.CONSUME(word.key);
            this.CONSUME1(word.share);
            return 'key share';
          },
        },
      ]),
  );

  protected readonly lockWait = this.RULE('lockWait', (): LockWait => {
    const wait = this.OPTION(() =>
      this.OR<LockWait>([
        { ALT: () => this.CONSUME(word.nowait) && 'nowait' },
        {
          ALT: () => {
            this.CONSUME(word.skip);
            this.CONSUME(word.locked);
            return 'skip locked';
          },
        },
      ]),
    );
    return wait ?? 'wait';
  });
}
