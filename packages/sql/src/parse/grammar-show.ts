import type { TokenType } from 'chevrotain';
import type {
  Describe,
  Name,
  ShowCreate,
  ShowFunctions,
  ShowIndexes,
  ShowNamespaces,
  ShowParameter,
  ShowSequences,
  ShowStats,
  ShowTables,
  ShowViews,
} from '../ast/ast.ts';
import { CatalogGrammar } from './grammar-catalog.ts';
import { nameOf } from './grammar-name.ts';
import { Dot, Label, NamespacesWord, PlainName, keyword as word } from './tokens.ts';
import { isUnsupportedShow } from './unsupported.ts';

/** What tells of the catalog. */
type Show =
  | ShowNamespaces
  | ShowTables
  | ShowViews
  | ShowIndexes
  | ShowSequences
  | ShowFunctions
  | ShowCreate
  | ShowStats
  | Describe
  | ShowParameter;

/** SHOW and DESCRIBE. */
export abstract class ShowGrammar extends CatalogGrammar {
  protected readonly show = this.RULE('show', (): Show => {
    const { startOffset: at } = this.CONSUME(word.show);
    return this.OR<Show>({
      DEF: [
        { ALT: () => this.CONSUME(NamespacesWord) && { kind: 'show-namespaces', at } },
        {
          ALT: () => {
            this.CONSUME(word.tables);
            return { kind: 'show-tables', namespace: this.SUBRULE(this.inNamespace), at };
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.views);
            return { kind: 'show-views', namespace: this.SUBRULE1(this.inNamespace), at };
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.sequences);
            return { kind: 'show-sequences', namespace: this.SUBRULE2(this.inNamespace), at };
          },
        },
        { ALT: () => this.CONSUME(word.functions) && { kind: 'show-functions', at } },
        { ALT: () => this.SUBRULE(this.showIndexes, { ARGS: [at] }) },
        { ALT: () => this.SUBRULE(this.showCreate, { ARGS: [at] }) },
        {
          ALT: () => {
            this.CONSUME(word.stats);
            this.CONSUME(word.for);
            this.CONSUME(word.table);
            return { kind: 'show-stats', table: this.SUBRULE(this.tableName), at };
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.columns);
            this.OR1([
              { ALT: () => this.CONSUME(word.from) },
              { ALT: () => this.CONSUME(word.in) },
            ]);
            const table = this.SUBRULE1(this.tableName);
            return { kind: 'describe', table, history: false, at };
          },
        },
        {
          ALT: () => {
            this.CONSUME1(word.table);
            return this.SUBRULE(this.describedTable, { ARGS: [at] });
          },
        },
        {
          GATE: () => !isUnsupportedShow(this.LA(1).image.toLowerCase()),
          ALT: () => this.SUBRULE(this.showParameter, { ARGS: [at] }),
        },
      ],
      // The words above are names too.
      IGNORE_AMBIGUITIES: true,
    });
  });

  /** `SHOW ALL | TIME ZONE | name`, behind SHOW at `at`. */
  protected readonly showParameter = this.RULE('showParameter', (at: number): ShowParameter => {
    const name = this.OR<Name | undefined>({
      DEF: [
        { ALT: () => this.CONSUME(word.all) && undefined },
        { GATE: () => this.LA(2).tokenType === word.zone, ALT: () => this.SUBRULE(this.timeZone) },
        { ALT: () => this.SUBRULE(this.parameterName) },
      ],
      // TIME is a name too; the gate has looked behind it.
      IGNORE_AMBIGUITIES: true,
    });
    return { kind: 'show-parameter', name, at };
  });

  /** `name`, of parameters that the database does not know `class.name`. */
  protected readonly parameterName = this.RULE('parameterName', (): Name => {
    const { text: first, at } = nameOf(this.CONSUME(PlainName));
    const parts = [first];
    this.MANY(() => {
      this.CONSUME(Dot);
      parts.push(nameOf(this.CONSUME(Label)).text);
    });
    return { text: parts.join('.'), at };
  });

  /** TIME ZONE, the parameter's name in the standard. */
  protected readonly timeZone = this.RULE('timeZone', (): Name => {
    const { startOffset: at } = this.CONSUME(word.time);
    this.CONSUME(word.zone);
    return { text: 'timezone', at };
  });

  protected readonly describe = this.RULE('describe', (): Describe => {
    const { startOffset: at } = this.OR([
      { ALT: () => this.CONSUME(word.describe) },
      { ALT: () => this.CONSUME(word.desc) },
    ]);
    this.OPTION(() => this.CONSUME(word.table));
    return this.SUBRULE(this.describedTable, { ARGS: [at] });
  });

  protected readonly describedTable = this.RULE('describedTable', (at: number): Describe => {
    const table = this.SUBRULE(this.tableName);
    const history = this.OPTION(() => this.CONSUME(word.history));
    return { kind: 'describe', table, history: history !== undefined, at };
  });

  protected readonly showIndexes = this.RULE('showIndexes', (at: number): ShowIndexes => {
    this.OR([{ ALT: () => this.CONSUME(word.indexes) }, { ALT: () => this.CONSUME(word.index) }]);
    const scope = this.OR1<Pick<ShowIndexes, 'namespace' | 'table'>>([
      {
        ALT: () => {
          this.CONSUME(word.from);
          return { namespace: undefined, table: this.SUBRULE(this.tableName) };
        },
      },
      { ALT: () => ({ namespace: this.SUBRULE(this.inNamespace), table: undefined }) },
    ]);
    return { kind: 'show-indexes', ...scope, at };
  });

  protected readonly showCreate = this.RULE('showCreate', (at: number): ShowCreate => {
    this.CONSUME(word.create);
    const object = this.OR<ShowCreate['object']>([
      { ALT: () => this.CONSUME(word.table) && 'table' },
      { ALT: () => this.CONSUME(word.view) && 'view' },
      { ALT: () => this.CONSUME(word.index) && 'index' },
      { ALT: () => this.CONSUME(word.sequence) && 'sequence' },
    ]);
    return { kind: 'show-create', object, name: this.SUBRULE(this.tableName), at };
  });

  /** `[IN [NAMESPACE] name]` */
  protected readonly inNamespace = this.RULE('inNamespace', (): Name | undefined =>
    this.OPTION(() => {
      this.CONSUME(word.in);
      this.OPTION1({
        // A namespace may itself be called so.
        GATE: () => isNamespaceName(this.LA(2).tokenType),
        DEF: () => this.CONSUME(word.namespace),
      });
      return this.SUBRULE(this.namespaceName);
    }),
  );

  /** The namespace `default` needs no quotes although the word is reserved. */
  protected readonly namespaceName = this.RULE(
    'namespaceName',
    (): Name =>
      nameOf(
        this.OR([
          { ALT: () => this.CONSUME(PlainName) },
          { ALT: () => this.CONSUME(word.default) },
        ]),
      ),
  );
}

function isNamespaceName(type: TokenType): boolean {
  return type === word.default || (type.CATEGORIES?.includes(PlainName) ?? false);
}
