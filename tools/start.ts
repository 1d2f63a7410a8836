// `npm start`: sets everything up and runs it until Ctrl-C.
import { join } from 'node:path';
import { startSystem } from './provision/system.ts';
import { takeLock } from './provision/clone-lock.ts';
import { dataFolder, makeFolder } from './provision/folders.ts';
import { openLog } from './provision/log-sink.ts';
import { watchParent } from './provision/parent.ts';
import { progressTo, ProvisionError } from './provision/progress.ts';
import { readRuntime, removeRuntime } from './provision/runtime-file.ts';
import { parseStartArguments, USAGE } from './provision/start-arguments.ts';
import { Stopped, Teardown } from './provision/teardown.ts';

// A terminal that went away must not keep us from stopping in good order.
process.stdout.on('error', () => undefined);
const say = (line: string) => void process.stdout.write(`${line}\n`);

const asked = parseStartArguments(process.argv.slice(2));
if (asked.kind === 'help') {
  say(asked.fault === undefined ? USAGE : `${asked.fault}\n\n${USAGE}`);
  process.exit(asked.fault === undefined ? 0 : 2);
}

const lock = takeLock(join(makeFolder(dataFolder), 'start.lock'));
if (lock.kind === 'taken') {
  const url = readRuntime()?.publicUrl;
  const where = url === undefined ? 'it is still starting' : `open ${url}`;
  say(`Tidewaiter runs in this folder already (process ${lock.by.pid}); ${where}`);
  say('Stop that one with Ctrl-C, or use another clone.');
  process.exit(1);
}

const logFile = join(makeFolder(join(dataFolder, 'logs')), 'tidewaiter.log');
const log = openLog(logFile, say, process.stdout.isTTY);
const teardown = new Teardown(say);
process.on('SIGINT', () => teardown.request());
process.on('SIGTERM', () => teardown.request());
watchParent(() => teardown.request());

let exitCode = 0;
try {
  const { url } = await startSystem({
    options: asked.options,
    env: process.env,
    progress: progressTo(say),
    say,
    log,
    teardown,
  });
  say(`Log: ${logFile} · Ctrl-C stops everything`);
  say(`Open ${url}${asked.options.demonstration ? ' and sign in as one of the accounts shown there' : ''}`);
  await teardown.requested;
} catch (error) {
  if (!(error instanceof Stopped)) teardown.fail(error);
}
if (teardown.failure !== undefined) {
  const { failure } = teardown;
  say(
    `✘ ${failure instanceof ProvisionError ? failure.message : String((failure as Error).stack ?? failure)}`,
  );
  exitCode = 1;
}
removeRuntime();
await teardown.run();
log.close();
lock.release();
process.exit(exitCode);
