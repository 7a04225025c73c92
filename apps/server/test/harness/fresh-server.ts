import { type ServerEnvironment, type ServerProcess, startServer } from './server-process.ts';
import { connect, type SqlClient } from './sql-client.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** Root's password on servers that tests start. */
export const rootPassword = 'the password of root';

/** An empty server, root signed in. */
export interface FreshServer {
  readonly directory: string;
  readonly server: ServerProcess;
  readonly root: SqlClient;
  /** Create a user (role user unless said otherwise) and sign in. */
  signUp(name: string, role?: string): Promise<SqlClient>;
}

/** Start an empty server in a directory of its own. */
export async function startFresh(environment: ServerEnvironment = {}): Promise<FreshServer> {
  const directory = temporaryDirectory();
  const server = await startServer(directory, {
    KALAMDB_ROOT_PASSWORD: rootPassword,
    ...environment,
  });
  const root = await connect(server.url, 'root', rootPassword);
  const signUp = async (name: string, role = 'user') => {
    await root.run(`CREATE USER '${name}' WITH PASSWORD '${passwordOf(name)}' ROLE ${role}`);
    return connect(server.url, name, passwordOf(name));
  };
  return { directory, server, root, signUp };
}

/** The password of a user that `signUp` has made. */
export function passwordOf(name: string): string {
  return `the password of ${name}`;
}
