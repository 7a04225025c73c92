import type { Expression, Merge, MergeAction, MergeClause, With } from '../ast/ast.ts';
import { WriteGrammar } from './grammar-write.ts';
import { keyword as word } from './tokens.ts';

type MergeDecision = Omit<MergeClause, 'at'>;
type MergeInsert = Extract<MergeAction, { kind: 'insert' }>;
type Decided = Pick<MergeClause, 'condition' | 'action'>;

/** MERGE. */
export abstract class MergeGrammar extends WriteGrammar {
  protected readonly merge = this.RULE('merge', (common: With | undefined): Merge => {
    const { startOffset: at } = this.CONSUME(word.merge);
    this.CONSUME(word.into);
    const table = this.SUBRULE(this.tableName);
    const alias = this.SUBRULE(this.targetAlias);
    this.CONSUME(word.using);
    const source = this.SUBRULE(this.fromItem);
    this.CONSUME(word.on);
    const on = this.SUBRULE(this.expression);
    const clauses: MergeClause[] = [];
    this.AT_LEAST_ONE(() => {
      clauses.push(this.SUBRULE(this.mergeClause));
    });
    const returning = this.SUBRULE(this.returningClause);
    return { kind: 'merge', with: common, table, alias, source, on, clauses, returning, at };
  });

  protected readonly mergeClause = this.RULE('mergeClause', (): MergeClause => {
    const { startOffset: at } = this.CONSUME(word.when);
    const decision = this.OR<MergeDecision>([
      {
        ALT: () => {
          this.CONSUME(word.matched);
          return { match: 'matched', ...this.SUBRULE(this.mergeChange) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(word.not);
          this.CONSUME1(word.matched);
          return this.SUBRULE(this.mergeAlone);
        },
      },
    ]);
    return { ...decision, at };
  });

  /** What follows NOT MATCHED. */
  protected readonly mergeAlone = this.RULE(
    'mergeAlone',
    (): MergeDecision =>
      this.OR<MergeDecision>({
        MAX_LOOKAHEAD: 2,
        DEF: [
          {
            ALT: () => {
              this.CONSUME(word.by);
              this.CONSUME(word.source);
              return { match: 'not-matched-by-source', ...this.SUBRULE(this.mergeChange) };
            },
          },
          {
            ALT: () => {
              this.OPTION(() => {
                this.CONSUME1(word.by);
                this.CONSUME(word.target);
              });
              return { match: 'not-matched', ...this.SUBRULE(this.mergeAddition) };
            },
          },
        ],
      }),
  );

  protected readonly mergeChange = this.RULE('mergeChange', (): Decided => {
    const condition = this.SUBRULE(this.mergeCondition);
    const action = this.OR<MergeAction>([
      { ALT: () => this.SUBRULE(this.mergeUpdate) },
      { ALT: () => this.CONSUME(word.delete) && { kind: 'delete' } },
      { ALT: () => this.SUBRULE(this.mergeNothing) },
    ]);
    return { condition, action };
  });

  protected readonly mergeAddition = this.RULE('mergeAddition', (): Decided => {
    const condition = this.SUBRULE(this.mergeCondition);
    const action = this.OR<MergeAction>([
      { ALT: () => this.SUBRULE(this.mergeInsert) },
      { ALT: () => this.SUBRULE(this.mergeNothing) },
    ]);
    return { condition, action };
  });

  /** `[AND condition] THEN` */
  protected readonly mergeCondition = this.RULE('mergeCondition', (): Expression | undefined => {
    const condition = this.OPTION(() => {
      this.CONSUME(word.and);
      return this.SUBRULE(this.expression);
    });
    this.CONSUME(word.then);
    return condition;
  });

  protected readonly mergeUpdate = this.RULE('mergeUpdate', (): MergeAction => {
    this.CONSUME(word.update);
    return { kind: 'update', assignments: this.SUBRULE(this.setClause) };
  });

  protected readonly mergeInsert = this.RULE('mergeInsert', (): MergeAction => {
    const { startOffset: at } = this.CONSUME(word.insert);
    const columns = this.OPTION(() => this.SUBRULE(this.nameList));
    const source = this.OR<Pick<MergeInsert, 'overriding' | 'values'>>([
      {
        ALT: () => {
          const overriding = this.SUBRULE(this.overridingClause);
          this.CONSUME(word.values);
          return { overriding, values: this.SUBRULE(this.valuesRow) };
        },
      },
      {
        GATE: () => columns === undefined,
        ALT: () => {
          this.SUBRULE(this.defaultValues);
          return { overriding: undefined, values: [] };
        },
      },
    ]);
    return { kind: 'insert', columns: columns ?? [], ...source, at };
  });

  protected readonly mergeNothing = this.RULE('mergeNothing', (): MergeAction => {
    this.CONSUME(word.do);
    this.CONSUME(word.nothing);
    return { kind: 'nothing' };
  });
}
