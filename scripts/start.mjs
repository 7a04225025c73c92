// The server runs in this process, so signals and the exit code are its own.
import { build } from './build.mjs';
import { install } from './install.mjs';

install(false);
build();
await import('../apps/server/dist/main.js');
