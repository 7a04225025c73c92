// A thread that runs the test files its owner names, one after another.
import { parentPort, workerData } from 'node:worker_threads';
import { writeProgress } from './progress.ts';
import { runFile } from './run-file.ts';

const memory = workerData as SharedArrayBuffer;

parentPort?.on('message', async (path: string) => {
  parentPort?.postMessage(await runFile(path, writeProgress(memory)));
});
