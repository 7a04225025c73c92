// The server runs in this process, so signals and the exit code are its own.
import './setup.mjs';

await import('../apps/server/dist/main.js');
