import type { AlterUser, CreateUser, DropUser } from '@kalamdb/sql';
import { CoreError } from '../../error.ts';
import type { Access, Role } from '../../policy.ts';
import { checkEmail, checkUserName, readRole } from '../../users/user-rules.ts';
import type { UserChange } from '../../users/user-store.ts';
import { authorize } from '../authorize.ts';
import type { Session } from '../session.ts';
import { done, type StatementHandler } from './statement-handler.ts';

export const createUserHandler: StatementHandler<CreateUser> = {
  authorize(session, { user, role }) {
    decide(session, {
      action: 'create-user',
      userId: user.text,
      targetRole: readRole(role),
      change: 'user',
    });
  },
  async execute(session, statement) {
    this.authorize(session, statement);
    const { users, options } = session.engine;
    const { user, password, email } = statement;
    checkUserName(user);
    if (email !== undefined) checkEmail(email, user);
    if (users.find(user.text) !== undefined) return existing(session, statement);
    const passwordHash =
      password === undefined ? undefined : await options.passwords.hash(password);
    const role = readRole(statement.role);
    const outcome = await users.create({ userId: user.text, role, email, passwordHash });
    if (outcome === 'created') return done(session, `User '${user.text}' created successfully`);
    if (outcome === 'exists') return existing(session, statement);
    throw new CoreError('CORE_USER_EXISTS', `user '${user.text}' existed before and was dropped`, {
      position: user.at,
      hint: 'Choose another name: the rows of the dropped user still belong to this one.',
    });
  },
};

export const alterUserHandler: StatementHandler<AlterUser> = {
  authorize(session, statement) {
    const current = session.engine.users.find(statement.user.text)?.role ?? 'user';
    decideChange(session, statement, current);
  },
  async execute(session, statement) {
    this.authorize(session, statement);
    const { users, options } = session.engine;
    const { user, set } = statement;
    if (users.find(user.text) === undefined) throw notFound(statement);
    const change = await readChange(set, user, (password) => options.passwords.hash(password));
    // The role may have changed while the password was hashed, so it is decided again in turn.
    const found = await users.change(user.text, change, (role) =>
      decideChange(session, statement, role),
    );
    if (!found) throw notFound(statement);
    return done(session, `User '${user.text}' updated`);
  },
};

export const dropUserHandler: StatementHandler<DropUser> = {
  authorize(session, { user }) {
    decideDrop(session, user.text, session.engine.users.find(user.text)?.role ?? 'user');
  },
  async execute(session, statement) {
    this.authorize(session, statement);
    const { user, ifExists } = statement;
    if (user.text === session.principal.userId) {
      throw new CoreError('CORE_INVALID_USER', `user '${user.text}' cannot drop itself`, {
        position: user.at,
      });
    }
    const found = await session.engine.users.drop(user.text, (role) =>
      decideDrop(session, user.text, role),
    );
    if (found) return done(session, `User '${user.text}' dropped successfully (soft delete)`);
    if (ifExists) return done(session, `User '${user.text}' does not exist`);
    throw notFound(statement);
  },
};

function decide(session: Session, access: Access): void {
  authorize(session.engine.options.policy, session.principal, access);
}

/** A change of role needs the right over the role that the user has and over the one given. */
function decideChange(session: Session, { user, set }: AlterUser, current: Role): void {
  const userId = user.text;
  const access = { action: 'alter-user', userId, change: set.kind } as const;
  decide(session, { ...access, targetRole: current });
  if (set.kind === 'role') decide(session, { ...access, targetRole: readRole(set.role) });
}

function decideDrop(session: Session, userId: string, targetRole: Role): void {
  decide(session, { action: 'drop-user', userId, targetRole, change: 'user' });
}

async function readChange(
  set: AlterUser['set'],
  user: AlterUser['user'],
  hash: (password: string) => Promise<string>,
): Promise<UserChange> {
  switch (set.kind) {
    case 'password':
      return { passwordHash: await hash(set.password) };
    case 'role':
      return { role: readRole(set.role) };
    case 'email':
      checkEmail(set.email, user);
      return { email: set.email };
    default:
      return set satisfies never;
  }
}

function existing(session: Session, { user, ifNotExists }: CreateUser) {
  if (ifNotExists) return done(session, `User '${user.text}' already exists`);
  throw new CoreError('CORE_USER_EXISTS', `user '${user.text}' already exists`, {
    position: user.at,
    hint: `Use ALTER USER to change it.`,
  });
}

function notFound({ user }: AlterUser | DropUser): CoreError {
  return new CoreError('CORE_USER_NOT_FOUND', `user '${user.text}' does not exist`, {
    position: user.at,
  });
}
