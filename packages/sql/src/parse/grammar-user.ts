import type { IToken } from 'chevrotain';
import type { AlterUser, CreateUser, DropUser, Name } from '../ast/ast.ts';
import { CommentGrammar } from './grammar-comment.ts';
import { tokenText } from './lexer.ts';
import { unquote } from './scan.ts';
import { Label, PlainName, StringToken, keyword as word } from './tokens.ts';

/** A property of a user that CREATE USER and ALTER USER set. */
type UserClause = AlterUser['set'];

/** CREATE, ALTER and DROP USER. The caller has consumed the verb at `at`. */
export abstract class UserGrammar extends CommentGrammar {
  protected readonly createUser = this.RULE('createUser', (at: number): CreateUser => {
    this.CONSUME(word.user);
    const before = this.OPTION({
      GATE: () => this.LA(2).tokenType === word.not,
      DEF: () => this.SUBRULE(this.ifNotExists),
    });
    const user = this.SUBRULE(this.userName);
    const after = this.OPTION1(() => this.SUBRULE1(this.ifNotExists));
    const clauses = new Map<string, UserClause>();
    this.MANY(() => {
      this.OPTION2(() => this.CONSUME(word.with));
      const start = this.LA(1);
      const clause = this.SUBRULE(this.userClause);
      if (clauses.has(clause.kind)) {
        this.refuse(start, `${clause.kind.toUpperCase()} is given twice`);
      }
      clauses.set(clause.kind, clause);
    });
    const password = clauses.get('password');
    const role = clauses.get('role');
    const email = clauses.get('email');
    return {
      kind: 'create-user',
      user,
      ifNotExists: (before ?? after) !== undefined,
      password: password?.kind === 'password' ? password.password : undefined,
      role: role?.kind === 'role' ? role.role : { text: 'user', at },
      email: email?.kind === 'email' ? email.email : undefined,
      at,
    };
  });

  protected readonly alterUser = this.RULE('alterUser', (at: number): AlterUser => {
    this.CONSUME(word.user);
    const user = this.SUBRULE(this.userName);
    this.CONSUME(word.set);
    return { kind: 'alter-user', user, set: this.SUBRULE(this.userClause), at };
  });

  protected readonly dropUser = this.RULE('dropUser', (at: number): DropUser => {
    this.CONSUME(word.user);
    const ifExists = this.OPTION({
      GATE: () => this.LA(2).tokenType === word.exists,
      DEF: () => this.SUBRULE(this.ifExists),
    });
    return {
      kind: 'drop-user',
      user: this.SUBRULE(this.userName),
      ifExists: ifExists ?? false,
      at,
    };
  });

  protected readonly userClause = this.RULE(
    'userClause',
    (): UserClause =>
      this.OR<UserClause>([
        {
          ALT: () => {
            this.CONSUME(word.password);
            return { kind: 'password', password: this.SUBRULE(this.stringValue) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.role);
            const token = this.OR1([
              { ALT: () => this.CONSUME(Label) },
              { ALT: () => this.CONSUME(StringToken) },
            ]);
            const text = this.ACTION(() => tokenText(token).toLowerCase());
            return { kind: 'role', role: { text, at: token.startOffset } };
          },
        },
        {
          ALT: () => {
            this.CONSUME(word.email);
            return { kind: 'email', email: this.SUBRULE1(this.stringValue) };
          },
        },
      ]),
  );

  /** A word or a string; unlike all other names its case is kept. */
  protected readonly userName = this.RULE('userName', (): Name => {
    const token = this.OR([
      { ALT: () => this.CONSUME(PlainName) },
      { ALT: () => this.CONSUME(StringToken) },
    ]);
    return { text: this.ACTION(() => userNameText(token)), at: token.startOffset };
  });
}

function userNameText(token: IToken): string {
  if (token.tokenType === StringToken) {
    return tokenText(token);
  }
  return token.image.startsWith('"') ? unquote(token.image) : token.image;
}
